//! Tables for other systems (Circular 22/2023: structured data that can be shared): articles and key figures as JSON.
//!
//! Their form is written down as JSON Schema, published beside them.
//!
//! Knows nothing of: pages' HTML.

use serde::Serialize;
use serde_json::Number;

use super::Renderer;
use super::feed::rfc3339;
use crate::language::Lang;
use crate::plan::{Page, Table};
use crate::provenance::TextOrigin;
use crate::site::{Article, ArticleId, Showing, Standing, TermId};
use crate::vocabulary::VocabularyKind;

const ARTICLES_SCHEMA: &str = include_str!("schema/articles.schema.json");
const FIGURES_SCHEMA: &str = include_str!("schema/figures.schema.json");

#[derive(Serialize)]
struct Head<'a> {
    #[serde(rename = "$schema")]
    schema: String,
    language: &'static str,
    portal: String,
    publisher: &'a str,
    updated: Option<String>,
}

#[derive(Serialize)]
struct Articles<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    articles: Vec<ArticleRow<'a>>,
}

#[derive(Serialize)]
struct Figures<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    figures: Vec<FigureRow<'a>>,
}

#[derive(Serialize)]
struct Named<'a> {
    id: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
struct ArticleRow<'a> {
    id: String,
    url: String,
    title: &'a str,
    summary: &'a str,
    kind: &'static str,
    section: Option<&'a str>,
    published: String,
    updated: String,
    archived: bool,
    agency: Option<Named<'a>>,
    pillar: Option<Named<'a>>,
    topics: Vec<Named<'a>>,
    places: Vec<Named<'a>>,
    countries: Vec<Named<'a>>,
    languages: Vec<&'static str>,
    image: Option<String>,
    text_origin: Option<&'static str>,
}

#[derive(Serialize)]
struct FigureRow<'a> {
    id: &'a str,
    label: &'a str,
    value: Number,
    unit: &'static str,
    as_of: String,
    note: Option<&'a str>,
    source: SourceRow<'a>,
}

#[derive(Serialize)]
struct SourceRow<'a> {
    title: &'a str,
    url: &'a str,
    date: Option<String>,
}

impl Renderer {
    /// A table of a language.
    pub(super) fn table(&self, table: Table, lang: Lang) -> Vec<u8> {
        let head = self.table_head(table, lang);
        // Strings, numbers and lists always have a JSON form.
        match table {
            Table::Articles => serde_json::to_vec(&Articles { head, articles: self.article_rows(lang) }),
            Table::Figures => serde_json::to_vec(&Figures { head, figures: self.figure_rows(lang) }),
        }
        .unwrap_or_default()
    }

    /// The schema of a table, under its own address.
    pub(super) fn schema(&self, table: Table) -> Vec<u8> {
        let text = match table {
            Table::Articles => ARTICLES_SCHEMA,
            Table::Figures => FIGURES_SCHEMA,
        };
        text.replace("{{address}}", &self.plan.urls().absolute(&self.plan.urls().schema(table))).into_bytes()
    }

    fn table_head(&self, table: Table, lang: Lang) -> Head<'_> {
        Head {
            schema: self.plan.urls().absolute(&self.plan.urls().schema(table)),
            language: lang.tag(),
            portal: self.site_name(lang),
            publisher: &self.site.config.identity.managing_body[lang],
            updated: self.lists.changed(lang).map(rfc3339),
        }
    }

    /// Articles with a text in the language, archived ones among them, newest first.
    fn article_rows(&self, lang: Lang) -> Vec<ArticleRow<'_>> {
        let years = self.lists.years(lang).values().rev().flatten();
        years.filter_map(|id| self.article_row(*id, lang)).collect()
    }

    fn article_row(&self, id: ArticleId, lang: Lang) -> Option<ArticleRow<'_>> {
        let article = self.site.article(id);
        let Some(Showing::Own(text)) = self.site.showing(article, lang) else { return None };
        let urls = self.plan.urls();
        let section = article.section.map(|id| self.site.section(id).id.as_str());
        let mut pillars = self.named(article, VocabularyKind::Pillars, lang);
        let mut agencies = self.named(article, VocabularyKind::Agencies, lang);
        let languages = self.site.config.languages.iter().filter(|lang| article.translations[**lang].is_some());
        Some(ArticleRow {
            id: section.map_or(article.slug.clone(), |section| format!("{section}/{}", article.slug)),
            url: urls.absolute(&urls.page(Page::Article(id), lang)),
            title: &text.words.title,
            summary: &text.words.summary,
            kind: article.kind.word(),
            section,
            published: rfc3339(article.meta.date),
            updated: rfc3339(article.changed()),
            archived: article.standing == Standing::Expired,
            agency: agencies.pop(),
            pillar: pillars.pop(),
            topics: self.named(article, VocabularyKind::Topics, lang),
            places: self.named(article, VocabularyKind::Places, lang),
            countries: self.named(article, VocabularyKind::Countries, lang),
            languages: languages.map(|lang| lang.tag()).collect(),
            image: article.cover.map(|cover| format!("{}{}", self.origin(), self.file_url(cover))),
            text_origin: text.words.text_origin.map(TextOrigin::word),
        })
    }

    fn named(&self, article: &Article, kind: VocabularyKind, lang: Lang) -> Vec<Named<'_>> {
        let day = article.meta.date.date();
        let named = |id: &TermId| {
            let term = self.site.term(*id);
            (term.kind == kind).then(|| Named { id: &term.entry.id, name: term.entry.name_on(day, lang) })
        };
        article.terms.iter().filter_map(named).collect()
    }

    fn figure_rows(&self, lang: Lang) -> Vec<FigureRow<'_>> {
        let rows = self.site.figures.iter().map(|figure| FigureRow {
            id: &figure.id,
            label: figure.label.words(lang),
            value: number(figure.value),
            unit: figure.unit.word(),
            as_of: figure.as_of.to_string(),
            note: Some(figure.note.words(lang)).filter(|note| !note.is_empty()),
            source: SourceRow {
                title: &figure.source.title,
                url: &figure.source.url,
                date: figure.source.date.map(|date| date.to_string()),
            },
        });
        rows.collect()
    }
}

/// A number as JSON: whole ones without a point.
fn number(value: f64) -> Number {
    let text = format!("{value}");
    text.parse().unwrap_or_else(|_| Number::from(0))
}
