//! Khmer is written in its order: base, subscripts, shifter, vowel, signs; zero width spaces stand between clusters.
//!
//! The order is that of The Unicode Standard, chapter 16 (Khmer), and of its keyboard: what is typed otherwise may look the same
//! and isn't found by search, or shows a dotted circle.
//!
//! Knows nothing of: spelling.

use super::{Found, Texts};
use crate::diagnostic::codes;
use crate::text;
use crate::text::ZWSP;
use crate::text::cluster::COENG;

pub(super) fn check(texts: &Texts<'_>, found: &mut Found) {
    for block in texts.blocks() {
        if let Some((word, why)) = fault(&block.own.words()) {
            let (vi, en) = why;
            found.add(&codes::KHMER_MARKS, &block, &word, text!("{vi}: “{word}”", "{en}: “{word}”"));
        }
    }
}

/// The part of a cluster that a character is; a cluster's parts never go back.
fn rank(c: char) -> Option<u8> {
    match c {
        // Robat stands above the base.
        '\u{17cc}' => Some(1),
        '\u{17c9}' | '\u{17ca}' => Some(2),
        '\u{17b6}'..='\u{17c5}' => Some(3),
        '\u{17c6}'..='\u{17c8}' | '\u{17cb}' | '\u{17cd}'..='\u{17d1}' | '\u{17dd}' => Some(4),
        _ => None,
    }
}

fn is_consonant(c: char) -> bool {
    matches!(c, '\u{1780}'..='\u{17b3}')
}

/// The first fault: where it is, and what.
fn fault(text: &str) -> Option<(String, (&'static str, &'static str))> {
    let chars: Vec<char> = text.chars().collect();
    let (mut last, mut previous) = (0u8, ' ');
    for (at, c) in chars.iter().copied().enumerate() {
        let around = || chars[at.saturating_sub(3)..(at + 2).min(chars.len())].iter().collect::<String>();
        let part = rank(c);
        if previous == ZWSP && (part.is_some() || c == COENG) {
            return Some((around(), ("khoảng trắng ẩn nằm giữa một chữ", "a zero width space within a cluster")));
        }
        if previous == COENG && !is_consonant(c) {
            return Some((around(), ("dấu chân (coeng) không có phụ âm theo sau", "a coeng without its consonant")));
        }
        match part {
            Some(part) => {
                let doubled = part == last && (part < 4 || c == previous);
                if part < last || doubled {
                    return Some((around(), ("dấu sai thứ tự hoặc lặp lại", "marks out of order or doubled")));
                }
                last = part;
            }
            None if c == COENG => {
                if last >= 3 {
                    return Some((around(), ("chân chữ đứng sau nguyên âm", "a subscript behind a vowel")));
                }
            }
            None if previous == COENG => {}
            None => last = 0,
        }
        previous = c;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn order_is_checked() {
        for right in ["ច្រកទ្វារអន្តរជាតិ", "ព្រះរាជាណាចក្រកម្ពុជា", "ប៊ិញភឿក ស៊ី ប៉ុន្តែ", "ធម៌ កុំ ទាំង", "សហ\u{200b}ប្រតិបត្តិការ ២០២៥ នោះ"]
        {
            assert_eq!(fault(right), None, "{right}");
        }
        for wrong in ["ទា\u{17d2}វរ", "ប\u{17b7}\u{17ca}ញ", "កា\u{17b6}", "ក\u{200b}ារ", "ក\u{17d2}\u{17d2}រ", "ច\u{200b}\u{17d2}រក"]
        {
            assert!(fault(wrong).is_some(), "{wrong}");
        }
    }
}
