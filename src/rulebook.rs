//! `rules.toml`: the rules that a state body's portal has to keep, as data that changes with the law.
//!
//! Each rule names its source, from when it holds and which check Saola makes; what no program can check is put to a
//! person as a question.
//!
//! Knows nothing of: how checks are made, the site.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil;
use serde::Deserialize;
use toml::Spanned;

use crate::diagnostic::{Diagnostics, Severity, Text, codes};
use crate::language::Lang;
use crate::source::{Source, Span};
use crate::text;

/// The name of the file, at the root of the project.
pub const FILE: &str = "rules.toml";

/// How binding a rule is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Force {
    /// Binding; the article was read.
    Law,
    /// Probably binding; only a summary was read, or its force is unclear.
    LawUnclear,
    /// Repealed, but the best written yardstick.
    Old,
    /// Good practice.
    Practice,
}

/// What Saola does about a rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Check {
    /// The six lines of the home page are there in all languages.
    Identity,
    /// Pages exist in languages, with a text of their own.
    Pages {
        /// Their folders under `content/`.
        pages: Vec<String>,
        /// The languages.
        languages: Vec<Lang>,
    },
    /// The portal's host ends so.
    Domain {
        /// The end, such as `.gov.vn`.
        suffix: String,
    },
    /// `parent_portal` is set.
    ParentPortal,
    /// `rating_url` is set.
    Rating,
    /// Pictures named or described as maps were checked by somebody.
    Maps {
        /// Words that make a picture a map, in all languages.
        words: Vec<String>,
    },
    /// Every picture in a text has a credit.
    Credits,
    /// Items taken from elsewhere name their publisher, address and date.
    Quoted,
    /// Links lead to hosts of a list.
    Hosts {
        /// Hosts; `*.gov.vn` stands for all below.
        hosts: Vec<String>,
    },
    /// Words that were true once don't stand in newer texts.
    DatedFacts {
        /// The words.
        phrases: Vec<Phrase>,
        /// From which day on they are out of date.
        changed: civil::Date,
    },
    /// Interruptions are announced in time.
    Notices {
        /// Working days before.
        days: u32,
        /// Days off beside Saturdays and Sundays.
        holidays: Vec<civil::Date>,
    },
    /// Persons in stories agreed, or are public already.
    Consent,
    /// Done for every page by the program itself; nothing is checked here.
    BuiltIn,
    /// A person judges it.
    Person,
}

/// Words that are out of date.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Phrase {
    /// In which language.
    pub lang: Lang,
    /// The words; digits of any system match.
    pub words: String,
    /// What is right now.
    pub now: String,
}

/// One rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its id, such as `A1-01`.
    pub id: String,
    /// Where it stands in `rules.toml`.
    pub span: Span,
    /// What it asks for.
    pub says: Text,
    /// The decree, circular or reason.
    pub source: String,
    /// How binding it is.
    pub force: Force,
    /// How severe a breach is.
    pub severity: Severity,
    /// From when it holds.
    pub since: Option<civil::Date>,
    /// Until when it holds.
    pub until: Option<civil::Date>,
    /// Whether it counts only for the portal that readers use (`production` in `site.toml`).
    pub only_in_production: bool,
    /// What Saola does about it.
    pub check: Check,
}

impl Rule {
    /// How diagnostics name it.
    pub fn name(&self) -> codes::RuleName<'_> {
        codes::RuleName { id: &self.id, source: &self.source }
    }
}

