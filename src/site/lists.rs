//! Which articles each list of each language holds, newest first. A function of the site, computed once.
//!
//! Knows nothing of: pages of a list, URLs.

use std::collections::BTreeMap;

use super::{ArticleId, SectionId, Showing, Site, Standing, TermId};
use crate::kind::Kind;
use crate::language::{Lang, LangMap};

/// The lists of all languages.
#[derive(Debug)]
pub struct Lists {
    by_lang: LangMap<LangLists>,
}

/// The lists of one language. Fallbacks that a section's policy shows or links are in lists, but in no feed.
#[derive(Debug, Default)]
struct LangLists {
    all: Vec<ArticleId>,
    own: Vec<ArticleId>,
    sections: Vec<Vec<ArticleId>>,
    terms: Vec<Vec<ArticleId>>,
    years: BTreeMap<i16, Vec<ArticleId>>,
}

impl Lists {
    /// Computes the lists of the languages that are built.
    pub fn of(site: &Site) -> Lists {
        let mut newest: Vec<ArticleId> = site.article_ids().filter(|(_, a)| a.kind != Kind::Page).map(|(id, _)| id).collect();
        newest.sort_by(|a, b| {
            let (x, y) = (site.article(*a), site.article(*b));
            y.meta.date.cmp(&x.meta.date).then_with(|| x.folder.cmp(&y.folder))
        });
        let mut by_lang = LangMap::from_fn(|_| LangLists::default());
        for lang in &site.config.languages {
            by_lang[*lang] = of_lang(site, *lang, &newest);
        }
        Lists { by_lang }
    }

    /// All live articles that lists of a language show.
    pub fn all(&self, lang: Lang) -> &[ArticleId] {
        &self.by_lang[lang].all
    }

    /// All live articles that have a text in the language itself.
    pub fn own(&self, lang: Lang) -> &[ArticleId] {
        &self.by_lang[lang].own
    }

    /// The articles of a section.
    pub fn section(&self, lang: Lang, id: SectionId) -> &[ArticleId] {
        self.by_lang[lang].sections.get(id.index()).map_or(&[], Vec::as_slice)
    }

    /// The articles of a term.
    pub fn term(&self, lang: Lang, id: TermId) -> &[ArticleId] {
        self.by_lang[lang].terms.get(id.index()).map_or(&[], Vec::as_slice)
    }

    /// The years of the archive with their articles, expired ones among them; oldest first.
    pub fn years(&self, lang: Lang) -> &BTreeMap<i16, Vec<ArticleId>> {
        &self.by_lang[lang].years
    }
}

fn of_lang(site: &Site, lang: Lang, newest: &[ArticleId]) -> LangLists {
    let mut lists =
        LangLists { sections: vec![Vec::new(); site.sections.len()], terms: vec![Vec::new(); site.terms.len()], ..LangLists::default() };
    for id in newest {
        let article = site.article(*id);
        let own = match site.showing(article, lang) {
            None | Some(Showing::Hidden(_)) => continue,
            Some(showing) => matches!(showing, Showing::Own(_)),
        };
        lists.years.entry(article.meta.date.year()).or_default().push(*id);
        if article.standing != Standing::Live {
            continue;
        }
        lists.all.push(*id);
        if own {
            lists.own.push(*id);
        }
        if let Some(section) = article.section {
            lists.sections[section.index()].push(*id);
        }
        for term in &article.terms {
            lists.terms[term.index()].push(*id);
        }
    }
    lists
}
