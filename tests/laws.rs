//! Laws that hold on the real content and on generated sites.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

#[path = "../benches/corpus.rs"]
mod corpus;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil;
use saola::build;
use saola::diagnostic::MessageLanguage;
use saola::diagnostic::print::{Format, print};
use saola::digest::Digest;

use saola::part::Part;
use saola::render::Body;
use saola::serve::{Preview, without_reload};
use saola::workspace::{Options, Snapshot, Workspace};

const NOW: civil::DateTime = civil::date(2026, 11, 23).at(9, 0, 0, 0);

fn repo() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The repository's own project, copied so that nothing is written into the checkout.
fn real_content(to: &Path) {
    for folder in ["content", "themes", "i18n"] {
        copy(&repo().join(folder), &to.join(folder));
    }
    for file in ["site.toml", "rules.toml"] {
        fs::copy(repo().join(file), to.join(file)).unwrap();
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).into_iter().map(Result::unwrap).filter(|e| e.file_type().is_file()) {
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(entry.path(), target).unwrap();
    }
}

fn workspace(root: &Path) -> Workspace {
    Workspace::new(Options { root: root.to_owned(), drafts: false, base_url: None })
}

fn open(root: &Path) -> Snapshot {
    let snapshot = workspace(root).refresh(NOW);
    let told = print(&snapshot.diagnostics, Format::Terminal { colour: false }, MessageLanguage::En);
    assert!(snapshot.is_good(), "{told}");
    snapshot
}

fn build_to(root: &Path, snapshot: &Snapshot, out: &Path) {
    let cache = workspace(root).cache().clone();
    let (steps, _) =
        build::stage(&build::Job { renderer: snapshot.renderer.as_ref().unwrap(), cache: &cache, out, part: &Part::default() }, &|_, _| {})
            .unwrap();
    build::apply(&steps).unwrap();
}

/// A project and the files of its portal.
fn built(root: &Path) -> (Snapshot, BTreeMap<String, Vec<u8>>) {
    let (snapshot, out) = (open(root), tempfile::tempdir().unwrap());
    build_to(root, &snapshot, out.path());
    let files = tree(out.path());
    (snapshot, files)
}

fn tree(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = walkdir::WalkDir::new(out).into_iter().map(Result::unwrap).filter(|e| e.file_type().is_file());
    files.map(|e| (e.path().strip_prefix(out).unwrap().to_string_lossy().into_owned(), fs::read(e.path()).unwrap())).collect()
}

fn differing(a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>) -> BTreeSet<String> {
    a.keys().chain(b.keys()).filter(|name| a.get(*name) != b.get(*name)).cloned().collect()
}

/// Both projects that the laws are tried on.
fn projects() -> Vec<tempfile::TempDir> {
    let real = tempfile::tempdir().unwrap();
    real_content(real.path());
    let generated = tempfile::tempdir().unwrap();
    corpus::generate(generated.path(), 30, 7);
    vec![real, generated]
}

#[test]
fn served_equals_built_also_under_a_base_path() {
    for project in projects() {
        for base in ["https://asean.dongnai.example", "https://dongnai.example/asean"] {
            let root = project.path();
            let toml = fs::read_to_string(root.join("site.toml")).unwrap();
            let line = toml.lines().find(|line| line.starts_with("base_url")).unwrap().to_owned();
            fs::write(root.join("site.toml"), toml.replace(&line, &format!("base_url = \"{base}\""))).unwrap();
            let out = tempfile::tempdir().unwrap();
            let snapshot = open(root);
            build_to(root, &snapshot, out.path());
            let built = tree(out.path());
            let urls: Vec<String> = snapshot.renderer.as_ref().unwrap().plan().iter().map(|(url, _)| url.to_string()).collect();
            assert_eq!(urls.len() + 1, built.len(), "every address is one file, beside the manifest");
            let path = base.trim_start_matches("https://").split_once('/').map_or(String::new(), |(_, path)| format!("/{path}"));
            let preview = Preview::new(snapshot, workspace(root).cache().clone(), MessageLanguage::En);
            for url in urls {
                let file = saola::path::UrlPath::new(&url).file();
                let answer = preview.answer(&format!("{path}{url}"));
                assert_eq!(answer.status, 200, "{url}");
                assert!(without_reload(&answer.body) == built[&file], "{url} is served otherwise than built");
            }
        }
    }
}

