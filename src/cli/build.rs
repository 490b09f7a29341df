//! `saola build`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget};

use super::{Deny, FormatWord, PartArguments, Reporting, Session, environment, terminal};
use crate::build::{Job, Report, apply, stage};
use crate::diagnostic::{Diagnostics, MessageLanguage, Severity};
use crate::disk::process;
use crate::disk::tree::{self, Hold};
use crate::workspace::{Snapshot, Workspace};

/// Build the portal into a folder.
///
/// Everything is staged first and then moved into place, so that the folder is whole at every moment, also when the build
/// is interrupted. Only files that differ are written. A folder with files that Saola didn't write is refused.
/// With --lang or --section only that part is built; the rest of the folder stays as an earlier build left it.
#[derive(Args)]
pub(super) struct Build {
    /// The folder to build into, from the project's root.
    #[arg(long, default_value = "public", value_name = "DIR")]
    out: PathBuf,
    /// The address of the portal, in place of base_url of site.toml; it may have a path.
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Show drafts and articles whose time hasn't come.
    #[arg(long)]
    drafts: bool,
    /// Print the seconds each part took, and the processor time and peak memory of all (where the system tells them).
    #[arg(long)]
    timings: bool,
    #[command(flatten)]
    part: PartArguments,
    #[command(flatten)]
    reporting: Reporting,
}

impl Build {
    /// A build of the whole, as `saola build` without options does it.
    pub(super) fn whole(out: PathBuf) -> Build {
        let (part, reporting) =
            (PartArguments { lang: Vec::new(), section: Vec::new() }, Reporting { format: FormatWord::Terminal, deny: None });
        Build { out, base_url: None, drafts: false, timings: false, part, reporting }
    }

    pub(super) fn run(self, session: &Session) -> anyhow::Result<ExitCode> {
        Ok(if self.carry_out(session)?.is_some() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    /// Builds and says so; `None` where something has to be mended first. While the hold lasts no other build writes into the folder.
    pub(super) fn carry_out(self, session: &Session) -> anyhow::Result<Option<(Workspace, Snapshot, Hold)>> {
        let start = Instant::now();
        let mut timings = Vec::new();
        let mut workspace = Workspace::new(session.options(self.drafts, self.base_url.clone()));
        // Before anything is read: of two builds the later one has to be of the later state.
        let hold = tree::hold(&workspace.root().join(&self.out), || terminal::tell(waiting(session.language)));
        let now = environment::now()?;
        let snapshot = workspace.refresh(now);
        let part = self.part.part(&snapshot)?;
        let diagnostics = part.only(snapshot.diagnostics.clone().into_iter().chain(snapshot.breaches(now)).collect()).settled();
        timings.push(("load", start.elapsed()));
        let format = self.reporting.format();
        terminal::report(&diagnostics, format, session.language);
        let denied = self.reporting.deny.is_some_and(|Deny::Warnings| diagnostics.count(Severity::Warning) > 0);
        let Some(renderer) = snapshot.renderer.as_ref().filter(|_| !diagnostics.has_errors() && !denied) else {
            terminal::tell(&format!("{}\n", stopped(&diagnostics, session.language)));
            return Ok(None);
        };
        let bar = progress_bar();
        let progress = |done: usize, of: usize| {
            if start.elapsed() < LONG {
                return;
            }
            bar.set_length(of as u64);
            bar.set_position(done as u64);
        };
        let out = workspace.root().join(&self.out);
        let staged = stage(&Job { renderer, cache: workspace.cache(), out: &out, part: &part }, &progress);
        bar.finish_and_clear();
        timings.push(("render", start.elapsed()));
        let was_staged = staged.is_ok();
        let result = staged.and_then(|(steps, report)| apply(&steps).map(|()| report));
        timings.push(("apply", start.elapsed()));
        match result {
            Ok(report) => {
                terminal::tell(&format!("{}\n", summary(&report, &diagnostics, start.elapsed(), session.language)));
                if self.timings {
                    terminal::tell(&print_timings(&timings));
                }
                Ok(Some((workspace, snapshot, hold)))
            }
            Err(faults) => {
                terminal::report(&faults, format, session.language);
                let words =
                    if was_staged { halfway(session.language).to_owned() } else { format!("{}\n", stopped(&faults, session.language)) };
                terminal::tell(&words);
                Ok(None)
            }
        }
    }
}

/// Work that takes longer shows how far it is.
const LONG: Duration = Duration::from_secs(1);

/// A bar on the error stream, if that is a terminal.
fn progress_bar() -> ProgressBar {
    ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr_with_hz(5))
}

fn waiting(language: MessageLanguage) -> &'static str {
    match language {
        MessageLanguage::Vi => "Một lượt chạy khác đang ghi vào thư mục này; đợi nó xong.\n",
        MessageLanguage::En => "Another run is writing into this folder; waiting for it.\n",
    }
}

fn halfway(language: MessageLanguage) -> &'static str {
    match language {
        MessageLanguage::Vi => "Mới chuyển được một phần; mọi tệp đều nguyên vẹn, lần dựng sau sẽ làm nốt.\n",
        MessageLanguage::En => "Only partly moved into place; every file is whole, and the next build finishes.\n",
    }
}

fn stopped(diagnostics: &Diagnostics, language: MessageLanguage) -> String {
    let tally = terminal::tally(diagnostics, language);
    match language {
        MessageLanguage::Vi => format!("Chưa dựng: {tally}. Bản dựng trước còn nguyên."),
        MessageLanguage::En => format!("Not built: {tally}. The previous build is untouched."),
    }
}

fn summary(report: &Report, diagnostics: &Diagnostics, took: Duration, language: MessageLanguage) -> String {
    let pages = report.pages.iter().filter(|(_, n)| **n > 0).map(|(lang, n)| format!("{} {n}", lang.id())).collect::<Vec<_>>().join(", ");
    let (changes, tally, seconds) = (report.changes, terminal::tally(diagnostics, language), took.as_secs_f64());
    let (total, outputs) = (report.total_pages(), report.outputs);
    match language {
        MessageLanguage::Vi => format!(
            "Đã dựng {total} trang ({pages}), {outputs} tệp: {} mới hoặc đổi, {} giữ nguyên, {} xóa; {tally}; {seconds:.2} giây.",
            changes.written, changes.kept, changes.removed
        ),
        MessageLanguage::En => format!(
            "Built {total} pages ({pages}), {outputs} files: {} new or changed, {} kept, {} removed; {tally}; {seconds:.2} s.",
            changes.written, changes.kept, changes.removed
        ),
    }
}

fn print_timings(timings: &[(&str, Duration)]) -> String {
    let mut text = String::new();
    let mut before = Duration::ZERO;
    for (name, at) in timings {
        text.push_str(&format!("timing {name} {:.3}\n", (*at - before).as_secs_f64()));
        before = *at;
    }
    if let (Some(seconds), Some(mib)) = (process::processor_seconds(), process::peak_mib()) {
        text.push_str(&format!("timing processor {seconds:.2}\ntiming peak-mib {mib:.1}\n"));
    }
    text
}
