//! What a language's search finds: articles, sections and terms with words of that language, and their texts.
//!
//! The index of a language is a function of the site; what it takes of a file is kept with the file.
//!
//! Knows nothing of: URLs, pages, how an index is made.

use super::{ArticleId, SectionId, Showing, Site, Term, TermId, Translation};
use crate::language::{Lang, LangMap};
use crate::markdown::plain::blocks;
use crate::search::index::{self, Index};
use crate::search::part::{Part, Searched};
use crate::text::plain_nfc;
use crate::text::units::Endings;

/// Something that search finds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Subject {
    /// An article.
    Article(ArticleId),
    /// A section.
    Section(SectionId),
    /// A term of a vocabulary.
    Term(TermId),
}

/// The endings that are dropped in a language.
pub fn endings(lang: Lang) -> Endings {
    if lang == Lang::EN { Endings::English } else { Endings::Kept }
}

impl Translation {
    /// What search takes of its file.
    pub fn searched(&self) -> &Searched {
        self.searched.get_or_init(|| {
            let blocks = blocks(&self.document);
            let of = |is_heading: bool| blocks.iter().filter(move |block| block.is_heading == is_heading).map(|block| block.text.as_str());
            let (title, summary) = (plain_nfc(&self.words.title), plain_nfc(&self.words.summary));
            let beside: Vec<String> = self.words.keywords.iter().chain(&self.words.yomi).map(|words| plain_nfc(words)).collect();
            let heads = of(true).chain(beside.iter().map(String::as_str)).collect();
            let part = Part::of(&[vec![&title], heads, vec![&summary], of(false).collect()], endings(self.lang));
            let summary = Some(summary).filter(|summary| !summary.is_empty());
            Searched { part, pieces: summary.into_iter().chain(blocks.into_iter().map(|block| block.text)).collect() }
        })
    }
}

impl Site {
    /// What the search of a language finds, in order: sections and terms, pages, then articles, the oldest first, so that a
    /// new one comes last and the numbers of the others stay.
    pub fn subjects(&self, lang: Lang) -> Vec<Subject> {
        let sections = self.section_ids().filter(|(_, section)| section.texts[lang].is_some()).map(|(id, _)| Subject::Section(id));
        let terms = self.term_ids().filter(|(_, term)| own_name(term, lang).is_some()).map(|(id, _)| Subject::Term(id));
        let own = |id: &ArticleId| matches!(self.showing(self.article(*id), lang), Some(Showing::Own(_)));
        let mut articles: Vec<ArticleId> = self.article_ids().map(|(id, _)| id).filter(own).collect();
        articles.sort_by_key(|id| {
            let article = self.article(*id);
            (article.section.is_some(), article.meta.date, *id)
        });
        sections.chain(terms).chain(articles.into_iter().map(Subject::Article)).collect()
    }

    /// The index of a language over `subjects`.
    pub fn index(&self, subjects: &[Subject], lang: Lang) -> Index {
        let parts: Vec<(Option<&Part>, Part)> = subjects.iter().map(|subject| self.parts(*subject, lang)).collect();
        let nothing = Part::default();
        let documents: Vec<[&Part; 2]> = parts.iter().map(|(file, names)| [file.unwrap_or(&nothing), names]).collect();
        index::index(&documents)
    }

    /// The part of a subject's file, and the part that depends on other files.
    fn parts(&self, subject: Subject, lang: Lang) -> (Option<&Part>, Part) {
        let endings = endings(lang);
        match subject {
            Subject::Article(id) => {
                let article = self.article(id);
                let names: Vec<&str> = article.terms.iter().flat_map(|id| names(self.term(*id), lang)).collect();
                (article.translations[lang].as_ref().map(|text| &text.searched().part), Part::of(&[names], endings))
            }
            Subject::Section(id) => (self.section(id).texts[lang].as_ref().map(|text| &text.searched().part), Part::default()),
            Subject::Term(id) => {
                let term = self.term(id);
                let name = vec![term.entry.name(lang)];
                (None, Part::of(&[name, names(term, lang), Vec::new(), vec![&term.entry.intro[lang]]], endings))
            }
        }
    }
}

/// A term's latest name, if the language has it.
fn own_name(term: &Term, lang: Lang) -> Option<&str> {
    let name = term.entry.names.last().map_or("", |name| &name.words[lang]);
    (!name.is_empty()).then_some(name)
}

/// All names of a term in a language, earlier ones and readings among them.
fn names(term: &Term, lang: Lang) -> Vec<&str> {
    let words = |words: &LangMap<String>| !words[lang].is_empty();
    let named = term.entry.names.iter().filter(|name| words(&name.words)).map(|name| name.words[lang].as_str());
    let read = term.entry.names.iter().filter(|_| lang == Lang::JA).filter_map(|name| name.yomi.as_deref());
    named.chain(read).collect()
}
