//! Configuration of web servers for a built portal: HTTPS only, security headers, caching, redirects, pages for what isn't found.
//!
//! 1. [`Portal::of`] gathers from the site, the plan and the built pages what servers have to know,
//! 2. one file a server puts it into that server's words.
//!
//! Knows nothing of: files, hosts that are published to.

mod apache;
mod caddy;
mod nginx;
pub mod policy;

use std::collections::BTreeMap;

use crate::config::Config;
use crate::language::Lang;
use crate::plan::{Output, Plan};
use crate::served::TEXTS;
use policy::{Needs, PageKind};

/// The servers that are spoken for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Server {
    /// nginx 1.18 or newer.
    Nginx,
    /// Apache httpd 2.4.
    Apache,
    /// Caddy 2.
    Caddy,
}

/// What people decide.
#[derive(Clone, Debug)]
pub struct Choices {
    /// The folder on the server that holds the portal.
    pub root: String,
    /// The certificate and its key, as the server's configuration names them.
    pub certificate: (String, String),
    /// Whether a reader who comes to the home page is led to the language that the browser asks for.
    pub negotiate: bool,
    /// Whether nginx has its Brotli module.
    pub brotli: bool,
}

/// What servers have to know of a portal.
pub struct Portal {
    /// The host's name.
    host: String,
    /// The path of the base address: empty, or `/asean`.
    base: String,
    /// Old addresses and new ones, with the base path.
    redirects: BTreeMap<String, String>,
    /// Where the home page's own address leads, where every language has a prefix.
    home: Option<String>,
    /// Languages with a prefix.
    prefixed: Vec<&'static str>,
    /// The default language: its readers need no leading elsewhere.
    default: &'static str,
    /// The policies of pages, copies, lists.
    policies: [(PageKind, String); 3],
    /// Whether `.gz` and `.br` stand beside the files.
    compressed: bool,
}

/// The rest of the headers that every answer has.
const HEADERS: [(&str, &str); 4] = [
    // A year: what hstspreload.org asks for. Other names below the host are left to their owners.
    ("Strict-Transport-Security", "max-age=31536000"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
];

impl Portal {
    /// Gathers it. `pages` are the built HTML files, by their paths.
    pub fn of<'p>(config: &Config, plan: &Plan, pages: impl Iterator<Item = (&'p str, String)>) -> Portal {
        let mut needs: BTreeMap<PageKind, Needs> = BTreeMap::new();
        for (path, html) in pages {
            needs.entry(PageKind::of(path)).or_default().see(&html);
        }
        let policy = |kind| (kind, needs.get(&kind).cloned().unwrap_or_default().policy(kind));
        let base = config.base_path().to_owned();
        let redirects = plan.iter().filter_map(|(url, output)| match output {
            Output::Redirect(to) => Some((format!("{base}{url}"), encoded(&plan.urls().href(to)))),
            _ => None,
        });
        let mut redirects: BTreeMap<String, String> = redirects.collect();
        let home = redirects.remove(&format!("{base}/"));
        let rest = config.base_url.split_once("://").map_or("", |(_, rest)| rest);
        let is_prefixed = |lang: &Lang| *lang != config.default_language || config.prefix_default_language;
        Portal {
            host: rest.split('/').next().unwrap_or(rest).to_owned(),
            redirects,
            home,
            prefixed: config.languages.iter().filter(|lang| is_prefixed(lang)).map(|lang| lang.id()).collect(),
            default: config.default_language.id(),
            policies: [PageKind::Page, PageKind::Saved, PageKind::Embedded].map(policy),
            compressed: config.compressed,
            base,
        }
    }

    /// The host's name.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The configuration of a server.
    pub fn print(&self, server: Server, choices: &Choices) -> String {
        match server {
            Server::Nginx => nginx::print(self, choices),
            Server::Apache => apache::print(self, choices),
            Server::Caddy => caddy::print(self, choices),
        }
    }

    fn policy(&self, kind: PageKind) -> &str {
        self.policies.iter().find(|(known, _)| *known == kind).map_or("", |(_, policy)| policy)
    }
}

/// An address as it travels: what isn't ASCII is encoded.
fn encoded(address: &str) -> String {
    address.split('/').map(crate::path::percent_encode).collect::<Vec<_>>().join("/")
}

/// An address as a regular expression; servers compare what they have decoded.
fn pattern(address: &str) -> String {
    let mut out = String::new();
    for c in address.chars() {
        if c.is_ascii_punctuation() && !"/-_".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The extensions of files that are sent compressed, as a choice in a regular expression.
fn texts() -> String {
    TEXTS.join("|")
}

#[cfg(test)]
mod tests {
    use super::policy::PageKind;
    use super::{Choices, Portal};

    pub(super) fn portal() -> Portal {
        Portal {
            host: "cong.example".to_owned(),
            base: "/asean".to_owned(),
            redirects: [("/asean/cũ/".to_owned(), "/asean/m%E1%BB%9Bi/".to_owned())].into(),
            home: None,
            prefixed: vec!["en", "km"],
            default: "vi",
            policies: [PageKind::Page, PageKind::Saved, PageKind::Embedded].map(|kind| (kind, "default-src 'none'".to_owned())),
            compressed: true,
        }
    }

    pub(super) fn choices() -> Choices {
        let certificate = ("/etc/ssl/cong.pem".to_owned(), "/etc/ssl/cong.key".to_owned());
        Choices { root: "/srv/www".to_owned(), certificate, negotiate: true, brotli: false }
    }
}
