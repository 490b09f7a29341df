//! The part between `---` lines: an article's shared facts, and the words of one language.
//!
//! 1. [`split`] finds the front matter and the body of a file,
//! 2. [`read`] takes every key with its type: the words of this language, and the facts where the file is a source.
//!
//! Ids of vocabularies stay text here; the model resolves them. The contract stands in `docs/content.md`.
//!
//! Knows nothing of: other files of the article, vocabularies, sections.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil;

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::kind::Kind;
use crate::source::{Source, Span};
use crate::text;
use crate::yaml::{self, Fields, Node, Placed, Value};

/// Front matter and body of a file, as byte ranges.
#[derive(Clone, Debug, PartialEq)]
pub struct Parts {
    /// The YAML between the two lines.
    pub yaml: Range<usize>,
    /// All that follows.
    pub body: Range<usize>,
}

/// Finds the front matter: the file begins with a line `---` (after a byte order mark, if any) and a later line is `---`.
pub fn split(source: &Arc<Source>) -> Result<Parts, Diagnostic> {
    let text = source.text();
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut lines = text[start..].split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    if first.trim_end() != "---" {
        let end = start + first.trim_end().len();
        return Err(codes::front_matter_missing(Span::new(source, start..end)));
    }
    let mut at = start + first.len();
    let yaml = at;
    for line in lines {
        if line.trim_end() == "---" {
            return Ok(Parts { yaml: yaml..at, body: at + line.len()..text.len() });
        }
        at += line.len();
    }
    Err(codes::front_matter_unclosed(Span::new(source, start..start + 3)))
}

/// Who wrote the text of a file; shown to readers, never filled in by a tool.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TextOrigin {
    /// A person.
    Human,
    /// A machine, not reviewed.
    Machine,
    /// A machine, reviewed by a person.
    MachineReviewed,
}

/// Where an article comes from.
#[derive(Clone, Debug)]
pub enum Origin {
    /// Written for this portal.
    Own,
    /// Taken over or quoted from elsewhere: name, URL, date of the original.
    Taken {
        /// Whether the text is quoted unchanged.
        quoted: bool,
        /// The name of the original's publisher.
        name: String,
        /// Its address.
        url: String,
        /// Its date.
        date: Option<civil::Date>,
    },
}

/// A picture's credit and rights (Decree 174/2026, Art. 93(3)).
#[derive(Clone, Debug)]
pub struct Credit {
    /// The file, as written.
    pub file: Placed<String>,
    /// Who made it.
    pub credit: String,
    /// By what right it is used.
    pub rights: String,
    /// Who checked a map.
    pub map_checked_by: Option<String>,
}

/// A source named under an article.
#[derive(Clone, Debug)]
pub struct Reference {
    /// What it is called.
    pub title: String,
    /// Where it stands.
    pub url: String,
    /// Of what day it is.
    pub date: Option<civil::Date>,
}

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
    /// A word for the sector, such as `border-economy`.
    pub sector: Option<String>,
    /// The id of the place.
    pub place: Option<Placed<String>>,
    /// Area in hectares.
    pub area_ha: Option<f64>,
    /// Amount and ISO 4217 currency.
    pub capital: Option<(f64, String)>,
    /// Until when the land is leased.
    pub lease_until: Option<civil::Date>,
    /// Distances in kilometres, with where to.
    pub distances: Vec<(String, f64)>,
    /// A word for the stage, such as `calling`.
    pub stage: Option<String>,
    /// The day to which the figures belong.
    pub as_of: Option<civil::Date>,
    /// The id of the agency to turn to.
    pub contact_agency: Option<Placed<String>>,
    /// Its phone.
    pub contact_phone: Option<String>,
    /// Its e-mail.
    pub contact_email: Option<String>,
}

/// Facts of a place to visit.
#[derive(Clone, Debug)]
pub struct Tourism {
    /// Position on the drawn scheme, 0 to 100 each.
    pub position: Option<(f64, f64)>,
    /// Months in which to go, 1 to 12.
    pub season: Vec<u8>,
    /// Price in đồng.
    pub price: Option<f64>,
}

