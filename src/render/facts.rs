//! An article's facts as readers see them: rows of a card, days of an itinerary, places on the drawn scheme.
//!
//! Knows nothing of: the page they stand on.

use jiff::civil;

use super::Renderer;
use super::view::LinkView;
use super::view::facts::{ChoiceView, DayView, FactView, PointView, SchemeView};
use crate::front_matter::facts::{Day, Event, Facts, Investment, Tourism};
use crate::language::Lang;
use crate::messages::numbers::Place;
use crate::messages::{dates, numbers};
use crate::plan::Page;
use crate::site::{Article, Occasion, TermId, Translation};
use crate::vocabulary::VocabularyKind;
use crate::yaml::Placed;

/// Ids of the rows that a card can have; their names are the messages `fact-…`.
pub(super) const IDS: [&str; 21] = [
    "access",
    "area",
    "as-of",
    "capital",
    "contact",
    "distance",
    "email",
    "hours",
    "incentives",
    "lease-until",
    "organiser",
    "person",
    "phone",
    "place",
    "price",
    "season",
    "sector",
    "stage",
    "utilities",
    "venue",
    "when",
];

/// A number and its unit don't part at the end of a line.
const JOINED: char = '\u{a0}';

/// When an event takes place, in words.
pub(super) fn when(occasion: &Occasion, lang: Lang) -> String {
    let first = occasion.start.date();
    if occasion.whole_days {
        return dates::range(first, occasion.last_day, lang);
    }
    let time = |at: civil::DateTime| dates::time(at.time(), lang);
    match occasion.end {
        Some(end) if end.date() == first => {
            format!("{}–{}, {}", time(occasion.start), time(end), dates::with_weekday(first, lang))
        }
        Some(end) => {
            let (first, last) = (dates::long(first, lang), dates::long(end.date(), lang));
            format!("{}, {first} – {}, {last}", time(occasion.start), time(end))
        }
        None => format!("{}, {}", time(occasion.start), dates::with_weekday(first, lang)),
    }
}

/// A number of a unit as a card or a table writes it.
pub(super) fn quantity(value: f64, unit: &str, lang: Lang) -> String {
    format!("{}{JOINED}{unit}", numbers::number(value, 2, lang, Place::Table))
}

fn row(id: &'static str, value: String) -> FactView {
    FactView { id, value, url: String::new(), iso: String::new(), tag: "", again: false }
}

fn day_row(id: &'static str, day: civil::Date, lang: Lang) -> FactView {
    FactView { iso: day.to_string(), ..row(id, dates::long(day, lang)) }
}

fn link_row(id: &'static str, link: LinkView) -> FactView {
    FactView { url: link.url, ..row(id, link.title) }
}

