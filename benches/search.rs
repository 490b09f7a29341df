//! How well and how cheaply the portal is searched: `cargo bench --bench search -- [ARTICLES] [--keep DIR]` (default 1000).
//!
//! On a generated site (`zipf`) and on this repository's own content, in each language, with the program's own search
//! (`tests/search.mjs` holds the browsers' to the same answers):
//! - titles typed without marks: how many are among the first three,
//! - phrases of 2 to 4 words (vi, en) or 4 to 8 characters (ko, km, ja, zh) out of the middle of a text: how many find it,
//!   as a phrase, and how many have it among the first ten,
//! - phrases glued of halves from two articles that no text holds: how many are told as not standing together,
//! - the index: files, bytes, the largest shard; processor time and memory of a build with and without search.
//!
//! `--keep DIR` leaves the project in DIR, the built tree in DIR/public and the phrases in DIR/queries.json, for
//! `node benches/search.mjs DIR`, which measures browsers and another search beside it.

#![expect(clippy::expect_used, clippy::print_stdout, reason = "a measurement that can't go on stops; its result is printed")]

mod corpus;
mod measure;
mod zipf;

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Instant;

use saola::language::Lang;
use saola::render::Renderer;
use saola::search::query::query;
use saola::search::rank::{Answer, Found, search};
use saola::site::searched::{Subject, endings};
use saola::text;
use saola::text::cluster::clusters;
use saola::workspace::{Options, Snapshot, Workspace};

use corpus::Rng;
use measure::{build, median, scratch, scratch_root};

const RUNS: usize = 5;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let articles = arguments.iter().find_map(|argument| argument.parse().ok()).unwrap_or(1000);
    let kept = arguments.iter().position(|argument| argument == "--keep").map(|at| PathBuf::from(&arguments[at + 1]));
    println!("On this repository's own content:\n");
    recall(&load(Path::new(env!("CARGO_MANIFEST_DIR"))), None);
    let project = kept.clone().unwrap_or_else(|| scratch("project"));
    let made = zipf::generate(&project, articles, 1);
    println!("\nOn a generated site of {articles} articles x 6, {} forms a language:\n", made[0].1);
    let snapshot = load(&project);
    recall(&snapshot, kept.as_deref());
    println!();
    sizes(&snapshot);
    drop(snapshot);
    println!();
    cost(&project);
    if let Some(kept) = &kept {
        build(&project, &kept.join("public"), 2);
    }
    fs::remove_dir_all(scratch_root()).ok();
}

fn load(root: &Path) -> Snapshot {
    let mut workspace = Workspace::new(Options { root: root.to_owned(), drafts: false, base_url: None });
    workspace.refresh(jiff::civil::date(2026, 11, 26).at(9, 0, 0, 0))
}

/// A text that is looked for.
struct Searched {
    number: usize,
    title: String,
    blocks: Vec<String>,
}

fn recall(snapshot: &Snapshot, kept: Option<&Path>) {
    let renderer = snapshot.renderer.as_ref().expect("a site");
    println!(
        "| language | documents | titles in the first 3 | phrases found | as phrases | in the first 10 | glued ones told | ms a query |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    let mut queries = Vec::new();
    for lang in Lang::ALL {
        let subjects = renderer.search_of(lang).subjects.iter().enumerate();
        let articles: Vec<Searched> = subjects
            .filter(|(_, subject)| matches!(subject, Subject::Article(_)))
            .map(|(number, _)| {
                let text = renderer.search_text(number, lang);
                Searched { number, title: text.title, blocks: text.blocks }
            })
            .collect();
        let mut r = Rng::new(11);
        let start = Instant::now();
        let titles = articles.iter().filter(|article| place(renderer, lang, &bare(&article.title), article.number) < 3).count();
        let phrases: Vec<(&Searched, String)> = articles
            .iter()
            .flat_map(|article| (0..3).filter_map(|_| Some((article, phrase(article, lang, &mut r)?))).collect::<Vec<_>>())
            .collect();
        let (mut found, mut exact, mut first) = (0, 0, 0);
        for (article, phrase) in &phrases {
            let answer = find(renderer, lang, phrase);
            let at = answer.hits.iter().position(|hit| hit.document as usize == article.number);
            found += usize::from(answer.answer == Answer::All && at.is_some());
            exact += usize::from(at.is_some_and(|at| answer.hits[at].exact));
            first += usize::from(at.is_some_and(|at| at < 10));
        }
        let glued = glued(&phrases, &articles, lang);
        let told = glued.iter().filter(|phrase| {
            let found = find(renderer, lang, phrase);
            found.answer == Answer::Some || found.hits.iter().all(|hit| !hit.exact)
        });
        let told = told.count();
        let each = start.elapsed().as_secs_f64() * 1000.0 / (articles.len() + phrases.len() + glued.len()) as f64;
        let share = |part: usize, whole: usize| format!("{:.1} % of {whole}", part as f64 * 100.0 / whole.max(1) as f64);
        println!(
            "| {lang:?} | {} | {} | {} | {} | {} | {} | {each:.1} |",
            renderer.search_of(lang).subjects.len(),
            share(titles, articles.len()),
            share(found, phrases.len()),
            share(exact, phrases.len()),
            share(first, phrases.len()),
            share(told, glued.len()),
        );
        let url = |article: &Searched| renderer.search_text(article.number, lang).url;
        let listed = |kind: &str, typed: String, article: &Searched| serde_json::json!({ "lang": lang.id(), "kind": kind, "query": typed, "url": url(article) });
        let few = phrases.len() / 30 + 1;
        queries.extend(phrases.iter().step_by(few).map(|(article, phrase)| listed("phrases", phrase.clone(), article)));
        queries.extend(articles.iter().step_by(articles.len() / 10 + 1).map(|article| listed("titles", bare(&article.title), article)));
    }
    if let Some(kept) = kept {
        fs::write(kept.join("queries.json"), serde_json::to_string(&queries).expect("queries")).expect("queries");
    }
}

fn find(renderer: &Renderer, lang: Lang, typed: &str) -> Found {
    search(&renderer.search_of(lang).index, query(typed, endings(lang)))
}

/// Where a document is among the results.
fn place(renderer: &Renderer, lang: Lang, typed: &str, number: usize) -> usize {
    let found = find(renderer, lang, typed);
    found.hits.iter().position(|hit| hit.document as usize == number).unwrap_or(usize::MAX)
}

/// As somebody types it who has no keyboard for the marks.
fn bare(title: &str) -> String {
    let without: String = text::nfd(title).chars().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).collect();
    text::nfc(&without).replace('đ', "d").replace('Đ', "D").to_lowercase()
}

