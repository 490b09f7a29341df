//! The one table of URLs: what answers at each address of the portal.
//!
//! 1. [`urls`] is the only maker of addresses,
//! 2. [`Plan::new`] claims an address for every page, feed, site map, redirect and asset,
//! 3. two claims of one address (also by case) are a diagnostic with both places.
//!
//! Knows nothing of: templates, how an output is rendered.

pub mod pictures;
pub mod urls;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::config::ShareCards;
use crate::diagnostic::{Diagnostics, codes};
use crate::image::{AssetKind, Format};
use crate::language::Lang;
use crate::path::UrlPath;
use crate::site::lists::Lists;
use crate::site::searched::Subject;
use crate::site::{ArticleId, AssetId, SectionId, Showing, Site, TermId};
use crate::source::Span;
use crate::text;
use crate::vocabulary::VocabularyKind;

use urls::Urls;

/// A page of the portal, the same in all languages. Numbers of lists' pages count from 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Page {
    /// The language's first page.
    Home,
    /// A section's list.
    Section(SectionId, usize),
    /// An article, or a page such as about.
    Article(ArticleId),
    /// All terms of a vocabulary.
    Vocabulary(VocabularyKind),
    /// The articles of a term.
    Term(TermId, usize),
    /// The years of the archive.
    Archive,
    /// The articles of a year.
    Year(i16, usize),
    /// The newest articles as a small page for frames of other sites.
    Latest,
    /// Where readers search.
    Search,
    /// Shown for addresses that lead nowhere.
    NotFound,
}

impl From<Subject> for Page {
    /// The page of something that search finds.
    fn from(subject: Subject) -> Page {
        match subject {
            Subject::Article(id) => Page::Article(id),
            Subject::Section(id) => Page::Section(id, 1),
            Subject::Term(id) => Page::Term(id, 1),
        }
    }
}

/// What a feed holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum FeedOf {
    /// All articles of a language.
    All,
    /// Those of a section.
    Section(SectionId),
    /// Those of a term: an agency, a topic, a place.
    Term(TermId),
}

impl FeedOf {
    /// The page that lists the same articles.
    pub fn page(self) -> Page {
        match self {
            FeedOf::All => Page::Home,
            FeedOf::Section(id) => Page::Section(id, 1),
            FeedOf::Term(id) => Page::Term(id, 1),
        }
    }
}

/// A table that other systems read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Table {
    /// All articles of a language.
    Articles,
    /// The key figures.
    Figures,
}

impl Table {
    /// Both.
    pub const ALL: [Table; 2] = [Table::Articles, Table::Figures];

    /// Its file's stem.
    pub fn id(self) -> &'static str {
        match self {
            Table::Articles => "articles",
            Table::Figures => "figures",
        }
    }
}

/// What answers at an address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Output {
    /// A page in a language.
    Page(Page, Lang),
    /// An Atom feed in a language.
    Feed(Lang, FeedOf),
    /// A calendar in a language: of all events, or of one.
    Calendar(Lang, Option<ArticleId>),
    /// A table of a language as JSON.
    Table(Table, Lang),
    /// The JSON Schema of a table.
    Schema(Table),
    /// The index of site maps.
    SitemapIndex,
    /// The site map of a language.
    Sitemap(Lang),
    /// `robots.txt`.
    Robots,
    /// A page that leads on to another address.
    Redirect(UrlPath),
    /// A file of the content.
    Asset(AssetId),
    /// A picture scaled to a width in pixels.
    Variant(AssetId, u32, Format),
    /// A file of the theme, by its position there.
    ThemeAsset(usize),
    /// A copy of an article to keep, in one file.
    Saved(ArticleId, Lang),
    /// The share card of a page: the home page, a section, an article.
    Card(Page, Lang),
    /// A font of the theme, cut to the characters of its language, by its position there.
    Font(usize),
    /// A file of a language's search.
    Search(SearchFile, Lang),
    /// The script that searches.
    SearchScript,
}

/// A file of a language's search.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SearchFile {
    /// What there is: shards, documents, filters.
    Head,
    /// The index, shard after shard: browsers ask for ranges of it.
    Shards,
    /// The words that mistyped ones are compared with.
    Words,
    /// What results show of a document, by its number.
    Text(usize),
}

