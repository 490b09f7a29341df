//! XLIFF 2.1 (OASIS Standard, 2018) and 1.2 (OASIS Standard, 2008).
//!
//! 1. a unit's id is its key, so that tools that know nothing of us bring it back,
//! 2. codes are `pc` and `ph` (2.1), `g` and `x` (1.2) with the numbers of their tags; raw Markdown isn't in the file's text,
//! 3. `final` (2.1) or `approved` (1.2) says that a target is right.
//!
//! Knows nothing of: other formats.

use std::fmt::Write;

use super::xml::{Node, attribute, escape, walk};
use super::{Fault, Key, Packet, PacketFile, Returned, ReturnedFile, ReturnedUnit, Unit, UnitState, language_of, line_of};
use crate::language::Lang;
use crate::segment::{Content, Piece};
use crate::text;

/// Which version is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Version {
    /// 2.1.
    V21,
    /// 1.2.
    V12,
}

/// Writes a packet.
pub fn write(packet: &Packet, version: Version) -> String {
    let (source, target) = (packet.source.tag(), packet.lang.tag());
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    match version {
        Version::V21 => {
            let _ = writeln!(
                out,
                "<xliff xmlns=\"urn:oasis:names:tc:xliff:document:2.0\" xmlns:mtc=\"urn:oasis:names:tc:xliff:matches:2.0\" \
                 xmlns:gls=\"urn:oasis:names:tc:xliff:glossary:2.0\" version=\"2.1\" srcLang=\"{source}\" trgLang=\"{target}\">"
            );
            for (number, file) in (1..).zip(&packet.files) {
                file_21(file, number, &mut out);
            }
        }
        Version::V12 => {
            out.push_str("<xliff xmlns=\"urn:oasis:names:tc:xliff:document:1.2\" version=\"1.2\">\n");
            for file in &packet.files {
                let original = escape(&file.name);
                let _ = writeln!(
                    out,
                    "<file original=\"{original}\" source-language=\"{source}\" target-language=\"{target}\" datatype=\"plaintext\">\n<body>"
                );
                for unit in &file.units {
                    unit_12(unit, &mut out);
                }
                out.push_str("</body>\n</file>\n");
            }
        }
    }
    out.push_str("</xliff>\n");
    out
}

fn file_21(file: &PacketFile, number: usize, out: &mut String) {
    let _ = writeln!(out, "<file id=\"f{number}\" original=\"{}\">", escape(&file.name));
    let _ = writeln!(out, "<notes><note category=\"title\">{}</note></notes>", escape(&file.title));
    for unit in &file.units {
        unit_21(unit, out);
    }
    out.push_str("</file>\n");
}

fn unit_21(unit: &Unit, out: &mut String) {
    let _ = writeln!(out, "<unit id=\"{}\" name=\"{}\">", unit.key, unit.role.name());
    if !unit.matches.is_empty() {
        out.push_str("<mtc:matches>\n");
        for found in &unit.matches {
            let _ = writeln!(
                out,
                "<mtc:match ref=\"#s\" similarity=\"{}\" origin=\"memory\"><source>{}</source><target>{}</target></mtc:match>",
                found.score,
                escape(&found.source),
                escape(&found.target)
            );
        }
        out.push_str("</mtc:matches>\n");
    }
    if !unit.terms.is_empty() {
        out.push_str("<gls:glossary>\n");
        for (term, approved) in &unit.terms {
            let _ = writeln!(
                out,
                "<gls:glossEntry><gls:term>{}</gls:term><gls:translation>{}</gls:translation></gls:glossEntry>",
                escape(term),
                escape(approved)
            );
        }
        out.push_str("</gls:glossary>\n");
    }
    let notes = notes(unit);
    if !notes.is_empty() {
        out.push_str("<notes>\n");
        for (category, note) in notes {
            let _ = writeln!(out, "<note category=\"{category}\">{}</note>", escape(&note));
        }
        out.push_str("</notes>\n");
    }
    original_data(&unit.source, out);
    let state = match unit.state {
        UnitState::Translated => "translated",
        UnitState::Initial | UnitState::Outdated => "initial",
    };
    let sub = if unit.state == UnitState::Outdated { " subState=\"saola:outdated\"" } else { "" };
    let _ = write!(out, "<segment id=\"s\" state=\"{state}\"{sub}>\n<source>{}</source>\n", inline_21(&unit.source));
    if let Some(target) = &unit.target {
        let _ = writeln!(out, "<target>{}</target>", inline_21(target));
    }
    out.push_str("</segment>\n</unit>\n");
}

/// What helps a translator, with what kind of help it is.
fn notes(unit: &Unit) -> Vec<(&'static str, String)> {
    let mut notes = Vec::new();
    if !unit.before.is_empty() {
        notes.push(("before", unit.before.clone()));
    }
    if let Some(previous) = &unit.previous {
        notes.push(("previous-source", previous.clone()));
    }
    if let Some(changes) = &unit.changes {
        notes.push(("changes", changes.clone()));
    }
    notes
}

