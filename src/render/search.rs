//! The files of a language's search: what there is, the pieces of the index, what results show.
//!
//! Their form belongs to `search/search.js`, which reads them.
//!
//! Knows nothing of: how an index is made.

use std::collections::BTreeSet;

use rayon::prelude::*;
use serde::Serialize;

use super::Renderer;
use super::view::SearchView;
use crate::diagnostic::Diagnostic;
use crate::front_matter::Shows;
use crate::kind::Kind;
use crate::language::Lang;
use crate::messages::dates;
use crate::plan::{Page, SearchFile};
use crate::search::FORMAT;
use crate::search::index::{Index, LENGTHS};
use crate::site::searched::Subject;
use crate::site::{Article, Standing, TermId, Translation};
use crate::text;
use crate::theme::SEARCH;
use crate::vocabulary::VocabularyKind;

/// What a result can be: the kinds of articles, and terms.
pub(super) const KINDS: [&str; 7] = ["news", "story", "investment", "tourism", "event", "page", TERM];
const TERM: &str = "term";

/// Vocabularies that results can be filtered by.
const FILTERS: [VocabularyKind; 3] = [VocabularyKind::Pillars, VocabularyKind::Topics, VocabularyKind::Places];

/// A language's search.
pub struct Search {
    /// What is found, by number of document.
    pub subjects: Vec<Subject>,
    /// Where everything stands.
    pub index: Index,
}

#[derive(Serialize)]
struct Head<'a> {
    format: u32,
    language: &'static str,
    /// What every shard of this index begins with.
    build: u32,
    /// The first token of each shard, and how many bytes it has.
    shards: Vec<(&'a str, usize)>,
    /// Of each document: how many positions each field takes, but for the last one.
    lengths: &'a [[u32; LENGTHS]],
    filters: Vec<Filter>,
}

/// Something that results can be filtered by.
#[derive(Serialize)]
struct Filter {
    id: &'static str,
    title: String,
    /// Ids and words, in the order shown.
    values: Vec<(String, String)>,
    /// Of each document: the places of its values.
    of: Vec<Vec<usize>>,
}

/// What a result shows.
#[derive(Serialize)]
pub struct Text {
    /// Those of its document: whether it belongs to the index at hand.
    pub lengths: [u32; LENGTHS],
    /// The address of its page.
    pub url: String,
    /// Its title.
    pub title: String,
    /// What it is, in words.
    pub kind: String,
    /// The day, in words; none for what has no day.
    pub date: Option<String>,
    /// Whether it is kept as information of its time only.
    pub archived: bool,
    /// Its summary and text, block by block.
    pub blocks: Vec<String>,
}

impl Renderer {
    /// Makes the searches of languages ahead, on all processors: what [`Renderer::render`] would make on one.
    pub fn prepare_search(&self, langs: &[Lang]) {
        self.site.articles.par_iter().for_each(|article| {
            for lang in langs {
                article.translations[*lang].as_ref().map(Translation::searched);
            }
        });
        langs.par_iter().for_each(|lang| {
            self.search_of(*lang);
        });
    }

    /// The search of a language; computed once a snapshot.
    pub fn search_of(&self, lang: Lang) -> &Search {
        // Nothing in here may use other threads: one of them could come back for this very value.
        self.searches[lang].get_or_init(|| {
            let subjects = self.site.subjects(lang);
            let index = self.site.index(&subjects, lang);
            Search { subjects, index }
        })
    }

    /// A file of a language's search.
    pub(super) fn search(&self, file: SearchFile, lang: Lang) -> Vec<u8> {
        match file {
            SearchFile::Head => self.search_head(lang),
            SearchFile::Shards => self.search_of(lang).index.shards.iter().flat_map(|shard| &shard.bytes).copied().collect(),
            SearchFile::Words => self.search_of(lang).index.words.clone(),
            // Strings always have a JSON form.
            SearchFile::Text(number) => serde_json::to_vec(&self.search_text(number, lang)).unwrap_or_default(),
        }
    }

    fn search_head(&self, lang: Lang) -> Vec<u8> {
        let Search { subjects, index } = self.search_of(lang);
        let terms = FILTERS.map(|kind| self.term_filter(kind, subjects, lang));
        let head = Head {
            format: FORMAT,
            language: lang.id(),
            build: index.build,
            shards: index.shards.iter().map(|shard| (shard.first.as_str(), shard.bytes.len())).collect(),
            lengths: &index.lengths,
            filters: [self.kind_filter(subjects, lang)].into_iter().chain(terms).chain([self.year_filter(subjects, lang)]).collect(),
        };
        serde_json::to_vec(&head).unwrap_or_default()
    }

    fn kind_filter(&self, subjects: &[Subject], lang: Lang) -> Filter {
        let place = |subject: &Subject| KINDS.iter().position(|kind| *kind == self.kind_of(*subject)).into_iter().collect();
        Filter {
            id: "kind",
            title: self.messages.get(lang, "kind"),
            values: KINDS.map(|kind| (kind.to_owned(), self.kind_title(kind, lang))).into(),
            of: subjects.iter().map(place).collect(),
        }
    }

