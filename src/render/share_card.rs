//! Share cards: what the theme's template of a card is filled with.
//!
//! The template is an SVG of 1200 x 630; lines of the title are broken here, because a drawing breaks none.
//!
//! Knows nothing of: fonts' outlines, pixels.

use tera::{Context, Value};

use super::view::ShareCardView;
use super::{Body, Renderer};
use crate::diagnostic::Diagnostic;
use crate::language::Lang;
use crate::plan::Page;
use crate::text::lines::lines;
use crate::theme::CARD;

/// Lines of a title at most.
const LINES: usize = 4;

impl Renderer {
    /// The drawing of a page's card.
    pub(super) fn share_card(&self, page: Page, lang: Lang) -> Result<Body, Diagnostic> {
        let (title, _) = self.words_of(page, lang);
        // How many columns fit differs between scripts: Khmer clusters are wide for one column.
        let columns = if lang == Lang::KM { 21 } else { 29 };
        let section = match page {
            Page::Article(id) => self.site.article(id).section.map_or(String::new(), |id| self.section_title(id, lang)),
            _ => String::new(),
        };
        let view = ShareCardView {
            lines: lines(&title, columns, LINES),
            section,
            name: self.site_name(lang),
            body: self.site.config.identity.managing_body[lang].clone(),
            tag: lang.tag(),
            lang: lang.id(),
        };
        let mut context = Context::new();
        context.insert_value("card", Value::from_serializable(&view));
        let svg = String::from_utf8(self.fill(lang, CARD, &context)?).unwrap_or_default();
        let name = format!("themes/{}/templates/{CARD}", self.site.config.theme);
        Ok(Body::Card { name, svg, fonts: self.theme.drawing_fonts(lang) })
    }
}
