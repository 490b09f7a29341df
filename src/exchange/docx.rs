//! A Word file: one table an article, the source on the left, the translation on the right, a box to tick.
//!
//! 1. each row's first cell holds its key in small print: rows may be sorted or left out,
//! 2. codes are tags in grey (`<1>…</1>`); whoever translates keeps them as they are,
//! 3. a ticked box says that the translation is right; text that was changed needs no tick,
//! 4. reading takes words from runs, with insertions that were tracked and without deletions.
//!
//! Knows nothing of: other formats.

use std::fmt::Write as _;
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::xml::{Node, attribute, escape, walk};
use super::{Fault, Key, MAX_FILE, Packet, PacketFile, Returned, ReturnedFile, ReturnedUnit, Unit, UnitState, language_of};
use crate::language::Lang;
use crate::text;

const ARROW: &str = " → ";
const BOX: &str = "☐";
const TICKED: &str = "☑";
const DOCUMENT: &str = "word/document.xml";

/// Writes a packet.
pub fn write(packet: &Packet) -> Result<Vec<u8>, Fault> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // No clock in the file: the same packet gives the same bytes.
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let files = [
        ("[Content_Types].xml", CONTENT_TYPES.to_owned()),
        ("_rels/.rels", RELATIONS.to_owned()),
        ("word/_rels/document.xml.rels", DOCUMENT_RELATIONS.to_owned()),
        ("word/styles.xml", STYLES.to_owned()),
        (DOCUMENT, document(packet)),
    ];
    let failed = |error: &dyn std::fmt::Display| Fault::new(0, text!("không ghi được DOCX: {error}", "the DOCX can't be written: {error}"));
    for (name, text) in files {
        zip.start_file(name, options).map_err(|error| failed(&error))?;
        zip.write_all(text.as_bytes()).map_err(|error| failed(&error))?;
    }
    Ok(zip.finish().map_err(|error| failed(&error))?.into_inner())
}

fn document(packet: &Packet) -> String {
    let mut out = format!("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:document {NAMESPACES}><w:body>");
    for file in &packet.files {
        table(packet, file, &mut out);
    }
    out.push_str(
        "<w:sectPr><w:pgSz w:w=\"16838\" w:h=\"11906\" w:orient=\"landscape\"/>\
         <w:pgMar w:top=\"850\" w:right=\"850\" w:bottom=\"850\" w:left=\"850\" w:header=\"400\" w:footer=\"400\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>",
    );
    out
}

