//! What a reader types, as words of tokens with their places beside each other.
//!
//! Knows nothing of: indexes.

use crate::text;
use crate::text::units::{Class, Endings, units};

/// How many units of a query are looked at: more than anybody types, few enough to answer at once.
const UNITS: usize = 40;
/// How many characters of a query are looked at.
const CHARACTERS: usize = 400;

/// How many shards are looked through for a beginning, or for a single unit beside other words.
const NEARBY: usize = 4;
/// And for a query that is a single unit.
const FAR: usize = 32;

/// How a token is looked up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Match {
    /// As it is.
    Whole,
    /// As it is, or (counting less) as the beginning of a token: what is still being typed.
    Beginning,
    /// As the first unit of a pair.
    Unit,
    /// As the first unit of a pair, or (counting less) as the beginning of one.
    UnitBeginning,
}

/// What is looked up.
#[derive(Clone, Debug)]
pub struct Token {
    /// Its place in the query, in units.
    pub at: u32,
    /// What it is found by.
    pub fold: String,
    /// How it is written; empty where that is the fold.
    pub form: String,
    /// How it is looked up.
    pub how: Match,
    /// How many shards it is looked for in.
    pub reach: usize,
    /// Of a single unit beside another over a space: their pair, and how far the unit is from its beginning. An index is
    /// looked through for single units only so far; the pair is always found.
    pub beside: Option<(String, u32)>,
}

/// A word of the query: its tokens have to stand together.
#[derive(Clone, Debug)]
pub struct Word {
    /// Its tokens, at least one.
    pub tokens: Vec<Token>,
    /// Its place in the query, in units.
    pub at: u32,
    /// How many units it has.
    pub length: u32,
}

struct Piece {
    class: Class,
    fold: String,
    form: String,
    /// Whether it is paired with the piece before.
    joins: bool,
    /// Whether it belongs to the word of the piece before.
    belongs: bool,
}

/// Reads a query. What holds no letter, digit or character gives no words.
pub fn query(typed: &str, endings: Endings) -> Vec<Word> {
    let cut: String = typed.chars().take(CHARACTERS).collect();
    let mut pieces: Vec<Piece> = Vec::new();
    units(&text::nfc(&cut), endings, |unit| {
        if pieces.len() < UNITS {
            let form = if unit.form == unit.fold { String::new() } else { unit.form.to_owned() };
            pieces.push(Piece {
                class: unit.class,
                fold: unit.fold.to_owned(),
                form,
                joins: unit.joins,
                belongs: unit.joins && !unit.spaced,
            });
        }
    });
    // One letter after other words says nothing yet.
    let is_letter = |piece: &Piece| piece.class == Class::Word && piece.fold.len() == 1 && !piece.fold.as_bytes()[0].is_ascii_digit();
    if pieces.len() > 1 && pieces.last().is_some_and(is_letter) {
        pieces.pop();
    }
    let mut words = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        let length = 1 + pieces[at + 1..].iter().take_while(|piece| piece.belongs).count();
        words.push(word(&pieces, at, length));
        at += length;
    }
    words
}

/// The word of `length` pieces from `at` on.
fn word(all: &[Piece], at: usize, length: usize) -> Word {
    let pieces = &all[at..at + length];
    let is_last = at + length == all.len();
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let first = &pieces[0];
    let tokens = if length == 1 {
        let typing = is_last && (first.class == Class::Khmer || first.class == Class::Word && first.fold.chars().count() >= 2);
        let how = match (first.class, typing) {
            (Class::Word, true) => Match::Beginning,
            (Class::Word, false) => Match::Whole,
            (_, true) => Match::UnitBeginning,
            (_, false) => Match::Unit,
        };
        let pair = |first: usize| format!("{}{}", all[first].fold, all[first + 1].fold);
        let beside = match all.get(at + 1) {
            Some(next) if next.joins => Some((pair(at), 0)),
            _ if first.joins => Some((pair(at - 1), 1)),
            _ => None,
        };
        let reach = match how {
            Match::Whole => 1,
            Match::Unit | Match::UnitBeginning if all.len() == 1 => FAR,
            _ => NEARBY,
        };
        vec![Token { at: number(at), fold: first.fold.clone(), form: first.form.clone(), how, reach, beside }]
    } else {
        let pair = |(i, pair): (usize, &[Piece])| {
            let typing = is_last && first.class == Class::Khmer && i + 2 == length;
            let (how, reach) = if typing { (Match::Beginning, NEARBY) } else { (Match::Whole, 1) };
            let fold = format!("{}{}", pair[0].fold, pair[1].fold);
            Token { at: number(at + i), fold, form: String::new(), how, reach, beside: None }
        };
        pieces.windows(2).enumerate().map(pair).collect()
    };
    Word { tokens, at: number(at), length: number(length) }
}

#[cfg(test)]
mod tests {
    use super::query;
    use crate::text::units::Endings;

    #[test]
    fn queries_are_words_of_tokens() {
        let check = |typed: &str, expect: &str| {
            let words = query(typed, Endings::Kept);
            let shown = words.iter().map(|word| {
                let tokens: Vec<String> = word.tokens.iter().map(|t| format!("{}@{} {:?}", t.fold, t.at, t.how)).collect();
                tokens.join(", ")
            });
            assert_eq!(shown.collect::<Vec<_>>().join(" | "), expect, "{typed}");
        };
        check("Đất đai", "dat@0 Whole | dai@1 Beginning");
        check("border g", "border@0 Beginning");
        check("a 국경 협력", "a@0 Whole | 국경@1 Whole | 협력@3 Whole");
        check("国", "国@0 Unit");
        assert_eq!(query("이 국경 협", Endings::Kept)[0].tokens[0].beside, Some(("이국".to_owned(), 0)));
        assert_eq!(query("이 국경 협", Endings::Kept)[2].tokens[0].beside, Some(("경협".to_owned(), 1)));
        check("东盟，合作", "东盟@0 Whole | 合作@2 Whole");
        check("ក្រចេះ", "ក្រចេះ@0 Beginning");
        check("ដី", "ដី@0 UnitBeginning");
        check("?!… 🙂 <> \u{200b}", "");
    }
}
