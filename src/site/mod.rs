//! The portal as a model: articles with their translations, sections, terms, assets, and what refers to what.
//!
//! [`assemble::assemble`] makes it of parsed files; afterwards it never changes.
//!
//! Knows nothing of: URLs, templates, the file system, the clock (`now` came from outside).

pub mod align;
pub mod assemble;
mod assembly;
mod facts;
pub mod freshness;
mod link;
pub mod lists;
pub mod moments;
pub mod related;
pub mod searched;

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use jiff::civil;

use crate::config::{Config, Missing};
use crate::digest::Digest;
use crate::front_matter::{ArticleMeta, TranslationMeta};
use crate::glossary::GlossaryTerm;
use crate::image::{AssetKind, Size};
use crate::kind::Kind;
use crate::language::{Lang, LangMap};
use crate::markdown::document::Document;
use crate::path::ContentPath;
use crate::records::{Channel, Figure, Notice};
use crate::search::part::Searched;
use crate::source::Span;
use crate::vocabulary::{Entry, VocabularyKind};

use freshness::Freshness;
use moments::Moment;

macro_rules! ids {
    ($($name:ident $doc:literal),*) => {
        $(#[doc = $doc]
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(pub(in crate::site) u32);

        impl $name {
            /// The position in its list.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        })*
    };
}

ids!(ArticleId "An article of the site.", SectionId "A section of the site.", TermId "A term of a vocabulary.", AssetId "A file that pages may show.");

/// The whole portal.
#[derive(Debug)]
pub struct Site {
    /// What `site.toml` says.
    pub config: Arc<Config>,
    /// All articles, in order of folder.
    pub articles: Vec<Article>,
    /// Sections in menu order.
    pub sections: Vec<Section>,
    /// Terms of all vocabularies.
    pub terms: Vec<Term>,
    /// Files that pages may show.
    pub assets: Vec<Asset>,
    /// Folders with translations and no source, with the languages that there are.
    pub orphans: Vec<(String, Vec<Lang>)>,
    /// The home page's own words.
    pub home: LangMap<Option<Translation>>,
    /// Key figures, in the order written.
    pub figures: Vec<Figure>,
    /// Channels of the body, in the order written.
    pub channels: Vec<Channel>,
    /// Notices that are not over.
    pub notices: Vec<Posted>,
    /// The glossary, in the order written.
    pub glossary: Arc<[GlossaryTerm]>,
    /// When the site changes by itself, sorted; also moments that have passed.
    pub moments: Vec<Moment>,
}

/// A notice among the other things of the site.
#[derive(Clone, Debug)]
pub struct Posted {
    /// The notice.
    pub notice: Notice,
    /// Where its link leads.
    pub link: Target,
    /// Whether it shows already.
    pub shows: bool,
}

/// Whether readers see an article.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// In all lists.
    Live,
    /// Only by its address and in the archive of its year.
    Expired,
    /// Not yet: its `publish_at` lies ahead.
    Scheduled,
    /// Not yet: it is a draft.
    Draft,
    /// Its front matter can't be read; it stands here so that links to it give no second complaint.
    Broken,
}

/// An article in all its languages.
#[derive(Clone, Debug)]
pub struct Article {
    /// Its section; `None` for a page such as about.
    pub section: Option<SectionId>,
    /// The last part of its address.
    pub slug: String,
    /// Its folder in the project.
    pub folder: String,
    /// What it is in form.
    pub kind: Kind,
    /// The shared facts.
    pub meta: Arc<ArticleMeta>,
    /// The language of its source.
    pub source: Lang,
    /// Where its source says what it is.
    pub span: Span,
    /// Whether readers see it.
    pub standing: Standing,
    /// All terms it refers to.
    pub terms: Vec<TermId>,
    /// The agency it comes from.
    pub agency: Option<TermId>,
    /// The picture at its head.
    pub cover: Option<AssetId>,
    /// When it takes place, for an event.
    pub occasion: Option<Occasion>,
    /// The texts that readers get; the source's among them.
    pub translations: LangMap<Option<Translation>>,
    /// Every text there is, for translators: drafts, unfinished ones and those held back too. Links aren't resolved.
    pub files: LangMap<Option<Translation>>,
}

/// When an event takes place, in Việt Nam's time.
#[derive(Clone, Debug)]
pub struct Occasion {
    /// When it begins; midnight of the first day for one that takes whole days.
    pub start: civil::DateTime,
    /// When it ends, where a time of day is known.
    pub end: Option<civil::DateTime>,
    /// Its last day.
    pub last_day: civil::Date,
    /// Whether it takes whole days.
    pub whole_days: bool,
    /// The moment from which it is over.
    pub over: civil::DateTime,
    /// Whether it is over now.
    pub is_past: bool,
}

/// A text in one language: of an article, a section or the home page.
#[derive(Clone, Debug)]
pub struct Translation {
    /// Its language.
    pub lang: Lang,
    /// Title, summary and the like.
    pub words: Arc<TranslationMeta>,
    /// The body and its facts.
    pub document: Arc<Document>,
    /// The id of each heading.
    pub heading_ids: Vec<String>,
    /// Where each link leads.
    pub links: Vec<Target>,
    /// What each picture shows; `None` where it is missing.
    pub pictures: Vec<Option<AssetId>>,
    /// How it stands to its source; `None` for a source, and for texts of sections and the home page.
    pub freshness: Option<Arc<Freshness>>,
    /// Blocks that readers are told something about, in order of place.
    pub marks: Vec<Mark>,
    searched: Arc<OnceLock<Searched>>,
}

/// A block that readers are told something about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mark {
    /// Where its words begin in the document's file.
    pub start: usize,
    /// The language of its words, where it isn't the text's.
    pub lang: Option<Lang>,
    /// Whether its source changed.
    pub changed: bool,
}

