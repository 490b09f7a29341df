//! Markdown in six scripts: one maker of the parser, one walk that finds facts, one rendering.
//!
//! 1. [`events`] prepares a text (emphasis beside unspaced scripts) and parses it into events with places,
//! 2. [`document`] walks them once and keeps facts: headings, links, pictures, what there is to read, what [`segments`] there are,
//! 3. [`html`] walks them again and writes HTML, with the nth link, picture and heading given from outside.
//!
//! Knows nothing of: articles, URLs, where a link leads.

pub mod document;
pub mod emphasis;
pub mod events;
mod highlight;
pub mod html;
pub mod plain;
pub mod sanitize;
pub mod segments;
pub mod splice;
