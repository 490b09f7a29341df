//! `saola memory` and `saola glossary`: both in the formats of other tools.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand, ValueEnum};

use super::exchange::load;
use super::translate::{site, write};
use super::{Session, language, terminal};
use crate::desk::FileChange;
use crate::desk::memory::Remembered;
use crate::desk::terms;
use crate::disk;
use crate::exchange::tmx::Translated;
use crate::exchange::{Fault, tbx, tmx};
use crate::glossary;
use crate::text;

/// Give the translation memory to other tools, or take theirs (TMX 1.4).
#[derive(Args)]
pub(super) struct Memory {
    #[command(subcommand)]
    task: MemoryTask,
}

#[derive(Subcommand)]
enum MemoryTask {
    /// Write the memory of a language as TMX.
    Export {
        /// The language.
        #[arg(long, value_name = "LANGUAGE")]
        lang: String,
        /// The file to write; without it the standard output.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Add what a TMX file has in two of the portal's languages.
    Import {
        /// The file.
        file: PathBuf,
        /// The language of the sources; the portal's default language where it isn't given.
        #[arg(long, value_name = "LANGUAGE")]
        from: Option<String>,
    },
}

/// Give the glossary to other tools, or take terms from a file (TBX or CSV).
#[derive(Args)]
pub(super) struct Glossary {
    #[command(subcommand)]
    task: GlossaryTask,
}

#[derive(Subcommand)]
enum GlossaryTask {
    /// Write the glossary.
    Export {
        /// The format.
        #[arg(long, value_enum, default_value_t = TermFormat::Tbx)]
        to: TermFormat,
        /// The file to write; without it the standard output.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Add terms and forms; an approved word that is there stays, another one is added as allowed.
    Import {
        /// The file: .tbx, .xml or .csv.
        file: PathBuf,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TermFormat {
    /// TBX.
    Tbx,
    /// CSV, as i18n/glossary.csv is.
    Csv,
}

fn put(out: Option<&PathBuf>, text: &str) -> anyhow::Result<()> {
    match out {
        Some(out) => disk::write_output(out, text.as_bytes()).with_context(|| out.display().to_string()),
        None => {
            terminal::give(text);
            Ok(())
        }
    }
}

fn read(file: &std::path::Path) -> anyhow::Result<String> {
    let bytes = disk::read_bytes(file).with_context(|| file.display().to_string())?;
    let text = String::from_utf8(bytes).with_context(|| format!("{}: UTF-8", file.display()))?;
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

fn broken(session: &Session, file: &std::path::Path, fault: &Fault) -> anyhow::Error {
    let place = if fault.line > 0 { format!("{}:{}", file.display(), fault.line) } else { file.display().to_string() };
    anyhow::anyhow!("{place}: {}", session.say(&fault.text))
}

impl Memory {
    pub(super) fn run(self, session: &Session) -> anyhow::Result<ExitCode> {
        let (workspace, snapshot, today) = session.open()?;
        let config = &site(&snapshot).config;
        match &self.task {
            MemoryTask::Export { lang, out } => {
                let lang = language(config, lang)?;
                let (memory, _) = load(&workspace, lang)?;
                let units = memory.units().map(|(unit, _)| Translated { source: (unit.lang, unit.source), target: (lang, unit.target) });
                put(out.as_ref(), &tmx::write(&units.collect::<Vec<_>>()))?;
                Ok(ExitCode::SUCCESS)
            }
            MemoryTask::Import { file, from } => {
                let source = from.as_ref().map_or(Ok(config.default_language), |word| language(config, word))?;
                let units = tmx::read(&read(file)?, source).map_err(|fault| broken(session, file, &fault))?;
                let mut changes: Vec<FileChange> = Vec::new();
                for lang in config.languages.iter().copied().filter(|lang| *lang != source) {
                    let (mut memory, before) = load(&workspace, lang)?;
                    let known = memory.len();
                    for unit in units.iter().filter(|unit| unit.target.0 == lang) {
                        memory.add(&Remembered { lang: source, source: unit.source.1.clone(), target: unit.target.1.clone() }, today);
                    }
                    let (new, id) = (memory.len() - known, lang.id());
                    terminal::tell(session.say(&text!("{id}: thêm {new} câu\n", "{id}: {new} units added\n")));
                    if new > 0 {
                        changes.push(memory.change(lang, before.as_deref()));
                    }
                }
                write(session, &workspace, changes)
            }
        }
    }
}

impl Glossary {
    pub(super) fn run(self, session: &Session) -> anyhow::Result<ExitCode> {
        let (workspace, snapshot, _) = session.open()?;
        let entries = terms::entries(&site(&snapshot).glossary);
        match &self.task {
            GlossaryTask::Export { to, out } => {
                let text = match to {
                    TermFormat::Tbx => tbx::write(&entries),
                    TermFormat::Csv => terms::csv(&entries)?,
                };
                put(out.as_ref(), &text)?;
                Ok(ExitCode::SUCCESS)
            }
            GlossaryTask::Import { file } => {
                let text = read(file)?;
                let is_csv = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
                let new = if is_csv { terms::from_csv(&text) } else { tbx::read(&text) };
                let new = new.map_err(|fault| broken(session, file, &fault))?;
                let (merged, counts) = terms::merge(entries, new);
                let (terms, forms) = counts;
                terminal::tell(
                    session.say(&text!("thêm {terms} thuật ngữ, {forms} cách viết\n", "{terms} terms and {forms} forms added\n")),
                );
                let before = disk::file(workspace.root(), glossary::FILE).map(|info| disk::read_bytes(&info.absolute)).transpose()?;
                let before = before.map(String::from_utf8).transpose()?;
                let change = FileChange { path: glossary::FILE.to_owned(), before, after: self::terms::csv(&merged)? };
                let changes = if terms + forms > 0 { vec![change] } else { Vec::new() };
                write(session, &workspace, changes)
            }
        }
    }
}
