//! A rule about maps: a picture named or described as one was checked by a person who is named.
//!
//! Words are looked for in the slug of names and descriptions, so that `Bản đồ`, `ban-do` and `BAN_DO` are one; in scripts
//! without spaces they are looked for as they stand. Places whose own name holds such a word (Bù Gia Mập) don't count.
//!
//! Knows nothing of: what a picture shows; it reads names and descriptions.

use super::Found;
use crate::diagnostic::codes;
use crate::language::Lang;
use crate::rulebook::Rule;
use crate::site::{Article, Site};
use crate::source::Span;
use crate::text::slug::slug;
use crate::vocabulary::VocabularyKind;

pub(super) fn check(site: &Site, rule: &Rule, words: &[String]) -> Found {
    let places = site.terms.iter().filter(|term| term.kind == VocabularyKind::Places);
    let words = Words { words: words.iter().map(|word| slug(word)).collect(), names: places.map(|place| place.entry.id.clone()).collect() };
    let mut found = Found::default();
    for article in &site.articles {
        pictures(article, &words, rule, &mut found);
    }
    found
}

/// What makes a picture a map, and the names in which such a word is none.
struct Words {
    words: Vec<String>,
    names: Vec<String>,
}

fn pictures(article: &Article, words: &Words, rule: &Rule, found: &mut Found) {
    let Some(source) = &article.translations[article.source] else { return };
    let credit = |url: &str| article.meta.pictures.iter().find(|credit| credit.file.value == url);
    if let Some(cover) = &article.meta.cover {
        let alt = source.words.cover_alt.as_deref().unwrap_or_default();
        if words.mean_map(&cover.file.value, alt) {
            let span = Span::new(article.span.source(), cover.file.range.clone());
            found.look(cover.map_checked_by.is_none().then(|| codes::map_unchecked(span, &rule.name(), &cover.file.value)));
        }
    }
    for lang in Lang::ALL {
        let Some(text) = &article.translations[lang] else { continue };
        for picture in &text.document.pictures {
            let span = Span::new(&text.document.source, picture.range.clone());
            if words.mean_map(&picture.url, &picture.alt) {
                let checked = credit(&picture.url).is_some_and(|credit| credit.map_checked_by.is_some());
                found.look((!checked).then(|| codes::map_unchecked(span, &rule.name(), &picture.url)));
            }
        }
    }
}

impl Words {
    /// Whether a file's name or its description has one of the words.
    fn mean_map(&self, file: &str, alt: &str) -> bool {
        let stem = file.rsplit('/').next().unwrap_or(file).split('.').next().unwrap_or_default();
        self.stand_in(stem) || self.stand_in(alt)
    }

    fn stand_in(&self, text: &str) -> bool {
        let mut text = format!("-{}-", slug(text).replace('_', "-"));
        for name in &self.names {
            text = text.replace(&format!("-{name}-"), "-");
        }
        self.words.iter().any(|word| match word.is_ascii() {
            true => text.contains(&format!("-{word}-")),
            false => text.contains(word.as_str()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Words;
    use crate::text::slug::slug;

    #[test]
    fn maps_are_known_by_name_or_description_in_six_languages() {
        let words = ["map", "bản đồ", "지도", "ផែនទី", "地図", "地图"].map(slug).to_vec();
        let words = Words { words, names: vec!["bu-gia-map".to_owned()] };
        let check = |file: &str, alt: &str, expect: bool| assert_eq!(words.mean_map(file, alt), expect, "{file} {alt}");
        check("ban-do.svg", "", true);
        check("dong-nai_map.png", "", true);
        check("bitmap.png", "", false);
        check("so-do.svg", "Sơ đồ đường đến cửa khẩu", false);
        check("a.svg", "Bản đồ hành chính Đồng Nai", true);
        check("a.svg", "A map of the province", true);
        check("a.svg", "A roadmap to the future", false);
        check("a.svg", "The stops: Bu Gia Map or Bom Bo", false);
        check("bu-gia-map.jpg", "Vườn quốc gia Bù Gia Mập", false);
        check("a.svg", "Bản đồ Bù Gia Mập", true);
        check("a.svg", "동나이 지도", true);
        check("a.svg", "ផែនទីខេត្តដុងណៃ", true);
        check("a.svg", "ドンナイの地図", true);
        check("a.svg", "同奈地图", true);
    }
}
