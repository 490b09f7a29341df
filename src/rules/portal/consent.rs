//! A rule about persons in stories: they agreed, or what is told is public already.
//!
//! Knows nothing of: other personal data in texts; that is for a person to judge.

use super::Found;
use crate::diagnostic::codes;
use crate::front_matter::facts::Facts;
use crate::rulebook::Rule;
use crate::site::Site;
use crate::source::Span;

pub(super) fn check(site: &Site, rule: &Rule) -> Found {
    let mut found = Found::default();
    for article in &site.articles {
        for map in &article.meta.kind_facts {
            let Facts::Story(story) = &map.facts else { continue };
            let Some(person) = &story.person else { continue };
            let agreed = matches!(story.consent, Some("given" | "public-source"));
            let span = Span::new(article.span.source(), map.key.clone());
            found.look((!agreed).then(|| codes::consent_missing(span, &rule.name(), person)));
        }
    }
    found
}
