//! What came back from a translator, put into the files of the project.
//!
//! 1. each unit finds its block by place and fingerprint of the source; where the source changed meanwhile, the work goes into
//!    the memory and nothing else,
//! 2. a target that wasn't touched since the export leaves its block alone; where both sides changed it, the file wins and the
//!    other work goes into the memory,
//! 3. targets are spliced into the translation, or into the source's skeleton where that has other blocks by now; the result is
//!    parsed again and compared,
//! 4. blocks that were translated or confirmed are stamped with the source's fingerprint; front matter keeps all other keys.
//!
//! Knows nothing of: formats, the disk.

use jiff::civil;

use super::FileChange;
use super::export::{place, target};
use super::memory::Remembered;
use super::stamp::{Fresh, made, new_file};
use super::subject::Subject;
use crate::diagnostic::Text;
use crate::exchange::{ReturnedFile, ReturnedUnit};
use crate::front_matter::edit::{Edit, NewValue, edit};
use crate::front_matter::made_from::MadeFrom;
use crate::front_matter::{self};
use crate::language::Lang;
use crate::markdown::splice::{Replacement, splice};
use crate::segment::{Content, Fault, Fingerprint, Role, Segment};
use crate::site::Translation;
use crate::site::freshness::{Change, Pair};
use crate::text;
use crate::text::nfc;

/// What came of a returned file.
#[derive(Default, Debug)]
pub struct Taken {
    /// The translation's new text, where anything changed.
    pub change: Option<FileChange>,
    /// What the memory gets: pairs of this source, and work that found no place.
    pub remembered: Vec<Remembered>,
    /// What a person has to know, by unit.
    pub told: Vec<(ReturnedUnit, Told)>,
    /// Words of the translation whose block the source doesn't have any more, and that the new text leaves out.
    pub dropped: Vec<String>,
    /// How many blocks got a new text.
    pub translated: usize,
    /// How many blocks were said to be right as they are.
    pub confirmed: usize,
    /// How many blocks still wait.
    pub left: usize,
}

/// Something that a person has to know about a returned unit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Told {
    /// The source changed since the export: the work is kept in the memory.
    SourceChanged,
    /// The translation changed at home since the export: that stays, the work is kept in the memory.
    ChangedAtHome,
    /// Its codes are wrong: nothing is taken.
    Codes(Fault),
    /// It can't be written as Markdown: nothing is taken.
    Unwritable,
    /// It is a new block, and has no place yet: it is kept in the memory.
    NoPlace,
    /// The unit stands twice in the file: the last one counts.
    Twice,
}

impl Told {
    /// In words, with what to do.
    pub fn text(&self) -> Text {
        match self {
            Told::SourceChanged => text!(
                "bản gốc đã đổi sau khi xuất; câu dịch được giữ trong bộ nhớ dịch, hãy xuất lại",
                "the source changed since the export; the work is kept in the memory, export again"
            ),
            Told::ChangedAtHome => text!(
                "bản dịch đã được sửa tại chỗ sau khi xuất và được giữ nguyên; câu này nằm trong bộ nhớ dịch",
                "the translation was edited at home since the export and stays; this work is kept in the memory"
            ),
            Told::Codes(fault) => {
                let tag = fault.tag();
                match fault {
                    Fault::Missing(_) => text!(
                        "thiếu mã {tag}; thêm vào đúng chỗ rồi nhập lại",
                        "the code {tag} is missing; put it in its place and import again"
                    ),
                    Fault::Unknown(_) => text!(
                        "mã {tag} không có ở bản gốc; xóa đi rồi nhập lại",
                        "the source has no code {tag}; take it out and import again"
                    ),
                    Fault::Twice(_) => {
                        text!("mã {tag} đứng hai lần; xóa bớt rồi nhập lại", "the code {tag} stands twice; take one out and import again")
                    }
                    Fault::Crossed(_) => text!(
                        "mã {tag} mở mà không đóng, hoặc lồng chéo; sửa rồi nhập lại",
                        "the code {tag} is left open or crosses another; mend it and import again"
                    ),
                }
            }
            Told::Unwritable => text!(
                "không viết được thành Markdown mà giữ nguyên cấu trúc; hãy dịch đoạn này trong tệp .md",
                "it can't be written as Markdown with the same structure; translate this block in the .md file"
            ),
            Told::NoPlace => text!(
                "đoạn mới chưa có chỗ: dịch nốt các đoạn mới khác, hoặc sửa tay cho khớp bản gốc; câu này được giữ trong bộ nhớ dịch",
                "the new block has no place yet: translate the other new blocks too, or match the source's blocks by hand; this work is kept in the memory"
            ),
            Told::Twice => {
                text!("đoạn này có hai lần trong tệp; lần sau được dùng", "the block stands twice in the file; the last one counts")
            }
        }
    }
}

