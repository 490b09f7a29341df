//! Laws of the translation desk, on the real content and on generated Markdown: segments and skeleton are the file, what goes
//! out unchanged comes back without changing a byte, a whole translation made again from its parts reads the same.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil;
use saola::desk::export::{Helps, file};
use saola::desk::import::{Told, take};
use saola::desk::memory::Memory;
use saola::desk::subject::{Subject, subjects};
use saola::exchange::{self, Packet, Returned, docx, po, tmx, xliff};
use saola::language::Lang;
use saola::markdown::document::{Document, document};
use saola::markdown::segments::contents;
use saola::markdown::splice::{Replacement, splice};
use saola::path::ContentPath;
use saola::segment::Content;
use saola::site::Site;
use saola::site::freshness::State;
use saola::source::Source;
use saola::workspace::{Options, Snapshot, Workspace};

const NOW: civil::DateTime = civil::date(2026, 11, 26).at(9, 0, 0, 0);
const FOREIGN: [Lang; 5] = [Lang::EN, Lang::KO, Lang::KM, Lang::JA, Lang::ZH];

fn repo() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn open(root: &Path) -> Snapshot {
    Workspace::new(Options { root: root.to_owned(), drafts: false, base_url: None }).refresh(NOW)
}

fn site(snapshot: &Snapshot) -> &Site {
    snapshot.renderer.as_ref().unwrap().site()
}

/// A copy of the project without its fonts and pictures of the theme: what the desk reads.
fn project() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for folder in ["content", "i18n", "themes"] {
        for entry in walkdir::WalkDir::new(repo().join(folder)).into_iter().flatten().filter(|e| e.file_type().is_file()) {
            let target = dir.path().join(entry.path().strip_prefix(repo()).unwrap());
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            fs::copy(entry.path(), target).unwrap();
        }
    }
    fs::copy(repo().join("site.toml"), dir.path().join("site.toml")).unwrap();
    dir
}

fn parse(body: &str) -> Document {
    let source = Source::new(ContentPath::new("a.md"), body.to_owned());
    document(&source, 0..body.len()).0
}

fn texts() -> Vec<(PathBuf, String)> {
    let files = walkdir::WalkDir::new(repo().join("content")).sort_by_file_name().into_iter().flatten();
    let files = files.filter(|e| e.path().extension().is_some_and(|x| x == "md"));
    files.map(|e| (e.path().to_owned(), fs::read_to_string(e.path()).unwrap())).collect()
}

/// Numbers that follow from a seed (splitmix64).
struct Seeded(u64);

