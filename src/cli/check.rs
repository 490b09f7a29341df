//! `saola check`.

use std::process::ExitCode;

use clap::Args;

use super::{Deny, PartArguments, Reporting, Session, environment, terminal};
use crate::build::rehearse;
use crate::diagnostic::{Diagnostics, MessageLanguage, Severity};
use crate::workspace::Workspace;

/// Check the whole project and write nothing.
///
/// Loads everything as a build does, applies every rule and renders every page. Exit code 1 where there is an error.
/// With --lang or --section only faults of that part are told, beside those of files that every part needs.
#[derive(Args)]
pub(super) struct Check {
    /// Check drafts and articles whose time hasn't come as if they were shown.
    #[arg(long)]
    drafts: bool,
    #[command(flatten)]
    part: PartArguments,
    #[command(flatten)]
    reporting: Reporting,
}

impl Check {
    pub(super) fn run(self, session: &Session) -> anyhow::Result<ExitCode> {
        let mut workspace = Workspace::new(session.options(self.drafts, None));
        let now = environment::now()?;
        let snapshot = workspace.refresh(now);
        let part = self.part.part(&snapshot)?;
        let rendered = snapshot.renderer.as_ref().map(|renderer| rehearse(renderer, &part)).unwrap_or_default();
        let (breaches, findings) = (snapshot.breaches(now), snapshot.findings(&part));
        let all: Diagnostics = snapshot.diagnostics.into_iter().chain(breaches).chain(findings).chain(rendered).collect();
        let diagnostics = part.only(all).settled();
        terminal::report(&diagnostics, self.reporting.format(), session.language);
        let tally = terminal::tally(&diagnostics, session.language);
        let line = match session.language {
            MessageLanguage::Vi => format!("Đã kiểm tra: {tally}.\n"),
            MessageLanguage::En => format!("Checked: {tally}.\n"),
        };
        terminal::tell(&line);
        let denied = self.reporting.deny.is_some_and(|Deny::Warnings| diagnostics.count(Severity::Warning) > 0);
        Ok(if diagnostics.has_errors() || denied { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}
