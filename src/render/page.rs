//! Pages: from a [`Page`] and a language to the values of its template.
//!
//! Knows nothing of: the templates themselves.

use jiff::civil;
use tera::{Context, Value};

use super::Renderer;
use super::picture::Look;
use super::view::{
    AlternateView, ArticleView, CardView, DateView, FallbackView, HomeSectionView, HomeView, IdentityView, LanguageView, LinkView,
    ListView, PageView, PictureView, ReferenceView, SectionView, SiteView, TermView, TocView, VocabularyView, YearView,
};
use crate::diagnostic::Diagnostic;
use crate::front_matter::{Origin, TextOrigin};
use crate::kind::Kind;
use crate::language::Lang;
use crate::messages::{Argument, collate, dates};
use crate::plan::Page;
use crate::site::{Article, ArticleId, SectionId, Showing, Standing, TermId, Translation};
use crate::text::excerpt::excerpt;
use crate::vocabulary::VocabularyKind;

/// Columns of a description: what search engines show.
const DESCRIPTION: usize = 160;
/// Columns of a summary on a card.
const CARD_SUMMARY: usize = 220;
/// Articles of each section on the home page.
const HOME_CARDS: usize = 4;

/// What a page says of itself before the frame is built.
struct Head {
    kind: &'static str,
    title: String,
    description: String,
    crumbs: Vec<LinkView>,
    section: Option<SectionId>,
}

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
            Page::NotFound => self.not_found_page(lang),
        }
    }

    fn context(&self, page: Page, lang: Lang, head: Head) -> (Context, PageView) {
        let mut context = Context::new();
        context.insert_value("site", self.shared[lang].clone());
        (context, self.page_view(page, lang, head))
    }

    fn finish(&self, lang: Lang, template: &str, context: (Context, PageView)) -> Result<Vec<u8>, Diagnostic> {
        let (mut context, view) = context;
        context.insert_value("page", Value::from_serializable(&view));
        self.fill(lang, template, &context)
    }

    fn home_page(&self, lang: Lang) -> Result<Vec<u8>, Diagnostic> {
        let text = self.site.text(&self.site.home, lang);
        let title = self.site_name(lang);
        let summary = text.map_or(String::new(), |text| text.words.summary.clone());
        let head = Head { kind: "home", title: title.clone(), description: summary.clone(), crumbs: Vec::new(), section: None };
        let mut context = self.context(Page::Home, lang, head);
        let newest = self.lists.all(lang);
        let featured: Vec<Value> =
            newest.iter().filter(|id| self.site.article(**id).meta.featured).take(3).filter_map(|id| self.card(*id, lang)).collect();
        let sections = self
            .site
            .section_ids()
            .map(|(id, section)| HomeSectionView {
                id: section.id.clone(),
                title: self.section_title(id, lang),
                url: self.href(Page::Section(id, 1), lang),
                cards: self.lists.section(lang, id).iter().take(HOME_CARDS).filter_map(|id| self.card(*id, lang)).collect(),
            })
            .collect();
        let tag = text.map_or(lang, |text| text.lang).tag();
        context.0.insert_value("home", Value::from_serializable(&HomeView { title, summary, tag, featured, sections }));
        self.insert_body(&mut context, text, lang);
        self.finish(lang, "home.html", context)
    }

    fn section_page(&self, id: SectionId, number: usize, lang: Lang) -> Result<Vec<u8>, Diagnostic> {
        let section = self.site.section(id);
        let text = self.site.text(&section.texts, lang);
        let title = self.section_title(id, lang);
        let summary = text.map_or(String::new(), |text| text.words.summary.clone());
        let head = Head {
            kind: "section",
            title: self.numbered(&title, number, lang),
            description: summary.clone(),
            crumbs: if number > 1 { vec![self.link(&section.id, &title, Page::Section(id, 1), lang)] } else { Vec::new() },
            section: Some(id),
        };
        let mut context = self.context(Page::Section(id, number), lang, head);
        let tag = text.map_or(lang, |text| text.lang).tag();
        context.0.insert_value("section", Value::from_serializable(&SectionView { id: section.id.clone(), title, summary, tag }));
        self.insert_list(&mut context.0, self.lists.section(lang, id), (number, lang), |number| Page::Section(id, number));
        self.insert_body(&mut context, text.filter(|_| number == 1), lang);
        self.finish(lang, "section.html", context)
    }

    fn article_page(&self, id: ArticleId, lang: Lang) -> Result<Vec<u8>, Diagnostic> {
        let article = self.site.article(id);
        let Some(showing) = self.site.showing(article, lang) else { return Ok(Vec::new()) };
        let text = showing.translation();
        let crumbs = article
            .section
            .map(|section| self.link(&self.site.section(section).id, &self.section_title(section, lang), Page::Section(section, 1), lang));
        let head = Head {
            kind: "article",
            title: text.words.title.clone(),
            description: text.words.summary.clone(),
            crumbs: crumbs.into_iter().collect(),
            section: article.section,
        };
        let mut context = self.context(Page::Article(id), lang, head);
        if matches!(showing, Showing::Fallback(_)) {
            let original = self.plan.urls().page(Page::Article(id), text.lang);
            context.1.canonical = self.plan.urls().absolute(&original);
            context.1.fallback =
                Some(FallbackView { tag: text.lang.tag(), name: text.lang.autonym(), url: self.plan.urls().href(&original) });
            context.1.alternates = Vec::new();
        }
        let view = self.article_view(article, text, lang);
        context.1.image = article.cover.map(|cover| {
            let url = self.picture_url(cover);
            format!("{}{}", self.origin(), url)
        });
        context.0.insert_value("article", Value::from_serializable(&view));
        self.insert_body(&mut context, Some(text), lang);
        self.finish(lang, "article.html", context)
    }

    fn vocabulary_page(&self, kind: VocabularyKind, lang: Lang) -> Result<Vec<u8>, Diagnostic> {
        let title = self.vocabulary_title(kind, lang);
        let head = Head { kind: "vocabulary", title: title.clone(), description: String::new(), crumbs: Vec::new(), section: None };
        let mut context = self.context(Page::Vocabulary(kind), lang, head);
        let mut terms: Vec<TermId> = self.site.term_ids().filter(|(_, term)| term.kind == kind).map(|(id, _)| id).collect();
        // Pillars and topics have an order of their own; names have the alphabet's.
        if !matches!(kind, VocabularyKind::Pillars | VocabularyKind::Topics) {
            terms.sort_by(|a, b| collate::compare(lang, self.site.term(*a).entry.sort_key(lang), self.site.term(*b).entry.sort_key(lang)));
        }
        let terms = terms.into_iter().map(|id| self.term_view(id, lang)).collect();
        context.0.insert_value("vocabulary", Value::from_serializable(&VocabularyView { id: kind.id(), title, terms }));
        self.finish(lang, "vocabulary.html", context)
    }

    fn term_page(&self, id: TermId, number: usize, lang: Lang) -> Result<Vec<u8>, Diagnostic> {
        let term = self.site.term(id);
        let view = self.term_view(id, lang);
        let vocabulary = self.vocabulary_title(term.kind, lang);
        let mut crumbs = vec![self.link(term.kind.id(), &vocabulary, Page::Vocabulary(term.kind), lang)];
        if number > 1 {
            crumbs.push(self.link(&view.id, &view.title, Page::Term(id, 1), lang));
        }
        let title = self.numbered(&view.title, number, lang);
        let head = Head { kind: "term", title, description: format!("{vocabulary}: {}", view.title), crumbs, section: None };
        let mut context = self.context(Page::Term(id, number), lang, head);
        context.0.insert_value("term", Value::from_serializable(&view));
        self.insert_list(&mut context.0, self.lists.term(lang, id), (number, lang), |number| Page::Term(id, number));
        self.finish(lang, "term.html", context)
    }

    fn archive_page(&self, lang: Lang) -> Result<Vec<u8>, Diagnostic> {
        let title = self.messages.get(lang, "archive");
        let head = Head { kind: "archive", title, description: String::new(), crumbs: Vec::new(), section: None };
        let mut context = self.context(Page::Archive, lang, head);
        let years = self.lists.years(lang).iter().rev();
        let years: Vec<YearView> = years
            .map(|(year, articles)| YearView { year: *year, url: self.href(Page::Year(*year, 1), lang), count: articles.len() })
            .collect();
        context.0.insert_value("archive", Value::from_serializable(&years));
        self.finish(lang, "archive.html", context)
    }

    fn year_page(&self, year: i16, number: usize, lang: Lang) -> Result<Vec<u8>, Diagnostic> {
        let archive = self.messages.get(lang, "archive");
        let title = format!("{archive} {year}");
        let mut crumbs = vec![self.link("archive", &archive, Page::Archive, lang)];
        if number > 1 {
            crumbs.push(self.link("year", &year.to_string(), Page::Year(year, 1), lang));
        }
        let head = Head { kind: "year", title: self.numbered(&title, number, lang), description: String::new(), crumbs, section: None };
        let mut context = self.context(Page::Year(year, number), lang, head);
        let articles = self.lists.years(lang).get(&year).map_or(&[][..], Vec::as_slice);
        self.insert_list(&mut context.0, articles, (number, lang), |number| Page::Year(year, number));
        self.finish(lang, "year.html", context)
    }

    fn not_found_page(&self, lang: Lang) -> Result<Vec<u8>, Diagnostic> {
        let title = self.messages.get(lang, "not-found-title");
        let head = Head { kind: "404", title, description: String::new(), crumbs: Vec::new(), section: None };
        let mut context = self.context(Page::NotFound, lang, head);
        context.1.noindex = true;
        context.1.alternates = Vec::new();
        self.finish(lang, "404.html", context)
    }

    fn insert_body(&self, context: &mut (Context, PageView), text: Option<&Translation>, lang: Lang) {
        let Some(text) = text else { return context.0.insert_value("body", Value::from("")) };
        context.1.has_code = text.document.has_code;
        context.0.insert_value("body", Value::safe_string(&self.body(text, lang)));
    }

    /// Fills in the numbered page of a list; `page` names the list's pages by number.
    fn insert_list(&self, context: &mut Context, articles: &[ArticleId], (number, lang): (usize, Lang), page: impl Fn(usize) -> Page) {
        let size = self.site.config.page_size;
        let pages = articles.len().div_ceil(size).max(1);
        let cards = articles.iter().skip((number - 1) * size).take(size).filter_map(|id| self.card(*id, lang)).collect();
        let list = ListView {
            cards,
            total: articles.len(),
            number,
            pages,
            previous: (number > 1).then(|| self.href(page(number - 1), lang)),
            next: (number < pages).then(|| self.href(page(number + 1), lang)),
        };
        context.insert_value("list", Value::from_serializable(&list));
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
        };
        Some(cell.get_or_init(|| Value::from_serializable(&view)).clone())
    }

    fn article_view(&self, article: &Article, text: &Translation, lang: Lang) -> ArticleView {
        let (meta, words) = (&article.meta, &text.words);
        let day = meta.date.date();
        let headings = text.document.headings.iter().zip(&text.heading_ids).filter(|(heading, _)| heading.level <= 3);
        let toc: Vec<TocView> =
            headings.map(|(heading, id)| TocView { level: heading.level, id: id.clone(), title: heading.text.clone() }).collect();
        let terms = article.terms.iter().filter(|id| self.site.term(**id).kind != VocabularyKind::Agencies);
        ArticleView {
            title: words.title.clone(),
            summary: words.summary.clone(),
            tag: text.lang.tag(),
            kind: article.kind.word(),
            date: date_view(day, lang),
            updated: meta.updated.as_ref().map(|updated| date_view(updated.value, lang)),
            expired: article.standing == Standing::Expired,
            agency: article.agency.map(|id| self.term_link(id, day, lang)),
            terms: terms.map(|id| self.term_link(*id, day, lang)).collect(),
            authors: meta.authors.clone(),
            minutes: text.document.counts.minutes(),
            toc: if toc.len() >= 3 { toc } else { Vec::new() },
            cover: self.cover(article, text),
            sources: meta.sources.iter().map(|source| reference(&source.title, &source.url, source.date, lang)).collect(),
            taken_from: match &meta.origin {
                Origin::Own => None,
                Origin::Taken { name, url, date, .. } => Some(reference(name, url, *date, lang)),
            },
            text_origin: match words.text_origin {
                None => "",
                Some(TextOrigin::Human) => "human",
                Some(TextOrigin::Machine) => "machine",
                Some(TextOrigin::MachineReviewed) => "machine-reviewed",
            },
            translator: words.translator.clone().unwrap_or_default(),
            reviewed_by: words.reviewed_by.clone().unwrap_or_default(),
            reviewed_on: words.reviewed_on.map(|day| date_view(day, lang)),
            keywords: words.keywords.clone(),
        }
    }

    fn cover(&self, article: &Article, text: &Translation) -> Option<PictureView> {
        let id = article.cover?;
        let size = self.site.asset(id).size?;
        // A translation without a description of the cover shows the source's, marked as such.
        let source = article.translations[article.source].as_ref()?;
        let (alt, alt_lang) = match &text.words.cover_alt {
            Some(alt) => (alt.as_str(), text.lang),
            None => (source.words.cover_alt.as_deref().unwrap_or_default(), source.lang),
        };
        let alt_tag = (alt_lang != text.lang).then(|| alt_lang.tag());
        let html = self.picture_html(id, &Look { alt, alt_tag, eager: true });
        let credit = article.meta.cover.as_ref().map_or(String::new(), |cover| cover.credit.clone());
        Some(PictureView {
            html: Value::safe_string(&html),
            url: self.picture_url(id),
            width: size.width,
            height: size.height,
            credit,
            credit_tag: article.source.tag(),
        })
    }

    fn term_view(&self, id: TermId, lang: Lang) -> TermView {
        let term = self.site.term(id);
        let entry = &term.entry;
        let link = |id: &TermId| self.term_link(*id, civil::Date::MAX, lang);
        let word = |value: &Option<String>| value.clone().unwrap_or_default();
        let earlier = entry.names.iter().take(entry.names.len().saturating_sub(1)).map(|name| name.words[lang].clone());
        TermView {
            id: entry.id.clone(),
            title: entry.name(lang).to_owned(),
            url: self.href(Page::Term(id, 1), lang),
            count: self.lists.term(lang, id).len(),
            earlier: earlier.filter(|name| !name.is_empty()).collect(),
            successor: term.successor.as_ref().map(link),
            predecessors: term.predecessors.iter().map(link).collect(),
            address: word(&entry.details.address),
            phone: word(&entry.details.phone),
            site: word(&entry.details.url),
        }
    }

    /// A link to a term, under the name it had on a day.
    fn term_link(&self, id: TermId, day: civil::Date, lang: Lang) -> LinkView {
        let entry = &self.site.term(id).entry;
        self.link(&entry.id, entry.name_on(day, lang), Page::Term(id, 1), lang)
    }

    fn link(&self, id: &str, title: &str, page: Page, lang: Lang) -> LinkView {
        LinkView { id: id.to_owned(), title: title.to_owned(), url: self.href(page, lang) }
    }

    fn href(&self, page: Page, lang: Lang) -> String {
        self.plan.urls().href(&self.plan.urls().page(page, lang))
    }

    fn numbered(&self, title: &str, number: usize, lang: Lang) -> String {
        if number <= 1 {
            return title.to_owned();
        }
        let n = u32::try_from(number).map_or(f64::INFINITY, f64::from);
        let suffix = self.messages.format(lang, "page-number", &[("n", Argument::Number(n))]).unwrap_or_else(|_| number.to_string());
        format!("{title} – {suffix}")
    }

    /// Scheme and host.
    fn origin(&self) -> &str {
        let config = &self.site.config;
        config.base_url.strip_suffix(config.base_path()).unwrap_or(&config.base_url)
    }

    pub(super) fn site_name(&self, lang: Lang) -> String {
        self.site.text(&self.site.home, lang).map_or(String::new(), |text| text.words.title.clone())
    }

    pub(super) fn section_title(&self, id: SectionId, lang: Lang) -> String {
        let section = self.site.section(id);
        self.site.text(&section.texts, lang).map_or(section.id.clone(), |text| text.words.title.clone())
    }

    fn vocabulary_title(&self, kind: VocabularyKind, lang: Lang) -> String {
        self.messages.get(lang, &format!("vocabulary-{}", kind.id()))
    }

    pub(super) fn site_view(&self, lang: Lang) -> SiteView {
        let config = &self.site.config;
        let (default, identity) = (config.default_language, &config.identity);
        let pages = self.site.article_ids().filter(|(_, article)| article.kind == Kind::Page);
        let pages = pages.filter_map(|(id, article)| {
            let text = self.site.showing(article, lang)?.translation();
            Some(LinkView { id: article.slug.clone(), title: text.words.title.clone(), url: self.article_address(id, lang)?.url })
        });
        SiteView {
            name: self.site_name(lang),
            name_original: self.site_name(default),
            default_tag: default.tag().to_owned(),
            summary: self.site.text(&self.site.home, lang).map_or(String::new(), |text| text.words.summary.clone()),
            home_url: self.href(Page::Home, lang),
            feed_url: self.plan.urls().href(&self.plan.urls().feed(lang, None)),
            archive: self.link("archive", &self.messages.get(lang, "archive"), Page::Archive, lang),
            sections: self
                .site
                .section_ids()
                .map(|(id, section)| self.link(&section.id, &self.section_title(id, lang), Page::Section(id, 1), lang))
                .collect(),
            pages: pages.collect(),
            vocabularies: VocabularyKind::ALL
                .into_iter()
                .filter(|kind| self.plan.page(Page::Vocabulary(*kind), lang).is_some())
                .map(|kind| self.link(kind.id(), &self.vocabulary_title(kind, lang), Page::Vocabulary(kind), lang))
                .collect(),
            identity: IdentityView {
                managing_body: identity.managing_body[lang].clone(),
                managing_body_original: identity.managing_body[default].clone(),
                governing_body: identity.governing_body[lang].clone(),
                address: identity.address[lang].clone(),
                email: identity.email.clone(),
                phone: identity.phone.clone(),
                content_responsible: identity.content_responsible[lang].clone(),
            },
        }
    }

    fn page_view(&self, page: Page, lang: Lang, head: Head) -> PageView {
        let urls = self.plan.urls();
        let url = urls.absolute(&urls.page(page, lang));
        let site_name = self.site_name(lang);
        let mut alternates = self.alternates(page);
        for alternate in alternates.iter_mut().filter(|alternate| alternate.tag == lang.tag()) {
            alternate.og_locale = "";
        }
        PageView {
            kind: head.kind,
            lang: lang.id(),
            tag: lang.tag(),
            full_title: if head.kind == "home" { site_name } else { format!("{} – {site_name}", head.title) },
            title: head.title,
            description: excerpt(&head.description, DESCRIPTION),
            canonical: url.clone(),
            url,
            alternates,
            og_locale: lang.og_locale(),
            og_type: if head.kind == "article" { "article" } else { "website" },
            image: None,
            languages: self.switch(page, lang),
            crumbs: head.crumbs,
            feed_url: urls.href(&urls.feed(lang, head.section)),
            has_code: false,
            noindex: false,
            fallback: None,
        }
    }

    /// The languages that have a page in their own words, and `x-default`.
    pub(super) fn alternates(&self, page: Page) -> Vec<AlternateView> {
        let (config, urls) = (&self.site.config, self.plan.urls());
        let own = |lang: Lang| match page {
            Page::Article(id) => matches!(self.site.showing(self.site.article(id), lang), Some(Showing::Own(_))),
            _ => self.plan.page(page, lang).is_some(),
        };
        let having: Vec<Lang> = config.languages.iter().copied().filter(|lang| own(*lang)).collect();
        let mut alternates: Vec<AlternateView> = having
            .iter()
            .map(|lang| AlternateView { tag: lang.tag(), og_locale: lang.og_locale(), url: urls.absolute(&urls.page(page, *lang)) })
            .collect();
        let default = having.iter().copied().find(|lang| *lang == config.default_language).or_else(|| having.first().copied());
        if let Some(lang) = default {
            alternates.push(AlternateView { tag: "x-default", og_locale: "", url: urls.absolute(&urls.page(page, lang)) });
        }
        alternates
    }

    /// The language switch: stays on the page where it can, and says before the click what is missing.
    fn switch(&self, page: Page, current: Lang) -> Vec<LanguageView> {
        let nearest = |lang: Lang| match page {
            Page::Article(id) => {
                let section = self.site.article(id).section;
                section.map_or(Page::Home, |section| Page::Section(section, 1))
            }
            Page::Section(id, _) => Page::Section(id, 1),
            Page::Term(id, _) => Page::Term(id, 1),
            Page::Year(year, _) if self.plan.page(Page::Year(year, 1), lang).is_some() => Page::Year(year, 1),
            Page::Year(..) => Page::Archive,
            _ => Page::Home,
        };
        let view = |lang: &Lang| {
            let (exists, missing) = match page {
                Page::Article(id) => {
                    let article = self.site.article(id);
                    let shown = matches!(self.site.showing(article, *lang), Some(Showing::Own(_) | Showing::Fallback(_)));
                    (shown, article.translations[*lang].is_none())
                }
                _ => (self.plan.page(page, *lang).is_some(), false),
            };
            let url = self.href(if exists { page } else { nearest(*lang) }, *lang);
            LanguageView { id: lang.id(), tag: lang.tag(), name: lang.autonym(), url, current: *lang == current, missing }
        };
        self.site.config.languages.iter().map(view).collect()
    }
}

fn date_view(day: civil::Date, lang: Lang) -> DateView {
    DateView { iso: day.to_string(), long: dates::long(day, lang), short: dates::short(day, lang) }
}

fn reference(title: &str, url: &str, date: Option<civil::Date>, lang: Lang) -> ReferenceView {
    ReferenceView { title: title.to_owned(), url: url.to_owned(), date: date.map(|day| date_view(day, lang)) }
}
