//! `saola export`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};

use super::translate::{named, site};
use super::{Session, environment, language, terminal};
use crate::desk::subject::subjects;
use crate::disk;
use crate::handover::register::{self, Sending};
use crate::handover::{Item, ParcelFile};
use crate::squeeze;
use crate::text;
use crate::workspace::Snapshot;

/// Hand an article over to another portal, and keep a register of what was sent.
///
/// A folder or zip holds the text (article.txt), a page that stands alone with its pictures inside (article.html), data
/// (info.json: title, summary, a short summary, pillar, agency, sources) and pictures/ with captions and credits. With --for
/// the sending is written into sent.tsv, which belongs into git.
#[derive(Args)]
pub(super) struct Export {
    /// The article: section/slug, its folder, or a file in it.
    #[arg(required_unless_present = "register")]
    article: Option<String>,
    /// The language (vi, en, ko, km, ja, zh).
    #[arg(long, value_name = "LANGUAGE", required_unless_present = "register")]
    lang: Option<String>,
    /// In which form.
    #[arg(long, value_enum, default_value_t = Form::Folder)]
    to: Form,
    /// Where to; outbox/ARTICLE.LANGUAGE by itself.
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// To whom it is sent: written into the register.
    #[arg(long = "for", value_name = "RECIPIENT")]
    recipient: Option<String>,
    /// Show the register, and which articles changed since they were sent.
    #[arg(long, conflicts_with_all = ["article", "lang", "recipient"])]
    register: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// A folder of files.
    Folder,
    /// The same as one file.
    Zip,
    /// The page alone, with its pictures inside.
    Html,
}

impl Export {
    pub(super) fn run(self, session: &Session) -> anyhow::Result<ExitCode> {
        let (workspace, snapshot, _) = session.open()?;
        let text = disk::read_bytes(&workspace.root().join(register::FILE)).unwrap_or_default();
        let register = String::from_utf8(text).with_context(|| format!("{} isn't UTF-8", register::FILE))?;
        if self.register {
            return show(session, &snapshot, &register);
        }
        let (Some(article), Some(lang)) = (&self.article, &self.lang) else { bail!("which article, and which language?") };
        let renderer = snapshot.renderer.as_ref().context("the project can't be read")?;
        let lang = language(&renderer.site().config, lang)?;
        let all = subjects(site(&snapshot));
        let subject = named(session, &all, article)?;
        let id = renderer.site().article_in(&subject.folder).with_context(|| format!("“{}” is no article", subject.name))?;
        let item = Item { renderer, cache: workspace.cache(), id, lang };
        let Some(text) = item.text() else {
            let (name, lang) = (&subject.name, lang.id());
            bail!("{}", session.say(&text!("“{name}” chưa có bản {lang} cho người đọc", "“{name}” has no text in “{lang}” for readers")));
        };
        let told = |diagnostic: crate::diagnostic::Diagnostic| anyhow::anyhow!("{}", session.say(&diagnostic.message));
        let place = self.out.clone().unwrap_or_else(|| self.place(&workspace.root().join("outbox"), &subject.name, lang.id()));
        match self.to {
            Form::Html => disk::keep(&place, &item.page().map_err(told)?)?,
            Form::Zip => {
                let files = item.parcel(text).map_err(told)?;
                let named = files.iter().map(|file| (file.name.as_str(), file.bytes.as_slice()));
                disk::keep(&place, &squeeze::archive(named)?)?;
            }
            Form::Folder => write_all(&place, &item.parcel(text).map_err(told)?)?,
        }
        let shown = place.display();
        terminal::tell(session.say(&text!("Đã xuất ra {shown}.\n", "Exported to {shown}.\n")));
        if let Some(recipient) = &self.recipient {
            let form = self.to.to_possible_value().map_or(String::new(), |value| value.get_name().to_owned());
            let (date, article) = (environment::now()?.date(), subject.name.clone());
            let (digest, title) = (Item::digest(text).short(), text.words.title.clone());
            let sending = Sending { date, recipient: recipient.clone(), article, language: lang.id().to_owned(), form, digest, title };
            let before = Some(register.as_str()).filter(|text| !text.is_empty());
            disk::replace_text(&workspace.root().join(register::FILE), before, &register::with(&register, &sending))?;
            let file = register::FILE;
            terminal::tell(session.say(&text!("Đã ghi vào {file}.\n", "Written into {file}.\n")));
        }
        Ok(ExitCode::SUCCESS)
    }

    fn place(&self, outbox: &Path, article: &str, lang: &str) -> PathBuf {
        let name = format!("{}.{lang}", article.replace('/', "-"));
        match self.to {
            Form::Folder => outbox.join(name),
            Form::Zip => outbox.join(name + ".zip"),
            Form::Html => outbox.join(name + ".html"),
        }
    }
}

/// Writes a parcel's files. Files of an earlier one by other names stay: the folder may hold a person's own.
fn write_all(folder: &Path, files: &[ParcelFile]) -> anyhow::Result<()> {
    for file in files {
        let place = folder.join(&file.name);
        disk::keep(&place, &file.bytes).with_context(|| format!("{} can't be written", place.display()))?;
    }
    Ok(())
}

fn show(session: &Session, snapshot: &Snapshot, register: &str) -> anyhow::Result<ExitCode> {
    let (sendings, broken) = register::parse(register);
    let site = site(snapshot);
    let all = subjects(site);
    for Sending { date, recipient, article, language, form, digest, title } in &sendings {
        let text = all.iter().find(|subject| subject.name == *article).and_then(|subject| {
            let lang = crate::language::Lang::from_id(language)?;
            site.article(site.article_in(&subject.folder)?).translations[lang].as_ref()
        });
        let state = match text {
            Some(text) if Item::digest(text).short() == *digest => text!("", ""),
            Some(_) => text!("  đã đổi sau khi gửi", "  changed since it was sent"),
            None => text!("  không còn trên cổng", "  no longer on the portal"),
        };
        terminal::give(&format!("{date}  {recipient}  {article}.{language}  {form}  {title}{}\n", session.say(&state)));
    }
    let file = register::FILE;
    for line in &broken {
        terminal::tell(session.say(&text!("{file}:{line}: dòng không đọc được\n", "{file}:{line}: a line that can't be read\n")));
    }
    Ok(if broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
