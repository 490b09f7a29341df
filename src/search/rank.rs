//! Which documents answer a query, in which order. `search.js` does the same, number for number.
//!
//! 1. All words are required: each in one piece, anywhere in the document,
//! 2. where nothing has them all: words of alphabets that no document has give way to the nearest word there is,
//! 3. where still nothing has them all: documents with at least half of the tokens.
//!
//! The order is BM25 (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009) over weighted fields, raised where
//! the words stand near each other or as typed, and a little for what is newer.
//!
//! Knows nothing of: texts.

use std::collections::BTreeMap;

use super::Field;
use super::bytes::Reader;
use super::index::{Index, LENGTHS, STAMP};
use super::query::{Match, Token, Word};
use crate::text::cluster::{COENG, extends};
use crate::text::script::{Script, script};

/// How much an occurrence counts, by field.
const WEIGHTS: [f64; Field::ALL.len()] = [6.0, 3.0, 2.5, 1.0, 2.5];
const BODY: usize = Field::Body as usize;
/// BM25: how fast more occurrences count less, and how much long texts are held back.
const K1: f64 = 1.2;
const B: f64 = 0.6;
/// What a form counts that isn't written as typed, and a word that goes on after what is typed.
const OTHER_FORM: f64 = 0.5;
const LONGER: f64 = 0.7;
/// How much nearness, the phrase itself, the phrase in a title, and being the whole title raise.
const NEAR: f64 = 0.6;
const PHRASE: f64 = 0.6;
const TITLE_PHRASE: f64 = 1.0;
const WHOLE_TITLE: f64 = 1.5;
/// How much the newest document is raised above the oldest.
const NEW: f64 = 0.05;
/// How many documents that have only some words are told.
const SOME: usize = 100;

/// A document that answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Its number.
    pub document: u32,
    /// Higher is better.
    pub score: f64,
    /// Whether all words stand side by side as typed.
    pub exact: bool,
}

/// How the documents answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answer {
    /// They have all words.
    All,
    /// They have some of them.
    Some,
}

/// What was found.
#[derive(Debug)]
pub struct Found {
    /// Documents, the best first.
    pub hits: Vec<Hit>,
    /// How they answer.
    pub answer: Answer,
    /// Mistyped words with what was looked for instead.
    pub corrected: Vec<(String, String)>,
    /// The words that were looked for.
    pub words: Vec<Word>,
}

/// Where something occurs: documents with positions and what each counts.
type Occurrences = BTreeMap<u32, Vec<(u32, f64)>>;

/// Searches an index.
pub fn search(index: &Index, words: Vec<Word>) -> Found {
    let ranking = Ranking::new(index);
    let tokens = ranking.look_up(&words);
    let hits = ranking.all(&words, &tokens);
    if !hits.is_empty() {
        return Found { hits, answer: Answer::All, corrected: Vec::new(), words };
    }
    let (mended, corrected) = mend(index, &words, &tokens);
    if !corrected.is_empty() {
        let hits = ranking.all(&mended, &ranking.look_up(&mended));
        if !hits.is_empty() {
            return Found { hits, answer: Answer::All, corrected, words: mended };
        }
    }
    Found { hits: ranking.some(&tokens), answer: Answer::Some, corrected: Vec::new(), words }
}

/// The words with the nearest one there is in place of each that no document has, and what was put for what.
fn mend(index: &Index, words: &[Word], tokens: &[Vec<Occurrences>]) -> (Vec<Word>, Vec<(String, String)>) {
    let mut mended = words.to_vec();
    let mut corrected = Vec::new();
    for (word, found) in mended.iter_mut().zip(tokens) {
        let token = &mut word.tokens[0];
        if found.iter().all(Occurrences::is_empty)
            && let Some(nearest) = nearest(index, &token.fold)
        {
            corrected.push((token.fold.clone(), nearest.clone()));
            *token = Token { at: token.at, fold: nearest, form: String::new(), how: Match::Whole, reach: 1, beside: None };
        }
    }
    (mended, corrected)
}

