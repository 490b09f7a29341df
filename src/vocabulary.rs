//! Vocabularies: pillars, topics, agencies, places, countries, with names that hold for a time.
//!
//! Knows nothing of: articles, URLs.

use std::sync::Arc;

use jiff::civil;

use crate::diagnostic::{Diagnostics, codes};
use crate::language::{Lang, LangMap};
use crate::provenance::{Reference, TextOrigin};
use crate::source::{Source, Span};
use crate::text;
use crate::yaml::{self, Fields, Placed, Value};

/// Which vocabulary a term belongs to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum VocabularyKind {
    /// The pillars of the ASEAN Community, and two classes beside them.
    Pillars,
    /// The topics of the provincial plan.
    Topics,
    /// Agencies and units.
    Agencies,
    /// Places in the province.
    Places,
    /// Member countries.
    Countries,
}

impl VocabularyKind {
    /// All five.
    pub const ALL: [VocabularyKind; 5] =
        [VocabularyKind::Pillars, VocabularyKind::Topics, VocabularyKind::Agencies, VocabularyKind::Places, VocabularyKind::Countries];

    /// The file's stem under `content/_vocabulary/`, and the part of the URL of its pages.
    pub fn id(self) -> &'static str {
        match self {
            VocabularyKind::Pillars => "pillars",
            VocabularyKind::Topics => "topics",
            VocabularyKind::Agencies => "agencies",
            VocabularyKind::Places => "places",
            VocabularyKind::Countries => "countries",
        }
    }

    /// The key in front matter that refers to it.
    pub fn key(self) -> &'static str {
        match self {
            VocabularyKind::Pillars => "pillar",
            VocabularyKind::Topics => "topics",
            VocabularyKind::Agencies => "agency",
            VocabularyKind::Places => "places",
            VocabularyKind::Countries => "countries",
        }
    }
}

/// A name and the days on which it held, both inclusive.
#[derive(Clone, Debug)]
pub struct Name {
    /// The first day; `None` for always.
    pub from: Option<civil::Date>,
    /// The last day; `None` for still.
    pub until: Option<civil::Date>,
    /// The name in each language; empty where it is missing.
    pub words: LangMap<String>,
    /// The reading of the Japanese name, for sorting.
    pub yomi: Option<String>,
}

/// An entry of a vocabulary.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its id, unique in the vocabulary.
    pub id: String,
    /// Where the id stands.
    pub span: Span,
    /// Its names, oldest first.
    pub names: Vec<Name>,
    /// The id of the body that took over.
    pub successor: Option<Placed<String>>,
    /// The day on which it ceased.
    pub ended: Option<civil::Date>,
    /// A few sentences about it, in each language; empty where nobody wrote any.
    pub intro: LangMap<String>,
    /// Who wrote them.
    pub text_origin: Option<TextOrigin>,
    /// Sources of its facts.
    pub sources: Vec<Reference>,
    /// What this kind of entry has besides.
    pub details: Details,
}

/// What a kind of entry has besides names.
#[derive(Clone, Debug, Default)]
pub struct Details {
    /// Of an agency: where it can be met.
    pub address: Option<String>,
    /// Of an agency: where it can be called.
    pub phone: Option<String>,
    /// Of an agency: its own site.
    pub url: Option<String>,
    /// Of a place: its position on the drawn scheme, 0 to 100 each.
    pub position: Option<(f64, f64)>,
    /// Of a country.
    pub country: Option<Country>,
}

/// Facts of a member country.
#[derive(Clone, Debug)]
pub struct Country {
    /// When it joined ASEAN.
    pub joined: Option<civil::Date>,
    /// Its capital, in each language.
    pub capital: LangMap<String>,
    /// Area in km².
    pub area: Option<f64>,
    /// Inhabitants.
    pub population: Option<f64>,
    /// ISO 4217 code.
    pub currency: Option<String>,
    /// Official languages, in each language.
    pub languages: LangMap<String>,
    /// The day to which the figures belong.
    pub as_of: Option<civil::Date>,
}

impl Entry {
    /// The name that held on a day, in a language; falls back to Vietnamese, then to the id.
    pub fn name_on(&self, day: civil::Date, lang: Lang) -> &str {
        let held = |name: &&Name| name.from.is_none_or(|from| from <= day) && name.until.is_none_or(|until| day <= until);
        let name = self.names.iter().rev().find(held).or_else(|| {
            if self.names.first().and_then(|n| n.from).is_some_and(|from| day < from) { self.names.first() } else { self.names.last() }
        });
        let word = name.map_or("", |name| name.words.words(lang));
        if word.is_empty() { &self.id } else { word }
    }

