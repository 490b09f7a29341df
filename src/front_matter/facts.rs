//! Facts of one kind of article: of an investment, a place or itinerary, an event, a story.
//!
//! Knows nothing of: the other keys, vocabularies.

use std::ops::Range;

use jiff::civil;

use crate::diagnostic::codes;
use crate::kind::Kind;
use crate::text;
use crate::yaml::{Fields, Placed};

/// A fact of the map for one kind (`investment:`, `tourism:`, `event:`, `story:`), in the order written.
#[derive(Clone, Debug)]
pub struct KindFacts {
    /// Which kind the map is for.
    pub kind: Kind,
    /// Where the map's key stands.
    pub key: Range<usize>,
    /// The facts, checked.
    pub facts: Facts,
}

/// The facts of one kind.
#[derive(Clone, Debug)]
pub enum Facts {
    /// Of an investment project, zone or park.
    Investment(Box<Investment>),
    /// Of a place to visit.
    Tourism(Tourism),
    /// Of an event.
    Event(Event),
    /// Of a person's story.
    Story(Story),
}

/// Facts of an investment project, zone or park.
#[derive(Clone, Debug)]
pub struct Investment {
    /// One of [`SECTORS`].
    pub sector: Option<&'static str>,
    /// The id of the place.
    pub place: Option<Placed<String>>,
    /// Area in hectares.
    pub area_ha: Option<f64>,
    /// Amount and ISO 4217 currency.
    pub capital: Option<(f64, String)>,
    /// Until when the land is leased.
    pub lease_until: Option<civil::Date>,
    /// The ids of places that it is measured to, with kilometres.
    pub distances: Vec<(Placed<String>, f64)>,
    /// One of [`STAGES`].
    pub stage: Option<&'static str>,
    /// The day to which the figures belong.
    pub as_of: Option<civil::Date>,
    /// The id of the agency to turn to.
    pub contact_agency: Option<Placed<String>>,
    /// Its phone.
    pub contact_phone: Option<String>,
    /// Its e-mail.
    pub contact_email: Option<String>,
}

/// Sectors of investment; their names are the messages `sector-…`.
pub const SECTORS: [&str; 8] =
    ["border-economy", "industrial-park", "logistics", "agro-processing", "manufacturing", "energy", "tourism", "services"];

/// Stages of an investment project; their names are the messages `stage-…`.
pub const STAGES: [&str; 4] = ["planned", "calling", "building", "operating"];

/// Facts of a place to visit, or of an itinerary.
#[derive(Clone, Debug)]
pub struct Tourism {
    /// Position on the drawn scheme, 0 to 100 each.
    pub position: Option<(f64, f64)>,
    /// Months in which to go, 1 to 12.
    pub season: Vec<u8>,
    /// Price in đồng.
    pub price: Option<f64>,
    /// The days of an itinerary; none for a single place.
    pub days: Vec<Day>,
}

/// A day of an itinerary.
#[derive(Clone, Debug)]
pub struct Day {
    /// The ids of places, in the order in which they are visited.
    pub places: Vec<Placed<String>>,
    /// The ids of places that can take their place.
    pub instead: Vec<Placed<String>>,
}

/// Facts of an event.
#[derive(Clone, Debug)]
pub struct Event {
    /// When it begins, in Việt Nam's time.
    pub start: Option<civil::DateTime>,
    /// When it ends; of whole days, the last one.
    pub end: Option<civil::DateTime>,
    /// Whether it takes whole days: its start has no time of day.
    pub whole_days: bool,
    /// The id of the agency that holds it.
    pub organiser: Option<Placed<String>>,
}

/// Facts of a person's story.
#[derive(Clone, Debug)]
pub struct Story {
    /// The person's name.
    pub person: Option<String>,
    /// Whether the person agreed: given, public-source, none.
    pub consent: Option<&'static str>,
}

/// Reads the maps of all kinds.
pub(super) fn read(fields: &mut Fields<'_>) -> Vec<KindFacts> {
    let mut all = Vec::new();
    let mut add = |kind: Kind, key: Option<Range<usize>>, facts: Option<Facts>| {
        if let (Some(key), Some(facts)) = (key, facts) {
            all.push(KindFacts { kind, key, facts });
        }
    };
    let facts = fields.map("investment", |f| Facts::Investment(Box::new(read_investment(f))));
    add(Kind::Investment, fields.key("investment"), facts);
    let facts = fields.map("tourism", |f| Facts::Tourism(read_tourism(f)));
    add(Kind::Tourism, fields.key("tourism"), facts);
    let facts = fields.map("event", |f| {
        let start = f.date_time("start");
        if start.is_none() && f.key("start").is_none() {
            let place = f.beginning();
            f.complain(codes::missing_key(place, "start"));
        }
        let end = f.date_time("end");
        if let (Some(start), Some(end)) = (&start, &end)
            && end.value < start.value
        {
            let span = f.span(&end.range);
            f.complain(codes::dates_out_of_order(span, "end", "start"));
        }
        let whole_days = start.as_ref().is_some_and(|start| f.is_day(&start.range));
        Facts::Event(Event { start: start.map(|s| s.value), end: end.map(|e| e.value), whole_days, organiser: f.text("organiser") })
    });
    add(Kind::Event, fields.key("event"), facts);
    let facts = fields.map("story", |f| {
        let person = f.text("person").map(|p| p.value);
        let consent = f.choice("consent", &[("given", "given"), ("public-source", "public-source"), ("none", "none")]);
        Facts::Story(Story { person, consent })
    });
    add(Kind::Story, fields.key("story"), facts);
    all
}

fn read_investment(f: &mut Fields<'_>) -> Investment {
    let capital = f.map("capital", |c| {
        c.require("amount");
        let (amount, currency) = (c.number("amount"), c.required_text("currency"));
        Some((amount?, currency?.value))
    });
    let contact = f.map("contact", |c| (c.text("agency"), c.text("phone").map(|p| p.value), c.text("email").map(|e| e.value)));
    let (contact_agency, contact_phone, contact_email) = contact.unwrap_or_default();
    Investment {
        sector: f.choice("sector", &SECTORS.map(|word| (word, word))),
        place: f.text("place"),
        area_ha: f.number("area_ha"),
        capital: capital.flatten(),
        lease_until: f.date("lease_until").map(|d| d.value),
        distances: f.maps("distances", read_distance).into_iter().flatten().collect(),
        stage: f.choice("stage", &STAGES.map(|word| (word, word))),
        as_of: f.date("as_of").map(|d| d.value),
        contact_agency,
        contact_phone,
        contact_email,
    }
}

fn read_distance(f: &mut Fields<'_>) -> Option<(Placed<String>, f64)> {
    f.require("km");
    let (to, km) = (f.required_text("to"), f.number("km"));
    Some((to?, km?))
}

fn read_tourism(f: &mut Fields<'_>) -> Tourism {
    let days = f.maps("days", |day| {
        day.require("places");
        Day { places: day.texts("places"), instead: day.texts("instead") }
    });
    Tourism { position: f.position("position"), season: season(f), price: f.number("price"), days }
}

fn season(f: &mut Fields<'_>) -> Vec<u8> {
    let mut months = Vec::new();
    for month in f.texts("season") {
        match month.value.parse::<u8>().ok().filter(|m| (1..=12).contains(m)) {
            Some(number) => months.push(number),
            None => {
                let span = f.span(&month.range);
                f.complain(codes::wrong_type(span, "season", text!("các tháng từ 1 đến 12", "months from 1 to 12")));
            }
        }
    }
    months
}
