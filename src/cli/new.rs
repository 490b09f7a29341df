//! `saola new`.

use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args;

use super::{Session, environment, terminal};
use crate::diagnostic::MessageLanguage;
use crate::diagnostic::print::Format;
use crate::new::{Refused, scaffold, write};
use crate::workspace::Workspace;

/// Begin a new article: its folder and a source with comments.
///
/// The folder's name is made of the title (marks stripped, đ becomes d) and is part of the article's address for good.
#[derive(Args)]
pub(super) struct New {
    /// The section: a folder under content/ named in site.toml.
    section: String,
    /// The title, in the portal's default language.
    title: String,
}

impl New {
    pub(super) fn run(self, session: &Session) -> anyhow::Result<ExitCode> {
        let mut workspace = Workspace::new(session.options(true, None));
        let now = environment::now()?;
        let snapshot = workspace.refresh(now);
        let Some(renderer) = &snapshot.renderer else {
            terminal::report(&snapshot.diagnostics, Format::Terminal { colour: environment::wants_colour() }, session.language);
            bail!("the project can't be read");
        };
        let vietnamese = session.language == MessageLanguage::Vi;
        let file = match scaffold(renderer.site(), &self.section, &self.title, now.date()) {
            Ok(file) => file,
            Err(Refused::UnknownSection(known)) if vietnamese => bail!("không có chuyên mục “{}”; có: {}", self.section, known.join(", ")),
            Err(Refused::UnknownSection(known)) => bail!("there is no section “{}”; there are: {}", self.section, known.join(", ")),
            Err(Refused::EmptySlug) if vietnamese => bail!("tiêu đề “{}” không còn chữ nào để làm địa chỉ", self.title),
            Err(Refused::EmptySlug) => bail!("nothing of the title “{}” can stand in an address", self.title),
            Err(Refused::Exists(folder)) if vietnamese => bail!("đã có bài trong {folder}"),
            Err(Refused::Exists(folder)) => bail!("there is an article in {folder} already"),
        };
        write(workspace.root(), &file).with_context(|| file.path.clone())?;
        terminal::give(&format!("{}\n", file.path));
        Ok(ExitCode::SUCCESS)
    }
}
