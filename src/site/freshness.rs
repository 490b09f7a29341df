//! Whether a translation still says what its source says, block by block.
//!
//! 1. blocks are the words of the front matter and the segments of the body, on both sides,
//! 2. what a translation remembers ([`MadeFrom`]) leads from each of its blocks to the source block that it was made from,
//! 3. a source block that is still there word for word is current; the others are paired by their place and shape.
//!
//! Neither dates nor commits count: a touched translation hides no change, and a moved link makes none.
//!
//! Knows nothing of: files, what follows for readers.

use std::ops::Range;

use jiff::civil;

use super::Translation;
use super::align::common;
use crate::front_matter::TranslationMeta;
use crate::front_matter::made_from::MadeFrom;
use crate::markdown::document::Document;
use crate::markdown::segments::contents;
use crate::segment::{Content, Fingerprint, Role, Segment};

/// How a translation stands to its source.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum State {
    /// Some blocks are still the source's words.
    Started,
    /// Every block was made from what the source says now.
    Current,
    /// Blocks of the source changed, came or went.
    Outdated,
    /// Blocks were added or removed by hand, so that it can't be told.
    Misaligned,
    /// It remembers nothing: it was made by hand.
    Untracked,
}

impl State {
    /// The word in tables and ids of messages.
    pub fn word(self) -> &'static str {
        match self {
            State::Started => "started",
            State::Current => "current",
            State::Outdated => "outdated",
            State::Misaligned => "misaligned",
            State::Untracked => "untracked",
        }
    }
}

/// What became of a block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// Nothing.
    Current,
    /// The source says something else now.
    Changed,
    /// The translation doesn't have it.
    Added,
    /// The source doesn't have it any more.
    Removed,
    /// The translation has the source's words.
    Untranslated,
    /// Nobody knows.
    Untracked,
}

/// A block of the source and its block in the translation; numbers are positions in [`Translation::segments`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pair {
    /// In the source.
    pub source: Option<usize>,
    /// In the translation.
    pub own: Option<usize>,
    /// The source words that it was made from, where that is known.
    pub made_from: Option<Fingerprint>,
    /// What became of it.
    pub change: Change,
}

/// How a translation stands to its source.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Freshness {
    /// In one word.
    pub state: State,
    /// All blocks: in the source's order, those that it doesn't have behind the ones before them.
    pub pairs: Vec<Pair>,
    /// The day on which it was last brought up to date.
    pub on: Option<civil::Date>,
    /// Whether what a person reviewed is what stands here now; `None` where nobody did.
    pub review: Option<Review>,
}

/// A review by a person.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Review {
    /// Of these very words.
    Valid,
    /// Of other words.
    Passed,
    /// Nobody knows of which words.
    Unproved,
}

impl Freshness {
    /// How many blocks have a state.
    pub fn count(&self, change: Change) -> usize {
        self.pairs.iter().filter(|pair| pair.change == change).count()
    }

    /// How many blocks the source has.
    pub fn total(&self) -> usize {
        self.pairs.iter().filter(|pair| pair.source.is_some()).count()
    }

    /// How many blocks wait for a translator.
    pub fn waiting(&self) -> usize {
        let waits = |change| matches!(change, Change::Changed | Change::Added | Change::Removed | Change::Untranslated);
        self.pairs.iter().filter(|pair| waits(pair.change)).count()
    }
}

impl Translation {
    /// All that can be translated: words of the front matter, then the body's segments.
    pub fn segments(&self) -> impl Iterator<Item = &Segment> {
        self.words.segments.iter().chain(&self.document.segments)
    }

    /// The contents of all segments, in the same order.
    pub fn contents(&self) -> Vec<Content> {
        let words = self.words.segments.iter().map(|segment| Content::plain(self.words.word(segment.role).unwrap_or_default()));
        words.chain(contents(&self.document)).collect()
    }

    /// Whether the review that it names is of these very words, as far as anyone knows.
    pub fn is_reviewed(&self) -> bool {
        self.freshness.as_ref().is_none_or(|fresh| fresh.review != Some(Review::Passed))
    }

    /// The digest of both sides, by which a review is known.
    pub fn review_digest(&self, source: &Translation) -> Fingerprint {
        let all: Vec<String> = source.segments().chain(self.segments()).map(|segment| segment.fingerprint.to_string()).collect();
        Fingerprint::of(&all.join(" "))
    }

    /// A memory that says: every block was made from the source's block in the same place. `None` where their shapes differ.
    pub fn made_from_all(&self, source: &Translation, on: civil::Date) -> Option<MadeFrom> {
        let shapes = |document: &Document| document.segments.iter().map(Segment::shape).collect::<Vec<_>>();
        if shapes(&self.document) != shapes(&source.document) {
            return None;
        }
        let own = |role: Role| self.words.segments.iter().any(|segment| segment.role == role);
        let words = source.words.segments.iter().filter(|segment| own(segment.role)).map(|segment| (segment.role, segment.fingerprint));
        let blocks = source.document.segments.iter().map(|segment| segment.fingerprint);
        Some(MadeFrom { on: Some(on), words: words.collect(), blocks: blocks.collect(), reviewed: None, range: 0..0 })
    }
}

