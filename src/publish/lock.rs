//! The lock on a host: who is publishing, and whether they still are.
//!
//! 1. [`Asking::take`] makes the file if nobody has; else it watches whether its owner renews it,
//! 2. [`while_held`] renews it while the work goes on ("beats"), notices when it is another's, and removes it in the end.
//!
//! Whether an owner is alive is told by its beats and this machine's own waiting, never by comparing clocks, so a wrong clock
//! does no harm. An owner whose beats don't arrive gives up before others may take it for gone. Where a host can't refuse a second creation (FTP, WebDAV), the file is written and read again after a moment.
//!
//! Knows nothing of: what is published.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::host::Host;
use crate::disk::process;
use crate::served::Headers;

/// The file.
pub const FILE: &str = ".saola-lock";

/// Who publishes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Owner {
    /// A name for people: user and machine.
    pub name: String,
    /// What its process has its number from: a boot of a machine, a container. Empty where that isn't known.
    pub machine: String,
    /// The process there.
    pub process: u32,
    /// When it began, by its own clock: only shown.
    pub since: String,
    /// What no other owner has.
    pub token: String,
    /// Counts the renewals.
    #[serde(default)]
    pub beat: u64,
}

/// How long things take.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// Between two beats.
    pub beat: Duration,
    /// Without a beat for this long, an owner counts as gone.
    pub gone: Duration,
    /// The moment after which a weak lock is read again.
    pub settle: Duration,
}

/// The times of real use.
pub const TIMES: Times = Times { beat: Duration::from_secs(10), gone: Duration::from_secs(45), settle: Duration::from_secs(2) };

/// Why there is no lock.
#[derive(Debug)]
pub enum Refusal {
    /// Another publishes.
    Held(Owner),
    /// The host can't be asked.
    Failed(io::Error),
}

/// What taking a lock needs to know.
pub struct Asking<'a> {
    /// The host.
    pub host: &'a dyn Host,
    /// The host without patience: a beat that comes late is worse than none.
    pub beats: &'a dyn Host,
    /// Who asks.
    pub owner: &'a Owner,
    /// How long things take.
    pub times: Times,
    /// Whether a process of this boot or container is running.
    pub is_running: fn(u32) -> bool,
    /// Told whose beats are being waited for.
    pub waiting: &'a (dyn Fn(&Owner) + Sync),
}

impl Asking<'_> {
    /// Takes the lock, also from an owner that is gone. Doesn't wait for one that is alive.
    pub fn take(&self) -> Result<(), Refusal> {
        let failed = Refusal::Failed;
        for _ in 0..3 {
            let Some(held) = self.read().map_err(failed)? else {
                if self.create().map_err(failed)? {
                    return Ok(());
                }
                continue;
            };
            if held.token == self.owner.token {
                return Ok(());
            }
            if !self.is_dead(&held) && self.is_alive(&held).map_err(failed)? {
                return Err(Refusal::Held(held));
            }
            // Its owner is gone. Removed rather than overwritten: of two that find it so, one creates the next.
            self.host.remove(FILE).map_err(failed)?;
        }
        match self.read().map_err(failed)? {
            Some(held) => Err(Refusal::Held(held)),
            None => Err(failed(io::Error::other("the lock comes and goes"))),
        }
    }

    /// Removes a lock that a process of this machine left behind when it was killed.
    pub fn sweep(&self) {
        if self.read().is_ok_and(|held| held.is_some_and(|held| self.is_dead(&held))) {
            self.host.remove(FILE).ok();
        }
    }

    fn is_dead(&self, held: &Owner) -> bool {
        held.machine == self.owner.machine && !held.machine.is_empty() && !(self.is_running)(held.process)
    }

    fn read(&self) -> io::Result<Option<Owner>> {
        read(self.host)
    }

    fn is_ours(&self, held: Option<&Owner>) -> bool {
        held.is_some_and(|held| held.token == self.owner.token)
    }

    fn create(&self) -> io::Result<bool> {
        let bytes = print(self.owner);
        let made = self.host.create(FILE, &bytes).inspect_err(|_| {
            // On a full disk the file may be there without its words: ours, if it is a part of them.
            if self.host.read(FILE).is_ok_and(|there| there.is_some_and(|there| bytes.starts_with(&there))) {
                self.host.remove(FILE).ok();
            }
        })?;
        if made && !self.host.is_exclusive() {
            thread::sleep(self.times.settle);
        }
        Ok(made && self.is_ours(self.read()?.as_ref()))
    }

    /// Whether the lock changes while it is watched.
    fn is_alive(&self, held: &Owner) -> io::Result<bool> {
        (self.waiting)(held);
        let step = self.times.beat / 4;
        let mut waited = Duration::ZERO;
        while waited < self.times.gone {
            thread::sleep(step);
            waited += step;
            match self.read()? {
                Some(now) if now == *held => {}
                Some(_) => return Ok(true),
                None => return Ok(false),
            }
        }
        Ok(false)
    }
}

