//! The one YAML reader: text into a tree with places, and typed access that collects every complaint.
//!
//! 1. [`parse`] reads a range of a source into [`Node`]s (duplicate keys, alias bombs and deep nesting are refused),
//! 2. [`Fields`] takes keys out of a mapping, each with its type, and at the end reports the keys nobody took.
//!
//! Knows nothing of: front matter, vocabularies, which keys exist.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use jiff::civil;
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::Spanned;

use crate::diagnostic::{Diagnostic, Diagnostics, Text, codes};
use crate::language::{Lang, LangMap};
use crate::source::{Source, Span};
use crate::text;

/// Front matter and vocabularies above this many bytes are refused before parsing.
const MAX_YAML: usize = 256 * 1024;

/// A YAML value with its place in the source, as absolute bytes.
#[derive(Clone, Debug)]
pub struct Node {
    /// What stands there.
    pub value: Value,
    /// Where it stands.
    pub range: Range<usize>,
}

/// A YAML value; scalars keep the text they were written with.
#[derive(Clone, Debug)]
pub enum Value {
    /// Nothing: `key:`, `~`, `null`.
    Null,
    /// Text, number, date or boolean.
    Scalar(String),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, in the order written.
    Map(Vec<(Key, Node)>),
}

/// A key of a mapping.
#[derive(Clone, Debug)]
pub struct Key {
    /// Its text.
    pub name: String,
    /// Its place.
    pub range: Range<usize>,
}

/// Parses `range` of a source; an empty document is [`Value::Null`].
pub fn parse(source: &Arc<Source>, range: Range<usize>) -> Result<Node, Diagnostic> {
    let text = &source.text()[range.clone()];
    if text.len() > MAX_YAML {
        return Err(codes::file_too_large(Span::new(source, range), text.len() as u64, MAX_YAML as u64));
    }
    let options = serde_yaml::options! { strict_booleans: true, with_snippet: false };
    match serde_yaml::from_str_with_options::<Option<Spanned<Raw>>>(text, options) {
        Ok(None) => Ok(Node { value: Value::Null, range }),
        Ok(Some(raw)) => Ok(Reader { text, offset: range.start }.node(raw)),
        Err(error) => {
            let location = error.location();
            let at = location.map_or(range.start, |l| range.start + byte_offset(text, l.line(), l.column()));
            let end = source.text()[at..].find(['\n', ' ', ':']).map_or(range.end, |n| at + n.max(1)).min(range.end.max(at));
            Err(codes::yaml_syntax(Span::new(source, at..end), &reason(&error.to_string())))
        }
    }
}

/// The parser's sentence; the commonest ones in both languages and without the parser's own advice.
fn reason(sentence: &str) -> Text {
    let sentence = sentence.lines().next().unwrap_or(sentence).trim_start_matches("error: ");
    let sentence = sentence.split(" at line ").next().unwrap_or(sentence);
    if let Some((_, key)) = sentence.split_once("duplicate mapping key: ") {
        let key = key.split(',').next().unwrap_or(key);
        return text!("khóa “{key}” viết hai lần", "the key “{key}” is written twice");
    }
    match sentence {
        "unclosed quote" => text!("ngoặc kép không đóng", "a quote isn't closed"),
        _ if sentence.contains("budget") => text!("quá nhiều tham chiếu hoặc lồng quá sâu", "too many references, or nested too deep"),
        _ => text!("{sentence}", "{sentence}"),
    }
}

fn byte_offset(text: &str, line: u64, column: u64) -> usize {
    let start: usize = text.split_inclusive('\n').take(usize::try_from(line.saturating_sub(1)).unwrap_or(0)).map(str::len).sum();
    let column = usize::try_from(column.saturating_sub(1)).unwrap_or(0);
    start + text[start..].char_indices().nth(column).map_or(text.len() - start, |(i, _)| i)
}

struct Reader<'a> {
    text: &'a str,
    offset: usize,
}

