//! An article's page: its text with all that belongs to it.
//!
//! Knows nothing of: the frame around it, how facts are written.

use tera::Value;

use super::Renderer;
use super::frame::{date_view, reference_view};
use super::picture::{IN_TEXT, Look};
use super::view::shown::{OutdatedView, ShownView};
use super::view::{ArticleView, FallbackView, LinkView, PictureView, QrView, TocView};
use crate::diagnostic::Diagnostic;
use crate::front_matter::{Origin, Shows};
use crate::kind::Kind;
use crate::language::Lang;
use crate::plan::Page;
use crate::provenance::{Reference, TextOrigin};
use crate::qr;
use crate::site::freshness::{Change, State};
use crate::site::related::related;
use crate::site::{Article, ArticleId, Showing, Standing, Translation};
use crate::vocabulary::VocabularyKind;

/// Related articles on a page.
const RELATED: usize = 4;

impl Renderer {
    pub(super) fn article_page(&self, id: ArticleId, lang: Lang) -> Result<Vec<u8>, Diagnostic> {
        let article = self.site.article(id);
        let Some(showing) = self.site.showing(article, lang) else { return Ok(Vec::new()) };
        let text = showing.translation();
        let mut frame = self.frame(Page::Article(id), lang);
        if matches!(showing, Showing::Fallback(_)) {
            let original = self.plan.urls().page(Page::Article(id), text.lang);
            frame.view.canonical = self.plan.urls().absolute(&original);
            frame.view.fallback =
                Some(FallbackView { tag: text.lang.tag(), name: text.lang.autonym(), url: self.plan.urls().href(&original) });
            frame.view.alternates = Vec::new();
        }
        // A card has the title in the reader's script; without one the cover serves.
        let cover = || article.cover.map(|cover| format!("{}{}", self.origin(), self.file_url(cover)));
        frame.view.image = frame.view.image.or_else(cover);
        frame.context.insert_value("article", Value::from_serializable(&self.article_view(id, text, lang)));
        let shown = match article.meta.shows.as_ref().map(|shows| shows.value) {
            Some(shows) => self.shown(shows, lang),
            None => ShownView::default(),
        };
        frame.context.insert_value("shown", Value::from_serializable(&shown));
        self.insert_body(&mut frame, Some(text), lang);
        self.finish("article.html", frame)
    }

    fn qr(&self, page: Page, lang: Lang) -> Option<QrView> {
        let urls = self.plan.urls();
        qr::path(&urls.absolute(&urls.page(page, lang))).map(|(width, path)| QrView { width, path })
    }

    pub(super) fn article_view(&self, id: ArticleId, text: &Translation, lang: Lang) -> ArticleView {
        let article = self.site.article(id);
        let (meta, words) = (&article.meta, &text.words);
        let day = meta.date.date();
        let terms = article.terms.iter().filter(|id| self.site.term(**id).kind != VocabularyKind::Agencies);
        let (newer, older) = self.lists.neighbours(&self.site, lang, id);
        let neighbour = |id: Option<ArticleId>| id.and_then(|id| self.neighbour(id, lang));
        let expired = meta.expires.as_ref().filter(|_| article.standing == Standing::Expired);
        let is_reviewed = text.is_reviewed();
        ArticleView {
            title: words.title.clone(),
            summary: words.summary.clone(),
            tag: text.lang.tag(),
            saved_url: self.plan.saved(id, lang).map_or(String::new(), |url| self.plan.urls().href(&url)),
            qr: if article.kind == Kind::Page { None } else { self.qr(Page::Article(id), lang) },
            kind: article.kind.word(),
            date: date_view(day, lang),
            updated: meta.updated.as_ref().map(|updated| date_view(updated.value, lang)),
            // An end written as a day is the midnight after it.
            expired: expired.map(|at| date_view(at.value.checked_sub(jiff::Span::new().seconds(1)).unwrap_or(at.value).date(), lang)),
            facts: self.facts(article, text, lang),
            days: self.days(article, lang),
            scheme: self.article_scheme(article, lang),
            calendar_url: article.occasion.as_ref().map_or(String::new(), |_| {
                let urls = self.plan.urls();
                urls.href(&urls.calendar(lang, Some(id)))
            }),
            is_past: article.occasion.as_ref().is_some_and(|occasion| occasion.is_past),
            related: if article.kind == Kind::Page {
                Vec::new()
            } else {
                self.cards(related(&self.site, &self.lists, lang, id, RELATED).iter(), lang)
            },
            newer: neighbour(newer),
            older: neighbour(older),
            shows: meta.shows.as_ref().map_or("", |shows| shows.value.word()),
            agency: article.agency.map(|id| self.term_link(id, day, lang)),
            terms: terms.map(|id| self.term_link(*id, day, lang)).collect(),
            authors: meta.authors.clone(),
            minutes: text.document.counts.minutes(),
            toc: toc(text),
            cover: self.cover(article, text, ""),
            sources: meta.sources.iter().map(|source| reference_view(source, lang)).collect(),
            taken_from: match &meta.origin {
                Origin::Own => None,
                Origin::Taken { name, url, date, .. } => {
                    Some(reference_view(&Reference { title: name.clone(), url: url.clone(), date: *date }, lang))
                }
            },
            text_origin: words.text_origin.map_or("", TextOrigin::word),
            translator: words.translator.clone().unwrap_or_default(),
            outdated: self.outdated(id, text, lang),
            reviewed_by: words.reviewed_by.clone().filter(|_| is_reviewed).unwrap_or_default(),
            reviewed_on: words.reviewed_on.filter(|_| is_reviewed).map(|day| date_view(day, lang)),
            keywords: words.keywords.clone(),
        }
    }

