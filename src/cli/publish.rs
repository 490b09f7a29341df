//! `saola publish`.

use std::collections::BTreeSet;
use std::io::{BufRead, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::Ordering;
use std::time::Instant;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressDrawTarget};

use super::build::Build;
use super::{Session, environment, terminal};
use crate::config::publish::{PublishTarget, Scheme};
use crate::disk::folder::Folder;
use crate::disk::tree::{self, Records};
use crate::disk::{self, process};
use crate::plan::Output;
use crate::publish::host::{Host, Patient, Shelf, Within};
use crate::publish::lock::{self, Asking, Guarded, Held, Owner, Refusal};
use crate::publish::publication::{Built, Done, Found, Line, Look, Oddity, Publication, Trouble, difference, inspect, tidy};
use crate::publish::releases::{self, TakenBack};
use crate::publish::told::{self, Telling};
use crate::text;
use crate::workspace::Snapshot;

/// Build the portal and bring a host to it.
///
/// Targets stand in site.toml ([publish.NAME]); passwords come from the environment (SAOLA_NAME_USER, SAOLA_NAME_PASSWORD) or
/// the ssh agent. The plan is shown first. Assets go before the pages that need them, every file is read back and compared, and
/// a run that was interrupted is finished by the next one. Files that Saola didn't put on the host are never touched; those that
/// someone changed there are told, and nothing is overwritten.
#[derive(Args)]
pub(super) struct Publish {
    /// The target: a name of site.toml. May be left out where there is one only.
    target: Option<String>,
    /// Show what would be done, and do nothing.
    #[arg(long)]
    dry_run: bool,
    /// Don't ask.
    #[arg(long, short)]
    yes: bool,
    /// Look at all files on the host, not only at those that change: finds what was changed or removed there by hand.
    #[arg(long)]
    verify: bool,
    /// Replace files that someone changed on the host; their versions are kept in .saola/found/.
    #[arg(long)]
    overwrite: bool,
    /// Remove more files than the target's max_removals.
    #[arg(long)]
    allow_removals: bool,
    /// Let readers get the release before the current one (targets with `releases`).
    #[arg(long, conflicts_with_all = ["dry_run", "verify", "overwrite"])]
    rollback: bool,
    /// Publish again after a rollback, because what was wrong is mended. Until then nothing is published to the target.
    #[arg(long, conflicts_with = "rollback")]
    resume: bool,
    /// How the plan is printed.
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
    /// Files under way at once.
    #[arg(long, default_value_t = 8, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=64))]
    jobs: u8,
    /// Print the seconds of the build and of the publication, what the host was asked for, and the peak memory.
    #[arg(long)]
    timings: bool,
    /// The folder to build into, from the project's root.
    #[arg(long, default_value = "public", value_name = "DIR")]
    out: PathBuf,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// In words.
    Text,
    /// One object.
    Json,
}

/// A host, and what keeps its releases.
struct Opened {
    host: Box<dyn Host>,
    shelf: Option<Box<dyn Shelf>>,
}

/// Everything that a run of this command knows.
#[derive(Clone, Copy)]
struct Run<'a> {
    command: &'a Publish,
    session: &'a Session,
    target: &'a PublishTarget,
    host: &'a Patient<'a>,
    shelf: Option<(&'a dyn Shelf, usize)>,
    built: Built<'a>,
    telling: Telling<'a>,
}

/// How a run ended that wasn't a success: words for people, and whether they have to decide something.
enum End {
    /// Something to decide or to wait for: exit code 1.
    Decide(String),
    /// It can't be carried out: exit code 2.
    Failed(anyhow::Error),
}