/// Where a link leads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Target {
    /// An article, perhaps at a heading.
    Article(ArticleId, Option<String>),
    /// A section's first page.
    Section(SectionId),
    /// A term's first page.
    Term(TermId),
    /// All terms of a vocabulary.
    Vocabulary(VocabularyKind),
    /// The years of the archive.
    Archive,
    /// The home page.
    Home,
    /// A file.
    Asset(AssetId),
    /// A heading of the same page.
    Fragment(String),
    /// Outside the portal.
    External,
    /// An article that readers don't see yet, or nowhere: the words stand without a link.
    Nowhere,
}

/// A section with its words.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its id: folder and part of the URL.
    pub id: String,
    /// The kind of its articles.
    pub kind: Kind,
    /// What happens where a translation is missing.
    pub missing: Missing,
    /// Where site.toml names it.
    pub span: Span,
    /// Title, summary and text.
    pub texts: LangMap<Option<Translation>>,
}

/// A term of a vocabulary.
#[derive(Clone, Debug)]
pub struct Term {
    /// The vocabulary.
    pub kind: VocabularyKind,
    /// The entry.
    pub entry: Arc<Entry>,
    /// The term that took over.
    pub successor: Option<TermId>,
    /// Terms that this one took over.
    pub predecessors: Vec<TermId>,
}

/// A file that pages may show or link to.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Its place in the project.
    pub path: ContentPath,
    /// Its place on this machine.
    pub absolute: PathBuf,
    /// What kind of file it is.
    pub kind: AssetKind,
    /// Its size as shown, for pictures.
    pub size: Option<Size>,
    /// Of its bytes.
    pub digest: Digest,
    /// Whether it is published: something refers to it, or it lies under `content/media/`.
    pub published: bool,
}