impl Seeded {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap()
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

const WORDS: [&str; 14] = [
    "cửa khẩu",
    "**Hoa Lư**",
    "_đi_",
    "[xem](/a/ \"t\")",
    "`mã`",
    "ច្រកទ្វារ",
    "**ចំណាំ៖**សាក",
    "東南アジア",
    "口岸。",
    "국경관문",
    "10~20",
    "a \\* b",
    "&amp; c",
    "![hình](b.png)",
];

fn line(seed: &mut Seeded) -> String {
    (0..=seed.below(4)).map(|_| seed.of(&WORDS).to_owned()).collect::<Vec<_>>().join(" ")
}

/// A body of blocks in blocks: lists, quotes, tables with escaped pipes, footnotes, alerts, hard breaks, HTML.
fn body(seed: &mut Seeded) -> String {
    let mut out = String::new();
    for _ in 0..=seed.below(7) {
        let words = line(seed);
        let block = match seed.below(11) {
            0 => format!("## {words}"),
            1 => format!("- {words}\n  - {}\n    {}\n- {}", line(seed), line(seed), line(seed)),
            2 => format!("> {words}\n> {}\n>\n> > {}", line(seed), line(seed)),
            3 => format!("| {} | a \\| b |\n|---|--:|\n| {words} |  |", line(seed).replace('|', "\\|")),
            4 => format!("{words}[^n]\n\n[^n]: {}", line(seed)),
            5 => format!("> [!NOTE]\n> {words}\n> {}", line(seed)),
            6 => format!("{words}  \n{}\\\n{}", line(seed), line(seed)),
            7 => format!("<figure>\n<p>{}</p>\n</figure>", line(seed).replace(['<', '&'], "")),
            8 => format!("1. {words}\n\n   {}\n2. {}", line(seed), line(seed)),
            9 => format!("```\n{words}\n```"),
            _ => format!("{words}\n{}", line(seed)),
        };
        out.push_str(&block);
        out.push_str("\n\n");
    }
    out
}

fn segments_are_a_part_of_the_file(name: &str, body: &str) {
    let document = parse(body);
    let contents = contents(&document);
    assert_eq!(contents.len(), document.segments.len(), "{name}");
    let mut end = 0;
    for (segment, content) in document.segments.iter().zip(&contents) {
        assert!(segment.range.start >= end && segment.range.end <= body.len(), "{name}: {segment:?}");
        assert!(body.is_char_boundary(segment.range.start) && body.is_char_boundary(segment.range.end), "{name}");
        end = segment.range.end;
        assert_eq!(segment.fingerprint, content.fingerprint(), "{name}");
        content.check().unwrap_or_else(|fault| panic!("{name}: {fault:?} in {content:?}"));
        assert_eq!(&content.read(&content.tagged()).unwrap(), content, "{name}");
    }
    assert_eq!(splice(&document, &[]).body, body, "{name}");
    // Every segment written anew from its content reads the same; what can't be written is refused and stays.
    let again: Vec<Replacement> =
        contents.iter().enumerate().map(|(segment, content)| Replacement { segment, content: content.clone(), raw: None }).collect();
    let spliced = splice(&document, &again);
    let reread = parse(&spliced.body);
    let tagged = |list: &[Content]| list.iter().map(Content::tagged).collect::<Vec<_>>();
    assert_eq!(tagged(&saola::markdown::segments::contents(&reread)), tagged(&contents), "{name}\n{}", spliced.body);
    assert!(spliced.refused.len() * 20 <= contents.len().max(20), "{name}: {} refused", spliced.refused.len());
}

#[test]
fn segments_and_skeleton_are_the_file() {
    for (path, text) in texts() {
        segments_are_a_part_of_the_file(&path.display().to_string(), &text);
    }
    for seed in 0..400 {
        let body = body(&mut Seeded(seed));
        segments_are_a_part_of_the_file(&format!("seed {seed}:\n{body}"), &body);
        let windows = body.replace('\n', "\r\n");
        assert_eq!(splice(&parse(&windows), &[]).body, windows);
    }
}

fn packet(site: &Site, lang: Lang, memory: &Memory) -> Packet {
    let index = memory.index(Lang::VI);
    let helps = Helps { memory: &index, glossary: &site.glossary };
    let files = subjects(site).iter().filter(|subject| subject.source != lang).filter_map(|subject| file(subject, lang, &helps)).collect();
    Packet { source: Lang::VI, lang, files }
}

fn formats(packet: &Packet) -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("a.xlf", xliff::write(packet, xliff::Version::V21).into_bytes()),
        ("b.xlf", xliff::write(packet, xliff::Version::V12).into_bytes()),
        ("c.po", po::write(packet).into_bytes()),
        ("d.docx", docx::write(packet).unwrap()),
    ]
}

fn named<'s, 'a>(all: &'s [Subject<'a>], name: &str) -> &'s Subject<'a> {
    all.iter().find(|subject| subject.name == name).unwrap()
}

#[test]
fn what_goes_out_unchanged_comes_back_without_changing_a_byte() {
    let snapshot = open(repo());
    let site = site(&snapshot);
    let all = subjects(site);
    for lang in FOREIGN {
        let packet = packet(site, lang, &Memory::default());
        assert!(packet.files.len() > 20 && packet.files.iter().map(|file| file.units.len()).sum::<usize>() > 500);
        for (name, bytes) in formats(&packet) {
            let returned = exchange::read(name, &bytes).unwrap_or_else(|fault| panic!("{name} {lang:?}: {fault:?}"));
            assert_eq!((returned.source, returned.lang), (Lang::VI, lang));
            for (file, sent) in returned.files.iter().zip(&packet.files) {
                assert_eq!(file.units.len(), sent.units.len(), "{name}");
                for (unit, sent) in file.units.iter().zip(&sent.units) {
                    let target = sent.target.as_ref().map_or(String::new(), Content::tagged);
                    assert_eq!(
                        (&unit.key, unit.source.trim(), unit.target.trim()),
                        (&sent.key, sent.source.tagged().trim(), target.trim()),
                        "{name}"
                    );
                }
                let taken = take(named(&all, &file.name), lang, file, NOW.date());
                assert!(taken.change.is_none() && taken.told.is_empty(), "{name} {lang:?} {}: {:?}", file.name, taken.told);
            }
        }
    }
}