impl Publish {
    pub(super) fn run(self, session: &Session) -> anyhow::Result<ExitCode> {
        if self.rollback {
            let (_, snapshot, _) = session.open()?;
            let target = self.target(&snapshot)?;
            return self.roll_back(session, target);
        }
        let start = Instant::now();
        // The folder is held until all of it was sent.
        let Some((workspace, snapshot, _hold)) = Build::whole(self.out.clone()).carry_out(session)? else { return Ok(ExitCode::FAILURE) };
        let target = self.target(&snapshot)?;
        let Some(renderer) = &snapshot.renderer else { bail!("the project can't be read") };
        let folder = workspace.root().join(&self.out);
        let records = tree::records(&folder).context("the build's manifest can't be read")?;
        let redirects: BTreeSet<String> =
            renderer.plan().iter().filter(|(_, o)| matches!(o, Output::Redirect(_))).map(|(url, _)| url.file()).collect();
        let opened = open(target)?;
        let host = Patient::new(&*opened.host);
        let run = Run {
            command: &self,
            session,
            target,
            host: &host,
            shelf: opened.shelf.as_deref().zip(target.releases),
            built: Built { folder: &folder, records: &records },
            telling: Telling { config: &renderer.site().config, wanted: &records, redirects: &redirects, language: session.language },
        };
        let (built, peak_of_build) = (start.elapsed(), process::peak_mib().unwrap_or_default());
        let result = if self.dry_run { run.rehearse() } else { run.publish() };
        if self.timings {
            let (build, publish) = (built.as_secs_f64(), (start.elapsed() - built).as_secs_f64());
            let (asked, peak) = (host.asked.load(Ordering::Relaxed), process::peak_mib().unwrap_or_default());
            terminal::tell(&format!(
                "timing build {build:.2}\ntiming publish {publish:.2}\ntiming asked {asked}\ntiming build-peak-mib {peak_of_build:.1}\ntiming peak-mib {peak:.1}\n"
            ));
        }
        finish(result)
    }

    /// The target that is meant.
    fn target<'s>(&self, snapshot: &'s Snapshot) -> anyhow::Result<&'s PublishTarget> {
        let Some(renderer) = &snapshot.renderer else { bail!("the project can't be read") };
        let targets = &renderer.site().config.publish;
        let known: Vec<&str> = targets.iter().map(|target| target.name.as_str()).collect();
        match (&self.target, targets.as_slice()) {
            (_, []) => bail!("site.toml names no target; add for example:\n[publish.production]\nto = \"sftp://user@host/srv/www/asean\""),
            (None, [only]) => Ok(only),
            (None, _) => bail!("which target? site.toml has: {}", known.join(", ")),
            (Some(name), targets) => {
                let found = targets.iter().find(|target| target.name == *name);
                found.with_context(|| format!("site.toml has no target “{name}”; it has: {}", known.join(", ")))
            }
        }
    }

    fn roll_back(&self, session: &Session, target: &PublishTarget) -> anyhow::Result<ExitCode> {
        let opened = open(target)?;
        let Some(shelf) = opened.shelf.as_deref().filter(|_| target.releases.is_some()) else {
            bail!("“{}” keeps no releases; give it `releases = 3` in site.toml, and publish once", target.name);
        };
        let host = Patient::new(&*opened.host);
        finish(locked(session, &host, |held| {
            let earlier = releases::earlier(shelf).map_err(|error| End::Failed(error.into()))?;
            let Some(release) = earlier else {
                return Err(End::Decide(
                    session
                        .say(&text!("không có bản phát hành nào trước bản hiện nay", "there is no release before the current one"))
                        .to_owned(),
                ));
            };
            let owner = owner().map_err(End::Failed)?;
            let taken_back = TakenBack { name: owner.name, since: owner.since, to: release.clone() };
            // Before the switch, or a run that is killed between them would stop nobody. Readers don't wait for it.
            let marked = taken_back.write(&host);
            if !held.is_confirmed() {
                return Err(End::Failed(anyhow::anyhow!(session.say(&told::trouble(&Trouble::LockLost)).to_owned())));
            }
            releases::switch(shelf, &release).map_err(|error| End::Failed(error.into()))?;
            terminal::tell(session.say(&text!("Người đọc nay nhận {release}.\n", "Readers get {release} now.\n")));
            marked.map_err(|error| {
                let words = text!(
                    "không dừng được các lượt phát hành theo giờ, hãy tự dừng: {error}",
                    "timed publications can't be stopped; stop them yourself: {error}"
                );
                End::Failed(anyhow::anyhow!(session.say(&words).to_owned()))
            })?;
            terminal::tell(session.say(&told::stopped(&target.name)));
            Ok(())
        }))
    }
}

fn finish(result: Result<(), End>) -> anyhow::Result<ExitCode> {
    match result {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(End::Decide(words)) => {
            terminal::tell(&format!("{}\n", words.trim_end()));
            Ok(ExitCode::FAILURE)
        }
        Err(End::Failed(error)) => Err(error),
    }
}

/// Does some work with the host's lock, if nobody else has it.
fn locked(session: &Session, host: &Patient<'_>, work: impl FnOnce(&Held<'_>) -> Result<(), End>) -> Result<(), End> {
    asking(session, host, |asking| match asking.take() {
        Ok(()) => lock::while_held(asking, work),
        Err(Refusal::Held(held)) => Err(End::Decide(session.say(&told::held(&held)).to_owned())),
        Err(Refusal::Failed(error)) => {
            let words = text!("không tạo được khóa trên máy chủ: {error}", "the lock on the host can't be made: {error}");
            Err(End::Failed(anyhow::anyhow!(session.say(&words).to_owned())))
        }
    })
}

