//! A rule about words that were true once: in texts dated after the change they need a year, or the new words.
//!
//! 1. only texts of articles dated on or after the day of the change are read, and none that is quoted,
//! 2. digits of all systems and white space count as the same,
//! 3. a sentence that names a year before the change tells history and is left alone.
//!
//! Knows nothing of: grammar; what the sentence means is for a person to judge.

use jiff::civil;

use super::Found;
use crate::diagnostic::codes;
use crate::front_matter::Origin;
use crate::language::Lang;
use crate::rulebook::{Phrase, Rule};
use crate::site::{Article, Site, Translation};
use crate::source::Span;
use crate::text::digits;

pub(super) fn check(site: &Site, rule: &Rule, phrases: &[Phrase], changed: civil::Date) -> Found {
    let mut found = Found::default();
    let quotes = |article: &Article| matches!(article.meta.origin, Origin::Taken { quoted: true, .. });
    for article in site.articles.iter().filter(|article| article.meta.date.date() >= changed && !quotes(article)) {
        for lang in Lang::ALL {
            let Some(text) = &article.translations[lang] else { continue };
            found.checked += 1;
            for phrase in phrases.iter().filter(|phrase| phrase.lang == lang) {
                found
                    .breaches
                    .extend(outdated(text, phrase, changed).map(|span| codes::dated_fact(span, &rule.name(), &phrase.words, &phrase.now)));
            }
        }
    }
    found
}

/// Where a text has a phrase in a sentence that names no year before the change.
fn outdated(text: &Translation, phrase: &Phrase, changed: civil::Date) -> impl Iterator<Item = Span> {
    let source = text.document.source.clone();
    let (even, places) = even(source.text());
    let (wanted, _) = self::even(&phrase.words);
    let year = changed.year();
    let found: Vec<usize> =
        even.match_indices(&wanted).map(|(at, _)| at).filter(|at| !is_history(&even, *at, wanted.len(), year)).collect();
    found.into_iter().map(move |at| Span::new(&source, places[at]..places[at + wanted.len()]))
}

/// A text with Latin digits, lower case and single spaces; and for each of its bytes the place in the original.
fn even(text: &str) -> (String, Vec<usize>) {
    let (mut out, mut places) = (String::with_capacity(text.len()), Vec::with_capacity(text.len() + 1));
    for (at, c) in text.char_indices() {
        let before = out.len();
        match digits::value(c).and_then(|value| char::from_digit(value, 10)) {
            Some(digit) => out.push(digit),
            None if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            None if c == crate::text::ZWSP => {}
            None => out.extend(c.to_lowercase()),
        }
        places.extend((before..out.len()).map(|_| at));
    }
    places.push(text.len());
    (out, places)
}

/// Whether the sentence around a place names a year before `year`.
fn is_history(text: &str, at: usize, length: usize, year: i16) -> bool {
    let ends = |c: char| matches!(c, '.' | '。' | '។' | '?' | '!' | '？' | '！' | '\n');
    let start = text[..at].rmatch_indices(ends).next().map_or(0, |(end, mark)| end + mark.len());
    let end = text[at + length..].find(ends).map_or(text.len(), |end| at + length + end);
    let sentence = &text[start..end];
    let numbers = sentence.split(|c: char| !c.is_ascii_digit());
    numbers.filter(|number| number.len() == 4).filter_map(|number| number.parse::<i16>().ok()).any(|named| (1900..year).contains(&named))
}

#[cfg(test)]
mod tests {
    use super::{even, is_history};

    #[test]
    fn a_sentence_with_an_earlier_year_is_history() {
        let check = |text: &str, words: &str, expect: bool| {
            let (text, _) = even(text);
            let (words, _) = even(words);
            let at = text.find(&words).unwrap();
            assert_eq!(is_history(&text, at, words.len(), 2025), expect, "{text}");
        };
        check("ASEAN có 10 nước  thành viên.", "10 nước thành viên", false);
        check("Năm 1999, ASEAN có 10 nước thành viên.", "10 nước thành viên", true);
        check("Năm 1967 là năm đầu. Nay ASEAN có 10 nước thành viên.", "10 nước thành viên", false);
        check("In 1999 ASEAN had ten member states.", "ten member states", true);
        check("아세안은 10개 회원국으로 이루어져 있다.", "10개 회원국", false);
        check("នៅឆ្នាំ១៩៩៩ អាស៊ានមានសមាជិក១០ប្រទេស។", "សមាជិក១០ប្រទេស", true);
        check("មុនឆ្នាំ១៩៩៩។ អាស៊ានមានសមាជិក ១០ ប្រទេស។", "សមាជិក ១០ ប្រទេស", false);
        check("ASEANは１０か国からなる。", "10か国", false);
        check("1999年，东盟有10个成员国。", "10个成员国", true);
    }
}
