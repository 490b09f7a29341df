//! Numbers, dates, money and phones say the same by value, whatever the script and the scale.
//!
//! Knows nothing of: currencies, units.

use super::{Block, Found, Texts};
use crate::diagnostic::codes;
use crate::text;
use crate::text::quantity::{Quantities, quantities};

pub(super) fn check(texts: &Texts<'_>, found: &mut Found) {
    for block in texts.blocks() {
        if let Some((missing, extra)) = differing(texts, &block) {
            let first = extra.first().or(missing.first()).cloned().unwrap_or_default();
            let (missing, extra) = (missing.join(", "), extra.join(", "));
            let message = match (missing.is_empty(), extra.is_empty()) {
                (false, true) => text!("thiếu số {missing} của bản gốc", "the numbers {missing} of the source are missing"),
                (true, false) => text!("bản gốc không có số {extra}", "the source doesn't have the numbers {extra}"),
                _ => text!("số {extra} khác với bản gốc ({missing})", "the numbers {extra} differ from the source ({missing})"),
            };
            found.add(&codes::NUMBERS, &block, &first, message);
        }
    }
}

/// Numbers of the source that the translation lacks, and of the translation that the source lacks, as written.
fn differing(texts: &Texts<'_>, block: &Block<'_>) -> Option<(Vec<String>, Vec<String>)> {
    let (source_words, own_words) = (block.source.words(), block.own.words());
    let source = quantities(&source_words, texts.source.lang);
    let own = quantities(&own_words, texts.lang());
    let missing = lacking(&source, &own, &source_words);
    let extra = lacking(&own, &source, &own_words);
    (!missing.is_empty() || !extra.is_empty()).then_some((missing, extra))
}

fn lacking(of: &Quantities, other: &Quantities, words: &str) -> Vec<String> {
    let mut lacking: Vec<String> = Vec::new();
    for quantity in &of.written {
        // A country's code before a telephone number is the same number.
        let is_code = words[..quantity.range.start].ends_with('+');
        // “Một” and “a” come and go with grammar.
        if !other.has_any(quantity) && !is_code && quantity.value != "1" {
            lacking.push(words[quantity.range.clone()].to_owned());
        }
    }
    lacking
}
