//! The program as its users run it: exact words, exit codes, interrupted builds, a live preview.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

fn repo() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The repository's own project, in a folder of its own.
fn project() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for folder in ["content", "themes", "i18n"] {
        for entry in walkdir::WalkDir::new(repo().join(folder)).into_iter().flatten().filter(|e| e.file_type().is_file()) {
            let target = dir.path().join(entry.path().strip_prefix(repo()).unwrap());
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            fs::copy(entry.path(), target).unwrap();
        }
    }
    for file in ["site.toml", "rules.toml"] {
        fs::copy(repo().join(file), dir.path().join(file)).unwrap();
    }
    dir
}

fn saola(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_saola"));
    // 2026-11-23 09:00 in Việt Nam.
    command.args(arguments).args(["--messages", "en", "--root"]).arg(root).env("SOURCE_DATE_EPOCH", "1795399200").env_remove("NO_COLOR");
    command
}

fn run(root: &Path, arguments: &[&str]) -> Output {
    saola(root, arguments).output().unwrap()
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = walkdir::WalkDir::new(folder).into_iter().flatten().filter(|e| e.file_type().is_file());
    let named = files.map(|e| (e.path().strip_prefix(folder).unwrap().to_string_lossy().into_owned(), fs::read(e.path()).unwrap()));
    named.filter(|(name, _)| !name.starts_with(".saola")).collect()
}

fn append(path: &Path, text: &str) {
    fs::OpenOptions::new().append(true).open(path).unwrap().write_all(text.as_bytes()).unwrap();
}

const ARTICLE: &str = "content/news/2025/kratie-hoa-lu/vi.md";

#[test]
fn a_build_says_what_it_did_and_a_second_one_writes_nothing() {
    let project = project();
    let first = run(project.path(), &["build"]);
    assert_eq!(first.status.code(), Some(0), "{}", words(&first.stderr));
    let told = words(&first.stderr);
    let is_page = |name: &&String| name.ends_with(".html") && !name.ends_with("/saved.html");
    let pages = tree(&project.path().join("public")).keys().filter(is_page).count();
    let each = pages / 6;
    let expected = format!("Built {pages} pages (vi {each}, en {each}, ko {each}, km {each}, ja {each}, zh {each}), ");
    assert!(pages > 400 && told.starts_with(&expected), "{told}");
    assert!(told.contains(" 0 kept, 0 removed; 0 errors, 0 warnings; "), "{told}");
    let told = words(&run(project.path(), &["build"]).stderr);
    assert!(told.contains(" files: 0 new or changed, "), "{told}");
    let vietnamese = saola(project.path(), &["build"]).args(["--messages", "vi"]).output().unwrap();
    assert_eq!(vietnamese.status.code(), Some(2), "an option given twice is a slip");
}

#[test]
fn an_error_stops_the_build_and_the_previous_one_stays() {
    let project = project();
    run(project.path(), &["build"]);
    let before = tree(&project.path().join("public"));
    append(&project.path().join(ARTICLE), "\n[hỏng](/news/kratie-hoa-lo/)\n");
    let output = run(project.path(), &["build"]);
    assert_eq!(output.status.code(), Some(1));
    let line = fs::read_to_string(project.path().join(ARTICLE)).unwrap().lines().count();
    let expected = format!(
        "error[broken-link]: the link “/news/kratie-hoa-lo/” leads to no page\n  ╭▸ {ARTICLE}:{line}:8\n   │\n{line} │ [hỏng](/news/kratie-hoa-lo/)\n   │        ━━━━━━━━━━━━━━━━━━━━\n   │\n   ╰ help: did you mean “/news/kratie-hoa-lu/”?\n\nNot built: 1 error, 0 warnings, 1 note. The previous build is untouched.\n"
    );
    let told = words(&output.stderr);
    // A note before it says that the translations are older now.
    assert!(told.starts_with("note[translation-outdated]"), "{told}");
    assert!(told.split_whitespace().collect::<Vec<_>>().ends_with(&expected.split_whitespace().collect::<Vec<_>>()), "{told}");
    assert_eq!(tree(&project.path().join("public")), before);
}

#[test]
fn check_speaks_to_people_programs_and_forges() {
    let project = project();
    let clean = run(project.path(), &["check", "--deny", "warnings"]);
    // The glossary's doubts are notes until native readers have cleared them.
    let told = words(&clean.stderr);
    let notes = told.matches("note[translation-doubtful-term]").count();
    assert_eq!(clean.status.code(), Some(0), "{told}");
    assert!(told.ends_with(&format!("Checked: 0 errors, 0 warnings, {notes} notes.\n")), "{told}");
    append(&project.path().join(ARTICLE), "\n**Lưu ý : ** mang hộ chiếu.\n");
    let line = fs::read_to_string(project.path().join(ARTICLE)).unwrap().lines().count();
    assert_eq!(run(project.path(), &["check"]).status.code(), Some(0));
    let github = run(project.path(), &["check", "--format", "github", "--deny", "warnings"]);
    assert_eq!(github.status.code(), Some(1));
    let told = words(&github.stdout);
    assert!(told.contains(&format!("::warning file={ARTICLE},line={line},col=1,title=literal-marker::“**” will be printed")), "{told}");
    let json = words(&run(project.path(), &["check", "--format", "json"]).stdout);
    let told: Vec<serde_json::Value> = json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told = told.iter().map(|value| (value["code"].as_str().unwrap(), value["severity"].as_str().unwrap()));
    let told: Vec<_> = told.filter(|(code, _)| *code != "translation-doubtful-term").collect();
    assert_eq!(told, [("translation-outdated", "note"), ("literal-marker", "warning"), ("literal-marker", "warning")]);
}

