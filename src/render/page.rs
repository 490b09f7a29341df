//! Pages: from a [`Page`] and a language to the values of its template.
//!
//! Knows nothing of: the templates themselves; an article's own values are made in `article`, a term's in `term`.

use tera::{Context, Value};

use super::Renderer;
use super::frame::{Frame, date_view};
use super::picture::{Look, ON_CARD};
use super::view::{CardView, HomeSectionView, HomeView, ListView, SectionView, VocabularyView, YearView};
use crate::diagnostic::Diagnostic;
use crate::kind::Kind;
use crate::language::Lang;
use crate::messages::collate;
use crate::plan::{FeedOf, Page};
use crate::site::{Article, ArticleId, SectionId, TermId, Translation};
use crate::text::excerpt::excerpt;
use crate::vocabulary::VocabularyKind;

/// Columns of a summary on a card.
const CARD_SUMMARY: usize = 220;
/// Articles of each section on the home page.
const HOME_CARDS: usize = 4;
/// Events to come on the home page.
const HOME_EVENTS: usize = 3;
/// Key figures on the home page.
const HOME_FIGURES: usize = 6;
/// Articles on the page for frames of other sites.
const LATEST: usize = 10;

impl Renderer {
    pub(super) fn page(&self, page: Page, lang: Lang) -> Result<Vec<u8>, Diagnostic> {
        match page {
            Page::Home => self.home_page(lang),
            Page::Section(id, number) => self.section_page(id, number, lang),
            Page::Article(id) => self.article_page(id, lang),
            Page::Vocabulary(kind) => self.vocabulary_page(kind, lang),
            Page::Term(id, number) => self.term_page(id, number, lang),
            Page::Archive => self.archive_page(lang),
            Page::Year(year, number) => self.year_page(year, number, lang),
            Page::Latest => self.latest_page(lang),
            Page::Search => self.search_page(lang),
            Page::NotFound => self.not_found_page(lang),
        }
    }

    fn home_page(&self, lang: Lang) -> Result<Vec<u8>, Diagnostic> {
        let text = self.site.text(&self.site.home, lang);
        let (title, summary) = self.words_of(Page::Home, lang);
        let mut frame = self.frame(Page::Home, lang);
        let newest = self.lists.all(lang);
        let featured: Vec<ArticleId> = newest.iter().copied().filter(|id| self.site.article(*id).meta.featured).take(3).collect();
        let lead = featured.first().copied();
        let home = HomeView {
            title,
            summary,
            tag: text.map_or(lang, |text| text.lang).tag(),
            lead_picture: lead.map_or_else(|| Value::from(""), |id| self.card_picture(self.site.article(id), true)),
            featured: self.cards(featured.iter(), lang),
            sections: self.site.section_ids().map(|(id, _)| self.home_section(id, lead, lang)).collect(),
            upcoming: self.cards(self.lists.upcoming(lang).iter().take(HOME_EVENTS), lang),
            figures: self.site.figures.iter().take(HOME_FIGURES).map(|figure| self.figure_view(figure, lang)).collect(),
            pillars: self.terms_in_order(VocabularyKind::Pillars, lang).into_iter().map(|id| self.pillar_view(id, lang)).collect(),
            scheme: self.scheme(&[], &[], lang),
        };
        frame.context.insert_value("home", Value::from_serializable(&home));
        self.insert_body(&mut frame, text, lang);
        self.finish("home.html", frame)
    }

    fn home_section(&self, id: SectionId, lead: Option<ArticleId>, lang: Lang) -> HomeSectionView {
        let section = self.site.section(id);
        HomeSectionView {
            id: section.id.clone(),
            title: self.section_title(id, lang),
            url: self.href(Page::Section(id, 1), lang),
            kind: section.kind.word(),
            cards: self.cards(self.lists.section(lang, id).iter().filter(|id| Some(**id) != lead).take(HOME_CARDS), lang),
        }
    }