impl Reader<'_> {
    fn range(&self, spanned: &Spanned<impl Sized>) -> Range<usize> {
        let span = spanned.referenced.span();
        let clamp = |n: Option<u64>| usize::try_from(n.unwrap_or(0)).unwrap_or(0).min(self.text.len());
        let start = clamp(span.byte_offset());
        let end = (start + clamp(span.byte_len())).min(self.text.len());
        let trimmed = self.text.get(start..end).map_or(0, |t| t.trim_end().len());
        start + self.offset..start + trimmed + self.offset
    }

    fn node(&self, spanned: Spanned<Raw>) -> Node {
        let range = self.range(&spanned);
        let value = match spanned.value {
            Raw::Null => Value::Null,
            Raw::Text(text) => Value::Scalar(text),
            Raw::Plain(printed) => {
                let written = &self.text[range.start - self.offset..range.end - self.offset];
                // An alias stands where its value is used; the value is elsewhere.
                Value::Scalar(if written.is_empty() || written.starts_with('*') { printed } else { written.to_owned() })
            }
            Raw::List(list) => Value::List(list.into_iter().map(|item| self.node(item)).collect()),
            Raw::Map(map) => Value::Map(
                map.into_iter().map(|(key, value)| (Key { range: self.range(&key), name: key.value }, self.node(value))).collect(),
            ),
        };
        Node { value, range }
    }
}

/// What serde gives; numbers and booleans remember only their value, their text is taken from the source.
enum Raw {
    Null,
    Text(String),
    Plain(String),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<String>, Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Raw, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }
    fn visit_bool<E: de::Error>(self, v: bool) -> Result<Raw, E> {
        Ok(Raw::Plain(v.to_string()))
    }
    fn visit_i64<E: de::Error>(self, v: i64) -> Result<Raw, E> {
        Ok(Raw::Plain(v.to_string()))
    }
    fn visit_u64<E: de::Error>(self, v: u64) -> Result<Raw, E> {
        Ok(Raw::Plain(v.to_string()))
    }
    fn visit_f64<E: de::Error>(self, v: f64) -> Result<Raw, E> {
        Ok(Raw::Plain(v.to_string()))
    }
    fn visit_str<E: de::Error>(self, v: &str) -> Result<Raw, E> {
        Ok(Raw::Text(v.to_owned()))
    }
    fn visit_string<E: de::Error>(self, v: String) -> Result<Raw, E> {
        Ok(Raw::Text(v))
    }
    fn visit_unit<E: de::Error>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }
    fn visit_none<E: de::Error>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        Raw::deserialize(deserializer)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = seq.next_element()? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Map(entries))
    }
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// Its place, as absolute bytes of its source.
    pub range: Range<usize>,
}

/// Typed access to one mapping. Each wrong value is a diagnostic and reads as absent.
pub struct Fields<'a> {
    source: &'a Arc<Source>,
    entries: &'a [(Key, Node)],
    range: Range<usize>,
    asked: Vec<&'static str>,
    diagnostics: &'a mut Diagnostics,
}

