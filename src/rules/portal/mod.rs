//! The rules of `rules.toml` held against the site: one verdict a rule.
//!
//! 1. [`judge`] makes each rule's check (one file a check),
//! 2. a rule that doesn't hold yet, or only in production, is checked all the same, so that nobody is surprised later,
//! 3. [`breaches`] gives what counts now as diagnostics with the rule's own severity.
//!
//! Nothing here says that the portal complies with the law: it says what was checked and what a person must judge.
//!
//! Knows nothing of: tables, terminals.

mod consent;
mod dated_facts;
mod hosts;
mod maps;
mod notices;
mod pages;
mod pictures;
mod settings;

use jiff::civil;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::rulebook::{Check, Rule, Rulebook};
use crate::site::Site;

/// What was found of one rule.
#[derive(Clone, Debug)]
pub struct Verdict<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// What came of it.
    pub state: State,
    /// How many things were looked at.
    pub checked: usize,
    /// What breaks the rule.
    pub breaches: Vec<Diagnostic>,
}

/// What came of a rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Everything looked at keeps it.
    Kept,
    /// Something breaks it.
    Broken,
    /// Something would break it if it counted: it doesn't hold now, or only in production.
    Ahead,
    /// There was nothing to look at.
    Nothing,
    /// The program does it by itself; nothing was looked at here.
    BuiltIn,
    /// A person judges it.
    Person,
}

/// What a check looked at and found.
#[derive(Default)]
struct Found {
    checked: usize,
    breaches: Vec<Diagnostic>,
}

impl Found {
    /// Counts one thing looked at, and its breach if there is one.
    fn look(&mut self, breach: Option<Diagnostic>) {
        self.checked += 1;
        self.breaches.extend(breach);
    }
}

/// Holds every rule against the site. `now` decides which rules hold and is only compared.
pub fn judge<'a>(site: &Site, rulebook: &'a Rulebook, now: civil::DateTime) -> Vec<Verdict<'a>> {
    rulebook.rules.iter().map(|rule| verdict(site, rule, now)).collect()
}

fn verdict<'a>(site: &Site, rule: &'a Rule, now: civil::DateTime) -> Verdict<'a> {
    let found = match &rule.check {
        Check::Identity => settings::identity(site),
        Check::Pages { pages, languages } => pages::check(site, rule, pages, languages),
        Check::Domain { suffix } => settings::domain(site, rule, suffix),
        Check::ParentPortal => settings::parent_portal(site, rule),
        Check::Rating => settings::rating(site, rule),
        Check::Maps { words } => maps::check(site, rule, words),
        Check::Credits => pictures::credits(site, rule),
        Check::Quoted => pictures::quoted(site),
        Check::Hosts { hosts } => hosts::check(site, rule, hosts),
        Check::DatedFacts { phrases, changed } => dated_facts::check(site, rule, phrases, *changed),
        Check::Notices { days, holidays } => notices::check(site, rule, *days, holidays),
        Check::Consent => consent::check(site, rule),
        Check::BuiltIn | Check::Person => Found::default(),
    };
    let Found { checked, breaches } = found;
    let breaches: Vec<Diagnostic> = breaches.into_iter().map(|breach| breach.severity(rule.severity)).collect();
    let state = match &rule.check {
        Check::Person => State::Person,
        Check::BuiltIn => State::BuiltIn,
        _ if !breaches.is_empty() && !counts(site, rule, now) => State::Ahead,
        _ if !breaches.is_empty() => State::Broken,
        _ if checked == 0 => State::Nothing,
        _ => State::Kept,
    };
    Verdict { rule, state, checked, breaches }
}

/// Whether a rule holds today, for this portal.
pub fn counts(site: &Site, rule: &Rule, now: civil::DateTime) -> bool {
    let today = now.date();
    let holds = rule.since.is_none_or(|since| since <= today) && rule.until.is_none_or(|until| today <= until);
    holds && (site.config.production || !rule.only_in_production)
}

/// What breaks rules that count now, but for what was told already where a file was read.
pub fn breaches(verdicts: &[Verdict<'_>]) -> Diagnostics {
    let is_news = |verdict: &&Verdict<'_>| verdict.state == State::Broken && !matches!(verdict.rule.check, Check::Identity | Check::Quoted);
    verdicts.iter().filter(is_news).flat_map(|verdict| verdict.breaches.clone()).collect()
}
