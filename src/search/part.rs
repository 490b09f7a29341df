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
    /// How many positions each field takes.
    lengths: Vec<u32>,
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
    /// Of each token: where its fold begins, where its form begins, where it ends, its position.
    found: Vec<[u32; 4]>,
}

impl Tokens {
    fn add(&mut self, fold: [&str; 2], form: &str, position: u32) {
        let at = |text: &String| u32::try_from(text.len()).unwrap_or(u32::MAX);
        let start = at(&self.text);
        self.text.push_str(fold[0]);
        self.text.push_str(fold[1]);
        let middle = at(&self.text);
        self.text.push_str(form);
        self.found.push([start, middle, at(&self.text), position]);
    }

    fn fold(&self, [start, middle, ..]: &[u32; 4]) -> &str {
        &self.text[*start as usize..*middle as usize]
    }

    fn form(&self, [_, middle, end, _]: &[u32; 4]) -> &str {
        &self.text[*middle as usize..*end as usize]
    }
}

impl Part {
    /// Makes the part of fields, each of blocks in composed form; nothing is near over the end of a block.
    pub fn of(fields: &[Vec<&str>], endings: Endings) -> Part {
        let mut tokens = Tokens::default();
        let mut position = 0;
        let mut lengths = Vec::with_capacity(fields.len());
        for blocks in fields {
            let start = position;
            for block in blocks {
                position = tokenize(&mut tokens, block, endings, position) + 1;
            }
            lengths.push(position - start);
        }
        let mut order: Vec<[u32; 4]> = std::mem::take(&mut tokens.found);
        order.sort_unstable_by(|a, b| (tokens.fold(a), tokens.form(a), a[3]).cmp(&(tokens.fold(b), tokens.form(b), b[3])));
        let mut bytes = Vec::with_capacity(order.len() * 6);
        for group in order.chunk_by(|a, b| tokens.fold(a) == tokens.fold(b) && tokens.form(a) == tokens.form(b)) {
            put_bytes(&mut bytes, tokens.fold(&group[0]).as_bytes());
            put_bytes(&mut bytes, tokens.form(&group[0]).as_bytes());
            put(&mut bytes, u32::try_from(group.len()).unwrap_or(u32::MAX));
            let mut positions = Vec::with_capacity(group.len() * 2);
            let mut before = 0;
            for found in group {
                put(&mut positions, found[3] - before);
                before = found[3];
            }
            put_bytes(&mut bytes, &positions);
        }
        Part { bytes: bytes.into(), lengths }
    }

    /// How many positions each field takes.
    pub fn lengths(&self) -> &[u32] {
        &self.lengths
    }

    /// The tokens in order of fold and form.
    pub fn posted(&self) -> impl Iterator<Item = Posted<'_>> {
        let mut reader = Reader::new(&self.bytes);
        std::iter::from_fn(move || {
            (!reader.is_done()).then(|| Posted {
                fold: reader.bytes(),
                form: reader.bytes(),
                count: reader.number(),
                positions: reader.bytes(),
            })
        })
    }
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
    use super::Part;
    use crate::search::bytes::Reader;
    use crate::text::units::Endings;

    fn shown(fields: &[Vec<&str>]) -> String {
        let part = Part::of(fields, Endings::Kept);
        let mut out = Vec::new();
        for posted in part.posted() {
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
    fn tokens_have_their_positions_in_fields() {
        assert_eq!(shown(&[vec!["Đất đai"], vec!["dat", "đất ở"]]), "dai@1 dat@3 dat@0,5 o@6 [3, 5]");
        assert_eq!(shown(&[vec!["국경 협력은"]]), "경협@1 국경@0 력은@3 은@4 협력@2 [6]");
        assert_eq!(shown(&[vec!["东盟，中国ASEAN"]]), "asean@4 东盟@0 中国@2 国@3 盟@1 [6]");
        assert_eq!(shown(&[vec!["ខេត្តក្រចេះ"]]), "ក្រចេះ@2 ខេត្ត@0 ចេះ@3 ត្តក្រ@1 [5]");
    }
}