    /// The latest name, in a language.
    pub fn name(&self, lang: Lang) -> &str {
        self.name_on(civil::Date::MAX, lang)
    }

    /// What the latest name is sorted by: its reading in Japanese, else itself.
    pub fn sort_key(&self, lang: Lang) -> &str {
        let yomi = self.names.last().and_then(|name| name.yomi.as_deref());
        if lang == Lang::JA { yomi.unwrap_or_else(|| self.name(lang)) } else { self.name(lang) }
    }
}

/// Reads one vocabulary file: a list of entries.
pub fn parse(source: &Arc<Source>, kind: VocabularyKind, languages: &[Lang]) -> (Vec<Entry>, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let mut entries: Vec<Entry> = Vec::new();
    let node = match yaml::parse(source, 0..source.text().len()) {
        Ok(node) => node,
        Err(diagnostic) => return (entries, [diagnostic].into_iter().collect()),
    };
    let items = match &node.value {
        Value::List(items) => items.as_slice(),
        Value::Null => &[],
        _ => {
            let expected = text!("một danh sách các mục “- id: …”", "a list of entries “- id: …”");
            diagnostics.push(codes::wrong_type(Span::new(source, node.range.clone()), kind.id(), expected));
            &[]
        }
    };
    for item in items {
        let mut fields = Fields::new(source, item, kind.id(), &mut diagnostics);
        let entry = read_entry(&mut fields, kind, languages);
        fields.finish();
        let Some(entry) = entry else { continue };
        match entries.iter().find(|other| other.id == entry.id) {
            Some(first) => diagnostics.push(codes::vocabulary_duplicate(entry.span.clone(), &entry.id, first.span.clone())),
            None => entries.push(entry),
        }
    }
    for entry in &entries {
        if let Some(successor) = &entry.successor
            && (successor.value == entry.id || !entries.iter().any(|other| other.id == successor.value))
        {
            let known = entries.iter().map(|other| other.id.as_str());
            diagnostics.push(codes::unknown_id(Span::new(source, successor.range.clone()), "successor", &successor.value, known));
        }
    }
    (entries, diagnostics)
}

fn read_entry(fields: &mut Fields<'_>, kind: VocabularyKind, languages: &[Lang]) -> Option<Entry> {
    let id = fields.required_text("id");
    let names = fields.maps("names", |name| Name {
        from: name.date("from").map(|d| d.value),
        until: name.date("until").map(|d| d.value),
        words: name.languages(),
        yomi: name.text("yomi").map(|y| y.value),
    });
    let successor = fields.text("successor");
    let ended = fields.date("ended").map(|d| d.value);
    let known = id.as_ref().map_or(String::new(), |id| id.value.clone());
    let intro = fields.words("intro", &known, languages);
    let text_origin = TextOrigin::read(fields);
    let sources = Reference::read_list(fields);
    let details = match kind {
        VocabularyKind::Agencies => Details {
            address: fields.text("address").map(|a| a.value),
            phone: fields.text("phone").map(|p| p.value),
            url: fields.url("url").map(|u| u.value),
            ..Details::default()
        },
        VocabularyKind::Places => Details { position: fields.position("position"), ..Details::default() },
        VocabularyKind::Countries => Details { country: Some(read_country(fields, &known, languages)), ..Details::default() },
        VocabularyKind::Pillars | VocabularyKind::Topics => Details::default(),
    };
    let id = id?;
    let span = fields.span(&id.range);
    if !text::slug::is_folder_slug(&id.value) {
        fields.complain(codes::folder_name(span.clone(), &id.value, &text::slug::folder_slug(&id.value)));
    }
    if let Some(name) = names.iter().find(|name| languages.iter().any(|lang| name.words[*lang].is_empty())) {
        fields.complain_of_missing(&name.words, &id.range, &id.value, languages);
    }
    if names.is_empty() {
        fields.complain(codes::missing_key(span.clone(), "names"));
    }
    Some(Entry { id: id.value, span, names, successor, ended, intro, text_origin, sources, details })
}

fn read_country(fields: &mut Fields<'_>, id: &str, languages: &[Lang]) -> Country {
    Country {
        joined: fields.date("joined").map(|d| d.value),
        capital: fields.words("capital", id, languages),
        area: fields.number("area"),
        population: fields.number("population"),
        currency: fields.text("currency").map(|c| c.value),
        languages: fields.words("languages", id, languages),
        as_of: fields.date("as_of").map(|d| d.value),
    }
}
