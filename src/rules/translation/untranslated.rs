//! No block, and no long part of one, still has the source's words.
//!
//! Knows nothing of: which languages are like each other.

use super::script::unquoted;
use super::{Found, Texts};
use crate::diagnostic::codes;
use crate::segment::{Role, has_prose};
use crate::text;
use crate::text::plain_nfc;

/// So many words of the source in a row are no name.
const RUN: usize = 5;

pub(super) fn check(texts: &Texts<'_>, found: &mut Found) {
    for block in texts.blocks().filter(|block| !matches!(block.role, Role::Picture | Role::CoverAlt)) {
        let (source, own) = (plain_nfc(&block.source.words()), plain_nfc(&block.own.words()));
        if source == own {
            if has_prose(&source) {
                found.add(&codes::UNTRANSLATED, &block, "", text!("còn nguyên lời bản gốc", "these are still the source's words"));
            }
            continue;
        }
        if let Some(run) = shared_run(&source, &unquoted(&own)) {
            found.add(&codes::UNTRANSLATED, &block, &run, text!("còn nguyên lời bản gốc: “{run}”", "still in the source's words: “{run}”"));
        }
    }
}

/// Words of the source in a row that stand in the translation, among them two that can't be names.
fn shared_run(source: &str, own: &str) -> Option<String> {
    let split = |text: &str| -> Vec<String> { text.split_whitespace().map(str::to_owned).collect() };
    let (source, own) = (split(source), split(own));
    own.windows(RUN).find_map(|window| {
        let is_shared = source.windows(RUN).any(|other| other == window);
        let prose = window.iter().filter(|word| has_prose(word)).count();
        (is_shared && prose >= 2).then(|| window.join(" "))
    })
}