#[test]
fn twice_gives_the_same_bytes_and_one_thread_the_same_as_many() {
    for project in projects() {
        let root = project.path();
        let outs: Vec<_> = [1, 2, 4]
            .into_iter()
            .map(|threads| {
                let out = tempfile::tempdir().unwrap();
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
                pool.install(|| build_to(root, &open(root), out.path()));
                tree(out.path())
            })
            .collect();
        assert_eq!(differing(&outs[0], &outs[1]), BTreeSet::new());
        assert_eq!(differing(&outs[0], &outs[2]), BTreeSet::new());
    }
}

#[test]
fn refresh_after_random_edits_equals_a_fresh_open() {
    let project = tempfile::tempdir().unwrap();
    let root = project.path();
    corpus::generate(root, 12, 3);
    let mut held = workspace(root);
    held.refresh(NOW);
    let mut r = corpus::Rng::new(11);
    for round in 0..25 {
        edit(root, &mut r, round);
        let (refreshed, fresh) = (held.refresh(NOW), workspace(root).refresh(NOW));
        let words = |s: &Snapshot| print(&s.diagnostics, Format::Json, MessageLanguage::En);
        assert_eq!(words(&refreshed), words(&fresh), "round {round}");
        assert_eq!(rendered(&refreshed), rendered(&fresh), "round {round}");
    }
}

/// Changes, breaks, adds, moves or removes something, as an editor's day does.
fn edit(root: &Path, r: &mut corpus::Rng, round: usize) {
    let files: Vec<PathBuf> = walkdir::WalkDir::new(root.join("content"))
        .sort_by_file_name()
        .into_iter()
        .map(Result::unwrap)
        .filter(|e| e.file_type().is_file() && e.path().extension().is_some_and(|x| x == "md"))
        .map(|e| e.into_path())
        .collect();
    let file = &files[r.below(files.len())];
    let text = fs::read_to_string(file).unwrap();
    match r.below(7) {
        0 => fs::write(file, format!("{text}\nĐoạn thêm {round}: ពាក្យថ្មី 新しい段落。\n")).unwrap(),
        1 => fs::write(file, text.replacen("title: \"", &format!("title: \"{round} "), 1)).unwrap(),
        2 => fs::write(file, text.replacen("---\n", "---\n: [", 1)).unwrap(),
        3 => fs::remove_file(file).unwrap(),
        4 => fs::write(file, format!("{text}\n[hỏng](/news/khong-co-{round}/)\n")).unwrap(),
        5 => {
            let ftl = root.join("i18n/km.ftl");
            let old = fs::read_to_string(&ftl).unwrap();
            fs::write(ftl, format!("{old}\nextra-{round} = ថ្មី\n")).unwrap();
        }
        _ => {
            let template = root.join("themes/lotus/templates/card.html");
            let old = fs::read_to_string(&template).unwrap();
            fs::write(template, format!("{old}<!-- {round} -->\n")).unwrap();
        }
    }
}

fn rendered(snapshot: &Snapshot) -> Vec<(String, Option<String>)> {
    let Some(renderer) = &snapshot.renderer else { return Vec::new() };
    let body = |url, output| match renderer.render(url, output) {
        Ok(Body::Bytes(bytes)) => Some(Digest::of(&bytes).hex()),
        Ok(other) => Some(format!("{other:?}")),
        Err(_) => None,
    };
    renderer.plan().iter().map(|(url, output)| (url.to_string(), body(url, output))).collect()
}

