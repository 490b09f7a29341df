//! Raw HTML in content: what is allowed, what is removed, and the complaint about it.
//!
//! The allow-list is ammonia's, with `class`, `id`, `lang` and `dir`. Complaints are found in the source's own HTML by
//! the same list, because the sanitised result no longer knows where anything stood.
//!
//! Knows nothing of: Markdown events, pages.

use std::collections::HashSet;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

/// Schemes that a link may have.
pub const SCHEMES: [&str; 4] = ["https", "http", "mailto", "tel"];

static BUILDER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder
        .add_tags(["section", "input"])
        .add_generic_attributes(["class", "id", "lang", "dir", "role", "aria-label", "aria-hidden", "aria-describedby", "translate"])
        .add_tag_attributes("img", ["srcset", "sizes", "loading", "decoding"])
        .add_tag_attributes("source", ["srcset", "sizes", "type"])
        .add_tag_attributes("input", ["type", "checked", "disabled"])
        .add_tag_attributes("th", ["scope"])
        .add_tag_attributes("a", ["rel"])
        .add_tags(["picture", "source"])
        .link_rel(None)
        .url_schemes(HashSet::from(SCHEMES))
        .url_relative(UrlRelative::PassThrough);
    builder
});

static ALLOWED: LazyLock<HashSet<&'static str>> = LazyLock::new(|| BUILDER.clone_tags());

/// Cleans a rendered body.
pub fn clean(html: &str) -> String {
    BUILDER.clean(html).to_string()
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

/// The first attribute of a tag that runs code or styles the page.
fn attribute_complaint(tag: &str, offset: usize) -> Option<(String, usize)> {
    let lower = tag.to_ascii_lowercase();
    let mut at = 0;
    while let Some(space) = lower[at..].find(|c: char| c.is_ascii_whitespace() || c == '/').map(|i| at + i) {
        at = space + 1;
        let name: String = lower[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | ':')).collect();
        let value = lower[at + name.len()..].trim_start_matches(['=', ' ', '"', '\'']);
        let compact: String = value.chars().filter(|c| !c.is_ascii_whitespace() && !c.is_ascii_control()).take(12).collect();
        let unsafe_url = matches!(name.as_str(), "href" | "src")
            && (compact.starts_with("javascript:") || compact.starts_with("data:") || compact.starts_with("vbscript:"));
        if unsafe_url || name == "style" || (name.starts_with("on") && name.len() > 2) {
            return Some((tag[at..at + name.len()].to_owned(), offset + at));
        }
    }
    None
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
            assert_eq!(complaints(&clean(html)).len(), 0, "{html}");
        };
        check("<b class=\"x\">a</b>", &[]);
        check("<kbd>Ctrl</kbd><br>", &[]);
        check("<script>alert(1)</script>", &["<script>"]);
        check("<iframe src=\"https://a\"></iframe>", &["<iframe src=\"https://a\">"]);
        check("<a href=\"javascript:x\">a</a>", &["href"]);
        check("<img src=x onerror=alert(1)>", &["onerror"]);
        check("<p style=\"color:red\">a</p>", &["style"]);
    }
}
