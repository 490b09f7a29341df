//! What is said of a file where it is served: its media type, and how long it may be kept.
//!
//! Knows nothing of: hosts, web servers.

/// What a web server has to say of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Headers {
    /// Its media type.
    pub content_type: &'static str,
    /// How long it may be kept.
    pub cache_control: &'static str,
}

/// For files whose name changes with their bytes: a year, the longest that caches know (RFC 9111 sets no limit).
pub const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// For what keeps its name and has to fit the page that asks for it (fonts cut to a language's characters, the files of search):
/// kept, but asked for each time, which costs an answer without a body.
pub const ASK: &str = "no-cache";
/// For pictures that keep their names: share cards, icons.
pub const A_DAY: &str = "public, max-age=86400";
/// For pages and feeds: what is published is seen after five minutes.
pub const SHORT: &str = "public, max-age=300";

/// Media types by extension, as IANA has them.
pub const TYPES: [(&str, &str); 18] = [
    ("html", "text/html; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("json", "application/json"),
    ("xml", "application/xml"),
    ("txt", "text/plain; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("ics", "text/calendar; charset=utf-8"),
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("webp", "image/webp"),
    ("gif", "image/gif"),
    ("woff2", "font/woff2"),
    ("pdf", "application/pdf"),
    ("mp4", "video/mp4"),
    ("bin", "application/octet-stream"),
    ("webmanifest", "application/manifest+json"),
];

/// Extensions of files that compress well.
pub const TEXTS: [&str; 9] = ["html", "css", "js", "json", "xml", "svg", "txt", "ics", "csv"];

/// Extensions of pictures.
const PICTURES: [&str; 5] = ["png", "jpg", "webp", "svg", "gif"];

/// What is said of a file of the built portal.
pub fn headers(path: &str) -> Headers {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    let is_feed = path.ends_with("feed.xml");
    let found = TYPES.iter().find(|(known, _)| *known == extension).map_or("application/octet-stream", |(_, media)| media);
    let cache_control = match () {
        () if path.starts_with(".saola-") => "no-store",
        () if is_fingerprinted(path) => FOR_EVER,
        () if path.starts_with("assets/") || is_of_search(path) => ASK,
        () if PICTURES.contains(&extension) => A_DAY,
        () => SHORT,
    };
    Headers { content_type: if is_feed { "application/atom+xml" } else { found }, cache_control }
}

/// Whether a file is read by search in browsers: `search/0.json`, `km/search/shards.bin`.
fn is_of_search(path: &str) -> bool {
    let is_data = path.ends_with(".json") || path.ends_with(".bin");
    is_data && path.split('/').rev().nth(1) == Some("search")
}

/// Whether a file's name tells its bytes: `assets/style.1a2b3c4d.css`.
pub fn is_fingerprinted(path: &str) -> bool {
    let Some(name) = path.strip_prefix("assets/") else { return false };
    let is_digest = |part: &str| part.len() == 8 && part.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".br")).unwrap_or(name);
    name.rsplit('/').next().is_some_and(|name| name.rsplit('.').nth(1).is_some_and(is_digest) && name.matches('.').count() >= 2)
}

#[cfg(test)]
mod tests {
    use super::{A_DAY, ASK, FOR_EVER, SHORT, headers, is_fingerprinted};

    #[test]
    fn each_file_is_kept_as_long_as_it_may_be() {
        for (path, cache, media) in [
            ("assets/style.1a2b3c4d.css", FOR_EVER, "text/css; charset=utf-8"),
            ("assets/noto-sans-kr-400.ko.woff2", ASK, "font/woff2"),
            ("km/search/shards.bin", ASK, "application/octet-stream"),
            ("search/0.json", ASK, "application/json"),
            ("km/news/card.png", A_DAY, "image/png"),
            ("index.html", SHORT, "text/html; charset=utf-8"),
            ("km/feed.xml", SHORT, "application/atom+xml"),
            ("sitemap.xml", SHORT, "application/xml"),
            (".saola-ledger-a", "no-store", "application/octet-stream"),
        ] {
            assert_eq!((headers(path).cache_control, headers(path).content_type), (cache, media), "{path}");
        }
    }
    #[test]
    fn names_tell_fingerprints() {
        for (path, expected) in [
            ("assets/style.1a2b3c4d.css", true),
            ("assets/tin/ảnh.480.1a2b3c4d.webp", true),
            ("assets/style.1a2b3c4d.css.br", true),
            ("assets/noto-sans-kr-400.ko.woff2", false),
            ("news/style.1a2b3c4d.css", false),
            ("assets/1a2b3c4d.css", false),
        ] {
            assert_eq!(is_fingerprinted(path), expected, "{path}");
        }
    }
}
