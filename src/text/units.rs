//! Units of search: the pieces that a text and a query are compared by. `search/search.js` has the same rules for
//! browsers; `tests/units.tsv` holds both to the same pieces.
//!
//! 1. Words of alphabets: folded to base letters (`đ` is `d`); their *form* keeps the marks, tones at the end, so that
//!    `hoà` and `hòa` are one. In English the fold is without the ending of plurals,
//! 2. numbers: digits of all systems are ASCII digits, separators of groups of three are dropped; letters and digits part,
//! 3. Han, kana and Hangul: each character is a unit; Khmer: each cluster, its marks in one order. Those that follow each
//!    other, perhaps with spaces or quotes between them, are joined: an index pairs them. There is no segmenter.
//!
//! Knows nothing of: indexes, languages (but for plurals).

use std::ops::Range;
use std::sync::LazyLock;

use icu_normalizer::DecomposingNormalizerBorrowed;

use super::cluster::{COENG, extends};
use super::digits;
use super::script::{Script, script};

/// Which writing a unit belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    /// A word or a number.
    Word,
    /// A character of Han, kana or Hangul.
    Wide,
    /// A cluster of Khmer.
    Khmer,
}

/// Which endings are dropped.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Endings {
    /// None.
    Kept,
    /// Those of English plurals.
    English,
}

/// A piece of a text.
#[derive(Debug)]
pub struct Unit<'a> {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// Its writing.
    pub class: Class,
    /// What it is found by.
    pub fold: &'a str,
    /// How it is written: with marks, with its ending.
    pub form: &'a str,
    /// Whether it continues the unit before it: the same unspaced writing, with nothing but spaces and quotes between.
    pub joins: bool,
    /// Whether white space stands before it.
    pub spaced: bool,
}

/// Hands each unit of a text in composed form (NFC) to `take`, in order.
pub fn units(text: &str, endings: Endings, mut take: impl FnMut(Unit<'_>)) {
    let mut scan = Scan { text, at: 0, fold: String::new(), form: String::new(), tones: String::new(), endings };
    let (mut before, mut spaced) = (None, false);
    while let Some(c) = scan.peek() {
        let start = scan.at;
        let mut is_word = false;
        let class = if digit(c).is_some() {
            scan.number();
            Class::Word
        } else {
            match script(c) {
                _ if is_ignored(c) => {
                    scan.at += c.len_utf8();
                    continue;
                }
                Script::Letter => {
                    scan.word();
                    is_word = true;
                    Class::Word
                }
                Script::Han | Script::Kana | Script::Hangul => {
                    scan.wide();
                    Class::Wide
                }
                Script::Khmer => {
                    scan.khmer();
                    Class::Khmer
                }
                other => {
                    scan.at += c.len_utf8();
                    if other == Script::Space {
                        spaced = true;
                    } else if !is_transparent(c) {
                        before = None;
                    }
                    continue;
                }
            }
        };
        if scan.fold.is_empty() {
            continue;
        }
        let joins = class != Class::Word && before == Some(class);
        let form = if is_word { &scan.form } else { &scan.fold };
        take(Unit { range: start..scan.at, class, fold: &scan.fold, form, joins, spaced });
        (before, spaced) = (Some(class), false);
    }
}

/// Where a piece is being read.
struct Scan<'a> {
    text: &'a str,
    at: usize,
    fold: String,
    form: String,
    tones: String,
    endings: Endings,
}

