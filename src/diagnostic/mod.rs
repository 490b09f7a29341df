//! A problem as a value: a code, a severity, places and words in two languages.
//!
//! 1. a room finds a problem and calls the function in [`codes`] that is named after it,
//! 2. the diagnostics travel upwards in a [`Diagnostics`],
//! 3. [`print`] shows them, in one of its formats, in the reader's language.
//!
//! Knows nothing of: who asks, terminals, exit codes.

pub mod codes;
pub mod print;

use std::collections::BTreeMap;

use crate::source::Span;

/// What a diagnostic means for the build.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// Stops the build.
    Error,
    /// The author's to mend; `--deny warnings` counts it.
    Warning,
    /// Caused by time or by another person's pending work; never counted.
    Note,
}

impl Severity {
    /// The word used in every machine format.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// A sentence for editors in both languages of the messages.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Text {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

/// Writes a [`Text`]: two format strings over the same variables in scope.
#[macro_export]
macro_rules! text {
    ($vi:literal, $en:literal) => {
        $crate::diagnostic::Text { vi: format!($vi), en: format!($en) }
    };
}

/// The language in which messages are printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MessageLanguage {
    /// Vietnamese.
    Vi,
    /// English.
    En,
}

impl Text {
    /// The sentence in the language asked for.
    pub fn get(&self, language: MessageLanguage) -> &str {
        match language {
            MessageLanguage::Vi => &self.vi,
            MessageLanguage::En => &self.en,
        }
    }
}

/// A kind of problem: its stable name and what the manual says of it.
#[derive(Debug)]
pub struct Code {
    /// Stable, kebab-case.
    pub name: &'static str,
    /// The severity it has unless a rule says otherwise.
    pub severity: Severity,
    /// Why it matters, in Vietnamese and English.
    pub why: (&'static str, &'static str),
    /// A few lines that provoke it.
    pub example: &'static str,
}

impl Code {
    /// A diagnostic of this code at a place.
    pub fn at(&'static self, span: Span, message: Text) -> Diagnostic {
        Diagnostic { code: self, severity: self.severity, message, span: Some(span), labels: Vec::new(), help: None, count: 1 }
    }

    /// A diagnostic that has no place in any file.
    pub fn nowhere(&'static self, message: Text) -> Diagnostic {
        Diagnostic { code: self, severity: self.severity, message, span: None, labels: Vec::new(), help: None, count: 1 }
    }
}

/// One problem found.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// Its kind.
    pub code: &'static Code,
    /// How severe it is here.
    pub severity: Severity,
    /// What is wrong.
    pub message: Text,
    /// Where; `None` when no file is to blame.
    pub span: Option<Span>,
    /// Other places that belong to it.
    pub labels: Vec<(Span, Text)>,
    /// What to do next.
    pub help: Option<Text>,
    /// How many times the same fault was met (a template's fault on 6,000 pages is one fault).
    pub count: usize,
}

impl Diagnostic {
    /// Adds what to do next.
    #[must_use]
    pub fn help(mut self, help: Text) -> Diagnostic {
        self.help = Some(help);
        self
    }

    /// Adds another place that belongs to the problem.
    #[must_use]
    pub fn label(mut self, span: Span, text: Text) -> Diagnostic {
        self.labels.push((span, text));
        self
    }

    /// The same problem with another severity.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Diagnostic {
        self.severity = severity;
        self
    }

    fn key(&self) -> (Option<(&str, usize)>, Severity, &'static str, &Text) {
        let place = self.span.as_ref().map(|span| (span.source().path().as_str(), span.range().start));
        (place, self.severity, self.code.name, &self.message)
    }
}

/// Problems, collected.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds many.
    pub fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        self.0.extend(diagnostics);
    }

    /// How many have this severity, repeated ones counted once.
    pub fn count(&self, severity: Severity) -> usize {
        self.0.iter().filter(|d| d.severity == severity).count()
    }

    /// Whether the build must stop.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// In order of place; the same fault told once, with a count.
    #[must_use]
    pub fn settled(self) -> Diagnostics {
        let mut list = self.0;
        list.sort_by(|a, b| a.key().cmp(&b.key()));
        let mut settled: Vec<Diagnostic> = Vec::with_capacity(list.len());
        for diagnostic in list {
            match settled.last_mut() {
                Some(last) if last.key() == diagnostic.key() => last.count += diagnostic.count,
                _ => settled.push(diagnostic),
            }
        }
        Diagnostics(settled)
    }

    /// How often each code occurs, for summaries and tests.
    pub fn by_code(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        for diagnostic in &self.0 {
            *counts.entry(diagnostic.code.name).or_default() += diagnostic.count;
        }
        counts
    }

    /// Iterates in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(list: I) -> Diagnostics {
        Diagnostics(list.into_iter().collect())
    }
}
