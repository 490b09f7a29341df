//! The lock on a host: who is publishing, and whether they still are.
//!
//! 1. [`Asking::take`] makes the file if nobody has; else it watches whether its owner renews it,
//! 2. [`while_held`] renews it while the work goes on ("beats"), notices when it is another's, and removes it in the end.
//!
//! Whether an owner is alive is told by its beats and this machine's own waiting, never by comparing clocks, so a wrong clock
//! does no harm. Where a host can't refuse a second creation (FTP, WebDAV), the file is written and read again after a moment.
//!
//! Knows nothing of: what is published.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::host::Host;
use crate::served::Headers;

/// The file.
pub const FILE: &str = ".saola-lock";

/// Who publishes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Owner {
    /// A name for people: user and machine.
    pub name: String,
    /// The machine.
    pub machine: String,
    /// The process on it.
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
    /// Who asks.
    pub owner: &'a Owner,
    /// How long things take.
    pub times: Times,
    /// Whether a process of this machine is running.
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

    /// The lock as it stands; one that can't be read counts as somebody's that doesn't beat.
    fn read(&self) -> io::Result<Option<Owner>> {
        let unreadable =
            || Owner { name: "?".to_owned(), machine: String::new(), process: 0, since: "?".to_owned(), token: "?".to_owned(), beat: 0 };
        Ok(self.host.read(FILE)?.map(|bytes| serde_json::from_slice(&bytes).unwrap_or_else(|_| unreadable())))
    }

    fn create(&self) -> io::Result<bool> {
        let bytes = print(self.owner);
        let made = self.host.create(FILE, &bytes).inspect_err(|_| {
            // On a full disk the file may be there without its words: ours, if it is a part of them.
            if self.host.read(FILE).is_ok_and(|there| there.is_some_and(|there| bytes.starts_with(&there))) {
                self.host.remove(FILE).ok();
            }
        })?;
        if made && !self.host.promises().exclusive {
            thread::sleep(self.times.settle);
        }
        Ok(made && self.read()?.is_some_and(|held| held.token == self.owner.token))
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

/// Does some work with a lock that was taken, renewing it all the while, and gives it back. The work is given a switch that
/// turns when the lock is another's, or couldn't be renewed for long: then it has to stop.
pub fn while_held<R>(asking: &Asking<'_>, work: impl FnOnce(&AtomicBool) -> R) -> R {
    let lost = AtomicBool::new(false);
    let result = thread::scope(|scope| {
        let (_stop, stopped) = mpsc::channel::<()>();
        scope.spawn(|| renew(asking, stopped, &lost));
        work(&lost)
    });
    let is_ours = asking.read().is_ok_and(|held| held.is_some_and(|held| held.token == asking.owner.token));
    if is_ours {
        // A lock that can't be removed is found without beats by the next publisher.
        asking.host.remove(FILE).ok();
    }
    result
}

fn renew(asking: &Asking<'_>, stopped: mpsc::Receiver<()>, lost: &AtomicBool) {
    let Asking { host, times, .. } = *asking;
    let (mut owner, mut failures) = (asking.owner.clone(), 0);
    while stopped.recv_timeout(times.beat) == Err(RecvTimeoutError::Timeout) {
        owner.beat += 1;
        let held = asking.read();
        let is_anothers = held.as_ref().is_ok_and(|held| held.as_ref().is_none_or(|held| held.token != owner.token));
        let is_renewed = held.is_ok() && !is_anothers && host.write(FILE, &print(&owner), HEADERS).is_ok();
        failures = if is_renewed { 0 } else { failures + 1 };
        if is_anothers || times.beat * failures >= times.gone {
            lost.store(true, Ordering::Relaxed);
            return;
        }
    }
}

const HEADERS: Headers = Headers { content_type: "application/json", cache_control: "no-store" };

fn print(owner: &Owner) -> Vec<u8> {
    serde_json::to_vec(owner).unwrap_or_default()
}
