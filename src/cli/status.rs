//! `saola status`.

use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::translate::{named, site};
use super::{PartArguments, Session, terminal};
use crate::desk::status::{rows, work};
use crate::desk::subject::subjects;
use crate::desk::tables::{self, Blocks};

/// Show how each article stands in each language, and what waits for translators.
///
/// States: missing, started (some blocks still in the source's words), current, outdated (the source changed), misaligned
/// (blocks were added or removed by hand), untracked (made by hand; see `saola translate accept`), orphan (no source).
#[derive(Args)]
pub(super) struct Status {
    /// The blocks of one article: section/slug, its folder, or a file in it.
    #[arg(long, value_name = "ARTICLE")]
    blocks: Option<String>,
    #[command(flatten)]
    part: PartArguments,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t = Form::Table)]
    format: Form,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For people: coverage and a work list per language.
    Table,
    /// One object with all rows.
    Json,
    /// Rows for a spreadsheet.
    Csv,
    /// A page for a head of department.
    Html,
}

impl Status {
    pub(super) fn run(self, session: &Session) -> anyhow::Result<ExitCode> {
        let (_, snapshot, today) = session.open()?;
        let site = site(&snapshot);
        let part = self.part.part(&snapshot)?;
        if let Some(article) = &self.blocks {
            let all = subjects(site);
            let subject = named(session, &all, article)?;
            terminal::give(&tables::blocks(&Blocks { subject, part: &part, site }, session.language));
            return Ok(ExitCode::SUCCESS);
        }
        let rows = rows(site, &part, today);
        let work = work(&rows);
        terminal::give(&match self.format {
            Form::Table => tables::table(site, &rows, &work, session.language),
            Form::Json => serde_json::to_string_pretty(&rows)? + "\n",
            Form::Csv => tables::csv(&rows)?,
            Form::Html => tables::html(site, &rows, &work, (session.language, today)),
        });
        Ok(ExitCode::SUCCESS)
    }
}
