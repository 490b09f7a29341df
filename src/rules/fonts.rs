//! Every character of a text is in a font of the theme; what isn't shows in whatever the reader's device has, or as a box.
//!
//! What counts are the fonts of the theme's `fonts` folder; a theme without any leaves all to the reader's device.
//!
//! Knows nothing of: outlines, where a font is used.

use crate::diagnostic::{Diagnostics, codes};
use crate::site::Site;
use crate::source::Span;
use crate::theme::Theme;

/// One warning a text, with each missing character in it.
pub fn check(site: &Site, theme: &Theme) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    if theme.coverage.is_empty() {
        return diagnostics;
    }
    let texts = site.articles.iter().map(|article| &article.translations);
    let texts = texts.chain(site.sections.iter().map(|section| &section.texts)).chain([&site.home]);
    for lang in site.config.languages.iter().copied() {
        for document in texts.clone().filter_map(|texts| Some(&texts[lang].as_ref()?.document)) {
            let missing: Vec<char> = document.characters.chars().filter(|c| is_seen(*c) && !theme.shows(lang, *c)).collect();
            let first = missing.iter().filter_map(|c| document.source.text().find(*c).map(|at| (at, c.len_utf8()))).min();
            if let Some((at, length)) = first {
                diagnostics.push(codes::character_without_font(Span::new(&document.source, at..at + length), &missing));
            }
        }
    }
    diagnostics
}

/// Marks that only steer a line or the form of another character need no outline.
fn is_seen(c: char) -> bool {
    !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}
