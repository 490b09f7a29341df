//! What an article is in form: news, story, investment, tourism, event, page.
//!
//! Knows nothing of: the facts each kind carries.

use serde::Deserialize;

/// What an article is about in form: decides which facts it may carry.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A piece of news.
    News,
    /// A success story of a person or a cooperative.
    Story,
    /// An investment project, zone or park.
    Investment,
    /// A place to visit or an itinerary.
    Tourism,
    /// An event with dates.
    Event,
    /// A page outside the stream of articles: about, contact.
    Page,
}

impl Kind {
    /// All kinds with their words in front matter.
    pub const WORDS: [(&'static str, Kind); 6] = [
        ("news", Kind::News),
        ("story", Kind::Story),
        ("investment", Kind::Investment),
        ("tourism", Kind::Tourism),
        ("event", Kind::Event),
        ("page", Kind::Page),
    ];

    /// The word used in front matter and for templates.
    pub fn word(self) -> &'static str {
        Kind::WORDS.iter().find(|(_, kind)| *kind == self).map_or("page", |(word, _)| word)
    }
}