fn original_data(content: &Content, out: &mut String) {
    if content.codes.is_empty() {
        return;
    }
    out.push_str("<originalData>\n");
    for (number, code) in (1..).zip(&content.codes) {
        let _ = writeln!(out, "<data id=\"d{number}\">{}</data>", escape(&code.open));
        if !code.close.is_empty() {
            let _ = writeln!(out, "<data id=\"e{number}\">{}</data>", escape(&code.close));
        }
    }
    out.push_str("</originalData>\n");
}

fn inline_21(content: &Content) -> String {
    let mut out = String::new();
    for piece in &content.pieces {
        let _ = match piece {
            Piece::Text(text) => {
                out.push_str(&escape(text));
                Ok(())
            }
            Piece::Open(code) => {
                let (number, kind) = (code + 1, content.codes[*code].kind.name());
                write!(out, "<pc id=\"{number}\" dataRefStart=\"d{number}\" dataRefEnd=\"e{number}\" type=\"{}\">", type_21(kind))
            }
            Piece::Close(_) => {
                out.push_str("</pc>");
                Ok(())
            }
            Piece::Alone(code) => {
                let (number, code) = (code + 1, &content.codes[*code]);
                let shown = if code.shown.is_empty() { code.kind.name() } else { &code.shown };
                write!(out, "<ph id=\"{number}\" dataRef=\"d{number}\" equiv=\"{}\"/>", escape(shown))
            }
        };
    }
    out
}

/// The standard's types of inline codes.
fn type_21(kind: &str) -> &'static str {
    match kind {
        "link" => "link",
        "image" => "image",
        "bold" | "italic" | "strike" => "fmt",
        _ => "other",
    }
}

fn unit_12(unit: &Unit, out: &mut String) {
    let approved = if unit.state == UnitState::Translated { "yes" } else { "no" };
    let _ = writeln!(
        out,
        "<trans-unit id=\"{}\" resname=\"{}\" approved=\"{approved}\">\n<source>{}</source>",
        unit.key,
        unit.role.name(),
        inline_12(&unit.source)
    );
    if let Some(target) = &unit.target {
        let state = if unit.state == UnitState::Translated { "translated" } else { "needs-review-translation" };
        let _ = writeln!(out, "<target state=\"{state}\">{}</target>", inline_12(target));
    }
    for found in &unit.matches {
        let _ = writeln!(
            out,
            "<alt-trans match-quality=\"{}%\" origin=\"memory\"><source>{}</source><target>{}</target></alt-trans>",
            found.score,
            escape(&found.source),
            escape(&found.target)
        );
    }
    for (category, note) in notes(unit) {
        let _ = writeln!(out, "<note from=\"{category}\">{}</note>", escape(&note));
    }
    for (term, approved) in &unit.terms {
        let _ = writeln!(out, "<note from=\"term\">{} = {}</note>", escape(term), escape(approved));
    }
    out.push_str("</trans-unit>\n");
}

fn inline_12(content: &Content) -> String {
    let mut out = String::new();
    for piece in &content.pieces {
        let _ = match piece {
            Piece::Text(text) => {
                out.push_str(&escape(text));
                Ok(())
            }
            Piece::Open(code) => write!(out, "<g id=\"{}\" ctype=\"x-{}\">", code + 1, content.codes[*code].kind.name()),
            Piece::Close(_) => {
                out.push_str("</g>");
                Ok(())
            }
            Piece::Alone(code) => {
                let (number, code) = (code + 1, &content.codes[*code]);
                let shown = if code.shown.is_empty() { code.kind.name() } else { &code.shown };
                write!(out, "<x id=\"{number}\" equiv-text=\"{}\"/>", escape(shown))
            }
        };
    }
    out
}

/// Reads a file of either version.
pub fn read(text: &str) -> Result<Returned, Fault> {
    let mut reading = Reading {
        text,
        langs: None,
        files: Vec::new(),
        unit: None,
        side: None,
        skipped: 0,
        is_xliff: false,
        is_final: None,
        tags: Vec::new(),
    };
    walk(text, |node, at| reading.node(node, at))?;
    let fault = |words| Fault::new(0, words);
    if !reading.is_xliff {
        return Err(fault(text!("không phải tệp XLIFF", "this is no XLIFF file")));
    }
    let Some((source, lang)) = reading.langs else {
        return Err(fault(text!("tệp không có bài nào", "the file has no article in it")));
    };
    Ok(Returned { source, lang, files: reading.files })
}

struct Reading<'a> {
    text: &'a str,
    langs: Option<(Lang, Lang)>,
    files: Vec<ReturnedFile>,
    unit: Option<ReturnedUnit>,
    side: Option<Side>,
    /// Depth within a part that isn't the unit's own: matches, glossary.
    skipped: usize,
    is_xliff: bool,
    /// Whether all segments of the unit so far are final.
    is_final: Option<bool>,
    /// Ends of codes that are open.
    tags: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Source,
    Target,
}