    fn section_page(&self, id: SectionId, number: usize, lang: Lang) -> Result<Vec<u8>, Diagnostic> {
        let section = self.site.section(id);
        let text = self.site.text(&section.texts, lang);
        let mut frame = self.frame(Page::Section(id, number), lang);
        let here = |event: &&ArticleId| self.site.article(**event).section == Some(id);
        let view = SectionView {
            id: section.id.clone(),
            title: self.section_title(id, lang),
            summary: self.words_of(Page::Section(id, number), lang).1,
            tag: text.map_or(lang, |text| text.lang).tag(),
            kind: section.kind.word(),
            upcoming: if section.kind == Kind::Event && number == 1 {
                self.cards(self.lists.upcoming(lang).iter().filter(here), lang)
            } else {
                Vec::new()
            },
            feed_url: self.plan.urls().href(&self.plan.urls().feed(lang, FeedOf::Section(id))),
            scheme: (section.kind == Kind::Tourism && number == 1).then(|| self.scheme(&[], &[], lang)).flatten(),
            months: if section.kind == Kind::Event && number == 1 { self.months(lang) } else { Vec::new() },
        };
        frame.context.insert_value("section", Value::from_serializable(&view));
        self.insert_list(&mut frame.context, self.lists.section(lang, id), (number, lang), |number| Page::Section(id, number));
        self.insert_body(&mut frame, text.filter(|_| number == 1), lang);
        self.finish("section.html", frame)
    }

    fn vocabulary_page(&self, kind: VocabularyKind, lang: Lang) -> Result<Vec<u8>, Diagnostic> {
        let mut frame = self.frame(Page::Vocabulary(kind), lang);
        let view = VocabularyView {
            id: kind.id(),
            title: self.vocabulary_title(kind, lang),
            terms: self.terms_in_order(kind, lang).into_iter().map(|id| self.term_view(id, lang)).collect(),
            scheme: (kind == VocabularyKind::Places).then(|| self.scheme(&[], &[], lang)).flatten(),
        };
        frame.context.insert_value("vocabulary", Value::from_serializable(&view));
        self.finish("vocabulary.html", frame)
    }

    /// The terms of a vocabulary, as readers of a language look for them.
    pub(super) fn terms_in_order(&self, kind: VocabularyKind, lang: Lang) -> Vec<TermId> {
        let mut terms: Vec<TermId> = self.site.term_ids().filter(|(_, term)| term.kind == kind).map(|(id, _)| id).collect();
        // Pillars and topics have an order of their own; names have the alphabet's.
        if !matches!(kind, VocabularyKind::Pillars | VocabularyKind::Topics) {
            terms.sort_by(|a, b| collate::compare(lang, self.site.term(*a).entry.sort_key(lang), self.site.term(*b).entry.sort_key(lang)));
        }
        terms
    }

    fn term_page(&self, id: TermId, number: usize, lang: Lang) -> Result<Vec<u8>, Diagnostic> {
        let mut frame = self.frame(Page::Term(id, number), lang);
        frame.context.insert_value("term", Value::from_serializable(&self.term_view(id, lang)));
        self.insert_list(&mut frame.context, self.lists.term(lang, id), (number, lang), |number| Page::Term(id, number));
        self.finish("term.html", frame)
    }

    fn archive_page(&self, lang: Lang) -> Result<Vec<u8>, Diagnostic> {
        let mut frame = self.frame(Page::Archive, lang);
        let years = self.lists.years(lang).iter().rev();
        let years: Vec<YearView> = years
            .map(|(year, articles)| YearView { year: *year, url: self.href(Page::Year(*year, 1), lang), count: articles.len() })
            .collect();
        frame.context.insert_value("archive", Value::from_serializable(&years));
        self.finish("archive.html", frame)
    }

    fn year_page(&self, year: i16, number: usize, lang: Lang) -> Result<Vec<u8>, Diagnostic> {
        let mut frame = self.frame(Page::Year(year, number), lang);
        let articles = self.lists.years(lang).get(&year).map_or(&[][..], Vec::as_slice);
        self.insert_list(&mut frame.context, articles, (number, lang), |number| Page::Year(year, number));
        self.finish("year.html", frame)
    }

