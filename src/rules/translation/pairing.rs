//! Which blocks of both sides are meant to say the same.
//!
//! 1. a translation that remembers its source is followed; blocks whose source changed are left out,
//! 2. the same shapes on both sides pair one to one,
//! 3. else the best way to pair blocks of one shape in order: shared numbers and codes and a likely length count.
//!
//! Knows nothing of: what is checked.

use std::collections::BTreeSet;

use crate::language::Lang;
use crate::segment::{Content, Segment};
use crate::site::Translation;
use crate::site::freshness::{Change, State};
use crate::text::quantity::quantities;

type Side<'a> = [(&'a Segment, Content)];
type Pairs = Vec<(Option<usize>, Option<usize>)>;

/// The pairs, in the source's order.
pub(super) fn pairs(sources: &Side<'_>, owns: &Side<'_>, own: &Translation) -> Pairs {
    let fresh = own.freshness.as_ref().filter(|fresh| !matches!(fresh.state, State::Untracked | State::Misaligned));
    if let Some(fresh) = fresh.filter(|_| own.words.made_from.is_some()) {
        let known = |change| matches!(change, Change::Current | Change::Untranslated | Change::Untracked);
        return fresh.pairs.iter().filter(|pair| known(pair.change)).map(|pair| (pair.source, pair.own)).collect();
    }
    let is_word = |(segment, _): &(&Segment, Content)| segment.role.key().is_some();
    let (source_words, own_words) = (sources.iter().filter(|s| is_word(s)).count(), owns.iter().filter(|s| is_word(s)).count());
    let mut pairs: Pairs = Vec::new();
    for (at, (source, _)) in sources[..source_words].iter().enumerate() {
        pairs.push((Some(at), owns[..own_words].iter().position(|(segment, _)| segment.role == source.role)));
    }
    let body = best(&sources[source_words..], &owns[own_words..], own.lang);
    pairs.extend(body.into_iter().map(|(source, own)| (source.map(|at| at + source_words), own.map(|at| at + own_words))));
    pairs
}

/// What tells blocks apart: their numbers, how many codes they have, how long they are.
struct Mark {
    values: BTreeSet<String>,
    codes: usize,
    length: f64,
}

fn mark(content: &Content, lang: Lang) -> Mark {
    let words = content.words();
    let values = quantities(&words, lang).written.into_iter().map(|quantity| quantity.value).collect();
    #[expect(clippy::cast_precision_loss, reason = "lengths of paragraphs are small")]
    let length = words.chars().count() as f64;
    Mark { values, codes: content.codes.len(), length }
}

/// The pairs of greatest likeness, in order.
fn best(sources: &Side<'_>, owns: &Side<'_>, lang: Lang) -> Pairs {
    let shapes = |side: &Side<'_>| side.iter().map(|(segment, _)| segment.shape()).collect::<Vec<_>>();
    if shapes(sources) == shapes(owns) || sources.len() * owns.len() > 250_000 {
        return (0..sources.len().max(owns.len()))
            .map(|at| (Some(at).filter(|at| *at < sources.len()), Some(at).filter(|at| *at < owns.len())))
            .collect();
    }
    let source_lang = Lang::VI;
    let marks = |side: &Side<'_>, lang: Lang| side.iter().map(|(_, content)| mark(content, lang)).collect::<Vec<_>>();
    let (a, b) = (marks(sources, source_lang), marks(owns, lang));
    let total = |marks: &[Mark]| marks.iter().map(|mark| mark.length).sum::<f64>().max(1.0);
    let ratio = total(&b) / total(&a);
    let like = |i: usize, j: usize| {
        if sources[i].0.shape() != owns[j].0.shape() {
            return -1.0;
        }
        let shared = a[i].values.intersection(&b[j].values).count() * 2;
        let all = (a[i].values.len() + b[j].values.len()).max(1);
        #[expect(clippy::cast_precision_loss, reason = "counts of numbers are small")]
        let numbers = if a[i].values.is_empty() && b[j].values.is_empty() { 0.5 } else { shared as f64 / all as f64 };
        let expected = (a[i].length * ratio).max(1.0);
        let length = (expected.min(b[j].length) / expected.max(b[j].length)).clamp(0.0, 1.0);
        0.6 + numbers + length + if a[i].codes == b[j].codes { 0.3 } else { 0.0 }
    };
    let (n, m) = (sources.len(), owns.len());
    let mut score = vec![vec![0.0f64; m + 1]; n + 1];
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            let both = like(i, j);
            let paired = if both < 0.0 { f64::MIN } else { both + score[i + 1][j + 1] };
            score[i][j] = paired.max(score[i + 1][j]).max(score[i][j + 1]);
        }
    }
    let (mut pairs, mut i, mut j) = (Pairs::new(), 0, 0);
    while i < n && j < m {
        let both = like(i, j);
        if both >= 0.0 && (score[i][j] - (both + score[i + 1][j + 1])).abs() < 1e-9 {
            pairs.push((Some(i), Some(j)));
            (i, j) = (i + 1, j + 1);
        } else if (score[i][j] - score[i + 1][j]).abs() < 1e-9 {
            pairs.push((Some(i), None));
            i += 1;
        } else {
            pairs.push((None, Some(j)));
            j += 1;
        }
    }
    pairs.extend((i..n).map(|i| (Some(i), None)));
    pairs.extend((j..m).map(|j| (None, Some(j))));
    pairs
}