/// Does something about the lock as this process.
fn asking(session: &Session, host: &Patient<'_>, act: impl FnOnce(&Asking<'_>) -> Result<(), End>) -> Result<(), End> {
    let owner = owner().map_err(End::Failed)?;
    let waiting = |held: &Owner| terminal::tell(session.say(&told::watching(held)));
    act(&Asking { host, beats: host.host, owner: &owner, times: lock::TIMES, is_running: process::is_running, waiting: &waiting })
}

fn owner() -> anyhow::Result<Owner> {
    let (machine, process, now) = (process::surroundings(), std::process::id(), environment::clock()?);
    let name = format!("{}@{}", environment::user(), process::machine());
    let token = crate::digest::Digest::of(format!("{name} {machine} {process} {now:?}").as_bytes()).hex();
    Ok(Owner { name, machine, process, since: now.strftime("%Y-%m-%d %H:%M").to_string(), token, beat: 0 })
}

fn open(target: &PublishTarget) -> anyhow::Result<Opened> {
    if target.to.scheme == Scheme::File {
        let folder = Folder::new(Path::new(&target.to.path));
        return Ok(Opened { host: Box::new(folder.clone()), shelf: Some(Box::new(folder)) });
    }
    open_remote(target)
}

#[cfg(feature = "remote")]
fn open_remote(target: &PublishTarget) -> anyhow::Result<Opened> {
    use crate::publish::{ftp::Ftp, remote, sftp::SftpHost, shell::Shell};
    let secret = |what: &str| environment::secret(&target.name, what);
    let secrets = remote::Secrets { user: secret("USER"), password: secret("PASSWORD") };
    let unready = || format!("{} can't be opened", target.to);
    let (host, shelf): (Box<dyn Host>, Option<Box<dyn Shelf>>) = match target.to.scheme {
        Scheme::Ftp => (Box::new(Ftp::new(&target.to, &secrets)), None),
        Scheme::Sftp => {
            (Box::new(SftpHost::new(&target.to, &secrets).with_context(unready)?), Some(Box::new(Shell::new(&target.to, &secrets))))
        }
        _ => (Box::new(remote::open(target, &secrets).with_context(unready)?), None),
    };
    Ok(Opened { host, shelf })
}

#[cfg(not(feature = "remote"))]
fn open_remote(target: &PublishTarget) -> anyhow::Result<Opened> {
    bail!(
        "{} is reached over a network, and this saola was built without that; build it with: cargo build --release --features remote",
        target.to
    )
}

