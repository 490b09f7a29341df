//! What templates see of an article's facts.
//!
//! Knows nothing of: how the values are found.

use serde::Serialize;

use super::LinkView;

/// A row of a card of facts; its name is the message `fact-<id>`.
#[derive(Serialize)]
pub struct FactView {
    /// Which fact.
    pub id: &'static str,
    /// Its value as the language writes it.
    pub value: String,
    /// Where the value leads; empty for nowhere.
    pub url: String,
    /// For `datetime`, where the value is a date; else empty.
    pub iso: String,
    /// The tag of the value's language, where that isn't the page's; else empty.
    pub tag: &'static str,
    /// Whether it is one more value of the fact before it.
    pub again: bool,
}

/// A day of an itinerary.
#[derive(Serialize)]
pub struct DayView {
    /// Its number, from 1.
    pub number: usize,
    /// Its places, in order.
    pub places: Vec<LinkView>,
    /// Places that can take their place.
    pub instead: Vec<LinkView>,
}

/// Places on the drawn scheme: not a map, positions only.
#[derive(Serialize)]
pub struct SchemeView {
    /// All places that have a position.
    pub points: Vec<PointView>,
    /// The way from place to place of an itinerary, as an SVG path; empty where there is none.
    pub route: String,
}

/// A place on the scheme.
#[derive(Serialize)]
pub struct PointView {
    /// Its number in the list beside the drawing, from 1.
    pub number: usize,
    /// From left to right, 0 to 100.
    pub x: f64,
    /// From top to bottom, 0 to 100.
    pub y: f64,
    /// The place.
    pub place: LinkView,
    /// Whether the page is about it.
    pub is_current: bool,
}

/// What an investment can be chosen and sorted by; numbers are 0 where nothing is known.
#[derive(Serialize)]
pub struct ChoiceView {
    /// Its sector's word.
    pub sector: &'static str,
    /// Its stage's word.
    pub stage: &'static str,
    /// Its place's id.
    pub place: String,
    /// Area in hectares.
    pub area: f64,
    /// Capital in whole units of its currency.
    pub capital: f64,
    /// The currency.
    pub currency: String,
}
