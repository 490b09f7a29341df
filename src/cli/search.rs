//! `saola search`.

use std::io::Read;
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use serde::Serialize;

use super::{Session, environment, language, terminal};
use crate::diagnostic::MessageLanguage;
use crate::diagnostic::print::Format;
use crate::language::Lang;
use crate::render::Renderer;
use crate::search::excerpt::{Excerpt, excerpt};
use crate::search::query::query;
use crate::search::rank::{Answer, Found, search};
use crate::site::searched::endings;
use crate::workspace::Workspace;

/// How wide the piece of a text is that a result shows.
const COLUMNS: usize = 180;

/// Search the portal as its readers do, in one language.
///
/// The same index and the same order as on the portal's page for searching. Without QUERY each line of the standard input
/// is a query. Exit code 1 where no page has all the words.
#[derive(Args)]
pub(super) struct Search {
    /// The words to look for.
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// The language to search in (vi, en, ko, km, ja, zh); the portal's default language where it isn't given.
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<String>,
    /// How many results are printed.
    #[arg(long, default_value_t = 10, value_name = "NUMBER")]
    limit: usize,
    /// How results are printed.
    #[arg(long, value_enum, default_value_t = FormWord::Text)]
    format: FormWord,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormWord {
    /// For people.
    Text,
    /// One object a query.
    Json,
}

#[derive(Serialize)]
struct Answered<'a> {
    query: &'a str,
    lang: &'static str,
    total: usize,
    /// Whether the results have all the words.
    all: bool,
    corrected: Vec<(String, String)>,
    results: Vec<Shown>,
}

#[derive(Serialize)]
struct Shown {
    url: String,
    title: String,
    exact: bool,
    score: f64,
    /// Words that were looked for stand in bold where a terminal shows it.
    excerpt: String,
}

impl Search {
    pub(super) fn run(self, session: &Session) -> anyhow::Result<ExitCode> {
        let mut workspace = Workspace::new(session.options(false, None));
        let snapshot = workspace.refresh(environment::now()?);
        let Some(renderer) = &snapshot.renderer else {
            terminal::report(&snapshot.diagnostics, Format::Terminal { colour: environment::wants_colour() }, session.language);
            bail!("the project can't be read");
        };
        let config = &renderer.site().config;
        let lang = match &self.lang {
            None => config.default_language,
            Some(word) => language(config, word)?,
        };
        let mut everything = true;
        for typed in self.queries()? {
            let found = search(&renderer.search_of(lang).index, query(&typed, endings(lang)));
            everything &= found.answer == Answer::All;
            let answered = self.answered(renderer, &typed, lang, &found);
            terminal::give(&match self.format {
                FormWord::Text => told(&answered, session.language),
                FormWord::Json => serde_json::to_string(&answered)? + "\n",
            });
        }
        Ok(if everything { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    fn queries(&self) -> anyhow::Result<Vec<String>> {
        if !self.query.is_empty() {
            return Ok(vec![self.query.join(" ")]);
        }
        let mut typed = String::new();
        std::io::stdin().lock().read_to_string(&mut typed).context("the standard input can't be read as text")?;
        Ok(typed.lines().map(str::to_owned).collect())
    }

    fn answered<'a>(&self, renderer: &Renderer, typed: &'a str, lang: Lang, found: &Found) -> Answered<'a> {
        let colour = self.format == FormWord::Text && environment::gives_colour();
        let shown = found.hits.iter().take(self.limit).map(|hit| {
            let text = renderer.search_text(hit.document as usize, lang);
            let blocks: Vec<&str> = text.blocks.iter().map(String::as_str).collect();
            let excerpt = excerpt(&blocks, &found.words, endings(lang), COLUMNS);
            let excerpt = excerpt.map_or_else(String::new, |excerpt| if colour { bold(&excerpt) } else { excerpt.text });
            Shown { url: text.url, title: text.title, exact: hit.exact, score: hit.score, excerpt }
        });
        let results = shown.collect();
        let all = found.answer == Answer::All;
        Answered { query: typed, lang: lang.id(), total: found.hits.len(), all, corrected: found.corrected.clone(), results }
    }
}

/// The excerpt with what was looked for in bold.
fn bold(excerpt: &Excerpt) -> String {
    let mut text = excerpt.text.clone();
    for mark in excerpt.marks.iter().rev() {
        text.insert_str(mark.end, "\u{1b}[0m");
        text.insert_str(mark.start, "\u{1b}[1m");
    }
    text
}

/// Results for people.
fn told(answered: &Answered<'_>, language: MessageLanguage) -> String {
    let total = answered.total;
    let mut out = match language {
        MessageLanguage::Vi => format!("{} ({}): {total} kết quả\n", answered.query, answered.lang),
        MessageLanguage::En => format!("{} ({}): {total} results\n", answered.query, answered.lang),
    };
    for (typed, found) in &answered.corrected {
        out.push_str(&match language {
            MessageLanguage::Vi => format!("Không có “{typed}”; đây là kết quả cho “{found}”.\n"),
            MessageLanguage::En => format!("There is no “{typed}”; these are results for “{found}”.\n"),
        });
    }
    if !answered.all && total > 0 {
        out.push_str(match language {
            MessageLanguage::Vi => "Không trang nào có đủ các từ cùng nhau; đây là những trang có một phần.\n",
            MessageLanguage::En => "No page has all of the words together; these have some of them.\n",
        });
    }
    for (number, shown) in (1..).zip(&answered.results) {
        out.push_str(&format!("\n{number:>2}. {}\n    {}\n", shown.title, shown.url));
        if !shown.excerpt.is_empty() {
            out.push_str(&format!("    {}\n", shown.excerpt));
        }
    }
    out
}
