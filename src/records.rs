//! Small records of the portal, one file a kind in `content/_data/`: key figures, channels, notices.
//!
//! 1. [`parse`] reads one file: a list of entries, each with an id and words in six languages,
//! 2. wrong values are told in place; an entry that can't be used is left out.
//!
//! Knows nothing of: vocabularies (ids stay text), articles, the clock.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil;

use crate::diagnostic::{Diagnostics, codes};
use crate::language::{Lang, LangMap};
use crate::provenance::{Reference, TextOrigin};
use crate::source::{Source, Span};
use crate::text;
use crate::yaml::{self, Fields, Placed, Value};

/// Which file of `content/_data/`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RecordKind {
    /// Key figures.
    Figures,
    /// Channels of the body.
    Channels,
    /// Notices over all pages.
    Notices,
}

impl RecordKind {
    /// All three.
    pub const ALL: [RecordKind; 3] = [RecordKind::Figures, RecordKind::Channels, RecordKind::Notices];

    /// The file's stem.
    pub fn id(self) -> &'static str {
        match self {
            RecordKind::Figures => "figures",
            RecordKind::Channels => "channels",
            RecordKind::Notices => "notices",
        }
    }
}

/// What one file holds.
#[derive(Clone, Debug)]
pub enum Records {
    /// Key figures, in the order written.
    Figures(Vec<Figure>),
    /// Channels, in the order written.
    Channels(Vec<Channel>),
    /// Notices, in the order written.
    Notices(Vec<Notice>),
}

/// What a figure counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    /// Square kilometres.
    Km2,
    /// Hectares.
    Ha,
    /// Inhabitants, visitors.
    People,
    /// Things, named by the label.
    Count,
    /// Per cent.
    Percent,
    /// US dollars.
    Usd,
    /// Đồng.
    Vnd,
}

impl Unit {
    /// All with their words in YAML and in `figures.json`.
    pub const WORDS: [(&'static str, Unit); 7] = [
        ("km2", Unit::Km2),
        ("ha", Unit::Ha),
        ("people", Unit::People),
        ("count", Unit::Count),
        ("percent", Unit::Percent),
        ("USD", Unit::Usd),
        ("VND", Unit::Vnd),
    ];

    /// The word in YAML.
    pub fn word(self) -> &'static str {
        Unit::WORDS.iter().find(|(_, unit)| *unit == self).map_or("", |(word, _)| word)
    }
}

/// A key figure with its date and source.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Its id.
    pub id: String,
    /// Where the id stands.
    pub span: Span,
    /// What is counted, in each language.
    pub label: LangMap<String>,
    /// How many, in whole units (đồng, dollars, persons).
    pub value: f64,
    /// Of what.
    pub unit: Unit,
    /// The day to which it belongs.
    pub as_of: civil::Date,
    /// Where it stands.
    pub source: Reference,
    /// A remark, in each language; empty where there is none.
    pub note: LangMap<String>,
    /// Who wrote the words.
    pub text_origin: Option<TextOrigin>,
}

/// Kinds of channels; their names are the messages `channel-…`.
pub const CHANNEL_KINDS: [&str; 6] = ["portal", "national-service", "app", "social", "hotline", "feed"];

/// A channel through which the body gives information (Decree 224/2026, Art. 10(3)).
#[derive(Clone, Debug)]
pub struct Channel {
    /// Its id.
    pub id: String,
    /// Where the id stands.
    pub span: Span,
    /// One of [`CHANNEL_KINDS`].
    pub kind: &'static str,
    /// Its name, in each language.
    pub names: LangMap<String>,
    /// Its address: https, mailto or tel.
    pub url: String,
    /// The id of the agency that manages it.
    pub managed_by: Option<Placed<String>>,
    /// A remark, in each language.
    pub note: LangMap<String>,
    /// Who wrote the words.
    pub text_origin: Option<TextOrigin>,
}

/// What a notice is about.
#[derive(Clone, Debug, PartialEq)]
pub enum About {
    /// Anything.
    Info,
    /// A planned interruption, announced at least seven working days before (Decree 224/2026, Art. 13).
    Downtime {
        /// When it begins, in Việt Nam's time.
        starts: civil::DateTime,
        /// When the portal is expected back.
        returns: civil::DateTime,
    },
}

/// A notice over all pages, for some days.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Its id.
    pub id: String,
    /// Where the id stands.
    pub span: Span,
    /// What it is about.
    pub about: About,
    /// From when it shows.
    pub from: civil::DateTime,
    /// When it ceases to show.
    pub until: civil::DateTime,
    /// Its words, in each language.
    pub words: LangMap<String>,
    /// Where more stands: an address of the web or of the portal.
    pub link: Option<Placed<String>>,
}

