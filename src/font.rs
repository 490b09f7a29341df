//! Web fonts: which characters a font has, and a font cut down to the characters that a site uses.
//!
//! Only scripts whose letters stand one by one are cut (Hangul, Han, kana): a cut font has no tables of layout. Khmer needs
//! them and is published whole.
//!
//! Knows nothing of: which characters a site uses, where fonts lie.

use std::collections::BTreeSet;

use font_subset::{Font, FontReader, Woff2Reader};

/// Part of the recipe of a cut font: a newer cutter makes other bytes.
pub const CUTTER: &str = "font-subset 0.1";

/// The characters that a WOFF2 or TrueType font has glyphs for. The error says why it can't be read.
pub fn coverage(bytes: &[u8]) -> Result<BTreeSet<char>, String> {
    let reader = FontReader::new(bytes).map_err(|error| error.to_string())?;
    let font = reader.read().map_err(|error| error.to_string())?;
    Ok(font.char_ranges().flatten().collect())
}

/// A WOFF2 font with those of `characters` that it has; `characters` may hold others.
pub fn cut(woff2: &[u8], characters: &str) -> Result<Vec<u8>, String> {
    with_subset(woff2, characters, |subset| subset.to_woff2())
}

/// The same as a TrueType font.
pub fn outlines(woff2: &[u8], characters: &str) -> Result<Vec<u8>, String> {
    with_subset(woff2, characters, |subset| subset.to_opentype())
}

fn with_subset(woff2: &[u8], characters: &str, write: impl FnOnce(&Font<'_>) -> Vec<u8>) -> Result<Vec<u8>, String> {
    let reader = Woff2Reader::new(woff2).map_err(|error| error.to_string())?;
    let font = reader.read().map_err(|error| error.to_string())?;
    let kept: BTreeSet<char> = characters.chars().filter(|c| font.contains_char(*c)).collect();
    Ok(write(&font.subset(&kept).map_err(|error| error.to_string())?))
}
