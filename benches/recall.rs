//! How many faults the checks of translations find, and how many false findings they give.
//!
//! 1. `tests/mutate.py`, which knows nothing of the checks, makes broken variants of the repository's articles from a seed,
//! 2. a variant counts as found where its rule has a finding that the untouched article hasn't,
//! 3. the untouched articles have hardly any finding: at most one in five pairs of pages.
//!
//! `cargo bench --bench recall` prints the table and fails below the aims; `-- --update` writes it into docs/checks.md, `-- --missed`
//! lists what wasn't found.

#![expect(clippy::unwrap_used, reason = "a measurement that can't go on fails")]
#![expect(clippy::print_stdout, reason = "the result")]

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use jiff::civil;
use rayon::prelude::*;
use saola::diagnostic::Diagnostics;
use saola::front_matter;
use saola::language::Lang;
use saola::markdown::document::document;
use saola::part::Part;
use saola::path::ContentPath;
use saola::rules::translation::Texts;
use saola::site::{Site, Translation};
use saola::source::Source;
use saola::workspace::{Options, Snapshot, Workspace};
use serde::Deserialize;

const NOW: civil::DateTime = civil::date(2026, 11, 26).at(9, 0, 0, 0);
/// Variants of each rule and language.
const COUNT: usize = 20;
const SEED: usize = 7;
/// Rules that only all articles together tell.
const OF_THE_SITE: [&str; 3] = ["inconsistent", "source-suspect", "dated-facts"];

#[derive(Deserialize)]
struct Variant {
    rule: String,
    lang: String,
    files: BTreeMap<String, String>,
    expect: String,
    what: String,
}

fn repo() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The project without what translations remember: every block is looked at, and a changed source makes none outdated.
fn project() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for folder in ["content", "i18n", "themes"] {
        for entry in walkdir::WalkDir::new(repo().join(folder)).into_iter().flatten().filter(|e| e.file_type().is_file()) {
            let target = dir.path().join(entry.path().strip_prefix(repo()).unwrap());
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            if entry.path().extension().is_some_and(|x| x == "md") {
                fs::write(target, forgetful(&fs::read_to_string(entry.path()).unwrap())).unwrap();
            } else {
                fs::copy(entry.path(), target).unwrap();
            }
        }
    }
    for file in ["site.toml", "rules.toml"] {
        fs::copy(repo().join(file), dir.path().join(file)).unwrap();
    }
    // The repository's glossary bans nothing yet; a few bans make variants of that rule.
    let glossary = dir.path().join("i18n/glossary.csv");
    fs::write(&glossary, with_bans(&fs::read_to_string(&glossary).unwrap())).unwrap();
    dir
}

fn forgetful(text: &str) -> String {
    text.split_inclusive('\n').filter(|line| !line.starts_with("made_from:")).collect()
}

/// Two terms with a wrong form in each language.
fn with_bans(csv: &str) -> String {
    let mut lines: Vec<String> = csv.lines().map(str::to_owned).collect();
    lines.push("ban-one,lệnh cấm thứ nhất,first ban | !Hoa Lu bordergate,첫째 | !호아르 세관문,ទីមួយ | !ច្រកដែនហ័រលឺ,第一 | !ホアルー関門所,第一 | !花闾关口,".to_owned());
    lines.push("ban-two,lệnh cấm thứ hai,second ban | !ASEAN Union,둘째 | !아세안 연맹국,ទីពីរ | !សហភាពអាស៊ានរួម,第二 | !ASEAN連合国,第二 | !东南亚联盟国,".to_owned());
    lines.join("\n") + "\n"
}

