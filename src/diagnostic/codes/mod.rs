//! Every kind of problem that Saola can report, and the only functions that make diagnostics.
//!
//! A code is a stable name; a function named after it takes spans and words and returns the diagnostic.
//! `docs/diagnostics.md` is generated from [`all`].

mod content;
mod files;
mod markup;
mod outputs;
mod project;
mod rules;
mod translation;

pub use content::*;
pub use files::*;
pub use markup::*;
pub use outputs::*;
pub use project::*;
pub use rules::*;
pub use translation::*;

use super::Code;

/// Declares codes: name, severity, why it matters (Vietnamese, English), an example.
macro_rules! codes {
    ($($constant:ident = $name:literal, $severity:ident, $vi:literal, $en:literal, $example:literal;)*) => {
        $(pub(crate) static $constant: super::super::Code = super::super::Code {
            name: $name,
            severity: super::super::Severity::$severity,
            why: ($vi, $en),
            example: $example,
        };)*
        pub(super) static TABLE: &[&super::super::Code] = &[$(&$constant),*];
    };
}
use codes;

/// All codes, in the manual's order.
pub fn all() -> Vec<&'static Code> {
    [files::TABLE, content::TABLE, markup::TABLE, project::TABLE, outputs::TABLE, rules::TABLE, translation::TABLE].concat()
}

/// The known word nearest to `word`, when it is near enough to be a slip of the hand.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    known
        .into_iter()
        // Words of very different lengths can't be near; asking for their likeness would cost the most.
        .filter(|candidate| {
            let other = candidate.chars().count();
            length.min(other) * 10 >= length.max(other) * 6
        })
        .map(|candidate| (strsim::normalized_damerau_levenshtein(word, candidate), candidate))
        .filter(|(likeness, _)| *likeness >= 0.6)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, candidate)| candidate)
}