/// Fills a packet for a language that has no file with the words that the file had; gives how many have other codes than their
/// source (a link more, a picture less) and can't be filled in.
fn filled(returned: &mut Returned, before: &Packet) -> usize {
    let mut left = 0;
    for file in &mut returned.files {
        let known = before.files.iter().find(|known| known.name == file.name).unwrap();
        for unit in &mut file.units {
            let sent = known.units.iter().find(|sent| sent.key.place == unit.key.place).unwrap();
            let Some(target) = &sent.target else { continue };
            if sent.source.read(&target.tagged()).is_ok() {
                unit.target = target.tagged();
            } else {
                left += 1;
            }
        }
    }
    left
}

#[test]
fn a_translation_made_again_from_its_parts_reads_the_same() {
    let project = project();
    let before = open(project.path());
    let before = site(&before);
    let mut left = 0;
    for lang in FOREIGN {
        let sent = packet(before, lang, &Memory::default());
        for subject in subjects(before).iter().filter(|subject| subject.date.is_some()) {
            fs::remove_file(project.path().join(subject.path(lang))).unwrap();
        }
        let snapshot = open(project.path());
        let missing = site(&snapshot);
        let all = subjects(missing);
        let packet = packet(missing, lang, &Memory::default());
        let mut returned = exchange::read("a.xlf", xliff::write(&packet, xliff::Version::V21).as_bytes()).unwrap();
        left += filled(&mut returned, &sent);
        for file in &returned.files {
            let subject = named(&all, &file.name);
            if subject.date.is_none() {
                continue;
            }
            let taken = take(subject, lang, file, NOW.date());
            assert!(taken.told.is_empty(), "{} {lang:?}: {:?}", file.name, taken.told);
            let change = taken.change.unwrap();
            fs::write(project.path().join(&change.path), &change.after).unwrap();
        }
    }
    let after = open(project.path());
    let (old, new) = (subjects(before), subjects(site(&after)));
    for (old, new) in old.iter().zip(&new).filter(|(old, _)| old.date.is_some()) {
        for lang in FOREIGN {
            let (old, new) = (old.files[lang].as_ref().unwrap(), new.files[lang].as_ref().unwrap());
            let words = |text: &saola::site::Translation| text.contents().iter().map(Content::words).collect::<Vec<_>>();
            let (old_words, mut new_words) = (words(old), words(new));
            let fresh = new.freshness.as_ref().unwrap();
            let untranslated = fresh.count(saola::site::freshness::Change::Untranslated);
            let lost = old_words
                .iter()
                .filter(|words| new_words.iter().position(|new| new == *words).map(|at| new_words.remove(at)).is_none())
                .count();
            assert_eq!(lost, untranslated, "{}", new_name(new));
            assert_eq!(fresh.state, if untranslated == 0 { State::Current } else { State::Started }, "{}", new_name(new));
        }
    }
    assert!(left <= 20, "{left} blocks have other codes than their source");
}

fn new_name(text: &saola::site::Translation) -> String {
    text.document.source.path().to_string()
}