fn variants(root: &Path) -> Vec<Variant> {
    let output = Command::new("python3")
        .arg(repo().join("tests/mutate.py"))
        .args([root.to_str().unwrap(), &SEED.to_string(), &COUNT.to_string()])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn open(workspace: &mut Workspace) -> Snapshot {
    let snapshot = workspace.refresh(NOW);
    assert!(snapshot.renderer.is_some());
    snapshot
}

fn site(snapshot: &Snapshot) -> &Site {
    snapshot.renderer.as_ref().unwrap().site()
}

fn text(path: &str, lang: Lang, text: &str) -> Translation {
    let source = Source::new(ContentPath::new(path), text.to_owned());
    let parts = front_matter::split(&source).unwrap();
    let front = front_matter::parse(&source, &parts, &mut Diagnostics::default()).unwrap();
    Translation::new(lang, front.words, Arc::new(document(&source, parts.body).0))
}

/// Findings of a rule in the pair that a file belongs to: block and message.
fn findings(site: &Site, root: &Path, files: &BTreeMap<String, String>, path: &str, rule: &str) -> BTreeSet<String> {
    let read = |path: &str| files.get(path).cloned().unwrap_or_else(|| fs::read_to_string(root.join(path)).unwrap());
    let folder = path.rsplit_once('/').unwrap().0;
    let lang = Lang::from_id(path.rsplit_once('/').unwrap().1.trim_end_matches(".md")).unwrap();
    let source = format!("{folder}/vi.md");
    let (source, own) = (text(&source, Lang::VI, &read(&source)), text(path, lang, &read(path)));
    let texts = Texts::new(&source, &own, &site.glossary);
    let found = texts.findings();
    let of_rule = found.iter().filter(|finding| saola::rules::translation::rule_name(finding.code) == rule);
    of_rule.map(|finding| format!("{:?} {}", finding.source_at.or(finding.own_at), finding.message.en)).collect()
}

/// What the whole site says in a file, by rule.
fn told(snapshot: &Snapshot, path: &str, rule: &str) -> BTreeSet<String> {
    let all = snapshot.findings(&Part::default()).into_iter().chain(snapshot.breaches(NOW));
    let code = if rule == "dated-facts" { "dated-fact".to_owned() } else { format!("translation-{rule}") };
    let in_file = all.filter(|d| {
        d.code.name == code && d.span.as_ref().is_some_and(|span| rule == "inconsistent" || span.source().path().as_str() == path)
    });
    in_file.map(|d| format!("{:?} {}", d.span.map(|span| span.source().path().to_string()), d.message.en)).collect()
}

fn main() {
    let project = project();
    let root = project.path();
    let variants = variants(root);
    let mut workspace = Workspace::new(Options { root: root.to_owned(), drafts: false, base_url: None });
    let untouched = open(&mut workspace);
    let site = site(&untouched);
    let (of_site, of_pair): (Vec<&Variant>, Vec<&Variant>) =
        variants.iter().partition(|variant| OF_THE_SITE.contains(&variant.rule.as_str()));
    let nothing = BTreeMap::new();
    let mut found: Vec<(&Variant, bool)> = of_pair
        .par_iter()
        .map(|variant| {
            let before = findings(site, root, &nothing, &variant.expect, &variant.rule);
            let after = findings(site, root, &variant.files, &variant.expect, &variant.rule);
            (*variant, after.difference(&before).next().is_some())
        })
        .collect();
    let mut before: HashMap<(String, String), BTreeSet<String>> = HashMap::new();
    for variant in of_site {
        let key = (variant.expect.clone(), variant.rule.clone());
        let known = before.entry(key).or_insert_with(|| told(&untouched, &variant.expect, &variant.rule)).clone();
        let kept: Vec<(String, String)> =
            variant.files.keys().map(|path| (path.clone(), fs::read_to_string(root.join(path)).unwrap())).collect();
        variant.files.iter().for_each(|(path, text)| fs::write(root.join(path), text).unwrap());
        let after = told(&open(&mut workspace), &variant.expect, &variant.rule);
        kept.iter().for_each(|(path, text)| fs::write(root.join(path), text).unwrap());
        found.push((variant, after.difference(&known).next().is_some()));
    }
    let pairs: usize = site
        .articles
        .iter()
        .map(|article| article.files.iter().filter(|(lang, file)| *lang != article.source && file.is_some()).count())
        .sum();
    let all = untouched.findings(&Part::default());
    let warnings = all.iter().filter(|d| d.severity == saola::diagnostic::Severity::Warning).count();
    report(&found, pairs, warnings);
}

fn report(found: &[(&Variant, bool)], pairs: usize, warnings: usize) {
    let mut table: BTreeMap<&str, BTreeMap<&str, (usize, usize)>> = BTreeMap::new();
    for (variant, is_found) in found {
        let cell = table.entry(&variant.rule).or_default().entry(&variant.lang).or_default();
        cell.0 += usize::from(*is_found);
        cell.1 += 1;
        if !is_found && std::env::args().any(|word| word == "--missed") {
            println!("missed {} {} {}: {}", variant.rule, variant.lang, variant.expect, variant.what);
        }
    }
    let langs = ["vi", "en", "ko", "km", "ja", "zh"];
    let mut text = format!("| check | {} | recall |\n|---|{}---:|\n", langs.join(" | "), "---:|".repeat(langs.len()));
    let mut low = Vec::new();
    for (rule, cells) in &table {
        let sum = cells.values().fold((0, 0), |sum, cell| (sum.0 + cell.0, sum.1 + cell.1));
        let shown: Vec<String> =
            langs.iter().map(|lang| cells.get(lang).map_or("–".to_owned(), |(hit, all)| format!("{hit}/{all}"))).collect();
        text.push_str(&format!("| {rule} | {} | {:.2} |\n", shown.join(" | "), sum.0 as f64 / sum.1 as f64));
        if sum.0 * 10 < sum.1 * 9 || cells.values().any(|(_, all)| *all < COUNT) {
            low.push(format!("{rule} {sum:?} {cells:?}"));
        }
    }
    text.push_str(&format!("\nFalse findings on the untouched articles: {warnings} in {pairs} pairs of pages.\n"));
    println!("{text}");
    if std::env::args().any(|word| word == "--update") {
        let path = repo().join("docs/checks.md");
        let page = fs::read_to_string(&path).unwrap();
        let head = page.split_once("<!-- recall -->").unwrap().0;
        fs::write(&path, format!("{head}<!-- recall -->\n\n{text}")).unwrap();
    }
    assert!(low.is_empty(), "below nine of ten, or too few variants:\n{}", low.join("\n"));
    assert!(warnings * 5 <= pairs, "{warnings} findings in {pairs} untouched pairs");
}
