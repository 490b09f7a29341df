//! What the program writes into a translation beside its words: that it was begun, that it holds, that it was reviewed.
//!
//! Each gives the file's new text; all that isn't named here stays as it is. Nothing about people is made up: a reviewer's
//! name comes from the person who gives the command.
//!
//! Knows nothing of: the disk, exchange formats.

use jiff::civil;

use super::memory::Remembered;
use super::subject::Subject;
use super::{FileChange, export};
use crate::front_matter::edit::{Edit, NewValue, edit, quoted};
use crate::front_matter::made_from::MadeFrom;
use crate::front_matter::{self};
use crate::language::Lang;
use crate::segment::{Fingerprint, Role};
use crate::site::Translation;
use crate::site::freshness::Change;

/// Why a stamp can't be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refused {
    /// The language is the source's own.
    Source,
    /// The language has no file yet.
    NoFile,
    /// The language has a file already.
    Exists,
    /// The blocks of both sides have different shapes: the first source block without partner, if any.
    Shapes(Option<String>),
    /// There is no such block.
    NoBlock(usize),
    /// Blocks of the translation can't be followed to the source, so one alone can't be accepted.
    Unknown,
    /// The front matter can't be changed without touching more than was meant.
    FrontMatter,
}

/// A translation to be written by hand: the source's words, a memory of them, `draft: true`.
pub fn start(subject: &Subject<'_>, lang: Lang, today: civil::Date) -> Result<FileChange, Refused> {
    if lang == subject.source {
        return Err(Refused::Source);
    }
    if subject.files[lang].is_some() {
        return Err(Refused::Exists);
    }
    let original = subject.original().ok_or(Refused::NoFile)?;
    let made_from = original.made_from_all(original, today).ok_or(Refused::Unknown)?;
    let word = |role: Role| original.words.word(role).map(str::to_owned);
    let text = new_file(&Fresh { word: &word, made_from: &made_from, draft: true, body: original.document.markdown() });
    Ok(FileChange { path: subject.path(lang), before: None, after: text })
}

/// What a new translation is made of.
pub struct Fresh<'a> {
    /// The words of its front matter.
    pub word: &'a dyn Fn(Role) -> Option<String>,
    /// Its memory.
    pub made_from: &'a MadeFrom,
    /// Whether readers don't see it yet.
    pub draft: bool,
    /// Its body.
    pub body: &'a str,
}

/// The text of a new translation.
pub fn new_file(fresh: &Fresh<'_>) -> String {
    let mut text = "---\n".to_owned();
    for role in [Role::Title, Role::Summary, Role::CoverAlt] {
        if let (Some(key), Some(word)) = (role.key(), (fresh.word)(role)) {
            text.push_str(&format!("{key}: {}\n", quoted(&word)));
        }
    }
    let card: Vec<String> =
        Role::CARD.into_iter().filter_map(|key| Some(format!("{key}: {}", quoted(&(fresh.word)(Role::Card(key))?)))).collect();
    if !card.is_empty() {
        text.push_str(&format!("card: {{ {} }}\n", card.join(", ")));
    }
    if fresh.draft {
        text.push_str("draft: true\n");
    }
    text.push_str(&format!("made_from: {}\n---\n", fresh.made_from.yaml()));
    if !fresh.body.starts_with(['\n', '\r']) {
        text.push('\n');
    }
    text.push_str(&fresh.body.replace("\r\n", "\n"));
    text
}

/// Says that a translation holds as it stands: all of it, or one source block (numbered from 1).
pub fn accept(subject: &Subject<'_>, lang: Lang, block: Option<usize>, today: civil::Date) -> Result<FileChange, Refused> {
    if lang == subject.source {
        return Err(Refused::Source);
    }
    let (Some(original), Some(own)) = (subject.original(), &subject.files[lang]) else { return Err(Refused::NoFile) };
    let made_from = match block {
        None => own.made_from_all(original, today).ok_or_else(|| Refused::Shapes(first_stranger(own, original)))?,
        Some(number) => accepted_block(original, own, number, today)?,
    };
    let reviewed = own.words.made_from.as_ref().and_then(|memory| memory.reviewed);
    stamped(subject, own, lang, &[made(&MadeFrom { reviewed, ..made_from })])
}

