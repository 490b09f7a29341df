//! TBX (ISO 30042:2008, the `martif` form that tools read): the glossary for translation tools, and theirs for ours.
//!
//! Knows nothing of: how the glossary is kept.

use std::fmt::Write;

use super::xml::{Node, attribute, escape, walk};
use super::{Fault, language_of};
use crate::language::{Lang, LangMap};
use crate::text;

/// What a form of a term is.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Standing {
    /// The approved one.
    #[default]
    Preferred,
    /// Right too.
    Admitted,
    /// Wrong.
    Deprecated,
}

impl Standing {
    /// The value of `administrativeStatus`.
    fn word(self) -> &'static str {
        match self {
            Standing::Preferred => "preferredTerm-admn-sts",
            Standing::Admitted => "admittedTerm-admn-sts",
            Standing::Deprecated => "deprecatedTerm-admn-sts",
        }
    }
}

/// An entry: one notion in several languages.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Names it for good.
    pub id: String,
    /// A remark.
    pub note: String,
    /// Its forms in each language, the approved first.
    pub forms: LangMap<Vec<(String, Standing)>>,
}

/// Writes a glossary.
pub fn write(entries: &[Entry]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<martif type=\"TBX\" xml:lang=\"vi\">\n<martifHeader><fileDesc><sourceDesc><p>Saola</p></sourceDesc></fileDesc></martifHeader>\n<text>\n<body>\n",
    );
    for entry in entries {
        let _ = writeln!(out, "<termEntry id=\"t-{}\">", escape(&entry.id));
        if !entry.note.is_empty() {
            let _ = writeln!(out, "<note>{}</note>", escape(&entry.note));
        }
        for (lang, forms) in entry.forms.iter().filter(|(_, forms)| !forms.is_empty()) {
            let _ = writeln!(out, "<langSet xml:lang=\"{}\">", lang.tag());
            for (form, standing) in forms {
                let _ = writeln!(
                    out,
                    "<tig><term>{}</term><termNote type=\"administrativeStatus\">{}</termNote></tig>",
                    escape(form),
                    standing.word()
                );
            }
            out.push_str("</langSet>\n");
        }
        out.push_str("</termEntry>\n");
    }
    out.push_str("</body>\n</text>\n</martif>\n");
    out
}

/// Reads a glossary: entries, their notes, terms with their standing; all else is passed over.
pub fn read(text: &str) -> Result<Vec<Entry>, Fault> {
    let mut reading = Reading::default();
    walk(text, |node, _| {
        reading.node(node);
        Ok(())
    })?;
    if !reading.is_tbx {
        return Err(Fault::new(0, text!("không phải tệp TBX", "this is no TBX file")));
    }
    Ok(reading.entries)
}

#[derive(Default)]
struct Reading {
    is_tbx: bool,
    entries: Vec<Entry>,
    lang: Option<Lang>,
    /// The text of the element being read.
    words: String,
    term: Option<(String, Standing)>,
    is_status: bool,
}

impl Reading {
    fn node(&mut self, node: Node) {
        match node {
            Node::Start(name, attributes) => {
                self.words.clear();
                match name.as_str() {
                    "martif" | "tbx" => self.is_tbx = true,
                    "termEntry" | "conceptEntry" => {
                        let id = attribute(&attributes, "id").unwrap_or_default();
                        let id = id.strip_prefix("t-").unwrap_or(id).to_owned();
                        self.entries.push(Entry { id, ..Entry::default() });
                    }
                    "langSet" | "langSec" => self.lang = attribute(&attributes, "lang").and_then(language_of),
                    "termNote" => self.is_status = attribute(&attributes, "type") == Some("administrativeStatus"),
                    "tig" | "ntig" | "termSec" => self.term = None,
                    _ => {}
                }
            }
            Node::Text(words) => self.words.push_str(&words),
            Node::End(name) => self.end(&name),
        }
    }

    fn end(&mut self, name: &str) {
        let words = self.words.split_whitespace().collect::<Vec<_>>().join(" ");
        match name {
            "term" => self.term = Some((words, Standing::Preferred)),
            "termNote" if self.is_status => {
                if let Some((_, standing)) = &mut self.term {
                    *standing = match words.as_str() {
                        word if word.starts_with("deprecated") || word.starts_with("superseded") => Standing::Deprecated,
                        word if word.starts_with("admitted") => Standing::Admitted,
                        _ => Standing::Preferred,
                    };
                }
            }
            "tig" | "ntig" | "termSec" => {
                if let (Some(entry), Some(lang), Some(term)) = (self.entries.last_mut(), self.lang, self.term.take())
                    && !term.0.is_empty()
                {
                    entry.forms[lang].push(term);
                }
            }
            "note" => {
                if let Some(entry) = self.entries.last_mut().filter(|entry| entry.note.is_empty()) {
                    entry.note = words;
                }
            }
            "langSet" | "langSec" => self.lang = None,
            _ => {}
        }
        self.words.clear();
    }
}
