//! Full-text search in six languages from static files: an index in shards, and the search that reads it.
//!
//! 1. [`part`]: a document's own list of what it can be found by, with positions,
//! 2. [`index`]: the parts of all documents of a language merged, sorted and cut into shards,
//! 3. [`query`]: what a reader types, as words and tokens,
//! 4. [`rank`]: which documents answer it, in which order,
//! 5. [`excerpt`]: the piece of a text that shows why.
//!
//! Browsers do 3 to 5 with [`script`], by the same rules; tests hold both to the same results.
//!
//! Knows nothing of: the site, URLs, pages. It takes texts and gives bytes and numbers of documents.

pub mod bytes;
pub mod excerpt;
pub mod index;
pub mod part;
pub mod query;
pub mod rank;

/// The search for browsers, an ECMAScript module: its source without comments and indentation.
pub fn script() -> String {
    let lines = include_str!("search.js").lines().map(str::trim_start);
    lines.filter(|line| !line.is_empty() && !line.starts_with("//")).fold(String::new(), |script, line| script + line + "\n")
}

/// The version of the files' format; the script reads no other.
pub const FORMAT: u32 = 2;

/// The fields of a document, in the order of their positions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Field {
    /// Its title.
    Title,
    /// Its headings, keywords, and the reading of its title.
    Heads,
    /// Its summary.
    Summary,
    /// Its text.
    Body,
    /// The names of its terms: topics, places, agencies.
    Names,
}

impl Field {
    /// All, in order.
    pub const ALL: [Field; 5] = [Field::Title, Field::Heads, Field::Summary, Field::Body, Field::Names];
}
