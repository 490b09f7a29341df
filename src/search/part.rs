//! What one document can be found by, with the positions: made once for each version of a file, merged into many indexes.
//!
//! A word's token is its fold. Each unit of Han, kana, Hangul or Khmer gives one token: the pair with the unit that joins
//! it, or itself alone at the end of a run. So single characters are found by tokens that begin with them.
//!
//! Knows nothing of: other documents.

use super::bytes::{Reader, put, put_bytes};
use crate::text::units::{Class, Endings, units};

/// The tokens of a document, sorted; of each its forms and their positions.
#[derive(Clone, Debug, Default)]
pub struct Part {
    bytes: Box<[u8]>,
    /// How many tokens there are in their forms.
    tokens: usize,
    /// How many positions each field takes.
    lengths: Vec<u32>,
}

/// What search takes of a file.
#[derive(Debug)]
pub struct Searched {
    /// What it is found by.
    pub part: Part,
    /// What results show pieces of: the summary, then the text with its headings.
    pub pieces: Vec<String>,
}

/// A form of a token in one document.
pub struct Posted<'a> {
    /// What it is found by, in UTF-8.
    pub fold: &'a [u8],
    /// How it is written; empty where that is the fold itself.
    pub form: &'a [u8],
    /// How often it occurs.
    pub count: u32,
    /// The positions: the first, then distances.
    pub positions: &'a [u8],
}

#[derive(Default)]
struct Tokens {
    /// Folds and forms, one after the other.
    text: String,
    found: Vec<Found>,
}

/// A token where it occurs: the key it is sorted by, where its fold begins, where its form begins, where it ends, its position.
#[derive(Clone, Copy)]
struct Found {
    key: u64,
    start: u32,
    middle: u32,
    end: u32,
    position: u32,
}

impl Tokens {
    fn add(&mut self, fold: [&str; 2], form: &str, position: u32) {
        let at = |text: &String| u32::try_from(text.len()).unwrap_or(u32::MAX);
        let start = at(&self.text);
        self.text.push_str(fold[0]);
        self.text.push_str(fold[1]);
        let middle = at(&self.text);
        self.text.push_str(form);
        let key = key(&self.text.as_bytes()[start as usize..middle as usize]);
        self.found.push(Found { key, start, middle, end: at(&self.text), position });
    }

    fn fold(&self, found: &Found) -> &[u8] {
        &self.text.as_bytes()[found.start as usize..found.middle as usize]
    }

    fn form(&self, found: &Found) -> &[u8] {
        &self.text.as_bytes()[found.middle as usize..found.end as usize]
    }
}

/// The first eight bytes as a number, in the order of the bytes: most comparisons need no more.
pub(super) fn key(bytes: &[u8]) -> u64 {
    let mut first = [0; 8];
    let length = bytes.len().min(8);
    first[..length].copy_from_slice(&bytes[..length]);
    u64::from_be_bytes(first)
}

/// Sorts by key; what has the same key stays in order. One pass a byte (LSD radix sort): several times as fast as comparing
/// where there are many.
pub(super) fn in_order_of_keys<T: Copy>(mut items: Vec<T>, key: impl Fn(&T) -> u64) -> Vec<T> {
    let mut other = items.clone();
    for shift in (0..64).step_by(8) {
        let digit = |item: &T| (key(item) >> shift & 0xff) as usize;
        let mut starts = [0; 257];
        for item in &items {
            starts[digit(item) + 1] += 1;
        }
        if starts.contains(&items.len()) {
            continue;
        }
        for digit in 1..257 {
            starts[digit] += starts[digit - 1];
        }
        for item in &items {
            let place = &mut starts[digit(item)];
            other[*place] = *item;
            *place += 1;
        }
        std::mem::swap(&mut items, &mut other);
    }
    items
}

/// What the lengths of title, headings, summary and body are multiples of.
const ROUND: [u32; 4] = [1, 8, 8, 64];

impl Part {
    /// Makes the part of fields, each of blocks in composed form; nothing is near over the end of a block.
    pub fn of(fields: &[Vec<&str>], endings: Endings) -> Part {
        let size: usize = fields.iter().flatten().map(|block| block.len()).sum();
        let mut tokens = Tokens { text: String::with_capacity(size * 3 / 2), found: Vec::with_capacity(size / 6) };
        let mut position = 0;
        let mut lengths = Vec::with_capacity(fields.len());
        for (number, blocks) in fields.iter().enumerate() {
            let start = position;
            for block in blocks {
                position = tokenize(&mut tokens, block, endings, position) + 1;
            }
            // Round numbers say less, and take less of what browsers load; a title's own length counts in ranking.
            let step = ROUND.get(number).copied().unwrap_or(1);
            lengths.push((position - start).next_multiple_of(step));
            position = start + lengths[number];
        }
        let mut order = in_order_of_keys(std::mem::take(&mut tokens.found), |found| found.key);
        for alike in order.chunk_by_mut(|a, b| a.key == b.key).filter(|alike| alike.len() > 1) {
            alike.sort_by(|a, b| (tokens.fold(a), tokens.form(a)).cmp(&(tokens.fold(b), tokens.form(b))));
        }
        let mut bytes = Vec::with_capacity(size * 2);
        let mut positions = Vec::new();
        let mut count = 0;
        let is_same = |a: &Found, b: &Found| a.key == b.key && tokens.fold(a) == tokens.fold(b) && tokens.form(a) == tokens.form(b);
        for group in order.chunk_by(is_same) {
            count += 1;
            put_bytes(&mut bytes, tokens.fold(&group[0]));
            put_bytes(&mut bytes, tokens.form(&group[0]));
            put(&mut bytes, u32::try_from(group.len()).unwrap_or(u32::MAX));
            positions.clear();
            let mut before = 0;
            for found in group {
                put(&mut positions, found.position - before);
                before = found.position;
            }
            put_bytes(&mut bytes, &positions);
        }
        Part { bytes: bytes.into(), tokens: count, lengths }
    }