/// What a source block gets.
#[derive(Clone, Debug)]
struct Plan {
    /// Its words in the translation's language, where there are any.
    content: Option<Content>,
    /// The block of the translation that they are from, where they aren't new.
    own: Option<usize>,
    /// Its block in the translation, whatever it holds.
    place: Option<usize>,
    /// The source words that they are from.
    stamp: Fingerprint,
}

/// Puts a returned file into a subject's translation.
pub fn take(subject: &Subject<'_>, lang: Lang, file: &ReturnedFile, today: civil::Date) -> Taken {
    let mut taken = Taken::default();
    let Some(original) = subject.original() else { return taken };
    let own = subject.files[lang].as_ref();
    let sources = original.contents();
    let own_contents = own.map(Translation::contents).unwrap_or_default();
    let segments: Vec<&Segment> = original.segments().collect();
    let mut plans: Vec<Plan> = (0..segments.len()).map(|at| plan(at, segments[at], own, &own_contents)).collect();
    let mut free = vec![true; segments.len()];
    for unit in last_of_each(file, &mut taken.told) {
        let Some(at) = find(unit, &segments, original, &free) else {
            kept(&mut taken, subject.source, unit, Told::SourceChanged);
            continue;
        };
        free[at] = false;
        let at_home = plans[at].own.map(|own| target(&sources[at], &own_contents[own]).tagged());
        let found = apply(unit, (&sources[at], at_home), &mut plans[at]);
        taken.count(unit, found, subject.source);
    }
    if taken.translated + taken.confirmed == 0 {
        taken.left = plans.iter().filter(|plan| plan.content.is_none()).count();
        return taken;
    }
    let before: Vec<Plan> = (0..segments.len()).map(|at| plan(at, segments[at], own, &own_contents)).collect();
    let mut composed = compose(subject, lang, &plans, today);
    // What can't be written leaves its block as it was, and the rest is put together again.
    while !composed.refused.is_empty() {
        for (at, told) in std::mem::take(&mut composed.refused) {
            let source = segments[at].fingerprint;
            let is_it = |unit: &&ReturnedUnit| unit.key.source == source && Fingerprint::of(&unit.target) != unit.key.given();
            if let Some(unit) = file.units.iter().find(is_it) {
                if told == Told::NoPlace {
                    taken.remembered.push(Remembered { lang: subject.source, source: unit.source.clone(), target: unit.target.clone() });
                }
                taken.told.push((unit.clone(), told));
            }
            if plans[at].own.is_none() {
                taken.translated = taken.translated.saturating_sub(1);
                plans[at] = before[at].clone();
            } else {
                // An old block that can't stand in the source's skeleton: the translation keeps its own.
                plans[at] = Plan { content: None, own: None, place: None, stamp: source };
            }
        }
        composed = compose(subject, lang, &plans, today);
    }
    taken.dropped = composed.dropped;
    for (at, plan) in plans.iter().enumerate().filter(|(at, plan)| plan.stamp == segments[*at].fingerprint) {
        if let Some(content) = &plan.content {
            let target = target(&sources[at], content).tagged();
            taken.remembered.push(Remembered { lang: subject.source, source: sources[at].tagged(), target });
        }
    }
    taken.left = plans.iter().zip(&segments).filter(|(plan, segment)| plan.content.is_none() || plan.stamp != segment.fingerprint).count();
    let is_work = taken.translated + taken.confirmed > 0;
    taken.change = composed.change.filter(|change| is_work && change.before.as_deref() != Some(change.after.as_str()));
    taken
}

