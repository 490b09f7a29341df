//! House rules, read from the sources themselves.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The floor of each room. A file uses lower floors only; strangers on one floor don't know each other.
const FLOORS: [&[&str]; 8] = [
    &["digest", "disk", "diagnostic", "kind", "language", "path", "provenance", "segment", "served", "source", "squeeze", "text", "yaml"],
    &[
        "card",
        "config",
        "exchange",
        "font",
        "front_matter",
        "glossary",
        "image",
        "markdown",
        "messages",
        "qr",
        "records",
        "rulebook",
        "search",
        "vocabulary",
    ],
    &["site"],
    &["plan", "theme"],
    &["part", "render", "rules"],
    &["fulfil", "workspace"],
    &["audit", "build", "desk", "handover", "new", "publish", "serve", "server_config"],
    &["cli"],
];

/// On the ground the rooms stand on each other, in this order.
const GROUND: [(&str, &[&str]); 13] = [
    ("text", &["language"]),
    ("language", &[]),
    ("kind", &[]),
    ("digest", &[]),
    ("path", &[]),
    ("segment", &["digest"]),
    ("source", &["path"]),
    ("diagnostic", &["path", "source"]),
    ("yaml", &["diagnostic", "language", "path", "source"]),
    ("provenance", &["yaml"]),
    ("served", &[]),
    ("squeeze", &[]),
    ("disk", &["diagnostic", "digest", "path", "source", "text"]),
];

/// Crates that one room alone may use.
const OWNED: [(&str, &[&str]); 27] = [
    ("pulldown_cmark", &["markdown", "render/body.rs"]),
    ("ammonia", &["markdown"]),
    ("syntect", &["markdown"]),
    ("tera", &["theme", "render"]),
    ("notify", &["serve"]),
    ("tiny_http", &["serve"]),
    ("fluent", &["messages"]),
    ("fluent_syntax", &["messages"]),
    ("icu_collator", &["messages"]),
    ("font_subset", &["font"]),
    ("base64", &["fulfil", "server_config"]),
    ("sha2", &["publish/shell.rs", "server_config"]),
    ("flate2", &["squeeze"]),
    ("brotli", &["squeeze"]),
    ("opendal", &["publish"]),
    ("tokio", &["publish"]),
    ("futures_core", &["publish/sftp.rs"]),
    ("openssh_sftp_client", &["publish/sftp.rs"]),
    ("suppaftp", &["publish/ftp.rs"]),
    ("rustls_native_certs", &["publish/ftp.rs"]),
    ("csv", &["glossary"]),
    ("qrcode", &["qr"]),
    ("resvg", &["card"]),
    ("webp", &["image"]),
    ("walkdir", &["disk"]),
    ("zip", &["exchange", "squeeze"]),
    ("clap", &["cli"]),
];

struct File {
    /// From `src/`.
    name: String,
    /// The text before the file's own tests.
    code: String,
}

fn files() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let paths: Vec<PathBuf> = walkdir::WalkDir::new(&root).sort_by_file_name().into_iter().flatten().map(|e| e.into_path()).collect();
    paths
        .into_iter()
        .filter(|path| path.extension().is_some_and(|x| x == "rs"))
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap().to_owned();
            File { name: path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/"), code }
        })
        .collect()
}

fn room(name: &str) -> &str {
    name.split('/').next().unwrap().trim_end_matches(".rs")
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

/// The rooms that a file names in `crate::` paths, with lines.
fn uses(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (n, line) in code.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
        for (at, _) in line.match_indices("crate::") {
            let rest = &line[at + 7..];
            let name: String = rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            found.push((n + 1, name));
        }
    }
    found
}

