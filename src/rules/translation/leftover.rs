//! Nothing is left of the work: tags, notes to oneself, marks of merging, placeholders.
//!
//! Knows nothing of: what was meant.

use super::{Found, Texts};
use crate::diagnostic::codes;
use crate::text;

const WORDS: [&str; 14] =
    ["TODO", "FIXME", "XXX", "TBD", "???", "？？？", "[dịch]", "[trans", "<<<<<<<", ">>>>>>>", "=======", "Lorem ipsum", "{{", "}}"];

pub(super) fn check(texts: &Texts<'_>, found: &mut Found) {
    // Blocks without partner too: a mark of merging is a paragraph of its own.
    for pair in &texts.pairs {
        let Some(own_at) = pair.1 else { continue };
        let (source, own) = (pair.0.map_or(String::new(), |at| texts.sources[at].1.words()), texts.owns[own_at].1.words());
        let word = WORDS.iter().find(|word| own.to_lowercase().contains(&word.to_lowercase())).map(|word| (*word).to_owned());
        let word = word.or_else(|| tag(&own)).or_else(|| marker(&own)).filter(|word| !source.contains(word.as_str()));
        if let Some(word) = word {
            found.at(&codes::LEFTOVER, *pair, &word, text!("“{word}” còn sót lại", "“{word}” is left over"));
        }
    }
}

/// A tag of an exchange format: `<1>`, `</2>`, `<3/>`, `{1}`, `[1]`-like ones are footnotes and aren't meant.
fn tag(words: &str) -> Option<String> {
    for (open, close) in [('<', '>'), ('{', '}')] {
        for (at, _) in words.match_indices(open) {
            let rest = &words[at..];
            let Some(end) = rest.find(close) else { continue };
            let inner = rest[1..end].trim_matches('/');
            let is_tag = !inner.is_empty() && inner.len() <= 16 && inner.bytes().all(|b| b.is_ascii_digit())
                || open == '{' && inner.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') && !inner.is_empty();
            if is_tag {
                return Some(rest[..=end].to_owned());
            }
        }
    }
    None
}

/// Marks of Markdown that print as they stand.
fn marker(words: &str) -> Option<String> {
    ["**", "__", "~~", "]("].iter().find(|mark| words.contains(**mark) && !words.contains("____")).map(|mark| (*mark).to_owned())
}