impl<'a> Fields<'a> {
    /// Opens a mapping; anything else is a complaint and reads as an empty one. `what` names it in the complaint.
    pub fn new(source: &'a Arc<Source>, node: &'a Node, what: &str, diagnostics: &'a mut Diagnostics) -> Fields<'a> {
        let entries: &[(Key, Node)] = match &node.value {
            Value::Map(entries) => entries,
            Value::Null => &[],
            _ => {
                let expected = text!("một khối “khóa: giá trị”", "a mapping of keys to values");
                diagnostics.push(codes::wrong_type(Span::new(source, node.range.clone()), what, expected));
                &[]
            }
        };
        Fields { source, entries, range: node.range.clone(), asked: Vec::new(), diagnostics }
    }

    /// The span of a range of this mapping's source.
    pub fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.source, range.clone())
    }

    /// The place of the mapping's beginning, for complaints about what isn't there.
    pub fn beginning(&self) -> Span {
        let start = self.range.start;
        Span::new(self.source, start..start)
    }

    /// Adds a complaint.
    pub fn complain(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The place of a key that is present, whatever its value.
    pub fn key(&self, key: &str) -> Option<Range<usize>> {
        self.entries.iter().find(|(k, _)| k.name == key).map(|(k, _)| k.range.clone())
    }

    /// The value of a key; a null value counts as absent.
    pub fn node(&mut self, key: &'static str) -> Option<&'a Node> {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
        let entries: &'a [(Key, Node)] = self.entries;
        entries.iter().find(|(k, _)| k.name == key).map(|(_, node)| node).filter(|node| !matches!(node.value, Value::Null))
    }

    fn wrong(&mut self, node: &Node, key: &str, expected: Text) {
        let span = self.span(&node.range);
        self.diagnostics.push(codes::wrong_type(span, key, expected));
    }

    /// Text; blank text is a complaint.
    pub fn text(&mut self, key: &'static str) -> Option<Placed<String>> {
        let node = self.node(key)?;
        match &node.value {
            Value::Scalar(text) if text.trim().is_empty() => {
                let span = self.span(&node.range);
                self.diagnostics.push(codes::empty_value(span, key));
                None
            }
            Value::Scalar(text) => Some(Placed { value: text.clone(), range: node.range.clone() }),
            _ => {
                self.wrong(node, key, text!("một dòng chữ", "a line of text"));
                None
            }
        }
    }

    /// An address of the web; anything else is a complaint.
    pub fn url(&mut self, key: &'static str) -> Option<Placed<String>> {
        let url = self.text(key)?;
        if url.value.starts_with("https://") || url.value.starts_with("http://") {
            return Some(url);
        }
        let span = self.span(&url.range);
        self.diagnostics.push(codes::unsafe_url(span, &url.value));
        None
    }

    /// Complains about a key that must be there and isn't.
    pub fn require(&mut self, key: &'static str) {
        if self.node(key).is_some() {
            return;
        }
        let diagnostic = match self.key(key) {
            Some(range) => codes::empty_value(self.span(&range), key),
            None => codes::missing_key(self.beginning(), key),
        };
        self.diagnostics.push(diagnostic);
    }

    /// Text that must be there.
    pub fn required_text(&mut self, key: &'static str) -> Option<Placed<String>> {
        self.require(key);
        self.text(key)
    }

    /// `true` or `false`.
    pub fn flag(&mut self, key: &'static str) -> bool {
        let Some(node) = self.node(key) else { return false };
        match &node.value {
            Value::Scalar(text) if text == "true" => true,
            Value::Scalar(text) if text == "false" => false,
            _ => {
                self.wrong(node, key, text!("true hoặc false", "true or false"));
                false
            }
        }
    }

    /// A number, Latin digits with a point for decimals.
    pub fn number(&mut self, key: &'static str) -> Option<f64> {
        let node = self.node(key)?;
        let number = match &node.value {
            Value::Scalar(text) => text.parse::<f64>().ok().filter(|n| n.is_finite()),
            _ => None,
        };
        if number.is_none() {
            self.wrong(node, key, text!("một số, ví dụ 28364 hoặc 4.33", "a number, for example 28364 or 4.33"));
        }
        if let Value::Scalar(text) = &node.value
            && let Some((whole, rest)) = text.split_once('.')
            && rest.len() == 3
            && (1..=3).contains(&whole.len())
            && !whole.starts_with('0')
            && number.is_some()
        {
            let span = self.span(&node.range);
            self.diagnostics.push(codes::ambiguous_number(span, text));
        }
        number
    }

    /// A date, `2026-11-23`.
    pub fn date(&mut self, key: &'static str) -> Option<Placed<civil::Date>> {
        self.date_time(key).map(|placed| Placed { value: placed.value.date(), range: placed.range })
    }

    /// A date, or a date with a time of day (`2026-11-23T08:30`); midnight where no time is given.
    pub fn date_time(&mut self, key: &'static str) -> Option<Placed<civil::DateTime>> {
        let node = self.node(key)?;
        let parsed = match &node.value {
            Value::Scalar(text) => parse_date_time(text),
            _ => None,
        };
        match parsed {
            Some(value) => Some(Placed { value, range: node.range.clone() }),
            None => {
                let span = self.span(&node.range);
                self.diagnostics.push(codes::wrong_date(span, key));
                None
            }
        }
    }

    /// A moment at which something ends: a date without a time of day means the end of that day.
    pub fn end_time(&mut self, key: &'static str) -> Option<Placed<civil::DateTime>> {
        let mut placed = self.date_time(key)?;
        if self.is_day(&placed.range) {
            placed.value = placed.value.date().tomorrow().unwrap_or(placed.value.date()).at(0, 0, 0, 0);
        }
        Some(placed)
    }

    /// One of a fixed set of words.
    pub fn choice<T: Copy>(&mut self, key: &'static str, choices: &[(&'static str, T)]) -> Option<T> {
        let placed = self.text(key)?;
        let found = choices.iter().find(|(word, _)| *word == placed.value).map(|(_, value)| *value);
        if found.is_none() {
            let span = self.span(&placed.range);
            let words = choices.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
            self.diagnostics.push(codes::wrong_type(span, key, text!("một trong: {words}", "one of: {words}")));
        }
        found
    }

    /// One of a fixed set of words, with its place.
    pub fn placed_choice<T: Copy>(&mut self, key: &'static str, choices: &[(&'static str, T)]) -> Option<Placed<T>> {
        let value = self.choice(key, choices)?;
        let range = self.node(key)?.range.clone();
        Some(Placed { value, range })
    }

    /// A list of texts.
    pub fn texts(&mut self, key: &'static str) -> Vec<Placed<String>> {
        let Some(node) = self.node(key) else { return Vec::new() };
        let mut texts = Vec::new();
        if let Value::List(items) = &node.value {
            for item in items {
                match &item.value {
                    Value::Scalar(text) => texts.push(Placed { value: text.clone(), range: item.range.clone() }),
                    _ => self.wrong(item, key, text!("một dòng chữ", "a line of text")),
                }
            }
        } else {
            self.wrong(node, key, text!("một danh sách, ví dụ [a, b]", "a list, for example [a, b]"));
        }
        texts
    }

    /// A point `[x, y]` on the drawn scheme, each from 0 to 100.
    pub fn position(&mut self, key: &'static str) -> Option<(f64, f64)> {
        let numbers = self.texts(key);
        let range = numbers.first()?.range.clone();
        let values: Vec<f64> = numbers.iter().filter_map(|n| n.value.parse().ok()).filter(|n| (0.0..=100.0).contains(n)).collect();
        if let [x, y] = values[..] {
            return Some((x, y));
        }
        let span = self.span(&range);
        self.diagnostics.push(codes::wrong_type(span, key, text!("hai số từ 0 đến 100", "two numbers from 0 to 100")));
        None
    }

    /// A mapping under a key, read by `read`; keys it leaves are complaints.
    pub fn map<T>(&mut self, key: &'static str, read: impl FnOnce(&mut Fields<'_>) -> T) -> Option<T> {
        let node = self.node(key)?;
        let mut fields = Fields::new(self.source, node, key, self.diagnostics);
        let value = read(&mut fields);
        fields.finish();
        Some(value)
    }

    /// A list of mappings under a key.
    pub fn maps<T>(&mut self, key: &'static str, mut read: impl FnMut(&mut Fields<'_>) -> T) -> Vec<T> {
        let Some(node) = self.node(key) else { return Vec::new() };
        let Value::List(items) = &node.value else {
            self.wrong(node, key, text!("một danh sách", "a list"));
            return Vec::new();
        };
        items
            .iter()
            .map(|item| {
                let mut fields = Fields::new(self.source, item, key, self.diagnostics);
                let value = read(&mut fields);
                fields.finish();
                value
            })
            .collect()
    }

    /// Words in the six languages, under the languages' ids in this mapping; plain text, empty where one is missing.
    pub fn languages(&mut self) -> LangMap<String> {
        LangMap::from_fn(|lang| self.text(lang.id()).map_or(String::new(), |word| text::plain(&word.value)))
    }

    /// Words in the six languages under a key. Languages of `wanted` that it lacks are a complaint that names `id`.
    pub fn words(&mut self, key: &'static str, id: &str, wanted: &[Lang]) -> LangMap<String> {
        let words = self.map(key, |fields| fields.languages()).unwrap_or_default();
        let place = self.key(key);
        if let Some(place) = place.filter(|_| self.node(key).is_some()) {
            self.complain_of_missing(&words, &place, id, wanted);
        }
        words
    }

    /// Complains about the languages of `wanted` that have no words.
    pub fn complain_of_missing(&mut self, words: &LangMap<String>, place: &Range<usize>, id: &str, wanted: &[Lang]) {
        let missing: Vec<&str> = wanted.iter().filter(|lang| words[**lang].is_empty()).map(|lang| lang.id()).collect();
        if !missing.is_empty() {
            let span = self.span(place);
            self.complain(codes::words_missing(span, id, &missing.join(", ")));
        }
    }

    /// Whether a date was written without a time of day.
    pub fn is_day(&self, range: &Range<usize>) -> bool {
        self.source.text()[range.clone()].trim_matches(['"', '\'']).len() == 10
    }

    /// All entries of a mapping whose keys are free (file names, languages); marks the key as known.
    pub fn entries(&mut self, key: &'static str) -> &'a [(Key, Node)] {
        match self.node(key) {
            None => &[],
            Some(Node { value: Value::Map(entries), .. }) => entries,
            Some(node) => {
                self.wrong(node, key, text!("một khối “khóa: giá trị”", "a mapping of keys to values"));
                &[]
            }
        }
    }

    /// Opens another node of the same source.
    pub fn open<'b>(&'b mut self, node: &'b Node, what: &str) -> Fields<'b> {
        Fields::new(self.source, node, what, self.diagnostics)
    }

    /// Reports the keys that nobody asked for; `elsewhere` are known keys with a complaint of their own.
    pub fn finish_except(self, elsewhere: &[&str]) {
        for (key, _) in self.entries {
            if !self.asked.contains(&key.name.as_str()) && !elsewhere.contains(&key.name.as_str()) {
                let span = Span::new(self.source, key.range.clone());
                self.diagnostics.push(codes::unknown_key(span, &key.name, &self.asked));
            }
        }
    }

    /// Reports the keys that nobody asked for.
    pub fn finish(self) {
        self.finish_except(&[]);
    }
}