    fn latest_page(&self, lang: Lang) -> Result<Vec<u8>, Diagnostic> {
        let mut frame = self.frame(Page::Latest, lang);
        // It shows what other pages say, in a frame of another site: search engines find those.
        frame.view.noindex = true;
        frame.view.alternates = Vec::new();
        let cards = self.cards(self.lists.own(lang).iter().take(LATEST), lang);
        frame.context.insert_value("latest", Value::from(cards));
        frame.context.insert_value("origin", Value::from(self.origin()));
        self.finish("latest.html", frame)
    }

    fn not_found_page(&self, lang: Lang) -> Result<Vec<u8>, Diagnostic> {
        let mut frame = self.frame(Page::NotFound, lang);
        frame.view.noindex = true;
        frame.view.alternates = Vec::new();
        self.finish("404.html", frame)
    }

    pub(super) fn insert_body(&self, frame: &mut Frame, text: Option<&Translation>, lang: Lang) {
        let Some(text) = text else { return frame.context.insert_value("body", Value::from("")) };
        frame.view.has_code = text.document.has_code;
        frame.context.insert_value("body", Value::safe_string(&self.body(text, lang)));
    }

    /// Fills in the numbered page of a list; `page` names the list's pages by number.
    fn insert_list(&self, context: &mut Context, articles: &[ArticleId], (number, lang): (usize, Lang), page: impl Fn(usize) -> Page) {
        let size = match page(number) {
            Page::Section(id, _) => self.site.config.page_size_of(self.site.section(id).kind),
            _ => self.site.config.page_size,
        };
        let pages = articles.len().div_ceil(size).max(1);
        let list = ListView {
            cards: self.cards(articles.iter().skip((number - 1) * size).take(size), lang),
            total: articles.len(),
            number,
            pages,
            previous: (number > 1).then(|| self.href(page(number - 1), lang)),
            next: (number < pages).then(|| self.href(page(number + 1), lang)),
        };
        context.insert_value("list", Value::from_serializable(&list));
    }

    /// Cards of articles for readers of a language.
    pub(super) fn cards<'a>(&self, articles: impl Iterator<Item = &'a ArticleId>, lang: Lang) -> Vec<Value> {
        articles.filter_map(|id| self.card(*id, lang)).collect()
    }

    /// An article's card for readers of a language; made once a snapshot.
    fn card(&self, id: ArticleId, lang: Lang) -> Option<Value> {
        let cell = self.article_id_cell(lang, id)?;
        if let Some(card) = cell.get() {
            return Some(card.clone());
        }
        let article = self.site.article(id);
        let text = self.site.showing(article, lang)?.translation();
        let address = self.article_address(id, lang)?;
        let view = CardView {
            title: text.words.title.clone(),
            summary: excerpt(&text.words.summary, CARD_SUMMARY),
            url: address.url,
            tag: text.lang.tag(),
            other_language: address.other.map_or("", Lang::autonym),
            kind: article.kind.word(),
            date: date_view(article.meta.date.date(), lang),
            when: article.occasion.as_ref().map_or(String::new(), |occasion| super::facts::when(occasion, lang)),
            is_past: article.occasion.as_ref().is_some_and(|occasion| occasion.is_past),
            picture: self.card_picture(article, false),
            place: self.first_place(article, lang),
            facts: self.facts(article, text, lang),
            choice: super::facts::choice(article),
        };
        Some(cell.get_or_init(|| Value::from_serializable(&view)).clone())
    }

    /// An article's cover for a card. Beside its title it says nothing of its own, so it has no description.
    fn card_picture(&self, article: &Article, eager: bool) -> Value {
        let look = Look { alt: "", alt_tag: None, eager, origin: "", sizes: ON_CARD };
        article.cover.map_or_else(|| Value::from(""), |cover| Value::safe_string(&self.picture_html(cover, &look)))
    }

    fn first_place(&self, article: &Article, lang: Lang) -> String {
        let first = article.terms.iter().find(|id| self.site.term(**id).kind == VocabularyKind::Places);
        first.map_or(String::new(), |id| self.site.term(*id).entry.name(lang).to_owned())
    }
}
