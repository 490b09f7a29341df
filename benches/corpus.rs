//! Makes a large project from a seed: the same arguments always give the same bytes.
//!
//! Articles are parallel texts: article i has the same structure, numbers and phrases in all six languages. The theme,
//! messages and vocabularies are this repository's own.

#![expect(clippy::expect_used, reason = "a project that can't be written stops the measurement")]

use std::fs;
use std::path::Path;

const PHRASES: &str = include_str!("phrases.tsv");
const LANGS: [&str; 6] = ["vi", "en", "ko", "km", "ja", "zh"];
const PICTURES: usize = 24;
const SECTIONS: [&str; 5] = ["news", "stories", "investment", "tourism", "events"];
const PILLARS: [&str; 5] = ["apsc", "aec", "ascc", "cross", "local"];
const TOPICS: [&str; 16] = [
    "chinh-tri-ngoai-giao",
    "dau-tu-kinh-doanh",
    "thuong-mai-tu-do",
    "nhan-luc-viec-lam",
    "chuyen-doi-so",
    "giao-duc",
    "moi-truong",
    "tieu-vung",
    "hau-covid",
    "ba-tru-cot",
    "cau-chuyen",
    "tam-quan-trong",
    "hinh-thanh-ban-sac",
    "vai-tro-viet-nam",
    "quang-ba",
    "cac-nuoc-asean",
];
const AGENCIES: [&str; 15] = [
    "so-ngoai-vu",
    "so-thong-tin-truyen-thong",
    "so-van-hoa-the-thao-du-lich",
    "so-giao-duc-dao-tao",
    "so-cong-thuong",
    "so-ke-hoach-dau-tu",
    "so-tai-chinh",
    "ban-quan-ly-khu-kinh-te",
    "trung-tam-xuc-tien",
    "lien-hiep-huu-nghi",
    "ban-tuyen-giao",
    "mat-tran",
    "co-quan-bao-chi",
    "ubnd-dia-phuong",
    "ubnd-tinh",
];
const PLACES: [&str; 11] =
    ["hoa-lu", "loc-ninh", "phuoc-long", "ba-ra", "thac-mo", "bu-gia-map", "bom-bo", "bu-lach", "dong-xoai", "bien-hoa", "chon-thanh"];

/// splitmix64.
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) fn new(seed: u64) -> Rng {
        Rng(seed.wrapping_mul(0xD134_2543_DE82_EF95).wrapping_add(0x2545_F491_4F6C_DD1D))
    }

    /// A number below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as usize % n
    }

    fn pick(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }
}

/// Phrases of one kind: rows of six languages.
fn table(name: &str) -> Vec<Vec<&'static str>> {
    let section = PHRASES.split(&format!("[{name}]\n")).nth(1).expect("a table of phrases");
    section.lines().take_while(|line| !line.starts_with('[')).map(|line| line.split('\t').collect()).collect()
}

struct Tables {
    time: Vec<Vec<&'static str>>,
    subj: Vec<Vec<&'static str>>,
    verb: Vec<Vec<&'static str>>,
    place: Vec<Vec<&'static str>>,
    tail: Vec<Vec<&'static str>>,
    head: Vec<Vec<&'static str>>,
    words: Vec<Vec<&'static str>>,
    see: Vec<Vec<&'static str>>,
    alt: Vec<Vec<&'static str>>,
    table: Vec<Vec<&'static str>>,
}

type Sentence = [usize; 9];

enum Block {
    Paragraph(Vec<Sentence>, Option<usize>),
    Heading(usize, usize),
    Picture(usize),
    List(bool, Vec<(usize, usize)>),
    Table(Vec<[usize; 4]>),
    Quote(Sentence),
    Code(usize),
}

struct Article {
    section: &'static str,
    slug: String,
    date: String,
    title: [usize; 3],
    summary: Sentence,
    facts: String,
    blocks: Vec<Block>,
}