/// A file of the theme as the plan needs it: its name and the address it gets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ThemeFile {
    /// Its path in the theme's `assets` folder.
    pub name: String,
    /// Its address, with the digest of its bytes.
    pub url: UrlPath,
}

/// The theme's files as the plan needs them.
#[derive(Clone, Debug, Default)]
pub struct ThemeFiles {
    /// Files that are published as they are.
    pub assets: Vec<ThemeFile>,
    /// Addresses of the fonts that are cut.
    pub fonts: Vec<UrlPath>,
    /// Whether it draws share cards.
    pub has_cards: bool,
    /// Whether it makes copies to keep.
    pub has_saved: bool,
    /// Whether it has a page for searching.
    pub has_search: bool,
}

/// All addresses and what answers there.
#[derive(Debug)]
pub struct Plan {
    outputs: BTreeMap<UrlPath, Output>,
    urls: Urls,
    theme: Vec<ThemeFile>,
}

impl Plan {
    /// Claims an address for everything the site holds.
    pub fn new(site: &Arc<Site>, lists: &Lists, theme: ThemeFiles) -> (Plan, Diagnostics) {
        let urls = Urls::new(site);
        let mut claims = Claims {
            outputs: BTreeMap::new(),
            taken: HashMap::new(),
            folders: HashMap::new(),
            diagnostics: Diagnostics::default(),
            told: HashSet::new(),
            urls: &urls,
        };
        for lang in site.config.languages.iter().copied() {
            claims.pages(site, lists, lang);
            claims.articles(site, lang);
            if theme.has_saved && site.config.saved_copies {
                claims.saved(site, lang);
            }
            if theme.has_cards {
                claims.cards(site, lang);
            }
            if theme.has_search {
                claims.search(site, lang);
            }
        }
        claims.claim(UrlPath::new("/sitemap.xml"), Output::SitemapIndex, None);
        claims.claim(UrlPath::new("/robots.txt"), Output::Robots, None);
        for table in Table::ALL {
            claims.claim(urls.schema(table), Output::Schema(table), None);
        }
        if site.config.prefix_default_language {
            claims.claim(UrlPath::new("/"), Output::Redirect(urls.root(site.config.default_language)), None);
        }
        claims.assets(site);
        for (i, file) in theme.assets.iter().enumerate() {
            claims.claim(file.url.clone(), Output::ThemeAsset(i), None);
        }
        for (i, url) in theme.fonts.iter().enumerate() {
            claims.claim(url.clone(), Output::Font(i), None);
        }
        if theme.has_search {
            claims.claim(urls.search_script(), Output::SearchScript, None);
        }
        claims.aliases(site);
        let Claims { outputs, diagnostics, .. } = claims;
        (Plan { outputs, urls, theme: theme.assets }, diagnostics)
    }

    /// What answers at an address.
    pub fn get(&self, url: &UrlPath) -> Option<&Output> {
        self.outputs.get(url)
    }

    /// All addresses, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&UrlPath, &Output)> {
        self.outputs.iter()
    }

    /// How many addresses there are.
    pub fn len(&self) -> usize {
        self.outputs.len()
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.outputs.is_empty()
    }

    /// The maker of addresses.
    pub fn urls(&self) -> &Urls {
        &self.urls
    }

    /// The address of a theme's file.
    pub fn theme_file(&self, name: &str) -> Option<&UrlPath> {
        self.theme.iter().find(|file| file.name == name).map(|file| &file.url)
    }

    /// The address of the copy of an article to keep, if there is one.
    pub fn saved(&self, id: ArticleId, lang: Lang) -> Option<UrlPath> {
        Some(self.urls.saved(id, lang)).filter(|url| self.get(url).is_some())
    }

    /// The address of a page's share card, if it has one.
    pub fn card(&self, page: Page, lang: Lang) -> Option<UrlPath> {
        let url = self.urls.card(page, lang);
        self.outputs.contains_key(&url).then_some(url)
    }

    /// The address of a page in a language, if it exists.
    pub fn page(&self, page: Page, lang: Lang) -> Option<UrlPath> {
        let url = self.urls.page(page, lang);
        self.outputs.contains_key(&url).then_some(url)
    }
}

