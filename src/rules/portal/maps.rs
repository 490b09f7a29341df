//! A rule about maps: a picture named or described as one was checked by a person who is named.
//!
//! Knows nothing of: what a picture shows; it reads names and descriptions.

use super::Found;
use crate::diagnostic::codes;
use crate::language::Lang;
use crate::rulebook::Rule;
use crate::site::{Article, Site};
use crate::source::Span;
use crate::text::slug::slug;

pub(super) fn check(site: &Site, rule: &Rule, words: &[String]) -> Found {
    let words: Vec<(String, String)> = words.iter().map(|word| (slug(word), word.to_lowercase())).collect();
    let mut found = Found::default();
    for article in &site.articles {
        pictures(article, &words, rule, &mut found);
    }
    found
}

fn pictures(article: &Article, words: &[(String, String)], rule: &Rule, found: &mut Found) {
    let Some(source) = &article.translations[article.source] else { return };
    let credit = |url: &str| article.meta.pictures.iter().find(|credit| credit.file.value == url);
    if let Some(cover) = &article.meta.cover {
        let alt = source.words.cover_alt.as_deref().unwrap_or_default();
        if is_map(&cover.file.value, alt, words) {
            let span = Span::new(article.span.source(), cover.file.range.clone());
            found.look(cover.map_checked_by.is_none().then(|| codes::map_unchecked(span, &rule.name(), &cover.file.value)));
        }
    }
    for lang in Lang::ALL {
        let Some(text) = &article.translations[lang] else { continue };
        for picture in &text.document.pictures {
            let span = Span::new(&text.document.source, picture.range.clone());
            if is_map(&picture.url, &picture.alt, words) {
                let checked = credit(&picture.url).is_some_and(|credit| credit.map_checked_by.is_some());
                found.look((!checked).then(|| codes::map_unchecked(span, &rule.name(), &picture.url)));
            }
        }
    }
}

/// Whether a file's name has one of the words as a part of its own, or its description has one anywhere.
fn is_map(file: &str, alt: &str, words: &[(String, String)]) -> bool {
    let stem = file.rsplit('/').next().unwrap_or(file).split('.').next().unwrap_or_default();
    let name = format!("-{}-", slug(stem).replace('_', "-"));
    let alt = alt.to_lowercase();
    words.iter().any(|(slug, word)| !slug.is_empty() && name.contains(&format!("-{slug}-")) || has_word(&alt, word))
}

/// Whether a text has a word: whole in scripts with spaces, anywhere in the others.
fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        let goes_on = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && word.chars().all(|w| w.is_ascii_alphabetic()));
        !goes_on(before) && !goes_on(after)
    })
}

#[cfg(test)]
mod tests {
    use super::is_map;
    use crate::text::slug::slug;

    #[test]
    fn maps_are_known_by_name_or_description_in_six_languages() {
        let words: Vec<(String, String)> =
            ["map", "bản đồ", "지도", "ផែនទី", "地図", "地图"].iter().map(|word| (slug(word), (*word).to_owned())).collect();
        let check = |file: &str, alt: &str, expect: bool| assert_eq!(is_map(file, alt, &words), expect, "{file} {alt}");
        check("ban-do.svg", "", true);
        check("dong-nai_map.png", "", true);
        check("bitmap.png", "", false);
        check("so-do.svg", "Sơ đồ đường đến cửa khẩu", false);
        check("a.svg", "Bản đồ hành chính Đồng Nai", true);
        check("a.svg", "A map of the province", true);
        check("a.svg", "A roadmap to the future", false);
        check("a.svg", "동나이 지도", true);
        check("a.svg", "ផែនទីខេត្តដុងណៃ", true);
        check("a.svg", "ドンナイの地図", true);
        check("a.svg", "同奈地图", true);
    }
}
