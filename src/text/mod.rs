//! Everything that differs between six scripts, once: classes of characters, folding, clusters, words, sentences, digits, slugs.
//!
//! Knows nothing of: Markdown, files, languages' interface strings.

pub mod cluster;
pub mod digits;
pub mod distinct;
pub mod excerpt;
pub mod lines;
pub mod quantity;
pub mod reading;
pub mod script;
pub mod slug;
pub mod units;

use std::borrow::Cow;

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

/// Zero width space: a possible line break inside Khmer text.
pub const ZWSP: char = '\u{200b}';

/// Brings text to Unicode's composed form (NFC; TCVN 6909:2001 for Vietnamese).
pub fn nfc(text: &str) -> Cow<'_, str> {
    ComposingNormalizerBorrowed::new_nfc().normalize(text)
}

/// The first stretch that isn't in composed form, as a byte range; `None` for text that is.
pub fn not_nfc(text: &str) -> Option<std::ops::Range<usize>> {
    if text.is_ascii() {
        return None;
    }
    let (head, tail) = ComposingNormalizerBorrowed::new_nfc().split_normalized(text);
    let first = tail.chars().next()?;
    Some(head.len()..head.len() + first.len_utf8())
}

/// Brings text to Unicode's decomposed form (NFD).
pub fn nfd(text: &str) -> Cow<'_, str> {
    DecomposingNormalizerBorrowed::new_nfd().normalize(text)
}

/// Text for titles, feeds and ids: without zero width spaces, white space folded to single spaces.
pub fn plain(text: &str) -> String {
    // Bytes that none of the characters to be dropped has: nearly all words consist of them.
    let is_kept = |byte: u8| !matches!(byte, 0..0x20 | 0x7f | 0xc2 | 0xe2 | 0xef);
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        if word.bytes().all(is_kept) {
            out.push_str(word);
        } else {
            out.extend(word.chars().filter(|c| *c != ZWSP && *c != '\u{feff}' && !c.is_control()));
        }
    }
    out
}

/// [`plain`] text in composed form.
pub fn plain_nfc(text: &str) -> String {
    let plain = plain(text);
    match nfc(&plain) {
        Cow::Owned(composed) => composed,
        Cow::Borrowed(_) => plain,
    }
}

/// Escapes text for HTML content and double-quoted attributes.
pub fn escape_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{nfc, not_nfc, plain};

    #[test]
    fn composed_form_is_told_in_place() {
        assert_eq!(not_nfc("Đồng Nai ក្រចេះ 동나이 ドンナイ 同奈"), None);
        let decomposed = "Tỉnh Đo\u{302}\u{300}ng Nai";
        let range = not_nfc(decomposed).unwrap();
        assert!(decomposed[..range.start].starts_with("Tỉnh "), "{range:?}");
        assert_eq!(nfc(decomposed), "Tỉnh Đồng Nai");
    }

    #[test]
    fn khmer_break_marks_leave_titles() {
        assert_eq!(plain("ព័ត៌មាន\u{200b}អាស៊ាន  ថ្មី\n"), "ព័ត៌មានអាស៊ាន ថ្មី");
    }
}
