//! Makes a large project to measure search on, from a seed: articles over 30,000 forms a language, as often as Zipf's law
//! has them, with unique titles.
//!
//! Forms are made of what the repository's own articles are written with: those articles' words, then words made of their
//! syllables, characters or clusters in the order in which they follow each other there.

#![expect(clippy::expect_used, reason = "a project that can't be written stops the measurement")]

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::path::Path;

use saola::text::cluster::clusters;
use saola::text::script::{Script, script};

use crate::corpus::{self, Rng};

pub(crate) const LANGS: [&str; 6] = ["vi", "en", "ko", "km", "ja", "zh"];
const FORMS: usize = 32_000;

/// The vocabulary of a language, the commonest form first, with the sums of their weights.
pub(crate) struct Vocabulary {
    lang: &'static str,
    forms: Vec<String>,
    sums: Vec<f64>,
}

/// An article of one language.
pub(crate) struct Article {
    pub title: String,
    pub paragraphs: Vec<String>,
}

/// What words are made of: syllables, characters, clusters, and which follow which; an empty one is the end of a word.
#[derive(Default)]
struct Pieces {
    first: Vec<String>,
    next: BTreeMap<String, Vec<String>>,
}

/// The words of a language's own articles and the pieces they consist of.
fn learn(lang: &str) -> (Vec<String>, Pieces) {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let files = walkdir::WalkDir::new(content).sort_by_file_name().into_iter().flatten();
    let (mut counts, mut pieces) = (BTreeMap::<String, usize>::new(), Pieces::default());
    for file in files.filter(|e| e.file_name().to_string_lossy() == format!("{lang}.md")) {
        let text = fs::read_to_string(file.path()).expect("an article");
        let body = text.splitn(3, "---\n").nth(2).unwrap_or_default().replace('\u{200b}', "");
        let wanted = |c: char| match lang {
            "ko" => script(c) == Script::Hangul,
            "km" => script(c) == Script::Khmer && !('\u{17e0}'..='\u{17e9}').contains(&c),
            "ja" => matches!(script(c), Script::Han | Script::Kana),
            "zh" => script(c) == Script::Han,
            _ => c.is_alphabetic(),
        };
        for run in body.split(|c| !wanted(c)).filter(|run| !run.is_empty()) {
            let parts: Vec<String> = match lang {
                "vi" => vec![run.to_lowercase()],
                "en" => run.to_lowercase().chars().collect::<Vec<_>>().chunks(2).map(|pair| pair.iter().collect()).collect(),
                _ => clusters(run).map(str::to_owned).collect(),
            };
            // Whole words where spaces part them; the others' words are made.
            if matches!(lang, "vi" | "en" | "ko") {
                *counts.entry(run.to_lowercase()).or_default() += 1;
            }
            pieces.first.push(parts[0].clone());
            for (i, part) in parts.iter().enumerate() {
                pieces.next.entry(part.clone()).or_default().push(parts.get(i + 1).cloned().unwrap_or_default());
            }
        }
    }
    let mut words: Vec<(usize, String)> = counts.into_iter().map(|(word, count)| (count, word)).collect();
    words.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    (words.into_iter().map(|(_, word)| word).collect(), pieces)
}

impl Vocabulary {
    pub(crate) fn new(lang: &'static str, r: &mut Rng) -> Vocabulary {
        let (mut forms, pieces) = learn(lang);
        let mut known: HashSet<String> = forms.iter().cloned().collect();
        let any = |list: &[String], r: &mut Rng| list[r.below(list.len())].clone();
        while forms.len() < FORMS {
            let mut form = any(&pieces.first, r);
            let (mut last, mut length) = (form.clone(), 1);
            let most = 1 + r.below(if lang == "zh" { 3 } else { 4 });
            while length <= most {
                // Syllables of Vietnamese follow each other freely.
                let next = if lang == "vi" { any(&pieces.first, r) } else { any(&pieces.next[&last], r) };
                if next.is_empty() {
                    break;
                }
                form.push_str(if lang == "vi" { " " } else { "" });
                form.push_str(&next);
                (last, length) = (next, length + 1);
                if lang == "vi" {
                    break;
                }
            }
            if known.insert(form.clone()) {
                forms.push(form);
            }
        }
        let mut sum = 0.0;
        let sums = (0..forms.len())
            .map(|rank| {
                sum += 1.0 / (rank as f64 + 2.7);
                sum
            })
            .collect();
        Vocabulary { lang, forms, sums }
    }

