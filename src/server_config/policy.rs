//! Content security policies that fit the built pages: what a page doesn't use, it may not load.
//!
//! Knows nothing of: web servers.

use std::collections::BTreeSet;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

/// The kinds of page that need policies of their own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum PageKind {
    /// A page of the portal.
    Page,
    /// A copy to keep: style and pictures are inside (`saved.html`).
    Saved,
    /// A list that other portals show in a frame (`latest.html`).
    Embedded,
}

impl PageKind {
    /// The kind of an HTML file, by its name.
    pub fn of(path: &str) -> PageKind {
        match path.rsplit('/').next() {
            Some("saved.html") => PageKind::Saved,
            Some("latest.html") => PageKind::Embedded,
            _ => PageKind::Page,
        }
    }
}

/// What pages of one kind use.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Needs {
    scripts: bool,
    forms: bool,
    data_pictures: bool,
    media: bool,
    /// Digests of styles that stand in the pages.
    styles: BTreeSet<String>,
    /// Whether an element has a `style` attribute: no digest can allow it.
    style_attributes: bool,
}

impl Needs {
    /// Adds what a page uses.
    pub fn see(&mut self, html: &str) {
        self.scripts |= html.contains("<script src=");
        self.forms |= html.contains("<form");
        self.data_pictures |= html.contains("src=\"data:image");
        self.media |= html.contains("<video") || html.contains("<audio");
        self.style_attributes |= html.contains(" style=\"");
        let mut rest = html;
        while let Some((_, after)) = rest.split_once("<style>") {
            let Some((style, end)) = after.split_once("</style>") else { break };
            self.styles.insert(BASE64_STANDARD.encode(Sha256::digest(style.as_bytes())));
            rest = end;
        }
    }

    /// The policy (Content Security Policy Level 3). Scripts of the portal fetch the files of search, so they may connect to it.
    pub fn policy(&self, kind: PageKind) -> String {
        let allow = |what: bool, source: &str| what.then(|| source.to_owned());
        let own = allow(kind != PageKind::Saved, "'self'");
        // Digests count for nothing where an attribute needs the whole to be allowed.
        let digests = self.styles.iter().filter(|_| !self.style_attributes).map(|digest| format!("'sha256-{digest}'"));
        let (scripts, embedded) = (allow(self.scripts, "'self'"), kind == PageKind::Embedded);
        let directives: [(&str, Vec<String>); 10] = [
            ("default-src", vec!["'none'".to_owned()]),
            ("script-src", scripts.iter().cloned().collect()),
            ("connect-src", scripts.into_iter().collect()),
            ("style-src", own.iter().cloned().chain(digests).chain(allow(self.style_attributes, "'unsafe-inline'")).collect()),
            ("img-src", own.iter().cloned().chain(allow(self.data_pictures, "data:")).collect()),
            ("font-src", own.into_iter().collect()),
            ("media-src", allow(self.media, "'self'").into_iter().collect()),
            ("form-action", vec![if self.forms { "'self'" } else { "'none'" }.to_owned()]),
            // The list to embed has a base that lets its links open in the whole window.
            ("base-uri", vec![if embedded { "'self'" } else { "'none'" }.to_owned()]),
            ("frame-ancestors", vec![if embedded { "*" } else { "'self'" }.to_owned()]),
        ];
        let written = directives.iter().filter(|(_, sources)| !sources.is_empty());
        written.map(|(name, sources)| format!("{name} {}", sources.join(" "))).collect::<Vec<_>>().join("; ")
    }
}

#[cfg(test)]
mod tests {
    use super::{Needs, PageKind};

    #[test]
    fn a_policy_allows_what_pages_use_and_nothing_else() {
        let mut page = Needs::default();
        page.see("<script src=\"/assets/a.js\"></script><form action=\"/search/\"><img src=\"/a.webp\">");
        assert_eq!(
            page.policy(PageKind::of("km/index.html")),
            "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
             form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
        );
        let mut saved = Needs::default();
        saved.see("<style>p { color: red }</style><img src=\"data:image/png;base64,AA\">");
        assert_eq!(
            saved.policy(PageKind::of("km/news/a/saved.html")),
            // printf 'p { color: red }' | openssl dgst -sha256 -binary | base64
            "default-src 'none'; style-src 'sha256-ngewhhP73WDIbgwseeu52VAAJgKdGUsu1IUQQsAm8m4='; img-src data:; form-action 'none'; \
             base-uri 'none'; frame-ancestors 'self'"
        );
        assert!(Needs::default().policy(PageKind::of("latest.html")).ends_with("base-uri 'self'; frame-ancestors *"));
    }
}
