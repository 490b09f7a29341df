//! A term's own words and facts, and the portal's data: figures, channels, the tree of all pages.
//!
//! Knows nothing of: the pages they stand on.

use jiff::civil;

use super::Renderer;
use super::facts::quantity;
use super::frame::{date_view, reference_view};
use super::view::shown::{BranchView, ChannelView, CountryView, FigureView, LeafView, WordView};
use super::view::{LinkView, NameView, PillarView, TermView};
use crate::glossary::GlossaryTerm;
use crate::language::Lang;
use crate::messages::numbers::Place;
use crate::messages::{collate, numbers};
use crate::plan::{FeedOf, Page};
use crate::provenance::TextOrigin;
use crate::records::{Channel, Figure, Unit};
use crate::site::{ArticleId, SectionId, TermId};
use crate::vocabulary::{Country, Entry, VocabularyKind};

impl Renderer {
    /// The glossary in the order of a language, whose words stand first; languages without a word are left out.
    pub(super) fn glossary(&self, lang: Lang) -> Vec<Vec<WordView>> {
        let others = self.site.config.languages.iter().copied().filter(|other| *other != lang);
        let languages: Vec<Lang> = [lang].into_iter().chain(others).collect();
        let mut terms: Vec<&GlossaryTerm> = self.site.glossary.iter().collect();
        terms.sort_by(|a, b| collate::compare(lang, &a.words[lang], &b.words[lang]));
        let words = |term: &GlossaryTerm| {
            let there = languages.iter().filter(|of| !term.words[**of].is_empty());
            there.map(|of| WordView { tag: of.tag(), language: of.autonym(), text: term.words[*of].clone() }).collect()
        };
        terms.into_iter().map(words).collect()
    }

    pub(super) fn term_view(&self, id: TermId, lang: Lang) -> TermView {
        let term = self.site.term(id);
        let entry = &term.entry;
        let link = |id: &TermId| self.term_link(*id, civil::Date::MAX, lang);
        let word = |value: &Option<String>| value.clone().unwrap_or_default();
        TermView {
            id: entry.id.clone(),
            title: entry.name(lang).to_owned(),
            url: self.href(Page::Term(id, 1), lang),
            count: self.lists.term(lang, id).len(),
            earlier: earlier(entry, lang),
            ended: entry.ended.map(|day| date_view(day, lang)),
            intro: entry.intro.words(lang).to_owned(),
            text_origin: entry.text_origin.map_or("", TextOrigin::word),
            sources: entry.sources.iter().map(|source| reference_view(source, lang)).collect(),
            feed_url: self.plan.urls().href(&self.plan.urls().feed(lang, FeedOf::Term(id))),
            country: entry.details.country.as_ref().map(|country| country_view(country, lang)),
            scheme: if term.kind == VocabularyKind::Places { self.scheme(&[id], &[], lang) } else { None },
            successor: term.successor.as_ref().map(link),
            predecessors: term.predecessors.iter().map(link).collect(),
            address: word(&entry.details.address),
            phone: word(&entry.details.phone),
            site: word(&entry.details.url),
        }
    }

    pub(super) fn pillar_view(&self, id: TermId, lang: Lang) -> PillarView {
        PillarView {
            link: self.term_link(id, civil::Date::MAX, lang),
            intro: self.site.term(id).entry.intro.words(lang).to_owned(),
            count: self.lists.term(lang, id).len(),
        }
    }

    pub(super) fn figure_view(&self, figure: &Figure, lang: Lang) -> FigureView {
        FigureView {
            id: figure.id.clone(),
            label: figure.label.words(lang).to_owned(),
            value: figure_value(figure.value, figure.unit, lang),
            note: figure.note.words(lang).to_owned(),
            as_of: date_view(figure.as_of, lang),
            source: reference_view(&figure.source, lang),
            text_origin: figure.text_origin.map_or("", TextOrigin::word),
        }
    }

    pub(super) fn channel_view(&self, channel: &Channel, lang: Lang) -> ChannelView {
        let agency = channel.managed_by.as_ref().and_then(|id| self.site.find_term(VocabularyKind::Agencies, &id.value));
        ChannelView {
            id: channel.id.clone(),
            kind: channel.kind,
            title: channel.names.words(lang).to_owned(),
            url: channel.url.clone(),
            agency: agency.map(|id| self.term_link(id, civil::Date::MAX, lang)),
            note: channel.note.words(lang).to_owned(),
        }
    }

