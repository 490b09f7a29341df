//! Rules about works of others: pictures have a credit, items from elsewhere name where they are from.
//!
//! Knows nothing of: maps.

use super::Found;
use crate::diagnostic::codes;
use crate::front_matter::Origin;
use crate::language::Lang;
use crate::rulebook::Rule;
use crate::site::Site;
use crate::source::Span;

/// Every picture of a text has an entry under `pictures` of its source. Covers can't be without one.
pub(super) fn credits(site: &Site, rule: &Rule) -> Found {
    let mut found = Found::default();
    for article in &site.articles {
        found.checked += usize::from(article.cover.is_some());
        for lang in Lang::ALL {
            let Some(text) = &article.translations[lang] else { continue };
            for picture in &text.document.pictures {
                let has_credit = article.meta.pictures.iter().any(|credit| credit.file.value == picture.url);
                let span = Span::new(&text.document.source, picture.range.clone());
                found.look((!has_credit).then(|| codes::credit_missing(span, &rule.name(), &picture.url)));
            }
        }
    }
    found
}

/// Items taken from elsewhere name publisher, address and date. The same is told where front matter is read.
pub(super) fn quoted(site: &Site) -> Found {
    let mut found = Found::default();
    for article in &site.articles {
        let Origin::Taken { name, url, date, .. } = &article.meta.origin else { continue };
        let keys = [("source_name", !name.is_empty()), ("source_url", !url.is_empty()), ("source_date", date.is_some())];
        for (key, is_there) in keys {
            found.look((!is_there).then(|| codes::missing_key(article.span.clone(), key)));
        }
    }
    found
}
