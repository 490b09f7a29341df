//! Which script a character belongs to, as far as the six languages need it.
//!
//! Knows nothing of: the languages themselves; one text may mix all scripts.

/// A class of characters that share rules for words, lines and widths.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Script {
    /// Latin letters with all their marks, digits of any system, and letters of other alphabets.
    Letter,
    /// Chinese characters.
    Han,
    /// Hiragana and katakana.
    Kana,
    /// Korean syllables and letters.
    Hangul,
    /// Khmer letters, vowels and signs.
    Khmer,
    /// Punctuation and symbols of East Asian typography, written full-width.
    WidePunctuation,
    /// All other punctuation and symbols.
    Punctuation,
    /// White space, and the zero width space.
    Space,
}

/// Classifies one character. Ranges are those of Unicode 16's blocks.
pub fn script(c: char) -> Script {
    if c.is_ascii() {
        return match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' => Script::Letter,
            c if c.is_ascii_whitespace() => Script::Space,
            _ => Script::Punctuation,
        };
    }
    match c {
        // Latin letters with marks, Vietnamese ones among them: by far the commonest.
        '\u{00c0}'..='\u{00d6}' | '\u{00d8}'..='\u{00f6}' | '\u{00f8}'..='\u{024f}' | '\u{1e00}'..='\u{1eff}' => Script::Letter,
        '\u{17d4}'..='\u{17d6}' | '\u{17d8}'..='\u{17db}' => Script::Punctuation,
        '\u{1780}'..='\u{17ff}' | '\u{19e0}'..='\u{19ff}' => Script::Khmer,
        '\u{30fb}' | '\u{30a0}' => Script::WidePunctuation,
        '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}' => Script::Kana,
        '\u{3005}'..='\u{3007}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3134f}' => Script::Han,
        '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}' => Script::Hangul,
        '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' => Script::Letter,
        '\u{3000}' | '\u{200b}' | '\u{feff}' => Script::Space,
        '\u{3001}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}' => Script::WidePunctuation,
        '\u{0300}'..='\u{036f}' => Script::Letter,
        c if c.is_alphanumeric() => Script::Letter,
        c if c.is_whitespace() => Script::Space,
        _ => Script::Punctuation,
    }
}

/// Whether a line break in the source beside this character is no space: Han, kana and their punctuation.
pub fn joins_lines(c: char) -> bool {
    matches!(script(c), Script::Han | Script::Kana | Script::WidePunctuation)
}

/// Whether the character belongs to a script that is written without spaces between words, or to Hangul,
/// whose particles follow a closing mark directly.
pub fn is_unspaced_letter(c: char) -> bool {
    matches!(script(c), Script::Han | Script::Kana | Script::Hangul | Script::Khmer)
}

/// The width of a character in columns of a terminal: two for East Asian wide ones, none for marks.
pub fn width(c: char) -> usize {
    if crate::text::cluster::extends(c) || c == '\u{200b}' {
        return 0;
    }
    match script(c) {
        Script::Han | Script::Kana | Script::Hangul | Script::WidePunctuation => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::{Script, joins_lines, script};

    #[test]
    fn each_script_is_known() {
        let check = |text: &str, expect: Script| {
            for c in text.chars() {
                assert_eq!(script(c), expect, "{c}");
            }
        };
        check("ĐồngNai2025", Script::Letter);
        check("東盟共同体々", Script::Han);
        check("ドンナイのー", Script::Kana);
        check("동나이", Script::Hangul);
        check("ក្រចេះ២០២៥ៗ", Script::Khmer);
        check("。、「」（）！：", Script::WidePunctuation);
        check("។៖៕“”–…«»", Script::Punctuation);
        check(" \u{200b}\u{3000}", Script::Space);
    }

    #[test]
    fn only_chinese_and_japanese_lines_join_without_a_space() {
        for c in "東ドの。」".chars() {
            assert!(joins_lines(c), "{c}");
        }
        for c in "aạ동ក។“".chars() {
            assert!(!joins_lines(c), "{c}");
        }
    }
}