/// The index with what is computed of it once.
struct Ranking<'a> {
    index: &'a Index,
    documents: f64,
    average: f64,
}

impl<'a> Ranking<'a> {
    fn new(index: &'a Index) -> Ranking<'a> {
        let documents = count(index.lengths.len());
        let total: f64 = index.lengths.iter().map(|lengths| f64::from(lengths[BODY])).sum();
        Ranking { index, documents, average: if documents > 0.0 { (total / documents).max(1.0) } else { 1.0 } }
    }

    /// Of each word, where each of its tokens occurs.
    fn look_up(&self, words: &[Word]) -> Vec<Vec<Occurrences>> {
        words.iter().map(|word| word.tokens.iter().map(|token| occurrences(self.index, token)).collect()).collect()
    }

    /// Documents that have every word in one piece.
    fn all(&self, words: &[Word], tokens: &[Vec<Occurrences>]) -> Vec<Hit> {
        let pieces: Vec<Occurrences> = words.iter().zip(tokens).map(|(word, tokens)| together(word, tokens)).collect();
        let Some((first, rest)) = pieces.split_first() else { return Vec::new() };
        let idfs: Vec<f64> = pieces.iter().map(|piece| self.idf(piece.len())).collect();
        let documents = first.keys().copied().filter(|document| rest.iter().all(|piece| piece.contains_key(document)));
        let hit = |document: u32| {
            let places: Vec<&[(u32, f64)]> = pieces.iter().map(|piece| piece[&document].as_slice()).collect();
            self.hit(document, words, &places, &idfs)
        };
        ordered(documents.map(hit).collect())
    }

    fn hit(&self, document: u32, words: &[Word], places: &[&[(u32, f64)]], idfs: &[f64]) -> Hit {
        let ends = self.ends(document);
        let mut score = 0.0;
        for (places, idf) in places.iter().zip(idfs) {
            score += idf * self.saturated(document, &ends, places);
        }
        score *= 1.0 + NEAR * nearness(words, places, ends[0]);
        let phrase = phrase(words, places);
        let length: u32 = words.iter().map(|word| word.length).sum();
        let exact = phrase.is_some();
        if let Some((position, weight)) = phrase {
            let raise = if position < ends[0] { TITLE_PHRASE } else { PHRASE };
            score *= 1.0 + raise * weight;
            // A field is one longer than its units: the end of a block.
            if position == 0 && ends[0] == length + 1 {
                score *= WHOLE_TITLE;
            }
        }
        Hit { document, score: self.aged(document, score), exact }
    }

    /// Documents that have at least half of the tokens.
    fn some(&self, tokens: &[Vec<Occurrences>]) -> Vec<Hit> {
        let tokens: Vec<&Occurrences> = tokens.iter().flatten().collect();
        let mut scores: BTreeMap<u32, (f64, u32)> = BTreeMap::new();
        for token in &tokens {
            let idf = self.idf(token.len());
            for (document, places) in *token {
                let entry = scores.entry(*document).or_default();
                entry.0 += idf * self.saturated(*document, &self.ends(*document), places);
                entry.1 += 1;
            }
        }
        let enough = |had: u32| had as usize * 2 >= tokens.len();
        let hits = scores.into_iter().filter(|(_, (_, had))| enough(*had)).map(|(document, (score, had))| Hit {
            document,
            score: self.aged(document, score * f64::from(had) / count(tokens.len())),
            exact: false,
        });
        let mut hits = ordered(hits.collect());
        hits.truncate(SOME);
        hits
    }

    fn idf(&self, documents: usize) -> f64 {
        let having = count(documents);
        (1.0 + (self.documents - having + 0.5) / (having + 0.5)).ln()
    }

    /// BM25's part for one word in one document.
    fn saturated(&self, document: u32, ends: &[u32; LENGTHS], places: &[(u32, f64)]) -> f64 {
        let body = f64::from(self.index.lengths[document as usize][BODY]);
        let norm = 1.0 - B + B * body / self.average;
        let mut often = 0.0;
        for (position, weight) in places {
            let field = ends.iter().position(|end| position < end).unwrap_or(LENGTHS);
            often += weight * WEIGHTS[field] / if field == BODY { norm } else { 1.0 };
        }
        often * (K1 + 1.0) / (often + K1)
    }

    /// The position after each field but the last one.
    fn ends(&self, document: u32) -> [u32; LENGTHS] {
        let mut at = 0;
        self.index.lengths[document as usize].map(|length| {
            at += length;
            at
        })
    }

    /// Raised for being new, and rounded, so that another machine's logarithm gives the same order.
    fn aged(&self, document: u32, score: f64) -> f64 {
        (score * (1.0 + NEW * f64::from(document + 1) / self.documents) * 1e6).round() / 1e6
    }
}

/// The best first; of equal ones the newer.
fn ordered(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.sort_by(|a, b| b.score.total_cmp(&a.score).then(b.document.cmp(&a.document)));
    hits
}

/// Where a word's tokens stand together: the place of its first.
fn together(word: &Word, tokens: &[Occurrences]) -> Occurrences {
    let [first, rest @ ..] = tokens else { return Occurrences::new() };
    if rest.is_empty() {
        return first.clone();
    }
    let mut out = Occurrences::new();
    for (document, places) in first {
        let Some(others) = rest.iter().map(|token| token.get(document)).collect::<Option<Vec<_>>>() else { continue };
        let mut kept = Vec::new();
        for (position, weight) in places {
            let mut least = Some(*weight);
            for (other, token) in others.iter().zip(&word.tokens[1..]) {
                let weight = at(other, position + (token.at - word.at));
                least = least.and_then(|least| Some(weight?.min(least)));
            }
            kept.extend(least.map(|weight| (*position, weight)));
        }
        if !kept.is_empty() {
            out.insert(*document, kept);
        }
    }
    out
}

/// What counts at a position.
fn at(places: &[(u32, f64)], position: u32) -> Option<f64> {
    places.binary_search_by_key(&position, |(position, _)| *position).ok().map(|found| places[found].1)
}

/// Where all words follow each other as typed: the first such place, one in the title before others, and its least weight.
fn phrase(words: &[Word], places: &[&[(u32, f64)]]) -> Option<(u32, f64)> {
    let (first, rest) = places.split_first()?;
    first.iter().find_map(|(position, weight)| {
        let mut least = *weight;
        for (places, word) in rest.iter().zip(&words[1..]) {
            least = least.min(at(places, position + (word.at - words[0].at))?);
        }
        Some((*position, least))
    })
}

/// How near the words come to each other: 1 side by side, less in a wider window; half as much more in a title.
fn nearness(words: &[Word], places: &[&[(u32, f64)]], title: u32) -> f64 {
    if words.len() < 2 {
        return 0.0;
    }
    let mut all: Vec<(u32, usize)> = Vec::new();
    for (word, places) in places.iter().enumerate() {
        all.extend(places.iter().map(|(position, _)| (*position, word)));
    }
    all.sort_unstable();
    let ideal: u32 = words.iter().map(|word| word.length).sum();
    let mut counts = vec![0_u32; words.len()];
    let (mut having, mut start, mut best) = (0, 0, 0.0_f64);
    for (position, word) in &all {
        having += usize::from(counts[*word] == 0);
        counts[*word] += 1;
        while having == words.len() {
            let (first, at) = all[start];
            let span = (position + words[*word].length - first).max(ideal);
            best = best.max(f64::from(ideal) / f64::from(span) * if first < title { 1.5 } else { 1.0 });
            counts[at] -= 1;
            having -= usize::from(counts[at] == 0);
            start += 1;
        }
    }
    best
}

/// Where a token occurs, as it is looked up; of each place what counts most.
fn occurrences(index: &Index, token: &Token) -> Occurrences {
    let mut out = Occurrences::new();
    look_up(index, token, 0, &mut out);
    if let Some((pair, shift)) = &token.beside {
        let pair = Token { at: token.at, fold: pair.clone(), form: String::new(), how: Match::Whole, reach: 1, beside: None };
        look_up(index, &pair, *shift, &mut out);
    }
    for places in out.values_mut() {
        places.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        places.dedup_by_key(|(position, _)| *position);
    }
    out
}

/// Adds where a token occurs in the index, positions raised by `shift`.
fn look_up(index: &Index, token: &Token, shift: u32, out: &mut Occurrences) {
    let fold = token.fold.as_bytes();
    // The last shard that doesn't begin after it, and for beginnings those that follow.
    let after = index.shards.partition_point(|shard| shard.first.as_bytes() <= fold);
    let begin = after.saturating_sub(1);
    let mut is_whole = false;
    for (i, shard) in index.shards.iter().enumerate().skip(begin).take(token.reach) {
        // Where the word itself was there, what goes on from it is taken from its own shard only.
        let is_enough = i > begin && token.how == Match::Beginning && is_whole;
        if is_enough || i >= after && !shard.first.as_bytes().starts_with(fold) {
            break;
        }
        let mut reader = Reader::new(&shard.bytes[STAMP..]);
        let mut word = Vec::new();
        while !reader.is_done() {
            reader.word(&mut word);
            let weight = weight(token, &word);
            is_whole |= word == fold;
            for _ in 0..reader.number() {
                let form = reader.bytes();
                reader.number();
                let list = reader.bytes();
                if let Some(weight) = weight {
                    let other = !token.form.is_empty() && (word != fold || form != token.form.as_bytes());
                    read_list(list, if other { weight * OTHER_FORM } else { weight }, shift, out);
                }
            }
        }
    }
}

/// What a token of the index counts for the one looked up; `None` for another one.
fn weight(token: &Token, word: &[u8]) -> Option<f64> {
    let rest = word.strip_prefix(token.fold.as_bytes())?;
    if rest.is_empty() {
        return Some(1.0);
    }
    let longer = matches!(token.how, Match::Beginning | Match::UnitBeginning).then_some(LONGER);
    if !matches!(token.how, Match::Unit | Match::UnitBeginning) {
        return longer;
    }
    let next = std::str::from_utf8(rest).ok()?.chars().next()?;
    if extends(next) || token.fold.ends_with(COENG) { longer } else { Some(1.0) }
}

fn read_list(list: &[u8], weight: f64, shift: u32, out: &mut Occurrences) {
    let mut reader = Reader::new(list);
    let mut document = 0;
    while !reader.is_done() {
        let head = reader.number();
        document += head >> 1;
        let count = if head & 1 == 1 { 1 } else { reader.number() };
        let places = out.entry(document).or_default();
        let mut position = shift;
        for _ in 0..count {
            position += reader.number();
            places.push((position, weight));
        }
    }
}

/// The nearest word there is to one that no document has: one slip of the finger away, two in long words.
fn nearest(index: &Index, typed: &str) -> Option<String> {
    let length = typed.chars().count();
    if length < 4 || !typed.chars().all(|c| script(c) == Script::Letter && c.is_alphabetic()) {
        return None;
    }
    let slips = if length < 8 { 1 } else { 2 };
    let mut reader = Reader::new(&index.words);
    let mut word = Vec::new();
    let mut best: Option<(usize, u32, String)> = None;
    while !reader.is_done() {
        reader.word(&mut word);
        let documents = reader.number();
        let Ok(there) = std::str::from_utf8(&word) else { continue };
        if there.chars().count().abs_diff(length) > slips {
            continue;
        }
        let distance = strsim::osa_distance(typed, there);
        let better = best.as_ref().is_none_or(|(least, most, _)| (distance, u32::MAX - documents) < (*least, u32::MAX - *most));
        if distance <= slips && better {
            best = Some((distance, documents, there.to_owned()));
        }
    }
    best.map(|(_, _, word)| word)
}

fn count(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::INFINITY, f64::from)
}
