//! The site while it is made: what all steps of assembling read and add to.
//!
//! Knows nothing of: the steps.

use jiff::civil;

use super::link::Index;
use super::moments::Moment;
use crate::diagnostic::Diagnostics;
use crate::language::Lang;

/// The site while it is made.
pub(super) struct Assembly {
    /// The time that dates are compared with, in Việt Nam's time.
    pub now: civil::DateTime,
    /// Whether drafts and scheduled articles are shown.
    pub drafts: bool,
    /// Folders with translations and no source.
    pub orphans: Vec<(String, Vec<Lang>)>,
    /// What was found wrong.
    pub diagnostics: Diagnostics,
    /// What links can lead to.
    pub index: Index,
    /// When the site changes by itself.
    pub moments: Vec<Moment>,
}