impl Run<'_> {
    /// The folder of the host that holds what readers get: the current release, or the target itself.
    fn place(&self, folder: Option<&str>) -> Box<dyn Host + '_> {
        let no_release = self.shelf.is_some().then_some("releases/none");
        match folder.or(no_release) {
            Some(folder) => Box::new(Within { host: self.host, folder: folder.to_owned() }),
            None => Box::new(Within { host: self.host, folder: String::new() }),
        }
    }

    fn current(&self) -> Result<Option<String>, End> {
        self.shelf.map_or(Ok(None), |(shelf, _)| releases::current(shelf)).map_err(|error| End::Failed(error.into()))
    }

    fn look(&self) -> Look {
        if self.command.verify { Look::All } else { Look::Touched }
    }

    fn inspect(&self, host: &dyn Host) -> Result<Found, End> {
        self.with_line(host, |line| inspect(line, self.built.records, self.look()))?.map_err(|trouble| self.unread(&trouble))
    }

    fn failed(&self, trouble: &Trouble) -> End {
        let words = self.session.say(&told::trouble(trouble)).to_owned();
        let after = text!(
            "; mọi tệp trên máy chủ đều nguyên vẹn, chạy lại sẽ làm nốt",
            "; every file on the host is whole, and the next run finishes"
        );
        End::Failed(anyhow::anyhow!("{words}{}", self.session.say(&after)))
    }

    /// The host couldn't be looked at.
    fn unread(&self, trouble: &Trouble) -> End {
        let words = self.session.say(&told::trouble(trouble)).to_owned();
        let hint = match trouble {
            Trouble::Failed { error, .. } if error.kind() == std::io::ErrorKind::PermissionDenied => told::login(self.target),
            _ => text!("", ""),
        };
        let after = text!("; chưa ghi gì", "; nothing was written");
        End::Failed(anyhow::anyhow!("{words}{}{}", self.session.say(&hint), self.session.say(&after)))
    }

    /// Says what would be done.
    fn rehearse(&self) -> Result<(), End> {
        let current = self.current()?;
        let place = self.place(current.as_deref());
        let found = self.inspect(&*place)?;
        self.show(Some(&found));
        if !found.conflicts.is_empty() && self.command.format == Form::Text {
            terminal::tell(&self.telling.conflicts(&found.conflicts));
        }
        self.check_taken_back(current.as_deref())
    }

    /// Shows the plan.
    fn show(&self, found: Option<&Found>) {
        if self.command.format == Form::Json {
            let json = self.telling.json(&self.target.name, &self.target.to.to_string(), found);
            return terminal::give(&format!("{json:#}\n"));
        }
        let (name, to) = (&self.target.name, &self.target.to);
        match found.filter(|found| !found.difference.is_empty()) {
            Some(found) => terminal::tell(&format!("{name}: {to}\n{}", self.telling.plan(found))),
            None => terminal::tell(self.session.say(&text!(
                "{name}: {to} đã đúng như bản dựng, không có gì để làm.\n",
                "{name}: {to} holds the build already; nothing to do.\n"
            ))),
        }
    }

    /// A release that was taken back isn't published again by a run that knows nothing of it.
    fn check_taken_back(&self, current: Option<&str>) -> Result<(), End> {
        let Some(current) = current.filter(|_| !self.command.resume) else { return Ok(()) };
        match TakenBack::read(self.host).map_err(|error| End::Failed(error.into()))? {
            // Where readers get another release by now, it is of no account any more.
            Some(taken_back) if taken_back.to == current => {
                Err(End::Decide(self.session.say(&told::taken_back(&taken_back, &self.target.name)).to_owned()))
            }
            _ => Ok(()),
        }
    }

    fn publish(&self) -> Result<(), End> {
        let current = self.current()?;
        self.check_taken_back(current.as_deref())?;
        let place = self.place(current.as_deref());
        let is_same = difference(&*place, self.built.records).map_err(|trouble| self.unread(&trouble))?.is_empty();
        if is_same && !self.command.verify && !self.command.resume {
            self.show(None);
            return asking(self.session, self.host, |asking| {
                asking.sweep();
                Ok(())
            });
        }
        let limits = told::limits(self.target.to.scheme, self.host.is_exclusive());
        if self.command.format == Form::Text {
            terminal::tell(self.session.say(&limits));
        }
        locked(self.session, self.host, |held| {
            // From here on, nothing is written or tried again once the lock is lost.
            let guarded = Guarded { host: self.host.host, held };
            Run { host: &self.host.before(&guarded), ..*self }.publish_locked(held)
        })
    }

    fn publish_locked(&self, held: &Held<'_>) -> Result<(), End> {
        // Looked at again: another publisher may have been at work until a moment ago.
        let current = self.current()?;
        self.check_taken_back(current.as_deref())?;
        let place = self.place(current.as_deref());
        let found = self.inspect(&*place)?;
        self.show(Some(&found));
        if !found.difference.is_empty() || !found.conflicts.is_empty() {
            let found = self.agreed(found, &*place)?;
            let done = match self.shelf {
                None => self.perform(&*place, found, None, held)?,
                Some((shelf, keep)) => self.release(shelf, keep, (current.as_deref(), found), held)?,
            };
            terminal::tell(&format!("{}\n", self.telling.done(done)));
        }
        if self.shelf.is_some() && self.command.resume {
            self.host.remove(releases::TAKEN_BACK).map_err(|error| End::Failed(error.into()))?;
        }
        Ok(())
    }

    /// What was found, once people have agreed to it.
    fn agreed(&self, mut found: Found, place: &dyn Host) -> Result<Found, End> {
        self.decide(&found)?;
        if !self.command.yes {
            if !self.asked()? {
                return Err(End::Decide(self.session.say(&text!("Chưa ghi gì.", "Nothing was written.")).to_owned()));
            }
            // While they thought, somebody may have changed something on the host.
            found = self.inspect(place)?;
            self.decide(&found)?;
        }
        self.keep(&found, place).map_err(End::Failed)?;
        Ok(found)
    }

    /// Stops where people have to decide.
    fn decide(&self, found: &Found) -> Result<(), End> {
        if !found.conflicts.is_empty() && !self.command.overwrite {
            return Err(End::Decide(self.telling.conflicts(&found.conflicts)));
        }
        let allowed = self.target.max_removals;
        if found.removed_share() > allowed && !self.command.allow_removals {
            return Err(End::Decide(self.telling.too_many(found, allowed)));
        }
        Ok(())
    }

    /// Keeps the host's versions of files that are about to be replaced.
    fn keep(&self, found: &Found, place: &dyn Host) -> anyhow::Result<()> {
        let folder = self.session.root.join(".saola/found").join(&self.target.name);
        for conflict in &found.conflicts {
            let Some(bytes) = place.read(&conflict.path)? else { continue };
            let kept = folder.join(crate::digest::Digest::of(&bytes).short()).join(&conflict.path);
            disk::keep(&kept, &bytes).with_context(|| format!("{} can't be written", kept.display()))?;
            let (path, kept, what) = (&conflict.path, kept.display(), conflict.what == Oddity::Foreign);
            let words = if what {
                text!("tệp lạ {path}", "the foreign file {path}")
            } else {
                text!("bản đã sửa của {path}", "the changed {path}")
            };
            let words = self.session.say(&words);
            terminal::tell(self.session.say(&text!("  đã giữ {words} ở {kept}\n", "  kept {words} as {kept}\n")));
        }
        Ok(())
    }

    fn asked(&self) -> Result<bool, End> {
        let input = std::io::stdin();
        if !input.is_terminal() {
            let words = text!(
                "Chưa ghi gì: thêm --yes để phát hành mà không hỏi.",
                "Nothing was written: add --yes to publish without being asked."
            );
            return Err(End::Decide(self.session.say(&words).to_owned()));
        }
        terminal::tell(self.session.say(&text!("Phát hành? [c/K] ", "Publish? [y/N] ")));
        let mut answer = String::new();
        input.lock().read_line(&mut answer).map_err(|error| End::Failed(error.into()))?;
        Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "c" | "có"))
    }

    /// Does some work with the host, with a bar that tells how far it is.
    fn with_line<R>(&self, host: &dyn Host, work: impl FnOnce(&Line<'_>) -> R) -> Result<R, End> {
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr_with_hz(5));
        let progress = |done: usize, of: usize| {
            bar.set_length(of as u64);
            bar.set_position(done as u64);
        };
        let line = Line::new(host, self.command.jobs.into(), &progress).map_err(|error| End::Failed(error.into()))?;
        let result = work(&line);
        bar.finish_and_clear();
        Ok(result)
    }

    fn perform(&self, host: &dyn Host, found: Found, draft: Option<(&dyn Shelf, &str)>, held: &Held<'_>) -> Result<Done, End> {
        let done = self.with_line(host, |line| Publication { line, built: self.built, found, draft, held }.perform())?;
        let done = done.map_err(|trouble| self.failed(&trouble))?;
        tidy(self.host);
        Ok(done)
    }

    /// Makes a release beside the current one, and switches to it.
    fn release(&self, shelf: &dyn Shelf, keep: usize, (current, found): (Option<&str>, Found), held: &Held<'_>) -> Result<Done, End> {
        let failed = |error: std::io::Error| self.failed(&Trouble::Failed { path: "releases".to_owned(), error });
        let records: &Records = self.built.records;
        let confirm = || if held.is_confirmed() { Ok(()) } else { Err(self.failed(&Trouble::LockLost)) };
        // Another's draft would be taken for what was left behind.
        confirm()?;
        if let Some(release) = releases::waiting(shelf, current, records).map_err(failed)? {
            releases::switch(shelf, &release).map_err(failed)?;
            return Ok(Done::default());
        }
        let draft = releases::begin(shelf, current, records).map_err(failed)?;
        let place = Within { host: self.host, folder: draft.folder.clone() };
        let found = if draft.is_resumed { self.inspect(&place)? } else { found };
        let done = self.perform(&place, found, Some((shelf, &draft.folder)), held)?;
        confirm()?;
        releases::remove_given_up(shelf, &draft, current).map_err(failed)?;
        releases::finish(shelf, &draft).map_err(failed)?;
        if let Err(error) = releases::prune(shelf, &draft, keep) {
            // Readers have the new one; the next publication tries again.
            terminal::tell(
                self.session.say(&text!("Chưa xóa được bản phát hành cũ: {error}\n", "Old releases can't be removed: {error}\n")),
            );
        }
        Ok(done)
    }
}