/// What readers of a language get of an article.
#[derive(Clone, Copy, Debug)]
pub enum Showing<'a> {
    /// Its text in their language.
    Own(&'a Translation),
    /// A page in their language's frame, with the text in another.
    Fallback(&'a Translation),
    /// A labelled link to the page in another language.
    Linked(&'a Translation),
    /// Nothing in lists; a link in a text still leads to this text.
    Hidden(&'a Translation),
}

impl<'a> Showing<'a> {
    /// The text shown or linked.
    pub fn translation(self) -> &'a Translation {
        match self {
            Showing::Own(text) | Showing::Fallback(text) | Showing::Linked(text) | Showing::Hidden(text) => text,
        }
    }
}

impl Translation {
    /// A text whose links and pictures aren't resolved yet.
    pub fn new(lang: Lang, words: Arc<TranslationMeta>, document: Arc<Document>) -> Translation {
        Translation {
            lang,
            words,
            document,
            heading_ids: Vec::new(),
            links: Vec::new(),
            pictures: Vec::new(),
            freshness: None,
            marks: Vec::new(),
            searched: Arc::default(),
        }
    }
}

impl Article {
    /// When it was last changed: `updated`, else its date.
    pub fn changed(&self) -> civil::DateTime {
        self.meta.updated.as_ref().map_or(self.meta.date, |updated| self.meta.date.max(updated.value.at(0, 0, 0, 0)))
    }
}

impl Site {
    /// The article of an id.
    pub fn article(&self, id: ArticleId) -> &Article {
        &self.articles[id.index()]
    }

    /// The article of a folder of the project.
    pub fn article_in(&self, folder: &str) -> Option<ArticleId> {
        (0..).zip(&self.articles).find(|(_, article)| article.folder == folder).map(|(at, _)| ArticleId(at))
    }

    /// The section of an id.
    pub fn section(&self, id: SectionId) -> &Section {
        &self.sections[id.index()]
    }

    /// The term of an id.
    pub fn term(&self, id: TermId) -> &Term {
        &self.terms[id.index()]
    }

    /// The asset of an id.
    pub fn asset(&self, id: AssetId) -> &Asset {
        &self.assets[id.index()]
    }

    /// The term of a vocabulary with an id of the project's files.
    pub fn find_term(&self, kind: VocabularyKind, id: &str) -> Option<TermId> {
        self.term_ids().find(|(_, term)| term.kind == kind && term.entry.id == id).map(|(id, _)| id)
    }

    /// The article of a section (`None` outside sections) with a slug.
    pub fn find_article(&self, section: Option<&str>, slug: &str) -> Option<ArticleId> {
        let in_section = |article: &Article| article.section.map(|id| self.section(id).id.as_str()) == section;
        self.article_ids().find(|(_, article)| article.slug == slug && in_section(article)).map(|(id, _)| id)
    }

    /// All articles with their ids.
    pub fn article_ids(&self) -> impl Iterator<Item = (ArticleId, &Article)> {
        (0..).map(ArticleId).zip(&self.articles)
    }

    /// All sections with their ids.
    pub fn section_ids(&self) -> impl Iterator<Item = (SectionId, &Section)> {
        (0..).map(SectionId).zip(&self.sections)
    }

    /// All terms with their ids.
    pub fn term_ids(&self) -> impl Iterator<Item = (TermId, &Term)> {
        (0..).map(TermId).zip(&self.terms)
    }

    /// All assets with their ids.
    pub fn asset_ids(&self) -> impl Iterator<Item = (AssetId, &Asset)> {
        (0..).map(AssetId).zip(&self.assets)
    }

    /// What readers of `lang` get of an article; `None` for one that nobody sees.
    pub fn showing<'a>(&self, article: &'a Article, lang: Lang) -> Option<Showing<'a>> {
        if !matches!(article.standing, Standing::Live | Standing::Expired) {
            return None;
        }
        if let Some(own) = &article.translations[lang] {
            return Some(Showing::Own(own));
        }
        let chain = self.config.fallback[lang].iter().copied().filter(|other| self.config.languages.contains(other));
        let text = chain.chain([article.source]).find_map(|other| article.translations[other].as_ref())?;
        let missing = article.section.map_or(Missing::Show, |section| self.section(section).missing);
        Some(match missing {
            Missing::Show => Showing::Fallback(text),
            Missing::Link => Showing::Linked(text),
            Missing::Hide => Showing::Hidden(text),
        })
    }

    /// The words of a section or the home page in a language, else in its chain, else in the default language.
    pub fn text<'t>(&self, texts: &'t LangMap<Option<Translation>>, lang: Lang) -> Option<&'t Translation> {
        let chain = self.config.fallback[lang].iter().copied();
        [lang].into_iter().chain(chain).chain([self.config.default_language]).find_map(|lang| texts[lang].as_ref())
    }
}
