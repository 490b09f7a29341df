//! The audit: every rule of `rules.toml` with what came of it, as a table for those who answer for the portal.
//!
//! 1. [`Audit::of`] takes the verdicts of a snapshot,
//! 2. [`print`] prints it for a terminal, as JSON, or as a page to be kept.
//!
//! It claims no compliance: it shows what was checked, what breaks a rule, and what a person must judge.
//!
//! Knows nothing of: how checks are made, the clock.

pub mod print;

use jiff::civil;

use crate::diagnostic::Severity;
use crate::rules::portal::{State, Verdict, judge};
use crate::workspace::Snapshot;

/// All verdicts on one portal at one time.
pub struct Audit<'a> {
    /// The portal's address.
    pub base_url: &'a str,
    /// Whether it is the one that readers use.
    pub production: bool,
    /// The day, in Việt Nam.
    pub today: civil::Date,
    /// One verdict a rule, in the order of `rules.toml`.
    pub verdicts: Vec<Verdict<'a>>,
}

impl Audit<'_> {
    /// Audits a snapshot; `None` where configuration or theme can't be used.
    pub fn of(snapshot: &Snapshot, now: civil::DateTime) -> Option<Audit<'_>> {
        let site = snapshot.renderer.as_ref()?.site();
        Some(Audit {
            base_url: &site.config.base_url,
            production: site.config.production,
            today: now.date(),
            verdicts: judge(site, &snapshot.rulebook, now),
        })
    }

    /// How many rules came to a state.
    pub fn count(&self, state: State) -> usize {
        self.verdicts.iter().filter(|verdict| verdict.state == state).count()
    }

    /// Whether a rule of at least this severity is broken.
    pub fn has_broken(&self, severity: Severity) -> bool {
        self.verdicts.iter().any(|verdict| verdict.state == State::Broken && verdict.rule.severity <= severity)
    }
}