impl Renderer {
    /// The rows of an article's card.
    pub(super) fn facts(&self, article: &Article, text: &Translation, lang: Lang) -> Vec<FactView> {
        let mut rows = Vec::new();
        // The words of a card are the text's; they may be in another language than the page.
        let tag = if text.lang == lang { "" } else { text.lang.tag() };
        let word = |id: &'static str, key: &str| {
            let found = text.words.card.iter().find(|(name, _)| name == key);
            found.map(|(_, words)| FactView { tag, ..row(id, words.clone()) })
        };
        for map in &article.meta.kind_facts {
            match &map.facts {
                Facts::Investment(facts) => {
                    rows.extend(self.investment(facts, lang));
                    rows.extend(word("utilities", "utilities_note"));
                    rows.extend(word("incentives", "incentives_note"));
                }
                Facts::Tourism(facts) => {
                    rows.extend(tourism(facts, lang));
                    rows.extend(word("hours", "hours_note"));
                }
                Facts::Event(event) => rows.extend(self.event(event, article, lang)),
                Facts::Story(story) => rows.extend(story.person.iter().map(|person| row("person", person.clone()))),
            }
        }
        rows.extend(word("venue", "venue"));
        rows.extend(word("access", "access"));
        for at in 1..rows.len() {
            rows[at].again = rows[at].id == rows[at - 1].id;
        }
        rows
    }

    fn investment(&self, facts: &Investment, lang: Lang) -> Vec<FactView> {
        let mut rows = Vec::new();
        let message = |prefix: &str, word: &str| self.messages.get(lang, &format!("{prefix}-{word}"));
        rows.extend(facts.sector.map(|sector| row("sector", message("sector", sector))));
        rows.extend(facts.stage.map(|stage| row("stage", message("stage", stage))));
        rows.extend(self.term_row("place", VocabularyKind::Places, facts.place.as_ref(), lang));
        rows.extend(facts.area_ha.map(|area| row("area", quantity(area, "ha", lang))));
        let capital = facts.capital.as_ref();
        rows.extend(capital.map(|(amount, currency)| row("capital", numbers::money(*amount, currency, lang, Place::Table))));
        rows.extend(facts.lease_until.map(|day| FactView { iso: day.to_string(), ..row("lease-until", day.year().to_string()) }));
        for (to, km) in &facts.distances {
            if let Some(place) = self.place_link(to, lang) {
                let value = format!("{}: {}", place.title, quantity(*km, "km", lang));
                rows.push(FactView { url: place.url, ..row("distance", value) });
            }
        }
        rows.extend(facts.as_of.map(|day| day_row("as-of", day, lang)));
        rows.extend(self.term_row("contact", VocabularyKind::Agencies, facts.contact_agency.as_ref(), lang));
        let contact = |id, scheme: &str, value: &Option<String>| {
            value.as_ref().map(|value| FactView { url: format!("{scheme}:{}", value.replace(' ', "")), ..row(id, value.clone()) })
        };
        rows.extend(contact("phone", "tel", &facts.contact_phone));
        rows.extend(contact("email", "mailto", &facts.contact_email));
        rows
    }

    fn event(&self, event: &Event, article: &Article, lang: Lang) -> Vec<FactView> {
        let mut rows = Vec::new();
        if let Some(occasion) = &article.occasion {
            rows.push(FactView { iso: occasion.start.date().to_string(), ..row("when", when(occasion, lang)) });
        }
        let places = article.terms.iter().filter(|id| self.site.term(**id).kind == VocabularyKind::Places);
        rows.extend(places.map(|id| link_row("place", self.term_link(*id, article.meta.date.date(), lang))));
        rows.extend(self.term_row("organiser", VocabularyKind::Agencies, event.organiser.as_ref(), lang));
        rows
    }

    fn term_row(&self, row: &'static str, kind: VocabularyKind, id: Option<&Placed<String>>, lang: Lang) -> Option<FactView> {
        let id = self.site.find_term(kind, &id?.value)?;
        Some(link_row(row, self.term_link(id, civil::Date::MAX, lang)))
    }

    fn place_link(&self, id: &Placed<String>, lang: Lang) -> Option<LinkView> {
        let id = self.site.find_term(VocabularyKind::Places, &id.value)?;
        Some(self.term_link(id, civil::Date::MAX, lang))
    }

    /// The days of an itinerary.
    pub(super) fn days(&self, article: &Article, lang: Lang) -> Vec<DayView> {
        let links = |ids: &[Placed<String>]| ids.iter().filter_map(|id| self.place_link(id, lang)).collect();
        let days = itinerary(article).iter().zip(1..);
        days.map(|(day, number)| DayView { number, places: links(&day.places), instead: links(&day.instead) }).collect()
    }

    /// Where an article's places lie, and the way from one to the next in an itinerary.
    pub(super) fn article_scheme(&self, article: &Article, lang: Lang) -> Option<SchemeView> {
        let of_article = article.terms.iter().copied().filter(|id| self.site.term(*id).kind == VocabularyKind::Places);
        let current: Vec<TermId> = of_article.collect();
        let stops = itinerary(article).iter().flat_map(|day| &day.places);
        let route: Vec<TermId> = stops.filter_map(|id| self.site.find_term(VocabularyKind::Places, &id.value)).collect();
        if current.is_empty() { None } else { self.scheme(&current, &route, lang) }
    }

    /// The drawn scheme: all places that have a position; `current` stand out, `route` is drawn. `None` without places.
    pub(super) fn scheme(&self, current: &[TermId], route: &[TermId], lang: Lang) -> Option<SchemeView> {
        let places = self.terms_in_order(VocabularyKind::Places, lang).into_iter();
        let placed = places.filter_map(|id| Some((id, self.site.term(id).entry.details.position?)));
        let points: Vec<PointView> = placed
            .zip(1..)
            .map(|((id, (x, y)), number)| PointView {
                number,
                x,
                y,
                place: self.link(&self.site.term(id).entry.id, self.site.term(id).entry.name(lang), Page::Term(id, 1), lang),
                is_current: current.contains(&id),
            })
            .collect();
        let stops = route.iter().filter_map(|id| self.site.term(*id).entry.details.position);
        let steps: Vec<String> = stops.enumerate().map(|(i, (x, y))| format!("{}{x} {y}", if i == 0 { "M" } else { "L" })).collect();
        let is_drawn = if current.is_empty() { !points.is_empty() } else { points.iter().any(|point| point.is_current) };
        is_drawn.then(|| SchemeView { points, route: if steps.len() > 1 { steps.join(" ") } else { String::new() } })
    }
}

/// What an investment can be chosen by; `None` for other kinds.
pub(super) fn choice(article: &Article) -> Option<ChoiceView> {
    article.meta.kind_facts.iter().find_map(|map| match &map.facts {
        Facts::Investment(facts) => Some(ChoiceView {
            sector: facts.sector.unwrap_or_default(),
            stage: facts.stage.unwrap_or_default(),
            place: facts.place.as_ref().map_or(String::new(), |place| place.value.clone()),
            area: facts.area_ha.unwrap_or_default(),
            capital: facts.capital.as_ref().map_or(0.0, |(amount, _)| *amount),
            currency: facts.capital.as_ref().map_or(String::new(), |(_, currency)| currency.clone()),
        }),
        _ => None,
    })
}

fn itinerary(article: &Article) -> &[Day] {
    let days = article.meta.kind_facts.iter().find_map(|map| match &map.facts {
        Facts::Tourism(Tourism { days, .. }) => Some(days.as_slice()),
        _ => None,
    });
    days.unwrap_or_default()
}

fn tourism(facts: &Tourism, lang: Lang) -> Vec<FactView> {
    let mut rows = Vec::new();
    if !facts.season.is_empty() {
        let months: Vec<String> = facts.season.iter().map(|month| dates::month(*month, lang)).collect();
        rows.push(row("season", numbers::list(&months, lang)));
    }
    rows.extend(facts.price.map(|price| row("price", numbers::money(price, "VND", lang, Place::Table))));
    rows
}