fn table(packet: &Packet, file: &PacketFile, out: &mut String) {
    let _ = write!(out, "<w:p><w:pPr><w:pStyle w:val=\"Heading1\"/></w:pPr>{}</w:p>", run(&file.title, packet.source, ""));
    out.push_str(
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"TableGrid\"/><w:tblW w:w=\"15100\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/></w:tblPr>\
         <w:tblGrid><w:gridCol w:w=\"1300\"/><w:gridCol w:w=\"6500\"/><w:gridCol w:w=\"6500\"/><w:gridCol w:w=\"800\"/></w:tblGrid>",
    );
    // The head names the article and both languages, for the way back.
    let (source, lang) = (packet.source, packet.lang);
    out.push_str("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
    cell(1300, &paragraph(&run(&file.name, Lang::EN, "Key")), out);
    cell(6500, &paragraph(&run(&format!("{}{ARROW}{}", source.tag(), lang.tag()), Lang::EN, "Strong")), out);
    cell(6500, &paragraph(&run(lang.autonym(), lang, "Strong")), out);
    cell(800, &paragraph(&run("✓", Lang::EN, "Strong")), out);
    out.push_str("</w:tr>");
    for unit in &file.units {
        row(packet, unit, out);
    }
    out.push_str("</w:tbl><w:p/>");
}

fn row(packet: &Packet, unit: &Unit, out: &mut String) {
    out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
    cell(1300, &paragraph(&run(&unit.key.to_string(), Lang::EN, "Key")), out);
    let mut left = paragraph(&tagged(&unit.source.tagged(), packet.source));
    let mut help = |words: &str| left.push_str(&paragraph(&run(words, packet.source, "Help")));
    if let Some(changes) = &unit.changes {
        help(&format!("± {changes}"));
    }
    for (term, approved) in &unit.terms {
        help(&format!("{term} = {approved}"));
    }
    for found in unit.matches.iter().filter(|found| found.score < 100) {
        help(&format!("{}% {} ⇒ {}", found.score, found.source, found.target));
    }
    cell(6500, &left, out);
    let target = unit.target.as_ref().map_or(String::new(), crate::segment::Content::tagged);
    cell(6500, &paragraph(&tagged(&target, packet.lang)), out);
    let is_ticked = unit.state == UnitState::Translated;
    cell(800, &format!("<w:p>{}</w:p>", check_box(is_ticked)), out);
    out.push_str("</w:tr>");
}

/// A box that Word ticks with a click, and that anyone can replace by an x.
fn check_box(is_ticked: bool) -> String {
    let (value, shown) = if is_ticked { ("1", TICKED) } else { ("0", BOX) };
    format!(
        "<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val=\"{value}\"/><w14:checkedState w14:val=\"2611\" w14:font=\"MS Gothic\"/>\
         <w14:uncheckedState w14:val=\"2610\" w14:font=\"MS Gothic\"/></w14:checkbox></w:sdtPr><w:sdtContent>\
         <w:r><w:rPr><w:rFonts w:ascii=\"MS Gothic\" w:hAnsi=\"MS Gothic\" w:eastAsia=\"MS Gothic\"/></w:rPr><w:t>{shown}</w:t></w:r></w:sdtContent></w:sdt>"
    )
}

fn cell(width: usize, paragraphs: &str, out: &mut String) {
    let _ = write!(out, "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>{paragraphs}</w:tc>");
}

fn paragraph(runs: &str) -> String {
    format!("<w:p>{runs}</w:p>")
}

/// A run of a language, so that spelling is checked and fonts are chosen for it.
fn run(words: &str, lang: Lang, style: &str) -> String {
    let style = if style.is_empty() { String::new() } else { format!("<w:rStyle w:val=\"{style}\"/>") };
    let tag = match lang.id() {
        "vi" => "w:val=\"vi-VN\"",
        "en" => "w:val=\"en-GB\"",
        "ko" => "w:val=\"en-GB\" w:eastAsia=\"ko-KR\"",
        "km" => "w:val=\"km-KH\" w:bidi=\"km-KH\"",
        "ja" => "w:val=\"en-GB\" w:eastAsia=\"ja-JP\"",
        _ => "w:val=\"en-GB\" w:eastAsia=\"zh-CN\"",
    };
    // Khmer is a complex script to Word: without this it takes the Latin font and breaks clusters.
    let complex = if lang == Lang::KM { "<w:cs/>" } else { "" };
    format!("<w:r><w:rPr>{style}{complex}<w:lang {tag}/></w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r>", escape(words))
}

/// Runs of words, with tags in grey.
fn tagged(words: &str, lang: Lang) -> String {
    let mut out = String::new();
    let mut rest = words;
    while let Some(start) = rest.find('<') {
        let Some(end) = rest[start..].find('>').map(|end| start + end + 1) else { break };
        if start > 0 {
            out.push_str(&run(&rest[..start], lang, ""));
        }
        out.push_str(&run(&rest[start..end], Lang::EN, "Tag"));
        rest = &rest[end..];
    }
    if !rest.is_empty() {
        out.push_str(&run(rest, lang, ""));
    }
    out
}

/// Reads a file, also one that another program saved.
pub fn read(bytes: &[u8]) -> Result<Returned, Fault> {
    let broken = |reason: &dyn std::fmt::Display| {
        Fault::new(0, text!("tệp .docx bị hỏng hoặc bị cắt: {reason}", "the .docx file is broken or cut off: {reason}"))
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let file = archive.by_name(DOCUMENT).map_err(|error| broken(&error))?;
    // What is packed may unpack to far more than it says.
    let limit = MAX_FILE as u64;
    let mut document = String::new();
    file.take(limit).read_to_string(&mut document).map_err(|error| broken(&error))?;
    if document.len() as u64 >= limit {
        return Err(broken(&"too large"));
    }
    let mut reading = Reading::default();
    walk(&document, |node, _| {
        reading.node(node);
        Ok(())
    })?;
    returned(&reading.rows)
}

/// The words of each row's cells, paragraphs parted by line breaks.
#[derive(Default)]
struct Reading {
    rows: Vec<Vec<String>>,
    /// How deep in tables: a table within a cell isn't ours.
    tables: usize,
    in_text: bool,
    deleted: usize,
    fresh_paragraph: bool,
}

impl Reading {
    fn cell(&mut self) -> Option<&mut String> {
        self.rows.last_mut().and_then(|row| row.last_mut()).filter(|_| self.tables == 1)
    }

    fn node(&mut self, node: Node) {
        match node {
            Node::Start(name, attributes) => match name.as_str() {
                "tbl" => self.tables += 1,
                "tr" if self.tables == 1 => self.rows.push(Vec::new()),
                "tc" if self.tables == 1 => {
                    if let Some(row) = self.rows.last_mut() {
                        row.push(String::new());
                    }
                    self.fresh_paragraph = true;
                }
                "p" => {
                    if !std::mem::take(&mut self.fresh_paragraph)
                        && let Some(cell) = self.cell()
                    {
                        cell.push('\n');
                    }
                }
                "del" | "moveFrom" => self.deleted += 1,
                "t" => self.in_text = true,
                "tab" | "br" | "cr" if attribute(&attributes, "val") != Some("clear") => self.push(" "),
                "noBreakHyphen" => self.push("\u{2011}"),
                "sym" => {
                    // A tick out of a symbol font.
                    let ticks = ["F0FC", "F0FE", "F052", "F0D6"];
                    if attribute(&attributes, "char").is_some_and(|code| ticks.contains(&code.to_ascii_uppercase().as_str())) {
                        self.push(TICKED);
                    }
                }
                _ => {}
            },
            Node::End(name) => match name.as_str() {
                "tbl" => self.tables = self.tables.saturating_sub(1),
                "del" | "moveFrom" => self.deleted = self.deleted.saturating_sub(1),
                "t" => self.in_text = false,
                _ => {}
            },
            Node::Text(words) if self.in_text => self.push(&words),
            Node::Text(_) => {}
        }
    }

    fn push(&mut self, words: &str) {
        if self.deleted == 0
            && let Some(cell) = self.cell()
        {
            cell.push_str(words);
        }
    }
}

fn returned(rows: &[Vec<String>]) -> Result<Returned, Fault> {
    let mut langs: Option<(Lang, Lang)> = None;
    let mut files: Vec<ReturnedFile> = Vec::new();
    for row in rows {
        let [first, source, target, tick, ..] = row.as_slice() else { continue };
        let head = source.split_once(ARROW.trim()).and_then(|(from, to)| Some((language_of(from.trim())?, language_of(to.trim())?)));
        if let Some(found) = head {
            if langs.is_some_and(|known| known != found) {
                let words = text!("tệp có nhiều cặp ngôn ngữ; hãy tách ra", "the file has more than one pair of languages; split it");
                return Err(Fault::new(0, words));
            }
            langs = Some(found);
            files.push(ReturnedFile { name: first.trim().to_owned(), units: Vec::new() });
            continue;
        }
        let Some(key) = Key::parse(&first.split_whitespace().collect::<String>()) else {
            let words = first.trim();
            if words.is_empty() || files.is_empty() {
                continue;
            }
            return Err(Fault::new(0, text!("hàng “{words}” không do Saola xuất ra", "the row “{words}” wasn't exported by Saola")));
        };
        let is_ticked = tick.contains(['☑', '☒', '✓', '✔', 'x', 'X', '×']);
        let source = source.lines().next().unwrap_or_default().to_owned();
        if let Some(file) = files.last_mut() {
            file.units.push(ReturnedUnit { key, source, target: target.trim().to_owned(), confirmed: is_ticked, line: 0 });
        }
    }
    match langs {
        Some((source, lang)) => Ok(Returned { source, lang, files }),
        None => Err(Fault::new(0, text!("tệp không có bảng dịch của Saola", "the file has no table of Saola's in it"))),
    }
}

const NAMESPACES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
xmlns:w14=\"http://schemas.microsoft.com/office/word/2010/wordml\" xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" mc:Ignorable=\"w14\"";

const CONTENT_TYPES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
<Default Extension=\"xml\" ContentType=\"application/xml\"/>\
<Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>\
<Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/></Types>";

const RELATIONS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" \
Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>";

const DOCUMENT_RELATIONS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" \
Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/></Relationships>";

const STYLES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
<w:styles xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:docDefaults><w:rPrDefault><w:rPr>\
<w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"MS Mincho\" w:cs=\"Khmer OS\"/><w:sz w:val=\"24\"/><w:szCs w:val=\"24\"/></w:rPr></w:rPrDefault></w:docDefaults>\
<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style>\
<w:style w:type=\"paragraph\" w:styleId=\"Heading1\"><w:name w:val=\"heading 1\"/><w:basedOn w:val=\"Normal\"/><w:pPr><w:keepNext/><w:spacing w:before=\"360\" w:after=\"120\"/><w:outlineLvl w:val=\"0\"/></w:pPr><w:rPr><w:b/><w:sz w:val=\"28\"/></w:rPr></w:style>\
<w:style w:type=\"character\" w:styleId=\"Key\"><w:name w:val=\"Saola Key\"/><w:rPr><w:color w:val=\"767676\"/><w:sz w:val=\"12\"/></w:rPr></w:style>\
<w:style w:type=\"character\" w:styleId=\"Tag\"><w:name w:val=\"Saola Tag\"/><w:rPr><w:color w:val=\"767676\"/><w:sz w:val=\"18\"/></w:rPr></w:style>\
<w:style w:type=\"character\" w:styleId=\"Help\"><w:name w:val=\"Saola Help\"/><w:rPr><w:color w:val=\"5F5F5F\"/><w:sz w:val=\"18\"/></w:rPr></w:style>\
<w:style w:type=\"character\" w:styleId=\"Strong\"><w:name w:val=\"Strong\"/><w:rPr><w:b/></w:rPr></w:style>\
<w:style w:type=\"table\" w:styleId=\"TableGrid\"><w:name w:val=\"Table Grid\"/><w:tblPr><w:tblBorders>\
<w:top w:val=\"single\" w:sz=\"4\" w:color=\"999999\"/><w:left w:val=\"single\" w:sz=\"4\" w:color=\"999999\"/><w:bottom w:val=\"single\" w:sz=\"4\" w:color=\"999999\"/>\
<w:right w:val=\"single\" w:sz=\"4\" w:color=\"999999\"/><w:insideH w:val=\"single\" w:sz=\"4\" w:color=\"999999\"/><w:insideV w:val=\"single\" w:sz=\"4\" w:color=\"999999\"/></w:tblBorders></w:tblPr></w:style></w:styles>";
