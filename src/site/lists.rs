//! Which articles each list of each language holds, newest first. A function of the site, computed once.
//!
//! Knows nothing of: pages of a list, URLs.

use std::collections::BTreeMap;

use jiff::civil;

use super::{Article, ArticleId, SectionId, Showing, Site, Standing, TermId};
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
    upcoming: Vec<ArticleId>,
    /// Of each article, its place in its section's list.
    places: Vec<Option<u32>>,
    /// When any text of the language last changed.
    changed: Option<civil::DateTime>,
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

    /// Events that are not over, the next one first.
    pub fn upcoming(&self, lang: Lang) -> &[ArticleId] {
        &self.by_lang[lang].upcoming
    }

    /// The articles before and after one in its section's list: the newer and the older one.
    pub fn neighbours(&self, site: &Site, lang: Lang, id: ArticleId) -> (Option<ArticleId>, Option<ArticleId>) {
        let lists = &self.by_lang[lang];
        let Some(section) = site.article(id).section else { return (None, None) };
        let Some(place) = lists.places.get(id.index()).copied().flatten() else { return (None, None) };
        let (list, place) = (&lists.sections[section.index()], place as usize);
        (place.checked_sub(1).map(|before| list[before]), list.get(place + 1).copied())
    }

    /// When any article or page of a language last changed; `None` where there is none.
    pub fn changed(&self, lang: Lang) -> Option<civil::DateTime> {
        self.by_lang[lang].changed
    }

    /// The articles of a section, newest first. A section of events holds those that are over; the others are upcoming.
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
    let mut lists = LangLists {
        sections: vec![Vec::new(); site.sections.len()],
        terms: vec![Vec::new(); site.terms.len()],
        places: vec![None; site.articles.len()],
        changed: site.articles.iter().filter(|article| is_own(site, article, lang)).map(Article::changed).max(),
        ..LangLists::default()
    };
    for id in newest {
        let article = site.article(*id);
        if !matches!(site.showing(article, lang), Some(Showing::Own(_) | Showing::Fallback(_) | Showing::Linked(_))) {
            continue;
        }
        lists.years.entry(article.meta.date.year()).or_default().push(*id);
        if article.standing != Standing::Live {
            continue;
        }
        lists.all.push(*id);
        if is_own(site, article, lang) {
            lists.own.push(*id);
        }
        let is_ahead = article.kind == Kind::Event && article.occasion.as_ref().is_some_and(|occasion| !occasion.is_past);
        if is_ahead {
            lists.upcoming.push(*id);
        }
        if let Some(section) = article.section.filter(|section| !(is_ahead && site.section(*section).kind == Kind::Event)) {
            lists.sections[section.index()].push(*id);
        }
        for term in &article.terms {
            lists.terms[term.index()].push(*id);
        }
    }
    let start = |id: &ArticleId| site.article(*id).occasion.as_ref().map(|occasion| occasion.start);
    lists.upcoming.sort_by_key(start);
    for (section, list) in site.sections.iter().zip(&mut lists.sections) {
        if section.kind == Kind::Event {
            list.sort_by_key(|id| std::cmp::Reverse(start(id)));
        }
        for (place, id) in (0..).zip(list.iter()) {
            lists.places[id.index()] = Some(place);
        }
    }
    lists
}

fn is_own(site: &Site, article: &Article, lang: Lang) -> bool {
    matches!(site.showing(article, lang), Some(Showing::Own(_)))
}