impl Tables {
    fn sentence(&self, r: &mut Rng) -> Sentence {
        [
            r.below(self.time.len()),
            r.below(self.subj.len()),
            r.below(self.place.len()),
            r.below(self.verb.len()),
            r.below(self.tail.len()),
            r.pick(2024, 2035),
            r.pick(1, 12),
            r.pick(12, 980),
            r.pick(2, 48),
        ]
    }

    fn sentences(&self, r: &mut Rng, n: usize) -> Vec<Sentence> {
        (0..n).map(|_| self.sentence(r)).collect()
    }

    fn article(&self, seed: u64, i: usize, total: usize) -> Article {
        let mut r = Rng::new(seed ^ (i as u64 + 1).wrapping_mul(0xA076_1D64_78BD_642F));
        let title = [r.below(self.subj.len()), r.below(self.verb.len()), r.below(self.place.len())];
        let day = i * 1820 / total.max(1);
        let (year, rest) = (2021 + day / 364, day % 364);
        let date = format!("{year}-{:02}-{:02}T{:02}:{:02}", rest / 31 + 1, rest % 28 + 1, i % 1440 / 60, i % 60);
        let stem: String = self.verb[title[1]][1].to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let topics: Vec<&str> = (0..r.pick(1, 3)).map(|_| TOPICS[r.below(TOPICS.len()).min(r.below(TOPICS.len()))]).collect();
        let facts = format!(
            "date: {date}\npillar: {}\ntopics: [{}]\nagency: {}\nplaces: [{}]\ncover: {{ src: /media/{:02}.svg, credit: \"Saola\", rights: own }}\n",
            PILLARS[r.below(5)],
            topics.join(", "),
            AGENCIES[r.below(15)],
            PLACES[r.below(11)],
            r.below(PICTURES)
        );
        let summary = self.sentence(&mut r);
        let links = [r.below(total), r.below(total)];
        let blocks = self.blocks(&mut r, i, links);
        let section = SECTIONS[i % SECTIONS.len()];
        let pictures = blocks.iter().filter_map(|block| if let Block::Picture(n) = block { Some(n) } else { None });
        let credits: Vec<String> = pictures.map(|n| format!("  /media/{n:02}.svg: {{ credit: \"Saola\", rights: own }}\n")).collect();
        let facts = format!("{facts}pictures:\n{}{}", credits.concat(), kind_facts(section, &date[..10], &mut r));
        Article { section, slug: format!("{}-{i:05}", stem.trim_matches('-')), date, title, summary, facts, blocks }
    }

    fn blocks(&self, r: &mut Rng, i: usize, links: [usize; 2]) -> Vec<Block> {
        let headings = r.pick(3, 5);
        let budget = r.pick(15, 25) - 6;
        let mut blocks = vec![Block::Paragraph(self.sentences(r, 2), None), Block::Picture(r.below(PICTURES))];
        let (list_at, table_at, quote_at, link_at) = (r.below(headings), r.below(headings), r.below(headings), r.below(headings));
        for k in 0..headings {
            blocks.push(Block::Heading(if k == 0 || r.below(4) > 0 { 2 } else { 3 }, r.below(self.head.len())));
            let n = (budget / headings).max(2);
            blocks.push(Block::Paragraph(self.sentences(r, n - n / 2), (k == link_at).then_some(links[0])));
            if k == list_at {
                blocks.push(Block::List(
                    i.is_multiple_of(3),
                    (0..r.pick(4, 6)).map(|_| (r.below(self.subj.len()), r.below(self.verb.len()))).collect(),
                ));
            }
            if k == table_at && i.is_multiple_of(3) {
                blocks.push(Block::Table(
                    (0..5).map(|_| [r.below(self.words.len()), r.pick(20, 900), r.pick(20, 900), r.pick(1, 40)]).collect(),
                ));
            }
            if k == quote_at && i.is_multiple_of(2) {
                blocks.push(Block::Quote(self.sentence(r)));
            }
            blocks.push(Block::Paragraph(self.sentences(r, (n / 2).max(1)), None));
        }
        if i % 20 == 7 {
            blocks.push(Block::Code(r.pick(100, 999)));
        }
        blocks.push(Block::Paragraph(self.sentences(r, 1), Some(links[1])));
        blocks
    }