#[test]
fn small_edits_stay_small() {
    let project = tempfile::tempdir().unwrap();
    let root = project.path();
    corpus::generate(root, 30, 5);
    let (before, after) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    build_to(root, &open(root), before.path());
    let file =
        walkdir::WalkDir::new(root.join("content/news")).into_iter().flatten().find(|e| e.file_name() == "km.md" && e.depth() > 2).unwrap();
    let text = fs::read_to_string(file.path()).unwrap();
    fs::write(file.path(), format!("{text}\nកថាខណ្ឌបន្ថែម។\n")).unwrap();
    build_to(root, &open(root), after.path());
    let slug = file.path().parent().unwrap().file_name().unwrap().to_string_lossy().into_owned();
    let changed = differing(&tree(before.path()), &tree(after.path()));
    // Feeds carry full texts: those that hold the article change with it. The manifest lists digests of all.
    // So does the index of the language, but no other language's, and of what results show one article's alone.
    let (feeds, others): (BTreeSet<String>, BTreeSet<String>) = changed.into_iter().partition(|name| name.ends_with("feed.xml"));
    let (index, others): (BTreeSet<String>, BTreeSet<String>) = others.into_iter().partition(|name| name.contains("search/"));
    assert!(index.contains("km/search/index.json") && index.iter().all(|name| name.starts_with("km/search/")), "{index:?}");
    assert_eq!(index.iter().filter(|name| name.ends_with(".json")).count(), 2, "{index:?}");
    assert_eq!(others, BTreeSet::from([".saola-manifest".to_owned(), format!("km/news/{slug}/index.html")]));
    let built = tree(after.path());
    assert!(feeds.contains("km/feed.xml") && feeds.contains("km/news/feed.xml"), "{feeds:?}");
    for feed in feeds {
        assert!(String::from_utf8_lossy(&built[&feed]).contains("កថាខណ្ឌបន្ថែម"), "{feed} changed and doesn't show the edit");
    }
}

/// What a text output holds once its own escapes are undone.
fn unescaped(name: &str, text: &str) -> String {
    match name.rsplit('.').next().unwrap() {
        "ics" => text.replace("\r\n ", ""),
        "xml" | "html" => {
            text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
        }
        _ => text.to_owned(),
    }
}

#[test]
fn what_a_camera_writes_into_a_picture_is_never_published() {
    const SECRET: &[u8] = b"GPS 11.7519,106.9043 / phone of A";
    let project = tempfile::tempdir().unwrap();
    corpus::generate(project.path(), 5, 7);
    let mut jpeg = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(700, 40).write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
    let length = u16::try_from(SECRET.len() + 8).unwrap().to_be_bytes();
    // After the two bytes that begin every JPEG: a segment APP1, as cameras write it.
    let photo = [&jpeg.get_ref()[..2], &[0xff, 0xe1], &length, b"Exif\0\0", SECRET, &jpeg.get_ref()[2..]].concat();
    let folder = project.path().join("content/about");
    fs::write(folder.join("photo.jpg"), &photo).unwrap();
    let page = fs::read_to_string(folder.join("vi.md")).unwrap();
    let facts = page.replacen("\ndate:", "\npictures: { photo.jpg: { credit: A, rights: own } }\ndate:", 1);
    fs::write(folder.join("vi.md"), format!("{facts}\n![Ảnh](photo.jpg)\n\n[Ảnh lớn](photo.jpg)\n")).unwrap();
    let (_, files) = built(project.path());
    let copies = files.keys().filter(|name| name.starts_with("assets/photo")).count();
    assert_eq!(copies, 3, "WebP in two widths, JPEG for old browsers and links");
    assert!(photo.windows(SECRET.len()).any(|bytes| bytes == SECRET));
    let told: Vec<&String> =
        files.iter().filter(|(_, bytes)| bytes.windows(SECRET.len()).any(|w| w == SECRET)).map(|(name, _)| name).collect();
    assert!(told.is_empty(), "{told:?}");
}

