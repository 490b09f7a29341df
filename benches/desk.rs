//! What the translation desk costs: `cargo bench --bench desk -- [ARTICLES]` (default 1000, six languages).
//!
//! On a generated site, the median of five: opening the project; opening it and computing the status of everything (aim: at most
//! 1.5 times); the checks of translations; an export of one language, all articles, with a memory of as many units, in each format. Each
//! export is made for half of the articles too: time and bytes grow with them.

#![expect(clippy::expect_used, clippy::print_stdout, reason = "a measurement that can't go on stops; its result is printed")]

mod corpus;

use std::fs;
use std::path::Path;
use std::time::Instant;

use jiff::civil;
use saola::desk::export::{Helps, file};
use saola::desk::memory::{Memory, Remembered};
use saola::desk::status;
use saola::desk::subject::subjects;
use saola::exchange::{Packet, docx, po, xliff};
use saola::language::Lang;
use saola::part::Part;
use saola::site::Site;
use saola::workspace::{Options, Snapshot, Workspace};

const NOW: civil::DateTime = civil::date(2026, 11, 26).at(9, 0, 0, 0);
const RUNS: usize = 5;

fn main() {
    let articles = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(1000);
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("desk-{}", std::process::id()));
    fs::create_dir_all(&root).expect("scratch");
    corpus::generate(&root, articles, 1);
    open(&root);
    let load = median(|| drop(open(&root)));
    let both = median(|| {
        let snapshot = open(&root);
        let rows = status::rows(site(&snapshot), &Part::default(), NOW.date());
        assert!(rows.len() >= articles * 5);
    });
    println!("| of {articles} articles x 6 | seconds | |\n|---|---:|---|");
    println!("| opening the project | {load:.2} | |");
    println!("| opening it and the status of all | {both:.2} | {:.2} times |", both / load);
    let snapshot = open(&root);
    let checks = median(|| drop(snapshot.findings(&Part::default())));
    println!("| checks of all translations | {checks:.2} | {:.1} ms an article in five languages |", checks * 1000.0 / articles as f64);
    let memory = memory(site(&snapshot));
    let index = memory.index(Lang::VI);
    for part in [articles / 2, articles] {
        let start = Instant::now();
        let helps = Helps { memory: &index, glossary: &site(&snapshot).glossary };
        let all = subjects(site(&snapshot));
        let files: Vec<_> = all.iter().take(part).filter_map(|subject| file(subject, Lang::KO, &helps)).collect();
        let packet = Packet { source: Lang::VI, lang: Lang::KO, files };
        let prepared = start.elapsed().as_secs_f64();
        let units: usize = packet.files.iter().map(|file| file.units.len()).sum();
        println!("| {} articles, {units} units prepared, memory of {} units | {prepared:.2} | |", packet.files.len(), memory.len());
        let format = |name: &str, write: &dyn Fn() -> Vec<u8>| {
            let start = Instant::now();
            let bytes = write().len();
            println!("| written as {name} | {:.2} | {:.1} MB |", start.elapsed().as_secs_f64(), bytes as f64 / 1e6);
        };
        format("XLIFF 2.1", &|| xliff::write(&packet, xliff::Version::V21).into_bytes());
        format("PO", &|| po::write(&packet).into_bytes());
        format("Word", &|| docx::write(&packet).expect("docx"));
    }
    fs::remove_dir_all(&root).ok();
}

fn open(root: &Path) -> Snapshot {
    Workspace::new(Options { root: root.to_owned(), drafts: false, base_url: None }).refresh(NOW)
}

fn site(snapshot: &Snapshot) -> &Site {
    snapshot.renderer.as_ref().expect("a project that opens").site()
}

fn median(mut run: impl FnMut()) -> f64 {
    let mut seconds: Vec<f64> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    seconds[RUNS / 2]
}

/// A memory of sources like the site's, each with a word more, so that nothing is the same and much is like.
fn memory(site: &Site) -> Memory {
    let mut memory = Memory::default();
    for subject in subjects(site) {
        let Some(original) = subject.original() else { continue };
        for content in original.contents() {
            let source = format!("{} thêm", content.tagged());
            memory.add(&Remembered { lang: Lang::VI, source, target: content.tagged() }, NOW.date());
        }
    }
    memory
}
