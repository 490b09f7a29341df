//! The frame of every page: what it is called, where it stands, in which languages it is there, what the site says of itself.
//!
//! 1. [`Renderer::frame`] begins a page,
//! 2. the page adds what its template needs,
//! 3. [`Renderer::finish`] adds metadata and fills the template.
//!
//! Knows nothing of: the templates themselves, what stands inside the frame.

use jiff::civil;
use tera::{Context, Value};

use super::Renderer;
use super::view::{
    AlternateView, DateView, DowntimeView, IdentityView, LanguageView, LinkView, MomentView, NoticeView, PageView, ReferenceView, SiteView,
};
use crate::diagnostic::Diagnostic;
use crate::kind::Kind;
use crate::language::Lang;
use crate::messages::{Argument, dates};
use crate::path::percent_encode;
use crate::plan::{FeedOf, Page};
use crate::provenance::Reference;
use crate::records::About;
use crate::site::{Posted, SectionId, Showing, Target, TermId};
use crate::text::excerpt::excerpt;
use crate::vocabulary::VocabularyKind;

use super::feed::rfc3339;

/// Columns of a description: what search engines show.
const DESCRIPTION: usize = 160;

/// A page that is being made.
pub(super) struct Frame {
    /// The values of its template.
    pub context: Context,
    /// What head and frame need.
    pub view: PageView,
    page: Page,
    lang: Lang,
}

impl Renderer {
    /// Begins a page.
    pub(super) fn frame(&self, page: Page, lang: Lang) -> Frame {
        let mut context = Context::new();
        context.insert_value("site", self.shared[lang].clone());
        Frame { context, view: self.page_view(page, lang), page, lang }
    }

    /// Adds the page's metadata and fills its template.
    pub(super) fn finish(&self, template: &str, mut frame: Frame) -> Result<Vec<u8>, Diagnostic> {
        let Frame { page, lang, .. } = frame;
        if !frame.view.noindex {
            frame.view.dublin_core = self.dublin_core(page, lang, &frame.view);
            frame.view.json_ld = Value::safe_string(&self.json_ld(page, lang, &frame.view));
        }
        frame.context.insert_value("page", Value::from_serializable(&frame.view));
        self.fill(lang, template, &frame.context)
    }

    /// A page's title and description in a language.
    pub(super) fn words_of(&self, page: Page, lang: Lang) -> (String, String) {
        let untold = |title: String| (title, String::new());
        match page {
            Page::Home => {
                let summary = self.site.text(&self.site.home, lang).map_or(String::new(), |text| text.words.summary.clone());
                (self.site_name(lang), summary)
            }
            Page::Section(id, number) => {
                let text = self.site.text(&self.site.section(id).texts, lang);
                let summary = text.map_or(String::new(), |text| text.words.summary.clone());
                (self.numbered(&self.section_title(id, lang), number, lang), summary)
            }
            Page::Article(id) => {
                let text = self.site.showing(self.site.article(id), lang).map(Showing::translation);
                text.map_or_else(Default::default, |text| (text.words.title.clone(), text.words.summary.clone()))
            }
            Page::Vocabulary(kind) => untold(self.vocabulary_title(kind, lang)),
            Page::Term(id, number) => {
                let term = self.site.term(id);
                let name = term.entry.name(lang);
                let intro = term.entry.intro.words(lang);
                let told = if intro.is_empty() { format!("{}: {name}", self.vocabulary_title(term.kind, lang)) } else { intro.to_owned() };
                (self.numbered(name, number, lang), told)
            }
            Page::Archive => untold(self.messages.get(lang, "archive")),
            Page::Year(year, number) => untold(self.numbered(&format!("{} {year}", self.messages.get(lang, "archive")), number, lang)),
            Page::Latest => untold(self.messages.get(lang, "latest")),
            Page::Search => untold(self.messages.get(lang, "search")),
            Page::NotFound => untold(self.messages.get(lang, "not-found-title")),
        }
    }

