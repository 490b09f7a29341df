//! Search on the real content. `tests/search.mjs` holds the script for browsers to the same files.
//!
//! - `tests/search/units.tsv`: strings of the six languages with their units; `UPDATE=1` rewrites the units,
//! - `tests/search/queries.tsv`: queries that both sides have to answer alike.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use saola::language::Lang;
use saola::search::query::query;
use saola::search::rank::{Answer, Found, search};
use saola::site::searched::{Subject, endings};
use saola::text::units::units;
use saola::workspace::{Options, Snapshot, Workspace};

static SNAPSHOT: LazyLock<Snapshot> = LazyLock::new(|| {
    let mut workspace = Workspace::new(Options { root: root().to_owned(), drafts: false, base_url: None });
    workspace.refresh(jiff::civil::date(2026, 11, 26).at(9, 0, 0, 0))
});

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn find(typed: &str, lang: Lang) -> Found {
    search(&SNAPSHOT.renderer.as_ref().unwrap().search_of(lang).index, query(typed, endings(lang)))
}

/// Titles of what was found, the best first.
fn titles(found: &Found, lang: Lang) -> Vec<String> {
    let renderer = SNAPSHOT.renderer.as_ref().unwrap();
    found.hits.iter().map(|hit| renderer.search_text(hit.document as usize, lang).title).collect()
}

#[test]
fn strings_have_the_units_written_down() {
    let file = root().join("tests/search/units.tsv");
    let written = fs::read_to_string(&file).unwrap();
    let mut made = String::new();
    for line in written.lines() {
        let mut columns = line.split('\t');
        let (lang, text) = (columns.next().unwrap(), columns.next().unwrap());
        let mut shown = Vec::new();
        units(text, endings(Lang::from_id(lang).unwrap()), |unit| {
            let form = if unit.form == unit.fold { String::new() } else { format!("/{}", unit.form) };
            shown.push(format!("{}{}{}{form}", if unit.joins { "~" } else { "" }, if unit.spaced { "_" } else { "" }, unit.fold));
        });
        made.push_str(&format!("{lang}\t{text}\t{}\n", shown.join(" ")));
    }
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, &made).unwrap();
    } else {
        assert!(made == written, "{} differs; UPDATE=1 rewrites it", file.display());
    }
    let strings = |lang: &str| written.lines().filter(|line| line.starts_with(&format!("{lang}\t"))).count();
    for lang in Lang::ALL {
        assert!(strings(lang.id()) >= 60, "{lang:?} has {} strings", strings(lang.id()));
    }
}

/// Decree 42/2022, Art. 7: search is complete over the whole site.
#[test]
fn every_page_is_found_by_its_title_with_and_without_marks() {
    let renderer = SNAPSHOT.renderer.as_ref().unwrap();
    for lang in Lang::ALL {
        let subjects = &renderer.search_of(lang).subjects;
        assert!(subjects.len() > 80, "{lang:?}");
        for number in 0..subjects.len() {
            let title = renderer.search_text(number, lang).title;
            let bare: String = saola::text::nfd(&title).chars().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).collect();
            let bare = saola::text::nfc(&bare).replace('đ', "d").replace('Đ', "D").to_lowercase();
            for typed in [&title, &bare] {
                let found = find(typed, lang);
                let place = found.hits.iter().position(|hit| hit.document as usize == number);
                assert!(found.answer == Answer::All && place.is_some_and(|place| place < 3), "{lang:?} “{typed}” is at {place:?}");
            }
        }
    }
}

#[test]
fn what_readers_type_finds_what_they_mean() {
    let first = |lang: Lang, typed: &str, expect: &str| {
        let titles = titles(&find(typed, lang), lang);
        assert!(titles.iter().take(3).any(|title| title.contains(expect)), "{typed}: {titles:?}");
    };
    first(Lang::VI, "kratie", "Kratié");
    first(Lang::VI, "so ngoai vu", "Sở Ngoại vụ");
    first(Lang::VI, "Thành phố Đồng Xoài", "Đồng Xoài");
    first(Lang::EN, "border gates", "Gate");
    first(Lang::KO, "크라티에", "크라티에");
    first(Lang::KM, "ក្រចេះ", "ក្រចេះ");
    first(Lang::KM, "ក្រចេ", "ក្រចេះ");
    first(Lang::JA, "クラチエ州", "クラチエ");
    first(Lang::ZH, "桔井", "桔井");
}

#[test]
fn a_slip_of_the_finger_is_mended_and_said() {
    let found = find("cambodai", Lang::EN);
    assert_eq!(found.corrected, [("cambodai".to_owned(), "cambodia".to_owned())]);
    assert!(found.answer == Answer::All && !found.hits.is_empty());
}

#[test]
fn words_that_never_meet_are_told_as_such() {
    let found = find("kratie saxophone", Lang::VI);
    assert!(found.answer == Answer::Some && found.hits.iter().all(|hit| !hit.exact), "{found:?}");
}

#[test]
fn marks_raise_what_is_written_with_them() {
    let renderer = SNAPSHOT.renderer.as_ref().unwrap();
    let count = |typed: &str| find(typed, Lang::VI).hits.len();
    // The same pages in both ways of typing, those with the very marks before the others.
    assert_eq!(count("đất"), count("dat"));
    let best = find("đất", Lang::VI).hits[0].document;
    let text = renderer.search_text(best as usize, Lang::VI);
    assert!(text.title.contains("đất") || text.blocks.iter().any(|block| block.contains("đất")), "{}", text.title);
}

#[test]
fn hostile_queries_are_answered() {
    let long = "đất đai ".repeat(2000);
    let nested = "(".repeat(10_000);
    for typed in [
        "",
        " ",
        "?!.,;:",
        "🙂👩‍👩‍👧",
        "(.*)*[",
        "<img src=x onerror=alert(1)>",
        "\u{0}\u{1}\u{202e}",
        "\u{17d2}",
        "\u{300}\u{300}",
        &long,
        &nested,
    ] {
        for lang in Lang::ALL {
            let found = find(typed, lang);
            assert!(found.hits.len() <= SNAPSHOT.renderer.as_ref().unwrap().search_of(lang).subjects.len());
        }
    }
    assert!(find("?!", Lang::VI).hits.is_empty());
    assert!(!find(&long, Lang::VI).hits.is_empty());
}

#[test]
fn subjects_are_the_language_s_own() {
    let renderer = SNAPSHOT.renderer.as_ref().unwrap();
    for lang in Lang::ALL {
        for subject in &renderer.search_of(lang).subjects {
            if let Subject::Article(id) = subject {
                assert!(renderer.site().article(*id).translations[lang].is_some());
            }
        }
    }
}
