//! A block closes as its source does, with the marks of its language.
//!
//! Knows nothing of: marks within a block.

use super::{Found, Texts};
use crate::diagnostic::codes;
use crate::language::Lang;
use crate::segment::Role;
use crate::text;
use crate::text::script::{Script, script};

/// How a text closes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Close {
    Stop,
    Question,
    Exclamation,
    Colon,
    /// A semicolon or a comma, as lists have them.
    Link,
    Open,
}

fn close(text: &str) -> (Close, Option<char>) {
    let trimmed = text.trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, '”' | '’' | '"' | '\'' | '»' | '」' | '』' | '》' | '〉' | ')' | '）' | ']' | '\u{200b}')
    });
    let last = trimmed.chars().next_back();
    let close = match last {
        Some('.' | '。' | '．' | '។' | '៕' | '…') => Close::Stop,
        Some('?' | '？') => Close::Question,
        Some('!' | '！') => Close::Exclamation,
        Some(':' | '：' | '៖') => Close::Colon,
        Some(';' | '；' | ',' | '，' | '、') => Close::Link,
        _ => Close::Open,
    };
    (close, last)
}

pub(super) fn check(texts: &Texts<'_>, found: &mut Found) {
    for block in texts.blocks() {
        let (source, own) = (block.source.words(), block.own.words());
        let ((wanted, _), (there, mark)) = (close(&source), close(&own));
        let shown = mark.map(String::from).unwrap_or_default();
        if !fits(block.role, wanted, there) && !is_usual(block.role, (wanted, there), &own, texts.lang()) {
            found.add(
                &codes::CLOSING_MARK,
                &block,
                "",
                text!("kết thúc bằng “{shown}”, khác với bản gốc", "closes with “{shown}”, unlike the source"),
            );
        } else if is_foreign(&own, mark, texts.lang()) {
            found.add(
                &codes::CLOSING_MARK,
                &block,
                "",
                text!("“{shown}” không phải dấu của ngôn ngữ này", "“{shown}” isn't this language's mark"),
            );
        }
    }
}

/// Ways of a language: Japanese and Korean lead into a list with a sentence; Japanese asks with か, and its headings name what is
/// asked.
fn is_usual(role: Role, (wanted, there): (Close, Close), own: &str, lang: Lang) -> bool {
    let asks = own.trim_end_matches(['。', '」', '）', ')']).ends_with('か');
    match lang.id() {
        "ja" => {
            wanted == Close::Colon && there == Close::Stop
                || wanted == Close::Question && (asks || matches!(role, Role::Heading(_)) && there == Close::Open)
        }
        "ko" => wanted == Close::Colon && there == Close::Stop,
        _ => false,
    }
}

/// Whether both closes mean the same. Lists have their own ways in each language: there only questions count.
fn fits(role: Role, wanted: Close, there: Close) -> bool {
    if wanted == there {
        return true;
    }
    let strict = matches!(role, Role::Paragraph | Role::Summary | Role::Note | Role::Definition);
    match (wanted, there) {
        (Close::Question, _) | (_, Close::Question) => false,
        (Close::Exclamation, Close::Stop) | (Close::Stop, Close::Exclamation) => true,
        _ if matches!(role, Role::Heading(_) | Role::Title) => !matches!(there, Close::Stop | Close::Link),
        _ if strict => false,
        // An item that closes like a sentence where none of the source's does, or the other way round.
        (Close::Colon, _) | (_, Close::Colon) => matches!(role, Role::Cell | Role::HeadCell),
        _ => true,
    }
}

/// A Latin mark behind a letter of a script with marks of its own.
fn is_foreign(text: &str, mark: Option<char>, lang: Lang) -> bool {
    let before = text.trim_end().trim_end_matches(['.', '?', '!', ':', ';', ',', '”', '"', ')']).chars().next_back().map(script);
    match (lang.id(), mark) {
        ("ja" | "zh", Some('.' | '?' | ':' | ';' | ',')) => matches!(before, Some(Script::Han | Script::Kana)),
        ("km", Some('.')) => before == Some(Script::Khmer),
        ("km", Some('。')) | ("ko" | "vi" | "en", Some('。' | '។' | '，')) => true,
        _ => false,
    }
}