/// The lock as it stands; one that can't be read counts as somebody's that doesn't beat.
fn read(host: &dyn Host) -> io::Result<Option<Owner>> {
    let unreadable =
        || Owner { name: "?".to_owned(), machine: String::new(), process: 0, since: "?".to_owned(), token: "?".to_owned(), beat: 0 };
    Ok(host.read(FILE)?.map(|bytes| serde_json::from_slice(&bytes).unwrap_or_else(|_| unreadable())))
}

/// A lock while it is held.
pub struct Held<'a> {
    asking: &'a Asking<'a>,
    /// Where this machine doesn't tell how long it has been up.
    begun: Instant,
    /// On the clock of [`Held::now`].
    renewed: Mutex<Duration>,
    lost: AtomicBool,
}

impl Held<'_> {
    /// Whether it is another's, or wasn't renewed for so long that another may soon take it. Lost once, it stays so.
    pub fn is_lost(&self) -> bool {
        let renewed = *self.renewed.lock().unwrap_or_else(PoisonError::into_inner);
        if self.now().saturating_sub(renewed) > self.asking.times.gone * 2 / 3 {
            self.lost.store(true, Ordering::Relaxed);
        }
        self.lost.load(Ordering::Relaxed)
    }

    /// A clock that goes on while a laptop sleeps.
    fn now(&self) -> Duration {
        process::uptime().unwrap_or_else(|| self.begun.elapsed())
    }

    /// Whether the host still says that it is ours: asked before what can't be undone by the next run.
    pub fn is_confirmed(&self) -> bool {
        let is_ours = || self.asking.read().is_ok_and(|held| self.asking.is_ours(held.as_ref()));
        // On hosts that can't rename over a file, a beat takes it away for a moment.
        let is_seen = || {
            is_ours() || {
                thread::sleep(self.asking.times.settle);
                is_ours()
            }
        };
        !self.is_lost() && is_seen() && !self.is_lost()
    }

    fn renew(&self, stopped: &mpsc::Receiver<()>) {
        let Asking { beats, times, .. } = *self.asking;
        let (mut owner, mut wait) = (self.asking.owner.clone(), times.beat);
        while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
            owner.beat += 1;
            // One that fails is tried again soon.
            wait = times.beat / 8;
            let Ok(held) = read(beats) else { continue };
            if !self.asking.is_ours(held.as_ref()) {
                self.lost.store(true, Ordering::Relaxed);
            }
            if self.is_lost() {
                return;
            }
            let begun = self.now();
            if beats.write(FILE, &print(&owner), HEADERS).is_ok() {
                *self.renewed.lock().unwrap_or_else(PoisonError::into_inner) = begun;
                wait = times.beat;
            }
        }
    }
}

/// A host that is written to only while a lock is held.
pub struct Guarded<'a> {
    /// The host.
    pub host: &'a dyn Host,
    /// The lock.
    pub held: &'a Held<'a>,
}

impl Guarded<'_> {
    fn check(&self) -> io::Result<()> {
        // No failure that may pass.
        if self.held.is_lost() { Err(io::Error::new(io::ErrorKind::PermissionDenied, "the lock is lost")) } else { Ok(()) }
    }
}

impl Host for Guarded<'_> {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        self.host.read(path)
    }

    fn write(&self, path: &str, bytes: &[u8], headers: Headers) -> io::Result<()> {
        self.check().and_then(|()| self.host.write(path, bytes, headers))
    }

    fn create(&self, path: &str, bytes: &[u8]) -> io::Result<bool> {
        self.check().and_then(|()| self.host.create(path, bytes))
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        self.check().and_then(|()| self.host.remove(path))
    }

    fn remove_empty(&self, folder: &str) -> io::Result<()> {
        self.check().and_then(|()| self.host.remove_empty(folder))
    }

    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        self.host.list(folder)
    }

    fn is_exclusive(&self) -> bool {
        self.host.is_exclusive()
    }
}

/// Does some work with a lock that was taken, renewing it all the while, and gives it back. The work has to look whether the lock is
/// lost, and to stop then.
pub fn while_held<R>(asking: &Asking<'_>, work: impl FnOnce(&Held<'_>) -> R) -> R {
    let held = Held { asking, begun: Instant::now(), renewed: Mutex::default(), lost: AtomicBool::new(false) };
    *held.renewed.lock().unwrap_or_else(PoisonError::into_inner) = held.now();
    let result = thread::scope(|scope| {
        let (_stop, stopped) = mpsc::channel::<()>();
        let held = &held;
        scope.spawn(move || held.renew(&stopped));
        work(held)
    });
    if asking.read().is_ok_and(|held| asking.is_ours(held.as_ref())) {
        // A lock that can't be removed is found without beats by the next publisher.
        asking.host.remove(FILE).ok();
    }
    result
}

const HEADERS: Headers = Headers { content_type: "application/json", cache_control: "no-store" };

fn print(owner: &Owner) -> Vec<u8> {
    serde_json::to_vec(owner).unwrap_or_default()
}
