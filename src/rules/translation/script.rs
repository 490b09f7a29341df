//! A translation is in its language's scripts.
//!
//! Words that the source has too (names of languages, quotations) may stand, and so may a few characters in brackets.
//!
//! Knows nothing of: spelling.

use super::{Found, Texts};
use crate::diagnostic::codes;
use crate::language::Lang;
use crate::segment::has_prose;
use crate::text;
use crate::text::script::{Script, script};

/// A writing that may be foreign to a language.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Writing {
    Latin,
    Han,
    Kana,
    Hangul,
    Khmer,
    Other,
}

fn writing(c: char) -> Option<Writing> {
    match script(c) {
        Script::Han => Some(Writing::Han),
        Script::Kana if c != 'ー' => Some(Writing::Kana),
        Script::Hangul => Some(Writing::Hangul),
        Script::Khmer => Some(Writing::Khmer),
        Script::Letter if c.is_alphabetic() => match c {
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | 'ａ'..='ｚ' | 'Ａ'..='Ｚ' | '\u{300}'..='\u{36f}' => {
                Some(Writing::Latin)
            }
            // Signs such as ª and µ.
            '\u{80}'..='\u{bf}' => None,
            _ => Some(Writing::Other),
        },
        _ => None,
    }
}

/// How many characters of a foreign writing in a row may stand.
fn limit(lang: Lang, writing: Writing) -> usize {
    match (lang.id(), writing) {
        (_, Writing::Latin) => usize::MAX,
        ("ko", Writing::Hangul) | ("km", Writing::Khmer) | ("ja" | "zh", Writing::Han) | ("ja", Writing::Kana) => usize::MAX,
        // Korean gives a word's characters where it has several readings.
        ("ko", Writing::Han) => 5,
        _ => 1,
    }
}

pub(super) fn check(texts: &Texts<'_>, found: &mut Found) {
    let lang = texts.lang();
    for block in texts.blocks() {
        let (source, own) = (block.source.words(), unquoted(&block.own.words()));
        if let Some(run) = foreign(&own, lang).into_iter().find(|run| !source.contains(run.as_str())) {
            found.add(
                &codes::WRONG_SCRIPT,
                &block,
                &run,
                text!("“{run}” không phải chữ của ngôn ngữ này", "“{run}” isn't in this language's script"),
            );
        } else if let Some(run) = vietnamese(&own, lang).filter(|run| !source.contains(run.as_str())) {
            found.add(&codes::WRONG_SCRIPT, &block, &run, text!("“{run}” là tiếng Việt", "“{run}” is Vietnamese"));
        } else if let Some(run) = latin(&own, lang).filter(|run| !source.contains(run.as_str())) {
            found.add(&codes::WRONG_SCRIPT, &block, &run, text!("“{run}” là chữ Latinh", "“{run}” is in Latin script"));
        }
    }
}

/// A text without what it quotes and puts in brackets: names of works and readings are in their own language.
pub(super) fn unquoted(text: &str) -> String {
    let (mut out, mut close) = (String::with_capacity(text.len()), Vec::new());
    for c in text.chars() {
        let closing = match c {
            '“' => Some('”'),
            '«' => Some('»'),
            '「' => Some('」'),
            '『' => Some('』'),
            '《' => Some('》'),
            '(' => Some(')'),
            '（' => Some('）'),
            _ => None,
        };
        if close.last() == Some(&c) {
            close.pop();
        } else if let Some(closing) = closing {
            close.push(closing);
            out.push('|');
        } else if close.is_empty() {
            out.push(c);
        }
    }
    // A mark without partner quotes nothing.
    if close.is_empty() { out } else { text.to_owned() }
}

/// Runs of foreign writing that are too long; spaces and marks within a run don't end it.
fn foreign(words: &str, lang: Lang) -> Vec<String> {
    let (mut runs, mut run, mut count, mut kind) = (Vec::new(), String::new(), 0, None);
    for c in words.chars().chain(['a']) {
        match writing(c) {
            Some(own) if Some(own) == kind => {
                run.push(c);
                count += 1;
            }
            None if kind.is_some() && !c.is_ascii_digit() => run.push(c),
            other => {
                if let Some(kind) = kind
                    && count > limit(lang, kind)
                {
                    runs.push(run.trim_end_matches(|c| writing(c).is_none()).to_owned());
                }
                run.clear();
                run.extend(other.map(|_| c));
                (kind, count) = (other, usize::from(other.is_some()));
            }
        }
    }
    runs
}

/// A run of Vietnamese words: four with its own marks, small letters among them.
fn vietnamese(words: &str, lang: Lang) -> Option<String> {
    if lang == Lang::VI {
        return None;
    }
    let list: Vec<&str> = words.split_whitespace().collect();
    let is_vietnamese = |word: &&str| word.chars().any(|c| matches!(c, '\u{1ea0}'..='\u{1ef9}' | 'ă' | 'đ' | 'ơ' | 'ư' | 'ê' | 'ô'));
    list.windows(6)
        .find(|window| {
            let marked = window.iter().filter(|word| is_vietnamese(word)).count();
            marked >= 3
                && window.iter().filter(|word| word.starts_with(char::is_lowercase)).count() >= 4
                && window.iter().all(|word| word.chars().all(|c| writing(c).is_none_or(|w| w == Writing::Latin)))
        })
        .map(|window| window.join(" "))
}

/// A run of Latin prose in a language of another script: six words with small letters.
fn latin(words: &str, lang: Lang) -> Option<String> {
    if matches!(lang.id(), "vi" | "en") {
        return None;
    }
    let list: Vec<&str> = words.split_whitespace().collect();
    list.windows(6)
        .find(|window| {
            let is_latin =
                |word: &&str| word.chars().all(|c| writing(c).is_none_or(|w| w == Writing::Latin)) && word.chars().any(char::is_alphabetic);
            window.iter().all(is_latin) && window.iter().filter(|word| has_prose(word)).count() >= 3
        })
        .map(|window| window.join(" "))
}

#[cfg(test)]
mod tests {
    use super::{foreign, latin, vietnamese};
    use crate::language::Lang;

    #[test]
    fn foreign_writing_is_told() {
        let check = |lang: Lang, words: &str, expect: &[&str]| assert_eq!(foreign(words, lang), expect, "{words}");
        check(Lang::ZH, "同奈省のカンボジア口岸", &["のカンボジア"]);
        check(Lang::JA, "ドンナイ省の국경 관문です", &["국경 관문"]);
        check(Lang::KM, "ច្រកទ្វារ 国境 និង ประเทศ", &["国境", "ประเทศ"]);
        check(Lang::KO, "동나이(同奈)성과 국경", &[]);
        check(Lang::EN, "The gate ច្រកទ្វារ of Hoa Lư", &["ច្រកទ្វារ"]);
        check(Lang::EN, "Café in Kratié, 5 µm", &[]);
        assert!(vietnamese("The gate nằm ở phía bên kia của sông", Lang::EN).is_some());
        assert!(vietnamese("Ms Huỳnh Thị Bé Năm of Sở Ngoại vụ", Lang::EN).is_none());
        assert!(latin("口岸 the gate lies on the other side 口岸", Lang::ZH).is_some());
        assert!(latin("ប្រធាន Huynh Thi Be Nam និង Mean Vanna", Lang::KM).is_none());
    }
}
