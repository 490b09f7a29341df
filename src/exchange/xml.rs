//! XML that comes from outside, as a flat list of what happens, with lines.
//!
//! No entities but the five of XML itself, no document type, limits on depth: a hostile file costs nothing.
//!
//! Knows nothing of: what the elements mean.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::{Fault, line_of};
use crate::text;

const MAX_DEPTH: usize = 200;

/// Something in an XML file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Node {
    /// The beginning of an element: its name without prefix, its attributes without prefix.
    Start(String, Vec<(String, String)>),
    /// Its end.
    End(String),
    /// Text.
    Text(String),
}

/// An element's attribute.
pub(super) fn attribute<'a>(attributes: &'a [(String, String)], name: &str) -> Option<&'a str> {
    attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// Hands each node with its byte offset to `take`, in order.
pub(super) fn walk(text: &str, mut take: impl FnMut(Node, usize) -> Result<(), Fault>) -> Result<(), Fault> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut depth = 0usize;
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let broken = |reason: &str| Fault::new(line_of(text, at), text!("XML hỏng: {reason}", "the XML is broken: {reason}"));
        let event = reader.read_event().map_err(|error| broken(&error.to_string()))?;
        match event {
            Event::Start(start) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(broken("too deep"));
                }
                take(element(&start, &broken)?, at)?;
            }
            Event::Empty(start) => {
                let node = element(&start, &broken)?;
                let Node::Start(name, _) = &node else { continue };
                let name = name.clone();
                take(node, at)?;
                take(Node::End(name), at)?;
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                take(Node::End(local(end.name().into_inner())), at)?;
            }
            Event::Text(piece) => {
                let piece = piece.xml_content(XmlVersion::Explicit1_0);
                take(Node::Text(piece.into_owned()), at)?;
            }
            Event::CData(piece) => take(Node::Text(piece.xml_content(XmlVersion::Explicit1_0).into_owned()), at)?,
            Event::GeneralRef(entity) => {
                let name: &str = &entity;
                let character = match name {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => numeric(name),
                };
                let character = character.ok_or_else(|| broken(&format!("&{name};")))?;
                take(Node::Text(character.to_string()), at)?;
            }
            Event::DocType(_) => {
                return Err(Fault::new(
                    line_of(text, at),
                    text!(
                        "tệp có DOCTYPE, có thể chứa mã độc nên không đọc",
                        "the file has a DOCTYPE, which can be hostile, and isn't read"
                    ),
                ));
            }
            Event::Eof if depth > 0 => return Err(broken("the file ends too early")),
            Event::Eof => return Ok(()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

fn numeric(entity: &str) -> Option<char> {
    let number = entity.strip_prefix('#')?;
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code).filter(|c| !c.is_control() || matches!(c, '\t' | '\n' | '\r'))
}

fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or(name).to_owned()
}

fn element(start: &BytesStart<'_>, broken: &dyn Fn(&str) -> Fault) -> Result<Node, Fault> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| broken(&error.to_string()))?;
        let value = attribute.normalized_value(XmlVersion::Explicit1_0).map_err(|error| broken(&error.to_string()))?;
        attributes.push((local(attribute.key.into_inner()), value.into_owned()));
    }
    Ok(Node::Start(local(start.name().into_inner()), attributes))
}

/// Text for XML content and double-quoted attributes; characters that XML can't hold are dropped.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}