/// Compares a translation with its source.
pub fn freshness(source: &Translation, own: &Translation) -> Freshness {
    let memory = own.words.made_from.as_ref();
    let mut pairs = words(&source.words, &own.words, memory);
    let firsts = (source.words.segments.len(), own.words.segments.len());
    let (body, is_known) = body(&source.document, &own.document, memory);
    let moved = |pair: Pair| Pair { source: pair.source.map(|at| at + firsts.0), own: pair.own.map(|at| at + firsts.1), ..pair };
    pairs.extend(body.into_iter().map(moved));
    let has = |change: Change| pairs.iter().any(|pair| pair.change == change);
    let state = match memory {
        _ if has(Change::Untranslated) => State::Started,
        None => State::Untracked,
        Some(_) if !is_known => State::Misaligned,
        Some(_) if has(Change::Changed) || has(Change::Added) || has(Change::Removed) => State::Outdated,
        Some(_) => State::Current,
    };
    let digest = memory.and_then(|memory| memory.reviewed);
    let review = match (&own.words.reviewed_by, digest) {
        (None, _) => None,
        (Some(_), None) => Some(Review::Unproved),
        (Some(_), Some(digest)) if digest == own.review_digest(source) => Some(Review::Valid),
        (Some(_), Some(_)) => Some(Review::Passed),
    };
    Freshness { state, pairs, on: memory.and_then(|memory| memory.on), review }
}

fn words(source: &TranslationMeta, own: &TranslationMeta, memory: Option<&MadeFrom>) -> Vec<Pair> {
    let position = |list: &[Segment], role: Role| list.iter().position(|segment| segment.role == role);
    let mut pairs: Vec<Pair> = Vec::new();
    for (at, segment) in source.segments.iter().enumerate() {
        let found = position(&own.segments, segment.role);
        let made_from = memory.and_then(|memory| memory.word(segment.role));
        let change = match found {
            None => Change::Added,
            Some(found) => change(segment, &own.segments[found], made_from),
        };
        pairs.push(Pair { source: Some(at), own: found, made_from, change });
    }
    for (at, segment) in own.segments.iter().enumerate() {
        if position(&source.segments, segment.role).is_none() {
            let made_from = memory.and_then(|memory| memory.word(segment.role));
            let change = if memory.is_some() { Change::Removed } else { Change::Untracked };
            pairs.push(Pair { source: None, own: Some(at), made_from, change });
        }
    }
    pairs
}

fn change(source: &Segment, own: &Segment, made_from: Option<Fingerprint>) -> Change {
    let is_copy = own.has_prose && (own.fingerprint == source.fingerprint || Some(own.fingerprint) == made_from);
    match made_from {
        _ if is_copy => Change::Untranslated,
        None | Some(Fingerprint(0)) => Change::Untracked,
        Some(made_from) if made_from == source.fingerprint => Change::Current,
        Some(_) => Change::Changed,
    }
}

/// The pairs of two bodies, and whether the memory could be followed.
fn body(source: &Document, own: &Document, memory: Option<&MadeFrom>) -> (Vec<Pair>, bool) {
    let (sources, owns) = (&source.segments, &own.segments);
    let shapes = |list: &[Segment]| list.iter().map(Segment::shape).collect::<Vec<_>>();
    let Some(memory) = memory.filter(|memory| memory.blocks.len() == owns.len()) else {
        let partners = common(&shapes(owns), &shapes(sources));
        let pair = |source: Option<usize>, own: Option<usize>| {
            let change = match (source, own) {
                (Some(source), Some(own)) => change(&sources[source], &owns[own], None),
                _ => Change::Untracked,
            };
            Pair { source, own, made_from: None, change }
        };
        return (ordered(&partners, sources.len(), |source, own| vec![pair(source, own)]), false);
    };
    let fingerprints: Vec<Fingerprint> = sources.iter().map(|segment| segment.fingerprint).collect();
    let mut partners = common(&memory.blocks, &fingerprints);
    pair_gaps(&mut partners, &shapes(owns), &shapes(sources));
    let pair = |source: Option<usize>, own: Option<usize>| {
        let made_from = own.map(|own| memory.blocks[own]);
        let change = match (source, own) {
            (Some(source), Some(own)) => change(&sources[source], &owns[own], made_from),
            (Some(_), None) => Change::Added,
            _ => Change::Removed,
        };
        vec![Pair { source, own, made_from, change }]
    };
    (ordered(&partners, sources.len(), pair), true)
}

