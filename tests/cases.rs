//! Cases: small sites in one text file each, laid over a base project, with what they must say and give.
//!
//! A file `tests/cases/<area>/<name>.txt` begins with a line of prose that says what is specified. Blocks follow:
//!
//! - `=== path`: a file; `=== path as utf-16 | crlf | bom | zeros N | link TARGET | removed`: a file of that form,
//! - `=== expect diagnostics`: all diagnostics in order of place (the base project gives none),
//! - `=== expect out /url/ [part]`: the output at an address, or the part between `[part]` and `[/part]`.
//!
//! Cases of the area `translation` are held against the checks of translations too.
//!
//! `UPDATE=1 cargo test --test cases` writes the expectations anew.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil;
use saola::build::rehearse;
use saola::diagnostic::{Diagnostics, codes};
use saola::fulfil::fulfil;
use saola::part::Part;
use saola::path::UrlPath;
use saola::source::Span;
use saola::workspace::{Options, Snapshot, Workspace};

const NOW: civil::DateTime = civil::date(2026, 11, 23).at(9, 0, 0, 0);

struct Block {
    head: String,
    text: String,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

fn case_files() -> Vec<PathBuf> {
    let files = walkdir::WalkDir::new(folder()).min_depth(2).sort_by_file_name().into_iter().map(Result::unwrap);
    files.map(|e| e.into_path()).filter(|path| path.extension().is_some_and(|x| x == "txt")).collect()
}

fn read_blocks(text: &str) -> (String, Vec<Block>) {
    let mut prose = String::new();
    let mut blocks: Vec<Block> = Vec::new();
    for line in text.split_inclusive('\n') {
        match (line.strip_prefix("=== "), blocks.last_mut()) {
            (Some(head), _) => blocks.push(Block { head: head.trim_end().to_owned(), text: String::new() }),
            (None, Some(block)) => block.text.push_str(line),
            (None, None) => prose.push_str(line),
        }
    }
    (prose, blocks)
}

fn lay(root: &Path, block: &Block) {
    let (path, form) = block.head.split_once(" as ").unwrap_or((&block.head, ""));
    let target = root.join(path);
    fs::create_dir_all(target.parent().unwrap()).unwrap();
    let text = block.text.trim_end_matches('\n').to_owned() + "\n";
    match form.split_once(' ').unwrap_or((form, "")) {
        ("", _) => fs::write(target, text).unwrap(),
        ("crlf", _) => fs::write(target, text.replace('\n', "\r\n")).unwrap(),
        ("bom", _) => fs::write(target, format!("\u{feff}{text}")).unwrap(),
        ("utf-16", _) => {
            let bytes: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
            fs::write(target, bytes).unwrap();
        }
        ("zeros", n) => fs::File::create(target).unwrap().set_len(n.parse().unwrap()).unwrap(),
        ("link", to) => std::os::unix::fs::symlink(to, target).unwrap(),
        ("removed", _) => fs::remove_file(target).unwrap(),
        ("copy", from) => drop(fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join(from), target).unwrap()),
        (other, _) => panic!("unknown form {other}"),
    }
}

/// The base project and a case's files over it.
fn project(blocks: &[Block]) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    let (_, base) = read_blocks(&fs::read_to_string(folder().join("base.txt")).unwrap());
    base.iter().for_each(|block| lay(root.path(), block));
    let ids = saola::render::messages().into_iter();
    let messages: String =
        ids.map(|id| if id == "page-number" { format!("{id} = p {{ $n }}\n") } else { format!("{id} = {id}\n") }).collect();
    for lang in saola::language::Lang::ALL {
        lay(root.path(), &Block { head: format!("i18n/{}.ftl", lang.id()), text: messages.clone() });
    }
    blocks.iter().filter(|block| !block.head.starts_with("expect ")).for_each(|block| lay(root.path(), block));
    root
}

fn told(diagnostics: &Diagnostics) -> String {
    let place = |span: &Span| {
        let (line, column) = span.line_column();
        format!("{}:{line}:{column}", span.source().path())
    };
    let mut text = String::new();
    for d in diagnostics.iter() {
        let at = d.span.as_ref().map_or("-".to_owned(), place);
        let count = if d.count > 1 { format!(" ({} times)", d.count) } else { String::new() };
        writeln!(text, "{} {} {at} {}{count}", d.severity.word(), d.code.name, d.message.en).unwrap();
        for (span, label) in &d.labels {
            writeln!(text, "  also {} {}", place(span), label.en).unwrap();
        }
        if let Some(help) = &d.help {
            writeln!(text, "  help {}", help.en).unwrap();
        }
        assert!(
            !d.message.vi.is_empty() && d.message.vi != d.message.en || matches!(d.code.name, "config-invalid" | "rulebook-invalid"),
            "{}",
            d.code.name
        );
    }
    text
}

