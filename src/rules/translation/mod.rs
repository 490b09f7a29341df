//! Checks of a translation against its source: one file a check, each a function from both texts to findings.
//!
//! 1. [`Texts`] pairs the blocks of both sides: by what the translation remembers, else by shape, numbers and length,
//! 2. every check looks at pairs that are meant to say the same; blocks that are known to be outdated aren't looked at,
//! 3. a finding names both places; a person may let it stand with a reason (`ignore:` in the translation's front matter),
//! 4. [`site`]: what only many texts together tell.
//!
//! Knows nothing of: rendering, files.

mod alt;
mod banned;
mod blocks;
mod brackets;
mod closing;
mod glossary;
mod khmer;
mod leftover;
mod length;
mod lengths;
mod links;
mod lookalikes;
mod names;
mod numbers;
mod pairing;
mod script;
pub mod site;
mod untranslated;

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Text, codes};
use crate::glossary::GlossaryTerm;
use crate::language::Lang;
use crate::segment::{Content, Role, Segment};
use crate::site::Translation;
use crate::source::Span;

/// A translation beside its source.
pub struct Texts<'a> {
    /// The source.
    pub source: &'a Translation,
    /// The translation.
    pub own: &'a Translation,
    /// The glossary.
    pub glossary: &'a [GlossaryTerm],
    /// Segments and contents of the source.
    pub sources: Vec<(&'a Segment, Content)>,
    /// Segments and contents of the translation.
    pub owns: Vec<(&'a Segment, Content)>,
    /// Positions on both sides that are meant to say the same; `None` on one side for a block without partner.
    pub pairs: Vec<(Option<usize>, Option<usize>)>,
}

/// Two blocks that are meant to say the same.
#[derive(Clone, Copy)]
pub struct Block<'a> {
    /// Its position in the source.
    pub source_at: usize,
    /// Its position in the translation.
    pub own_at: usize,
    /// What it is.
    pub role: Role,
    /// The source's words and codes.
    pub source: &'a Content,
    /// The translation's.
    pub own: &'a Content,
}

/// Something found in a translation.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The check.
    pub code: &'static Code,
    /// The position of the source block.
    pub source_at: Option<usize>,
    /// The position of the translation's block.
    pub own_at: Option<usize>,
    /// What is wrong.
    pub message: Text,
    /// The word to blame, to be marked where it stands as it is.
    pub word: String,
}

/// Findings of one translation.
#[derive(Default)]
pub struct Found(Vec<Finding>);

impl Found {
    /// Adds a finding about a pair; `word` is what to mark in the translation, if anything.
    fn add(&mut self, code: &'static Code, block: &Block<'_>, word: &str, message: Text) {
        let (source_at, own_at) = (Some(block.source_at), Some(block.own_at));
        self.0.push(Finding { code, source_at, own_at, message, word: word.to_owned() });
    }

    /// Adds a finding about a pair that may lack a side; `word` is what to mark.
    fn at(&mut self, code: &'static Code, (source_at, own_at): (Option<usize>, Option<usize>), word: &str, message: Text) {
        self.0.push(Finding { code, source_at, own_at, message, word: word.to_owned() });
    }

    /// Adds a finding about a block without partner.
    fn lone(&mut self, code: &'static Code, (source_at, own_at): (Option<usize>, Option<usize>), message: Text) {
        self.0.push(Finding { code, source_at, own_at, message, word: String::new() });
    }
}

