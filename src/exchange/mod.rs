//! Formats in which work goes out to translators and comes back.
//!
//! 1. a [`Packet`] holds units: a source with its codes, a target if there is one, and what helps to translate it,
//! 2. each format writes a packet and (but for [`page`]) reads what came back as [`Returned`]: keys and targets with tags,
//! 3. a file that can't be understood is a [`Fault`] with a line; nothing is guessed.
//!
//! Knows nothing of: Markdown, articles, what becomes of a returned unit.

pub mod docx;
pub mod page;
pub mod po;
pub mod tbx;
pub mod tmx;
pub mod xliff;
mod xml;

use crate::diagnostic::Text;
use crate::language::Lang;
use crate::segment::{Content, Fingerprint, Role};

/// Files larger than this aren't read, in bytes (unpacked, for formats that pack).
pub const MAX_FILE: usize = 256 * 1024 * 1024;

/// Work for a translator: one source language, one target language.
#[derive(Clone, Debug)]
pub struct Packet {
    /// The language of the sources.
    pub source: Lang,
    /// The language to translate into.
    pub lang: Lang,
    /// One file an article.
    pub files: Vec<PacketFile>,
}

/// The units of an article.
#[derive(Clone, Debug)]
pub struct PacketFile {
    /// The article's name: `news/kratie-hoa-lu`.
    pub name: String,
    /// Its source in the project.
    pub path: String,
    /// Its title, in the source's language.
    pub title: String,
    /// In order.
    pub units: Vec<Unit>,
}

/// How far a unit is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnitState {
    /// There is no target, or one from the memory that nobody looked at.
    Initial,
    /// The target is older than the source.
    Outdated,
    /// The target was made from this source.
    Translated,
}

/// What one line of a translator's work is.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Names it when it comes back.
    pub key: Key,
    /// What it is in its article.
    pub role: Role,
    /// The words of the source, with codes.
    pub source: Content,
    /// The target, with the source's codes.
    pub target: Option<Content>,
    /// How far it is.
    pub state: UnitState,
    /// What the source said when the target was made, with tags.
    pub previous: Option<String>,
    /// The same with what changed since: `[-old-]` and `{+new+}`.
    pub changes: Option<String>,
    /// What was translated before: like this unit, the best first.
    pub matches: Vec<Match>,
    /// Terms that occur: the source's word, the approved one.
    pub terms: Vec<(String, String)>,
    /// The block before it, for context.
    pub before: String,
}

/// Something like a unit that was translated before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Match {
    /// How like, in percent; 100 for the same words.
    pub score: u8,
    /// Its source, with tags.
    pub source: String,
    /// Its target, with tags.
    pub target: String,
}

/// Names a unit: where it stood, which words its source and its target had at home, and which target was sent.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Key {
    /// The key in front matter, or `b` and the number of the block in the body, from 1.
    pub place: String,
    /// Of the source.
    pub source: Fingerprint,
    /// Of the target at home; 0 where there was none.
    pub target: Fingerprint,
    /// Of a target from the memory that was sent along; 0 where none was.
    pub sent: Fingerprint,
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}-{}", self.place, self.source, self.target)?;
        if self.sent == Fingerprint(0) { Ok(()) } else { write!(f, "-{}", self.sent) }
    }
}

impl Key {
    /// The target that the file was sent with.
    pub fn given(&self) -> Fingerprint {
        if self.sent == Fingerprint(0) { self.target } else { self.sent }
    }

    /// Reads what [`Key::to_string`] writes.
    pub fn parse(text: &str) -> Option<Key> {
        let mut parts = text.trim().split('-');
        let place = parts.next()?.to_owned();
        let source = Fingerprint::parse(parts.next()?)?;
        let target = Fingerprint::parse(parts.next()?)?;
        let sent = parts.next().map_or(Some(Fingerprint(0)), Fingerprint::parse)?;
        if parts.next().is_some() {
            return None;
        }
        let is_block = place.strip_prefix('b').is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()));
        (is_block || Role::of_key(&place).is_some()).then_some(Key { place, source, target, sent })
    }
}

/// What came back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Returned {
    /// The language of the sources.
    pub source: Lang,
    /// The language of the targets.
    pub lang: Lang,
    /// By article.
    pub files: Vec<ReturnedFile>,
}

/// What came back of an article.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReturnedFile {
    /// The article's name.
    pub name: String,
    /// Its units, in the order of the file.
    pub units: Vec<ReturnedUnit>,
}

/// A unit that came back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReturnedUnit {
    /// Which one.
    pub key: Key,
    /// The source as the file has it, with tags.
    pub source: String,
    /// The target with tags; blank where nothing was done.
    pub target: String,
    /// Whether the translator says that the target is right.
    pub confirmed: bool,
    /// The line of the file where it stands; 0 where the format has none.
    pub line: usize,
}

/// Why a file can't be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// The line, from 1; 0 where the format has none.
    pub line: usize,
    /// What is wrong, and what to do.
    pub text: Text,
}

impl Fault {
    /// At a line.
    pub fn new(line: usize, text: Text) -> Fault {
        Fault { line, text }
    }
}

/// The language of a tag (`zh-Hans`, `zh_CN`, `ko-KR`), by its first part.
pub fn language_of(tag: &str) -> Option<Lang> {
    let first = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    Lang::from_id(&first)
}

/// The line (from 1) of a byte offset.
fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes()[..offset.min(text.len())].iter().filter(|byte| **byte == b'\n').count() + 1
}

/// Bytes as UTF-8, with or without a byte order mark.
fn utf8(bytes: &[u8]) -> Result<&str, Fault> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Fault::new(1, crate::text!("tệp ở bảng mã UTF-16; hãy lưu lại ở UTF-8", "the file is in UTF-16; save it as UTF-8")));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.trim_start_matches('\u{feff}')),
        Err(error) => {
            let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
            Err(Fault::new(
                line,
                crate::text!("chữ không phải UTF-8; hãy lưu lại tệp ở UTF-8", "text that isn't UTF-8; save the file as UTF-8"),
            ))
        }
    }
}

/// The format of a file that came back, by its first bytes and its name.
pub fn read(name: &str, bytes: &[u8]) -> Result<Returned, Fault> {
    if bytes.len() > MAX_FILE {
        return Err(Fault::new(0, crate::text!("tệp quá lớn", "the file is too large")));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return docx::read(bytes);
    }
    let text = utf8(bytes)?;
    let start = text.trim_start();
    let extension = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    match extension.as_str() {
        _ if start.starts_with("<?xml") || start.starts_with("<xliff") => xliff::read(text),
        "po" | "pot" => po::read(text),
        _ if start.starts_with("msgid") || start.starts_with('#') => po::read(text),
        "docx" => Err(Fault::new(0, crate::text!("tệp .docx bị hỏng hoặc bị cắt", "the .docx file is broken or cut off"))),
        _ => Err(Fault::new(
            0,
            crate::text!("không nhận ra định dạng; nhận XLIFF, PO và DOCX", "the format isn't known; XLIFF, PO and DOCX are read"),
        )),
    }
}