#[test]
fn every_room_has_a_floor_and_uses_lower_ones_only() {
    let mut breaches = Vec::new();
    for file in files().iter().filter(|file| !matches!(file.name.as_str(), "lib.rs" | "main.rs")) {
        let own = room(&file.name);
        let Some(own_floor) = floor(own) else {
            breaches.push(format!("{} is on no floor", file.name));
            continue;
        };
        for (line, used) in uses(&file.code) {
            // `crate::text!` is a macro of the diagnostics.
            let Some(used_floor) = floor(&used).filter(|_| used != own) else { continue };
            let ground = GROUND.iter().find(|(name, _)| *name == own).is_some_and(|(_, known)| known.contains(&used.as_str()));
            if !(used_floor < own_floor || used_floor == 0 && own_floor == 0 && (ground || used == "text")) {
                breaches.push(format!("src/{}:{line} uses {used}", file.name));
            }
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn only_the_disk_touches_files_and_only_the_cli_the_surroundings() {
    let mut breaches = Vec::new();
    for file in files() {
        let own = room(&file.name).to_owned();
        for (n, line) in file.code.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            let mut forbid = |what: &str, rooms: &[&str]| {
                if line.contains(what) && !rooms.contains(&own.as_str()) {
                    breaches.push(format!("src/{}:{} has {what}", file.name, n + 1));
                }
            };
            forbid("std::fs", &["disk"]);
            forbid("File::open", &["disk"]);
            forbid("std::env", &["cli"]);
            forbid("SystemTime", &["disk"]);
            forbid("Instant::now", &["cli", "publish"]);
            forbid("Timestamp::now", &["cli"]);
            forbid("std::net", &["serve", "publish"]);
            forbid("stdout()", &["cli"]);
            forbid("stderr()", &["cli"]);
            forbid("use super::*", &[]);
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn a_third_party_crate_is_used_from_its_room() {
    let mut breaches = Vec::new();
    for file in files() {
        for (name, rooms) in OWNED {
            let allowed = rooms
                .iter()
                .any(|room| file.name == *room || file.name.starts_with(&format!("{room}/")) || file.name == format!("{room}.rs"));
            let used = file.code.lines().any(|line| line.contains(&format!("{name}::")) && !line.trim_start().starts_with("//"));
            if used && !allowed {
                breaches.push(format!("src/{} uses {name}", file.name));
            }
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn files_say_what_they_are_and_stay_small() {
    let mut breaches = Vec::new();
    for file in files() {
        if !file.code.starts_with("//! ") {
            breaches.push(format!("src/{} doesn't open with what it is", file.name));
        }
        if !file.code.contains("//! Knows nothing of:")
            && !matches!(file.name.as_str(), "lib.rs" | "main.rs")
            && !file.name.starts_with("cli/")
            && !file.name.contains("codes/")
        {
            breaches.push(format!("src/{} doesn't say what it knows nothing of", file.name));
        }
        let lines = file.code.lines().count();
        if lines > 600 {
            breaches.push(format!("src/{} has {lines} lines", file.name));
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn diagnostics_are_made_in_one_place() {
    for file in files().iter().filter(|file| !file.name.starts_with("diagnostic/")) {
        assert!(
            !file.code.contains("Diagnostic {") || file.code.contains("-> Diagnostic {"),
            "src/{} makes a diagnostic by hand",
            file.name
        );
    }
}

/// `docs/diagnostics.md`, made of the codes. `UPDATE=1` writes it.
#[test]
fn the_manual_of_diagnostics_is_generated() {
    let mut text = String::from(
        "# Diagnostics / Các thông báo\n\nGenerated from `src/diagnostic/codes/` by `UPDATE=1 cargo test --test tidy`. \
         An *error* stops the build; a *warning* is the author's to mend; a *note* is what time or another's pending work causes.\n",
    );
    for code in saola::diagnostic::codes::all() {
        let example = code.example.replace('\n', "\n    ");
        text.push_str(&format!("\n## {}\n\n*{}*\n\n{}\n\n{}\n\n    {example}\n", code.name, code.severity.word(), code.why.1, code.why.0));
    }
    same_as_file("docs/diagnostics.md", &text);
}

/// `docs/site-toml.md`, made of the manual of the configuration. `UPDATE=1` writes it.
#[test]
fn the_page_for_administrators_is_generated() {
    same_as_file("docs/site-toml.md", &saola::config::manual::page());
}

/// The end of `docs/theming.md`, made of the types that templates see. `UPDATE=1` writes it.
#[test]
fn the_page_for_themes_ends_with_what_templates_see() {
    const LAST: &str = "by `UPDATE=1 cargo test --test tidy`.\n";
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let written = fs::read_to_string(root.join("docs/theming.md")).unwrap();
    let mut text = written.split_inclusive(LAST).next().unwrap().to_owned();
    let types = ["mod", "facts", "shown"].map(|name| fs::read_to_string(root.join(format!("src/render/view/{name}.rs"))).unwrap());
    let mut doc = String::new();
    for line in types.iter().flat_map(|source| source.lines()).map(str::trim) {
        if let Some(words) = line.strip_prefix("/// ") {
            doc = if doc.is_empty() { words.to_owned() } else { format!("{doc} {words}") };
        } else if let Some(name) = line.strip_prefix("pub struct ").and_then(|rest| rest.strip_suffix(" {")) {
            text.push_str(&format!("\n### {name}\n\n{}\n\n", std::mem::take(&mut doc)));
        } else if let Some((name, kind)) = line.strip_prefix("pub ").and_then(|rest| rest.strip_suffix(',')?.split_once(": ")) {
            let kind = kind.replace("&'static str", "String").replace('<', " of ").replace('>', "").replace("Vec", "list");
            text.push_str(&format!("- `{name}` ({}): {}\n", kind.replace("Option", "perhaps"), std::mem::take(&mut doc)));
        } else if !line.starts_with("#[") {
            doc.clear();
        }
    }
    assert!(text.matches("\n### ").count() > 30);
    same_as_file("docs/theming.md", &text);
}

/// Style sheets can't name a list of colours, so the dark ones stand twice: as the device asks, and as the reader chose.
#[test]
fn both_lists_of_dark_colours_are_alike() {
    let style = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/lotus/assets/style.css")).unwrap();
    let block = |selector: &str| -> Vec<String> {
        let inside = style.split_once(&format!("{selector} {{")).unwrap().1.split_once('}').unwrap().0;
        inside.split_whitespace().map(str::to_owned).collect()
    };
    let (asked, chosen) = (block(":root:not([data-theme=\"light\"])"), block(":root[data-theme=\"dark\"]"));
    assert!(asked.len() > 20 && asked == chosen, "{asked:?}\n{chosen:?}");
}

/// What readers type and what editors write reaches pages as text.
#[test]
fn no_script_makes_markup_of_words() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = ["src/search", "themes/lotus/assets"].map(|folder| walkdir::WalkDir::new(root.join(folder)));
    let scripts = files.into_iter().flatten().flatten().filter(|e| e.path().extension().is_some_and(|x| x == "js"));
    let mut seen = 0;
    for script in scripts {
        let text = fs::read_to_string(script.path()).unwrap();
        for forbidden in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"] {
            assert!(!text.contains(forbidden), "{} has {forbidden}", script.path().display());
        }
        seen += 1;
    }
    assert!(seen >= 4, "{seen} scripts");
}

/// All `--help` texts. `UPDATE=1` writes them.
#[test]
fn help_is_as_it_was_agreed() {
    same_as_file("docs/help.txt", &saola::cli::all_help());
}

fn same_as_file(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == text, "{name} isn't up to date: run UPDATE=1 cargo test --test tidy");
}

#[test]
fn code_names_are_unique_and_kebab_case() {
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for code in saola::diagnostic::codes::all() {
        *names.entry(code.name).or_default() += 1;
        assert!(code.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", code.name);
    }
    assert!(names.values().all(|n| *n == 1), "{names:?}");
}
