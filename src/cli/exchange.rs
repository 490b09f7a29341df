//! `saola translate export` and `import`: packets out to translators and back, and the memory that they fill.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};

use super::translate::{named, site, write};
use super::{Session, environment, language, terminal};
use crate::desk::export::{Helps, file};
use crate::desk::import::{Taken, take};
use crate::desk::memory::{self, Memory, Remembered};
use crate::desk::subject::{Subject, subjects};
use crate::desk::{FileChange, status};
use crate::diagnostic::print::Format;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::disk;
use crate::exchange::{self, Packet, docx, page, po, xliff};
use crate::language::Lang;
use crate::part::Part;
use crate::text;
use crate::workspace::Workspace;

/// Write work for a translator: XLIFF, PO, a Word file, or a page to print.
///
/// Without ARTICLE it is everything that waits, the most important first. Each unit comes with the words that changed, terms of
/// the glossary, and what was translated before. Markup is protected by tags such as <1>…</1>.
#[derive(Args)]
pub(super) struct Export {
    /// The articles: section/slug, a folder, or a file in it.
    #[arg(value_name = "ARTICLE")]
    articles: Vec<String>,
    /// The language to translate into.
    #[arg(long, value_name = "LANGUAGE")]
    lang: String,
    /// Only articles in these states: missing, started, outdated, misaligned, untracked, current.
    #[arg(long, value_delimiter = ',', value_name = "STATES")]
    state: Vec<StateWord>,
    /// Only articles whose source is in this language; a file holds one source language.
    #[arg(long, value_name = "LANGUAGE")]
    from: Option<String>,
    /// The format.
    #[arg(long, value_enum)]
    to: FormatWord,
    /// The file to write; without it a text format goes to the standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum StateWord {
    Missing,
    Started,
    Outdated,
    Misaligned,
    Untracked,
    Current,
}

impl StateWord {
    fn word(self) -> &'static str {
        match self {
            StateWord::Missing => "missing",
            StateWord::Started => "started",
            StateWord::Outdated => "outdated",
            StateWord::Misaligned => "misaligned",
            StateWord::Untracked => "untracked",
            StateWord::Current => "current",
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormatWord {
    /// XLIFF 2.1, for translation tools.
    Xliff,
    /// XLIFF 1.2, for older ones.
    #[value(name = "xliff-1.2")]
    Xliff12,
    /// PO of GNU gettext.
    Po,
    /// A Word file: the source on the left, the translation on the right.
    Docx,
    /// A page to read or print; it doesn't come back.
    Html,
}

/// Take a translator's file back: XLIFF, PO or the Word file.
///
/// What isn't done yet is left out, what was edited at home meanwhile stays, and the translator's other work is kept in the
/// memory. A file that can't be understood changes nothing. Exit code 1 where a unit couldn't be taken.
#[derive(Args)]
pub(super) struct Import {
    /// The file; `-` for the standard input.
    file: PathBuf,
    /// Only say what would be done.
    #[arg(long)]
    dry_run: bool,
}

impl Export {
    pub(super) fn run(self, session: &Session) -> anyhow::Result<ExitCode> {
        let (workspace, snapshot, today) = session.open()?;
        let site = site(&snapshot);
        let lang = language(&site.config, &self.lang)?;
        let all = subjects(site);
        let rows = status::rows(site, &Part { langs: vec![lang], sections: Vec::new() }, today);
        let state = |subject: &Subject<'_>| rows.iter().find(|row| row.article == subject.name).map_or("", |row| row.state);
        let is_wanted = |subject: &&Subject<'_>| match self.state.as_slice() {
            [] if self.articles.is_empty() => matches!(state(subject), "missing" | "started" | "outdated"),
            [] => true,
            states => states.iter().any(|wanted| wanted.word() == state(subject)),
        };
        let mut chosen: Vec<&Subject<'_>> = if self.articles.is_empty() {
            status::work(&rows).into_iter().filter_map(|row| all.iter().find(|subject| subject.name == row.article)).collect()
        } else {
            self.articles.iter().map(|article| named(session, &all, article)).collect::<anyhow::Result<_>>()?
        };
        if self.articles.is_empty() {
            let others = all.iter().filter(|subject| !chosen.iter().any(|known| known.name == subject.name)).collect::<Vec<_>>();
            chosen.extend(others);
        }
        chosen.retain(|subject| subject.source != lang && is_wanted(subject));
        let source = self.source(session, site, &chosen)?;
        chosen.retain(|subject| subject.source == source);
        if chosen.is_empty() {
            terminal::tell(session.say(&text!("Không có gì để dịch.\n", "Nothing waits for a translator.\n")));
            return Ok(ExitCode::SUCCESS);
        }
        let (memory, _) = load(&workspace, lang)?;
        let index = memory.index(source);
        let helps = Helps { memory: &index, glossary: &site.glossary };
        let files = chosen.iter().filter_map(|subject| file(subject, lang, &helps)).collect();
        self.put(session, &Packet { source, lang, files })
    }

