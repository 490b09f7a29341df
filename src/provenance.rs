//! Where words and figures come from: sources with an address, and who wrote a text.
//!
//! Knows nothing of: articles, vocabularies, how provenance is shown.

use jiff::civil;

use crate::yaml::Fields;

/// Who wrote a text; shown to readers, never filled in by a tool.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TextOrigin {
    /// A person.
    Human,
    /// A machine, not reviewed.
    Machine,
    /// A machine, reviewed by a person.
    MachineReviewed,
}

impl TextOrigin {
    /// All with their words in YAML.
    pub const WORDS: [(&'static str, TextOrigin); 3] =
        [("human", TextOrigin::Human), ("machine", TextOrigin::Machine), ("machine-reviewed", TextOrigin::MachineReviewed)];

    /// Reads the key `text_origin`.
    pub fn read(fields: &mut Fields<'_>) -> Option<TextOrigin> {
        fields.choice("text_origin", &TextOrigin::WORDS)
    }

    /// The word in YAML, in ids of messages and in exchange formats.
    pub fn word(self) -> &'static str {
        TextOrigin::WORDS.iter().find(|(_, origin)| *origin == self).map_or("", |(word, _)| word)
    }
}

/// A source that can be looked up.
#[derive(Clone, Debug)]
pub struct Reference {
    /// What it is called.
    pub title: String,
    /// Where it stands.
    pub url: String,
    /// Of what day it is.
    pub date: Option<civil::Date>,
}

impl Reference {
    /// Reads a mapping `{ title, url, date }`; `None` where title or address lack, which is told.
    pub fn read(fields: &mut Fields<'_>) -> Option<Reference> {
        let title = fields.required_text("title");
        fields.require("url");
        let url = fields.url("url");
        let date = fields.date("date").map(|d| d.value);
        Some(Reference { title: title?.value, url: url?.value, date })
    }

    /// Reads the list under `sources`.
    pub fn read_list(fields: &mut Fields<'_>) -> Vec<Reference> {
        fields.maps("sources", Reference::read).into_iter().flatten().collect()
    }
}
