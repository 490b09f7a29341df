//! How fast the portal is built: `cargo bench --bench portal -- [ARTICLES]…` (default 1000 5000), times six languages.
//!
//! For each size, in one run and on one thread:
//! - `saola build` of a generated project, cold and without cache: wall, processor time, peak memory, memory a page,
//! - floor one: `pulldown_cmark::html::push_html` over the same bodies,
//! - floor two: writing the tree just built into an empty folder,
//! - a live edit: from a saved article to its new page in memory,
//! - the ratio of the build's processor time to the two floors together,
//! - then what each kind of output costs to render, on one thread, and how large it is.
//!
//! `-- --generate DIR ARTICLES` only writes such a project, to look at or to profile.
//!
//! Figures are medians of several runs. Processor time and memory are the kernel's own accounting (Linux: /proc).

#![expect(clippy::expect_used, clippy::print_stdout, reason = "a measurement that can't go on stops; its result is printed")]

mod corpus;
mod measure;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use saola::plan::{Output, Page};
use saola::render::Body;
use saola::workspace::{Options, Workspace};

use measure::{build, median, scratch, scratch_root};

const RUNS: usize = 5;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "--generate") {
        corpus::generate(Path::new(&arguments[at + 1]), arguments[at + 2].parse().expect("a number of articles"), 1);
        return;
    }
    let sizes: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![1000, 5000] } else { sizes };
    println!(
        "| articles x 6 | pages | files, MB | build wall s | build CPU s | peak MiB | KiB a page | floors CPU s (HTML + writing) | ratio | two threads wall s | live edit ms |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    for articles in sizes {
        row(articles);
    }
}

fn row(articles: usize) {
    let project = scratch("project");
    corpus::generate(&project, articles, 1);
    let bodies = bodies(&project);
    let (mut builds, mut html, mut writing) = (Vec::new(), Vec::new(), Vec::new());
    let (mut pages, mut files, mut bytes) = (0, 0, 0);
    for run in 0..=RUNS {
        let out = scratch("out");
        let build = build(&project, &out, 1);
        let tree = read_tree(&out);
        (files, bytes) = (tree.len(), tree.iter().map(|(_, bytes)| bytes.len()).sum());
        pages = tree.iter().filter(|(name, _)| name.extension().is_some_and(|e| e == "html")).count();
        let floors = (push_html(&bodies), write_tree(&tree));
        // The first run warms the disk's cache and isn't counted.
        if run > 0 {
            builds.push(build);
            html.push(floors.0);
            writing.push(floors.1);
        }
    }
    let out = scratch("out");
    let parallel = build(&project, &out, 2);
    let live = live_edit(&project);
    let (wall, cpu, peak) = (
        median(builds.iter().map(|m| m.wall).collect()),
        median(builds.iter().map(|m| m.cpu).collect()),
        median(builds.iter().map(|m| m.peak_mib).collect()),
    );
    let (html, writing) = (median(html), median(writing));
    println!(
        "| {articles} | {pages} | {files}, {:.0} | {wall:.2} | {cpu:.2} | {peak:.0} | {:.1} | {:.2} ({html:.2} + {writing:.2}) | {:.1} | {:.2} | {:.0} |",
        bytes as f64 / 1e6,
        peak * 1024.0 / pages as f64,
        html + writing,
        cpu / (html + writing),
        parallel.wall,
        live * 1000.0
    );
    kinds(&project);
    drop((project, out));
    // Only now: a file system that has just deleted many files takes up to three times as long to make new ones.
    fs::remove_dir_all(scratch_root()).expect("scratch");
}