    /// The one language of the sources.
    fn source(&self, session: &Session, site: &crate::site::Site, chosen: &[&Subject<'_>]) -> anyhow::Result<Lang> {
        if let Some(word) = &self.from {
            return language(&site.config, word);
        }
        let mut sources: Vec<Lang> = chosen.iter().map(|subject| subject.source).collect();
        sources.sort();
        sources.dedup();
        match sources.as_slice() {
            [] => Ok(site.config.default_language),
            [one] => Ok(*one),
            several => {
                let ids: Vec<&str> = several.iter().map(|lang| lang.id()).collect();
                let ids = ids.join(", ");
                let words = text!(
                    "bản gốc ở nhiều ngôn ngữ ({ids}); mỗi tệp một ngôn ngữ gốc, hãy chọn bằng --from",
                    "the sources are in several languages ({ids}); a file holds one, choose it with --from"
                );
                bail!("{}", session.say(&words))
            }
        }
    }

    fn put(&self, session: &Session, packet: &Packet) -> anyhow::Result<ExitCode> {
        let bytes = match self.to {
            FormatWord::Xliff => xliff::write(packet, xliff::Version::V21).into_bytes(),
            FormatWord::Xliff12 => xliff::write(packet, xliff::Version::V12).into_bytes(),
            FormatWord::Po => po::write(packet).into_bytes(),
            FormatWord::Html => page::write(packet).into_bytes(),
            FormatWord::Docx => docx::write(packet).map_err(|fault| anyhow::anyhow!(session.say(&fault.text).to_owned()))?,
        };
        let units: usize = packet.files.iter().map(|file| file.units.len()).sum();
        match &self.out {
            Some(out) => disk::write_output(out, &bytes).with_context(|| out.display().to_string())?,
            None if self.to == FormatWord::Docx && std::io::stdout().is_terminal() => {
                bail!("{}", session.say(&text!("tệp Word cần --out", "a Word file needs --out")))
            }
            None => std::io::stdout().lock().write_all(&bytes)?,
        }
        let articles = packet.files.len();
        terminal::tell(session.say(&text!("{articles} bài, {units} đoạn.\n", "{articles} articles, {units} units.\n")));
        Ok(ExitCode::SUCCESS)
    }
}

impl Import {
    pub(super) fn run(self, session: &Session) -> anyhow::Result<ExitCode> {
        let name = self.file.display().to_string();
        let mut bytes = Vec::new();
        if name == "-" {
            std::io::stdin().lock().read_to_end(&mut bytes)?;
        } else {
            bytes = disk::read_bytes(&self.file).with_context(|| name.clone())?;
        }
        let returned = exchange::read(&name, &bytes).map_err(|fault| {
            let place = if fault.line > 0 { format!("{name}:{}", fault.line) } else { name.clone() };
            anyhow::anyhow!("{place}: {}", session.say(&fault.text))
        })?;
        let (workspace, snapshot, today) = session.open()?;
        let site = site(&snapshot);
        let all = subjects(site);
        let lang = language(&site.config, returned.lang.id())?;
        let (mut memory, before) = load(&workspace, lang)?;
        let mut changes: Vec<FileChange> = Vec::new();
        let mut faults = 0;
        for file in &returned.files {
            let subject = named(session, &all, &file.name)?;
            if subject.source != returned.source || subject.source == lang {
                let (article, source) = (&file.name, subject.source.id());
                let words = text!(
                    "bản gốc của {article} ở ngôn ngữ {source}; tệp không khớp",
                    "the source of {article} is in {source}; the file doesn't fit"
                );
                bail!("{name}: {}", session.say(&words));
            }
            let taken = take(subject, lang, file, today);
            faults += self.report(session, &name, &file.name, &taken);
            for unit in &taken.remembered {
                memory.add(unit, today);
            }
            changes.extend(taken.change);
        }
        let remembered = memory.change(lang, before.as_deref());
        changes.extend(Some(remembered).filter(|change| change.before.as_deref().unwrap_or_default() != change.after));
        if self.dry_run {
            for change in &changes {
                terminal::give(&format!("{}\n", change.path));
            }
            return Ok(if faults == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        let written: Vec<String> = changes.iter().map(|change| change.path.clone()).collect();
        let code = write(session, &workspace, changes)?;
        drop(snapshot);
        tell_findings(session, lang, &written)?;
        Ok(if faults == 0 { code } else { ExitCode::FAILURE })
    }

    /// Says what came of an article; gives how many units a person has to look at.
    fn report(&self, session: &Session, name: &str, article: &str, taken: &Taken) -> usize {
        let Taken { translated, confirmed, left, .. } = taken;
        let words = text!(
            "{article}: {translated} đoạn mới dịch, {confirmed} xác nhận, {left} còn chờ\n",
            "{article}: {translated} translated, {confirmed} confirmed, {left} left\n"
        );
        terminal::tell(session.say(&words));
        for words in &taken.dropped {
            let words: String = words.chars().take(60).collect();
            let told = text!(
                "bản gốc không còn đoạn này, bản dịch mới bỏ đi",
                "the source has this block no more, and the translation leaves it out"
            );
            terminal::tell(&format!("  “{words}”: {}\n", session.say(&told)));
        }
        for (unit, told) in &taken.told {
            let place = if unit.line > 0 { format!("{name}:{}", unit.line) } else { name.to_owned() };
            let source: String = unit.source.chars().take(50).collect();
            terminal::tell(&format!("  {place}: {} “{source}”: {}\n", unit.key.place, session.say(&told.text())));
        }
        taken.told.len()
    }
}

/// What the checks of translations find in files that were just written.
fn tell_findings(session: &Session, lang: Lang, written: &[String]) -> anyhow::Result<()> {
    let (_, snapshot, _) = session.open()?;
    let findings = snapshot.findings(&Part { langs: vec![lang], sections: Vec::new() });
    let is_ours = |diagnostic: &Diagnostic| {
        diagnostic.span.as_ref().is_some_and(|span| written.iter().any(|path| path == span.source().path().as_str()))
    };
    let ours: Diagnostics = findings.into_iter().filter(is_ours).collect();
    terminal::report(&ours.settled(), Format::Terminal { colour: environment::wants_colour() }, session.language);
    Ok(())
}

/// The memory of a language and its file's text.
pub(super) fn load(workspace: &Workspace, lang: Lang) -> anyhow::Result<(Memory, Option<String>)> {
    let path = memory::path(lang);
    let Some(info) = disk::file(workspace.root(), &path) else { return Ok((Memory::default(), None)) };
    let bytes = disk::read_bytes(&info.absolute).with_context(|| path.clone())?;
    let text = String::from_utf8(bytes).with_context(|| path.clone())?;
    Ok((Memory::parse(&text), Some(text)))
}

/// Adds units to the memories of their languages; gives the changes of the files.
pub(super) fn remember(workspace: &Workspace, units: Vec<(Lang, Remembered)>, day: jiff::civil::Date) -> anyhow::Result<Vec<FileChange>> {
    let mut memories: BTreeMap<Lang, (Memory, Option<String>)> = BTreeMap::new();
    for (lang, unit) in units {
        if let std::collections::btree_map::Entry::Vacant(entry) = memories.entry(lang) {
            entry.insert(load(workspace, lang)?);
        }
        if let Some((memory, _)) = memories.get_mut(&lang) {
            memory.add(&unit, day);
        }
    }
    Ok(memories.iter().map(|(lang, (memory, before))| memory.change(*lang, before.as_deref())).collect())
}
