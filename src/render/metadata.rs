//! What machines read of a page: Dublin Core (Circular 24/2011, Art. 4-6) and schema.org as JSON-LD.
//!
//! Pages in Korean, Khmer, Japanese and Chinese carry English values beside their own (Circular 24/2011, Art. 5(2)).
//!
//! Knows nothing of: how the head prints them.

use jiff::civil;
use serde_json::{Value as Json, json};

use super::Renderer;
use super::feed::rfc3339;
use super::view::{MetaView, PageView};
use crate::front_matter::Origin;
use crate::front_matter::facts::Facts;
use crate::kind::Kind;
use crate::language::Lang;
use crate::plan::Page;
use crate::site::{Article, ArticleId, Showing, Standing, TermId, Translation};
use crate::vocabulary::VocabularyKind;

/// Several values of one element (Circular 24/2011, Art. 5).
const BETWEEN: &str = "; ";

impl Renderer {
    /// The Dublin Core elements of a page; the six mandatory ones are never empty.
    pub(super) fn dublin_core(&self, page: Page, lang: Lang, view: &PageView) -> Vec<MetaView> {
        let about = self.about(page, lang);
        let text_lang = about.as_ref().map_or(lang, |about| about.text.lang);
        let mut all = vec![
            meta("DC.title", &view.title, text_lang),
            meta("DC.description", or(&view.description, &self.words_of(Page::Home, lang).1), text_lang),
        ];
        self.agents(page, lang, &mut all);
        if !matches!(lang, Lang::VI | Lang::EN) && self.site.config.languages.contains(&Lang::EN) {
            if let Some((title, description)) = self.english(page).filter(|_| text_lang != Lang::EN) {
                all.push(meta("DC.title", &title, Lang::EN));
                all.push(meta("DC.description", or(&description, &self.words_of(Page::Home, Lang::EN).1), Lang::EN));
            }
            self.agents(page, Lang::EN, &mut all);
        }
        let untagged = |name, content: String| MetaView { name, content, tag: "" };
        let date = about.as_ref().map(|about| about.article.meta.date).or_else(|| self.changed(lang));
        all.extend(date.map(|date| untagged("DC.date", date.date().to_string())));
        all.push(untagged("DC.identifier", view.canonical.clone()));
        all.push(untagged("DC.language", text_lang.tag().to_owned()));
        all.push(untagged("DC.type", "Text".to_owned()));
        all.push(untagged("DC.format", "text/html".to_owned()));
        if let Some(about) = &about {
            let people = [Some(&about.text.words.translator), Some(&about.text.words.reviewed_by).filter(|_| about.text.is_reviewed())]
                .into_iter()
                .flatten()
                .flatten();
            let people: Vec<&str> = people.map(String::as_str).collect();
            if !people.is_empty() {
                all.push(untagged("DC.contributor", people.join(BETWEEN)));
            }
            if let Origin::Taken { url, .. } = &about.article.meta.origin {
                all.push(untagged("DC.source", url.clone()));
            }
        }
        all
    }

    /// When a language's texts last changed; where it has none, when those of the default language did.
    fn changed(&self, lang: Lang) -> Option<civil::DateTime> {
        self.lists.changed(lang).or_else(|| self.lists.changed(self.site.config.default_language))
    }

    /// Creator, publisher and subject in a language.
    fn agents(&self, page: Page, lang: Lang, all: &mut Vec<MetaView>) {
        let publisher = &self.site.config.identity.managing_body[lang];
        let article = if let Page::Article(id) = page { Some(self.site.article(id)) } else { None };
        let day = article.map_or(civil::Date::MAX, |article| article.meta.date.date());
        let name = |id: TermId| self.site.term(id).entry.name_on(day, lang);
        all.push(meta("DC.creator", article.and_then(|article| article.agency).map_or(publisher, name), lang));
        all.push(meta("DC.publisher", publisher, lang));
        let Some(article) = article else { return };
        let of = |kinds: &[VocabularyKind]| {
            let terms = article.terms.iter().filter(|id| kinds.contains(&self.site.term(**id).kind));
            terms.map(|id| name(*id)).collect::<Vec<_>>().join(BETWEEN)
        };
        for (element, value) in [
            ("DC.subject", of(&[VocabularyKind::Pillars, VocabularyKind::Topics])),
            ("DC.coverage", of(&[VocabularyKind::Places, VocabularyKind::Countries])),
        ] {
            if !value.is_empty() {
                all.push(meta(element, &value, lang));
            }
        }
    }

    /// A page's title and description in English, where there are any.
    fn english(&self, page: Page) -> Option<(String, String)> {
        match page {
            Page::Article(id) => {
                let words = &self.site.article(id).translations[Lang::EN].as_ref()?.words;
                Some((words.title.clone(), words.summary.clone()))
            }
            _ => Some(self.words_of(page, Lang::EN)),
        }
    }