/// What a source block has now.
fn plan(at: usize, segment: &Segment, own: Option<&Translation>, own_contents: &[Content]) -> Plan {
    let nothing = Plan { content: None, own: None, place: None, stamp: segment.fingerprint };
    let Some(own) = own else { return nothing };
    let pair = own.freshness.as_ref().and_then(|fresh| fresh.pairs.iter().find(|pair| pair.source == Some(at)));
    match pair {
        Some(Pair { own: Some(place), change, made_from, .. }) if *change != Change::Untranslated => {
            let stamp = made_from.unwrap_or(Fingerprint(0));
            Plan { content: Some(own_contents[*place].clone()), own: Some(*place), place: Some(*place), stamp }
        }
        Some(Pair { own, .. }) => Plan { own: *own, place: *own, ..nothing },
        None => nothing,
    }
}

/// The units of a file, the last where one stands twice.
fn last_of_each<'f>(file: &'f ReturnedFile, told: &mut Vec<(ReturnedUnit, Told)>) -> Vec<&'f ReturnedUnit> {
    let mut units: Vec<&ReturnedUnit> = Vec::new();
    for unit in &file.units {
        match units.iter_mut().find(|known| known.key == unit.key) {
            Some(known) => {
                if known.target != unit.target {
                    told.push((unit.clone(), Told::Twice));
                }
                *known = unit;
            }
            None => units.push(unit),
        }
    }
    units
}

/// The source block of a unit: the same words, in its place or else where they moved to.
fn find(unit: &ReturnedUnit, segments: &[&Segment], original: &Translation, free: &[bool]) -> Option<usize> {
    let same = |at: &usize| free[*at] && segments[*at].fingerprint == unit.key.source;
    let in_place = |at: &usize| place(segments[*at].role, *at, original) == unit.key.place;
    let role = Role::of_key(&unit.key.place);
    let fits = |at: &usize| {
        same(at) && role.is_none_or(|role| segments[*at].role == role) && (role.is_some() || segments[*at].role.key().is_none())
    };
    (0..segments.len()).find(|at| fits(at) && in_place(at)).or_else(|| (0..segments.len()).find(fits))
}

/// Keeps a unit's work in the memory, where there is any.
fn kept(taken: &mut Taken, lang: Lang, unit: &ReturnedUnit, told: Told) {
    let is_work = !unit.target.trim().is_empty() && Fingerprint::of(&unit.target) != unit.key.given();
    if is_work {
        taken.remembered.push(Remembered { lang, source: unit.source.clone(), target: unit.target.clone() });
        taken.told.push((unit.clone(), told));
    }
}

/// What came of a returned unit.
enum Applied {
    /// Nothing: it wasn't touched.
    Nothing,
    /// What lies at home was said to be right.
    Confirmed,
    /// It has new words.
    Translated,
    /// The file at home has other words by now.
    ChangedAtHome,
    /// Its codes are wrong.
    Codes(Fault),
}

fn apply(unit: &ReturnedUnit, (source, at_home): (&Content, Option<String>), plan: &mut Plan) -> Applied {
    let typed = nfc(unit.target.trim());
    let read = source.read(&typed);
    // As it would be written: spaces outside of codes.
    let settled = read.as_ref().map_or_else(|_| typed.to_string(), Content::tagged);
    let same = |a: &str, b: &str| Fingerprint::of(a) == Fingerprint::of(b);
    let home = at_home.filter(|_| plan.content.is_some());
    if typed.is_empty() {
        return Applied::Nothing;
    }
    // What lies at home is what was sent: with codes, or their words where the codes are others.
    if home.as_deref().is_some_and(|home| same(home, &typed) || same(home, &settled)) {
        let is_news = unit.confirmed && plan.stamp != unit.key.source;
        if unit.confirmed {
            plan.stamp = unit.key.source;
        }
        return if is_news { Applied::Confirmed } else { Applied::Nothing };
    }
    let is_untouched = Fingerprint::of(&typed) == unit.key.given();
    // Words from the memory that were sent along count when somebody says so.
    let is_taken_over = unit.confirmed && unit.key.sent != Fingerprint(0);
    if is_untouched && !is_taken_over {
        return Applied::Nothing;
    }
    if home.map_or(Fingerprint(0), |home| Fingerprint::of(&home)) != unit.key.target {
        return Applied::ChangedAtHome;
    }
    match read {
        Err(fault) => Applied::Codes(fault),
        Ok(content) if content.is_blank() => Applied::Nothing,
        Ok(content) => {
            *plan = Plan { content: Some(content), own: None, stamp: unit.key.source, ..plan.clone() };
            Applied::Translated
        }
    }
}