impl Scan<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn begin(&mut self) {
        self.fold.clear();
        self.form.clear();
        self.tones.clear();
    }

    fn word(&mut self) {
        self.begin();
        let mut letters = 0;
        while let Some(c) = self.peek() {
            if is_ignored(c) {
                self.at += c.len_utf8();
            } else if script(c) == Script::Letter && digit(c).is_none() {
                self.at += c.len_utf8();
                letters += usize::from(!extends(c));
                self.letter(c);
            } else if letters == 1 && is_apostrophe(c) && self.letter_after(c) {
                // S'tiêng, M'Nông: one word; people's: two.
                self.at += c.len_utf8();
                letters += 1;
            } else {
                break;
            }
        }
        self.form.push_str(&self.tones);
        if self.endings == Endings::English {
            singular(&mut self.fold);
        }
    }

    fn letter_after(&self, c: char) -> bool {
        self.text[self.at + c.len_utf8()..].chars().next().is_some_and(|c| script(c) == Script::Letter && digit(c).is_none())
    }

    /// Adds a letter to fold and form.
    fn letter(&mut self, c: char) {
        if c.is_ascii() {
            self.fold.push(c.to_ascii_lowercase());
            self.form.push(c.to_ascii_lowercase());
            return;
        }
        let made;
        let folded = match tabled(c).and_then(|at| FOLDED.get(at)) {
            Some(folded) => folded,
            None => {
                made = Folded::of(c);
                &made
            }
        };
        self.fold.push_str(&folded.base);
        self.form.push_str(&folded.shape);
        self.tones.push_str(&folded.tones);
    }

    fn number(&mut self) {
        self.begin();
        let mut separator = None;
        self.digits();
        let mut groupable = self.fold.len() <= 3 && !self.fold.starts_with('0');
        while groupable && let Some(c) = self.peek() {
            let rest = &self.text[self.at + c.len_utf8()..];
            let group = rest.chars().take_while(|c| digit(*c).is_some()).take(4).count();
            groupable = is_separator(c) && separator.is_none_or(|first| first == c) && group == 3;
            if groupable {
                self.at += c.len_utf8();
                separator = Some(c);
                self.digits();
            }
        }
    }

    fn digits(&mut self) {
        while let Some(value) = self.peek().and_then(digit) {
            self.at += self.peek().map_or(0, char::len_utf8);
            self.fold.extend(char::from_digit(value, 10));
        }
    }

    fn wide(&mut self) {
        self.begin();
        if let Some(c) = self.peek() {
            self.at += c.len_utf8();
            self.fold.push(c);
        }
        while let Some(c) = self.peek().filter(|c| extends(*c)) {
            self.at += c.len_utf8();
            if !is_ignored(c) {
                self.fold.push(c);
            }
        }
    }

    fn khmer(&mut self) {
        self.begin();
        let mut chars: Vec<char> = Vec::with_capacity(8);
        let start = self.at;
        while let Some(c) = self.peek() {
            let continues = extends(c) || chars.last() == Some(&COENG) && script(c) == Script::Khmer && digit(c).is_none();
            if !(self.at == start || continues || is_ignored(c)) {
                break;
            }
            self.at += c.len_utf8();
            if !is_ignored(c) {
                chars.push(c);
            }
        }
        self.fold.extend(in_order(&chars));
    }
}

/// A cluster's marks in one order, look-alikes as one: subscripts (RO last), shifters, vowels, signs; each mark once.
fn in_order(chars: &[char]) -> Vec<char> {
    let mut pieces: Vec<(u8, Vec<char>)> = Vec::with_capacity(chars.len());
    let mut rest = chars.iter().copied().peekable();
    while let Some(c) = rest.next() {
        let piece = match c {
            COENG => match rest.next() {
                // A subscript DA looks like a subscript TA.
                Some('\u{178a}') => (1, vec![COENG, '\u{178f}']),
                Some('\u{179a}') => (2, vec![COENG, '\u{179a}']),
                Some(other) => (1, vec![COENG, other]),
                None => (1, vec![COENG]),
            },
            '\u{17c9}' | '\u{17ca}' => (3, vec![c]),
            '\u{17b6}'..='\u{17c5}' => (4, vec![c]),
            '\u{17b2}' => (0, vec!['\u{17b1}']),
            c if extends(c) => (5, vec![c]),
            c => (0, vec![c]),
        };
        pieces.push(piece);
    }
    pieces.sort_by_key(|(order, _)| *order);
    pieces.dedup();
    let mut out: Vec<char> = Vec::with_capacity(chars.len());
    for c in pieces.into_iter().flat_map(|(_, chars)| chars) {
        // Two halves of a vowel typed apart.
        match (out.last(), c) {
            (Some('\u{17c1}'), '\u{17b8}') => out.splice(out.len() - 1.., ['\u{17be}']).for_each(drop),
            (Some('\u{17c1}'), '\u{17b6}') => out.splice(out.len() - 1.., ['\u{17c4}']).for_each(drop),
            _ => out.push(c),
        }
    }
    out
}

/// Drops the ending of an English plural (S-stemming: Harman, How effective is suffixing?, JASIS 1991).
fn singular(word: &mut String) {
    let length = word.len();
    if length <= 3 || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return;
    }
    if word.ends_with("ies") && length > 4 {
        word.truncate(length - 3);
        word.push('y');
    } else if ["sses", "shes", "ches", "xes", "zzes"].iter().any(|ending| word.ends_with(ending)) {
        word.truncate(length - 2);
    } else if word.ends_with('s') && !["ss", "us", "is"].iter().any(|ending| word.ends_with(ending)) {
        word.truncate(length - 1);
    }
}

/// How a letter is found and how it is written.
struct Folded {
    base: String,
    shape: String,
    tones: String,
}

impl Folded {
    fn of(c: char) -> Folded {
        let c = match c {
            // Full-width letters.
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            c => c,
        };
        let lower: String = c.to_lowercase().collect();
        let mut folded = Folded { base: String::new(), shape: String::new(), tones: String::new() };
        for c in DecomposingNormalizerBorrowed::new_nfkd().normalize(&lower).chars() {
            match c {
                '\u{0300}' | '\u{0301}' | '\u{0303}' | '\u{0309}' | '\u{0323}' => folded.tones.push(c),
                '\u{0300}'..='\u{036f}' => folded.shape.push(c),
                'đ' => {
                    folded.base.push('d');
                    folded.shape.push('đ');
                }
                c => {
                    folded.base.push(c);
                    folded.shape.push(c);
                }
            }
        }
        folded
    }
}

