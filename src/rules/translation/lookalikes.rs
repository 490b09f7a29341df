//! Letters that only look right: Cyrillic in Latin words, Ð for Đ, katakana for Chinese characters and the other way round.
//!
//! They can't be found by search and are read wrongly aloud.
//!
//! Knows nothing of: words that mix scripts on purpose, which hardly exist in these languages.

use super::{Found, Texts};
use crate::diagnostic::codes;
use crate::language::Lang;
use crate::text;
use crate::text::script::{Script, script};

pub(super) fn check(texts: &Texts<'_>, found: &mut Found) {
    for block in texts.blocks() {
        let own = block.own.words();
        if let Some(word) = mixed(&own).or_else(|| wide(&own, texts.lang())).filter(|word| !block.source.words().contains(word.as_str())) {
            found.add(
                &codes::LOOK_ALIKES,
                &block,
                &word,
                text!("“{word}” có chữ chỉ trông giống", "“{word}” has a letter that only looks right"),
            );
        }
    }
}

/// A word of Latin letters with a Cyrillic, Greek or Icelandic one.
fn mixed(text: &str) -> Option<String> {
    let strange = |c: char| matches!(c, '\u{370}'..='\u{3ff}' | '\u{400}'..='\u{52f}' | 'Ð' | 'ð');
    let is_word = |c: char| c.is_alphabetic() && script(c) == Script::Letter || strange(c) || c == '\'' || c == '’';
    let word = text
        .split(|c: char| !is_word(c))
        .find(|word| word.chars().any(strange) && (word.chars().any(|c| c.is_ascii_alphabetic()) || word.contains(['Ð', 'ð'])));
    word.map(str::to_owned)
}

/// A character of Chinese script among katakana, or a katakana among characters of Chinese script, that has a twin; a stroke in a
/// Korean word.
fn wide(text: &str, lang: Lang) -> Option<String> {
    let chars: Vec<char> = text.chars().collect();
    let at = |i: Option<usize>| i.and_then(|i| chars.get(i)).copied().unwrap_or(' ');
    let katakana = |c: char| matches!(c, '\u{30a1}'..='\u{30fa}');
    for (i, c) in chars.iter().copied().enumerate() {
        let (before, after) = (at(i.checked_sub(1)), at(Some(i + 1)));
        let wrong = match lang.id() {
            "ja" if matches!(c, '一' | '力' | '口' | '二' | '工' | '八' | '卜' | '夕' | '千') => {
                katakana(before) && (katakana(after) || after == 'ー') || katakana(after) && before == 'ー'
            }
            "ja" if matches!(c, 'カ' | 'ロ' | 'ニ' | 'エ' | 'ハ' | 'ト' | 'タ' | 'チ') => {
                let han = |c: char| script(c) == Script::Han;
                let counts = c == 'カ' && matches!(after, '国' | '所' | '月' | '年' | '条' | '村' | '寺');
                !counts && han(before) && !katakana(after) && after != 'ー' && !katakana(before)
                    || !counts && han(after) && !katakana(before) && before != 'ー' && before != '・'
            }
            "ja" if c == 'ー' => script(before) == Script::Han,
            "zh" => matches!(c, 'カ' | 'ロ' | 'ニ' | 'エ' | 'ハ' | 'ト' | 'タ' | 'チ' | 'ー'),
            "ko" if matches!(c, '一' | '丨' | 'ㅡ' | 'ㅣ' | 'l' | 'I' | '｜' | '―' | '—') => {
                script(before) == Script::Hangul && script(after) == Script::Hangul && c != '—'
            }
            _ => false,
        };
        if wrong {
            let from = i.saturating_sub(2);
            return Some(chars[from..(i + 3).min(chars.len())].iter().collect());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{mixed, wide};
    use crate::language::Lang;

    #[test]
    fn twins_are_told() {
        assert!(mixed("the Hоa Lu gate").is_some() && mixed("Ðồng Nai").is_some());
        assert!(mixed("Đồng Nai α, β").is_none());
        let check = |lang: Lang, text: &str, expect: bool| assert_eq!(wide(text, lang).is_some(), expect, "{text}");
        check(Lang::JA, "人ロは", true);
        check(Lang::JA, "カンボジア王国の3カ国、二日間、エリア", false);
        check(Lang::JA, "ド二ナイ", true);
        check(Lang::ZH, "人ロ", true);
        check(Lang::KO, "동l나이", true);
        check(Lang::KO, "동나이 FDI 유치", false);
    }
}