impl Reading<'_> {
    fn fault(&self, at: usize, words: crate::diagnostic::Text) -> Fault {
        Fault::new(line_of(self.text, at), words)
    }

    fn node(&mut self, node: Node, at: usize) -> Result<(), Fault> {
        match node {
            Node::Start(name, attributes) => self.start(&name, &attributes, at),
            Node::End(name) => {
                self.end(&name);
                Ok(())
            }
            Node::Text(words) => {
                if self.skipped == 0 {
                    // Text that looks like a tag isn't one.
                    self.push(&Content::plain(&words).tagged());
                }
                Ok(())
            }
        }
    }

    fn push(&mut self, words: &str) {
        if let (Some(unit), Some(side)) = (&mut self.unit, self.side) {
            match side {
                Side::Source => unit.source.push_str(words),
                Side::Target => unit.target.push_str(words),
            }
        }
    }

    fn start(&mut self, name: &str, attributes: &[(String, String)], at: usize) -> Result<(), Fault> {
        if self.skipped > 0 || matches!(name, "matches" | "glossary" | "alt-trans" | "originalData" | "notes" | "note" | "seg-source") {
            self.skipped += 1;
            return Ok(());
        }
        match name {
            "xliff" => {
                self.is_xliff = true;
                if let (Some(source), Some(lang)) = (attribute(attributes, "srcLang"), attribute(attributes, "trgLang")) {
                    self.languages(source, lang, at)?;
                }
            }
            "file" => {
                if let (Some(source), Some(lang)) = (attribute(attributes, "source-language"), attribute(attributes, "target-language")) {
                    self.languages(source, lang, at)?;
                }
                let original = attribute(attributes, "original").unwrap_or_default().to_owned();
                self.files.push(ReturnedFile { name: original, units: Vec::new() });
            }
            "unit" | "trans-unit" => {
                let id = attribute(attributes, "id").unwrap_or_default();
                let key = Key::parse(id).ok_or_else(|| {
                    self.fault(at, text!("đơn vị “{id}” không do Saola xuất ra", "the unit “{id}” wasn't exported by Saola"))
                })?;
                let confirmed = attribute(attributes, "approved") == Some("yes");
                let line = line_of(self.text, at);
                self.unit = Some(ReturnedUnit { key, source: String::new(), target: String::new(), confirmed, line });
            }
            "segment" => {
                // A tool may have cut a unit into several segments: all of them have to be final.
                let is_final = attribute(attributes, "state") == Some("final");
                self.is_final = Some(self.is_final.unwrap_or(true) && is_final);
            }
            "source" => self.side = self.unit.as_ref().map(|_| Side::Source),
            "target" => {
                self.side = self.unit.as_ref().map(|_| Side::Target);
                let is_final = attribute(attributes, "state") == Some("final");
                if let Some(unit) = &mut self.unit {
                    unit.confirmed |= is_final;
                }
            }
            _ if self.side.is_some() => self.code(name, attributes),
            _ => {}
        }
        Ok(())
    }

    /// A code within a source or target; marks of tools (`mrk`) have no number of ours and are passed over.
    fn code(&mut self, name: &str, attributes: &[(String, String)]) {
        let id = attribute(attributes, "id").unwrap_or("0").to_owned();
        match name {
            "pc" | "g" => {
                self.push(&format!("<{id}>"));
                self.tags.push(format!("</{id}>"));
            }
            "ph" | "x" => {
                self.push(&format!("<{id}/>"));
                self.tags.push(String::new());
            }
            // A span that a tool cut in two: its end names the beginning.
            "sc" => {
                self.push(&format!("<{id}>"));
                self.tags.push(String::new());
            }
            "ec" => {
                let id = attribute(attributes, "startRef").unwrap_or(&id).to_owned();
                self.push(&format!("</{id}>"));
                self.tags.push(String::new());
            }
            _ => self.tags.push(String::new()),
        }
    }

    fn languages(&mut self, source: &str, lang: &str, at: usize) -> Result<(), Fault> {
        let unknown = |tag: &str| self.fault(at, text!("cổng không có ngôn ngữ “{tag}”", "the portal has no language “{tag}”"));
        let found = (language_of(source).ok_or_else(|| unknown(source))?, language_of(lang).ok_or_else(|| unknown(lang))?);
        match self.langs {
            Some(known) if known != found => {
                Err(self
                    .fault(at, text!("tệp có nhiều cặp ngôn ngữ; hãy tách ra", "the file has more than one pair of languages; split it")))
            }
            _ => {
                self.langs = Some(found);
                Ok(())
            }
        }
    }

    fn end(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match name {
            "source" | "target" => self.side = None,
            "unit" | "trans-unit" => {
                let is_final = self.is_final.take().unwrap_or(false);
                if let (Some(unit), Some(file)) = (self.unit.take(), self.files.last_mut()) {
                    file.units.push(ReturnedUnit { confirmed: unit.confirmed || is_final, ..unit });
                }
            }
            _ if self.side.is_some() => {
                let tag = self.tags.pop().unwrap_or_default();
                self.push(&tag);
            }
            _ => {}
        }
    }
}
