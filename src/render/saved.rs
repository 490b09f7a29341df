//! A copy to keep: an article as one HTML file, without scripts, web fonts or requests; it works without a network.
//!
//! Pictures are in it once, in the width for browsers without a choice.
//!
//! Knows nothing of: how bytes become part of the file.

use tera::Value;

use super::view::ArticleView;
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
        let view = ArticleView { cover: self.cover(article, text, self.origin()), ..self.article_view(id, text, lang) };
        frame.context.insert_value("article", Value::from_serializable(&view));
        frame.context.insert_value("body", Value::safe_string(&self.exported_body(text, lang)));
        let html = String::from_utf8(self.finish(SAVED, frame)?).unwrap_or_default();
        let html = without_choices(&html);
        let mut parts = Vec::new();
        for address in sources(&html) {
            // Raw HTML may name a file of the portal without its host.
            let config = &self.site.config;
            let inside = address.strip_prefix(&config.base_url).or_else(|| address.strip_prefix(config.base_path())).map(UrlPath::new);
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
    let tags = html.split("<img ").skip(1).filter_map(|rest| Some(rest.split_once('>')?.0));
    let mut found: Vec<String> = tags.filter_map(|tag| Some(tag.split_once("src=\"")?.1.split_once('"')?.0.to_owned())).collect();
    found.sort();
    found.dedup();
    found
}