struct Claims<'a> {
    outputs: BTreeMap<UrlPath, Output>,
    /// Who claimed a file of the tree; names in lower case and composed form, as the most careless file system compares
    /// them.
    taken: HashMap<String, (UrlPath, Option<Span>)>,
    /// Folders that claimed files lie in, with one such file.
    folders: HashMap<String, String>,
    diagnostics: Diagnostics,
    /// Pairs of places whose conflict is told: one folder conflicts in six languages.
    told: HashSet<(String, String)>,
    urls: &'a Urls,
}

impl Claims<'_> {
    /// The only way into the table. The second claim of an address is a complaint and has no effect.
    fn claim(&mut self, url: UrlPath, output: Output, span: Option<Span>) {
        let key = text::nfc(&url.file()).to_lowercase();
        // A file where another page needs a folder is in its way too.
        let above = key.match_indices('/').map(|(at, _)| &key[..at]).find(|folder| self.taken.contains_key(*folder)).map(str::to_owned);
        let below = self.folders.get(&key).cloned();
        let taken = if self.taken.contains_key(&key) { Some(key.clone()) } else { above.or(below) };
        if let Some((first, first_span)) = taken.and_then(|name| self.taken.get(&name)) {
            let nowhere = || Span::file(&crate::path::ContentPath::new("site.toml"));
            let (first, first_span) = (first.clone(), first_span.clone().unwrap_or_else(nowhere));
            // The same file in two articles has one address, and that is right.
            if !(first == url && self.outputs.get(&first).is_some_and(|other| is_copy(other, &output))) {
                let span = span.unwrap_or_else(nowhere);
                if self.told.insert((place(&span), place(&first_span))) {
                    self.diagnostics.push(codes::url_claimed_twice(span, url.as_str(), first_span));
                }
            }
            return;
        }
        for (at, _) in key.match_indices('/') {
            self.folders.entry(key[..at].to_owned()).or_insert_with(|| key.clone());
        }
        self.taken.insert(key, (url.clone(), span));
        self.outputs.insert(url, output);
    }

    fn page(&mut self, page: Page, lang: Lang, span: Option<Span>) {
        self.claim(self.urls.page(page, lang), Output::Page(page, lang), span);
    }

    fn pages(&mut self, site: &Site, lists: &Lists, lang: Lang) {
        let pages = |articles: usize, size: usize| 1..=articles.div_ceil(size).max(1);
        let numbers = |articles: usize| pages(articles, site.config.page_size);
        self.page(Page::Home, lang, None);
        self.page(Page::NotFound, lang, None);
        self.page(Page::Latest, lang, None);
        self.claim(self.urls.feed(lang, FeedOf::All), Output::Feed(lang, FeedOf::All), None);
        self.claim(self.urls.calendar(lang, None), Output::Calendar(lang, None), None);
        for table in Table::ALL {
            self.claim(self.urls.table(table, lang), Output::Table(table, lang), None);
        }
        self.claim(self.urls.sitemap(lang), Output::Sitemap(lang), None);
        for (id, section) in site.section_ids() {
            for number in pages(lists.section(lang, id).len(), site.config.page_size_of(section.kind)) {
                self.page(Page::Section(id, number), lang, Some(section.span.clone()));
            }
            let feed = FeedOf::Section(id);
            self.claim(self.urls.feed(lang, feed), Output::Feed(lang, feed), Some(section.span.clone()));
        }
        for kind in VocabularyKind::ALL.into_iter().filter(|kind| site.terms.iter().any(|term| term.kind == *kind)) {
            self.page(Page::Vocabulary(kind), lang, None);
        }
        for (id, term) in site.term_ids() {
            for number in numbers(lists.term(lang, id).len()) {
                self.page(Page::Term(id, number), lang, Some(term.entry.span.clone()));
            }
            let feed = FeedOf::Term(id);
            self.claim(self.urls.feed(lang, feed), Output::Feed(lang, feed), Some(term.entry.span.clone()));
        }
        self.page(Page::Archive, lang, None);
        for (year, articles) in lists.years(lang) {
            for number in numbers(articles.len()) {
                self.page(Page::Year(*year, number), lang, None);
            }
        }
    }

    fn articles(&mut self, site: &Site, lang: Lang) {
        for (id, article) in site.article_ids() {
            if let Some(Showing::Own(_) | Showing::Fallback(_)) = site.showing(article, lang) {
                self.page(Page::Article(id), lang, Some(article.span.clone()));
                if article.occasion.is_some() {
                    let url = self.urls.calendar(lang, Some(id));
                    self.claim(url, Output::Calendar(lang, Some(id)), Some(article.span.clone()));
                }
            }
        }
    }

    fn saved(&mut self, site: &Site, lang: Lang) {
        for (id, article) in site.article_ids().filter(|(_, article)| article.section.is_some()) {
            if let Some(Showing::Own(_)) = site.showing(article, lang) {
                self.claim(self.urls.saved(id, lang), Output::Saved(id, lang), Some(article.span.clone()));
            }
        }
    }

    fn cards(&mut self, site: &Site, lang: Lang) {
        let sections = site.section_ids().map(|(id, _)| Page::Section(id, 1));
        let articles = site.article_ids().filter(|(_, article)| {
            let is_own = matches!(site.showing(article, lang), Some(Showing::Own(_)));
            is_own && (site.config.share_cards == ShareCards::All || article.meta.featured || article.cover.is_none())
        });
        for page in [Page::Home].into_iter().chain(sections).chain(articles.map(|(id, _)| Page::Article(id))) {
            self.claim(self.urls.card(page, lang), Output::Card(page, lang), None);
        }
    }

    fn search(&mut self, site: &Site, lang: Lang) {
        self.page(Page::Search, lang, None);
        let texts = (0..site.subjects(lang).len()).map(SearchFile::Text);
        for file in [SearchFile::Head, SearchFile::Words, SearchFile::Shards].into_iter().chain(texts) {
            self.claim(self.urls.search(file, lang), Output::Search(file, lang), None);
        }
    }

    fn assets(&mut self, site: &Site) {
        for (id, asset) in site.asset_ids().filter(|(_, asset)| asset.published) {
            let span = || Some(Span::file(&asset.path));
            if asset.kind != AssetKind::Raster {
                self.claim(self.urls.asset(asset), Output::Asset(id), span());
            }
            for (width, format) in pictures::variants(asset, &site.config.images) {
                let url = self.urls.variant(asset, width, format, site.config.images.quality);
                self.claim(url, Output::Variant(id, width, format), span());
            }
        }
    }

    fn aliases(&mut self, site: &Site) {
        for (id, article) in site.article_ids() {
            for (lang, text) in article.translations.iter() {
                let Some(text) = text else { continue };
                for alias in &text.words.aliases {
                    let span = Span::new(&text.document.source, alias.range.clone());
                    let target = self.urls.page(Page::Article(id), lang);
                    match Self::alias(&alias.value) {
                        Some(_) if !self.outputs.contains_key(&target) => {}
                        Some(url) => self.claim(url, Output::Redirect(target), Some(span)),
                        None => self.diagnostics.push(codes::bad_alias(span)),
                    }
                }
            }
        }
    }

    /// The address that an alias names; `None` for one that is no path.
    fn alias(alias: &str) -> Option<UrlPath> {
        let inner = alias.strip_prefix('/')?.trim_end_matches('/');
        let fits = |part: &str| {
            !matches!(part, "" | "." | "..")
                && !part.starts_with(".saola")
                && !part.contains(|c: char| c.is_control() || "\\:*?\"<>|#%".contains(c))
        };
        if !inner.split('/').all(fits) {
            return None;
        }
        let is_file = !alias.ends_with('/') && inner.rsplit('/').next().is_some_and(|name| name.contains('.'));
        Some(UrlPath::new(&if is_file { format!("/{inner}") } else { format!("/{inner}/") }))
    }
}

fn place(span: &Span) -> String {
    format!("{}:{}", span.source().path(), span.range().start)
}

fn is_copy(first: &Output, second: &Output) -> bool {
    match (first, second) {
        (Output::Asset(_), Output::Asset(_)) => true,
        (Output::Variant(_, w, f), Output::Variant(_, v, g)) => w == v && f == g,
        _ => false,
    }
}