    fn words(&self, s: &Sentence, k: usize, mark: &str) -> String {
        let [t, su, pl, ve, ta, y, m, n, p] = *s;
        let time = self.time[t][k].replace("{y}", &y.to_string()).replace("{m}", &m.to_string());
        let tail = self.tail[ta][k].replace("{n}", &n.to_string()).replace("{p}", &p.to_string());
        let (subj, place, verb) = (self.subj[su][k], self.place[pl][k], format!("{mark}{}{mark}", self.verb[ve][k]));
        match LANGS[k] {
            "vi" | "en" => format!("{}, {subj} {verb} {place}, {tail}.", capital(&time)),
            "ko" => format!("{time}, {subj} {place} {tail} {verb}."),
            "km" => format!("{time} {subj}{verb}{place} {tail}។"),
            "ja" => format!("{time}、{subj}{place}、{tail}{verb}。"),
            _ => format!("{time}，{subj}{place}{verb}，{tail}。"),
        }
    }

    fn title(&self, [su, ve, pl]: [usize; 3], k: usize) -> String {
        let (subj, verb, place) = (self.subj[su][k], self.verb[ve][k], self.place[pl][k]);
        match LANGS[k] {
            "vi" | "en" => format!("{} {verb} {place}", capital(subj)),
            "ko" => format!("{subj} {place} {verb}"),
            "km" => format!("{subj}{verb}{place}"),
            _ => format!("{subj}{place}{verb}"),
        }
    }

    fn body(&self, article: &Article, k: usize, all: &[Article]) -> String {
        let gap = if matches!(LANGS[k], "ja" | "zh") { "" } else { " " };
        let mut parts = Vec::new();
        for block in &article.blocks {
            parts.push(match block {
                Block::Paragraph(sentences, link) => {
                    let marks = ["**", "", "*"];
                    let mut text: Vec<String> =
                        sentences.iter().enumerate().map(|(j, s)| self.words(s, k, marks.get(j).copied().unwrap_or(""))).collect();
                    if let Some(other) = link.map(|i| &all[i]) {
                        text.push(format!("{}: [{}](/{}/{}/)", self.see[0][k], self.title(other.title, k), other.section, other.slug));
                    }
                    text.join(gap)
                }
                Block::Heading(level, h) => format!("{} {}", "#".repeat(*level), self.head[*h][k]),
                Block::Picture(n) => format!("![{}](/media/{n:02}.svg)", self.alt[0][k]),
                Block::List(ordered, items) => {
                    let item = |(j, (su, ve)): (usize, &(usize, usize))| {
                        let mark = if *ordered { format!("{}.", j + 1) } else { "-".to_owned() };
                        format!(
                            "{mark} {}{}{}",
                            self.subj[*su][k],
                            if matches!(LANGS[k], "km" | "ja" | "zh") { "" } else { " " },
                            self.verb[*ve][k]
                        )
                    };
                    items.iter().enumerate().map(item).collect::<Vec<_>>().join("\n")
                }
                Block::Table(rows) => {
                    let head = self.table.iter().map(|h| h[k]).collect::<Vec<_>>().join(" | ");
                    let rows: Vec<String> =
                        rows.iter().map(|[w, a, b, c]| format!("| {} | {a} | {b} | {c}% |", self.words[*w][k])).collect();
                    format!("| {head} |\n|---|---:|---:|---:|\n{}", rows.join("\n"))
                }
                Block::Quote(s) => format!("> {}", self.words(s, k, "")),
                Block::Code(n) => {
                    format!("```json\n{{\n  \"dataset\": \"portal-{n}\",\n  \"lang\": \"{}\",\n  \"rows\": {}\n}}\n```", LANGS[k], n * 37)
                }
            });
        }
        parts.join("\n\n") + "\n"
    }
}