#[test]
fn a_part_is_built_quickly_and_the_rest_stays() {
    let project = project();
    let root = project.path();
    run(root, &["build"]);
    let before = tree(&root.join("public"));
    // A fault elsewhere isn't this part's; a page outside it stays as it was built.
    append(&root.join(ARTICLE), "\n[hỏng](/news/khong-co/)\n");
    append(&root.join("content/events/2024/bom-bo-2024/km.md"), "\nកថាខណ្ឌថ្មី។\n");
    append(&root.join("content/events/2024/bom-bo-2024/ja.md"), "\n新しい段落。\n");
    let output = run(root, &["build", "--lang", "km", "--section", "events"]);
    assert_eq!(output.status.code(), Some(0), "{}", words(&output.stderr));
    let after = tree(&root.join("public"));
    let changed: Vec<&String> = after.keys().filter(|name| before.get(*name) != after.get(*name)).collect();
    assert_eq!(changed, ["km/events/bom-bo-2024/index.html", "km/events/bom-bo-2024/saved.html", "km/events/feed.xml"]);
    assert_eq!(before.len(), after.len());
    // Links to the rest are known: into the part's own language.
    assert!(words(&after["km/events/bom-bo-2024/index.html"]).contains("/km/tourism/hai-ngay-dat-do/"));
    assert_eq!(run(root, &["check", "--lang", "km"]).status.code(), Some(0));
    assert_eq!(run(root, &["check", "--section", "news"]).status.code(), Some(1));
    for wrong in [["--lang", "fr"], ["--section", "tin"]] {
        let output = run(root, &["check", wrong[0], wrong[1]]);
        assert_eq!(output.status.code(), Some(2));
        assert!(words(&output.stderr).contains(wrong[1]) && words(&output.stderr).contains("it has: "));
    }
}

#[test]
fn an_audit_shows_every_rule_and_claims_nothing() {
    let project = project();
    let root = project.path();
    let table = run(root, &["audit"]);
    assert_eq!(table.status.code(), Some(0), "{}", words(&table.stdout));
    let told = words(&table.stdout);
    assert!(told.contains("A1-01   passed") && told.contains("A1-07   ahead") && told.contains("A2-01   a person judges"), "{told}");
    assert!(told.ends_with("It does not say that the portal complies with the law.\n"), "{told}");
    let rules = fs::read_to_string(root.join("rules.toml")).unwrap().matches("[[rules]]").count();
    assert!(told.contains(&format!("\n{rules} rules: ")), "{told}");
    // In production the domain, the parent portal and the place to rate count; they are warnings.
    let toml = fs::read_to_string(root.join("site.toml")).unwrap();
    fs::write(root.join("site.toml"), format!("production = true\n{toml}")).unwrap();
    assert_eq!(run(root, &["audit"]).status.code(), Some(0));
    assert_eq!(run(root, &["audit", "--deny", "warnings"]).status.code(), Some(1));
    assert_eq!(run(root, &["build", "--deny", "warnings"]).status.code(), Some(1));
    let json: serde_json::Value = serde_json::from_slice(&run(root, &["audit", "--format", "json"]).stdout).unwrap();
    assert_eq!((json["production"].as_bool(), json["date"].as_str()), (Some(true), Some("2026-11-23")));
    let rule = |id: &str| json["rules"].as_array().unwrap().iter().find(|rule| rule["id"] == id).unwrap().clone();
    assert_eq!(rule("A1-07")["state"], "broken");
    assert_eq!(rule("A1-07")["breaches"][0]["code"], "rule-domain");
    // A page that must be there is an error.
    fs::remove_file(root.join("content/channels/en.md")).unwrap();
    let html = run(root, &["audit", "--format", "html"]);
    assert_eq!(html.status.code(), Some(1));
    assert!(words(&html.stdout).contains("<tr class=\"broken\"><th scope=\"row\">A1-09</th>"));
    assert_eq!(run(root, &["build"]).status.code(), Some(1));
}

