//! Brackets and quotation marks stand in pairs.
//!
//! Knows nothing of: apostrophes, which look like closing marks; single quotes aren't counted.

use super::{Found, Texts};
use crate::diagnostic::codes;
use crate::text;

const PAIRS: [(&str, &str); 9] =
    [("(（", ")）"), ("[［", "]］"), ("{", "}"), ("“", "”"), ("«", "»"), ("「", "」"), ("『", "』"), ("《", "》"), ("〈", "〉")];

pub(super) fn check(texts: &Texts<'_>, found: &mut Found) {
    for block in texts.blocks() {
        if let Some(mark) = unpaired(&block.own.words())
            && unpaired(&block.source.words()).is_none()
        {
            found.add(&codes::BRACKETS, &block, &mark, text!("“{mark}” không có cặp", "“{mark}” has no partner"));
        }
    }
}

/// The first mark without its partner.
fn unpaired(words: &str) -> Option<String> {
    for (opening, closing) in PAIRS {
        let mut open: Vec<char> = Vec::new();
        let mut previous = ' ';
        for c in words.chars() {
            if opening.contains(c) {
                open.push(c);
            } else if closing.contains(c) && open.pop().is_none() {
                // A list's number: a) b) 1)
                let is_number = c == ')' && previous.is_ascii_alphanumeric() && words.trim_start().chars().nth(1) == Some(')');
                if !is_number {
                    return Some(c.to_string());
                }
            }
            previous = c;
        }
        if let Some(c) = open.first() {
            return Some(c.to_string());
        }
    }
    let straight = words.matches('"').count();
    (straight % 2 == 1).then(|| "\"".to_owned())
}