/// Reads one file.
pub fn parse(source: &Arc<Source>, kind: RecordKind, languages: &[Lang]) -> (Records, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let node = yaml::parse(source, 0..source.text().len()).map_err(|diagnostic| diagnostics.push(diagnostic)).ok();
    let items: &[yaml::Node] = match node.as_ref().map(|node| (&node.value, &node.range)) {
        None | Some((Value::Null, _)) => &[],
        Some((Value::List(items), _)) => items,
        Some((_, range)) => {
            let expected = text!("một danh sách các mục “- id: …”", "a list of entries “- id: …”");
            diagnostics.push(codes::wrong_type(Span::new(source, range.clone()), kind.id(), expected));
            &[]
        }
    };
    let mut ids: Vec<(String, Span)> = Vec::new();
    let mut each = |read: &mut dyn FnMut(&mut Fields<'_>, Id)| {
        for item in items {
            let mut fields = Fields::new(source, item, kind.id(), &mut diagnostics);
            if let Some(id) = read_id(&mut fields, &mut ids) {
                read(&mut fields, id);
                fields.finish();
            }
        }
    };
    let records = match kind {
        RecordKind::Figures => {
            let mut figures = Vec::new();
            each(&mut |fields, id| figures.extend(read_figure(fields, id, languages)));
            Records::Figures(figures)
        }
        RecordKind::Channels => {
            let mut channels = Vec::new();
            each(&mut |fields, id| channels.extend(read_channel(fields, id, languages)));
            Records::Channels(channels)
        }
        RecordKind::Notices => {
            let mut notices = Vec::new();
            each(&mut |fields, id| notices.extend(read_notice(fields, id, languages)));
            Records::Notices(notices)
        }
    };
    (records, diagnostics)
}

struct Id {
    id: String,
    span: Span,
}

fn read_id(fields: &mut Fields<'_>, ids: &mut Vec<(String, Span)>) -> Option<Id> {
    let id = fields.required_text("id")?;
    let span = fields.span(&id.range);
    if !text::slug::is_folder_slug(&id.value) {
        fields.complain(codes::folder_name(span.clone(), &id.value, &text::slug::folder_slug(&id.value)));
    }
    if let Some((_, first)) = ids.iter().find(|(other, _)| *other == id.value) {
        fields.complain(codes::vocabulary_duplicate(span, &id.value, first.clone()));
        return None;
    }
    ids.push((id.value.clone(), span.clone()));
    Some(Id { id: id.value, span })
}

/// Words that must be there: a missing key is told, missing languages too.
fn required_words(fields: &mut Fields<'_>, key: &'static str, id: &str, languages: &[Lang]) -> LangMap<String> {
    fields.require(key);
    fields.words(key, id, languages)
}

fn read_figure(fields: &mut Fields<'_>, Id { id, span }: Id, languages: &[Lang]) -> Option<Figure> {
    let label = required_words(fields, "label", &id, languages);
    for key in ["value", "unit", "as_of", "source"] {
        fields.require(key);
    }
    let value = fields.number("value");
    let unit = fields.choice("unit", &Unit::WORDS);
    let as_of = fields.date("as_of").map(|day| day.value);
    let source = fields.map("source", Reference::read).flatten();
    let note = fields.words("note", &id, languages);
    let text_origin = TextOrigin::read(fields);
    Some(Figure { id, span, label, value: value?, unit: unit?, as_of: as_of?, source: source?, note, text_origin })
}

fn read_channel(fields: &mut Fields<'_>, Id { id, span }: Id, languages: &[Lang]) -> Option<Channel> {
    let names = required_words(fields, "names", &id, languages);
    fields.require("kind");
    let kind = fields.choice("kind", &CHANNEL_KINDS.map(|word| (word, word)));
    let url = fields.required_text("url").and_then(|url| {
        let safe = ["https://", "http://", "mailto:", "tel:"].iter().any(|scheme| url.value.starts_with(scheme));
        if !safe {
            let place = fields.span(&url.range);
            fields.complain(codes::unsafe_url(place, &url.value));
        }
        safe.then_some(url.value)
    });
    let managed_by = fields.text("managed_by");
    let note = fields.words("note", &id, languages);
    let text_origin = TextOrigin::read(fields);
    Some(Channel { id, span, kind: kind?, names, url: url?, managed_by, note, text_origin })
}

fn read_notice(fields: &mut Fields<'_>, Id { id, span }: Id, languages: &[Lang]) -> Option<Notice> {
    let words = required_words(fields, "words", &id, languages);
    for key in ["from", "until"] {
        fields.require(key);
    }
    let from = fields.date_time("from");
    let until = fields.end_time("until");
    in_order(fields, (&from, "from"), (&until, "until"));
    let is_downtime = fields.choice("kind", &[("info", false), ("downtime", true)]).unwrap_or(false);
    let (starts, returns) = (fields.date_time("starts"), fields.date_time("returns"));
    if is_downtime {
        fields.require("starts");
        fields.require("returns");
        in_order(fields, (&starts, "starts"), (&returns, "returns"));
    }
    let about = match (is_downtime, starts, returns) {
        (true, Some(starts), Some(returns)) => About::Downtime { starts: starts.value, returns: returns.value },
        _ => About::Info,
    };
    let link = fields.text("link");
    Some(Notice { id, span, about, from: from?.value, until: until?.value, words, link })
}

type When<'a> = (&'a Option<Placed<civil::DateTime>>, &'a str);

fn in_order(fields: &mut Fields<'_>, earlier: When<'_>, later: When<'_>) {
    if let (Some(first), Some(second)) = (earlier.0, later.0)
        && second.value < first.value
    {
        let place: &Range<usize> = &second.range;
        let span = fields.span(place);
        fields.complain(codes::dates_out_of_order(span, later.1, earlier.1));
    }
}
