//! The approved glossary, `i18n/glossary.csv`: one term a line in six languages, with a remark for translators.
//!
//! 1. the first line names the columns: id, the six languages, note,
//! 2. a cell may have several forms with `|` between them: the first is approved, others are allowed, one after `!` is banned,
//! 3. a note with `km?` says that the word of a language is in doubt,
//! 4. a line that can't be used is told and left out.
//!
//! Knows nothing of: who looks a term up, the page that shows the glossary.

use std::collections::HashMap;
use std::sync::Arc;

use crate::diagnostic::{Diagnostics, codes};
use crate::language::{Lang, LangMap};
use crate::source::{Source, Span};
use crate::text;

/// The file, from the project's root.
pub const FILE: &str = "i18n/glossary.csv";

/// A term with its approved words.
#[derive(Clone, Debug)]
pub struct GlossaryTerm {
    /// Names it for good.
    pub id: String,
    /// Its approved words; empty where a language has none yet.
    pub words: LangMap<String>,
    /// Other words that are right too.
    pub allowed: LangMap<Vec<String>>,
    /// Words that are wrong.
    pub banned: LangMap<Vec<String>>,
    /// A remark for translators.
    pub note: String,
    /// The first two right forms of each language in composed form and small letters, as texts are searched for them.
    pub small: LangMap<Vec<String>>,
}

impl GlossaryTerm {
    /// All right forms in a language, the approved one first; what stands in brackets at an end may be left out, or stand alone
    /// where it is a short form.
    pub fn forms(&self, lang: Lang) -> impl Iterator<Item = &str> {
        let written = std::iter::once(&self.words[lang]).chain(&self.allowed[lang]).map(String::as_str).filter(|form| !form.is_empty());
        written.flat_map(|form| {
            let parts = form.strip_suffix([')', '）']).and_then(|form| form.rsplit_once(['(', '（']));
            let (long, short) = parts.map_or((None, None), |(long, short)| (Some(long.trim_end()), Some(short)));
            let is_short = |short: &&str| short.chars().count() > 1;
            std::iter::once(form).chain(long).chain(short.filter(is_short))
        })
    }

    /// Whether a native reader still has to look at the word of a language.
    pub fn is_doubtful(&self, lang: Lang) -> bool {
        self.note
            .split([' ', ';', ',', '.'])
            .any(|word| word.strip_suffix('?') == Some(lang.id()) || word.strip_suffix("?:") == Some(lang.id()))
    }
}

/// Reads the file. Each term has words in the languages of `wanted`, or a complaint tells which it lacks.
pub fn parse(source: &Arc<Source>, wanted: &[Lang]) -> (Vec<GlossaryTerm>, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let mut terms = Vec::new();
    let text = source.text();
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    let line = |at: u64| {
        let start = (usize::try_from(at).unwrap_or(0) + mark).min(text.len());
        let end = text[start..].find('\n').map_or(text.len(), |length| start + length);
        Span::new(source, start..end)
    };
    let columns: Vec<String> = reader.headers().map(|names| names.iter().map(str::to_owned).collect()).unwrap_or_default();
    let column = |name: &str| columns.iter().position(|other| other == name);
    let lacking: Vec<&str> = ["id"].into_iter().chain(Lang::ALL.map(Lang::id)).filter(|name| column(name).is_none()).collect();
    if !lacking.is_empty() {
        let names = lacking.join(", ");
        diagnostics
            .push(codes::glossary_invalid(line(0), &text!("dòng đầu thiếu cột {names}", "the first line lacks the columns {names}")));
        return (terms, diagnostics);
    }
    let mut known: HashMap<String, Span> = HashMap::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let at = error.position().map_or(0, csv::Position::byte);
                let reason = match error.kind() {
                    csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                        text!("dòng có {len} ô, dòng đầu có {expected_len}", "the line has {len} cells, the first line {expected_len}")
                    }
                    _ => text!("dòng không đọc được: {error}", "the line can't be read: {error}"),
                };
                diagnostics.push(codes::glossary_invalid(line(at), &reason));
                continue;
            }
        };
        let span = line(record.position().map_or(0, csv::Position::byte));
        let cell = |name: &str| column(name).and_then(|at| record.get(at)).unwrap_or_default().to_owned();
        let forms =
            |lang: Lang| cell(lang.id()).split('|').map(|form| form.trim().to_owned()).filter(|form| !form.is_empty()).collect::<Vec<_>>();
        let banned = |form: &String| form.starts_with('!');
        let right = |lang: Lang| forms(lang).into_iter().filter(|form| !banned(form));
        let term = GlossaryTerm {
            id: cell("id"),
            words: LangMap::from_fn(|lang| right(lang).next().unwrap_or_default()),
            allowed: LangMap::from_fn(|lang| right(lang).skip(1).collect()),
            banned: LangMap::from_fn(|lang| forms(lang).into_iter().filter(banned).map(|form| form[1..].trim().to_owned()).collect()),
            note: cell("note"),
            small: LangMap::from_fn(|_| Vec::new()),
        };
        let small = LangMap::from_fn(|lang| term.forms(lang).take(2).map(|form| text::nfc(form).to_lowercase()).collect());
        let term = GlossaryTerm { small, ..term };
        if term.id.is_empty() {
            diagnostics.push(codes::glossary_invalid(span, &text!("thuật ngữ không có id", "a term without an id")));
            continue;
        }
        if let Some(first) = known.get(&term.id) {
            let id = &term.id;
            let twice = codes::glossary_invalid(span, &text!("id “{id}” có hai lần", "the id “{id}” stands twice"));
            diagnostics.push(twice.label(first.clone(), text!("lần đầu ở đây", "the first one is here")));
            continue;
        }
        let missing: Vec<&str> = wanted.iter().filter(|lang| term.words[**lang].is_empty()).map(|lang| lang.id()).collect();
        if !missing.is_empty() {
            diagnostics.push(codes::words_missing(span.clone(), &term.id, &missing.join(", ")));
        }
        known.insert(term.id.clone(), span);
        terms.push(term);
    }
    (terms, diagnostics)
}

/// Writes rows of cells in the file's format.
pub fn print<'a>(header: impl IntoIterator<Item = &'a str>, rows: impl IntoIterator<Item = Vec<String>>) -> std::io::Result<String> {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    writer.write_record(header)?;
    for row in rows {
        writer.write_record(row)?;
    }
    let bytes = writer.into_inner().map_err(|error| std::io::Error::other(error.to_string()))?;
    String::from_utf8(bytes).map_err(std::io::Error::other)
}