impl Taken {
    fn count(&mut self, unit: &ReturnedUnit, applied: Applied, lang: Lang) {
        match applied {
            Applied::Nothing => {}
            Applied::Confirmed => self.confirmed += 1,
            Applied::Translated => self.translated += 1,
            Applied::ChangedAtHome => kept(self, lang, unit, Told::ChangedAtHome),
            Applied::Codes(fault) => self.told.push((unit.clone(), Told::Codes(fault))),
        }
    }
}

struct Composed {
    change: Option<FileChange>,
    /// Source blocks whose new words can't come in, with the reason.
    refused: Vec<(usize, Told)>,
    /// Words that are left out.
    dropped: Vec<String>,
}

fn compose(subject: &Subject<'_>, lang: Lang, plans: &[Plan], today: civil::Date) -> Composed {
    let nothing = Composed { change: None, refused: Vec::new(), dropped: Vec::new() };
    let Some(original) = subject.original() else { return nothing };
    let own = subject.files[lang].as_ref();
    let body = body(original, own, plans);
    if !body.refused.is_empty() {
        return Composed { refused: body.refused, ..nothing };
    }
    let has_word = |segment: &&Segment, plan: &&Plan| segment.role.key().is_some() && plan.content.is_some();
    let word_stamps = original.words.segments.iter().zip(plans).filter(|(segment, plan)| has_word(segment, plan));
    let made_from = MadeFrom {
        on: Some(today),
        words: word_stamps.map(|(segment, plan)| (segment.role, plan.stamp)).collect(),
        blocks: body.stamps,
        reviewed: own.and_then(|own| own.words.made_from.as_ref()).and_then(|memory| memory.reviewed),
        range: 0..0,
    };
    let new_word = |role: Role| {
        let at = original.words.segments.iter().position(|segment| segment.role == role)?;
        plans[at].content.as_ref().map(Content::words)
    };
    let path = subject.path(lang);
    let Some(own) = own else {
        let word = |role: Role| match role {
            Role::Title | Role::Summary => new_word(role).or_else(|| original.words.word(role).map(str::to_owned)),
            _ => new_word(role),
        };
        let draft = plans.iter().any(|plan| plan.content.is_none());
        let made_from = MadeFrom { words: with_copies(original, &made_from), ..made_from };
        let after = new_file(&Fresh { word: &word, made_from: &made_from, draft, body: &body.text });
        return Composed { change: Some(FileChange { path, before: None, after }), ..nothing };
    };
    let changed = original.words.segments.iter().zip(plans).filter(|(_, plan)| plan.own.is_none() && plan.content.is_some());
    let mut edits: Vec<Edit> = changed
        .filter_map(|(segment, plan)| Some(Edit { key: segment.role.key()?, value: NewValue::Text(plan.content.as_ref()?.words()) }))
        .collect();
    edits.push(made(&made_from));
    let text = own.document.source.text();
    let written = front_matter::split(&own.document.source).ok().and_then(|parts| {
        let yaml = edit(&text[parts.yaml.clone()], &edits)?;
        Some(format!("{}{yaml}{}{}", &text[..parts.yaml.start], &text[parts.yaml.end..parts.body.start], body.text))
    });
    let change = written.map(|after| FileChange { path, before: Some(text.to_owned()), after });
    Composed { change, refused: Vec::new(), dropped: body.dropped }
}

/// A title or summary that is still the source's is remembered as such.
fn with_copies(original: &Translation, made_from: &MadeFrom) -> Vec<(Role, Fingerprint)> {
    let wanted = |role: Role| matches!(role, Role::Title | Role::Summary) || made_from.word(role).is_some();
    original.words.segments.iter().filter(|segment| wanted(segment.role)).map(|segment| (segment.role, segment.fingerprint)).collect()
}

struct Body {
    text: String,
    /// For each block of the text, the source words that it is from.
    stamps: Vec<Fingerprint>,
    refused: Vec<(usize, Told)>,
    dropped: Vec<String>,
}

/// The body: the translation's own with new words in it, or the source's skeleton where that has other blocks.
fn body(original: &Translation, own: Option<&Translation>, plans: &[Plan]) -> Body {
    match own {
        Some(own) if keeps_its_skeleton(original, own, plans) => in_its_own(original, own, plans),
        _ => in_the_sources(original, own, plans),
    }
}