    /// How many positions each field takes.
    pub fn lengths(&self) -> &[u32] {
        &self.lengths
    }

    /// How many tokens there are, each form by itself.
    pub fn len(&self) -> usize {
        self.tokens
    }

    /// Whether there is nothing to find it by.
    pub fn is_empty(&self) -> bool {
        self.tokens == 0
    }

    /// The tokens in order of fold and form, each with its place for [`Part::at`].
    pub fn posted(&self) -> impl Iterator<Item = (u32, Posted<'_>)> {
        let mut reader = Reader::new(&self.bytes);
        std::iter::from_fn(move || (!reader.is_done()).then(|| (reader.place(), read(&mut reader))))
    }

    /// The token at a place that [`Part::posted`] told.
    pub fn at(&self, place: u32) -> Posted<'_> {
        read(&mut Reader::new(self.bytes.get(place as usize..).unwrap_or_default()))
    }
}

fn read<'a>(reader: &mut Reader<'a>) -> Posted<'a> {
    Posted { fold: reader.bytes(), form: reader.bytes(), count: reader.number(), positions: reader.bytes() }
}

/// Adds the tokens of a block; gives the position after its last unit.
fn tokenize(tokens: &mut Tokens, block: &str, endings: Endings, first: u32) -> u32 {
    let mut position = first;
    let mut waiting = String::new();
    units(block, endings, |unit| {
        if !waiting.is_empty() {
            tokens.add([&waiting, if unit.joins { unit.fold } else { "" }], "", position - 1);
            waiting.clear();
        }
        if unit.class == Class::Word {
            tokens.add([unit.fold, ""], if unit.form == unit.fold { "" } else { unit.form }, position);
        } else {
            waiting.push_str(unit.fold);
        }
        position += 1;
    });
    if !waiting.is_empty() {
        tokens.add([&waiting, ""], "", position - 1);
    }
    position
}

#[cfg(test)]
mod tests {
    use super::{Part, in_order_of_keys};
    use crate::search::bytes::Reader;
    use crate::text::units::Endings;

    fn shown(fields: &[Vec<&str>]) -> String {
        let part = Part::of(fields, Endings::Kept);
        let mut out = Vec::new();
        for (_, posted) in part.posted() {
            let mut reader = Reader::new(posted.positions);
            let mut at = 0;
            let positions: Vec<String> = (0..posted.count)
                .map(|_| {
                    at += reader.number();
                    at.to_string()
                })
                .collect();
            out.push(format!("{}@{}", String::from_utf8_lossy(posted.fold), positions.join(",")));
        }
        format!("{} {:?}", out.join(" "), part.lengths())
    }

    #[test]
    fn keys_are_sorted_and_equals_stay_in_order() {
        let mut state = 7_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            // Few keys, so that many are equal; some differ in the highest byte only.
            state >> 62 << 56 | state >> 60 & 3
        };
        let items: Vec<(u64, usize)> = (0..1000).map(|place| (next(), place)).collect();
        let mut expect = items.clone();
        expect.sort();
        assert_eq!(in_order_of_keys(items, |(key, _)| *key), expect);
        assert_eq!(in_order_of_keys(vec![(5_u64, 0), (5, 1)], |(key, _)| *key), [(5, 0), (5, 1)]);
        assert!(in_order_of_keys(Vec::<u64>::new(), |key| *key).is_empty());
    }

    #[test]
    fn tokens_have_their_positions_in_fields() {
        assert_eq!(shown(&[vec!["Đất đai"], vec!["dat", "đất ở"]]), "dai@1 dat@3 dat@0,5 o@6 [3, 8]");
        assert_eq!(shown(&[vec!["국경 협력은"]]), "경협@1 국경@0 력은@3 은@4 협력@2 [6]");
        assert_eq!(shown(&[vec!["东盟，中国ASEAN"]]), "asean@4 东盟@0 中国@2 国@3 盟@1 [6]");
        assert_eq!(shown(&[vec!["ខេត្តក្រចេះ"]]), "ក្រចេះ@2 ខេត្ត@0 ចេះ@3 ត្តក្រ@1 [5]");
    }
}
