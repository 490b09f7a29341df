//! An article for other portals: its text, summary, pictures with captions and credits, and a page that stands alone; and the
//! register of what was sent to whom (plan, sections II.2.1, III.3, III.5).
//!
//! Knows nothing of: terminals, how a parcel is written.

pub mod register;

use serde_json::{Value, json};

use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::disk::{self, Cache};
use crate::front_matter::Credit;
use crate::fulfil::fulfil;
use crate::image::{self, AssetKind, Format};
use crate::language::Lang;
use crate::markdown::plain;
use crate::plan::Output;
use crate::render::Renderer;
use crate::site::{Article, ArticleId, Asset, Translation};
use crate::text::excerpt::excerpt;

/// Columns of the summary: the ASEAN portal of Viet Nam takes 160 characters (domain.md G-03); wide scripts count two each.
const SUMMARY: usize = 160;

/// Pictures go out at this width at most, in pixels: enough for a whole page in print at A5.
const WIDTH: u32 = 2400;

/// An article to be handed over.
pub struct Item<'a> {
    /// Renders its page.
    pub renderer: &'a Renderer,
    /// Keeps made pictures.
    pub cache: &'a Cache,
    /// The article.
    pub id: ArticleId,
    /// The language.
    pub lang: Lang,
}

/// A file of a parcel.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParcelFile {
    /// Its name, with `/` for folders.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A picture of the article with its words.
struct Shown<'a> {
    asset: &'a Asset,
    name: String,
    alt: String,
    credit: Option<&'a Credit>,
}

