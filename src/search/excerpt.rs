//! The piece of a text that shows why a document answers: where most of the words stand together.
//!
//! Knows nothing of: documents, indexes.

use std::ops::Range;

use super::query::{Match, Word};
use crate::text::excerpt::{columns_of, word_boundaries};
use crate::text::units::{Endings, units};

/// A piece of text with the places of what was looked for.
#[derive(Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The piece, with an ellipsis where it is cut.
    pub text: String,
    /// What was looked for, as bytes of it.
    pub marks: Vec<Range<usize>>,
}

/// Where a word of a query stands in a text, and which word it is.
type Mark = (Range<usize>, usize);

/// The best place so far for an excerpt.
struct Place<'a> {
    worth: usize,
    block: &'a str,
    marks: Vec<Mark>,
    core: Range<usize>,
}

struct Piece {
    range: Range<usize>,
    fold: String,
}

/// Where words of a query stand in a text: ranges of bytes, each with the number of its word.
fn marks(text: &str, words: &[Word], endings: Endings) -> Vec<Mark> {
    let mut pieces = Vec::new();
    units(text, endings, |unit| pieces.push(Piece { range: unit.range, fold: unit.fold.to_owned() }));
    let mut found: Vec<Mark> = Vec::new();
    for at in 0..pieces.len() {
        for (number, word) in words.iter().enumerate() {
            for token in &word.tokens {
                if let Some(length) = stands(&pieces[at..], &token.fold, token.how) {
                    found.push((pieces[at].range.start..pieces[at + length - 1].range.end, number));
                }
            }
        }
    }
    found
}

/// How many units a token takes at the beginning of `pieces`, if it stands there.
fn stands(pieces: &[Piece], fold: &str, how: Match) -> Option<usize> {
    let first = pieces.first()?;
    let is_longer = |there: &str| matches!(how, Match::Beginning | Match::UnitBeginning) && there.starts_with(fold);
    if first.fold == fold || is_longer(&first.fold) {
        return Some(1);
    }
    let rest = fold.strip_prefix(first.fold.as_str()).filter(|rest| !rest.is_empty())?;
    let second = pieces.get(1)?;
    (second.fold == rest || how == Match::Beginning && second.fold.starts_with(rest)).then_some(2)
}

/// The best piece of a document's blocks, at most `columns` wide; `None` where no word stands in them.
pub fn excerpt(blocks: &[&str], words: &[Word], endings: Endings, columns: usize) -> Option<Excerpt> {
    let mut best: Option<Place<'_>> = None;
    for block in blocks {
        let marks = marks(block, words, endings);
        for (i, (first, _)) in marks.iter().enumerate() {
            let inside = marks[i..].iter().take_while(|(range, _)| columns_of(&block[first.start..range.end]) <= columns);
            let (mut seen, mut end) = (vec![false; words.len()], first.end);
            let mut number = 0;
            for (range, word) in inside {
                seen[*word] = true;
                end = end.max(range.end);
                number += 1;
            }
            let worth = seen.iter().filter(|seen| **seen).count() * 100 + number.min(99);
            if best.as_ref().is_none_or(|best| worth > best.worth) {
                best = Some(Place { worth, block, marks: marks.clone(), core: first.start..end });
            }
        }
    }
    let Place { block, marks, core, .. } = best?;
    Some(cut(block, &marks, core, columns))
}

/// Widens a piece to words on both sides and cuts it out.
fn cut(block: &str, marks: &[Mark], core: Range<usize>, columns: usize) -> Excerpt {
    let room = columns.saturating_sub(columns_of(&block[core.clone()]));
    let boundaries = word_boundaries(block);
    let before = boundaries.iter().copied().filter(|at| *at <= core.start);
    let start = before.rev().take_while(|at| columns_of(&block[*at..core.start]) <= room / 3).last().unwrap_or(core.start);
    let left = columns.saturating_sub(columns_of(&block[start..core.end]));
    let after = boundaries.iter().copied().filter(|at| *at >= core.end);
    let end = after.take_while(|at| columns_of(&block[core.end..*at]) <= left).last().unwrap_or(core.end);
    // What the end of the block left over goes to the beginning.
    let rest = columns.saturating_sub(columns_of(&block[start..end]));
    let before = boundaries.iter().copied().filter(|at| *at < start);
    let start = before.rev().take_while(|at| columns_of(&block[*at..start]) <= rest).last().unwrap_or(start);
    let piece = block[start..end].trim_end();
    let start = start + (piece.len() - piece.trim_start().len());
    let piece = piece.trim_start();
    let head = if start > 0 { "…" } else { "" };
    let tail = if start + piece.len() < block.trim_end().len() { "…" } else { "" };
    let shown = marks.iter().map(|(range, _)| range).filter(|range| range.start >= start && range.end <= start + piece.len());
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in shown {
        let range = range.start - start + head.len()..range.end - start + head.len();
        match joined.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    Excerpt { text: format!("{head}{piece}{tail}"), marks: joined }
}

#[cfg(test)]
mod tests {
    use super::excerpt;
    use crate::search::query::query;
    use crate::text::units::Endings;

    #[test]
    fn excerpts_show_the_words_in_six_languages() {
        let check = |blocks: &[&str], typed: &str, columns: usize, expect: &str| {
            let found = excerpt(blocks, &query(typed, Endings::Kept), Endings::Kept, columns).unwrap();
            let mut shown = found.text.clone();
            for mark in found.marks.iter().rev() {
                shown.insert(mark.end, ']');
                shown.insert(mark.start, '[');
            }
            assert_eq!(shown, expect);
        };
        check(
            &["Một câu khác.", "Hai bên bàn về hợp tác biên giới qua cửa khẩu quốc tế Hoa Lư."],
            "bien gioi",
            30,
            "…tác [biên] [giới] qua cửa khẩu…",
        );
        check(&["Border cooperation through the gate"], "gat", 20, "…through the [gate]");
        check(&["국경 협력을 위한 회의가 열렸습니다"], "협력", 18, "국경 [협력]을 위한…");
        check(&["សមាគមប្រជាជាតិអាស៊ីអាគ្នេយ៍"], "អាស៊ី", 12, "…ប្រជាជាតិ[អាស៊ី]អាគ្នេយ៍");
        check(&["東南アジア諸国連合の会議が開かれました"], "会議", 14, "…の[会議]が開か…");
        check(&["东南亚国家联盟会议在宿务举行"], "会议", 12, "…[会议]在宿务…");
    }
}