    fn term_filter(&self, kind: VocabularyKind, subjects: &[Subject], lang: Lang) -> Filter {
        let terms = self.terms_in_order(kind, lang);
        let places = |subject: &Subject| {
            let of = self.article_of_subject(*subject).map_or(&[][..], |article| &article.terms);
            terms.iter().enumerate().filter(|(_, term)| of.contains(term)).map(|(place, _)| place).collect()
        };
        let value = |id: &TermId| {
            let entry = &self.site.term(*id).entry;
            (entry.id.clone(), entry.name(lang).to_owned())
        };
        Filter {
            id: kind.id(),
            title: self.vocabulary_title(kind, lang),
            values: terms.iter().map(value).collect(),
            of: subjects.iter().map(places).collect(),
        }
    }

    fn year_filter(&self, subjects: &[Subject], lang: Lang) -> Filter {
        let year = |subject: &Subject| self.dated(*subject).map(|article| article.meta.date.year());
        let years: BTreeSet<i16> = subjects.iter().filter_map(year).collect();
        let years: Vec<i16> = years.into_iter().rev().collect();
        let place = |subject: &Subject| years.iter().position(|known| Some(*known) == year(subject)).into_iter().collect();
        Filter {
            id: "year",
            title: self.messages.get(lang, "year"),
            values: years.iter().map(|year| (year.to_string(), year.to_string())).collect(),
            of: subjects.iter().map(place).collect(),
        }
    }

    /// What a result shows of a document, by its number.
    pub fn search_text(&self, number: usize, lang: Lang) -> Text {
        let Search { subjects, index } = self.search_of(lang);
        let subject = subjects[number];
        let page = Page::from(subject);
        let article = self.article_of_subject(subject);
        let text = match subject {
            Subject::Article(id) => self.site.article(id).translations[lang].as_ref(),
            Subject::Section(id) => self.site.section(id).texts[lang].as_ref(),
            Subject::Term(_) => None,
        };
        let intro = |id: TermId| vec![text::plain_nfc(&self.site.term(id).entry.intro[lang])];
        let blocks = match (text, subject) {
            (Some(text), _) => text.searched().pieces.clone(),
            (None, Subject::Term(id)) => intro(id),
            (None, _) => Vec::new(),
        };
        Text {
            lengths: index.lengths[number],
            url: self.href(page, lang),
            title: text::plain_nfc(&self.words_of(page, lang).0),
            kind: match subject {
                Subject::Term(id) => self.vocabulary_title(self.site.term(id).kind, lang),
                Subject::Article(_) | Subject::Section(_) => self.kind_title(self.kind_of(subject), lang),
            },
            date: self.dated(subject).map(|article| dates::long(article.meta.date.date(), lang)),
            archived: article.is_some_and(|article| article.standing == Standing::Expired),
            blocks,
        }
    }

    fn article_of_subject(&self, subject: Subject) -> Option<&Article> {
        match subject {
            Subject::Article(id) => Some(self.site.article(id)),
            Subject::Section(_) | Subject::Term(_) => None,
        }
    }

    /// The article whose day is told; pages such as about have none.
    fn dated(&self, subject: Subject) -> Option<&Article> {
        self.article_of_subject(subject).filter(|article| article.kind != Kind::Page)
    }

    fn kind_of(&self, subject: Subject) -> &'static str {
        match subject {
            Subject::Article(id) => self.site.article(id).kind.word(),
            Subject::Section(_) => Kind::Page.word(),
            Subject::Term(_) => TERM,
        }
    }

    fn kind_title(&self, kind: &str, lang: Lang) -> String {
        self.messages.get(lang, &format!("kind-{kind}"))
    }

    /// Where a language's search is.
    pub(super) fn search_view(&self, lang: Lang) -> Option<SearchView> {
        self.plan.page(Page::Search, lang)?;
        let urls = self.plan.urls();
        let is_map = |article: &Article| article.meta.shows.as_ref().is_some_and(|shows| shows.value == Shows::SiteMap);
        let map = self.site.article_ids().find(|(id, article)| is_map(article) && self.plan.page(Page::Article(*id), lang).is_some());
        let fallback = map.map_or(Page::Search, |(id, _)| Page::Article(id));
        Some(SearchView {
            url: self.href(Page::Search, lang),
            script: urls.href(&urls.search_script()),
            fallback: self.link("fallback", &self.words_of(fallback, lang).0, fallback, lang),
        })
    }

    pub(super) fn search_page(&self, lang: Lang) -> Result<Vec<u8>, Diagnostic> {
        let mut frame = self.frame(Page::Search, lang);
        frame.view.noindex = true;
        frame.view.alternates = Vec::new();
        self.finish(SEARCH, frame)
    }
}
