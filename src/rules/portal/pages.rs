//! A rule about pages that must be there, in languages that must have a text of their own.
//!
//! Knows nothing of: what the pages say.

use super::Found;
use crate::diagnostic::codes;
use crate::language::Lang;
use crate::path::ContentPath;
use crate::rulebook::Rule;
use crate::site::{Showing, Site};
use crate::source::Span;

pub(super) fn check(site: &Site, rule: &Rule, pages: &[String], languages: &[Lang]) -> Found {
    let mut found = Found::default();
    for page in pages {
        let article = site.find_article(None, page).map(|id| site.article(id));
        for lang in languages.iter().filter(|lang| site.config.languages.contains(lang)) {
            let is_there = article.is_some_and(|article| matches!(site.showing(article, *lang), Some(Showing::Own(_))));
            let span = || article.map_or_else(|| Span::file(&ContentPath::new("content")), |article| article.span.clone());
            found.look((!is_there).then(|| codes::rule_page(span(), &rule.name(), page, lang.id())));
        }
    }
    found
}
