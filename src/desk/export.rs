//! Packets for translators: which articles, which units, and what helps with each.
//!
//! Knows nothing of: formats, the disk.

use super::memory::Index;
use super::subject::Subject;
use crate::exchange::{Key, Match, PacketFile, Unit, UnitState};
use crate::glossary::GlossaryTerm;
use crate::language::Lang;
use crate::segment::{Content, Fingerprint, Piece, Role};
use crate::site::Translation;
use crate::site::align::common;
use crate::site::freshness::{Change, Pair};
use crate::text::excerpt::word_boundaries;

/// What helps with every unit.
pub struct Helps<'a> {
    /// The memory of the target language, for sources of one language.
    pub memory: &'a Index,
    /// The glossary.
    pub glossary: &'a [GlossaryTerm],
}

/// The units of a subject for a language; `None` where its source is missing.
pub fn file(subject: &Subject<'_>, lang: Lang, helps: &Helps<'_>) -> Option<PacketFile> {
    let original = subject.original()?;
    let own = subject.files[lang].as_ref();
    let sources = original.contents();
    let own_contents = own.map(Translation::contents).unwrap_or_default();
    let mut units = Vec::with_capacity(sources.len());
    let mut before = String::new();
    for (at, segment) in original.segments().enumerate() {
        let pair = own.and_then(|own| own.freshness.as_ref()).and_then(|fresh| fresh.pairs.iter().find(|pair| pair.source == Some(at)));
        // Where nobody knows which block was made from which, nothing is said to be right.
        let is_unsure = own.and_then(|own| own.freshness.as_ref()).is_some_and(|fresh| {
            fresh.pairs.iter().any(|pair| pair.change == Change::Untracked && (pair.source.is_none() || pair.own.is_none()))
        });
        let target = pair.and_then(|pair| pair.own).map(|own| &own_contents[own]);
        let place = place(segment.role, at, original);
        let source = &sources[at];
        units.push(unit(
            source,
            segment.role,
            &Stand { place, pair, target, lang, source_lang: subject.source, is_unsure },
            helps,
            &before,
        ));
        before = source.words();
    }
    let path = subject.path(subject.source);
    Some(PacketFile { name: subject.name.clone(), path, title: original.words.title.clone(), units })
}

/// The name of a unit's place: its key in front matter, or `b` and its number in the body.
pub fn place(role: Role, at: usize, text: &Translation) -> String {
    role.key().unwrap_or_else(|| format!("b{}", at + 1 - text.words.segments.len()))
}

/// What a translation's block reads as with the source's codes; words alone where its codes are others.
pub fn target(source: &Content, own: &Content) -> Content {
    own.with_codes_of(source).unwrap_or_else(|| Content::plain(&own.words()))
}

struct Stand<'a> {
    place: String,
    pair: Option<&'a Pair>,
    target: Option<&'a Content>,
    lang: Lang,
    source_lang: Lang,
    is_unsure: bool,
}

fn unit(source: &Content, role: Role, stand: &Stand<'_>, helps: &Helps<'_>, before: &str) -> Unit {
    let change = stand.pair.map(|pair| pair.change);
    let own = stand.target.filter(|_| change != Some(Change::Untranslated));
    let state = match change {
        Some(Change::Untracked) if stand.is_unsure => UnitState::Outdated,
        Some(Change::Current | Change::Untracked) => UnitState::Translated,
        Some(Change::Changed) => UnitState::Outdated,
        _ => UnitState::Initial,
    };
    let words = source.words();
    let like = if state == UnitState::Translated { Vec::new() } else { helps.memory.like(&words) };
    let matches: Vec<Match> =
        like.iter().map(|(score, unit)| Match { score: *score, source: unit.source.clone(), target: unit.target.clone() }).collect();
    // The same words were translated before: that is the target until somebody says otherwise.
    let known = || matches.iter().filter(|found| found.score == 100).find_map(|found| source.read(&found.target).ok());
    let made_from = stand.pair.and_then(|pair| pair.made_from).filter(|_| state == UnitState::Outdated);
    let previous = made_from.and_then(|made_from| helps.memory.of(made_from).next()).map(|unit| unit.source.clone());
    let home = own.map(|own| target(source, own));
    let sent = if home.is_none() { known() } else { None };
    let fingerprint = |content: &Option<Content>| content.as_ref().map_or(Fingerprint(0), |content| Fingerprint::of(&content.tagged()));
    Unit {
        key: Key { place: stand.place.clone(), source: source.fingerprint(), target: fingerprint(&home), sent: fingerprint(&sent) },
        role,
        changes: previous.as_ref().map(|previous| changes(previous, &source.tagged())),
        previous,
        terms: terms(&words, stand.source_lang, stand.lang, helps.glossary),
        source: source.clone(),
        target: home.or(sent),
        state,
        matches,
        before: before.to_owned(),
    }
}

