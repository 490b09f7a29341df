//! `saola audit`.

use std::process::ExitCode;

use anyhow::bail;
use clap::{Args, ValueEnum};

use super::{Deny, Session, environment, terminal};
use crate::audit::Audit;
use crate::audit::print::{Form, print};
use crate::diagnostic::Severity;
use crate::diagnostic::print::Format;
use crate::workspace::Workspace;

/// Hold the portal against the rules of rules.toml and print the state of each.
///
/// The table shows what was checked, what breaks a rule and where, and what a person must judge. It claims no compliance.
/// Exit code 1 where a rule that counts as an error is broken.
#[derive(Args)]
pub(super) struct AuditCommand {
    /// How the audit is printed.
    #[arg(long, value_enum, default_value_t = FormWord::Table)]
    format: FormWord,
    /// Fail on broken rules that count as warnings too.
    #[arg(long, value_name = "WHAT")]
    deny: Option<Deny>,
}

#[derive(Clone, Copy, ValueEnum)]
enum FormWord {
    /// Aligned columns for people.
    Table,
    /// One object with every breach.
    Json,
    /// A whole page that can be kept and sent.
    Html,
}

impl AuditCommand {
    pub(super) fn run(self, session: &Session) -> anyhow::Result<ExitCode> {
        let mut workspace = Workspace::new(session.options(false, None));
        let now = environment::now()?;
        let snapshot = workspace.refresh(now);
        let Some(audit) = Audit::of(&snapshot, now) else {
            terminal::report(&snapshot.diagnostics, Format::Terminal { colour: environment::wants_colour() }, session.language);
            bail!("the project can't be read");
        };
        if audit.verdicts.is_empty() {
            bail!("there is no rules.toml with rules in {}", workspace.root().display());
        }
        let form = match self.format {
            FormWord::Table => Form::Table,
            FormWord::Json => Form::Json,
            FormWord::Html => Form::Html,
        };
        terminal::give(&print(&audit, form, session.language));
        let worst = if self.deny.is_some() { Severity::Warning } else { Severity::Error };
        Ok(if audit.has_broken(worst) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}