    /// What readers are told of a translation that is older than its source.
    fn outdated(&self, id: ArticleId, text: &Translation, lang: Lang) -> Option<OutdatedView> {
        let fresh = text.freshness.as_ref().filter(|fresh| matches!(fresh.state, State::Outdated | State::Started))?;
        let source = self.site.article(id).source;
        let untranslated = fresh.count(Change::Untranslated);
        let urls = self.plan.urls();
        Some(OutdatedView {
            changed: fresh.waiting() - untranslated,
            untranslated,
            total: fresh.total(),
            since: fresh.on.map(|day| date_view(day, lang)),
            anchors: (1..=text.marks.iter().filter(|mark| mark.changed).count()).map(|number| format!("changed-{number}")).collect(),
            url: urls.href(&urls.page(Page::Article(id), source)),
            tag: source.tag(),
            name: source.autonym(),
        })
    }

    fn neighbour(&self, id: ArticleId, lang: Lang) -> Option<LinkView> {
        let article = self.site.article(id);
        let text = self.site.showing(article, lang)?.translation();
        let address = self.article_address(id, lang)?;
        Some(LinkView { id: article.slug.clone(), title: text.words.title.clone(), url: address.url })
    }

    fn shown(&self, shows: Shows, lang: Lang) -> ShownView {
        let mut view = ShownView::default();
        match shows {
            Shows::SiteMap => view.branches = self.branches(lang),
            Shows::Channels => view.channels = self.site.channels.iter().map(|channel| self.channel_view(channel, lang)).collect(),
            Shows::Glossary => view.glossary = self.glossary(lang),
            Shows::Figures => view.figures = self.site.figures.iter().map(|figure| self.figure_view(figure, lang)).collect(),
        }
        view
    }

    /// The cover; `origin` stands before its address.
    pub(super) fn cover(&self, article: &Article, text: &Translation, origin: &str) -> Option<PictureView> {
        let id = article.cover?;
        let size = self.site.asset(id).size?;
        // A translation without a description of the cover shows the source's, marked as such.
        let source = article.translations[article.source].as_ref()?;
        let (alt, alt_lang) = match &text.words.cover_alt {
            Some(alt) => (alt.as_str(), text.lang),
            None => (source.words.cover_alt.as_deref().unwrap_or_default(), source.lang),
        };
        let alt_tag = (alt_lang != text.lang).then(|| alt_lang.tag());
        let html = self.picture_html(id, &Look { alt, alt_tag, eager: true, origin, sizes: IN_TEXT });
        let credit = article.meta.cover.as_ref().map_or(String::new(), |cover| cover.credit.clone());
        Some(PictureView {
            html: Value::safe_string(&html),
            url: self.file_url(id),
            width: size.width,
            height: size.height,
            credit,
            credit_tag: article.source.tag(),
        })
    }
}

/// The headings of a text's first levels, where there are three or more.
fn toc(text: &Translation) -> Vec<TocView> {
    let headings = text.document.headings.iter().zip(&text.heading_ids).filter(|(heading, _)| heading.level <= 3);
    let toc: Vec<TocView> =
        headings.map(|(heading, id)| TocView { level: heading.level, id: id.clone(), title: heading.text.clone() }).collect();
    if toc.len() >= 3 { toc } else { Vec::new() }
}