#[test]
fn work_is_never_lost() {
    let project = project();
    let root = project.path();
    let vi = root.join("content/news/2025/kratie-hoa-lu/vi.md");
    let km = root.join("content/news/2025/kratie-hoa-lu/km.md");
    let sent = {
        let snapshot = open(root);
        packet(site(&snapshot), Lang::KM, &Memory::default())
    };
    let mut returned = exchange::read("a.po", po::write(&sent).as_bytes()).unwrap();
    let file = returned.files.iter_mut().find(|file| file.name == "news/kratie-hoa-lu").unwrap();
    let at = |place: &str, file: &exchange::ReturnedFile| file.units.iter().position(|unit| unit.key.place == place).unwrap();
    let (title, second, third, item) = (at("title", file), at("b2", file), at("b3", file), at("b5", file));
    file.units[title].target = "ចំណងជើងថ្មី".to_owned();
    file.units[second].target = "កថាខណ្ឌទីពីរថ្មី។".to_owned();
    file.units[third].target = "ចំណងជើងរងថ្មី".to_owned();
    file.units[item].target = "ធាតុថ្មី <1>ខុស</1>".to_owned();
    // Meanwhile the source's second paragraph changed, and the third block was edited at home.
    let text = fs::read_to_string(&vi).unwrap();
    fs::write(&vi, text.replacen("Kratié nằm ở phía bên kia", "Tỉnh Kratié nằm ở phía bên kia", 1)).unwrap();
    let text = fs::read_to_string(&km).unwrap();
    fs::write(&km, text.replacen("## ស្ថាប័នដែលបានចូលរួមកិច្ចប្រជុំ", "## ស្ថាប័នចូលរួម", 1)).unwrap();
    let snapshot = open(root);
    let all = subjects(site(&snapshot));
    let taken = take(named(&all, "news/kratie-hoa-lu"), Lang::KM, file, civil::date(2026, 12, 1));
    let told: Vec<(&str, &Told)> = taken.told.iter().map(|(unit, told)| (unit.key.place.as_str(), told)).collect();
    assert!(told.contains(&("b2", &Told::SourceChanged)) && told.contains(&("b3", &Told::ChangedAtHome)), "{told:?}");
    assert!(told.iter().any(|(place, told)| *place == "b5" && matches!(told, Told::Codes(_))), "{told:?}");
    let change = taken.change.unwrap();
    assert!(change.after.contains("title: \"ចំណងជើងថ្មី\"") && change.after.contains("## ស្ថាប័នចូលរួម"));
    assert!(!change.after.contains("ធាតុថ្មី") && !change.after.contains("កថាខណ្ឌទីពីរថ្មី"));
    // All else of the file is as it was.
    let differing = change.before.as_ref().unwrap().lines().zip(change.after.lines()).filter(|(a, b)| a != b).count();
    assert_eq!(differing, 2, "the title and made_from");
    for kept in ["កថាខណ្ឌទីពីរថ្មី។", "ចំណងជើងរងថ្មី"] {
        assert!(taken.remembered.iter().any(|unit| unit.target == kept), "{kept}");
    }
}

#[test]
fn a_changed_source_takes_its_translated_blocks_along() {
    let project = project();
    let root = project.path();
    let vi = root.join("content/news/2025/kratie-hoa-lu/vi.md");
    let text = fs::read_to_string(&vi).unwrap();
    // A new paragraph, an item less, a block moved.
    let text = text.replacen("## Đồng Nai qua những con số", "Đoạn hoàn toàn mới.\n\n## Đồng Nai qua những con số", 1);
    fs::write(&vi, text.replacen("- Sở Công Thương;\n", "", 1)).unwrap();
    for lang in FOREIGN {
        let snapshot = open(root);
        let site = site(&snapshot);
        let all = subjects(site);
        let subject = named(&all, "news/kratie-hoa-lu");
        assert_eq!(subject.files[lang].as_ref().unwrap().freshness.as_ref().unwrap().state, State::Outdated);
        let packet = packet(site, lang, &Memory::default());
        let mut returned = exchange::read("a.docx", &docx::write(&packet).unwrap()).unwrap();
        let file = returned.files.iter_mut().find(|file| file.name == subject.name).unwrap();
        let unit = file.units.iter_mut().find(|unit| unit.source == "Đoạn hoàn toàn mới.").unwrap();
        unit.target = "1. NEW * words".to_owned();
        let taken = take(subject, lang, file, NOW.date());
        assert!(taken.told.is_empty() && taken.translated == 1, "{:?}", taken.told);
        let change = taken.change.unwrap();
        assert!(change.after.contains("1\\. NEW") && change.before.as_ref().unwrap().lines().count() == change.after.lines().count() - 1);
        fs::write(root.join(&change.path), &change.after).unwrap();
        let again = open(root);
        let all = subjects(self::site(&again));
        assert_eq!(named(&all, "news/kratie-hoa-lu").files[lang].as_ref().unwrap().freshness.as_ref().unwrap().state, State::Current);
    }
}