#[test]
fn notes_never_fail_and_the_time_comes_from_outside() {
    let project = project();
    let later = saola(project.path(), &["check", "--deny", "warnings"]).env("SOURCE_DATE_EPOCH", "1830000000").output().unwrap();
    assert_eq!(later.status.code(), Some(0));
    let told = words(&later.stderr);
    let due = told.matches("note[review-due]").count();
    let notes = due + told.matches("note[translation-doubtful-term]").count();
    assert!(due > 1 && told.ends_with(&format!("Checked: 0 errors, 0 warnings, {notes} notes.\n")), "{told}");
    let wrong = saola(project.path(), &["check"]).env("SOURCE_DATE_EPOCH", "soon").output().unwrap();
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    let project = project();
    for n in 0..200 {
        append(&project.path().join(ARTICLE), &format!("\n[hỏng](/news/khong-co-{n}/)\n"));
    }
    let mut child = saola(project.path(), &["check", "--format", "json"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut told = String::new();
    child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1), "{told}");
    assert!(!told.contains("panicked"), "{told}");
}

/// Provokes card-fault.
#[test]
fn a_card_that_cannot_be_drawn_is_told_and_the_site_before_stays() {
    let project = project();
    assert!(run(project.path(), &["build"]).status.success());
    fs::write(project.path().join("themes/lotus/templates/card.xml"), "<svg>\n").unwrap();
    let output = run(project.path(), &["build"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(words(&output.stderr).contains("error[card-fault]: "), "{}", words(&output.stderr));
    assert!(project.path().join("public/en/card.png").exists());
}

/// Provokes output-not-ours.
#[test]
fn a_folder_that_is_not_ours_is_refused() {
    let project = project();
    let theirs = tempfile::tempdir().unwrap();
    fs::write(theirs.path().join("thesis.txt"), "mine").unwrap();
    let output = run(project.path(), &["build", "--out", theirs.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(words(&output.stderr).contains("error[output-not-ours]"), "{}", words(&output.stderr));
    assert_eq!(fs::read_dir(theirs.path()).unwrap().count(), 1);
}

/// Provokes output-failed: the shell's limit on the size of files stands for a full disk.
#[test]
fn a_full_disk_leaves_the_previous_build_whole() {
    let project = project();
    run(project.path(), &["build"]);
    let out = project.path().join("public");
    let before = tree(&out);
    append(&project.path().join(ARTICLE), &"\nMột đoạn dài thêm vào bài.\n".repeat(2000));
    let script = "trap '' XFSZ; ulimit -f 40; exec \"$0\" build --messages en --root \"$1\"";
    let output = Command::new("bash").args(["-c", script, env!("CARGO_BIN_EXE_saola")]).arg(project.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", words(&output.stderr));
    assert!(words(&output.stderr).contains("error[output-failed]"), "{}", words(&output.stderr));
    assert_eq!(tree(&out), before);
    assert!(!out.join(".saola-staging").exists());
    let blocked = project.path().join("file");
    fs::write(&blocked, "x").unwrap();
    let output = run(project.path(), &["build", "--out", blocked.join("inside").to_str().unwrap()]);
    assert!(words(&output.stderr).contains("error[output-failed]"), "{}", words(&output.stderr));
}

/// Provokes file-unreadable: a pipe in the content would be waited for without end.
#[test]
fn what_is_no_regular_file_is_told_and_not_read() {
    let project = project();
    let pipe = project.path().join("content/news/2025/kratie-hoa-lu/en.svg");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let output = run(project.path(), &["check"]);
    assert!(words(&output.stderr).contains("error[file-unreadable]"), "{}", words(&output.stderr));
}

#[test]
fn a_killed_build_leaves_whole_files_and_the_next_one_finishes() {
    let project = project();
    let out = project.path().join("public");
    run(project.path(), &["build"]);
    // A change of the theme changes every page and the style's name.
    append(&project.path().join("themes/lotus/assets/style.css"), "/* second */\n");
    let reference = tempfile::tempdir().unwrap();
    run(project.path(), &["build", "--out", reference.path().join("o").to_str().unwrap()]);
    let wanted = tree(&reference.path().join("o"));
    let mut interrupted = 0;
    for round in 0..30 {
        append(&project.path().join("themes/lotus/assets/style.css"), if round % 2 == 0 { " " } else { "\n" });
        let mut child = saola(project.path(), &["build"]).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(2 + 7 * round));
        child.kill().unwrap();
        interrupted += usize::from(!child.wait().unwrap().success());
        for (name, bytes) in tree(&out).iter().filter(|(name, _)| name.ends_with(".html")) {
            let page = words(bytes);
            assert!(page.ends_with("</html>\n"), "round {round}: {name} is cut");
            let style = page.split("rel=\"stylesheet\" href=\"/").nth(1).map(|rest| rest.split('"').next().unwrap());
            assert!(style.is_none_or(|style| out.join(style).exists()), "round {round}: {name} lacks {style:?}");
        }
    }
    assert!(interrupted > 5, "only {interrupted} builds were interrupted");
    let style = project.path().join("themes/lotus/assets/style.css");
    let text = fs::read_to_string(&style).unwrap();
    fs::write(&style, format!("{}\n", text.trim_end())).unwrap();
    assert_eq!(run(project.path(), &["build"]).status.code(), Some(0));
    assert_eq!(tree(&out), wanted);
}

#[test]
fn of_two_builds_into_one_folder_the_second_waits() {
    let project = project();
    assert!(run(project.path(), &["build"]).status.success());
    let folder = fs::File::open(project.path().join("public")).unwrap();
    folder.lock().unwrap();
    append(&project.path().join(ARTICLE), "\nMột câu nữa.\n");
    let before = tree(&project.path().join("public"));
    let mut second = saola(project.path(), &["build"]).stderr(Stdio::piped()).spawn().unwrap();
    let mut told = BufReader::new(second.stderr.take().unwrap());
    let mut line = String::new();
    told.read_line(&mut line).unwrap();
    assert_eq!(line, "Another run is writing into this folder; waiting for it.\n");
    assert!(second.try_wait().unwrap().is_none() && tree(&project.path().join("public")) == before);
    folder.unlock().unwrap();
    std::io::copy(&mut told, &mut std::io::sink()).unwrap();
    assert!(second.wait().unwrap().success());
    assert_ne!(tree(&project.path().join("public")), before);
}

#[test]
fn a_new_article_passes_once_its_blanks_are_filled() {
    let project = project();
    let output = run(project.path(), &["new", "events", "Ngày hội \"Đất đỏ\" ở Đồng Nai"]);
    assert_eq!(output.status.code(), Some(0), "{}", words(&output.stderr));
    let path = words(&output.stdout).trim().to_owned();
    assert_eq!(path, "content/events/2026/ngay-hoi-dat-do-o-dong-nai/vi.md");
    let file = project.path().join(&path);
    let text = fs::read_to_string(&file).unwrap();
    // Blanks of a draft are told and stop nothing; those of an article that is to be published do.
    let draft = run(project.path(), &["check", "--drafts", "--deny", "warnings"]);
    assert_eq!(draft.status.code(), Some(0), "{}", words(&draft.stderr));
    assert!(words(&draft.stderr).contains("note[missing-key]"), "{}", words(&draft.stderr));
    fs::write(&file, text.replace("draft: true\n", "")).unwrap();
    assert_eq!(run(project.path(), &["check"]).status.code(), Some(1), "blanks are told");
    let filled = text
        .replace("summary: \"\"", "summary: \"Một ngày hội.\"")
        .replace("\npillar:", "\npillar: ascc")
        .replace("\ntopics:", "\ntopics: [quang-ba]")
        .replace("\nagency:", "\nagency: so-ngoai-vu")
        .replace("draft: true\n", "");
    fs::write(&file, filled).unwrap();
    let checked = run(project.path(), &["check", "--deny", "warnings"]);
    assert_eq!(checked.status.code(), Some(0), "{}", words(&checked.stderr));
    assert_eq!(run(project.path(), &["new", "events", "Ngày hội Đất đỏ ở Đồng Nai"]).status.code(), Some(2), "it exists");
    assert_eq!(run(project.path(), &["new", "tin", "A"]).status.code(), Some(2));
    assert_eq!(run(project.path(), &["new", "news", "？！"]).status.code(), Some(2));
}

/// A preview on a free port.
struct Preview {
    child: Child,
    address: String,
}

impl Preview {
    fn start(root: &Path) -> Preview {
        let mut child = saola(root, &["serve", "--port", "0"]).env_remove("SOURCE_DATE_EPOCH").stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let line = lines.by_ref().map(Result::unwrap).find(|line| line.starts_with("Preview at")).unwrap();
        // Someone has to read what it goes on to say.
        std::thread::spawn(move || lines.for_each(drop));
        let address = line.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
        Preview { child, address }
    }

    fn request(&self, head: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(format!("{head}\r\nConnection: close\r\n\r\n").as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn get(&self, path: &str) -> String {
        self.request(&format!("GET {path} HTTP/1.1\r\nHost: {}", self.address))
    }

    /// Listens for reloads.
    fn listen(&self) -> BufReader<TcpStream> {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream.write_all(format!("GET /__saola/events HTTP/1.1\r\nHost: {}\r\n\r\n", self.address).as_bytes()).unwrap();
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        while line != ":\n" {
            line.clear();
            reader.read_line(&mut line).unwrap();
        }
        reader
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn wait_for_reload(events: &mut BufReader<TcpStream>) {
    let mut line = String::new();
    while line.trim_end() != "data: reload" {
        line.clear();
        assert!(events.read_line(&mut line).unwrap() > 0, "the stream ended");
    }
}

/// Asks until the page is as wanted: a burst of events may come in two parts, each with a reload of its own.
fn settle(preview: &Preview, events: &mut BufReader<TcpStream>, path: &str, wanted: impl Fn(&str) -> bool) {
    for _ in 0..5 {
        wait_for_reload(events);
        if wanted(&preview.get(path)) {
            return;
        }
    }
    panic!("{path} never became what it should be: {}", preview.get(path));
}

#[test]
fn the_preview_follows_edits_shows_faults_and_survives_them() {
    let project = project();
    let root = project.path();
    let preview = Preview::start(root);
    let mut events = preview.listen();
    let page = "/km/news/kratie-hoa-lu/";
    assert!(preview.get(page).starts_with("HTTP/1.1 200"));
    let km = root.join("content/news/2025/kratie-hoa-lu/km.md");
    let good = fs::read_to_string(&km).unwrap();

    append(&km, "\nកថាខណ្ឌថ្មី។\n");
    settle(&preview, &mut events, page, |page| page.contains("កថាខណ្ឌថ្មី។"));
    fs::write(&km, good.replacen("title: \"", "title: [\"", 1)).unwrap();
    settle(&preview, &mut events, page, |page| {
        page.starts_with("HTTP/1.1 200") && page.contains("yaml-syntax") && page.contains("កថាខណ្ឌថ្មី។")
    });
    fs::write(&km, &good).unwrap();
    settle(&preview, &mut events, page, |page| !page.contains("yaml-syntax") && !page.contains("កថាខណ្ឌថ្មី។"));

    append(&root.join("i18n/km.ftl"), "home = ទំព័រដើមថ្មី2\n");
    settle(&preview, &mut events, page, |page| page.contains("message-duplicate"));
    let ftl = fs::read_to_string(root.join("i18n/km.ftl")).unwrap();
    fs::write(
        root.join("i18n/km.ftl"),
        ftl.lines().filter(|line| *line != "home = ទំព័រដើម").map(|line| format!("{line}\n")).collect::<String>(),
    )
    .unwrap();
    settle(&preview, &mut events, page, |page| page.contains("ទំព័រដើមថ្មី2"));

    let template = root.join("themes/lotus/templates/article.html");
    let old = fs::read_to_string(&template).unwrap();
    fs::write(&template, old.replace("<article>", "<article><!-- mới -->")).unwrap();
    settle(&preview, &mut events, page, |page| page.contains("<!-- mới -->"));

    let toml = fs::read_to_string(root.join("site.toml")).unwrap();
    fs::write(root.join("site.toml"), toml.replace("mau@asean", "moi@asean")).unwrap();
    settle(&preview, &mut events, page, |page| page.contains("moi@asean"));

    let folder = root.join("content/news/2026/moi");
    fs::create_dir_all(&folder).unwrap();
    fs::write(
        folder.join("vi.md"),
        "---\ntitle: \"Bài mới\"\nsummary: \"S\"\ndate: 2026-11-20\npillar: aec\ntopics: [quang-ba]\nagency: so-ngoai-vu\n---\nX\n",
    )
    .unwrap();
    settle(&preview, &mut events, "/news/moi/", |page| page.starts_with("HTTP/1.1 200"));
}

#[test]
fn the_preview_answers_only_this_machine_and_only_its_own_pages() {
    let project = project();
    let preview = Preview::start(project.path());
    let status = |answer: String| answer.split(' ').nth(1).unwrap().to_owned();
    assert_eq!(status(preview.request("GET / HTTP/1.1\r\nHost: evil.example")), "403");
    assert_eq!(status(preview.request(&format!("GET / HTTP/1.1\r\nHost: {}\r\nHost: evil.example", preview.address))), "403");
    assert_eq!(status(preview.request("GET / HTTP/1.1")), "403");
    assert_eq!(status(preview.request(&format!("POST / HTTP/1.1\r\nHost: {}\r\nContent-Length: 0", preview.address))), "405");
    for path in ["/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/site.toml", "/.saola-manifest", "//etc/passwd", "/ja/nothing/"] {
        assert_eq!(status(preview.get(path)), "404", "{path}");
    }
    assert!(preview.get("/ja/nothing/").contains("ページが見つかりません"));
    assert!(preview.get("/ja/news").contains("Location: /ja/news/"));
    let head = preview.request(&format!("HEAD / HTTP/1.1\r\nHost: {}", preview.address));
    assert!(head.starts_with("HTTP/1.1 200") && !head.contains("<html"), "{head}");
}

#[test]
fn search_answers_in_the_terminal() {
    let found = run(&repo(), &["search", "--lang", "km", "ព្រំដែន"]);
    let told = words(&found.stdout);
    assert!(found.status.success() && told.starts_with("ព្រំដែន (km): "), "{told}");
    assert!(told.contains("\n 1. ") && told.contains("    /km/") && !told.contains('\u{1b}'), "{told}");
    // Several queries at once, as a program asks; code 1 where no page has all the words of one.
    let mut child = saola(&repo(), &["search", "--lang", "vi", "--format", "json"]);
    let mut child = child.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all("hop tac bien gioi\nkratie saxophone\n?!\n".as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let answers: Vec<serde_json::Value> = words(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(answers.len(), 3);
    assert!(answers[0]["all"] == true && answers[0]["results"][0]["exact"].is_boolean(), "{}", answers[0]);
    assert!(answers[1]["all"] == false && answers[2]["total"] == 0, "{answers:?}");
    let unknown = run(&repo(), &["search", "--lang", "fr", "x"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(
        words(&unknown.stderr).contains("the portal has no language “fr”; it has: vi, en, ko, km, ja, zh"),
        "{}",
        words(&unknown.stderr)
    );
}

#[test]
fn translators_get_work_and_bring_it_back() {
    let project = project();
    let root = project.path();
    let sent = root.join("ko.po");
    let sent = sent.to_str().unwrap();
    fs::remove_file(root.join("content/news/2025/kratie-hoa-lu/ko.md")).unwrap();
    let status = words(&run(root, &["status", "--lang", "ko"]).stdout);
    assert!(status.contains("missing") && status.contains("news/kratie-hoa-lu"), "{status}");
    assert_eq!(run(root, &["translate", "export", "--lang", "ko", "--to", "po", "--out", sent]).status.code(), Some(0));
    // What the memory knows is sent along as fuzzy and isn't taken unless somebody says so.
    let po = fs::read_to_string(sent).unwrap();
    assert!(po.contains("#, fuzzy") && po.matches("msgctxt").count() > 30);
    let told = run(root, &["translate", "import", sent, "--dry-run"]);
    assert_eq!((told.status.code(), words(&told.stdout)), (Some(0), String::new()));
    fs::write(sent, po.replace("#, fuzzy\n", "")).unwrap();
    assert_eq!(run(root, &["translate", "import", sent]).status.code(), Some(0));
    let json = words(&run(root, &["status", "--lang", "ko", "--format", "json"]).stdout);
    let rows: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    let row = rows.iter().find(|row| row["article"] == "news/kratie-hoa-lu").unwrap();
    assert!(row["state"] == "current" || row["untranslated"].as_u64().unwrap() <= 2, "{row}");
    // A file whose language is the source's own, and one that is cut off, change nothing.
    let before = tree(&root.join("content"));
    fs::write(sent, po.replace("Language: ko", "Language: vi")).unwrap();
    assert_eq!(run(root, &["translate", "import", sent]).status.code(), Some(2));
    fs::write(sent, &po[..po.rfind("msgstr").unwrap()]).unwrap();
    let cut = run(root, &["translate", "import", sent]);
    assert!(cut.status.code() == Some(2) && words(&cut.stderr).contains("cut off"), "{}", words(&cut.stderr));
    assert_eq!(run(root, &["translate", "accept", "contact", "--lang", "vi"]).status.code(), Some(2));
    assert_eq!(tree(&root.join("content")), before);
    let review = run(root, &["translate", "review", "contact", "--lang", "ko", "--by", "Người duyệt"]);
    assert_eq!((review.status.code(), words(&review.stdout)), (Some(0), "content/contact/ko.md\n".to_owned()));
    assert!(fs::read_to_string(root.join("content/contact/ko.md")).unwrap().contains("reviewed_by: \"Người duyệt\""));
}

/// The project with a target in a folder of its own.
fn published(keys: &str) -> (tempfile::TempDir, PathBuf) {
    let project = project();
    let host = project.path().join("host");
    append(&project.path().join("site.toml"), &format!("\n[publish.production]\nto = \"file://{}\"\n{keys}", host.display()));
    (project, host)
}

fn publish(root: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = saola(root, &["publish"]).args(arguments).stdin(Stdio::null()).output().unwrap();
    (output.status.code(), words(&output.stderr))
}

#[test]
fn an_officer_publishes_and_what_people_did_on_the_host_is_safe() {
    let (project, host) = published("");
    let root = project.path();
    let (code, told) = publish(root, &[]);
    assert_eq!(code, Some(1));
    assert!(told.ends_with("Nothing was written: add --yes to publish without being asked.\n"), "{told}");
    assert!(tree(&host).is_empty());
    let (code, told) = publish(root, &["--dry-run", "production"]);
    assert!(code == Some(0) && told.contains("  km: ") && told.contains(" pages appear\n") && !host.join("index.html").exists(), "{told}");
    assert_eq!(publish(root, &["--yes"]).0, Some(0));
    assert_eq!(tree(&host), tree(&root.join("public")));
    let (code, told) = publish(root, &["--yes"]);
    assert!(code == Some(0) && told.contains("holds the build already; nothing to do."), "{told}");

    // A word more: the article, what lists it, nothing else; in the plan for programs too.
    append(&root.join(ARTICLE), "\nMột câu nữa.\n");
    let output = run(root, &["publish", "--dry-run", "--format", "json"]);
    let plan: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let changed: Vec<&str> = plan["changes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|change| change["kind"] == "page")
        .map(|change| change["url"].as_str().unwrap())
        .collect();
    assert!(changed.contains(&"/news/kratie-hoa-lu/") && changed.len() < 20, "{changed:?}");

    // Someone mended the page on the host, and put a file of their own beside it.
    let page = host.join("news/kratie-hoa-lu/index.html");
    fs::write(&page, "sửa tay").unwrap();
    fs::write(host.join("google1234.html"), "của người khác").unwrap();
    let (code, told) = publish(root, &["--yes"]);
    assert_eq!(code, Some(1));
    assert!(told.contains("  news/kratie-hoa-lu/index.html: someone changed this file on the host\n"), "{told}");
    assert_eq!(fs::read_to_string(&page).unwrap(), "sửa tay");
    let (code, told) = publish(root, &["--yes", "--overwrite"]);
    assert!(code == Some(0) && told.contains("each compared with what arrived"), "{told}");
    let mut there = tree(&host);
    assert_eq!(there.remove("google1234.html").unwrap(), "của người khác".as_bytes());
    assert_eq!(there, tree(&root.join("public")));
    let kept = walkdir::WalkDir::new(root.join(".saola/found")).into_iter().flatten().filter(|e| e.file_type().is_file());
    assert_eq!(kept.map(|entry| fs::read_to_string(entry.path()).unwrap()).collect::<Vec<_>>(), ["sửa tay"]);

    // A change where nothing is to be sent is found by looking at all.
    fs::write(host.join("km/index.html"), "sửa tay").unwrap();
    fs::remove_file(host.join("ja/index.html")).unwrap();
    assert_eq!(publish(root, &["--yes"]).0, Some(0));
    let (code, told) = publish(root, &["--yes", "--verify"]);
    assert!(
        code == Some(1) && told.contains("km/index.html: someone changed") && told.contains("ja/index.html: someone removed"),
        "{told}"
    );

    // Losing many files at once takes more than a yes.
    let settings = fs::read_to_string(root.join("site.toml")).unwrap().replace("saved_copies = true", "saved_copies = false");
    fs::write(root.join("site.toml"), settings + "max_removals = 0.01\n").unwrap();
    let before = tree(&host);
    let (code, told) = publish(root, &["--yes", "--overwrite"]);
    assert!(code == Some(1) && told.contains(" files would go (4%), more than the 1% of max_removals."), "{told}");
    assert_eq!(tree(&host), before);
    assert_eq!(publish(root, &["--yes", "--overwrite", "--verify", "--allow-removals"]).0, Some(0));
    assert_eq!(tree(&host).keys().filter(|name| name.ends_with("saved.html")).count(), 0);
}

#[test]
fn releases_are_switched_at_once_and_come_back() {
    let (project, host) = published("releases = 2\n");
    let root = project.path();
    let (code, told) = publish(root, &["--rollback"]);
    assert!(code == Some(1) && told.contains("there is no release before"), "{told}");
    let names = || {
        let mut names: Vec<String> =
            fs::read_dir(host.join("releases")).unwrap().flatten().map(|e| e.file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    let current = || fs::read_link(host.join("current")).unwrap().to_string_lossy().into_owned();
    assert_eq!(publish(root, &["--yes"]).0, Some(0));
    let first = tree(&root.join("public"));
    assert_eq!(tree(&host.join("current/.")), first);
    for sentence in ["Một.", "Hai.", "Ba."] {
        append(&root.join(ARTICLE), &format!("\n{sentence}\n"));
        assert_eq!(publish(root, &["--yes"]).0, Some(0));
    }
    assert_eq!(tree(&host.join("current/.")), tree(&root.join("public")));
    assert_eq!(names().iter().map(|name| &name[..5]).collect::<Vec<_>>(), ["0003-", "0004-"]);
    let page = || fs::read_to_string(host.join("current/news/kratie-hoa-lu/index.html")).unwrap();
    assert!(page().contains("Ba."));
    let (code, told) = publish(root, &["--rollback"]);
    assert!(code == Some(0) && told.starts_with("Readers get releases/0003-") && !page().contains("Ba."), "{told}");
    assert_eq!(publish(root, &["--rollback"]).0, Some(1));
    // Nobody brings it again but who says so; the same build is the release that is there already.
    let (code, told) = publish(root, &["--yes"]);
    assert!(code == Some(1) && told.contains(" went back to releases/0003-") && !page().contains("Ba."), "{told}");
    assert_eq!(publish(root, &["--dry-run"]).0, Some(1));
    assert_eq!(publish(root, &["--yes", "--resume"]).0, Some(0));
    assert!(current().starts_with("releases/0004-") && page().contains("Ba."));
    // A release that was taken back is not what a later rollback leads to.
    assert_eq!(publish(root, &["--rollback"]).0, Some(0));
    append(&root.join(ARTICLE), "\nBốn.\n");
    assert_eq!(publish(root, &["--yes", "--resume"]).0, Some(0));
    assert_eq!(names().iter().map(|name| &name[..5]).collect::<Vec<_>>(), ["0003-", "0005-"]);
    assert_eq!(publish(root, &["--yes"]).0, Some(0));
    assert!(!host.join(".saola-lock").exists());
}

#[test]
fn an_interrupted_first_release_is_gone_on_with() {
    let (project, host) = published("releases = 2\n");
    let root = project.path();
    assert_eq!(publish(root, &["--yes"]).0, Some(0));
    let release = fs::read_link(host.join("current")).unwrap();
    fs::remove_file(host.join("current")).unwrap();
    fs::rename(host.join(&release), host.join(format!("{}.unfinished", release.display()))).unwrap();
    append(&root.join(ARTICLE), "\nMột câu nữa.\n");
    let (code, told) = publish(root, &["--yes"]);
    let sent = told.split("Published: ").nth(1).and_then(|words| words.split(' ').next()).unwrap();
    assert!(code == Some(0) && sent.parse::<usize>().unwrap() < 100, "{told}");
    assert_eq!(tree(&host.join("current")), tree(&root.join("public")));
}

#[test]
fn the_schedule_names_what_will_change_by_itself() {
    let project = project();
    let article = project.path().join(ARTICLE);
    let text = fs::read_to_string(&article).unwrap();
    let text = text.replacen("\ndate:", "\npublish_at: 2026-12-01T08:00\nexpires: 2027-01-15\ndate:", 1);
    let dated = text.lines().map(|line| if line.starts_with("review_by:") { "review_by: 2026-01-01" } else { line });
    fs::write(&article, dated.collect::<Vec<_>>().join("\n")).unwrap();
    let told = words(&run(project.path(), &["schedule"]).stdout);
    assert!(
        told.starts_with(&format!("2026-12-01 08:00  {ARTICLE}  the article appears\n2027-01-16 00:00  {ARTICLE}  the article expires")),
        "{told}"
    );
    assert!(told.contains(&format!("  {ARTICLE}  is due for review (review_by)\n")), "{told}");
    assert_eq!(words(&run(project.path(), &["schedule", "--format", "next"]).stdout), "2026-12-01T08:00:00+07:00\n");
    let cron = words(&run(project.path(), &["schedule", "--format", "cron", "--run", "dua-len"]).stdout);
    assert!(cron.starts_with("CRON_TZ=Asia/Ho_Chi_Minh\n0 8 1 12 * dua-len\n0 0 16 1 * dua-len\n"), "{cron}");
    let json: serde_json::Value = serde_json::from_slice(&run(project.path(), &["schedule", "--format", "json"]).stdout).unwrap();
    assert_eq!((json["ahead"][0]["what"].as_str(), json["reviews_due"][0]["what"].as_str()), (Some("appears"), Some("review-due")));
}

#[test]
fn articles_are_handed_over_in_each_language_and_the_register_remembers() {
    let project = project();
    let root = project.path();
    for (lang, word) in [("vi", "Kratie"), ("en", "Kratie"), ("ko", "크라티에"), ("km", "ក្រចេះ"), ("ja", "クラチエ"), ("zh", "桔井")]
    {
        let output = run(root, &["export", "news/kratie-hoa-lu", "--lang", lang, "--for", "Cổng ASEAN\tViệt Nam"]);
        assert_eq!(output.status.code(), Some(0), "{}", words(&output.stderr));
        let parcel = root.join(format!("outbox/news-kratie-hoa-lu.{lang}"));
        let read = |name: &str| fs::read_to_string(parcel.join(name)).unwrap();
        let info: serde_json::Value = serde_json::from_str(&read("info.json")).unwrap();
        let title = info["title"].as_str().unwrap();
        assert!(read("article.txt").starts_with(&format!("{title}\n\n")) && read("article.html").contains(title), "{lang}");
        assert!(read("article.txt").to_lowercase().contains(&word.to_lowercase()) || lang == "vi", "{lang}: {word}");
        assert!(!read("article.html").contains("src=\"/"), "{lang}: the page stands alone");
        for picture in info["pictures"].as_array().unwrap() {
            assert!(parcel.join(picture["file"].as_str().unwrap()).exists());
            assert!(read("captions.txt").contains(picture["description"].as_str().unwrap()));
        }
    }
    let zip = |to: &str| {
        let place = root.join(to);
        assert_eq!(
            run(root, &["export", "news/kratie-hoa-lu", "--lang", "km", "--to", "zip", "--out", place.to_str().unwrap()]).status.code(),
            Some(0)
        );
        fs::read(place).unwrap()
    };
    assert_eq!(zip("a.zip"), zip("b.zip"));
    append(&root.join(ARTICLE), "\nMột câu nữa.\n");
    let told = words(&run(root, &["export", "--register"]).stdout);
    let lines: Vec<&str> = told.lines().collect();
    assert!(lines.len() == 6 && lines[0].starts_with("2026-11-23  Cổng ASEAN Việt Nam  news/kratie-hoa-lu.vi  folder  "), "{told}");
    assert!(lines[0].ends_with("changed since it was sent") && !lines[3].contains("changed"), "{told}");
    let unknown = run(root, &["export", "news/khong-co", "--lang", "vi"]);
    assert_eq!(unknown.status.code(), Some(2));
}
