//! `saola translate`: work out to translators and back, and what the files remember of it.

use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};

use super::exchange::remember;
use super::{Session, language, terminal};
use crate::desk::FileChange;
use crate::desk::stamp::{self, Refused};
use crate::desk::subject::{Subject, find, nearest, subjects};
use crate::diagnostic::Text;
use crate::disk;
use crate::language::Lang;
use crate::site::Site;
use crate::text;
use crate::workspace::Workspace;

/// Send work to translators and take it back; say that a translation holds, or that it was reviewed.
#[derive(Args)]
pub(super) struct Translate {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    Export(super::exchange::Export),
    Import(super::exchange::Import),
    Start(Start),
    Accept(Accept),
    Review(Review),
}

/// Begin a translation to be written by hand.
///
/// Writes the language's file with the source's words, ready to be written over, as a draft that readers don't see. What is
/// still in the source's words counts as untranslated; remove the line `draft: true` when it is done.
#[derive(Args)]
struct Start {
    /// The article: section/slug, its folder, or a file in it.
    article: String,
    /// The language to translate into.
    #[arg(long, value_name = "LANGUAGE")]
    lang: String,
}

/// Say that a translation holds as it stands.
///
/// For a translation made by hand, or one whose source changed in a way that it need not follow. The file remembers from
/// which words of the source it is; nothing else of it changes.
#[derive(Args)]
struct Accept {
    /// The articles: section/slug, a folder, or a file in it.
    #[arg(required_unless_present = "untracked", value_name = "ARTICLE")]
    articles: Vec<String>,
    /// The language; may be given again.
    #[arg(long, value_name = "LANGUAGE", required_unless_present = "untracked")]
    lang: Vec<String>,
    /// Only this block of the source, as `saola status --blocks` numbers them.
    #[arg(long, value_name = "NUMBER", conflicts_with = "untracked")]
    block: Option<usize>,
    /// All translations that remember nothing yet and have the blocks of their source (of --lang, where it is given).
    #[arg(long, conflicts_with = "articles")]
    untracked: bool,
}

/// Record that a person reviewed a translation as it stands.
///
/// The page names the reviewer until the translation or its source changes. The name is the person's to give.
#[derive(Args)]
struct Review {
    /// The article: section/slug, its folder, or a file in it.
    article: String,
    /// The language.
    #[arg(long, value_name = "LANGUAGE")]
    lang: String,
    /// Who reviewed.
    #[arg(long, value_name = "NAME")]
    by: String,
}

impl Translate {
    pub(super) fn run(self, session: &Session) -> anyhow::Result<ExitCode> {
        match self.task {
            Task::Export(task) => task.run(session),
            Task::Import(task) => task.run(session),
            Task::Start(task) => task.run(session),
            Task::Accept(task) => task.run(session),
            Task::Review(task) => task.run(session),
        }
    }
}

impl Start {
    fn run(self, session: &Session) -> anyhow::Result<ExitCode> {
        let (workspace, snapshot, today) = session.open()?;
        let site = site(&snapshot);
        let lang = language(&site.config, &self.lang)?;
        let all = subjects(site);
        let change = named(session, &all, &self.article)?;
        write(session, &workspace, vec![told(session, stamp::start(change, lang, today), change, lang)?])
    }
}

impl Accept {
    fn run(self, session: &Session) -> anyhow::Result<ExitCode> {
        let (workspace, snapshot, today) = session.open()?;
        let site = site(&snapshot);
        let langs: Vec<Lang> = self.lang.iter().map(|word| language(&site.config, word)).collect::<anyhow::Result<_>>()?;
        let all = subjects(site);
        if self.untracked {
            return untracked(session, &workspace, &all, &langs, today);
        }
        let (mut changes, mut units) = (Vec::new(), Vec::new());
        for article in &self.articles {
            let subject = named(session, &all, article)?;
            for lang in &langs {
                changes.push(told(session, stamp::accept(subject, *lang, self.block, today), subject, *lang)?);
                units.extend(stamp::remembered(subject, *lang, self.block).into_iter().map(|unit| (*lang, unit)));
            }
        }
        changes.extend(remember(&workspace, units, today)?);
        write(session, &workspace, changes)
    }
}