/// Facts of an event.
#[derive(Clone, Debug)]
pub struct Event {
    /// When it begins, in Việt Nam's time.
    pub start: Option<civil::DateTime>,
    /// When it ends.
    pub end: Option<civil::DateTime>,
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

/// What only the source says: facts that are the same in all languages.
#[derive(Clone, Debug)]
pub struct ArticleMeta {
    /// When it was published, in Việt Nam's time.
    pub date: civil::DateTime,
    /// Where the date stands.
    pub date_range: Range<usize>,
    /// The kind, where it differs from the section's.
    pub kind: Option<Kind>,
    /// The id of the pillar.
    pub pillar: Option<Placed<String>>,
    /// Ids of topics.
    pub topics: Vec<Placed<String>>,
    /// The id of the agency.
    pub agency: Option<Placed<String>>,
    /// Ids of places.
    pub places: Vec<Placed<String>>,
    /// Ids of countries.
    pub countries: Vec<Placed<String>>,
    /// The day of the last change of substance.
    pub updated: Option<Placed<civil::Date>>,
    /// Names as they want to be shown.
    pub authors: Vec<String>,
    /// The picture at the head.
    pub cover: Option<Credit>,
    /// Credits of pictures in the text.
    pub pictures: Vec<Credit>,
    /// Where it comes from.
    pub origin: Origin,
    /// Sources named under it.
    pub sources: Vec<Reference>,
    /// Shown first.
    pub featured: bool,
    /// Not shown before.
    pub publish_at: Option<Placed<civil::DateTime>>,
    /// Moved to the archive after.
    pub expires: Option<Placed<civil::DateTime>>,
    /// To be looked at again by.
    pub review_by: Option<Placed<civil::Date>>,
    /// The campaign it belongs to.
    pub campaign: Option<String>,
    /// Facts by kind.
    pub kind_facts: Vec<KindFacts>,
}

impl ArticleMeta {
    /// Facts of an article whose source can't be read.
    pub fn nothing() -> ArticleMeta {
        ArticleMeta {
            date: civil::DateTime::ZERO,
            date_range: 0..0,
            kind: None,
            pillar: None,
            topics: Vec::new(),
            agency: None,
            places: Vec::new(),
            countries: Vec::new(),
            updated: None,
            authors: Vec::new(),
            cover: None,
            pictures: Vec::new(),
            origin: Origin::Own,
            sources: Vec::new(),
            featured: false,
            publish_at: None,
            expires: None,
            review_by: None,
            campaign: None,
            kind_facts: Vec::new(),
        }
    }
}

/// What each language says.
#[derive(Clone, Debug)]
pub struct TranslationMeta {
    /// The title, without zero width spaces.
    pub title: String,
    /// Where the title stands.
    pub title_range: Range<usize>,
    /// One or two sentences, without zero width spaces.
    pub summary: String,
    /// What the cover shows.
    pub cover_alt: Option<String>,
    /// The words of a card, by key.
    pub card: Vec<(String, String)>,
    /// Free words for search and metadata.
    pub keywords: Vec<String>,
    /// Old addresses.
    pub aliases: Vec<Placed<String>>,
    /// Hidden: the article (in the source) or this language.
    pub draft: bool,
    /// The title's reading, for sorting in Japanese.
    pub yomi: Option<String>,
    /// Who translated.
    pub translator: Option<String>,
    /// Who reviewed.
    pub reviewed_by: Option<String>,
    /// When it was reviewed.
    pub reviewed_on: Option<civil::Date>,
    /// Who wrote the text.
    pub text_origin: Option<TextOrigin>,
    /// Of when the translation is, and the fingerprints of the source blocks it was made from.
    pub made_from: Option<(Option<civil::Date>, String)>,
}

/// All that one file's front matter says.
#[derive(Clone, Debug)]
pub struct FrontMatter {
    /// The words of its language.
    pub words: Arc<TranslationMeta>,
    /// The shared facts; present where the file has a date.
    pub facts: Option<Arc<ArticleMeta>>,
    /// Keys that belong into a source, in a file without a date.
    pub source_keys: Vec<Placed<String>>,
}

/// Keys that only a source may have.
const SOURCE_KEYS: [&str; 24] = [
    "kind",
    "pillar",
    "topics",
    "agency",
    "places",
    "countries",
    "updated",
    "authors",
    "cover",
    "pictures",
    "origin",
    "source_name",
    "source_url",
    "source_date",
    "sources",
    "featured",
    "publish_at",
    "expires",
    "review_by",
    "campaign",
    "investment",
    "tourism",
    "event",
    "story",
];

/// Reads all keys. The result is whole even where values are wrong; the complaints are in the list.
pub fn read(source: &Arc<Source>, node: &Node, diagnostics: &mut Diagnostics) -> FrontMatter {
    let mut fields = Fields::new(source, node, "front matter", diagnostics);
    let words = read_words(&mut fields);
    if fields.key("date").is_some() {
        fields.require("date");
    }
    let date = fields.date_time("date");
    // A date that can't be read still makes the file the source; its complaint stops the build.
    let facts = fields.key("date").map(|key| read_facts(&mut fields, date.unwrap_or(Placed { value: civil::DateTime::ZERO, range: key })));
    let mut source_keys = Vec::new();
    let mut elsewhere = Vec::new();
    if facts.is_none() {
        elsewhere.extend(SOURCE_KEYS);
        for key in SOURCE_KEYS {
            source_keys.extend(fields.key(key).map(|range| Placed { value: key.to_owned(), range }));
        }
    }
    fields.finish_except(&elsewhere);
    FrontMatter { words: Arc::new(words), facts: facts.map(Arc::new), source_keys }
}

fn read_words(fields: &mut Fields<'_>) -> TranslationMeta {
    let title = fields.required_text("title");
    let summary = fields.required_text("summary");
    let card = fields.map("card", |card| {
        ["access", "hours_note", "utilities_note", "incentives_note", "venue"]
            .into_iter()
            .filter_map(|key| Some((key.to_owned(), text::plain(&card.text(key)?.value))))
            .collect()
    });
    TranslationMeta {
        title_range: title.as_ref().map_or(0..0, |t| t.range.clone()),
        title: title.map_or(String::new(), |t| text::plain(&t.value)),
        summary: summary.map_or(String::new(), |s| text::plain(&s.value)),
        cover_alt: fields.text("cover_alt").map(|alt| text::plain(&alt.value)),
        card: card.unwrap_or_default(),
        keywords: fields.texts("keywords").into_iter().map(|k| text::plain(&k.value)).collect(),
        aliases: fields.texts("aliases"),
        draft: fields.flag("draft"),
        yomi: fields.text("yomi").map(|y| y.value),
        translator: fields.text("translator").map(|t| t.value),
        reviewed_by: fields.text("reviewed_by").map(|r| r.value),
        reviewed_on: fields.date("reviewed_on").map(|d| d.value),
        text_origin: fields.choice(
            "text_origin",
            &[("human", TextOrigin::Human), ("machine", TextOrigin::Machine), ("machine-reviewed", TextOrigin::MachineReviewed)],
        ),
        made_from: fields.map("made_from", |made| {
            let on = made.date("on").map(|on| on.value);
            (on, made.text("blocks").map_or(String::new(), |blocks| blocks.value))
        }),
    }
}

fn read_facts(fields: &mut Fields<'_>, date: Placed<civil::DateTime>) -> ArticleMeta {
    let cover = fields.map("cover", |cover| {
        let file = cover.required_text("src");
        read_credit(cover, file)
    });
    ArticleMeta {
        date: date.value,
        date_range: date.range,
        kind: fields.choice("kind", &Kind::WORDS),
        pillar: fields.text("pillar"),
        topics: fields.texts("topics"),
        agency: fields.text("agency"),
        places: fields.texts("places"),
        countries: fields.texts("countries"),
        updated: fields.date("updated"),
        authors: fields.texts("authors").into_iter().map(|a| a.value).collect(),
        cover: cover.flatten(),
        pictures: read_pictures(fields),
        origin: read_origin(fields),
        sources: fields.maps("sources", read_reference).into_iter().flatten().collect(),
        featured: fields.flag("featured"),
        publish_at: fields.date_time("publish_at"),
        expires: fields.end_time("expires"),
        review_by: fields.date("review_by"),
        campaign: fields.text("campaign").map(|c| c.value),
        kind_facts: read_kind_facts(fields),
    }
}

fn read_credit(fields: &mut Fields<'_>, file: Option<Placed<String>>) -> Option<Credit> {
    let credit = fields.required_text("credit").map_or(String::new(), |c| c.value);
    let rights = fields.required_text("rights").map_or(String::new(), |r| r.value);
    let map_checked_by = fields.text("map_checked_by").map(|m| m.value);
    Some(Credit { file: file?, credit, rights, map_checked_by })
}

fn read_pictures(fields: &mut Fields<'_>) -> Vec<Credit> {
    let entries = fields.entries("pictures");
    let mut pictures = Vec::new();
    for (key, node) in entries {
        let mut inner = fields.open(node, &key.name);
        let file = Placed { value: key.name.clone(), range: key.range.clone() };
        pictures.extend(read_credit(&mut inner, Some(file)));
        inner.finish();
    }
    pictures
}

fn read_origin(fields: &mut Fields<'_>) -> Origin {
    let quoted = fields.choice("origin", &[("own", None), ("shared", Some(false)), ("quoted", Some(true))]).flatten();
    let Some(quoted) = quoted else {
        for key in ["source_name", "source_url", "source_date"] {
            fields.node(key);
        }
        return Origin::Own;
    };
    let name = fields.required_text("source_name").map_or(String::new(), |n| n.value);
    fields.require("source_url");
    let url = fields.url("source_url").map_or(String::new(), |u| u.value);
    let date = fields.date("source_date").map(|d| d.value);
    if date.is_none() && fields.key("source_date").is_none() {
        let place = fields.beginning();
        fields.complain(codes::missing_key(place, "source_date"));
    }
    Origin::Taken { quoted, name, url, date }
}

fn read_reference(fields: &mut Fields<'_>) -> Option<Reference> {
    let title = fields.required_text("title");
    fields.require("url");
    let url = fields.url("url");
    let date = fields.date("date").map(|d| d.value);
    Some(Reference { title: title?.value, url: url?.value, date })
}

fn read_kind_facts(fields: &mut Fields<'_>) -> Vec<KindFacts> {
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
        Facts::Event(Event { start: start.map(|s| s.value), end: end.map(|e| e.value), organiser: f.text("organiser") })
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
    let capital = f.map("capital", |c| Some((c.number("amount")?, c.required_text("currency")?.value)));
    let contact = f.map("contact", |c| (c.text("agency"), c.text("phone").map(|p| p.value), c.text("email").map(|e| e.value)));
    let (contact_agency, contact_phone, contact_email) = contact.unwrap_or_default();
    Investment {
        sector: f.text("sector").map(|s| s.value),
        place: f.text("place"),
        area_ha: f.number("area_ha"),
        capital: capital.flatten(),
        lease_until: f.date("lease_until").map(|d| d.value),
        distances: f.maps("distances", |d| Some((d.required_text("to")?.value, d.number("km")?))).into_iter().flatten().collect(),
        stage: f.text("stage").map(|s| s.value),
        as_of: f.date("as_of").map(|d| d.value),
        contact_agency,
        contact_phone,
        contact_email,
    }
}

fn read_tourism(f: &mut Fields<'_>) -> Tourism {
    Tourism { position: f.position("position"), season: season(f), price: f.number("price") }
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

/// Reads the front matter of `source` in `parts`; `None` when the YAML itself is broken.
pub fn parse(source: &Arc<Source>, parts: &Parts, diagnostics: &mut Diagnostics) -> Option<FrontMatter> {
    let node = match yaml::parse(source, parts.yaml.clone()) {
        Ok(node) => node,
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            return None;
        }
    };
    // An empty mapping still has a place to complain at: the line after the first `---`.
    let node = if matches!(node.value, Value::Null) { Node { range: parts.yaml.start..parts.yaml.start, ..node } } else { node };
    Some(read(source, &node, diagnostics))
}