    /// The way from the first page to a page, both apart.
    fn crumbs(&self, page: Page, lang: Lang) -> Vec<LinkView> {
        match page {
            Page::Section(id, number) if number > 1 => vec![self.section_link(id, lang)],
            Page::Article(id) => self.site.article(id).section.map(|section| self.section_link(section, lang)).into_iter().collect(),
            Page::Term(id, number) => {
                let kind = self.site.term(id).kind;
                let vocabulary = self.link(kind.id(), &self.vocabulary_title(kind, lang), Page::Vocabulary(kind), lang);
                let first = (number > 1).then(|| self.term_link(id, civil::Date::MAX, lang));
                [vocabulary].into_iter().chain(first).collect()
            }
            Page::Year(year, number) => {
                let archive = self.link("archive", &self.messages.get(lang, "archive"), Page::Archive, lang);
                let first = (number > 1).then(|| self.link("year", &year.to_string(), Page::Year(year, 1), lang));
                [archive].into_iter().chain(first).collect()
            }
            _ => Vec::new(),
        }
    }

    fn page_view(&self, page: Page, lang: Lang) -> PageView {
        let urls = self.plan.urls();
        let url = urls.absolute(&urls.page(page, lang));
        let site_name = self.site_name(lang);
        let (title, description) = self.words_of(page, lang);
        let mut alternates = self.alternates(page);
        for alternate in alternates.iter_mut().filter(|alternate| alternate.tag == lang.tag()) {
            alternate.og_locale = "";
        }
        let feed = match page {
            Page::Section(id, _) => FeedOf::Section(id),
            Page::Term(id, _) => FeedOf::Term(id),
            Page::Article(id) => self.site.article(id).section.map_or(FeedOf::All, FeedOf::Section),
            _ => FeedOf::All,
        };
        PageView {
            kind: kind(page),
            lang: lang.id(),
            tag: lang.tag(),
            full_title: if page == Page::Home { site_name } else { format!("{title} – {site_name}") },
            description: excerpt(&description, DESCRIPTION),
            canonical: url.clone(),
            alternates,
            og_locale: lang.og_locale(),
            og_type: if matches!(page, Page::Article(_)) { "article" } else { "website" },
            image: self.plan.card(page, lang).map(|url| urls.absolute(&url)),
            languages: self.switch(page, lang),
            crumbs: self.crumbs(page, lang),
            feed_url: urls.href(&urls.feed(lang, feed)),
            section: match feed {
                FeedOf::Section(id) => self.site.section(id).id.clone(),
                FeedOf::All | FeedOf::Term(_) => String::new(),
            },
            encoded_url: percent_encode(&url),
            encoded_title: percent_encode(&title),
            has_code: false,
            noindex: false,
            fallback: None,
            dublin_core: Vec::new(),
            json_ld: Value::from(""),
            title,
            url,
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

    /// The value `site` of a language's templates.
    pub(super) fn site_view(&self, lang: Lang) -> SiteView {
        let (config, urls) = (&self.site.config, self.plan.urls());
        let default = config.default_language;
        SiteView {
            name: self.site_name(lang),
            name_original: self.site_name(default),
            default_tag: default.tag().to_owned(),
            summary: self.words_of(Page::Home, lang).1,
            home_url: self.href(Page::Home, lang),
            feed_url: urls.href(&urls.feed(lang, FeedOf::All)),
            archive: self.link("archive", &self.messages.get(lang, "archive"), Page::Archive, lang),
            sections: self.site.section_ids().map(|(id, _)| self.section_link(id, lang)).collect(),
            pages: self.page_links(lang),
            vocabularies: self.vocabulary_links(lang),
            identity: self.identity_view(lang),
            notices: self.site.notices.iter().filter(|posted| posted.shows).map(|posted| self.notice_view(posted, lang)).collect(),
            parent_portal: config.parent_portal.as_ref().map(|portal| LinkView {
                id: "parent".to_owned(),
                title: if portal.name.is_empty() { portal.url.clone() } else { portal.name.words(lang).to_owned() },
                url: portal.url.clone(),
            }),
            rating_url: config.rating_url.clone().unwrap_or_default(),
            licence: config.licence.words(lang).to_owned(),
            calendar_url: urls.href(&urls.calendar(lang, None)),
            search: self.search_view(lang),
        }
    }

    fn identity_view(&self, lang: Lang) -> IdentityView {
        let identity = &self.site.config.identity;
        IdentityView {
            managing_body: identity.managing_body[lang].clone(),
            managing_body_original: identity.managing_body[self.site.config.default_language].clone(),
            governing_body: identity.governing_body[lang].clone(),
            address: identity.address[lang].clone(),
            email: identity.email.clone(),
            phone: identity.phone.clone(),
            content_responsible: identity.content_responsible[lang].clone(),
        }
    }

    /// Links to the pages outside sections, such as about.
    pub(super) fn page_links(&self, lang: Lang) -> Vec<LinkView> {
        let pages = self.site.article_ids().filter(|(_, article)| article.kind == Kind::Page);
        let link = |(id, article): (_, &crate::site::Article)| {
            let text = self.site.showing(article, lang)?.translation();
            Some(LinkView { id: article.slug.clone(), title: text.words.title.clone(), url: self.article_address(id, lang)?.url })
        };
        pages.filter_map(link).collect()
    }

    /// Links to the vocabularies that have terms.
    pub(super) fn vocabulary_links(&self, lang: Lang) -> Vec<LinkView> {
        let having = VocabularyKind::ALL.into_iter().filter(|kind| self.plan.page(Page::Vocabulary(*kind), lang).is_some());
        having.map(|kind| self.link(kind.id(), &self.vocabulary_title(kind, lang), Page::Vocabulary(kind), lang)).collect()
    }

    pub(super) fn section_link(&self, id: SectionId, lang: Lang) -> LinkView {
        self.link(&self.site.section(id).id, &self.section_title(id, lang), Page::Section(id, 1), lang)
    }

    /// A link to a term, under the name it had on a day.
    pub(super) fn term_link(&self, id: TermId, day: civil::Date, lang: Lang) -> LinkView {
        let entry = &self.site.term(id).entry;
        self.link(&entry.id, entry.name_on(day, lang), Page::Term(id, 1), lang)
    }

    pub(super) fn link(&self, id: &str, title: &str, page: Page, lang: Lang) -> LinkView {
        LinkView { id: id.to_owned(), title: title.to_owned(), url: self.href(page, lang) }
    }

    pub(super) fn href(&self, page: Page, lang: Lang) -> String {
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

    /// A notice, with its link for readers of the language.
    fn notice_view(&self, Posted { notice, link, .. }: &Posted, lang: Lang) -> NoticeView {
        let moment = |time: civil::DateTime| MomentView {
            iso: rfc3339(time),
            long: format!("{}, {}", dates::time(time.time(), lang), dates::long(time.date(), lang)),
        };
        let link = match link {
            Target::External => notice.link.as_ref().map(|link| link.value.clone()),
            target => self.address(target, lang).map(|address| address.url),
        };
        NoticeView {
            id: notice.id.clone(),
            words: notice.words.words(lang).to_owned(),
            link: link.unwrap_or_default(),
            downtime: match &notice.about {
                About::Info => None,
                About::Downtime { starts, returns } => Some(DowntimeView { starts: moment(*starts), returns: moment(*returns) }),
            },
        }
    }

    /// Scheme and host.
    pub(super) fn origin(&self) -> &str {
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

    pub(super) fn vocabulary_title(&self, kind: VocabularyKind, lang: Lang) -> String {
        self.messages.get(lang, &format!("vocabulary-{}", kind.id()))
    }
}

fn kind(page: Page) -> &'static str {
    match page {
        Page::Home => "home",
        Page::Section(..) => "section",
        Page::Article(_) => "article",
        Page::Vocabulary(_) => "vocabulary",
        Page::Term(..) => "term",
        Page::Archive => "archive",
        Page::Year(..) => "year",
        Page::Latest => "latest",
        Page::Search => "search",
        Page::NotFound => "404",
    }
}

pub(super) fn date_view(day: civil::Date, lang: Lang) -> DateView {
    DateView { iso: day.to_string(), long: dates::long(day, lang), short: dates::short(day, lang) }
}

pub(super) fn reference_view(reference: &Reference, lang: Lang) -> ReferenceView {
    let Reference { title, url, date } = reference;
    ReferenceView { title: title.clone(), url: url.clone(), date: date.map(|day| date_view(day, lang)) }
}