/// Accepts every translation that remembers nothing and has its source's shape; the others are told.
fn untracked(
    session: &Session,
    workspace: &Workspace,
    all: &[Subject<'_>],
    langs: &[Lang],
    today: jiff::civil::Date,
) -> anyhow::Result<ExitCode> {
    let (mut changes, mut units) = (Vec::new(), Vec::new());
    let mut refused = 0;
    for subject in all {
        let wanted = |lang: &Lang| *lang != subject.source && (langs.is_empty() || langs.contains(lang));
        let unknown = |lang: &Lang| subject.files[*lang].as_ref().is_some_and(|own| own.words.made_from.is_none());
        for lang in Lang::ALL.into_iter().filter(wanted).filter(unknown) {
            match told(session, stamp::accept(subject, lang, None, today), subject, lang) {
                Ok(change) => {
                    changes.push(change);
                    units.extend(stamp::remembered(subject, lang, None).into_iter().map(|unit| (lang, unit)));
                }
                Err(error) => {
                    refused += 1;
                    terminal::tell(&format!("{error:#}\n"));
                }
            }
        }
    }
    changes.extend(remember(workspace, units, today)?);
    let code = write(session, workspace, changes)?;
    Ok(if refused == 0 { code } else { ExitCode::FAILURE })
}

impl Review {
    fn run(self, session: &Session) -> anyhow::Result<ExitCode> {
        let (workspace, snapshot, today) = session.open()?;
        let site = site(&snapshot);
        let lang = language(&site.config, &self.lang)?;
        if self.by.trim().is_empty() || self.by.contains(char::is_control) {
            bail!(
                "{}",
                session.say(&text!("--by phải là tên người duyệt, trên một dòng", "--by must be the reviewer's name, on one line"))
            );
        }
        let all = subjects(site);
        let subject = named(session, &all, &self.article)?;
        write(session, &workspace, vec![told(session, stamp::review(subject, lang, self.by.trim(), today), subject, lang)?])
    }
}

pub(super) fn site(snapshot: &crate::workspace::Snapshot) -> &Site {
    #[expect(clippy::expect_used, reason = "`Session::open` gives no snapshot without a renderer")]
    snapshot.renderer.as_ref().map(|renderer| renderer.site()).expect("an opened project has a renderer")
}

/// The subject that is meant, or a message with the nearest name.
pub(super) fn named<'s, 'a>(session: &Session, all: &'s [Subject<'a>], name: &str) -> anyhow::Result<&'s Subject<'a>> {
    find(all, name).with_context(|| {
        let near = nearest(all, name);
        let text = match near {
            Some(near) => text!("không có bài “{name}”; có phải “{near}”?", "there is no article “{name}”; did you mean “{near}”?"),
            None => text!(
                "không có bài “{name}”; viết chuyên-mục/tên-thư-mục, ví dụ news/kratie-hoa-lu",
                "there is no article “{name}”; write section/folder, for example news/kratie-hoa-lu"
            ),
        };
        session.say(&text).to_owned()
    })
}

fn told(session: &Session, result: Result<FileChange, Refused>, subject: &Subject<'_>, lang: Lang) -> anyhow::Result<FileChange> {
    result.map_err(|refused| {
        let path = subject.path(lang);
        let text = why(&refused);
        anyhow::anyhow!("{path}: {}", session.say(&text))
    })
}

fn why(refused: &Refused) -> Text {
    match refused {
        Refused::Source => text!("đây là bản gốc, không phải bản dịch", "this is the source, not a translation"),
        Refused::NoFile => {
            text!("chưa có tệp này; bắt đầu với saola translate start", "there is no such file yet; begin with saola translate start")
        }
        Refused::Exists => text!("đã có tệp này", "the file exists already"),
        Refused::Shapes(Some(words)) => {
            let words: String = words.chars().take(60).collect();
            text!(
                "các đoạn không khớp với bản gốc, bắt đầu từ “{words}”; sửa cho cùng số đoạn rồi làm lại",
                "its blocks don't match the source's, from “{words}” on; give both the same blocks and try again"
            )
        }
        Refused::Shapes(None) => text!("các đoạn không khớp với bản gốc", "its blocks don't match the source's"),
        Refused::NoBlock(number) => text!("bản gốc không có đoạn số {number}", "the source has no block {number}"),
        Refused::Unknown => text!(
            "chưa biết đoạn nào dịch từ đoạn nào; hãy xác nhận cả bài, không kèm --block",
            "it isn't known which block was made from which; accept the whole, without --block"
        ),
        Refused::FrontMatter => text!(
            "không sửa được phần đầu tệp mà giữ nguyên phần khác; xem lại YAML ở đó",
            "the front matter can't be changed without touching more; look at its YAML"
        ),
    }
}

/// Writes the changes and names the files.
pub(super) fn write(session: &Session, workspace: &Workspace, changes: Vec<FileChange>) -> anyhow::Result<ExitCode> {
    let mut failed = 0;
    for change in changes.iter().filter(|change| change.before.as_deref() != Some(change.after.as_str())) {
        match disk::replace_text(&workspace.root().join(&change.path), change.before.as_deref(), &change.after) {
            Ok(()) => terminal::give(&format!("{}\n", change.path)),
            Err(error) => {
                failed += 1;
                let path = &change.path;
                let text = text!("không ghi được {path}: {error}", "{path} can't be written: {error}");
                terminal::tell(&format!("saola: {}\n", session.say(&text)));
            }
        }
    }
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(2) })
}
