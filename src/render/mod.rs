//! From an output of the plan to its bytes, or to a recipe for them. A pure function of the snapshot.
//!
//! 1. [`Renderer::new`] gives each language its template engine and the values that all its pages share,
//! 2. [`Renderer::render`] is one match over [`Output`]; building and previewing both call it.
//!
//! Knows nothing of: files, other renderings, whether it is asked for one page or for all.

mod article;
mod body;
mod calendar;
mod characters;
mod facts;
mod feed;
mod frame;
mod functions;
mod metadata;
mod months;
mod page;
mod picture;
mod saved;
pub mod search;
mod share_card;
mod sitemap;
mod table;
mod term;
pub mod view;

use std::sync::{Arc, OnceLock};

use tera::{Context, Tera, Value};

use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::front_matter::facts::{SECTORS, STAGES};
use crate::image::Format;
use crate::language::{Lang, LangMap};
use crate::messages::Messages;
use crate::path::UrlPath;
use crate::plan::{Output, Plan};
use crate::provenance::TextOrigin;
use crate::records::CHANNEL_KINDS;
use crate::search::script as search_script;
use crate::site::lists::Lists;
use crate::site::{ArticleId, AssetId, Site};
use crate::text::escape_html as escape;
use crate::theme::Theme;
use crate::vocabulary::VocabularyKind;

use search::Search;

/// What an output consists of.
#[derive(Debug)]
pub enum Body {
    /// These bytes.
    Bytes(Vec<u8>),
    /// The bytes of a file of the theme.
    Shared(Arc<[u8]>),
    /// The bytes of a file of the content.
    File(AssetId),
    /// A picture scaled to a width, to be made.
    Image(AssetId, u32, Format),
    /// A share card to be drawn.
    Card {
        /// The template it was made of.
        name: String,
        /// The drawing.
        svg: String,
        /// The fonts it is drawn with, with their digests.
        fonts: Vec<(Arc<[u8]>, Digest)>,
    },
    /// A page with its pictures inside it.
    Bundle {
        /// The page; pictures have their full addresses.
        html: String,
        /// The pictures by address.
        parts: Vec<(String, Body)>,
    },
    /// A font to be cut to characters.
    Font {
        /// Its file in the theme.
        name: String,
        /// The whole font.
        whole: Arc<[u8]>,
        /// Of its bytes.
        digest: Digest,
        /// The characters.
        characters: Arc<str>,
    },
}

/// Renders the outputs of one snapshot.
pub struct Renderer {
    site: Arc<Site>,
    lists: Arc<Lists>,
    plan: Arc<Plan>,
    theme: Arc<Theme>,
    messages: Arc<Messages>,
    engines: LangMap<Option<Tera>>,
    /// The value `site` of each language's templates.
    shared: LangMap<Value>,
    /// Cards of articles, made when a list first needs them.
    cards: LangMap<Vec<OnceLock<Value>>>,
    /// The characters of each language, found when a font first needs them.
    characters: LangMap<OnceLock<Arc<str>>>,
    /// The search of each language, made when one of its files is first asked for.
    searches: LangMap<OnceLock<Search>>,
}

/// What a renderer is made of.
pub struct Parts {
    /// The model.
    pub site: Arc<Site>,
    /// Its lists.
    pub lists: Arc<Lists>,
    /// The addresses.
    pub plan: Arc<Plan>,
    /// Templates.
    pub theme: Arc<Theme>,
    /// The interface's words.
    pub messages: Arc<Messages>,
}

/// Messages that code asks for by name.
const MESSAGES: [&str; 15] = [
    "alert-caution",
    "alert-important",
    "alert-note",
    "alert-tip",
    "alert-warning",
    "archive",
    "footnote-back",
    "footnotes",
    "kind",
    "latest",
    "not-found-title",
    "page-number",
    "search",
    "translation-changed-here",
    "year",
];

/// All messages that code or data ask for, beside those that templates name: words of closed lists among them.
pub fn messages() -> Vec<String> {
    let lists: [(&str, &[&str]); 4] = [("sector", &SECTORS), ("stage", &STAGES), ("channel", &CHANNEL_KINDS), ("fact", &facts::IDS)];
    let listed = lists.into_iter().flat_map(|(name, words)| words.iter().map(move |word| format!("{name}-{word}")));
    let vocabularies = VocabularyKind::ALL.into_iter().map(|kind| format!("vocabulary-{}", kind.id()));
    let kinds = search::KINDS.iter().map(|kind| format!("kind-{kind}"));
    let origins = TextOrigin::WORDS.iter().map(|(word, _)| format!("text-origin-{word}"));
    MESSAGES.iter().map(|id| (*id).to_owned()).chain(listed).chain(vocabularies).chain(kinds).chain(origins).collect()
}

