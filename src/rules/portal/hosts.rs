//! A rule about links that leave the portal: they lead to hosts that somebody has put on the list.
//!
//! Knows nothing of: whether the addresses answer.

use super::Found;
use crate::diagnostic::codes;
use crate::language::Lang;
use crate::provenance::Reference;
use crate::rulebook::Rule;
use crate::site::{Article, Site, Target};
use crate::source::Span;

pub(super) fn check(site: &Site, rule: &Rule, hosts: &[String]) -> Found {
    let mut found = Found::default();
    let mut look = |url: &str, span: &dyn Fn() -> Span| {
        let Some(host) = host(url) else { return };
        found.look((!is_listed(host, hosts)).then(|| codes::host_not_listed(span(), &rule.name(), host)));
    };
    for article in &site.articles {
        for reference in &article.meta.sources {
            look(&reference.url, &|| place_of(article, reference));
        }
        for lang in Lang::ALL {
            let Some(text) = &article.translations[lang] else { continue };
            let links = text.document.links.iter().zip(&text.links).filter(|(_, target)| matches!(target, Target::External));
            for (link, _) in links {
                look(&link.url, &|| Span::new(&text.document.source, link.range.clone()));
            }
        }
    }
    for term in &site.terms {
        let urls = term.entry.sources.iter().map(|source| source.url.as_str()).chain(term.entry.details.url.as_deref());
        urls.for_each(|url| look(url, &|| term.entry.span.clone()));
    }
    for channel in &site.channels {
        look(&channel.url, &|| channel.span.clone());
    }
    for figure in &site.figures {
        look(&figure.source.url, &|| figure.span.clone());
    }
    found
}

/// A source's address in the front matter of its article.
fn place_of(article: &Article, reference: &Reference) -> Span {
    let source = article.span.source();
    let at = source.text().find(&reference.url);
    at.map_or_else(|| article.span.clone(), |at| Span::new(source, at..at + reference.url.len()))
}

/// The host of an address of the web, in lower case letters as written.
fn host(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    Some(host.split(':').next().unwrap_or(host))
}

fn is_listed(host: &str, hosts: &[String]) -> bool {
    let host = host.to_ascii_lowercase();
    let bare = host.strip_prefix("www.").unwrap_or(&host);
    hosts.iter().any(|listed| match listed.strip_prefix("*.") {
        Some(domain) => host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')),
        None => host == *listed || bare == listed,
    })
}

#[cfg(test)]
mod tests {
    use super::{host, is_listed};

    #[test]
    fn hosts_are_listed_whole_or_by_domain() {
        let hosts = ["*.gov.vn".to_owned(), "danviet.vn".to_owned()];
        let check = |url: &str, expect: bool| assert_eq!(is_listed(host(url).unwrap(), &hosts), expect, "{url}");
        check("https://dongnai.gov.vn/vi/", true);
        check("https://gov.vn", true);
        check("https://evilgov.vn/", false);
        check("https://danviet.vn:443/a", true);
        check("http://WWW.danviet.vn/a", true);
        check("https://m.danviet.vn/", false);
        check("https://danviet.vn@evil.example/", false);
        assert_eq!(host("mailto:a@b.vn"), None);
    }
}