/// Terms of the glossary that occur in a text, with their approved words; the longest first, none within another.
pub fn terms(words: &str, source: Lang, lang: Lang, glossary: &[GlossaryTerm]) -> Vec<(String, String)> {
    let text = words.to_lowercase();
    let mut found: Vec<(usize, &GlossaryTerm, &str)> = Vec::new();
    for term in glossary {
        let (Some(word), Some(_)) = (term.forms(source).next(), term.forms(lang).next()) else { continue };
        let lower = word.to_lowercase();
        if let Some(at) = text.match_indices(&lower).map(|(at, _)| at).find(|at| is_whole(&text, *at, lower.len())) {
            found.push((at, term, word));
        }
    }
    found.sort_by_key(|(_, _, word)| std::cmp::Reverse(word.len()));
    let mut kept: Vec<(usize, &GlossaryTerm, &str)> = Vec::new();
    for (at, term, word) in found {
        if !kept.iter().any(|(_, _, longer)| longer.to_lowercase().contains(&word.to_lowercase())) {
            kept.push((at, term, word));
        }
    }
    kept.sort_by_key(|(at, ..)| *at);
    kept.into_iter().filter_map(|(_, term, word)| Some((word.to_owned(), term.forms(lang).next()?.to_owned()))).collect()
}

/// Whether a find isn't a part of a longer word of an alphabet.
fn is_whole(text: &str, at: usize, length: usize) -> bool {
    use crate::text::script::{Script, script};
    let is_letter = |c: Option<char>| c.is_some_and(|c| script(c) == Script::Letter);
    let before = is_letter(text[..at].chars().next_back()) && is_letter(text[at..].chars().next());
    let after = is_letter(text[at + length..].chars().next()) && is_letter(text[..at + length].chars().next_back());
    !before && !after
}

/// A new text with what changed since the old one: `[-old-]` and `{+new+}`, word by word.
pub fn changes(old: &str, new: &str) -> String {
    let split = |text: &str| {
        let ends = word_boundaries(text);
        ends.windows(2).map(|pair| text[pair[0]..pair[1]].to_owned()).collect::<Vec<_>>()
    };
    let (old, new) = (split(old), split(new));
    let mut out = String::new();
    let (mut gone, mut come) = (String::new(), String::new());
    let flush = |out: &mut String, gone: &mut String, come: &mut String| {
        if !gone.is_empty() {
            out.push_str(&format!("[-{gone}-]"));
        }
        if !come.is_empty() {
            out.push_str(&format!("{{+{come}+}}"));
        }
        gone.clear();
        come.clear();
    };
    let mut next = 0;
    for (at, partner) in common(&new, &old).into_iter().enumerate() {
        match partner {
            None => come.push_str(&new[at]),
            Some(partner) => {
                gone.extend(old[next..partner].iter().map(String::as_str));
                next = partner + 1;
                flush(&mut out, &mut gone, &mut come);
                out.push_str(&new[at]);
            }
        }
    }
    gone.extend(old[next..].iter().map(String::as_str));
    flush(&mut out, &mut gone, &mut come);
    out
}

/// Whether a content has words at all; a code alone needs no translator.
pub fn has_words(content: &Content) -> bool {
    content.pieces.iter().any(|piece| matches!(piece, Piece::Text(text) if text.chars().any(char::is_alphanumeric)))
}

#[cfg(test)]
mod tests {
    use super::changes;

    #[test]
    fn changed_words_are_shown_in_every_script() {
        let check = |old: &str, new: &str, expect: &str| assert_eq!(changes(old, new), expect);
        check("Có mười cửa khẩu.", "Có mười một cửa khẩu.", "Có mười {+một +}cửa khẩu.");
        check("Dân số 4,4 triệu", "Dân số 4,5 triệu", "Dân số [-4,4-]{+4,5+} triệu");
        check("국도 13호선", "국도 14호선", "국도 [-13호선-]{+14호선+}");
        check("口岸十座。", "口岸十一座。", "口岸[-十座-]{+十一座+}。");
        check("ច្រកទ្វារដប់", "ច្រកទ្វារដប់មួយ", "ច្រកទ្វារ[-ដប់-]{+ដប់មួយ+}");
        check("国境は十か所。", "国境は九か所。", "国境は[-十-]{+九+}か所。");
    }
}
