//! A copy to keep: an article as one HTML file, without scripts, web fonts or requests; it works without a network.
//!
//! Pictures are in it once, in the width for browsers without a choice.
//!
//! Knows nothing of: how bytes become part of the file.

use tera::Value;

use super::picture::{IN_TEXT, Look};
use super::{Body, Renderer};
use crate::diagnostic::Diagnostic;
use crate::language::Lang;
use crate::path::UrlPath;
use crate::plan::Page;
use crate::site::ArticleId;
use crate::theme::SAVED;

impl Renderer {
    pub(super) fn saved(&self, id: ArticleId, lang: Lang) -> Result<Body, Diagnostic> {
        let article = self.site.article(id);
        let Some(text) = &article.translations[lang] else { return Ok(Body::Bytes(Vec::new())) };
        let mut frame = self.frame(Page::Article(id), lang);
        frame.view.noindex = true;
        frame.context.insert_value("article", Value::from_serializable(&self.article_view(id, text, lang)));
        frame.context.insert_value("body", Value::safe_string(&self.exported_body(text, lang)));
        let look = Look {
            alt: text.words.cover_alt.as_deref().unwrap_or_default(),
            alt_tag: None,
            eager: true,
            origin: self.origin(),
            sizes: IN_TEXT,
        };
        let cover = article.cover.map_or_else(|| Value::from(""), |cover| Value::safe_string(&self.picture_html(cover, &look)));
        frame.context.insert_value("cover", cover);
        let html = String::from_utf8(self.finish(SAVED, frame)?).unwrap_or_default();
        let html = without_choices(&html);
        let mut parts = Vec::new();
        for address in sources(&html) {
            let inside = address.strip_prefix(self.site.config.base_url.as_str()).map(UrlPath::new);
            if let Some((url, output)) = inside.and_then(|url| self.plan.get(&url).map(|output| (url, output))) {
                parts.push((address, self.render(&url, output)?));
            }
        }
        Ok(Body::Bundle { html, parts })
    }
}

/// Pictures without the widths to choose from.
fn without_choices(html: &str) -> String {
    let mut pieces = html.split("<source ");
    let first = pieces.next().unwrap_or_default().to_owned();
    first + &pieces.map(|piece| piece.split_once('>').map_or("", |(_, rest)| rest)).collect::<String>()
}

/// The addresses of pictures, each once.
fn sources(html: &str) -> Vec<String> {
    let mut found: Vec<String> = html.split("<img src=\"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())).collect();
    found.sort();
    found.dedup();
    found
}