/// Letters of Latin alphabets with marks: nearly all letters of Vietnamese.
static FOLDED: LazyLock<Vec<Folded>> = LazyLock::new(|| ('\u{80}'..='\u{24f}').chain('\u{1e00}'..='\u{1eff}').map(Folded::of).collect());

/// The place of a letter in the table.
fn tabled(c: char) -> Option<usize> {
    match c {
        '\u{80}'..='\u{24f}' => Some(c as usize - 0x80),
        '\u{1e00}'..='\u{1eff}' => Some(c as usize - 0x1e00 + 0x1d0),
        _ => None,
    }
}

/// The value of a digit, raised and lowered ones among them.
fn digit(c: char) -> Option<u32> {
    digits::value(c).or(match c {
        '²' => Some(2),
        '³' => Some(3),
        '¹' => Some(1),
        '\u{2070}' | '\u{2074}'..='\u{2079}' => Some(c as u32 - 0x2070),
        '\u{2080}'..='\u{2089}' => Some(c as u32 - 0x2080),
        _ => None,
    })
}

/// Characters that say nothing: zero width spaces, joiners, soft hyphens, inherent vowels of Khmer, selectors of glyphs.
pub fn is_ignored(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{17b4}' | '\u{17b5}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Marks that may stand inside a name: quotes, brackets, middle dots.
fn is_transparent(c: char) -> bool {
    "“”‘’\"'「」『』《》〈〉（）()[]【】〔〕·・‧«»*".contains(c)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ')
}

/// What stands between groups of three digits.
fn is_separator(c: char) -> bool {
    matches!(c, '.' | ',' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '．' | '，')
}

#[cfg(test)]
mod tests {
    use super::{Endings, units};

    /// Units as `fold` or `fold/form`; `~` before one that joins the unit before it.
    fn shown(text: &str, endings: Endings) -> String {
        let mut out = Vec::new();
        units(text, endings, |unit| {
            let form = if unit.form == unit.fold { String::new() } else { format!("/{}", unit.form) };
            out.push(format!("{}{}{form}", if unit.joins { "~" } else { "" }, unit.fold));
        });
        out.join(" ")
    }

    fn check(text: &str, expect: &str) {
        let expect: String = expect.replace('`', "\u{300}").replace('^', "\u{302}").replace('!', "\u{31b}");
        assert_eq!(shown(text, Endings::Kept), expect, "{text}");
    }

    #[test]
    fn vietnamese_is_folded_and_keeps_its_marks_apart() {
        check("Hoà bình, hòa BÌNH", "hoa/hoa` binh/binh` hoa/hoa` binh/binh`");
        check("đường Đồng", "duong/đu!o!ng` dong/đo^ng`");
        check("S'tiêng M’Nông", "stieng/stie^ng mnong/mno^ng");
        check("hop\u{ad}tac dat\u{200b}dai", "hoptac datdai");
        check("NĐ-CP QL13", "nd/nđ cp ql 13");
    }

    #[test]
    fn numbers_are_found_with_and_without_separators() {
        check("12.737,18 12,737.18 12737", "12737 18 12737 18 12737");
        check("១២.៧៣៧ １２，７３７ 12\u{a0}737", "12737 12737 12737");
        check("2025.100 1.1.2026 4,33 0.125", "2025 100 1 1 2026 4 33 0 125");
        check("km² 224/2026/NĐ-CP", "km 2 224 2026 nd/nđ cp");
    }

    #[test]
    fn unspaced_writings_are_joined_over_spaces_and_quotes() {
        check("국경 협력, 경제", "국 ~경 ~협 ~력 경 ~제");
        check("东盟“共同体”ASEAN会", "东 ~盟 ~共 ~同 ~体 asean 会");
        check("ノン・キエウ", "ノ ~ン ~キ ~エ ~ウ");
        check("ក្រចេះ\u{200b}ខេត្ត។ ដី", "ក្រ ~ចេះ ~ខេ ~ត្ត ដី");
    }

    #[test]
    fn khmer_marks_have_one_order() {
        let same = |a: &str, b: &str| assert_eq!(shown(a, Endings::Kept), shown(b, Endings::Kept), "{a} {b}");
        same("ស្ត្រី", "ស្រ្តី");
        same("បណ្ដាញ", "បណ្តាញ");
        same("ស៊ី", "សី៊");
        same("ឲ្យ", "ឱ្យ");
        same("ក\u{17c1}\u{17b6}", "កោ");
        same("រួួម", "រួម");
    }

    #[test]
    fn english_plurals_fold_to_the_singular() {
        assert_eq!(
            shown("gates parties crosses news Laos gas", Endings::English),
            "gate/gates party/parties cross/crosses new/news lao/laos gas"
        );
    }
}
