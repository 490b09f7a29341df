//! Related articles: those that share most of what is rare.
//!
//! 1. each term that two articles share counts by how few articles carry it,
//! 2. of each term only the newest articles are looked at, so that the work stays small on a large site,
//! 3. between equals the newer one comes first.
//!
//! Only terms decide, so that editing a text changes no other page.
//!
//! Knows nothing of: pages, URLs.

use std::collections::BTreeMap;

use super::lists::Lists;
use super::{ArticleId, Site};
use crate::language::Lang;

/// How many of the newest articles of a term are looked at.
const LOOKED_AT: usize = 64;

/// At most `most` articles related to one, in lists of a language, nearest first.
pub fn related(site: &Site, lists: &Lists, lang: Lang, id: ArticleId, most: usize) -> Vec<ArticleId> {
    let all = lists.all(lang).len();
    let mut weights: BTreeMap<ArticleId, u32> = BTreeMap::new();
    for term in &site.article(id).terms {
        let list = lists.term(lang, *term);
        // Halving how common a term is makes it worth one more; a term that all share is worth nothing.
        let worth = (all / list.len().max(1)).max(1).ilog2();
        for other in list.iter().take(LOOKED_AT).filter(|other| **other != id && worth > 0) {
            *weights.entry(*other).or_default() += worth;
        }
    }
    let mut ranked: Vec<(u32, ArticleId)> = weights.into_iter().map(|(id, weight)| (weight, id)).collect();
    let date = |id: ArticleId| site.article(id).meta.date;
    ranked.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| date(b.1).cmp(&date(a.1))).then_with(|| a.1.cmp(&b.1)));
    ranked.into_iter().take(most).map(|(_, id)| id).collect()
}