impl<'a> Item<'a> {
    fn article(&self) -> &'a Article {
        self.renderer.site().article(self.id)
    }

    /// Its text in the language; `None` where there is none.
    pub fn text(&self) -> Option<&'a Translation> {
        self.article().translations[self.lang].as_ref()
    }

    /// The page of the article as one file, with its pictures inside.
    pub fn page(&self) -> Result<Vec<u8>, Diagnostic> {
        let url = self.renderer.plan().urls().saved(self.id, self.lang);
        fulfil(self.renderer.render(&url, &Output::Saved(self.id, self.lang))?, self.renderer.site(), self.cache)
    }

    /// The whole parcel: `article.html`, `article.txt`, `info.json`, `captions.txt`, `pictures/`.
    pub fn parcel(&self, text: &Translation) -> Result<Vec<ParcelFile>, Diagnostic> {
        let shown = self.pictures(text);
        let file = |name: &str, bytes: Vec<u8>| ParcelFile { name: name.to_owned(), bytes };
        let info = format!("{:#}\n", self.info(text, &shown));
        let mut files = vec![
            file("article.html", self.page()?),
            file("article.txt", self.words(text).into_bytes()),
            file("info.json", info.into_bytes()),
        ];
        if !shown.is_empty() {
            files.push(file("captions.txt", captions(&shown).into_bytes()));
        }
        for picture in &shown {
            files.push(file(&picture.name, self.bytes(picture)?));
        }
        Ok(files)
    }

    /// The digest of what readers of the language read: tells whether an article changed since it was sent.
    pub fn digest(text: &Translation) -> Digest {
        let words = &text.words;
        Digest::of_parts([words.title.as_bytes(), words.summary.as_bytes(), text.document.markdown().as_bytes()])
    }

    /// Cover and pictures of the text, each once.
    fn pictures(&self, text: &Translation) -> Vec<Shown<'a>> {
        let (article, site) = (self.article(), self.renderer.site());
        let credit_of = |asset: &Asset| {
            let credits = article.meta.cover.iter().chain(&article.meta.pictures);
            credits.into_iter().find(|credit| credit.file.value.rsplit('/').next() == Some(asset.path.name()))
        };
        let cover = article.cover.map(|id| (id, text.words.cover_alt.clone().unwrap_or_default()));
        let body = text.pictures.iter().zip(&text.document.pictures).filter_map(|(id, picture)| Some(((*id)?, picture.alt.clone())));
        let mut shown: Vec<Shown<'a>> = Vec::new();
        for (id, alt) in cover.into_iter().chain(body) {
            let asset = site.asset(id);
            if !shown.iter().any(|known| known.asset.path == asset.path) {
                // Vector drawings stay; pixels become JPEG or PNG, which every system takes.
                let extension = match asset.path.extension().as_str() {
                    "svg" => "svg",
                    "png" => "png",
                    _ => "jpg",
                };
                let name = format!("pictures/{:02}-{}.{extension}", shown.len() + 1, asset.path.stem());
                shown.push(Shown { asset, name, alt, credit: credit_of(asset) });
            }
        }
        shown
    }

    /// A picture's bytes. What a camera wrote into it is left out: pixels are always encoded anew.
    fn bytes(&self, picture: &Shown<'_>) -> Result<Vec<u8>, Diagnostic> {
        let (asset, site) = (picture.asset, self.renderer.site());
        let unreadable =
            |reason: String| crate::diagnostic::codes::corrupt_picture(crate::source::Span::file(&asset.path), asset.path.name(), &reason);
        let original = disk::read_bytes(&asset.absolute).map_err(|error| unreadable(error.to_string()))?;
        match (asset.kind, asset.size) {
            (AssetKind::Raster, Some(size)) => {
                let format = if picture.name.ends_with(".png") { Format::Png } else { Format::Jpeg };
                image::variant(&original, size.width.min(WIDTH), format, site.config.images.quality.max(85)).map_err(unreadable)
            }
            _ => Ok(original),
        }
    }

    /// The text for systems that take plain words.
    fn words(&self, text: &Translation) -> String {
        let words = &text.words;
        let mut out = format!("{}\n\n{}\n\n", words.title, words.summary);
        for block in plain::blocks(&text.document) {
            let gap = if block.is_heading { "\n" } else { "" };
            out.push_str(&format!("{gap}{}\n\n", block.text));
        }
        out.push_str(&format!("{}\n", self.address()));
        out
    }

    fn address(&self) -> String {
        let urls = self.renderer.plan().urls();
        urls.absolute(&urls.page(crate::plan::Page::Article(self.id), self.lang))
    }

    /// The article's data for systems that take data.
    fn info(&self, text: &Translation, shown: &[Shown<'_>]) -> Value {
        let (article, site, lang) = (self.article(), self.renderer.site(), self.lang);
        let meta = &article.meta;
        let agency = article.agency.map(|id| site.term(id));
        let topics: Vec<&str> = article
            .terms
            .iter()
            .map(|id| site.term(*id))
            .filter(|term| meta.topics.iter().any(|topic| topic.value == term.entry.id))
            .map(|term| term.entry.name(lang))
            .collect();
        let pictures = shown.iter().map(|picture| {
            let credit = picture.credit;
            json!({
                "file": picture.name, "description": picture.alt,
                "credit": credit.map(|credit| &credit.credit), "rights": credit.map(|credit| &credit.rights),
                "map_checked_by": credit.and_then(|credit| credit.map_checked_by.as_ref()),
            })
        });
        json!({
            "title": text.words.title,
            "summary": text.words.summary,
            "short_summary": excerpt(&text.words.summary, SUMMARY),
            "language": lang.tag(),
            "source_language": article.source.tag(),
            "date": meta.date.to_string(),
            "updated": meta.updated.as_ref().map(|updated| updated.value.to_string()),
            "pillar": meta.pillar.as_ref().map(|pillar| &pillar.value),
            "topics": topics,
            "agency": agency.map(|agency| agency.entry.name_on(meta.date.date(), lang)),
            "translator": text.words.translator,
            "url": self.address(),
            "pictures": pictures.collect::<Vec<_>>(),
            "sources": meta.sources.iter().map(|source| json!({ "title": source.title, "url": source.url })).collect::<Vec<_>>(),
        })
    }
}

fn captions(shown: &[Shown<'_>]) -> String {
    let mut text = String::new();
    for picture in shown {
        text.push_str(&format!("{}\n  {}\n", picture.name, picture.alt));
        if let Some(credit) = picture.credit {
            text.push_str(&format!("  {} · {}\n", credit.credit, credit.rights));
        }
    }
    text
}