type Check = fn(&Texts<'_>, &mut Found);

/// All checks of a single translation.
const CHECKS: [Check; 16] = [
    numbers::check,
    blocks::check,
    links::check,
    untranslated::check,
    script::check,
    glossary::check,
    banned::check,
    names::check,
    length::check,
    closing::check,
    brackets::check,
    leftover::check,
    alt::check,
    lengths::check,
    khmer::check,
    lookalikes::check,
];

impl<'a> Texts<'a> {
    /// Pairs a translation with its source.
    pub fn new(source: &'a Translation, own: &'a Translation, glossary: &'a [GlossaryTerm]) -> Texts<'a> {
        let with_contents = |text: &'a Translation| text.segments().zip(text.contents()).collect::<Vec<_>>();
        let (sources, owns) = (with_contents(source), with_contents(own));
        let pairs = pairing::pairs(&sources, &owns, own);
        Texts { source, own, glossary, sources, owns, pairs }
    }

    /// The language of the translation.
    pub fn lang(&self) -> Lang {
        self.own.lang
    }

    /// The pairs with both sides.
    pub fn blocks(&self) -> impl Iterator<Item = Block<'_>> {
        self.pairs.iter().filter_map(|pair| {
            let (source_at, own_at) = (pair.0?, pair.1?);
            let (segment, own) = &self.owns[own_at];
            Some(Block { source_at, own_at, role: segment.role, source: &self.sources[source_at].1, own })
        })
    }

    /// All findings.
    pub fn findings(&self) -> Vec<Finding> {
        let mut found = Found::default();
        for check in CHECKS {
            check(self, &mut found);
        }
        found.0
    }

    /// Findings as diagnostics; those that a person let stand are left out, and what ignores nothing is told.
    pub fn diagnostics(&self, findings: &[Finding]) -> Diagnostics {
        let mut used = vec![false; self.own.words.ignore.len()];
        let mut diagnostics: Vec<Diagnostic> = Vec::new();
        for finding in findings {
            let block = self.block_name(finding);
            let ignored =
                self.own.words.ignore.iter().position(|ignored| ignored.rule == rule_name(finding.code) && ignored.block == block);
            match ignored {
                Some(at) => used[at] = true,
                None => diagnostics.push(self.diagnostic(finding, &block)),
            }
        }
        let idle = self.own.words.ignore.iter().zip(used).filter(|(_, used)| !used);
        let span = |range: &Range<usize>| Span::new(&self.own.document.source, range.clone());
        diagnostics.extend(idle.map(|(ignored, _)| codes::ignores_nothing(span(&ignored.range), &ignored.rule, &ignored.block)));
        diagnostics.into_iter().collect()
    }

    /// How a finding's block is named: the key in front matter or the fingerprint of the source block.
    fn block_name(&self, finding: &Finding) -> String {
        let segment = finding.source_at.map(|at| self.sources[at].0).or_else(|| finding.own_at.map(|at| self.owns[at].0));
        segment.map_or(String::new(), |segment| segment.role.key().unwrap_or_else(|| segment.fingerprint.to_string()))
    }

    fn diagnostic(&self, finding: &Finding, block: &str) -> Diagnostic {
        let own_span = match finding.own_at {
            Some(at) => self.own_span(at, &finding.word),
            None => self.place_before(finding.source_at),
        };
        let source_span = finding.source_at.map(|at| Span::new(&self.source.document.source, self.sources[at].0.range.clone()));
        codes::translation_finding(finding.code, own_span, finding.message.clone(), source_span, (rule_name(finding.code), block))
    }

    /// The place of a block, or of a word in it.
    fn own_span(&self, at: usize, word: &str) -> Span {
        let source = &self.own.document.source;
        let range = self.owns[at].0.range.clone();
        let found = if word.is_empty() { None } else { source.text()[range.clone()].find(word) };
        let range = found.map_or(range.clone(), |found| range.start + found..range.start + found + word.len());
        Span::new(source, range)
    }

    /// Where a missing block would stand: behind the last block before it that is there.
    fn place_before(&self, source_at: Option<usize>) -> Span {
        let before = self.pairs.iter().take_while(|pair| pair.0.is_none() || pair.0 != source_at).filter_map(|pair| pair.1).last();
        let end = before.map_or(self.own.words.title_range.end, |at| self.owns[at].0.range.end);
        let start = before.map_or(self.own.words.title_range.start, |at| self.owns[at].0.range.start);
        Span::new(&self.own.document.source, start..end)
    }
}

/// The name of a check in `ignore:`: its code without the common beginning.
pub fn rule_name(code: &Code) -> &'static str {
    code.name.strip_prefix("translation-").unwrap_or(code.name)
}