/// Reads `2026-11-23`, `2026-11-23T08:30` or `2026-11-23 08:30:00`, with or without `+07:00`.
fn parse_date_time(text: &str) -> Option<civil::DateTime> {
    let text = text.trim();
    if let Ok(date) = text.parse::<civil::Date>()
        && text.len() == 10
    {
        return Some(date.at(0, 0, 0, 0));
    }
    if text.len() < 16 || !text.is_ascii() {
        return None;
    }
    let local = text.strip_suffix("+07:00").unwrap_or(text);
    // Another offset would be passed over, and the time be wrong by hours.
    if local[10..].contains(['+', '-', '[', 'Z', 'z']) {
        return None;
    }
    local.parse::<civil::DateTime>().ok()
}

#[cfg(test)]
mod tests {
    use super::{Fields, Value, parse};
    use crate::diagnostic::Diagnostics;
    use crate::path::ContentPath;
    use crate::source::Source;

    #[test]
    fn places_and_written_forms_are_kept() {
        let yaml = "title: \"Đồng Nai\"\ncode: 012\nlist: [a, ក្រចេះ]\nmap: { x: 1.50 }\n";
        let source = Source::new(ContentPath::new("a.md"), format!("---\n{yaml}---\n"));
        let node = parse(&source, 4..4 + yaml.len()).unwrap();
        let Value::Map(entries) = &node.value else { panic!("{node:?}") };
        let shown: Vec<_> = entries.iter().map(|(k, v)| (&source.text()[k.range.clone()], &source.text()[v.range.clone()])).collect();
        assert_eq!(shown[0], ("title", "\"Đồng Nai\""));
        assert_eq!(shown[1], ("code", "012"));
        assert!(matches!(&entries[1].1.value, Value::Scalar(s) if s == "012"), "{entries:?}");
        let Value::List(items) = &entries[2].1.value else { panic!() };
        assert_eq!(&source.text()[items[1].range.clone()], "ក្រចេះ");
        let Value::Map(inner) = &entries[3].1.value else { panic!() };
        assert!(matches!(&inner[0].1.value, Value::Scalar(s) if s == "1.50"), "{inner:?}");
    }