/// Whether phrases are counted in words; in the other languages in characters, in Khmer in clusters.
fn has_words(lang: Lang) -> bool {
    lang == Lang::VI || lang == Lang::EN
}

/// A phrase out of the middle of a text: units that follow each other with nothing but a space between.
fn phrase(article: &Searched, lang: Lang, r: &mut Rng) -> Option<String> {
    let middle = &article.blocks[article.blocks.len() / 4..];
    let block = middle.get(r.below(middle.len().div_ceil(2).max(1)))?;
    let mut ranges: Vec<Range<usize>> = Vec::new();
    text::units::units(block, endings(lang), |unit| ranges.push(unit.range));
    let (least, more) = if has_words(lang) { (2, 3) } else { (4, 5) };
    let length = least + r.below(more);
    let is_whole = |window: &&[Range<usize>]| window.windows(2).all(|pair| block[pair[0].end..pair[1].start].trim_matches(' ').is_empty());
    let windows: Vec<&[Range<usize>]> = ranges.windows(length).filter(is_whole).collect();
    let window = windows.get(r.below(windows.len().max(1)))?;
    Some(block[window[0].start..window[length - 1].end].to_owned())
}

/// Halves of phrases from different articles, put together as no text has them.
fn glued(phrases: &[(&Searched, String)], articles: &[Searched], lang: Lang) -> Vec<String> {
    let folded = |text: &str| {
        let mut out = String::new();
        text::units::units(&text::nfc(text), endings(lang), |unit| {
            out.push_str(unit.fold);
            out.push_str(if has_words(lang) { " " } else { "" });
        });
        out
    };
    let texts: Vec<String> = articles.iter().flat_map(|article| &article.blocks).map(|block| folded(block)).collect();
    let half = |phrase: &str, second: bool| -> String {
        let parts: Vec<&str> = if has_words(lang) { phrase.split(' ').collect() } else { clusters(phrase).filter(|c| *c != " ").collect() };
        let (a, b) = parts.split_at(parts.len() / 2);
        (if second { b } else { a }).join(if has_words(lang) { " " } else { "" })
    };
    let pairs = phrases.iter().zip(phrases.iter().skip(phrases.len() / 2 + 1)).step_by(5);
    let made = pairs
        .map(|((_, first), (_, second))| format!("{}{}{}", half(first, false), if has_words(lang) { " " } else { "" }, half(second, true)));
    made.filter(|phrase| {
        let folded = folded(phrase);
        !texts.iter().any(|text| text.contains(&folded))
    })
    .collect()
}

fn sizes(snapshot: &Snapshot) {
    let renderer = snapshot.renderer.as_ref().expect("a site");
    println!("| language | shards | index, KB | largest shard, KB | shard in the middle, KB | list of words, KB |");
    println!("|---|---|---|---|---|---|");
    for lang in Lang::ALL {
        let index = &renderer.search_of(lang).index;
        let mut sizes: Vec<f64> = index.shards.iter().map(|shard| shard.bytes.len() as f64 / 1e3).filter(|size| *size > 0.004).collect();
        sizes.sort_by(f64::total_cmp);
        println!(
            "| {lang:?} | {} | {:.0} | {:.1} | {:.1} | {:.0} |",
            sizes.len(),
            sizes.iter().sum::<f64>(),
            sizes[sizes.len() - 1],
            sizes[sizes.len() / 2],
            index.words.len() as f64 / 1e3
        );
    }
}

/// Builds with and without search, in turn: the page's template decides. Into memory where there is a file system of memory: how
/// long a disk takes to make ten thousand files depends on what was deleted before.
fn cost(project: &Path) {
    let template = project.join("themes/lotus/templates/search.html");
    let text = fs::read_to_string(&template).expect("template");
    let memory = Path::new("/dev/shm");
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        for builds in [&mut with, &mut without] {
            let out = if memory.is_dir() { memory.join("saola-bench-search") } else { scratch("out") };
            builds.push(build(project, &out, 1));
            fs::remove_dir_all(&out).expect("scratch");
            if template.exists() {
                fs::remove_file(&template).expect("template");
            } else {
                fs::write(&template, &text).expect("template");
            }
        }
    }
    println!("| build, one thread | wall s | CPU s | peak MiB |\n|---|---|---|---|");
    let told = |label: &str, builds: &[measure::Measure]| {
        let of = |value: fn(&measure::Measure) -> f64| median(builds.iter().map(value).collect());
        println!("| {label} | {:.2} | {:.2} | {:.0} |", of(|m| m.wall), of(|m| m.cpu), of(|m| m.peak_mib));
        of(|m| m.cpu)
    };
    let more = told("with search", &with) / told("without", &without);
    println!("\nSearch adds {:.0} % to the processor time of a build.", (more - 1.0) * 100.0);
}
