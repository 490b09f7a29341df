//! The only maker of addresses.
//!
//! Knows nothing of: which pages exist (that is the plan's).

use std::sync::Arc;

use super::{FeedOf, Page, SearchFile, Table};
use crate::digest::Digest;
use crate::image::{self, Format};
use crate::language::Lang;
use crate::path::UrlPath;
use crate::search;
use crate::site::{ArticleId, Asset, Site};
use crate::text::slug::folder_slug;

/// Makes addresses of one site.
#[derive(Debug)]
pub struct Urls {
    site: Arc<Site>,
    base_path: String,
}

impl Urls {
    pub(super) fn new(site: &Arc<Site>) -> Urls {
        Urls { base_path: site.config.base_path().to_owned(), site: Arc::clone(site) }
    }

    /// The first page of a language: `/` or `/<lang>/`.
    pub fn root(&self, lang: Lang) -> UrlPath {
        UrlPath::new(&self.prefixed(lang, "/"))
    }

    /// A page's address in a language, whether or not the page exists.
    pub fn page(&self, page: Page, lang: Lang) -> UrlPath {
        let path = match page {
            Page::Home => "/".to_owned(),
            Page::Section(id, number) => numbered(&format!("/{}/", self.site.section(id).id), number),
            Page::Article(id) => {
                let article = self.site.article(id);
                match article.section {
                    Some(section) => format!("/{}/{}/", self.site.section(section).id, article.slug),
                    None => format!("/{}/", article.slug),
                }
            }
            Page::Vocabulary(kind) => format!("/{}/", kind.id()),
            Page::Term(id, number) => {
                let term = self.site.term(id);
                numbered(&format!("/{}/{}/", term.kind.id(), term.entry.id), number)
            }
            Page::Archive => "/archive/".to_owned(),
            Page::Year(year, number) => numbered(&format!("/archive/{year}/"), number),
            Page::Latest => "/latest.html".to_owned(),
            Page::Search => "/search/".to_owned(),
            Page::NotFound => "/404.html".to_owned(),
        };
        UrlPath::new(&self.prefixed(lang, &path))
    }

    /// An Atom feed of a language: `feed.xml` beside the page whose articles it holds.
    pub fn feed(&self, lang: Lang, of: FeedOf) -> UrlPath {
        self.beside(of.page(), lang, "feed.xml")
    }

    /// A calendar: `events.ics` at the language's root, or `event.ics` beside the page of one event.
    pub fn calendar(&self, lang: Lang, event: Option<ArticleId>) -> UrlPath {
        match event {
            None => self.beside(Page::Home, lang, "events.ics"),
            Some(id) => self.beside(Page::Article(id), lang, "event.ics"),
        }
    }

    /// The copy of an article to keep.
    pub fn saved(&self, id: ArticleId, lang: Lang) -> UrlPath {
        self.beside(Page::Article(id), lang, "saved.html")
    }

    /// The share card of a page.
    pub fn card(&self, page: Page, lang: Lang) -> UrlPath {
        self.beside(page, lang, "card.png")
    }

    /// A table of a language for other systems.
    pub fn table(&self, table: Table, lang: Lang) -> UrlPath {
        self.beside(Page::Home, lang, &format!("api/{}.json", table.id()))
    }

    /// The schema of a table, the same for all languages.
    pub fn schema(&self, table: Table) -> UrlPath {
        UrlPath::new(&format!("/api/{}.schema.json", table.id()))
    }

    /// A file of a language's search, beside its page.
    pub fn search(&self, file: SearchFile, lang: Lang) -> UrlPath {
        let name = match file {
            SearchFile::Head => "index.json".to_owned(),
            SearchFile::Shards => "shards.bin".to_owned(),
            SearchFile::Words => "words.bin".to_owned(),
            SearchFile::Text(number) => format!("{number}.json"),
        };
        self.beside(Page::Search, lang, &name)
    }

    /// The script that searches.
    pub fn search_script(&self) -> UrlPath {
        asset_url("search", &Digest::of(search::script().as_bytes()), "js")
    }

    fn beside(&self, page: Page, lang: Lang, file: &str) -> UrlPath {
        UrlPath::new(&format!("{}{file}", self.page(page, lang)))
    }

    /// The site map of a language.
    pub fn sitemap(&self, lang: Lang) -> UrlPath {
        UrlPath::new(&format!("/sitemap-{}.xml", lang.id()))
    }

    /// A file of the content: `/assets/<name>.<digest>.<ext>`.
    pub fn asset(&self, asset: &Asset) -> UrlPath {
        asset_url(asset.path.stem(), &asset.digest, &asset.path.extension())
    }

    /// A variant of a picture; its name changes with everything that its bytes depend on.
    pub fn variant(&self, asset: &Asset, width: u32, format: Format, quality: u8) -> UrlPath {
        asset_url(&format!("{}-{width}", asset.path.stem()), &variant_digest(asset, width, format, quality), format.extension())
    }

    /// An address as links in pages write it: with the base URL's path before it.
    pub fn href(&self, url: &UrlPath) -> String {
        format!("{}{url}", self.base_path)
    }

    /// An address with scheme and host.
    pub fn absolute(&self, url: &UrlPath) -> String {
        format!("{}{url}", self.site.config.base_url)
    }

    fn prefixed(&self, lang: Lang, path: &str) -> String {
        let config = &self.site.config;
        if lang == config.default_language && !config.prefix_default_language { path.to_owned() } else { format!("/{}{path}", lang.id()) }
    }
}

/// What a variant's bytes depend on.
pub fn variant_digest(asset: &Asset, width: u32, format: Format, quality: u8) -> Digest {
    let recipe = format!("{width} {} {quality} {}", format.extension(), image::ENCODER);
    Digest::of_parts([asset.digest.hex().as_bytes(), recipe.as_bytes()])
}

/// The address of a fingerprinted file.
pub fn asset_url(stem: &str, digest: &Digest, extension: &str) -> UrlPath {
    let name = folder_slug(stem);
    let name = if name.is_empty() { "file" } else { &name };
    UrlPath::new(&format!("/assets/{name}.{}.{extension}", digest.short()))
}

fn numbered(path: &str, number: usize) -> String {
    if number <= 1 { path.to_owned() } else { format!("{path}page/{number}/") }
}