fn output(root: &Path, snapshot: &Snapshot, what: &str) -> String {
    let (url, part) = what.split_once(' ').map_or((what, None), |(url, part)| (url, Some(part)));
    let Some(renderer) = &snapshot.renderer else { return "(no renderer)\n".to_owned() };
    let path = UrlPath::new(url);
    let Some(output) = renderer.plan().get(&path) else { return "(not produced)\n".to_owned() };
    let cache = Workspace::new(options(root)).cache().clone();
    let text = match renderer.render(&path, output).and_then(|body| fulfil(body, renderer.site(), &cache)) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(fault) => format!("(fault: {})", fault.message.en),
    };
    let Some(part) = part else { return text };
    let inside = text.split_once(&format!("[{part}]")).and_then(|(_, rest)| rest.split_once(&format!("[/{part}]")));
    inside.map_or_else(|| format!("(no part {part})\n"), |(inside, _)| format!("{}\n", inside.trim()))
}

fn options(root: &Path) -> Options {
    Options { root: root.to_owned(), drafts: false, base_url: None }
}

/// What a case's expectation block must hold.
fn actual(root: &Path, snapshot: &Snapshot, diagnostics: &Diagnostics, head: &str) -> String {
    match head.strip_prefix("expect ").unwrap() {
        "diagnostics" => told(diagnostics),
        other => output(root, snapshot, other.strip_prefix("out ").unwrap_or_else(|| panic!("unknown expectation {other}"))),
    }
}

#[test]
fn cases_say_what_they_specify() {
    let update = std::env::var_os("UPDATE").is_some();
    let (mut failures, mut checked) = (Vec::new(), 0);
    for file in case_files() {
        let text = fs::read_to_string(&file).unwrap();
        let (prose, blocks) = read_blocks(&text);
        let name = file.strip_prefix(folder()).unwrap().display().to_string();
        assert!(!prose.trim().is_empty(), "{name}: the first line says what is specified");
        assert!(blocks.iter().any(|b| b.head == "expect diagnostics"), "{name}: expects no diagnostics, not even none");
        let root = project(&blocks);
        let snapshot = Workspace::new(options(root.path())).refresh(NOW);
        let rendered = snapshot.renderer.as_ref().map(|renderer| rehearse(renderer, &Part::default())).unwrap_or_default();
        let findings = if name.starts_with("translation") { snapshot.findings(&Part::default()) } else { Diagnostics::default() };
        let diagnostics = snapshot
            .diagnostics
            .clone()
            .into_iter()
            .chain(snapshot.breaches(NOW))
            .chain(findings)
            .chain(rendered)
            .collect::<Diagnostics>()
            .settled();
        let mut written = prose;
        for block in &blocks {
            let mut body = block.text.clone();
            if block.head.starts_with("expect ") {
                checked += 1;
                let found = actual(root.path(), &snapshot, &diagnostics, &block.head);
                if found.trim_end() != body.trim_end() {
                    failures.push(format!("{name}: {}\n--- expected\n{}\n--- found\n{found}", block.head, body.trim_end()));
                }
                body = format!("{}\n", found.trim_end());
            }
            write!(written, "=== {}\n{body}", block.head).unwrap();
        }
        if update {
            fs::write(&file, written).unwrap();
        }
    }
    assert!(checked > 0);
    assert!(update || failures.is_empty(), "{} of {checked} expectations fail:\n\n{}", failures.len(), failures.join("\n\n"));
}

#[test]
fn the_base_project_is_without_fault() {
    let root = project(&[]);
    let snapshot = Workspace::new(options(root.path())).refresh(NOW);
    assert_eq!(told(&snapshot.diagnostics), "");
    assert_eq!(told(&rehearse(snapshot.renderer.as_ref().unwrap(), &Part::default())), "");
}

/// Codes about the output folder are provoked in `tests/cli.rs`, where there is a folder.
const PROVOKED_ELSEWHERE: [&str; 4] = ["card-fault", "output-failed", "output-not-ours", "file-unreadable"];

#[test]
fn every_code_has_a_case_and_every_case_s_codes_exist() {
    let known: BTreeSet<&str> = codes::all().into_iter().map(|code| code.name).collect();
    let mut provoked: BTreeSet<String> = PROVOKED_ELSEWHERE.iter().map(|name| (*name).to_owned()).collect();
    for file in case_files() {
        let (_, blocks) = read_blocks(&fs::read_to_string(&file).unwrap());
        for line in blocks.iter().filter(|b| b.head == "expect diagnostics").flat_map(|b| b.text.lines()) {
            let mut words = line.split(' ');
            if matches!(words.next(), Some("error" | "warning" | "note")) {
                provoked.extend(words.next().map(str::to_owned));
            }
        }
    }
    let missing: Vec<_> = known.iter().filter(|code| !provoked.contains(**code)).collect();
    let invented: Vec<_> = provoked.iter().filter(|code| !known.contains(code.as_str())).collect();
    assert!(missing.is_empty() && invented.is_empty(), "no case: {missing:?}; no such code: {invented:?}");
    let cli = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli.rs")).unwrap();
    for code in PROVOKED_ELSEWHERE {
        assert!(cli.contains(code), "{code} isn't provoked in tests/cli.rs");
    }
}
