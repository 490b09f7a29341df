//! No word that the glossary bans.
//!
//! Knows nothing of: why a word is banned; the glossary's note tells.

use super::glossary::even;
use super::{Found, Texts};
use crate::diagnostic::codes;
use crate::text;

pub(super) fn check(texts: &Texts<'_>, found: &mut Found) {
    let lang = texts.lang();
    let banned: Vec<_> = texts.glossary.iter().flat_map(|term| term.banned[lang].iter().map(move |form| (term, form))).collect();
    if banned.is_empty() {
        return;
    }
    for block in texts.blocks() {
        let own = even(&block.own.words(), lang);
        for (term, form) in &banned {
            let lower = even(form, lang);
            // A banned word within an approved one isn't there.
            let rest = term
                .forms(lang)
                .map(|right| even(right, lang))
                .filter(|right| right.contains(&lower))
                .fold(own.clone(), |own, right| own.replace(&right, "\u{1}"));
            if rest.contains(&lower) {
                let approved = &term.words[lang];
                found.add(
                    &codes::BANNED_FORM,
                    &block,
                    form,
                    text!("“{form}” không dùng; viết “{approved}”", "“{form}” isn't used; write “{approved}”"),
                );
            }
        }
    }
}
