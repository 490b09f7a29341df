//! The translation desk: what waits for translators, work out to them and back, and what the files remember of it.
//!
//! 1. [`subject`]: everything that is translated: the home page, sections, articles,
//! 2. [`status`]: how each stands in each language,
//! 3. [`stamp`]: begin a translation by hand, accept it as it stands, record a review,
//! 4. [`export`] and [`import`]: packets of units for translators and what came back,
//! 5. [`memory`] and [`terms`]: what was translated before, and the glossary for other tools.
//!
//! Each gives a value (rows, changes of files); performing or printing it is the caller's.
//!
//! Knows nothing of: the terminal, pages.

pub mod export;
pub mod import;
pub mod memory;
pub mod stamp;
pub mod status;
pub mod subject;
pub mod tables;
pub mod terms;

/// A file's new text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileChange {
    /// Its place in the project.
    pub path: String,
    /// The text that it had when it was read; `None` where there was no such file.
    pub before: Option<String>,
    /// The text that it gets.
    pub after: String,
}
