//! What was translated before: `i18n/memory/<lang>.tsv`, one unit a line, sorted, so that git merges it.
//!
//! A line has the language of the source, the day, the source and the target with tags. Of units with the same source and
//! target the latest day is kept; a source may have several targets, the latest counts first.
//!
//! Knows nothing of: articles, exchange formats.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil;

use super::FileChange;
use crate::language::Lang;
use crate::segment::{Fingerprint, untagged};
use crate::text::nfc;
use crate::text::units::{Endings, units};

/// Like units below this many percent are of no help.
const LEAST: u8 = 70;
/// How many like units are given.
const MOST: usize = 3;

/// The memory of a language.
#[derive(Clone, Default, Debug)]
pub struct Memory {
    units: BTreeMap<(String, String, String), civil::Date>,
    /// Lines that can't be read; they are kept as they are.
    strange: Vec<String>,
}

/// A unit of the memory.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Remembered {
    /// The language of the source.
    pub lang: Lang,
    /// With tags.
    pub source: String,
    /// With tags.
    pub target: String,
}

/// Where the memory of a language lies in the project.
pub fn path(lang: Lang) -> String {
    format!("i18n/memory/{}.tsv", lang.id())
}

impl Memory {
    /// Reads the file's text.
    pub fn parse(text: &str) -> Memory {
        let mut memory = Memory::default();
        for line in text.trim_start_matches('\u{feff}').lines().filter(|line| !line.trim().is_empty()) {
            let mut cells = line.split('\t');
            let cells =
                (cells.next(), cells.next().and_then(|day| day.parse::<civil::Date>().ok()), cells.next(), cells.next(), cells.next());
            match cells {
                (Some(lang), Some(day), Some(source), Some(target), None) if Lang::from_id(lang).is_some() => {
                    memory.remember((lang, &unescaped(source), &unescaped(target)), day);
                }
                _ => memory.strange.push(line.to_owned()),
            }
        }
        memory
    }

    /// The file's text.
    pub fn print(&self) -> String {
        let mut lines: Vec<String> = self
            .units
            .iter()
            .map(|((lang, source, target), day)| format!("{lang}\t{day}\t{}\t{}", escaped(source), escaped(target)))
            .collect();
        // By source, so that a new day doesn't move a line.
        lines.sort_by(|a, b| key(a).cmp(&key(b)));
        lines.extend(self.strange.iter().cloned());
        lines.iter().map(|line| format!("{line}\n")).collect()
    }

    /// Adds a unit; the latest day counts.
    pub fn add(&mut self, unit: &Remembered, day: civil::Date) {
        if !unit.source.trim().is_empty() && !unit.target.trim().is_empty() {
            self.remember((unit.lang.id(), &nfc(&unit.source), &nfc(&unit.target)), day);
        }
    }

    fn remember(&mut self, (lang, source, target): (&str, &str, &str), day: civil::Date) {
        let known = self.units.entry((lang.to_owned(), source.to_owned(), target.to_owned())).or_insert(day);
        *known = (*known).max(day);
    }

    /// All units, in order of source.
    pub fn units(&self) -> impl Iterator<Item = (Remembered, civil::Date)> {
        self.units.iter().filter_map(|((lang, source, target), day)| {
            Some((Remembered { lang: Lang::from_id(lang)?, source: source.clone(), target: target.clone() }, *day))
        })
    }

    /// How many units there are.
    pub fn len(&self) -> usize {
        self.units.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// The change that writes it; `before` is the file's text as it was read.
    pub fn change(&self, lang: Lang, before: Option<&str>) -> FileChange {
        FileChange { path: path(lang), before: before.map(str::to_owned), after: self.print() }
    }

    /// Prepares it for looking up sources of a language.
    pub fn index(&self, lang: Lang) -> Index {
        let mut index = Index::default();
        let mut latest: Vec<(Remembered, civil::Date)> = self.units().filter(|(unit, _)| unit.lang == lang).collect();
        latest.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        for (unit, _) in latest {
            let words = untagged(&unit.source);
            let at = index.units.len();
            index.by_fingerprint.entry(Fingerprint::of(&words)).or_default().push(at);
            let tokens = tokens(&words);
            for token in tokens.iter().collect::<BTreeSet<_>>() {
                index.by_token.entry(token.clone()).or_default().push(at);
            }
            index.units.push((unit, tokens));
        }
        index
    }
}

fn key(line: &str) -> (&str, &str) {
    let mut cells = line.splitn(3, '\t');
    (cells.next().unwrap_or_default(), cells.nth(1).unwrap_or_default())
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "")
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => match chars.next() {
                Some('t') => out.push('\t'),
                Some('n') => out.push('\n'),
                Some(other) => out.push(other),
                None => {}
            },
            (c, false) => out.push(c),
        }
    }
    out
}

/// The memory, ready for looking up.
#[derive(Default)]
pub struct Index {
    units: Vec<(Remembered, Vec<String>)>,
    by_fingerprint: HashMap<Fingerprint, Vec<usize>>,
    by_token: HashMap<String, Vec<usize>>,
}

impl Index {
    /// The source and targets of a fingerprint, the latest first.
    pub fn of(&self, fingerprint: Fingerprint) -> impl Iterator<Item = &Remembered> {
        self.by_fingerprint.get(&fingerprint).into_iter().flatten().map(|at| &self.units[*at].0)
    }