/// The facts of a section's kind.
fn kind_facts(section: &str, day: &str, r: &mut Rng) -> String {
    let place = PLACES[r.below(PLACES.len())];
    match section {
        "events" if r.below(2) == 0 => format!("event: {{ start: {day}, end: {day} }}\n"),
        "events" => format!("event: {{ start: {day}T08:00, end: {day}T17:30, organiser: {} }}\n", AGENCIES[r.below(15)]),
        "investment" => format!(
            "investment: {{ sector: logistics, place: {place}, area_ha: {}, capital: {{ amount: {}000000, currency: USD }}, stage: calling, as_of: {day} }}\n",
            r.pick(20, 900),
            r.pick(1, 900)
        ),
        "tourism" if r.below(2) == 0 => format!("tourism: {{ days: [{{ places: [{place}, {}] }}] }}\n", PLACES[r.below(PLACES.len())]),
        "tourism" => "tourism: { season: [12, 1, 2], price: 50000 }\n".to_owned(),
        _ => String::new(),
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

fn put(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("folder");
    fs::write(path, text).expect("file");
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("folder") {
        let entry = entry.expect("entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("type").is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::create_dir_all(to).expect("folder");
            fs::copy(entry.path(), target).expect("file");
        }
    }
}

/// Writes a project with `articles` articles in six languages into `root`.
pub(crate) fn generate(root: &Path, articles: usize, seed: u64) {
    let repo = Path::new(env!("CARGO_MANIFEST_DIR"));
    // The pages that rules.toml asks for are this repository's own.
    let pages = ["about", "contact", "channels", "figures", "site-map", "accessibility", "copyright", "glossary"]
        .map(|page| format!("content/{page}"));
    for folder in ["themes", "i18n", "content/_vocabulary", "content/_data"].map(str::to_owned).iter().chain(&pages) {
        copy(&repo.join(folder), &root.join(folder));
    }
    fs::copy(repo.join("rules.toml"), root.join("rules.toml")).expect("rules");
    // Copies to keep are off where nothing is set; the benchmark measures that.
    let settings = fs::read_to_string(repo.join("site.toml")).expect("settings");
    fs::write(root.join("site.toml"), settings.replace("saved_copies = true", "saved_copies = false")).expect("settings");
    for lang in LANGS {
        for folder in ["", "news/", "stories/", "investment/", "tourism/", "events/"] {
            let file = format!("content/{folder}{lang}.md");
            fs::create_dir_all(root.join(format!("content/{folder}"))).expect("folder");
            fs::copy(repo.join(&file), root.join(&file)).expect("words");
        }
    }
    let mut r = Rng::new(seed ^ 9000);
    for n in 0..PICTURES {
        let hills: String = (0..6)
            .map(|_| {
                format!(
                    "<path d=\"M0 {}Q{} {} 640 {}V360H0Z\" fill=\"hsl({} 45% 40%)\"/>",
                    r.pick(80, 300),
                    r.pick(60, 500),
                    r.pick(40, 240),
                    r.pick(80, 300),
                    r.pick(90, 220)
                )
            })
            .collect();
        let svg = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 360\" width=\"640\" height=\"360\">{hills}</svg>\n");
        put(&root.join(format!("content/media/{n:02}.svg")), &svg);
    }
    let t = Tables {
        time: table("time"),
        subj: table("subj"),
        verb: table("verb"),
        place: table("place"),
        tail: table("tail"),
        head: table("head"),
        words: table("words"),
        see: table("see"),
        alt: table("alt"),
        table: table("table"),
    };
    let all: Vec<Article> = (0..articles).map(|i| t.article(seed, i, articles)).collect();
    for article in &all {
        for (k, lang) in LANGS.iter().enumerate() {
            let facts = if *lang == "vi" { article.facts.as_str() } else { "" };
            let text = format!(
                "---\ntitle: \"{}\"\nsummary: \"{}\"\ncover_alt: \"{}\"\n{facts}---\n\n{}",
                t.title(article.title, k),
                t.words(&article.summary, k, ""),
                t.alt[0][k],
                t.body(article, k, &all)
            );
            put(&root.join(format!("content/{}/{}/{}/{lang}.md", article.section, &article.date[..4], article.slug)), &text);
        }
    }
}
