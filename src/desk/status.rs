//! How each subject stands in each language: rows for a table, counts for a head of department, a list of what comes next.
//!
//! Knows nothing of: how rows are printed.

use jiff::civil;
use serde::Serialize;

use super::subject::{Subject, subjects};
use crate::language::Lang;
use crate::part::Part;
use crate::site::freshness::{Change, Freshness, Review, State};
use crate::site::{Site, Translation};
use crate::text::reading::Counts;

/// How a subject stands in a language.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// The subject's name.
    pub article: String,
    /// Its section; empty outside sections.
    pub section: String,
    /// Its title, in the source's language.
    pub title: String,
    /// The language of its source.
    pub source: &'static str,
    /// The language.
    pub lang: &'static str,
    /// missing, started, current, outdated, misaligned, untracked, orphan.
    pub state: &'static str,
    /// Whether the file hides itself (`draft: true`).
    pub draft: bool,
    /// Source blocks: changed, added, removed, untranslated; all of them where nothing is there.
    pub changed: usize,
    /// Source blocks that the translation doesn't have.
    pub added: usize,
    /// Blocks that the source doesn't have any more.
    pub removed: usize,
    /// Blocks still in the source's words.
    pub untranslated: usize,
    /// Source blocks in all.
    pub blocks: usize,
    /// Words to be translated (syllables in Vietnamese, characters in Chinese and Japanese).
    pub words: usize,
    /// Days since the translation was last brought up to date, or since the source's day where there is none.
    pub age: Option<i32>,
    /// human, machine, machine-reviewed; empty where nothing is said.
    pub origin: &'static str,
    /// valid, passed, unproved; empty where nobody reviewed.
    pub review: &'static str,
    /// Who reviewed, as the file says.
    pub reviewed_by: String,
    #[serde(skip)]
    importance: (bool, usize),
}

impl Row {
    /// Whether a translator has something to do here.
    pub fn waits(&self) -> bool {
        !matches!(self.state, "current" | "untracked" | "orphan")
    }

    /// Whether readers of the language have a translation, fresh or not.
    pub fn is_there(&self) -> bool {
        !self.draft && matches!(self.state, "current" | "untracked" | "outdated" | "misaligned")
    }
}

/// How many of a group of rows are how far.
#[derive(Clone, Copy, Default, Debug, Serialize, PartialEq, Eq)]
pub struct Coverage {
    /// Subjects in all.
    pub total: usize,
    /// Those that are up to date, as far as anyone knows.
    pub current: usize,
    /// Those whose source changed, or that can't be told.
    pub outdated: usize,
    /// Those that are begun.
    pub started: usize,
    /// Those that aren't there.
    pub missing: usize,
    /// Words to be translated.
    pub words: usize,
}

impl Coverage {
    /// Counts rows.
    pub fn of<'r>(rows: impl IntoIterator<Item = &'r Row>) -> Coverage {
        let mut coverage = Coverage::default();
        for row in rows.into_iter().filter(|row| row.state != "orphan") {
            coverage.total += 1;
            coverage.words += row.words;
            match row.state {
                _ if row.draft => coverage.started += 1,
                "current" | "untracked" => coverage.current += 1,
                "outdated" | "misaligned" => coverage.outdated += 1,
                "started" => coverage.started += 1,
                _ => coverage.missing += 1,
            }
        }
        coverage
    }
}

/// All rows of a part of the site, in order of name and language.
pub fn rows(site: &Site, part: &Part, today: civil::Date) -> Vec<Row> {
    let mut rows = Vec::new();
    let wanted = |section: &str| part.sections.is_empty() || part.sections.iter().any(|known| known == section);
    let langs = || site.config.languages.iter().copied().filter(|lang| part.langs.is_empty() || part.langs.contains(lang));
    for subject in subjects(site).iter().filter(|subject| wanted(subject.section)) {
        let Some(original) = subject.original() else { continue };
        let mut words = Words { original, of_block: None };
        rows.extend(langs().filter(|lang| *lang != subject.source).map(|lang| row(subject, original, lang, today, &mut words)));
    }
    for (folder, present) in &site.orphans {
        let name = folder.trim_start_matches("content/").to_owned();
        rows.extend(langs().filter(|lang| present.contains(lang)).map(|lang| orphan(&name, lang)));
    }
    rows
}

