//! The index of a language: the parts of all documents merged, sorted by token, cut into shards of about one size.
//!
//! A shard is a list of tokens, each with its forms, each with its documents and positions (the numbers of [`super::bytes`]):
//! the token as a word that follows the one before; how many forms; of each form its bytes (none: the token itself), in how
//! many documents, the length of the list, and the list: twice the distance to the document before, plus one where it occurs
//! once, else followed by how often; then the first position and the distances.
//!
//! Knows nothing of: where shards are published.

use std::ops::Range;

use super::Field;
use super::bytes::{Reader, put, put_bytes, put_word};
use super::part::{Part, Posted, key};
use crate::text::script::{Script, script};

/// What a language's search needs.
#[derive(Debug, Default)]
pub struct Index {
    /// Tokens in order, cut into pieces; as many as were asked for, the last ones perhaps empty.
    pub shards: Vec<Shard>,
    /// The words of alphabets, each with the number of documents: for what is mistyped.
    pub words: Vec<u8>,
    /// Of each document, how many positions each field takes.
    pub lengths: Vec<[u32; Field::ALL.len()]>,
}

/// A piece of the index.
#[derive(Debug, Default)]
pub struct Shard {
    /// Its first token; empty where it has none.
    pub first: String,
    /// Its tokens.
    pub bytes: Vec<u8>,
    /// Of its bytes: [`check`].
    pub check: u32,
}

/// How many shards a language has that holds `units` units of text: about four kilobytes each. A power of two, so that
/// few edits change it; a guess made before anything is read, because addresses are planned first.
pub fn shards(units: usize) -> usize {
    (units * 3 / 2).div_ceil(4096).next_power_of_two().min(2048)
}

/// A number that tells a shard of this build from one of another: FNV-1a with 32 bits.
pub fn check(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

/// One occurrence list on its way into a shard.
struct Listed<'a> {
    /// What its fold is sorted by first.
    key: u64,
    fold: &'a [u8],
    form: &'a [u8],
    document: u32,
    /// Added to its first position.
    shift: u32,
    count: u32,
    positions: &'a [u8],
}

/// Merges documents, each with the part of its file and the part of its terms' names, into `shards` shards.
pub fn index(documents: &[[&Part; 2]], shards: usize) -> Index {
    let mut listed: Vec<Listed<'_>> = Vec::new();
    let mut lengths = Vec::with_capacity(documents.len());
    for (document, parts) in (0..).zip(documents) {
        let own = parts[0].lengths();
        let shift = own.iter().sum();
        for (part, shift) in parts.iter().zip([0, shift]) {
            let posted = part.posted();
            listed.extend(posted.map(|Posted { fold, form, count, positions }| Listed {
                key: key(fold),
                fold,
                form,
                document,
                shift,
                count,
                positions,
            }));
        }
        let mut all = own.iter().chain(parts[1].lengths()).copied();
        lengths.push(Field::ALL.map(|_| all.next().unwrap_or(0)));
    }
    listed.sort_unstable_by(|a, b| {
        a.key
            .cmp(&b.key)
            .then_with(|| (a.fold, a.form).cmp(&(b.fold, b.form)))
            .then_with(|| (a.document, a.shift).cmp(&(b.document, b.shift)))
    });
    let mut words = Words::default();
    let mut bytes = Vec::new();
    let mut entries = Vec::new();
    for token in listed.chunk_by(|a, b| a.key == b.key && a.fold == b.fold) {
        words.add(token[0].fold, token);
        let start = bytes.len();
        put_entry(&mut bytes, token);
        entries.push((token[0].fold, start..bytes.len()));
    }
    Index { shards: cut(&entries, &bytes, shards), words: words.bytes, lengths }
}

/// Appends the forms of a token with their lists.
fn put_entry(out: &mut Vec<u8>, token: &[Listed<'_>]) {
    let is_same = |a: &Listed<'_>, b: &Listed<'_>| a.form == b.form;
    put(out, number(token.chunk_by(is_same).count()));
    let mut list = Vec::new();
    for form in token.chunk_by(is_same) {
        put_bytes(out, form[0].form);
        list.clear();
        let (mut before, mut documents) = (0, 0);
        for document in form.chunk_by(|a, b| a.document == b.document) {
            let count: u32 = document.iter().map(|listed| listed.count).sum();
            let distance = document[0].document - before;
            put(&mut list, distance << 1 | u32::from(count == 1));
            if count != 1 {
                put(&mut list, count);
            }
            put_positions(&mut list, document);
            (before, documents) = (document[0].document, documents + 1);
        }
        put(out, documents);
        put_bytes(out, &list);
    }
}

/// The positions in one document: those of its file, then those of its names.
fn put_positions(out: &mut Vec<u8>, document: &[Listed<'_>]) {
    let mut last = 0;
    for listed in document {
        let (mut reader, mut at) = (Reader::new(listed.positions), listed.shift);
        for _ in 0..listed.count {
            at += reader.number();
            put(out, at - last);
            last = at;
        }
    }
}

/// Cuts entries, whose lists stand in `bytes`, into `count` shards of about the same size.
fn cut(entries: &[(&[u8], Range<usize>)], bytes: &[u8], count: usize) -> Vec<Shard> {
    let total: usize = bytes.len() + entries.iter().map(|(fold, _)| fold.len()).sum::<usize>();
    let mut shards: Vec<Shard> = (0..count).map(|_| Shard::default()).collect();
    let (mut at, mut size) = (0, 0);
    let mut before: &[u8] = &[];
    for (fold, lists) in entries {
        if at + 1 < count && size * count >= total * (at + 1) && !shards[at].bytes.is_empty() {
            (at, before) = (at + 1, &[]);
        }
        size += fold.len() + lists.len();
        if shards[at].bytes.is_empty() {
            shards[at].first = String::from_utf8_lossy(fold).into_owned();
        }
        put_word(&mut shards[at].bytes, before, fold);
        shards[at].bytes.extend_from_slice(&bytes[lists.clone()]);
        before = fold;
    }
    for shard in &mut shards {
        shard.bytes.shrink_to_fit();
        shard.check = check(&shard.bytes);
    }
    shards
}

/// The list of words that mistyped ones are compared with.
#[derive(Default)]
struct Words<'a> {
    bytes: Vec<u8>,
    before: &'a [u8],
}

impl<'a> Words<'a> {
    fn add(&mut self, fold: &'a [u8], listed: &[Listed<'_>]) {
        let is_word = std::str::from_utf8(fold)
            .is_ok_and(|fold| fold.chars().count() >= 3 && fold.chars().all(|c| script(c) == Script::Letter && !c.is_numeric()));
        if is_word {
            put_word(&mut self.bytes, self.before, fold);
            // One document after the other within a form; a document with two forms counts once.
            let mut documents: Vec<u32> = listed.iter().map(|listed| listed.document).collect();
            documents.sort_unstable();
            documents.dedup();
            put(&mut self.bytes, number(documents.len()));
            self.before = fold;
        }
    }
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
