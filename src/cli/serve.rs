//! `saola serve`.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use jiff::civil;

use super::{Session, environment, terminal};
use crate::diagnostic::MessageLanguage;
use crate::diagnostic::print::Format;
use crate::serve::Preview;
use crate::serve::server::PreviewServer;
use crate::serve::watch::Watch;
use crate::workspace::{Snapshot, Workspace};

/// Preview the portal in a browser while you write.
///
/// Listens on this machine only. Pages are rendered when they are asked for; a change to content, site.toml, templates,
/// messages or vocabularies shows at once and reloads the browser. What is broken is shown in the page; the last good state
/// stays reachable.
#[derive(Args)]
pub(super) struct Serve {
    /// The port; 0 takes any free one.
    #[arg(long, default_value_t = 4000)]
    port: u16,
    /// Show drafts and articles whose time hasn't come.
    #[arg(long)]
    drafts: bool,
    /// Open the portal in the browser.
    #[arg(long)]
    open: bool,
}

impl Serve {
    pub(super) fn run(self, session: &Session) -> anyhow::Result<ExitCode> {
        let mut workspace = Workspace::new(session.options(self.drafts, None));
        // Watching begins before the first look, so that no save falls between the two.
        let (wake, woken) = channel();
        let mut watch = Watch::start(workspace.root(), wake).context("can't watch the project's files")?;
        let mut snapshot = workspace.refresh(environment::now()?);
        report(&snapshot, session);
        let base_path = snapshot.renderer.as_ref().map_or(String::new(), |r| r.site().config.base_path().to_owned());
        let mut next_change = snapshot.next_change;
        let preview = Arc::new(Preview::new(snapshot, workspace.cache().clone(), session.language));
        let server = PreviewServer::start(&preview, self.port).with_context(|| format!("can't listen on port {}", self.port))?;
        let address = format!("http://{}{base_path}/", server.address());
        match session.language {
            MessageLanguage::Vi => terminal::tell(&format!("Xem trước tại {address} (Ctrl+C để dừng)\n")),
            MessageLanguage::En => terminal::tell(&format!("Preview at {address} (Ctrl+C to stop)\n")),
        }
        if self.open {
            open_browser(&address);
        }
        loop {
            match woken.recv_timeout(wait(next_change)?) {
                Ok(()) | Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => anyhow::bail!("the file watcher has stopped"),
            }
            while woken.try_recv().is_ok() {}
            watch.cover(workspace.root());
            snapshot = workspace.refresh(environment::now()?);
            next_change = snapshot.next_change;
            report(&snapshot, session);
            preview.swap(snapshot);
            server.reload();
        }
    }
}

/// How long to sleep: until the site changes by itself, at most an hour (a laptop's clock may jump).
fn wait(next_change: Option<civil::DateTime>) -> anyhow::Result<Duration> {
    let longest = Duration::from_secs(3600);
    let Some(next) = next_change else { return Ok(longest) };
    let left = environment::now()?.duration_until(next);
    Ok(Duration::try_from(left).unwrap_or(Duration::from_secs(1)).clamp(Duration::from_secs(1), longest))
}

fn report(snapshot: &Snapshot, session: &Session) {
    terminal::report(&snapshot.diagnostics, Format::Terminal { colour: environment::wants_colour() }, session.language);
    terminal::tell(&format!("{}\n", terminal::tally(&snapshot.diagnostics, session.language)));
}

/// Asks the desktop to open an address. Where there is none, the printed address is enough.
fn open_browser(address: &str) {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    std::process::Command::new(opener).arg(address).spawn().ok();
}
