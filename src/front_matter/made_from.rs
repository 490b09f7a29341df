//! What a translation remembers of its source: when, and from which blocks, it was made.
//!
//! `made_from: { on: 2026-11-26, blocks: "title:9f3a77b1 summary:0c1e55aa 5d2f0a11 …", reviewed: "7a…" }`: words of the front
//! matter are named, blocks of the body stand in the order of the *translation's* blocks. Only the program writes it.
//!
//! Knows nothing of: the source file, what follows from it.

use std::ops::Range;

use jiff::civil;

use crate::diagnostic::codes;
use crate::segment::{Fingerprint, Role};
use crate::text;
use crate::yaml::Fields;

/// The memory of a translation.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct MadeFrom {
    /// The day on which it was last brought up to date.
    pub on: Option<civil::Date>,
    /// The source words that its words were made from.
    pub words: Vec<(Role, Fingerprint)>,
    /// For each block of its body, the source block that it was made from.
    pub blocks: Vec<Fingerprint>,
    /// What a person reviewed: the digest of both sides.
    pub reviewed: Option<Fingerprint>,
    /// Where it stands.
    pub range: Range<usize>,
}

/// Reads the key; what isn't a fingerprint is a complaint.
pub fn read(fields: &mut Fields<'_>) -> Option<MadeFrom> {
    let range = fields.key("made_from")?;
    fields.map("made_from", |made| {
        let on = made.date("on").map(|on| on.value);
        let mut memory = MadeFrom { on, range, ..MadeFrom::default() };
        if let Some(blocks) = made.text("blocks") {
            for token in blocks.value.split_whitespace() {
                if !memory.add(token) {
                    let expected = text!(
                        "dấu vân tay do chương trình ghi, không phải “{token}”",
                        "fingerprints written by the program, not “{token}”"
                    );
                    let span = made.span(&blocks.range);
                    made.complain(codes::wrong_type(span, "made_from.blocks", expected));
                    break;
                }
            }
        }
        memory.reviewed = made.text("reviewed").and_then(|digest| Fingerprint::parse(&digest.value));
        memory
    })
}

impl MadeFrom {
    fn add(&mut self, token: &str) -> bool {
        let (key, digits) = token.rsplit_once(':').map_or((None, token), |(key, digits)| (Some(key), digits));
        let Some(fingerprint) = Fingerprint::parse(digits) else { return false };
        match key.map(Role::of_key) {
            None => self.blocks.push(fingerprint),
            Some(Some(role)) => self.words.push((role, fingerprint)),
            Some(None) => return false,
        }
        true
    }

    /// The source word that a word was made from.
    pub fn word(&self, role: Role) -> Option<Fingerprint> {
        self.words.iter().find(|(known, _)| *known == role).map(|(_, fingerprint)| *fingerprint)
    }

    /// As it is written in front matter.
    pub fn yaml(&self) -> String {
        let words = self.words.iter().filter_map(|(role, fingerprint)| Some(format!("{}:{fingerprint}", role.key()?)));
        let tokens: Vec<String> = words.chain(self.blocks.iter().map(Fingerprint::to_string)).collect();
        let on = self.on.map_or(String::new(), |on| format!("on: {on}, "));
        let reviewed = self.reviewed.map_or(String::new(), |digest| format!(", reviewed: \"{digest}\""));
        format!("{{ {on}blocks: \"{}\"{reviewed} }}", tokens.join(" "))
    }
}