/// Whether a translation's own blocks stay: they are the source's, one by one; or nobody knows where some of them come from; or the
/// source has new blocks that wait for their words, and readers would get them in the source's.
fn keeps_its_skeleton(original: &Translation, own: &Translation, plans: &[Plan]) -> bool {
    let (words, own_words) = (original.words.segments.len(), own.words.segments.len());
    let body = || plans[words..].iter().enumerate();
    let shapes = |text: &Translation| text.document.segments.iter().map(Segment::shape).collect::<Vec<_>>();
    let one_by_one = shapes(own) == shapes(original) && body().all(|(at, plan)| plan.place == Some(at + own_words));
    let pairs = own.freshness.iter().flat_map(|fresh| &fresh.pairs);
    let has_strangers =
        pairs.clone().any(|pair| pair.source.is_none() && pair.change == Change::Untracked && pair.own.is_some_and(|at| at >= own_words));
    let waits = !own.words.draft && body().any(|(_, plan)| plan.place.is_none() && plan.content.is_none());
    one_by_one || has_strangers || waits
}

fn in_its_own(original: &Translation, own: &Translation, plans: &[Plan]) -> Body {
    let (words, own_words) = (original.words.segments.len(), own.words.segments.len());
    let mut stamps: Vec<Fingerprint> =
        match own.words.made_from.as_ref().filter(|memory| memory.blocks.len() == own.document.segments.len()) {
            Some(memory) => memory.blocks.clone(),
            None => vec![Fingerprint(0); own.document.segments.len()],
        };
    let (mut replacements, mut sources, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    for (at, plan) in plans.iter().enumerate().skip(words) {
        let is_new = plan.own.is_none() && plan.content.is_some();
        let Some(segment) = plan.place.and_then(|place| place.checked_sub(own_words)) else {
            if is_new {
                refused.push((at, Told::NoPlace));
            }
            continue;
        };
        stamps[segment] = plan.stamp;
        if let Some(content) = plan.content.clone().filter(|_| is_new) {
            replacements.push(Replacement { segment, content, raw: None });
            sources.push((segment, at));
        }
    }
    replacements.sort_by_key(|replacement| replacement.segment);
    let spliced = splice(&own.document, &replacements);
    let source_of = |segment: &usize| sources.iter().find(|(known, _)| known == segment).map(|(_, at)| (*at, Told::Unwritable));
    refused.extend(spliced.refused.iter().filter_map(source_of));
    Body { text: spliced.body, stamps, refused, dropped: Vec::new() }
}

fn in_the_sources(original: &Translation, own: Option<&Translation>, plans: &[Plan]) -> Body {
    let words = original.words.segments.len();
    let replacements: Vec<Replacement> = (words..plans.len())
        .filter_map(|at| {
            let plan = &plans[at];
            let content = plan.content.clone()?;
            let raw = match (plan.own, own) {
                (Some(place), Some(own)) => Some(raw(own, place)?),
                _ => None,
            };
            Some(Replacement { segment: at - words, content, raw })
        })
        .collect();
    let spliced = splice(&original.document, &replacements);
    // The source's skeleton takes the line ends of the translation's file.
    let is_windows = own.is_some_and(|own| own.document.source.text().contains("\r\n"));
    let plain = spliced.body.replace("\r\n", "\n");
    let text = if is_windows { plain.replace('\n', "\r\n") } else { plain };
    let stamps = plans[words..].iter().map(|plan| plan.stamp).collect();
    let refused = spliced.refused.into_iter().map(|segment| (segment + words, Told::Unwritable)).collect();
    Body { text, stamps, refused, dropped: own.map(dropped).unwrap_or_default() }
}

/// Words of a translation's blocks that have no partner in the source.
fn dropped(own: &Translation) -> Vec<String> {
    let Some(fresh) = &own.freshness else { return Vec::new() };
    let contents = own.contents();
    let lone = fresh.pairs.iter().filter(|pair| pair.source.is_none()).filter_map(|pair| pair.own);
    lone.filter(|at| *at >= own.words.segments.len()).map(|at| contents[at].words()).collect()
}

/// The Markdown of a block of a translation's body.
fn raw(own: &Translation, place: usize) -> Option<String> {
    let segment = own.document.segments.get(place.checked_sub(own.words.segments.len())?)?;
    Some(own.document.source.text()[segment.range.clone()].to_owned())
}