    #[test]
    fn hostile_yaml_is_refused_with_a_place() {
        let check = |yaml: &str, line: usize| {
            let source = Source::new(ContentPath::new("a.md"), yaml.to_owned());
            let diagnostic = parse(&source, 0..yaml.len()).expect_err(yaml);
            assert_eq!(diagnostic.code.name, "yaml-syntax");
            assert_eq!(diagnostic.span.unwrap().line_column().0, line, "{yaml}");
        };
        check("a: 1\nb: 2\na: 3\n", 3);
        check("a: \"x\nb: 2\n", 1);
        check(&format!("a: {}", "[".repeat(50_000)), 1);
        let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for i in 1..12 {
            bomb.push_str(&format!("a{i}: &a{i} [{}]\n", vec![format!("*a{}", i - 1); 10].join(", ")));
        }
        let source = Source::new(ContentPath::new("a.md"), bomb.clone());
        assert_eq!(parse(&source, 0..bomb.len()).expect_err("bomb").code.name, "yaml-syntax");
    }

    #[test]
    fn each_wrong_value_is_one_complaint() {
        let yaml = "title: [x]\ndate: 2026-02-31\nsumary: x\ntopics: one\nflag: yes\n";
        let source = Source::new(ContentPath::new("a.md"), yaml.to_owned());
        let node = parse(&source, 0..yaml.len()).unwrap();
        let mut diagnostics = Diagnostics::default();
        let mut fields = Fields::new(&source, &node, "front matter", &mut diagnostics);
        fields.required_text("title");
        fields.required_text("summary");
        fields.date("date");
        fields.texts("topics");
        fields.flag("flag");
        fields.finish();
        let codes: Vec<_> = diagnostics.iter().map(|d| d.code.name).collect();
        assert_eq!(codes, ["wrong-type", "missing-key", "wrong-date", "wrong-type", "wrong-type", "unknown-key"]);
    }
}