/// What waits for translators, the most important first: featured, then sections in menu order, then what waits longest.
pub fn work(rows: &[Row]) -> Vec<&Row> {
    let mut work: Vec<&Row> = rows.iter().filter(|row| row.waits()).collect();
    work.sort_by(|a, b| a.importance.cmp(&b.importance).then(b.age.cmp(&a.age)).then_with(|| a.article.cmp(&b.article)));
    work
}

/// The words of each block of a source; counted when a translation first needs them.
struct Words<'a> {
    original: &'a Translation,
    of_block: Option<Vec<usize>>,
}

impl Words<'_> {
    fn of(&mut self, blocks: impl Iterator<Item = usize>) -> usize {
        let original = self.original;
        let counted = self.of_block.get_or_insert_with(|| original.contents().iter().map(|content| count(&content.words())).collect());
        blocks.filter_map(|block| counted.get(block)).sum()
    }
}

/// The words of a text: syllables in Vietnamese, characters in Chinese and Japanese, clusters in Khmer.
pub fn count(text: &str) -> usize {
    let mut counts = Counts::default();
    counts.add(text);
    counts.total()
}

fn row(subject: &Subject<'_>, original: &Translation, lang: Lang, today: civil::Date, words: &mut Words<'_>) -> Row {
    let own = subject.files[lang].as_ref().filter(|own| !own.document.is_blank || original.document.is_blank);
    let fresh = own.and_then(|own| own.freshness.as_deref());
    let count = |change: Change| fresh.map_or(0, |fresh| fresh.count(change));
    let blocks = original.segments().count();
    let (state, to_do) = match fresh {
        None => ("missing", words.of(0..blocks)),
        Some(fresh) => (fresh.state.word(), words.of(waiting(fresh))),
    };
    let since = fresh.and_then(|fresh| fresh.on).or(subject.date);
    let review = match fresh.and_then(|fresh| fresh.review) {
        None => "",
        Some(Review::Valid) => "valid",
        Some(Review::Passed) => "passed",
        Some(Review::Unproved) => "unproved",
    };
    Row {
        article: subject.name.clone(),
        section: subject.section.to_owned(),
        title: original.words.title.clone(),
        source: subject.source.id(),
        lang: lang.id(),
        state,
        draft: own.is_some_and(|own| own.words.draft),
        changed: count(Change::Changed),
        added: count(Change::Added),
        removed: count(Change::Removed),
        untranslated: if fresh.is_none() { blocks } else { count(Change::Untranslated) },
        blocks,
        words: to_do,
        age: since.and_then(|since| today.since(since).ok()).map(|span| span.get_days()),
        origin: own.and_then(|own| own.words.text_origin).map_or("", crate::provenance::TextOrigin::word),
        review,
        reviewed_by: own.and_then(|own| own.words.reviewed_by.clone()).unwrap_or_default(),
        importance: (!subject.featured, subject.order),
    }
}

/// Source blocks that a translator has to look at.
fn waiting(fresh: &Freshness) -> impl Iterator<Item = usize> {
    let all = fresh.state == State::Started && fresh.count(Change::Untranslated) == 0;
    let waits = move |change| all || matches!(change, Change::Changed | Change::Added | Change::Untranslated);
    fresh.pairs.iter().filter(move |pair| waits(pair.change)).filter_map(|pair| pair.source)
}

fn orphan(name: &str, lang: Lang) -> Row {
    Row {
        article: name.to_owned(),
        section: name.split('/').next().unwrap_or_default().to_owned(),
        title: String::new(),
        source: "",
        lang: lang.id(),
        state: "orphan",
        draft: false,
        changed: 0,
        added: 0,
        removed: 0,
        untranslated: 0,
        blocks: 0,
        words: 0,
        age: None,
        origin: "",
        review: "",
        reviewed_by: String::new(),
        importance: (true, usize::MAX),
    }
}