/// Between blocks that found their partner, the others are paired by shape, in order.
fn pair_gaps(partners: &mut [Option<usize>], owns: &[(Role, u8)], sources: &[(Role, u8)]) {
    let mut at = 0;
    let mut from = 0;
    while at <= partners.len() {
        let end = partners[at..].iter().position(Option::is_some).map_or(partners.len(), |found| at + found);
        let to = partners.get(end).copied().flatten().unwrap_or(sources.len());
        let gap: (Range<usize>, Range<usize>) = (at..end, from..to.max(from));
        for (offset, found) in common(&owns[gap.0.clone()], &sources[gap.1.clone()]).into_iter().enumerate() {
            partners[at + offset] = found.map(|found| gap.1.start + found);
        }
        at = end + 1;
        from = to + 1;
    }
}

/// Pairs in the source's order; own blocks without partner stand behind the ones before them.
fn ordered(partners: &[Option<usize>], sources: usize, pair: impl Fn(Option<usize>, Option<usize>) -> Vec<Pair>) -> Vec<Pair> {
    let mut pairs = Vec::with_capacity(sources.max(partners.len()));
    let mut next = 0;
    for (own, partner) in partners.iter().enumerate() {
        if let Some(source) = *partner {
            pairs.extend((next..source).flat_map(|added| pair(Some(added), None)));
            next = source + 1;
        }
        pairs.extend(pair(*partner, Some(own)));
    }
    pairs.extend((next..sources).flat_map(|added| pair(Some(added), None)));
    pairs
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Change, State, freshness};
    use crate::diagnostic::Diagnostics;
    use crate::front_matter;
    use crate::language::Lang;
    use crate::markdown::document::document;
    use crate::path::ContentPath;
    use crate::site::Translation;
    use crate::source::Source;

    fn text(lang: Lang, memory: &str, body: &str) -> Translation {
        let source = Source::new(ContentPath::new("a.md"), format!("---\ntitle: T{}\nsummary: S\n{memory}---\n{body}", lang.id()));
        let parts = front_matter::split(&source).unwrap();
        let front = front_matter::parse(&source, &parts, &mut Diagnostics::default()).unwrap();
        let (document, _) = document(&source, parts.body);
        Translation::new(lang, front.words, Arc::new(document))
    }

    fn remembering(before: &str, own: &str) -> Translation {
        let made = text(Lang::KO, "", own).made_from_all(&text(Lang::VI, "", before), jiff::civil::date(2026, 3, 3)).unwrap();
        text(Lang::KO, &format!("made_from: {}\n", made.yaml()), own)
    }

    #[test]
    fn blocks_tell_what_became_of_them() {
        let before = "## Một\n\nĐoạn hai có chữ.\n\n- ba bốn\n- năm sáu\n";
        let own = "## 하나\n\n둘째 문단.\n\n- 셋\n- 넷\n";
        let check = |now: &str, own: &str, state: State, changes: &[(Change, usize)]| {
            let found = freshness(&text(Lang::VI, "", now), &remembering(before, own));
            assert_eq!(found.state, state, "{now} {found:?}");
            for (change, count) in changes {
                assert_eq!(found.count(*change), *count, "{change:?} in {now} {found:?}");
            }
        };
        check(before, own, State::Current, &[(Change::Current, 6)]);
        check("## Một\n\nĐoạn  hai\ncó **chữ**.\n\n- [ba](/x/) bốn\n- năm sáu\n", own, State::Current, &[]);
        check("## Một\n\nĐoạn hai đã đổi.\n\n- ba bốn\n- năm sáu\n", own, State::Outdated, &[(Change::Changed, 1), (Change::Current, 5)]);
        check(
            "## Một\n\nĐoạn hai có chữ.\n\nMới.\n\n- ba bốn\n- năm sáu\n",
            own,
            State::Outdated,
            &[(Change::Added, 1), (Change::Removed, 0)],
        );
        check("## Một\n\nĐoạn hai có chữ.\n\n- năm sáu\n", own, State::Outdated, &[(Change::Removed, 1), (Change::Changed, 0)]);
        check(before, "## 하나\n\nĐoạn hai có chữ.\n\n- 셋\n- 넷\n", State::Started, &[(Change::Untranslated, 1)]);
    }

    #[test]
    fn what_cannot_be_told_is_said_to_be_so() {
        let source = text(Lang::VI, "", "Một.\n\nHai.\n");
        assert_eq!(freshness(&source, &text(Lang::KO, "", "하나.\n\n둘.\n")).state, State::Untracked);
        let mut joined = remembering("Một.\n\nHai.\n", "하나.\n\n둘.\n");
        let other = text(Lang::KO, "", "하나. 둘.\n");
        joined.document = other.document;
        assert_eq!(freshness(&source, &joined).state, State::Misaligned);
    }
}