    pub(crate) fn forms(&self) -> usize {
        self.forms.len()
    }

    fn form(&self, r: &mut Rng) -> &str {
        let total = self.sums[self.sums.len() - 1];
        let at = r.below(1 << 40) as f64 / (1_u64 << 40) as f64 * total;
        &self.forms[self.sums.partition_point(|sum| *sum < at).min(self.forms.len() - 1)]
    }

    fn words(&self, r: &mut Rng, count: usize) -> String {
        let gap = if matches!(self.lang, "vi" | "en" | "ko") { " " } else { "" };
        (0..count).map(|_| self.form(r)).collect::<Vec<_>>().join(gap)
    }

    fn paragraph(&self, r: &mut Rng) -> String {
        let (comma, stop, gap) = match self.lang {
            "km" => (" ", "។", " "),
            "ja" => ("、", "。", ""),
            "zh" => ("，", "。", ""),
            _ => (", ", ".", " "),
        };
        let sentence = |r: &mut Rng| {
            let parts: Vec<String> = (0..1 + r.below(3))
                .map(|_| {
                    let count = 4 + r.below(7);
                    self.words(r, count)
                })
                .collect();
            parts.join(comma) + stop
        };
        (0..2 + r.below(4)).map(|_| sentence(r)).collect::<Vec<_>>().join(gap)
    }

    fn article(&self, r: &mut Rng, titles: &mut BTreeSet<String>) -> Article {
        let title = loop {
            let count = 4 + r.below(5);
            let title = self.words(r, count);
            if titles.insert(title.clone()) {
                break title;
            }
        };
        // About as long as the repository's own articles.
        let count = 6 + r.below(5);
        Article { title, paragraphs: (0..count).map(|_| self.paragraph(r)).collect() }
    }
}

/// Writes a project of `count` articles in six languages into `root`; gives the articles of each language with their
/// folders, and how many forms each language has.
pub(crate) fn generate(root: &Path, count: usize, seed: u64) -> Vec<(&'static str, usize, Vec<Article>)> {
    corpus::generate(root, 0, seed);
    let mut all = Vec::new();
    for lang in LANGS {
        let mut r = Rng::new(seed ^ lang.bytes().fold(7, |sum, byte| sum * 131 + u64::from(byte)));
        let vocabulary = Vocabulary::new(lang, &mut r);
        let mut titles = BTreeSet::new();
        let articles: Vec<Article> = (0..count).map(|_| vocabulary.article(&mut r, &mut titles)).collect();
        for (i, article) in articles.iter().enumerate() {
            let facts = if lang == "vi" { facts(i) } else { String::new() };
            let half = article.paragraphs.len() / 2;
            let mut body = article.paragraphs.clone();
            let heading = vocabulary.words(&mut r, 3);
            body.insert(half, format!("## {heading}"));
            let summary = vocabulary.words(&mut r, 12);
            let text = format!(
                "---\ntitle: \"{}\"\nsummary: \"{summary}\"\ncover_alt: \"Saola\"\n{facts}---\n\n{}\n",
                article.title,
                body.join("\n\n")
            );
            let folder = root.join(format!("content/news/{}/{}", year(i), folder(i)));
            fs::create_dir_all(&folder).expect("folder");
            fs::write(folder.join(format!("{lang}.md")), text).expect("article");
        }
        all.push((lang, vocabulary.forms(), articles));
    }
    all
}

/// The folder of an article.
pub(crate) fn folder(i: usize) -> String {
    format!("article-{i:05}")
}

fn year(i: usize) -> usize {
    2022 + i % 5
}

/// Facts that filters are made of.
fn facts(i: usize) -> String {
    let (pillar, topic, place) =
        (["apsc", "aec", "ascc"][i % 3], ["giao-duc", "moi-truong", "chuyen-doi-so"][i / 3 % 3], ["hoa-lu", "dong-xoai"][i % 2]);
    let (year, day) = (year(i), 1 + i / 5 % 28);
    format!(
        "date: {year}-0{}-{day:02}\nagency: so-ngoai-vu\npillar: {pillar}\ntopics: [{topic}]\nplaces: [{place}]\ncover: {{ src: /media/00.svg, credit: \"Saola\", rights: own }}\ntext_origin: machine\n",
        1 + i % 9
    )
}
