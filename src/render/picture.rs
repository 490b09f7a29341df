//! Pictures as HTML: widths to choose from, a fixed size so that nothing jumps, loaded when they come near.
//!
//! Knows nothing of: where in the page they stand.

use super::Renderer;
use crate::image::Format;
use crate::plan::pictures;
use crate::site::AssetId;
use crate::text::escape_html as escape;

/// The width a picture has in the text column, for the browser's choice.
pub(super) const IN_TEXT: &str = "(min-width: 48em) 44rem, 100vw";
/// The width a picture has on a card.
pub(super) const ON_CARD: &str = "(min-width: 60em) 22rem, (min-width: 36em) 50vw, 100vw";

/// How a picture is described and loaded.
pub(super) struct Look<'a> {
    /// What it shows.
    pub alt: &'a str,
    /// The tag of the description's language, where that differs from the page's.
    pub alt_tag: Option<&'a str>,
    /// Whether it is at the head of the page and loads at once.
    pub eager: bool,
    /// What stands before addresses: scheme and host for other systems, else nothing.
    pub origin: &'a str,
    /// How wide it will be, for the browser's choice.
    pub sizes: &'a str,
}

impl Renderer {
    /// The address of a file; of a picture, the variant for browsers without a choice.
    pub(super) fn file_url(&self, id: AssetId) -> String {
        let (asset, urls) = (self.site.asset(id), self.plan.urls());
        let images = &self.site.config.images;
        let url = match pictures::fallback(asset, images) {
            Some((width, format)) => urls.variant(asset, width, format, images.quality),
            None => urls.asset(asset),
        };
        urls.href(&url)
    }

    /// The picture's element.
    pub(super) fn picture_html(&self, id: AssetId, look: &Look<'_>) -> String {
        let asset = self.site.asset(id);
        let size = asset.size.map_or(String::new(), |size| format!(" width=\"{}\" height=\"{}\"", size.width, size.height));
        let lang = look.alt_tag.map_or(String::new(), |tag| format!(" lang=\"{tag}\""));
        let loading = if look.eager { " fetchpriority=\"high\"" } else { " loading=\"lazy\" decoding=\"async\"" };
        let origin = look.origin;
        let img = format!("<img src=\"{origin}{}\" alt=\"{}\"{lang}{size}{loading}>", escape(&self.file_url(id)), escape(look.alt));
        let images = &self.site.config.images;
        let choices: Vec<String> = pictures::widths(asset, images)
            .into_iter()
            .map(|width| {
                let url = self.plan.urls().variant(asset, width, Format::WebP, images.quality);
                format!("{origin}{} {width}w", escape(&self.plan.urls().href(&url)))
            })
            .collect();
        if choices.is_empty() {
            return img;
        }
        format!("<picture><source type=\"image/webp\" srcset=\"{}\" sizes=\"{}\">{img}</picture>", choices.join(", "), look.sizes)
    }
}
