//! Terms of the glossary are said with approved or allowed words.
//!
//! Knows nothing of: grammar; forms are looked for as they are, without regard to capitals, spaces and zero width spaces.

use super::{Found, Texts};
use crate::diagnostic::codes;
use crate::glossary::GlossaryTerm;
use crate::language::Lang;
use crate::text;
use crate::text::nfc;
use crate::text::script::{Script, script};

pub(super) fn check(texts: &Texts<'_>, found: &mut Found) {
    let (source_lang, lang) = (texts.source.lang, texts.lang());
    for block in texts.blocks() {
        let own = said(&block.own.words(), lang);
        for (term, word) in terms(&block.source.words(), source_lang, texts.glossary) {
            let mut forms = term.forms(lang).peekable();
            if forms.peek().is_none() || forms.any(|form| says(&own, form, lang)) {
                continue;
            }
            let approved = &term.words[lang];
            let id = &term.id;
            found.add(
                &codes::TERM,
                &block,
                "",
                text!("thuật ngữ “{word}” cần dịch là “{approved}” ({id})", "the term “{word}” is to be “{approved}” ({id})"),
            );
        }
    }
}

/// Text in which forms are looked for: small letters; without spaces where the language has none between words.
pub(super) fn even(text: &str, lang: Lang) -> String {
    let has_spaces = matches!(lang.id(), "vi" | "en");
    let lower = nfc(text).to_lowercase();
    let mut out = String::with_capacity(lower.len());
    for c in lower.chars() {
        match c {
            '\u{200b}' | '\u{feff}' => {}
            '’' => out.push('\''),
            '（' => out.push('('),
            '）' => out.push(')'),
            '–' | '‑' => out.push('-'),
            c if c.is_whitespace() && !has_spaces => {}
            c if c.is_whitespace() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A text as forms are looked for in it: as it is, and without what stands in brackets (`동나이(Dong Nai)성`).
pub(super) fn said(text: &str, lang: Lang) -> [String; 2] {
    let whole = even(text, lang);
    let mut bare = String::with_capacity(whole.len());
    let mut depth = 0usize;
    for c in whole.chars() {
        match c {
            '(' => {
                depth += 1;
                while bare.ends_with(' ') {
                    bare.pop();
                }
            }
            ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => bare.push(c),
            _ => {}
        }
    }
    [whole, bare]
}

/// Whether a text has a form; in English its plural too.
fn says(texts: &[String; 2], form: &str, lang: Lang) -> bool {
    let form = even(form, lang);
    let plural = form.strip_suffix('y').filter(|_| lang == Lang::EN).map(|stem| format!("{stem}ies"));
    texts.iter().any(|text| text.contains(&form) || plural.as_ref().is_some_and(|plural| text.contains(plural.as_str())))
}

/// Terms that occur in a text, with their words; none within another, none of a single syllable.
pub(super) fn terms<'g>(written: &str, lang: Lang, glossary: &'g [GlossaryTerm]) -> Vec<(&'g GlossaryTerm, &'g str)> {
    let written = nfc(written);
    let text = written.to_lowercase();
    // Small letters of these languages are as long as capitals, but for a few that don't occur; then nothing is a proper name.
    let alike = text.len() == written.len();
    let mut found: Vec<(std::ops::Range<usize>, &GlossaryTerm, &str)> = Vec::new();
    for term in glossary {
        for (form, lower) in term.forms(lang).zip(&term.small[lang]) {
            if is_too_short(lower, lang) {
                continue;
            }
            let places = text.match_indices(lower.as_str()).map(|(at, _)| at..at + lower.len()).filter(|range| is_whole(&text, range));
            let places = places.filter(|range| !(alike && is_part_of_a_name(&written, range, form)));
            found.extend(places.map(|range| (range, term, form)));
        }
    }
    found.sort_by_key(|(range, ..)| (std::cmp::Reverse(range.len()), range.start));
    let mut kept: Vec<(std::ops::Range<usize>, &GlossaryTerm, &str)> = Vec::new();
    for (range, term, form) in found {
        if !kept.iter().any(|(other, ..)| range.start < other.end && other.start < range.end) {
            kept.push((range, term, form));
        }
    }
    kept.sort_by_key(|(range, ..)| range.start);
    kept.dedup_by(|a, b| a.1.id == b.1.id);
    kept.into_iter().map(|(_, term, form)| (term, form)).collect()
}

/// A single syllable is a part of too many other words.
fn is_too_short(form: &str, lang: Lang) -> bool {
    match lang.id() {
        "vi" => form.split_whitespace().count() < 2 && form.chars().count() < 5,
        _ => form.chars().count() < 2,
    }
}

/// `Cao su Sông Bé` is a company, not rubber: a common noun with a capital before another capital.
fn is_part_of_a_name(written: &str, range: &std::ops::Range<usize>, form: &str) -> bool {
    let is_common = form.starts_with(char::is_lowercase);
    let capital_after = written[range.end..].strip_prefix(' ').is_some_and(|rest| rest.starts_with(char::is_uppercase));
    let before = written[..range.start].trim_end().chars().next_back();
    let named_before = written[..range.start].ends_with(' ')
        && written[..range.start].split_whitespace().next_back().is_some_and(|word| word.ends_with(char::is_uppercase));
    let begins = before.is_none_or(|c| matches!(c, '.' | ':' | '?' | '!'));
    is_common && written[range.start..].starts_with(char::is_uppercase) && (capital_after && !begins || named_before)
}

fn is_whole(text: &str, range: &std::ops::Range<usize>) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(|c| script(c) == Script::Letter);
    !is_letter(text[..range.start].chars().next_back()) && !is_letter(text[range.end..].chars().next())
}
