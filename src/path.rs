//! Two kinds of path that are never mixed: of a file in the project, and of a page in the portal.
//!
//! Knows nothing of: the file system, languages, configuration.

use std::fmt;
use std::sync::Arc;

/// A file of the project, relative to its root: `/` between parts, NFC, no `.` or `..`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentPath(Arc<str>);

impl ContentPath {
    /// Wraps a path that the caller has already brought to the form above.
    pub fn new(path: &str) -> ContentPath {
        ContentPath(Arc::from(path))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part: the file's name.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The folder that holds the file; empty for a file at the root.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The part of the name after its last dot, in lower case; empty when there is none.
    pub fn extension(&self) -> String {
        self.name().rsplit_once('.').map_or(String::new(), |(_, extension)| extension.to_ascii_lowercase())
    }

    /// The name without its extension.
    pub fn stem(&self) -> &str {
        self.name().rsplit_once('.').map_or(self.name(), |(stem, _)| stem)
    }

    /// Resolves `relative` against a folder of the project; `None` when it leaves the project's root.
    pub fn resolve(folder: &str, relative: &str) -> Option<ContentPath> {
        let mut parts: Vec<&str> = if relative.starts_with('/') { Vec::new() } else { split(folder).collect() };
        for part in split(relative) {
            match part {
                "." => {}
                ".." => {
                    parts.pop()?;
                }
                _ => parts.push(part),
            }
        }
        Some(ContentPath::new(&parts.join("/")))
    }
}

fn split(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|part| !part.is_empty())
}

impl fmt::Display for ContentPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ContentPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A place in the portal, from the portal's own root: begins with `/`; a page's ends with `/`.
///
/// A base URL's path is not part of it: the same portal can live under `/` or under `/asean/`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UrlPath(Arc<str>);

impl UrlPath {
    /// Wraps a path that begins with `/`.
    pub fn new(path: &str) -> UrlPath {
        UrlPath(Arc::from(path))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The file in the output tree that answers for this URL: `index.html` stands for a page's folder.
    pub fn file(&self) -> String {
        let path = self.0.trim_start_matches('/');
        if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() }
    }
}

impl fmt::Display for UrlPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for UrlPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Text as a value inside an address: all but unreserved characters (RFC 3986) as `%` and two digits a byte.
pub fn percent_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Resolves `%20` and the like; what isn't UTF-8 afterwards stays as written.
pub fn percent_decode(url: &str) -> String {
    if !url.contains('%') {
        return url.to_owned();
    }
    let mut bytes = Vec::with_capacity(url.len());
    let mut rest = url.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let hex = if *first == b'%' {
            tail.get(..2).and_then(|h| std::str::from_utf8(h).ok()).and_then(|h| u8::from_str_radix(h, 16).ok())
        } else {
            None
        };
        match hex {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{ContentPath, UrlPath, percent_decode};

    #[test]
    fn resolve_stays_inside_the_project() {
        let check = |folder: &str, relative: &str, expect: Option<&str>| {
            assert_eq!(ContentPath::resolve(folder, relative).as_ref().map(ContentPath::as_str), expect);
        };
        check("content/news/a", "map.svg", Some("content/news/a/map.svg"));
        check("content/news/a", "../b/vi.md", Some("content/news/b/vi.md"));
        check("content/news/a", "/media/x.svg", Some("media/x.svg"));
        check("content", "../../etc/passwd", None);
    }

    #[test]
    fn a_page_is_answered_by_its_index_file() {
        assert_eq!(UrlPath::new("/").file(), "index.html");
        assert_eq!(UrlPath::new("/km/news/").file(), "km/news/index.html");
        assert_eq!(UrlPath::new("/feed.xml").file(), "feed.xml");
    }

    #[test]
    fn percent_signs_are_resolved() {
        assert_eq!(percent_decode("so%20do.svg"), "so do.svg");
        assert_eq!(percent_decode("%E1%9E%80"), "ក");
        assert_eq!(percent_decode("100%"), "100%");
        assert_eq!(percent_decode("%ff"), "%ff");
    }
}