/// Files that came to harm: nothing panics, hangs or is half taken.
#[test]
fn importers_survive_hostile_files() {
    let snapshot = open(repo());
    let site = site(&snapshot);
    let mut packet = packet(site, Lang::KM, &Memory::default());
    packet.files.truncate(3);
    let (mut read, mut refused) = (0, 0);
    for (name, bytes) in formats(&packet) {
        for seed in 0..400u64 {
            let mut seed = Seeded(seed);
            let mut harmed = bytes.clone();
            match seed.below(5) {
                0 => harmed.truncate(seed.below(bytes.len())),
                1 => harmed.drain(..seed.below(bytes.len())).for_each(drop),
                2 => (0..8).for_each(|_| {
                    let at = seed.below(harmed.len());
                    harmed[at] = u8::try_from(seed.below(256)).unwrap();
                }),
                3 => {
                    let (from, to) = (seed.below(bytes.len()), seed.below(bytes.len()));
                    let piece = bytes[from.min(to)..from.max(to)].to_vec();
                    let at = seed.below(bytes.len());
                    harmed.splice(at..at, piece);
                }
                _ => {
                    let piece: &[u8] =
                        [&b"<!DOCTYPE x [<!ENTITY a \"b\">]>"[..], b"&a;", b"</file>", b"\"", b"<1>", b"\xff\xfe", b"<g id=\"1\">"]
                            [seed.below(7)];
                    let at = seed.below(bytes.len());
                    harmed.splice(at..at, piece.iter().copied());
                }
            }
            match exchange::read(name, &harmed) {
                Ok(returned) => {
                    read += 1;
                    let all = subjects(site);
                    for file in &returned.files {
                        if let Some(subject) = all.iter().find(|subject| subject.name == file.name) {
                            take(subject, Lang::KM, file, NOW.date());
                        }
                    }
                }
                Err(fault) => {
                    refused += 1;
                    assert!(!fault.text.en.is_empty() && fault.text.en != fault.text.vi, "{fault:?}");
                }
            }
        }
    }
    assert!(read > 100 && refused > 100, "{read} read, {refused} refused");
}

#[test]
fn foreign_files_get_a_clear_answer() {
    let check = |name: &str, bytes: &[u8], words: &str| {
        let fault = exchange::read(name, bytes).unwrap_err();
        assert!(fault.text.en.contains(words), "{name}: {fault:?}");
    };
    check("a.xlf", b"<?xml version=\"1.0\"?><html/>", "no XLIFF");
    check("a.xlf", b"<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"b\">]><xliff/>", "DOCTYPE");
    check("a.xlf", b"<xliff srcLang=\"vi\" trgLang=\"fr\"><file/></xliff>", "no language “fr”");
    check(
        "a.xlf",
        b"<xliff srcLang=\"vi\" trgLang=\"km\"><file id=\"f\" original=\"a\"><unit id=\"x\"/></file></xliff>",
        "wasn't exported",
    );
    check("a.xlf", b"<xliff srcLang=\"vi\" trgLang=\"km\"><file>", "too early");
    check("a.po", b"msgid \"\"\nmsgstr \"Language: km\\nX-Source-Language: vi\\n\"\n\nmsgid \"x\"\nmsgstr \"y\"\n", "wasn't exported");
    check("a.po", b"msgid \"x\"\n", "cut off");
    check("a.po", "msgid \"x\"\nmsgstr \"\u{e9}\"".replace('\u{e9}', "").as_bytes(), "Language:");
    check("a.po", b"msgid \"\xe9\"\n", "UTF-8");
    check("a.txt", &[0xff, 0xfe, 0x41, 0x00], "UTF-16");
    check("a.docx", b"not a zip", "broken");
    check("a.docx", b"PK\x03\x04rest", "broken");
    check("a.txt", b"hello", "isn't known");
}

#[test]
fn the_memory_goes_through_tmx() {
    for lang in FOREIGN {
        let memory = Memory::parse(&fs::read_to_string(repo().join(saola::desk::memory::path(lang))).unwrap());
        let units: Vec<tmx::Translated> =
            memory.units().map(|(unit, _)| tmx::Translated { source: (unit.lang, unit.source), target: (lang, unit.target) }).collect();
        assert!(units.len() > 500);
        let read = tmx::read(&tmx::write(&units), Lang::VI).unwrap();
        for (read, unit) in read.iter().zip(&units) {
            assert_eq!(read, unit);
        }
        assert_eq!(read.len(), units.len());
    }
}

