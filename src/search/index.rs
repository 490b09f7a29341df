//! The index of a language: the parts of all documents merged, sorted by token, cut into shards of about one size.
//!
//! A shard is the build's number and a list of tokens, each with its forms, each with its documents and positions (the numbers of [`super::bytes`]):
//! the token as a word that follows the one before; how many forms; of each form its bytes (none: the token itself), in how
//! many documents, the length of the list, and the list: twice the distance to the document before, plus one where it occurs
//! once, else followed by how often; then the first position and the distances.
//!
//! Knows nothing of: where shards are published.

use std::ops::Range;

use super::Field;
use super::bytes::{Reader, put, put_bytes, put_word};
use super::part::{Part, Posted, in_order_of_keys, key};
use crate::text::script::{Script, script};

/// What a language's search needs.
#[derive(Debug, Default)]
pub struct Index {
    /// Tokens in order, cut into pieces of about one size.
    pub shards: Vec<Shard>,
    /// The words of alphabets, each with the number of documents: for what is mistyped.
    pub words: Vec<u8>,
    /// Of each document, how many positions each field but the last one takes.
    pub lengths: Vec<[u32; LENGTHS]>,
    /// Of the bytes of all shards, and what each of them begins with: tells files of one build from those of another.
    pub build: u32,
}

/// How many lengths a document has: what lies after all of them is its last field.
pub const LENGTHS: usize = Field::ALL.len() - 1;
/// How many bytes of a shard are the build's.
pub const STAMP: usize = 4;

/// A piece of the index.
#[derive(Debug, Default)]
pub struct Shard {
    /// Its first token.
    pub first: String,
    /// The build, then its tokens.
    pub bytes: Vec<u8>,
}

/// About how many bytes a shard has: what a query reads for a word.
const SIZE: usize = 4096;

/// At most so many shards, for browsers read a list of them first.
const MOST: usize = 2048;

/// A token of a part on its way into a shard: small, because a language has hundreds of thousands at once.
#[derive(Clone, Copy)]
struct Listed {
    /// What it is sorted by first.
    key: u64,
    /// Which part it stands in: twice the document, plus one for the names.
    part: u32,
    /// Its place there.
    place: u32,
}

/// One occurrence list, read.
struct Occurring<'a> {
    posted: Posted<'a>,
    document: u32,
    /// Added to its first position.
    shift: u32,
}

/// Merges documents, each with the part of its file and the part of its terms' names.
pub fn index(documents: &[[&Part; 2]]) -> Index {
    let parts: Vec<&Part> = documents.iter().flatten().copied().collect();
    let mut listed: Vec<Listed> = Vec::with_capacity(parts.iter().map(|part| part.len()).sum());
    for (number, part) in (0..).zip(&parts) {
        listed.extend(part.posted().map(|(place, posted)| Listed { key: key(posted.fold), part: number, place }));
    }
    // Documents stay in order among equals.
    let listed = in_order_of_keys(listed, |listed| listed.key);
    let mut words = Words::default();
    let mut bytes = Vec::new();
    let mut entries = Vec::new();
    let mut occurring: Vec<Occurring<'_>> = Vec::new();
    for alike in listed.chunk_by(|a, b| a.key == b.key) {
        occurring.clear();
        occurring.extend(alike.iter().map(|listed| {
            let shift = if listed.part % 2 == 1 { parts[listed.part as usize - 1].lengths().iter().sum() } else { 0 };
            Occurring { posted: parts[listed.part as usize].at(listed.place), document: listed.part / 2, shift }
        }));
        occurring.sort_by(|a, b| (a.posted.fold, a.posted.form).cmp(&(b.posted.fold, b.posted.form)));
        for token in occurring.chunk_by(|a, b| a.posted.fold == b.posted.fold) {
            let fold = token[0].posted.fold;
            words.add(fold, token);
            let start = bytes.len();
            put_entry(&mut bytes, token);
            entries.push((fold, start..bytes.len()));
        }
    }
    let mut shards = cut(&entries, &bytes);
    let build = shards.iter().fold(0x811c_9dc5, |hash, shard| fnv(hash, &shard.bytes));
    for shard in &mut shards {
        shard.bytes[..STAMP].copy_from_slice(&build.to_le_bytes());
    }
    Index { shards, words: words.bytes, lengths: documents.iter().map(lengths).collect(), build }
}

/// How many positions each field of a document takes, but for the last one.
fn lengths(parts: &[&Part; 2]) -> [u32; LENGTHS] {
    let mut all = parts.iter().flat_map(|part| part.lengths()).copied();
    [(); LENGTHS].map(|()| all.next().unwrap_or(0))
}

/// FNV-1a with 32 bits, going on from a hash.
fn fnv(hash: u32, bytes: &[u8]) -> u32 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

/// Appends the forms of a token with their lists.
fn put_entry(out: &mut Vec<u8>, token: &[Occurring<'_>]) {
    let is_same = |a: &Occurring<'_>, b: &Occurring<'_>| a.posted.form == b.posted.form;
    put(out, number(token.chunk_by(is_same).count()));
    let mut list = Vec::new();
    for form in token.chunk_by(is_same) {
        put_bytes(out, form[0].posted.form);
        list.clear();
        let (mut before, mut documents) = (0, 0);
        for document in form.chunk_by(|a, b| a.document == b.document) {
            let count: u32 = document.iter().map(|occurring| occurring.posted.count).sum();
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
fn put_positions(out: &mut Vec<u8>, document: &[Occurring<'_>]) {
    let mut last = 0;
    for Occurring { posted, shift, .. } in document {
        let (mut reader, mut at) = (Reader::new(posted.positions), *shift);
        for _ in 0..posted.count {
            at += reader.number();
            put(out, at - last);
            last = at;
        }
    }
}

/// Cuts entries, whose lists stand in `bytes`, into shards of about the same size.
fn cut(entries: &[(&[u8], Range<usize>)], bytes: &[u8]) -> Vec<Shard> {
    let total: usize = bytes.len() + entries.iter().map(|(fold, _)| fold.len()).sum::<usize>();
    let enough = total.div_ceil(MOST).max(SIZE);
    let mut shards: Vec<Shard> = Vec::new();
    let mut before: &[u8] = &[];
    for (fold, lists) in entries {
        if shards.last().is_none_or(|shard| shard.bytes.len() >= enough) {
            shards.push(Shard { first: String::from_utf8_lossy(fold).into_owned(), bytes: vec![0; STAMP] });
            before = &[];
        }
        if let Some(shard) = shards.last_mut() {
            put_word(&mut shard.bytes, before, fold);
            shard.bytes.extend_from_slice(&bytes[lists.clone()]);
        }
        before = fold;
    }
    for shard in &mut shards {
        shard.bytes.shrink_to_fit();
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
    fn add(&mut self, fold: &'a [u8], token: &[Occurring<'_>]) {
        let is_word = std::str::from_utf8(fold)
            .is_ok_and(|fold| fold.chars().count() >= 3 && fold.chars().all(|c| script(c) == Script::Letter && !c.is_numeric()));
        if is_word {
            put_word(&mut self.bytes, self.before, fold);
            // A document with two forms counts once.
            let mut documents: Vec<u32> = token.iter().map(|occurring| occurring.document).collect();
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