/// All rules, in the order written.
#[derive(Clone, Debug, Default)]
pub struct Rulebook {
    /// The rules.
    pub rules: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBook {
    #[serde(default)]
    rules: Vec<Spanned<RawRule>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    id: String,
    says: RawText,
    source: String,
    force: Force,
    severity: RawSeverity,
    check: Spanned<String>,
    since: Option<Spanned<String>>,
    until: Option<Spanned<String>>,
    #[serde(default)]
    only_in_production: bool,
    #[serde(default)]
    pages: Vec<String>,
    #[serde(default)]
    languages: Vec<Spanned<String>>,
    #[serde(default)]
    suffix: String,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    hosts: Vec<String>,
    #[serde(default)]
    phrases: BTreeMap<Spanned<String>, Vec<RawPhrase>>,
    changed: Option<Spanned<String>>,
    #[serde(default)]
    days: u32,
    #[serde(default)]
    holidays: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawText {
    vi: String,
    en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPhrase {
    words: String,
    now: String,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum RawSeverity {
    Error,
    Warning,
    Note,
}

/// The words of `check`.
const CHECKS: [&str; 14] = [
    "identity",
    "pages",
    "domain",
    "parent-portal",
    "rating",
    "maps",
    "credits",
    "quoted",
    "hosts",
    "dated-facts",
    "notices",
    "consent",
    "built-in",
    "person",
];

/// Reads `rules.toml`. What can't be used is told; the other rules stand.
pub fn parse(source: &Arc<Source>) -> (Rulebook, Diagnostics) {
    let mut reader = Reader { source, diagnostics: Diagnostics::default() };
    let raw = match toml::from_str::<RawBook>(source.text()) {
        Ok(raw) => raw,
        Err(error) => {
            let message = error.message().to_owned();
            reader.complain(error.span().unwrap_or(0..0), &text!("{message}", "{message}"));
            RawBook { rules: Vec::new() }
        }
    };
    let rules = raw.rules.into_iter().filter_map(|rule| reader.rule(rule)).collect();
    (Rulebook { rules }, reader.diagnostics)
}

struct Reader<'a> {
    source: &'a Arc<Source>,
    diagnostics: Diagnostics,
}

impl Reader<'_> {
    fn complain(&mut self, range: std::ops::Range<usize>, reason: &Text) {
        self.diagnostics.push(codes::rulebook_invalid(Span::new(self.source, range), reason));
    }

    fn rule(&mut self, raw: Spanned<RawRule>) -> Option<Rule> {
        let span = Span::new(self.source, raw.get_ref().check.span());
        let mut raw = raw.into_inner();
        let check = self.check(&mut raw)?;
        Some(Rule {
            span,
            since: raw.since.and_then(|day| self.day(&day)),
            until: raw.until.and_then(|day| self.day(&day)),
            id: raw.id,
            says: Text { vi: raw.says.vi, en: raw.says.en },
            source: raw.source,
            force: raw.force,
            severity: match raw.severity {
                RawSeverity::Error => Severity::Error,
                RawSeverity::Warning => Severity::Warning,
                RawSeverity::Note => Severity::Note,
            },
            only_in_production: raw.only_in_production,
            check,
        })
    }

    fn check(&mut self, raw: &mut RawRule) -> Option<Check> {
        let word = raw.check.get_ref().clone();
        let check = match word.as_str() {
            "identity" => Check::Identity,
            "pages" => Check::Pages {
                pages: std::mem::take(&mut raw.pages),
                languages: std::mem::take(&mut raw.languages).iter().filter_map(|word| self.lang(word)).collect(),
            },
            "domain" => Check::Domain { suffix: std::mem::take(&mut raw.suffix) },
            "parent-portal" => Check::ParentPortal,
            "rating" => Check::Rating,
            "maps" => Check::Maps { words: std::mem::take(&mut raw.words) },
            "credits" => Check::Credits,
            "quoted" => Check::Quoted,
            "hosts" => Check::Hosts { hosts: std::mem::take(&mut raw.hosts) },
            "dated-facts" => {
                let changed = raw.changed.as_ref().and_then(|day| self.day(day)).unwrap_or(civil::Date::MIN);
                Check::DatedFacts { phrases: self.phrases(std::mem::take(&mut raw.phrases)), changed }
            }
            "notices" => Check::Notices {
                days: raw.days,
                holidays: std::mem::take(&mut raw.holidays).iter().filter_map(|day| self.day(day)).collect(),
            },
            "consent" => Check::Consent,
            "built-in" => Check::BuiltIn,
            "person" => Check::Person,
            _ => {
                let near = codes::nearest(&word, CHECKS).map_or(String::new(), |near| format!(" ({near}?)"));
                let known = CHECKS.join(", ");
                self.complain(
                    raw.check.span(),
                    &text!("không có phép kiểm “{word}”{near}; có: {known}", "there is no check “{word}”{near}; there are: {known}"),
                );
                return None;
            }
        };
        Some(check)
    }

    fn phrases(&mut self, raw: BTreeMap<Spanned<String>, Vec<RawPhrase>>) -> Vec<Phrase> {
        let mut phrases = Vec::new();
        for (lang, list) in raw {
            if let Some(lang) = self.lang(&lang) {
                phrases.extend(list.into_iter().map(|raw| Phrase { lang, words: raw.words, now: raw.now }));
            }
        }
        phrases
    }

    fn lang(&mut self, word: &Spanned<String>) -> Option<Lang> {
        let lang = Lang::from_id(word.get_ref());
        if lang.is_none() {
            let id = word.get_ref();
            let reason = text!("“{id}” không phải một trong: vi, en, ko, km, ja, zh", "“{id}” isn't one of: vi, en, ko, km, ja, zh");
            self.complain(word.span(), &reason);
        }
        lang
    }

    fn day(&mut self, word: &Spanned<String>) -> Option<civil::Date> {
        let day = word.get_ref().parse().ok();
        if day.is_none() {
            let written = word.get_ref();
            self.complain(word.span(), &text!("“{written}” không phải một ngày có thật", "“{written}” isn't a date that exists"));
        }
        day
    }
}
