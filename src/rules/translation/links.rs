//! Links and pictures lead to the same places; another language's page of the same site is the same place.
//!
//! Knows nothing of: whether targets exist.

use super::{Found, Texts};
use crate::diagnostic::codes;
use crate::language::Lang;
use crate::site::Translation;
use crate::text;

pub(super) fn check(texts: &Texts<'_>, found: &mut Found) {
    let places = |text: &Translation, side: &[(&crate::segment::Segment, crate::segment::Content)]| {
        let links = text.document.links.iter().map(|link| (link.url.clone(), link.range.start));
        let pictures = text.document.pictures.iter().map(|picture| (picture.url.clone(), picture.range.start));
        let mut places: Vec<(String, Option<usize>)> = links
            .chain(pictures)
            .map(|(url, at)| {
                let nearest = side.iter().enumerate().filter(|(_, (segment, _))| segment.role.key().is_none());
                let nearest = nearest.min_by_key(|(_, (segment, _))| {
                    if segment.range.contains(&at) { 0 } else { segment.range.start.abs_diff(at).min(segment.range.end.abs_diff(at)) }
                });
                (url, nearest.map(|(at, _)| at))
            })
            .collect();
        places.sort_by_key(|(_, at)| *at);
        places
    };
    let (source, own) = (places(texts.source, &texts.sources), places(texts.own, &texts.owns));
    for (source_at, own_at) in &texts.pairs {
        let (Some(source_at), Some(own_at)) = (*source_at, *own_at) else { continue };
        let of = |list: &[(String, Option<usize>)], at: usize| {
            list.iter().filter(|(_, place)| *place == Some(at)).map(|(url, _)| url.clone()).collect::<Vec<_>>()
        };
        let (wanted, there) = (of(&source, source_at), of(&own, own_at));
        let lacks = |url: &&String, list: &[String]| !list.iter().any(|other| same(url, other));
        let missing: Vec<&String> = wanted.iter().filter(|url| lacks(url, &there)).collect();
        let extra: Vec<&String> = there.iter().filter(|url| lacks(url, &wanted)).collect();
        let pair = (Some(source_at), Some(own_at));
        match (missing.first(), extra.first()) {
            (Some(missing), Some(extra)) => {
                found.lone(
                    &codes::LINKS,
                    pair,
                    text!("dẫn tới “{extra}”, bản gốc dẫn tới “{missing}”", "leads to “{extra}”, the source to “{missing}”"),
                );
            }
            (Some(missing), None) => {
                found.lone(&codes::LINKS, pair, text!("thiếu liên kết tới “{missing}”", "the link to “{missing}” is missing"))
            }
            (None, Some(extra)) => {
                found.lone(&codes::LINKS, pair, text!("bản gốc không có liên kết tới “{extra}”", "the source has no link to “{extra}”"))
            }
            (None, None) => {}
        }
    }
}

/// Whether two addresses are the same but for a part that names a language, a slash at the end, or an anchor.
fn same(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let is_language = |part: &&str| {
        Lang::from_id(part).is_some()
            || matches!(*part, "kr" | "jp" | "cn" | "kh" | "vn" | "us" | "en-us" | "zh-cn" | "ko-kr" | "ja-jp" | "cham" | "eng")
    };
    let parts = |url: &str| -> Vec<String> {
        let url = url.split(['#', '?']).next().unwrap_or_default().trim_end_matches("vi.md");
        let url = url.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
        // A host may begin with the language: en.vietnamplus.vn.
        let url = match url.split_once('.') {
            Some((first, rest)) if is_language(&first) => rest,
            _ => url,
        };
        url.split('/').filter(|part| !part.is_empty() && !is_language(part)).map(|part| strip_language(part).to_lowercase()).collect()
    };
    let anchor = |url: &str| url.split_once('#').map(|(_, anchor)| anchor.to_owned());
    // An anchor alone may be the translation's own.
    parts(one) == parts(other) && (anchor(one).is_some() == anchor(other).is_some())
}

/// `so-do.km.svg` and `so-do-km.svg` are the Khmer drawing of `so-do.svg`.
fn strip_language(part: &str) -> String {
    let Some((stem, extension)) = part.rsplit_once('.') else { return part.to_owned() };
    let stem = match stem.rsplit_once(['.', '-']) {
        Some((base, lang)) if Lang::from_id(lang).is_some() => base,
        _ => stem,
    };
    format!("{stem}.{extension}")
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn pages_of_another_language_are_the_same_place() {
        let check = |one: &str, other: &str, expect: bool| assert_eq!(same(one, other), expect, "{one} {other}");
        check("https://dongnai.gov.vn/vi/news/a.html", "https://dongnai.gov.vn/en/news/a.html", true);
        check("https://www.vietnamplus.vn/a", "https://en.vietnamplus.vn/a/", true);
        check("so-do.svg", "so-do.km.svg", true);
        check("/news/a/", "/news/b/", false);
        check("/news/a/#x", "/news/a/#y", true);
        check("/news/a/#x", "/news/a/", false);
        check("https://a.vn/", "https://b.vn/", false);
    }
}