/// What the memory learns of an accepted translation: all of it, or one source block (numbered from 1).
pub fn remembered(subject: &Subject<'_>, lang: Lang, block: Option<usize>) -> Vec<Remembered> {
    let (Some(original), Some(own)) = (subject.original(), &subject.files[lang]) else { return Vec::new() };
    let Some(fresh) = &own.freshness else { return Vec::new() };
    let (sources, owns) = (original.contents(), own.contents());
    let pairs = fresh.pairs.iter().filter(|pair| block.is_none_or(|number| pair.source == Some(number.wrapping_sub(1))));
    let both = pairs.filter(|pair| pair.change != Change::Untranslated).filter_map(|pair| Some((&sources[pair.source?], &owns[pair.own?])));
    both.filter(|(source, _)| export::has_words(source))
        .map(|(source, own)| Remembered { lang: subject.source, source: source.tagged(), target: export::target(source, own).tagged() })
        .collect()
}

/// The words of the first source block that has no partner.
fn first_stranger(own: &Translation, original: &Translation) -> Option<String> {
    let pair = own.freshness.as_ref()?.pairs.iter().find(|pair| pair.source.is_none() || pair.own.is_none())?;
    let (text, at) = match (pair.source, pair.own) {
        (Some(source), _) => (original, source),
        (None, own_at) => (own, own_at?),
    };
    text.contents().get(at).map(|content| content.words())
}

fn accepted_block(original: &Translation, own: &Translation, number: usize, today: civil::Date) -> Result<MadeFrom, Refused> {
    let at = number.checked_sub(1).ok_or(Refused::NoBlock(number))?;
    let segment = original.segments().nth(at).ok_or(Refused::NoBlock(number))?;
    let mut made_from = own.words.made_from.clone().ok_or(Refused::Unknown)?;
    let fresh = own.freshness.as_ref().ok_or(Refused::Unknown)?;
    let pair = fresh.pairs.iter().find(|pair| pair.source == Some(at)).ok_or(Refused::NoBlock(number))?;
    let own_at = pair.own.filter(|_| pair.change != Change::Untracked).ok_or(Refused::Unknown)?;
    if segment.role.key().is_some() {
        made_from.words.retain(|(role, _)| *role != segment.role);
        made_from.words.push((segment.role, segment.fingerprint));
    } else {
        let block = own_at.checked_sub(own.words.segments.len()).and_then(|at| made_from.blocks.get_mut(at)).ok_or(Refused::Unknown)?;
        *block = segment.fingerprint;
    }
    let is_whole = fresh.pairs.iter().all(|other| other == pair || other.change == Change::Current);
    if is_whole {
        made_from.on = Some(today);
    }
    Ok(made_from)
}

/// Records that a person reviewed a translation as it stands, against the source as it stands.
pub fn review(subject: &Subject<'_>, lang: Lang, by: &str, today: civil::Date) -> Result<FileChange, Refused> {
    let (Some(original), Some(own)) = (subject.original(), &subject.files[lang]) else { return Err(Refused::NoFile) };
    if lang == subject.source {
        return Err(Refused::Source);
    }
    let memory = own.words.made_from.clone();
    let made_from = memory.or_else(|| own.made_from_all(original, today)).ok_or_else(|| Refused::Shapes(first_stranger(own, original)))?;
    let digest: Fingerprint = own.review_digest(original);
    let edits = [
        Edit { key: "reviewed_by".to_owned(), value: NewValue::Text(by.to_owned()) },
        Edit { key: "reviewed_on".to_owned(), value: NewValue::Raw(today.to_string()) },
        made(&MadeFrom { reviewed: Some(digest), ..made_from }),
    ];
    stamped(subject, own, lang, &edits)
}

/// The edit that writes a memory.
pub fn made(made_from: &MadeFrom) -> Edit {
    Edit { key: "made_from".to_owned(), value: NewValue::Raw(made_from.yaml()) }
}

fn stamped(subject: &Subject<'_>, own: &Translation, lang: Lang, edits: &[Edit]) -> Result<FileChange, Refused> {
    let source = &own.document.source;
    let parts = front_matter::split(source).map_err(|_| Refused::FrontMatter)?;
    let text = source.text();
    let yaml = edit(&text[parts.yaml.clone()], edits).ok_or(Refused::FrontMatter)?;
    let after = format!("{}{yaml}{}", &text[..parts.yaml.start], &text[parts.yaml.end..]);
    Ok(FileChange { path: subject.path(lang), before: Some(text.to_owned()), after })
}