/// A project whose contact page has one paragraph more, with its units for Korean.
fn with_paragraph(paragraph: &str) -> (tempfile::TempDir, exchange::ReturnedFile, usize) {
    let project = project();
    let vi = project.path().join("content/contact/vi.md");
    let text = fs::read_to_string(&vi).unwrap();
    let (head, body) = text.split_once("\n---\n").unwrap();
    fs::write(&vi, format!("{head}\n---\n\n{paragraph}\n{body}")).unwrap();
    let snapshot = open(project.path());
    let packet = packet(site(&snapshot), Lang::KO, &Memory::default());
    let returned = exchange::read("a.po", po::write(&packet).as_bytes()).unwrap();
    let file = returned.files.into_iter().find(|file| file.name == "contact").unwrap();
    let at = file.units.iter().position(|unit| unit.target.is_empty()).unwrap();
    (project, file, at)
}

fn taken(project: &tempfile::TempDir, file: &exchange::ReturnedFile) -> saola::desk::import::Taken {
    let snapshot = open(project.path());
    let all = subjects(site(&snapshot));
    let taken = take(named(&all, "contact"), Lang::KO, file, NOW.date());
    if let Some(change) = &taken.change {
        fs::write(project.path().join(&change.path), &change.after).unwrap();
    }
    taken
}

#[test]
fn tags_come_in_any_order_and_a_second_import_changes_nothing() {
    let (project, mut file, at) = with_paragraph("Thử **một** và *hai* xong.");
    file.units[at].target = "글 <2>둘 </2> 그리고 <1>하나</1> 끝.".to_owned();
    let first = taken(&project, &file);
    assert!(first.told.is_empty() && first.change.unwrap().after.contains("글 *둘* 그리고 **하나** 끝."), "{:?}", first.told);
    let second = taken(&project, &file);
    assert!(second.told.is_empty() && second.change.is_none() && second.remembered.is_empty(), "{:?}", second.told);
}

#[test]
fn a_page_never_gets_worse_by_an_import() {
    // A new block that can't be written stays out, and nothing of the source comes in its place.
    let (project, mut file, at) = with_paragraph("[Một](/about/) [hai](/channels/) xong.");
    file.units[at].target = "<1>하나 <2>둘</2></1> 끝.".to_owned();
    let refused = taken(&project, &file);
    assert!(refused.change.is_none() && refused.told.len() == 1, "{:?}", refused.told);
    // One of two new blocks translated: it waits in the memory.
    let (project, mut file, at) = with_paragraph("Đoạn mới thứ nhất.\n\nĐoạn mới thứ hai.");
    file.units[at].target = "첫째 새 문단.".to_owned();
    let half = taken(&project, &file);
    assert!(half.change.is_none() && matches!(half.told[..], [(_, Told::NoPlace)]), "{:?}", half.told);
    assert!(half.remembered.iter().any(|unit| unit.target == "첫째 새 문단."));
    let next = file.units.iter_mut().find(|unit| unit.target.is_empty()).unwrap();
    next.target = "둘째 새 문단.".to_owned();
    let whole = taken(&project, &file);
    assert!(whole.told.is_empty() && whole.left == 0 && whole.change.is_some(), "{:?}", whole.told);
}

#[test]
fn what_the_source_never_had_is_never_deleted() {
    let project = project();
    let ko = project.path().join("content/contact/ko.md");
    let text = fs::read_to_string(&ko).unwrap();
    fs::write(&ko, format!("{text}\n손으로 더한 문단.\n")).unwrap();
    let snapshot = open(project.path());
    let packet = packet(site(&snapshot), Lang::KO, &Memory::default());
    for (name, bytes) in formats(&packet) {
        let mut returned = exchange::read(name, &bytes).unwrap();
        let file = returned.files.iter_mut().find(|file| file.name == "contact").unwrap();
        assert!(taken(&project, file).change.is_none(), "{name}: an untouched export");
    }
    let mut returned = exchange::read("a.po", po::write(&packet).as_bytes()).unwrap();
    let file = returned.files.iter_mut().find(|file| file.name == "contact").unwrap();
    let unit = file.units.iter_mut().find(|unit| unit.key.place == "b1").unwrap();
    unit.target = "새로 옮긴 문단.".to_owned();
    let change = taken(&project, file).change.unwrap();
    assert!(change.after.contains("손으로 더한 문단.") && change.after.contains("새로 옮긴 문단."));
}
