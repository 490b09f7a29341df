//! What templates see of the portal's data: figures, channels, the site map, facts of a country.
//!
//! Knows nothing of: how the values are found.

use serde::Serialize;

use super::{DateView, LinkView, ReferenceView};

/// `shown`: what a page shows under its text.
#[derive(Serialize, Default)]
pub struct ShownView {
    /// Key figures.
    pub figures: Vec<FigureView>,
    /// Channels of the body.
    pub channels: Vec<ChannelView>,
    /// Everything there is, as a tree.
    pub branches: Vec<BranchView>,
    /// The glossary in the page's order: the words of each term, those of the page's language first.
    pub glossary: Vec<Vec<WordView>>,
}

/// A word of a language.
#[derive(Serialize)]
pub struct WordView {
    /// The language's tag.
    pub tag: &'static str,
    /// The language in its own words.
    pub language: &'static str,
    /// The word.
    pub text: String,
}

/// A key figure.
#[derive(Serialize)]
pub struct FigureView {
    /// Its id.
    pub id: String,
    /// What is counted.
    pub label: String,
    /// The number as the language writes it, with its unit.
    pub value: String,
    /// A remark; empty where there is none.
    pub note: String,
    /// The day to which it belongs.
    pub as_of: DateView,
    /// Where it stands.
    pub source: ReferenceView,
    /// human, machine, machine-reviewed; empty where nothing is said.
    pub text_origin: &'static str,
}

/// A channel.
#[derive(Serialize)]
pub struct ChannelView {
    /// Its id.
    pub id: String,
    /// Its kind; the message `channel-<kind>` names it.
    pub kind: &'static str,
    /// Its name.
    pub title: String,
    /// Its address.
    pub url: String,
    /// The agency that manages it.
    pub agency: Option<LinkView>,
    /// A remark; empty where there is none.
    pub note: String,
}

/// A branch of the site map.
#[derive(Serialize)]
pub struct BranchView {
    /// The page at its root.
    pub page: LinkView,
    /// The pages under it.
    pub leaves: Vec<LeafView>,
}

/// A page of the site map.
#[derive(Serialize)]
pub struct LeafView {
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
    /// The tag of its language, where that isn't the page's; else empty.
    pub tag: &'static str,
    /// That language in its own words; else empty.
    pub other_language: &'static str,
}

/// Facts of a member country.
#[derive(Serialize)]
pub struct CountryView {
    /// When it joined ASEAN.
    pub joined: Option<DateView>,
    /// Its capital; empty where it isn't known.
    pub capital: String,
    /// Its area in km², as the language writes it; empty where it isn't known.
    pub area: String,
    /// Its inhabitants, as the language writes it; empty where they aren't known.
    pub population: String,
    /// ISO 4217 code of its currency.
    pub currency: String,
    /// Its official languages.
    pub languages: String,
    /// The day to which the figures belong.
    pub as_of: Option<DateView>,
}

/// A translation that is older than its source, or isn't finished.
#[derive(Serialize)]
pub struct OutdatedView {
    /// How many blocks of the source changed, came or went; 0 where blocks only wait to be translated.
    pub changed: usize,
    /// How many blocks are still in the source's words.
    pub untranslated: usize,
    /// How many blocks there are.
    pub total: usize,
    /// The day of the translation; `None` where it isn't known.
    pub since: Option<DateView>,
    /// Ids of the changed blocks on this page, in order.
    pub anchors: Vec<String>,
    /// The address of the source's page.
    pub url: String,
    /// The tag of the source's language.
    pub tag: &'static str,
    /// The name of the source's language, in itself.
    pub name: &'static str,
}
