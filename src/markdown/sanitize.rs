//! Raw HTML in content: what is allowed, what is removed, and the complaint about it.
//!
//! The allow-list is ammonia's, with `class`, `id`, `lang` and `dir`. Complaints are found in the source's own HTML by
//! the same list, because the sanitised result no longer knows where anything stood.
//!
//! Knows nothing of: Markdown events, pages.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

/// Schemes that a link may have.
pub const SCHEMES: [&str; 4] = ["https", "http", "mailto", "tel"];

static BUILDER: LazyLock<Builder<'static>> = LazyLock::new(|| builder(String::new()));

/// The allow-list for texts whose own addresses begin with `origin`.
fn builder(origin: String) -> Builder<'static> {
    let mut builder = Builder::default();
    builder
        .add_tags(["section", "input"])
        .add_generic_attributes([
            "class",
            "id",
            "lang",
            "dir",
            "role",
            "aria-label",
            "aria-hidden",
            "aria-describedby",
            "translate",
            "tabindex",
        ])
        .add_tag_attributes("img", ["srcset", "sizes", "loading", "decoding"])
        .add_tag_attributes("source", ["srcset", "sizes", "type"])
        .add_tag_attributes("input", ["type", "checked", "disabled"])
        .add_tag_attributes("th", ["scope"])
        .add_tag_attributes("a", ["rel"])
        .add_tags(["picture", "source"])
        .link_rel(None)
        .url_schemes(HashSet::from(SCHEMES))
        .url_relative(UrlRelative::PassThrough)
        .attribute_filter(move |_, name, value| {
            let kept = match name {
                "href" => is_safe_url(value),
                "src" | "srcset" => is_local(value, &origin),
                // Reachable by keyboard, but never before its place.
                "tabindex" => value == "0",
                _ => true,
            };
            kept.then_some(Cow::Borrowed(value))
        });
    builder
}

static ALLOWED: LazyLock<HashSet<&'static str>> = LazyLock::new(|| BUILDER.clone_tags());

/// Cleans a rendered body. `origin` stands before addresses of the portal: scheme and host for other systems, else nothing.
pub fn clean(html: &str, origin: &str) -> String {
    if origin.is_empty() { BUILDER.clean(html).to_string() } else { builder(origin.to_owned()).clean(html).to_string() }
}

/// The words of a piece of raw HTML, without any tag.
pub fn words(html: &str) -> String {
    let text = Builder::empty().clean(html).to_string();
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&quot;", "\""), ("&amp;", "&")];
    entities.into_iter().fold(text, |text, (entity, character)| text.replace(entity, character))
}

/// What of a piece of raw HTML [`clean`] removes: the tag or attribute as written, and where it begins.
pub fn complaints(html: &str) -> Vec<(String, usize)> {
    let allowed = &*ALLOWED;
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = html[at..].find('<').map(|i| at + i) {
        at = open + 1;
        let rest = &html[open + 1..];
        let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect::<String>().to_ascii_lowercase();
        if name.is_empty() {
            continue;
        }
        let end = rest.find('>').map_or(html.len(), |i| open + 1 + i);
        if !allowed.contains(name.as_str()) {
            found.push((html[open..(end + 1).min(html.len())].to_owned(), open));
        } else {
            found.extend(attribute_complaint(&html[open..end], open));
        }
        at = end;
    }
    found
}

/// The first attribute of a tag that [`clean`] removes.
fn attribute_complaint(tag: &str, offset: usize) -> Option<(String, usize)> {
    attributes(tag).into_iter().find_map(|(at, name, value)| {
        let lower = name.to_ascii_lowercase();
        let refused = match lower.as_str() {
            "style" => true,
            // An entity before the colon hides a scheme; nobody writes one by hand.
            "href" => !is_safe_url(value) || value.contains("&#") || value.contains("&colon"),
            "src" | "srcset" => !is_local(value, ""),
            _ => lower.len() > 2 && lower.starts_with("on"),
        };
        refused.then(|| (name.to_owned(), offset + at))
    })
}

