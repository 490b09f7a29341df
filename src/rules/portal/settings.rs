//! Rules about what `site.toml` says: the six lines, the domain, the parent portal, the place to rate.
//!
//! Knows nothing of: articles.

use super::Found;
use crate::config;
use crate::diagnostic::codes;
use crate::path::ContentPath;
use crate::rulebook::Rule;
use crate::site::Site;
use crate::source::Span;

fn place() -> Span {
    Span::file(&ContentPath::new(config::FILE))
}

/// The six lines of each built language. An empty one was told when `site.toml` was read, so it is only counted here.
pub(super) fn identity(site: &Site) -> Found {
    let (identity, mut found) = (&site.config.identity, Found::default());
    let mut line = |words: &str, name: String| {
        found.look(words.trim().is_empty().then(|| codes::identity_missing(place(), &name)));
    };
    for lang in &site.config.languages {
        for (name, words) in [
            ("managing_body", &identity.managing_body),
            ("governing_body", &identity.governing_body),
            ("address", &identity.address),
            ("content_responsible", &identity.content_responsible),
        ] {
            line(&words[*lang], format!("{name}.{}", lang.id()));
        }
    }
    line(&identity.email, "email".to_owned());
    line(&identity.phone, "phone".to_owned());
    found
}

/// The end of the portal's host name.
pub(super) fn domain(site: &Site, rule: &Rule, suffix: &str) -> Found {
    let host = site.config.base_url.split_once("://").map_or("", |(_, rest)| rest);
    let host = host.split(['/', ':']).next().unwrap_or_default();
    let mut found = Found::default();
    found.look((!host.ends_with(suffix)).then(|| codes::rule_domain(place(), &rule.name(), host, suffix)));
    found
}

/// Whether the portal says which portal it belongs to.
pub(super) fn parent_portal(site: &Site, rule: &Rule) -> Found {
    let mut found = Found::default();
    found.look(site.config.parent_portal.is_none().then(|| codes::rule_setting(place(), &rule.name(), "parent_portal")));
    found
}

/// Whether readers can rate the information.
pub(super) fn rating(site: &Site, rule: &Rule) -> Found {
    let mut found = Found::default();
    found.look(site.config.rating_url.is_none().then(|| codes::rule_setting(place(), &rule.name(), "rating_url")));
    found
}
