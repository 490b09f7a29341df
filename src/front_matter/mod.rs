//! The part between `---` lines: an article's shared facts, and the words of one language.
//!
//! 1. [`split`] finds the front matter and the body of a file,
//! 2. [`read`] takes every key with its type: the words of this language, and the facts where the file is a source.
//!
//! Ids of vocabularies stay text here; the model resolves them. The contract stands in `docs/content.md`.
//!
//! Knows nothing of: other files of the article, vocabularies, sections.

pub mod edit;
pub mod facts;
pub mod made_from;

use std::ops::Range;
use std::sync::Arc;

use jiff::civil;

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::kind::Kind;
use crate::provenance::{Reference, TextOrigin};
use crate::segment::{Role, Segment};
use crate::source::{Source, Span};
use crate::text;
use crate::yaml::{self, Fields, Node, Placed, Value};

use facts::KindFacts;
use made_from::MadeFrom;

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

/// What a page shows under its own text, made of the portal's data.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shows {
    /// Everything there is, as a tree.
    SiteMap,
    /// The body's channels (Decree 224/2026, Art. 10(3)).
    Channels,
    /// The key figures.
    Figures,
    /// The approved glossary in all languages.
    Glossary,
}

impl Shows {
    /// All with their words in front matter.
    pub const WORDS: [(&'static str, Shows); 4] =
        [("site-map", Shows::SiteMap), ("channels", Shows::Channels), ("figures", Shows::Figures), ("glossary", Shows::Glossary)];

    /// The word in front matter.
    pub fn word(self) -> &'static str {
        Shows::WORDS.iter().find(|(_, shows)| *shows == self).map_or("", |(word, _)| word)
    }
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

/// What only the source says: facts that are the same in all languages.
#[derive(Clone, Debug)]
pub struct ArticleMeta {
    /// When it was published, in Việt Nam's time.
    pub date: civil::DateTime,
    /// Where the date stands.
    pub date_range: Range<usize>,
    /// The kind, where it differs from the section's.
    pub kind: Option<Kind>,
    /// What a page shows under its text.
    pub shows: Option<Placed<Shows>>,
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
            shows: None,
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
    /// What the translation was made from; written by the program.
    pub made_from: Option<MadeFrom>,
    /// Findings about the translation that a person has looked at.
    pub ignore: Vec<Ignored>,
    /// What of it can be translated, in a fixed order: title, summary, cover, card.
    pub segments: Vec<Segment>,
}

/// A finding about a translation that a person has looked at and let stand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ignored {
    /// The name of the check.
    pub rule: String,
    /// The source block: its key or its fingerprint.
    pub block: String,
    /// Where it stands.
    pub range: Range<usize>,
}

impl TranslationMeta {
    /// The words of a role; none for a role of the body.
    pub fn word(&self, role: Role) -> Option<&str> {
        match role {
            Role::Title => Some(&self.title),
            Role::Summary => Some(&self.summary),
            Role::CoverAlt => self.cover_alt.as_deref(),
            Role::Card(key) => self.card.iter().find(|(known, _)| known == key).map(|(_, word)| word.as_str()),
            _ => None,
        }
    }
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
const SOURCE_KEYS: [&str; 25] = [
    "kind",
    "shows",
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
    let cover_alt = fields.text("cover_alt");
    let card: Vec<(&'static str, Placed<String>)> =
        fields.map("card", |card| Role::CARD.into_iter().filter_map(|key| Some((key, card.text(key)?))).collect()).unwrap_or_default();
    let words = [(Role::Title, &title), (Role::Summary, &summary), (Role::CoverAlt, &cover_alt)];
    let words = words.into_iter().filter_map(|(role, word)| Some((role, word.as_ref()?)));
    let words = words.chain(card.iter().map(|(key, word)| (Role::Card(key), word)));
    let segments = words.map(|(role, word)| Segment::new(word.range.clone(), (role, 0), &word.value)).collect();
    TranslationMeta {
        segments,
        title_range: title.as_ref().map_or(0..0, |t| t.range.clone()),
        title: title.map_or(String::new(), |t| text::plain(&t.value)),
        summary: summary.map_or(String::new(), |s| text::plain(&s.value)),
        cover_alt: cover_alt.map(|alt| text::plain(&alt.value)),
        card: card.into_iter().map(|(key, word)| (key.to_owned(), text::plain(&word.value))).collect(),
        keywords: fields.texts("keywords").into_iter().map(|k| text::plain(&k.value)).collect(),
        aliases: fields.texts("aliases"),
        draft: fields.flag("draft"),
        yomi: fields.text("yomi").map(|y| y.value),
        translator: fields.text("translator").map(|t| t.value),
        reviewed_by: fields.text("reviewed_by").map(|r| r.value),
        reviewed_on: fields.date("reviewed_on").map(|d| d.value),
        text_origin: TextOrigin::read(fields),
        made_from: made_from::read(fields),
        ignore: fields.maps("ignore", read_ignored).into_iter().flatten().collect(),
    }
}

fn read_ignored(fields: &mut Fields<'_>) -> Option<Ignored> {
    let rule = fields.required_text("rule");
    let block = fields.required_text("block");
    fields.required_text("reason");
    let rule = rule?;
    Some(Ignored { range: rule.range, rule: rule.value, block: block?.value })
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
        shows: fields.placed_choice("shows", &Shows::WORDS),
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
        sources: Reference::read_list(fields),
        featured: fields.flag("featured"),
        publish_at: fields.date_time("publish_at"),
        expires: fields.end_time("expires"),
        review_by: fields.date("review_by"),
        campaign: fields.text("campaign").map(|c| c.value),
        kind_facts: facts::read(fields),
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
    let mut problems = Diagnostics::default();
    let front = read(source, &node, &mut problems);
    let is_draft = front.words.draft;
    diagnostics.extend(problems.iter().cloned().map(|problem| if is_draft { codes::in_draft(problem) } else { problem }));
    Some(front)
}