/// The attributes of a tag: place, name, value without its quotes.
fn attributes(tag: &str) -> Vec<(usize, &str, &str)> {
    let bytes = tag.as_bytes();
    let is_end = |b: u8| b.is_ascii_whitespace() || matches!(b, b'/' | b'>');
    let skip = |from: usize, stop: &dyn Fn(u8) -> bool| bytes[from..].iter().position(|b| stop(*b)).map_or(bytes.len(), |n| from + n);
    let mut found = Vec::new();
    let mut at = skip(0, &is_end);
    while at < bytes.len() {
        at = skip(at, &|b| !is_end(b));
        let name = at..skip(at, &|b| is_end(b) || b == b'=');
        let mut next = skip(name.end, &|b| !b.is_ascii_whitespace());
        let mut value = next..next;
        if bytes.get(next) == Some(&b'=') {
            next = skip(next + 1, &|b| !b.is_ascii_whitespace());
            value = match bytes.get(next) {
                Some(quote @ (b'"' | b'\'')) => next + 1..skip(next + 1, &|b| b == *quote),
                _ => next..skip(next, &|b| b.is_ascii_whitespace() || b == b'>'),
            };
            next = value.end + usize::from(bytes.get(value.end).is_some_and(|b| matches!(b, b'"' | b'\'')));
        }
        if !name.is_empty() {
            found.push((name.start, &tag[name.clone()], &tag[value]));
        }
        at = next.max(name.end).max(at + 1);
    }
    found
}

/// Whether a picture's address is a path of the portal: pages ask no other host for anything.
fn is_local(url: &str, origin: &str) -> bool {
    url.split(',').all(|part| {
        let part = part.trim_start();
        let part = part.strip_prefix(origin).unwrap_or(part);
        part.starts_with('/') && !part.starts_with("//") && !part.starts_with("/\\")
    })
}

/// Whether a link's address is safe: relative, or with one of [`SCHEMES`].
pub fn is_safe_url(url: &str) -> bool {
    let compact: String = url.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    match compact.find([':', '/', '?', '#']) {
        Some(at) if compact[at..].starts_with(':') => SCHEMES.iter().any(|scheme| compact[..at].eq_ignore_ascii_case(scheme)),
        _ => !compact.starts_with("//") && !compact.starts_with("/\\") && !compact.starts_with('\\'),
    }
}

#[cfg(test)]
mod tests {
    use super::{clean, complaints, is_safe_url};

    #[test]
    fn urls_that_run_code_or_leave_silently_are_unsafe() {
        for url in ["https://a.vn/", "/news/a/", "../a/", "#x", "mailto:a@b.vn", "tel:+84", "a.jpg", "?q=a:b"] {
            assert!(is_safe_url(url), "{url}");
        }
        for url in [
            "javascript:alert(1)",
            " JaVa\tScript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "//evil.example/",
            "/\\evil.example",
            "file:///etc/passwd",
        ] {
            assert!(!is_safe_url(url), "{url}");
        }
    }

    #[test]
    fn complaints_and_cleaning_agree() {
        let check = |html: &str, expect: &[&str]| {
            let found: Vec<_> = complaints(html)
                .into_iter()
                .map(|(what, at)| {
                    assert!(html[at..].starts_with(&what));
                    what
                })
                .collect();
            assert_eq!(found, expect, "{html}");
            assert_eq!(complaints(&clean(html, "")).len(), 0, "{html}");
        };
        check("<b class=\"x\">a</b>", &[]);
        check("<kbd>Ctrl</kbd><br>", &[]);
        check("<script>alert(1)</script>", &["<script>"]);
        check("<iframe src=\"https://a\"></iframe>", &["<iframe src=\"https://a\">"]);
        check("<a href=\"javascript:x\">a</a>", &["href"]);
        check("<img src=/x onerror=alert(1)>", &["onerror"]);
        check("<p style=\"color:red\">a</p>", &["style"]);
        check("<p class=\"card one style\" title=\"the only way\">a</p>", &[]);
        check("<p\nonclick=\"x\">a</p>", &["onclick"]);
        check("<a href=\"java&#115;cript:x\">a</a>", &["href"]);
        check("<a href=\"//evil.example\">a</a>", &["href"]);
        check("<img src=\"https://tracker.example/x.png\" alt=\"\">", &["src"]);
    }
}
