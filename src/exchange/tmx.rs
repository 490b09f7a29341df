//! TMX 1.4 (LISA): the memory for other tools, and theirs for ours.
//!
//! Codes are `bpt`, `ept` and `ph` with the numbers of their tags. In a file from elsewhere each segment's codes are numbered
//! in their order.
//!
//! Knows nothing of: how the memory is kept.

use std::fmt::Write;

use super::xml::{Node, attribute, escape, walk};
use super::{Fault, language_of};
use crate::language::Lang;
use crate::segment::Content;
use crate::text;

/// A text in two languages, with tags.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Translated {
    /// The language and words of the source.
    pub source: (Lang, String),
    /// The language and words of the target.
    pub target: (Lang, String),
}

/// Writes translated texts.
pub fn write(units: &[Translated]) -> String {
    let source = units.first().map_or("*all*", |unit| unit.source.0.tag());
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tmx version=\"1.4\">\n<header creationtool=\"saola\" creationtoolversion=\"{}\" segtype=\"block\" \
         o-tmf=\"saola\" adminlang=\"en\" srclang=\"{source}\" datatype=\"plaintext\"/>\n<body>\n",
        env!("CARGO_PKG_VERSION")
    );
    for unit in units {
        out.push_str("<tu>\n");
        for (lang, words) in [&unit.source, &unit.target] {
            let _ = writeln!(out, "<tuv xml:lang=\"{}\"><seg>{}</seg></tuv>", lang.tag(), segment(words));
        }
        out.push_str("</tu>\n");
    }
    out.push_str("</body>\n</tmx>\n");
    out
}

/// Words with tags as content of `seg`.
fn segment(words: &str) -> String {
    let mut out = String::new();
    for (piece, tag) in crate::segment::tags(words) {
        out.push_str(&escape(&piece));
        let Some((number, kind)) = tag else { continue };
        let _ = match kind {
            crate::segment::TagKind::Open => write!(out, "<bpt i=\"{number}\" x=\"{number}\"/>"),
            crate::segment::TagKind::Close => write!(out, "<ept i=\"{number}\"/>"),
            crate::segment::TagKind::Alone => write!(out, "<ph x=\"{number}\"/>"),
        };
    }
    out
}

/// Reads all pairs of two of the portal's languages whose source is `source`; others are left out.
pub fn read(text: &str, source: Lang) -> Result<Vec<Translated>, Fault> {
    let mut reading = Reading { source, ..Reading::new() };
    walk(text, |node, _| {
        reading.node(node);
        Ok(())
    })?;
    if !reading.is_tmx {
        return Err(Fault::new(0, text!("không phải tệp TMX", "this is no TMX file")));
    }
    Ok(reading.units)
}

struct Reading {
    source: Lang,
    is_tmx: bool,
    units: Vec<Translated>,
    /// The variants of the unit being read.
    variants: Vec<(Lang, String)>,
    lang: Option<Lang>,
    segment: Option<String>,
    /// Depth within a code, whose raw form isn't wanted.
    in_code: usize,
    alone: usize,
}

impl Reading {
    fn new() -> Reading {
        Reading {
            source: Lang::VI,
            is_tmx: false,
            units: Vec::new(),
            variants: Vec::new(),
            lang: None,
            segment: None,
            in_code: 0,
            alone: 0,
        }
    }

    fn node(&mut self, node: Node) {
        match node {
            Node::Start(name, attributes) => self.start(&name, &attributes),
            Node::End(name) => self.end(&name),
            Node::Text(words) => {
                if let Some(segment) = self.segment.as_mut().filter(|_| self.in_code == 0) {
                    segment.push_str(&Content::plain(&words).tagged());
                }
            }
        }
    }

    fn start(&mut self, name: &str, attributes: &[(String, String)]) {
        if self.in_code > 0 {
            self.in_code += 1;
            return;
        }
        match name {
            "tmx" => self.is_tmx = true,
            "tu" => self.variants.clear(),
            "tuv" => self.lang = attribute(attributes, "lang").and_then(language_of),
            "seg" => {
                self.segment = Some(String::new());
                self.alone = 0;
            }
            "bpt" | "ept" | "ph" | "it" | "ut" => {
                self.alone += usize::from(matches!(name, "ph" | "it" | "ut"));
                let number =
                    attribute(attributes, "i").or(attribute(attributes, "x")).map_or_else(|| self.alone.to_string(), str::to_owned);
                let tag = match name {
                    "bpt" => format!("<{number}>"),
                    "ept" => format!("</{number}>"),
                    _ => format!("<{number}/>"),
                };
                if let Some(segment) = &mut self.segment {
                    segment.push_str(&tag);
                }
                self.in_code = 1;
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if self.in_code > 0 {
            self.in_code -= 1;
            return;
        }
        match name {
            "seg" => {
                if let (Some(lang), Some(words)) = (self.lang, self.segment.take()) {
                    self.variants
                        .push((lang, words.split([' ', '\n', '\r', '\t']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")));
                }
            }
            "tu" => {
                let source = self.variants.iter().find(|(lang, words)| *lang == self.source && !words.is_empty()).cloned();
                let Some(source) = source else { return };
                let others = self.variants.iter().filter(|(lang, words)| *lang != self.source && !words.is_empty());
                self.units.extend(others.map(|target| Translated { source: source.clone(), target: target.clone() }));
            }
            _ => {}
        }
    }
}
