//! Rules: one file a rule, each a function from the model to diagnostics.
//!
//! What can only be told once everything is loaded stands here; what one file tells by itself stands with its format.
//!
//! Knows nothing of: rendering, files.

pub mod fonts;
pub mod messages;
pub mod portal;
pub mod translation;