    /// The article that a page is about.
    fn about(&self, page: Page, lang: Lang) -> Option<About<'_>> {
        let Page::Article(id) = page else { return None };
        let article = self.site.article(id);
        let showing = self.site.showing(article, lang)?;
        Some(About { id, article, text: showing.translation(), is_own: matches!(showing, Showing::Own(_)) })
    }

    /// schema.org as JSON that can stand in a `script` element.
    pub(super) fn json_ld(&self, page: Page, lang: Lang, view: &PageView) -> String {
        let mut graph = vec![self.publisher(lang)];
        match self.about(page, lang) {
            // A page whose text is another's says only where it stands: the original tells the rest.
            Some(about) if about.is_own => graph.push(self.work(&about, view)),
            Some(_) => {}
            None => graph.extend(self.other_page(page, lang, view)),
        }
        if page != Page::Home {
            graph.push(self.breadcrumbs(lang, view));
        }
        let text = json!({ "@context": "https://schema.org", "@graph": graph }).to_string();
        // In a script element only these could end it or begin a comment.
        text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
    }

    fn publisher_id(&self) -> String {
        format!("{}/#publisher", self.site.config.base_url)
    }

    /// The body that runs the portal.
    fn publisher(&self, lang: Lang) -> Json {
        let identity = &self.site.config.identity;
        json!({
            "@type": "GovernmentOrganization",
            "@id": self.publisher_id(),
            "name": identity.managing_body[lang],
            "parentOrganization": { "@type": "GovernmentOrganization", "name": identity.governing_body[lang] },
            "address": identity.address[lang],
            "email": identity.email,
            "telephone": identity.phone,
            "url": format!("{}/", self.site.config.base_url),
        })
    }

    fn breadcrumbs(&self, lang: Lang, view: &PageView) -> Json {
        let home = (self.site_name(lang), self.href(Page::Home, lang));
        let way = [home].into_iter().chain(view.crumbs.iter().map(|crumb| (crumb.title.clone(), crumb.url.clone())));
        let mut items: Vec<Json> = way
            .zip(1..)
            .map(|((name, url), position)| {
                json!({ "@type": "ListItem", "position": position, "name": name, "item": format!("{}{url}", self.origin()) })
            })
            .collect();
        items.push(json!({ "@type": "ListItem", "position": items.len() + 1, "name": view.title, "item": view.url }));
        json!({ "@type": "BreadcrumbList", "itemListElement": items })
    }

    fn other_page(&self, page: Page, lang: Lang, view: &PageView) -> Option<Json> {
        match page {
            Page::Home => {
                let mut site = json!({
                    "@type": "WebSite",
                    "name": view.title,
                    "description": view.description,
                    "url": view.url,
                    "inLanguage": lang.tag(),
                    "publisher": { "@id": self.publisher_id() },
                });
                if let Some(portal) = &self.site.config.parent_portal {
                    site["isPartOf"] = json!({ "@type": "WebSite", "name": portal.name.words(lang), "url": portal.url });
                }
                Some(site)
            }
            Page::Term(id, 1) => {
                let term = self.site.term(id);
                let kind = match term.kind {
                    VocabularyKind::Agencies => "GovernmentOrganization",
                    VocabularyKind::Places => "Place",
                    VocabularyKind::Countries => "Country",
                    VocabularyKind::Pillars | VocabularyKind::Topics => "DefinedTerm",
                };
                let mut thing = json!({ "@type": kind, "name": view.title, "url": view.url });
                let intro = term.entry.intro.words(lang);
                if !intro.is_empty() {
                    thing["description"] = json!(intro);
                }
                if let Some(site) = &term.entry.details.url {
                    thing["sameAs"] = json!(site);
                }
                Some(thing)
            }
            _ => None,
        }
    }

    /// What an article is: a piece of news, a place, a trip, an event, a page.
    fn work(&self, about: &About<'_>, view: &PageView) -> Json {
        let About { id, article, text, .. } = *about;
        let lang = text.lang;
        let itinerary = article.meta.kind_facts.iter().any(|map| matches!(&map.facts, Facts::Tourism(facts) if !facts.days.is_empty()));
        let kind = match article.kind {
            Kind::News | Kind::Story => "NewsArticle",
            Kind::Investment => "Article",
            Kind::Tourism if itinerary => "TouristTrip",
            Kind::Tourism => "TouristAttraction",
            Kind::Event => "Event",
            Kind::Page => match article.slug.as_str() {
                "about" => "AboutPage",
                "contact" => "ContactPage",
                _ => "WebPage",
            },
        };
        let mut work = json!({
            "@type": kind,
            "@id": format!("{}#it", view.url),
            "url": view.url,
            "name": text.words.title,
            "description": text.words.summary,
        });
        if let Some(image) = &view.image {
            work["image"] = json!(image);
        }
        match article.kind {
            Kind::News | Kind::Story | Kind::Investment | Kind::Page => self.written(about, &mut work),
            Kind::Tourism if itinerary => work["itinerary"] = self.itinerary(article, lang),
            Kind::Tourism => work["isAccessibleForFree"] = json!(!has_price(article)),
            Kind::Event => self.happening(about, &mut work),
        }
        if article.source != lang && article.translations[article.source].is_some() && matches!(kind, "NewsArticle" | "Article") {
            let original = self.plan.urls().absolute(&self.plan.urls().page(Page::Article(id), article.source));
            work["translationOfWork"] = json!({ "@id": format!("{original}#it") });
        }
        work
    }

    /// What a written work has besides.
    fn written(&self, about: &About<'_>, work: &mut Json) {
        let About { article, text, .. } = *about;
        let (meta, lang) = (&article.meta, text.lang);
        work["inLanguage"] = json!(lang.tag());
        work["datePublished"] = json!(rfc3339(meta.date));
        work["dateModified"] = json!(rfc3339(article.changed()));
        work["publisher"] = json!({ "@id": self.publisher_id() });
        if article.kind == Kind::Page {
            return;
        }
        work["headline"] = json!(text.words.title);
        work["mainEntityOfPage"] = work["url"].clone();
        let people = meta.authors.iter().map(|name| json!({ "@type": "Person", "name": name }));
        let agency = article
            .agency
            .map(|id| json!({ "@type": "GovernmentOrganization", "name": self.site.term(id).entry.name_on(meta.date.date(), lang) }));
        let authors: Vec<Json> = people.chain(agency).collect();
        if !authors.is_empty() {
            work["author"] = json!(authors);
        }
        if let Some(translator) = &text.words.translator {
            work["translator"] = json!({ "@type": "Person", "name": translator });
        }
        if let Origin::Taken { url, .. } = &meta.origin {
            work["isBasedOn"] = json!(url);
        }
        let topics = article.terms.iter().filter(|id| self.site.term(**id).kind != VocabularyKind::Agencies);
        let topics: Vec<&str> = topics.map(|id| self.site.term(*id).entry.name(lang)).collect();
        work["keywords"] = json!(topics.into_iter().chain(text.words.keywords.iter().map(String::as_str)).collect::<Vec<_>>());
        if article.standing == Standing::Expired
            && let Some(expires) = &meta.expires
        {
            work["expires"] = json!(rfc3339(expires.value));
        }
    }

    fn itinerary(&self, article: &Article, lang: Lang) -> Json {
        let stops = self.days(article, lang).into_iter().flat_map(|day| day.places);
        let items: Vec<Json> = stops
            .zip(1..)
            .map(|(place, position)| {
                let item = json!({ "@type": "TouristAttraction", "name": place.title, "url": format!("{}{}", self.origin(), place.url) });
                json!({ "@type": "ListItem", "position": position, "item": item })
            })
            .collect();
        json!({ "@type": "ItemList", "numberOfItems": items.len(), "itemListElement": items })
    }

    /// What an event has besides.
    fn happening(&self, about: &About<'_>, work: &mut Json) {
        let About { article, text, .. } = *about;
        let lang = text.lang;
        work["inLanguage"] = json!(lang.tag());
        work["eventStatus"] = json!("https://schema.org/EventScheduled");
        if let Some(occasion) = &article.occasion {
            let day_or_time = |time: civil::DateTime| if occasion.whole_days { time.date().to_string() } else { rfc3339(time) };
            work["startDate"] = json!(day_or_time(occasion.start));
            let end = occasion.end.map_or(occasion.last_day.to_string(), rfc3339);
            if occasion.whole_days || occasion.end.is_some() {
                work["endDate"] = json!(end);
            }
        }
        let venue = self.venue(article, text);
        if !venue.is_empty() {
            work["location"] = json!({ "@type": "Place", "name": venue.join(", ") });
        }
        let organiser = article.meta.kind_facts.iter().find_map(|map| match &map.facts {
            Facts::Event(event) => self.site.find_term(VocabularyKind::Agencies, &event.organiser.as_ref()?.value),
            _ => None,
        });
        if let Some(id) = organiser {
            work["organizer"] = json!({ "@type": "Organization", "name": self.site.term(id).entry.name(lang) });
        }
    }

    /// Where an event takes place: the card's venue, its places, else its countries.
    pub(super) fn venue(&self, article: &Article, text: &Translation) -> Vec<String> {
        let of = |kind: VocabularyKind| {
            let terms = article.terms.iter().filter(move |id| self.site.term(**id).kind == kind);
            terms.map(|id| self.site.term(*id).entry.name(text.lang).to_owned()).collect::<Vec<_>>()
        };
        let venue = text.words.card.iter().find(|(key, _)| key == "venue").map(|(_, words)| words.clone());
        let places = of(VocabularyKind::Places);
        let known: Vec<String> = venue.into_iter().chain(places).collect();
        if known.is_empty() { of(VocabularyKind::Countries) } else { known }
    }
}

/// What a page tells: an article in one of its texts.
struct About<'a> {
    id: ArticleId,
    article: &'a Article,
    text: &'a Translation,
    is_own: bool,
}

fn meta(name: &'static str, content: &str, lang: Lang) -> MetaView {
    MetaView { name, content: content.to_owned(), tag: lang.tag() }
}

fn or<'a>(first: &'a str, second: &'a str) -> &'a str {
    if first.is_empty() { second } else { first }
}

fn has_price(article: &Article) -> bool {
    article.meta.kind_facts.iter().any(|map| matches!(&map.facts, Facts::Tourism(facts) if facts.price.is_some_and(|price| price > 0.0)))
}