impl Renderer {
    /// Prepares all languages that are built.
    pub fn new(parts: Parts) -> Renderer {
        let Parts { site, lists, plan, theme, messages } = parts;
        let mut renderer = Renderer {
            engines: LangMap::from_fn(|_| None),
            shared: LangMap::from_fn(|_| Value::none()),
            cards: LangMap::from_fn(|_| Vec::new()),
            characters: LangMap::from_fn(|_| OnceLock::new()),
            searches: LangMap::from_fn(|_| OnceLock::new()),
            site,
            lists,
            plan,
            theme,
            messages,
        };
        for lang in renderer.site.config.languages.clone() {
            renderer.engines[lang] = Some(functions::engine(&renderer, lang));
            renderer.shared[lang] = Value::from_serializable(&renderer.site_view(lang));
            renderer.cards[lang] = (0..renderer.site.articles.len()).map(|_| OnceLock::new()).collect();
        }
        renderer
    }

    /// The model that is rendered.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// The addresses that are rendered.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The file of the theme at a position of the plan.
    pub fn theme(&self) -> &Theme {
        &self.theme
    }

    /// Renders one output. The error is a template's fault.
    pub fn render(&self, url: &UrlPath, output: &Output) -> Result<Body, Diagnostic> {
        Ok(match output {
            Output::Page(page, lang) => Body::Bytes(self.page(*page, *lang)?),
            Output::Feed(lang, of) => Body::Bytes(self.feed(url, *lang, *of)),
            Output::Calendar(lang, event) => Body::Bytes(self.calendar(*lang, *event)),
            Output::Table(table, lang) => Body::Bytes(self.table(*table, *lang)),
            Output::Schema(table) => Body::Bytes(self.schema(*table)),
            Output::SitemapIndex => Body::Bytes(self.sitemap_index()),
            Output::Sitemap(lang) => Body::Bytes(self.sitemap(*lang)),
            Output::Robots => Body::Bytes(self.robots()),
            Output::Redirect(to) => Body::Bytes(self.redirect(to)),
            Output::Asset(id) => Body::File(*id),
            Output::Variant(id, width, format) => Body::Image(*id, *width, *format),
            Output::Saved(id, lang) => self.saved(*id, *lang)?,
            Output::Card(page, lang) => self.share_card(*page, *lang)?,
            Output::Font(index) => self.theme.fonts.get(*index).map_or(Body::Bytes(Vec::new()), |font| Body::Font {
                name: format!("themes/{}/fonts/{}", self.site.config.theme, font.name),
                whole: Arc::clone(&font.bytes),
                digest: font.digest,
                characters: self.characters(font.lang),
            }),
            Output::Search(file, lang) => Body::Bytes(self.search(*file, *lang)),
            Output::SearchScript => Body::Bytes(search_script().into_bytes()),
            Output::ThemeAsset(index) => {
                self.theme.assets.get(*index).map_or(Body::Bytes(Vec::new()), |asset| Body::Shared(Arc::clone(&asset.bytes)))
            }
        })
    }

    /// Fills a template of a language.
    fn fill(&self, lang: Lang, template: &str, context: &Context) -> Result<Vec<u8>, Diagnostic> {
        let mut bytes = Vec::with_capacity(16 * 1024);
        let Some(engine) = &self.engines[lang] else { return Ok(bytes) };
        match engine.render_to(template, context, &mut bytes) {
            Ok(()) => Ok(bytes),
            Err(error) => Err(self.theme.fault(&error, template)),
        }
    }

    fn robots(&self) -> Vec<u8> {
        let sitemap = self.plan.urls().absolute(&UrlPath::new("/sitemap.xml"));
        format!("User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n").into_bytes()
    }

    /// A page for hosts without real redirects: the browser goes on, and a link is there if it doesn't.
    fn redirect(&self, to: &UrlPath) -> Vec<u8> {
        let (href, absolute) = (escape(&self.plan.urls().href(to)), escape(&self.plan.urls().absolute(to)));
        format!(
            "<!DOCTYPE html>\n<html lang=\"und\">\n<head>\n<meta charset=\"utf-8\">\n<title>{href}</title>\n<link rel=\"canonical\" href=\"{absolute}\">\n\
             <meta name=\"robots\" content=\"noindex\">\n<meta http-equiv=\"refresh\" content=\"0; url={href}\">\n</head>\n\
             <body>\n<p><a href=\"{href}\">{absolute}</a></p>\n</body>\n</html>\n"
        )
        .into_bytes()
    }

    fn article_id_cell(&self, lang: Lang, id: ArticleId) -> Option<&OnceLock<Value>> {
        self.cards[lang].get(id.index())
    }
}