/// What each kind of output costs: processor seconds to render all of it once, beside its number and size.
fn kinds(project: &Path) {
    let mut workspace = Workspace::new(Options { root: project.to_owned(), drafts: false, base_url: None });
    let snapshot = workspace.refresh(jiff::civil::date(2026, 11, 23).at(9, 0, 0, 0));
    let renderer = snapshot.renderer.as_ref().expect("renderer");
    let kind = |output: &Output| match output {
        Output::Page(Page::Article(_), _) => "article pages",
        Output::Page(..) => "other pages",
        Output::Feed(..) => "feeds with full texts",
        Output::Calendar(..) => "calendars",
        Output::Table(..) | Output::Schema(_) => "tables (JSON)",
        Output::Sitemap(_) | Output::SitemapIndex => "site maps (XML)",
        Output::Search(..) | Output::SearchScript => "search",
        _ => "files, fonts and the rest (recipes)",
    };
    let mut costs: BTreeMap<&str, (usize, usize, f64)> = BTreeMap::new();
    // Outputs of one kind together, so that a tick of the clock is small beside them.
    let mut outputs: Vec<_> = renderer.plan().iter().map(|(url, output)| (kind(output), url, output)).collect();
    outputs.sort_by_key(|(kind, _, _)| *kind);
    for chunk in outputs.chunk_by(|a, b| a.0 == b.0) {
        let before = cpu();
        let mut size = 0;
        for (_, url, output) in chunk {
            if let Body::Bytes(bytes) = renderer.render(url, output).expect("output") {
                size += bytes.len();
            }
        }
        costs.insert(chunk[0].0, (chunk.len(), size, cpu() - before));
    }
    println!("\n| kind of output | number | MB | CPU s |\n|---|---|---|---|");
    for (kind, (number, size, seconds)) in costs {
        println!("| {kind} | {number} | {:.1} | {seconds:.2} |", size as f64 / 1e6);
    }
    println!();
}

/// Seconds from a saved article to its new page in memory (both processors; the watcher's debounce apart).
fn live_edit(project: &Path) -> f64 {
    let now = jiff::civil::date(2026, 11, 23).at(9, 0, 0, 0);
    let mut workspace = Workspace::new(Options { root: project.to_owned(), drafts: false, base_url: None });
    workspace.refresh(now);
    let articles = walkdir::WalkDir::new(project.join("content/news")).into_iter().flatten();
    let article = articles.into_iter().find(|e| e.file_name() == "ja.md" && e.depth() > 2).expect("an article").into_path();
    let text = fs::read_to_string(&article).expect("text");
    let folder = article.parent().and_then(Path::file_name).expect("folder").to_string_lossy().into_owned();
    let url = saola::path::UrlPath::new(&format!("/ja/news/{folder}/"));
    let mut took: Vec<f64> = (0..9)
        .map(|n| {
            fs::write(&article, format!("{text}\n段落{n}。\n")).expect("text");
            let start = Instant::now();
            let snapshot = workspace.refresh(now);
            let renderer = snapshot.renderer.as_ref().expect("renderer");
            renderer.render(&url, renderer.plan().get(&url).expect("page")).expect("html");
            start.elapsed().as_secs_f64()
        })
        .collect();
    took.sort_by(f64::total_cmp);
    took[took.len() / 2]
}

fn bodies(project: &Path) -> Vec<String> {
    let files =
        walkdir::WalkDir::new(project.join("content")).into_iter().flatten().filter(|e| e.path().extension().is_some_and(|x| x == "md"));
    files
        .map(|e| {
            let text = fs::read_to_string(e.path()).expect("text");
            text.splitn(3, "---\n").nth(2).unwrap_or_default().to_owned()
        })
        .collect()
}

/// Processor seconds of this process so far.
fn cpu() -> f64 {
    saola::disk::process::processor_seconds().expect("/proc/self/stat")
}

fn push_html(bodies: &[String]) -> f64 {
    let start = cpu();
    let mut length = 0;
    // The clock of /proc ticks in hundredths: repeat, so that a tick is small.
    const TIMES: usize = 5;
    for _ in 0..TIMES {
        for body in bodies {
            let mut html = String::with_capacity(body.len() * 5 / 4);
            pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new_ext(body, saola::markdown::events::OPTIONS));
            length += html.len();
        }
    }
    assert!(length > 0);
    (cpu() - start) / TIMES as f64
}

fn read_tree(out: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let files = walkdir::WalkDir::new(out).into_iter().flatten().filter(|e| e.file_type().is_file());
    files.map(|e| (e.path().strip_prefix(out).expect("inside").to_owned(), fs::read(e.path()).expect("file"))).collect()
}

fn write_tree(tree: &[(PathBuf, Vec<u8>)]) -> f64 {
    let folder = scratch("floor");
    let start = cpu();
    for (name, bytes) in tree {
        let path = folder.join(name);
        if fs::write(&path, bytes).is_err() {
            fs::create_dir_all(path.parent().expect("folder")).expect("folder");
            fs::write(&path, bytes).expect("file");
        }
    }
    cpu() - start
}