    /// Everything there is in a language, as a tree: sections with their articles, pages, vocabularies, years.
    pub(super) fn branches(&self, lang: Lang) -> Vec<BranchView> {
        let leaf = |link: LinkView| LeafView { title: link.title, url: link.url, tag: "", other_language: "" };
        let home = BranchView {
            page: self.link("home", &self.site_name(lang), Page::Home, lang),
            leaves: self.page_links(lang).into_iter().map(leaf).collect(),
        };
        let sections = self.site.section_ids().map(|(id, _)| BranchView {
            page: self.section_link(id, lang),
            leaves: self.section_articles(id, lang).into_iter().filter_map(|article| self.leaf(article, lang)).collect(),
        });
        let kinds = VocabularyKind::ALL.into_iter().filter(|kind| self.plan.page(Page::Vocabulary(*kind), lang).is_some());
        let vocabularies = kinds.map(|kind| BranchView {
            page: self.link(kind.id(), &self.vocabulary_title(kind, lang), Page::Vocabulary(kind), lang),
            leaves: self.terms_in_order(kind, lang).into_iter().map(|id| leaf(self.term_link(id, civil::Date::MAX, lang))).collect(),
        });
        let years = self.lists.years(lang).keys().rev();
        let archive = BranchView {
            page: self.link("archive", &self.messages.get(lang, "archive"), Page::Archive, lang),
            leaves: years.map(|year| leaf(self.link("year", &year.to_string(), Page::Year(*year, 1), lang))).collect(),
        };
        [home].into_iter().chain(sections).chain(vocabularies).chain([archive]).collect()
    }

    /// All articles of a section that a language's readers can reach, newest first, archived ones among them.
    fn section_articles(&self, id: SectionId, lang: Lang) -> Vec<ArticleId> {
        let years = self.lists.years(lang).values().rev().flatten().copied();
        years.filter(|article| self.site.article(*article).section == Some(id)).collect()
    }

    fn leaf(&self, id: ArticleId, lang: Lang) -> Option<LeafView> {
        let text = self.site.showing(self.site.article(id), lang)?.translation();
        let address = self.article_address(id, lang)?;
        let other = address.other;
        Some(LeafView {
            title: text.words.title.clone(),
            url: address.url,
            tag: other.map_or("", Lang::tag),
            other_language: other.map_or("", Lang::autonym),
        })
    }
}

/// Names that held before the present one, oldest first.
fn earlier(entry: &Entry, lang: Lang) -> Vec<NameView> {
    let before = entry.names.iter().take(entry.names.len().saturating_sub(1)).filter(|name| !name.words[lang].is_empty());
    before.map(|name| NameView { title: name.words[lang].clone(), until: name.until.map(|day| date_view(day, lang)) }).collect()
}

fn country_view(country: &Country, lang: Lang) -> CountryView {
    let number = |value: Option<f64>| value.map_or(String::new(), |value| numbers::number(value, 0, lang, Place::Table));
    CountryView {
        joined: country.joined.map(|day| date_view(day, lang)),
        capital: country.capital.words(lang).to_owned(),
        area: country.area.map_or(String::new(), |area| quantity(area, "km²", lang)),
        population: number(country.population),
        currency: country.currency.clone().unwrap_or_default(),
        languages: country.languages.words(lang).to_owned(),
        as_of: country.as_of.map(|day| date_view(day, lang)),
    }
}

/// A figure's number with its unit, as a table writes it.
fn figure_value(value: f64, unit: Unit, lang: Lang) -> String {
    match unit {
        Unit::Km2 => quantity(value, "km²", lang),
        Unit::Ha => quantity(value, "ha", lang),
        Unit::People | Unit::Count => numbers::number(value, 0, lang, Place::Table),
        Unit::Percent => numbers::percent(value, lang, Place::Table),
        Unit::Usd => numbers::money(value, "USD", lang, Place::Table),
        Unit::Vnd => numbers::money(value, "VND", lang, Place::Table),
    }
}
