//! A block isn't far shorter or longer than translations of its language are.
//!
//! Characters of a translation for one of a Vietnamese source, measured on the repository's own articles: en 1.06, ko 0.57,
//! km 1.09, ja 0.51, zh 0.34. Between half and twice of that is usual for a paragraph.
//!
//! Knows nothing of: what blocks say.

use super::{Found, Texts};
use crate::diagnostic::codes;
use crate::language::Lang;
use crate::text;
use crate::text::plain;

/// Shorter blocks vary too much.
const LEAST: f64 = 45.0;

/// Characters that a language needs beside Vietnamese.
fn density(lang: Lang) -> f64 {
    match lang.id() {
        "en" => 1.06,
        "ko" => 0.57,
        "km" => 1.09,
        "ja" => 0.51,
        "zh" => 0.34,
        _ => 1.0,
    }
}

pub(super) fn check(texts: &Texts<'_>, found: &mut Found) {
    let usual = density(texts.lang()) / density(texts.source.lang);
    for block in texts.blocks() {
        #[expect(clippy::cast_precision_loss, reason = "lengths of paragraphs are small")]
        let length = |content: &crate::segment::Content| plain(&content.words()).chars().count() as f64;
        let (source, own) = (length(block.source), length(block.own));
        if source < LEAST {
            continue;
        }
        let relative = own / (source * usual);
        if relative < 0.42 {
            found.add(
                &codes::LENGTH,
                &block,
                "",
                text!("ngắn hơn bản gốc nhiều: thiếu ý?", "much shorter than the source: is something missing?"),
            );
        } else if relative > 2.3 {
            found.add(
                &codes::LENGTH,
                &block,
                "",
                text!("dài hơn bản gốc nhiều: thừa ý?", "much longer than the source: is something added?"),
            );
        }
    }
}