#[test]
fn every_full_address_of_the_portal_in_every_output_exists() {
    for project in projects() {
        let (snapshot, files) = built(project.path());
        let renderer = snapshot.renderer.as_ref().unwrap();
        let base = renderer.site().config.base_url.clone();
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for (name, bytes) in files {
            let kind = name.rsplit('.').next().unwrap().to_owned();
            if !["html", "xml", "json", "ics", "txt"].contains(&kind.as_str()) {
                continue;
            }
            let text = unescaped(&name, &String::from_utf8(bytes).unwrap());
            for (at, _) in text.match_indices(&base) {
                let rest = &text[at + base.len()..];
                let end = rest.find(|c: char| c.is_whitespace() || "\"'<>\\),".contains(c)).unwrap_or(rest.len());
                let path = rest[..end].split(['#', '?']).next().unwrap();
                assert!(renderer.plan().get(&saola::path::UrlPath::new(path)).is_some(), "{name}: {base}{path}");
                *seen.entry(kind.clone()).or_default() += 1;
            }
        }
        for (kind, least) in [("html", 1000), ("xml", 1000), ("json", 50), ("ics", 6), ("txt", 1)] {
            assert!(seen.get(kind).copied().unwrap_or(0) >= least, "{seen:?}");
        }
    }
}

#[test]
fn every_internal_link_leads_into_the_plan() {
    for project in projects() {
        let (snapshot, files) = built(project.path());
        let renderer = snapshot.renderer.as_ref().unwrap();
        let base = &renderer.site().config.base_url;
        let mut links = 0;
        for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".html") || name.ends_with(".xml")) {
            let page = String::from_utf8(bytes.clone()).unwrap();
            let ids = attribute_values(&page, " id=\"");
            let written = ["href=\"", "src=\"", "content=\"https://asean", "<loc>"].map(|a| attribute_values(&page, a)).concat();
            let sets = attribute_values(&page, "srcset=\"")
                .iter()
                .flat_map(|s| s.split(", ").map(|c| c.split(' ').next().unwrap().to_owned()).collect::<Vec<_>>())
                .collect::<Vec<_>>();
            for url in written.into_iter().chain(sets) {
                let url = if url.starts_with(".dongnai") { format!("https://asean{url}") } else { url };
                let path = url.strip_prefix(base.as_str()).unwrap_or(&url);
                let (path, anchor) = path.split_once('#').unwrap_or((path, ""));
                if path.is_empty() {
                    assert!(anchor.is_empty() || ids.iter().any(|id| id == anchor), "{name}: #{anchor}");
                } else if path.starts_with('/') {
                    links += 1;
                    assert!(renderer.plan().get(&saola::path::UrlPath::new(path)).is_some(), "{name}: {url}");
                }
            }
        }
        assert!(links > 1000, "only {links} links were seen");
    }
}

fn attribute_values(page: &str, before: &str) -> Vec<String> {
    page.match_indices(before).map(|(at, _)| page[at + before.len()..].split(['"', '<']).next().unwrap().to_owned()).collect()
}

#[test]
fn the_nth_event_is_the_nth_fact() {
    use saola::markdown::{emphasis::Prepared, events::Events};
    for project in projects() {
        let snapshot = open(project.path());
        let site = snapshot.renderer.as_ref().unwrap().site();
        let mut texts = 0;
        for text in site.articles.iter().flat_map(|a| saola::language::Lang::ALL.into_iter().filter_map(|l| a.translations[l].as_ref())) {
            let prepared = Prepared::new(text.document.markdown());
            let (mut links, mut headings, mut pictures) = (Vec::new(), 0, Vec::new());
            for (event, _) in Events::new(&prepared) {
                match event {
                    pulldown_cmark::Event::Start(pulldown_cmark::Tag::Link { dest_url, .. }) => links.push(dest_url.to_string()),
                    pulldown_cmark::Event::Start(pulldown_cmark::Tag::Heading { .. }) => headings += 1,
                    pulldown_cmark::Event::Start(pulldown_cmark::Tag::Image { dest_url, .. }) => pictures.push(dest_url.to_string()),
                    _ => {}
                }
            }
            assert_eq!(links, text.document.links.iter().map(|l| l.url.clone()).collect::<Vec<_>>());
            assert_eq!(pictures, text.document.pictures.iter().map(|p| p.url.clone()).collect::<Vec<_>>());
            assert_eq!(headings, text.heading_ids.len());
            assert_eq!((text.links.len(), text.pictures.len()), (links.len(), pictures.len()));
            texts += 1;
        }
        assert!(texts >= 12);
    }
}
