//! Digits of three systems: Latin, Khmer, full-width.
//!
//! Knows nothing of: number formats of languages.

/// The value of a digit in any of the systems.
pub fn value(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '\u{17e0}'..='\u{17e9}' => Some(c as u32 - 0x17e0),
        '\u{ff10}'..='\u{ff19}' => Some(c as u32 - 0xff10),
        _ => None,
    }
}

/// Writes all digits as Khmer ones (០-៩), as running Khmer text has them.
pub fn to_khmer(text: &str) -> String {
    text.chars().map(|c| value(c).and_then(|v| char::from_u32(0x17e0 + v)).unwrap_or(c)).collect()
}

/// Writes all digits as Latin ones.
pub fn to_latin(text: &str) -> String {
    text.chars().map(|c| value(c).and_then(|v| char::from_digit(v, 10)).unwrap_or(c)).collect()
}

#[cfg(test)]
mod tests {
    use super::{to_khmer, to_latin};

    #[test]
    fn systems_translate_both_ways() {
        assert_eq!(to_khmer("12.737,18"), "១២.៧៣៧,១៨");
        assert_eq!(to_latin("២០២៥ ２０２５"), "2025 2025");
    }
}