    /// Units like a text, with their likeness in percent, the most like first. 100 is the same words.
    pub fn like(&self, words: &str) -> Vec<(u8, &Remembered)> {
        let exact: Vec<(u8, &Remembered)> = self.of(Fingerprint::of(words)).take(MOST).map(|unit| (100, unit)).collect();
        if !exact.is_empty() {
            return exact;
        }
        let wanted = tokens(words);
        if wanted.len() < 3 {
            return Vec::new();
        }
        // Rare tokens find what is like; common ones would find everything.
        let mut lists: Vec<&Vec<usize>> =
            wanted.iter().collect::<BTreeSet<_>>().into_iter().filter_map(|token| self.by_token.get(token)).collect();
        lists.sort_by_key(|list| list.len());
        let mut hits: HashMap<usize, usize> = HashMap::new();
        for at in lists.iter().take(8).flat_map(|list| list.iter().take(200)) {
            *hits.entry(*at).or_default() += 1;
        }
        let mut candidates: Vec<(usize, usize)> = hits.into_iter().map(|(at, count)| (count, at)).collect();
        candidates.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let scored = candidates.into_iter().take(24).map(|(_, at)| (likeness(&wanted, &self.units[at].1), at));
        let mut scored: Vec<(u8, usize)> = scored.filter(|(score, _)| *score >= LEAST).collect();
        scored.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        scored.into_iter().take(MOST).map(|(score, at)| (score, &self.units[at].0)).collect()
    }
}

/// What texts are compared by: folded words with their marks, characters of scripts without spaces, numbers.
fn tokens(words: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    units(&nfc(words), Endings::Kept, |unit| tokens.push(unit.form.to_owned()));
    tokens
}

/// How like two texts are, in percent: 99 at most, for marks and punctuation may differ.
fn likeness(a: &[String], b: &[String]) -> u8 {
    let longest = a.len().max(b.len());
    // Paragraphs have hundreds of tokens; a hostile text with thousands isn't compared.
    if longest == 0 || longest > 2000 || a.len().min(b.len()) * 2 < longest {
        return 0;
    }
    let (a, b): (Vec<&String>, Vec<&String>) = (a.iter().collect(), b.iter().collect());
    let distance = strsim::generic_levenshtein(&a, &b);
    u8::try_from((longest - distance) * 100 / longest).unwrap_or(0).min(99)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{Memory, Remembered};
    use crate::language::Lang;
    use crate::segment::Fingerprint;

    fn unit(source: &str, target: &str) -> Remembered {
        Remembered { lang: Lang::VI, source: source.to_owned(), target: target.to_owned() }
    }

    #[test]
    fn the_file_is_sorted_and_comes_back() {
        let mut memory = Memory::default();
        memory.add(&unit("Xem <1>đây</1>.", "<1>នេះ</1>។"), date(2026, 1, 2));
        memory.add(&unit("Cửa khẩu", "ច្រកទ្វារ"), date(2026, 1, 1));
        memory.add(&unit("Cửa khẩu", "ច្រកទ្វារ"), date(2026, 3, 1));
        memory.add(&unit("Cửa khẩu", "ច្រក\tពីរ"), date(2026, 2, 1));
        let text = memory.print();
        assert_eq!(
            text,
            "vi\t2026-02-01\tCửa khẩu\tច្រក\\tពីរ\nvi\t2026-03-01\tCửa khẩu\tច្រកទ្វារ\nvi\t2026-01-02\tXem <1>đây</1>.\t<1>នេះ</1>។\n"
        );
        assert_eq!(Memory::parse(&text).print(), text);
        let merged = format!("{text}<<<<<<< HEAD\nvi\tx\n{text}");
        assert_eq!(Memory::parse(&merged).print(), format!("{text}<<<<<<< HEAD\nvi\tx\n"));
        let index = memory.index(Lang::VI);
        assert_eq!(index.of(Fingerprint::of("Cửa khẩu")).next().unwrap().target, "ច្រកទ្វារ");
    }

    #[test]
    fn like_texts_are_found_in_every_script() {
        let check = |lang: Lang, known: &str, asked: &str, expect: Option<u8>| {
            let mut memory = Memory::default();
            memory.add(&Remembered { lang, source: known.to_owned(), target: "x".to_owned() }, date(2026, 1, 1));
            let index = memory.index(lang);
            assert_eq!(index.like(asked).first().map(|(score, _)| *score), expect, "{asked}");
        };
        check(Lang::VI, "Cửa khẩu nằm ở km 140 của <1>Quốc lộ 13</1>.", "Cửa khẩu nằm ở km 141 của Quốc lộ 13.", Some(90));
        check(Lang::VI, "Cửa khẩu nằm ở km 140.", "Cửa  khẩu nằm ở km 140.", Some(100));
        check(Lang::VI, "Cửa khẩu nằm ở km 140.", "Hội nghị diễn ra tại Hà Nội.", None);
        check(Lang::KO, "국경관문은 국도 13호선에 있다.", "국경관문은 국도 14호선에 있다.", Some(92));
        check(Lang::KM, "ច្រកទ្វារអន្តរជាតិស្ថិតនៅគីឡូម៉ែត្រលេខ ១៤០", "ច្រកទ្វារអន្តរជាតិស្ថិតនៅគីឡូម៉ែត្រលេខ ១៤១", Some(94));
        check(Lang::JA, "国境は十三号線の百四十キロにある。", "国境は十三号線の百五十キロにある。", Some(93));
        check(Lang::ZH, "口岸位于十三号国道终点。", "口岸位于十四号国道终点。", Some(90));
    }
}
