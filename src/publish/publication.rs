//! One publication into one folder of a host.
//!
//! 1. [`inspect`] reads the ledger, takes the difference, and looks at every file that would be overwritten or removed: one that
//!    isn't as Saola left it is a conflict,
//! 2. [`Publication::perform`] writes the ledger of intent; sends assets, then pages, then announcements, each read back; removes
//!    what goes; writes the final ledger. Killed between any two, the next run finds by the ledger what is its own and finishes.
//!
//! Nothing is kept in memory but lists and the files under way.
//!
//! Knows nothing of: how the host is spoken to, people.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::host::{Host, Shelf};
use super::ledger::{Difference, FILES, Ledger, State, Turn, turn};
use super::lock::Held;
use crate::digest::Digest;
use crate::disk::folder::UPLOADS;
use crate::disk::tree::Records;
use crate::served::headers;
use crate::squeeze;

/// A built tree on this machine.
#[derive(Clone, Copy)]
pub struct Built<'a> {
    /// Its folder.
    pub folder: &'a Path,
    /// Its files.
    pub records: &'a Records,
}

/// Why a publication stops. Every file on the host is whole then, and the next run goes on.
#[derive(Debug)]
pub enum Trouble {
    /// The host or the disk refuses something.
    Failed {
        /// The file.
        path: String,
        /// What was said.
        error: io::Error,
    },
    /// A built file isn't what the build wrote.
    Altered {
        /// The file.
        path: String,
    },
    /// What was read back isn't what was sent.
    Garbled {
        /// The file.
        path: String,
    },
    /// Another publisher has taken the lock.
    LockLost,
}

/// A file on the host that isn't as Saola left it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Conflict {
    /// The file.
    pub path: String,
    /// What is wrong with it.
    pub what: Oddity,
}

/// What can be wrong with a file on the host.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Oddity {
    /// Saola put it there, and someone changed it.
    Changed,
    /// Saola didn't put it there, and a file of the build needs its place.
    Foreign,
}

/// How closely a host is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Look {
    /// The files that would be overwritten or removed.
    Touched,
    /// All of them.
    All,
}

/// Removes what interrupted uploads left in the target's folder.
pub fn tidy(host: &dyn Host) {
    let left = host.list(UPLOADS).unwrap_or_default();
    for path in left.iter().filter(|path| path.starts_with(UPLOADS)) {
        host.remove(path).ok();
    }
    host.remove_empty(UPLOADS).ok();
}

/// What was found on a host.
pub struct Found {
    /// The ledger.
    pub ledger: Ledger,
    /// Which of the two files the next ledger goes to.
    next: usize,
    /// What has to be done.
    pub difference: Difference,
    /// Files that aren't as Saola left them, sorted.
    pub conflicts: Vec<Conflict>,
    /// Files that someone removed from the host by hand; they are sent again.
    pub gone: Vec<String>,
    /// Files that hold what is wanted already, though the ledger doesn't say so.
    there: BTreeSet<String>,
    /// What was looked at, with what it holds; nothing where there is no file.
    seen: BTreeMap<String, Option<Digest>>,
}

/// At most this many bytes of ledger are read: a million files.
const MAX_LEDGER: u64 = 256 << 20;

/// Above this many new files, the host is asked for a list of all its files rather than for each.
const FEW: usize = 50;

/// A ledger is written this often, so that a killed publication of a large site doesn't begin anew.
const CHECKPOINT: Duration = Duration::from_secs(20);

/// Files between two looks at the clock.
const BATCH: usize = 256;

/// From this many files on, a release is filled by archives; so many go between two looks at the clock.
const MANY: usize = 200;
const ARCHIVED: usize = 8192;

/// A host and the threads that speak to it.
pub struct Line<'a> {
    /// The host.
    pub host: &'a dyn Host,
    threads: ThreadPool,
    progress: &'a (dyn Fn(usize, usize) + Sync),
}

impl<'a> Line<'a> {
    /// Speaks to a host with some threads at once. `progress` is told how many files of how many are done.
    pub fn new(host: &'a dyn Host, threads: usize, progress: &'a (dyn Fn(usize, usize) + Sync)) -> io::Result<Line<'a>> {
        let threads = ThreadPoolBuilder::new().num_threads(threads.max(1)).build().map_err(io::Error::other)?;
        Ok(Line { host, threads, progress })
    }

    /// The digest of a file on the host; `None` where it isn't.
    fn digest(&self, path: &str) -> Result<Option<Digest>, Trouble> {
        let bytes = self.host.read(path).map_err(|error| failed(path, error))?;
        Ok(bytes.map(|bytes| Digest::of(&bytes)))
    }

    /// Does something with each path, several at once, until one fails. `before` and `total` are of the whole work.
    fn for_each<'p>(
        &self,
        paths: &[&'p String],
        (before, total): (usize, usize),
        act: impl Fn(&'p str) -> Result<(), Trouble> + Sync,
    ) -> Result<(), Trouble> {
        let done = AtomicUsize::new(before);
        let one = |path: &&'p String| {
            act(path)?;
            (self.progress)(done.fetch_add(1, Ordering::Relaxed) + 1, total);
            Ok(())
        };
        self.threads.install(|| paths.par_iter().with_max_len(1).try_for_each(one))
    }
}

fn failed(path: &str, error: io::Error) -> Trouble {
    Trouble::Failed { path: path.to_owned(), error }
}

/// Reads the newer of the two ledgers; an empty one where there is none. Also which file the next goes to.
fn read_ledger(host: &dyn Host) -> Result<(Ledger, usize), Trouble> {
    let mut found = (Ledger::default(), 0);
    for (at, file) in FILES.iter().enumerate() {
        let bytes = host.read(file).map_err(|error| failed(file, error))?;
        let text = bytes.and_then(|bytes| String::from_utf8(squeeze::gunzip(&bytes, MAX_LEDGER).ok()?).ok());
        if let Some(ledger) = text.and_then(|text| Ledger::parse(&text)).filter(|ledger| ledger.number > found.0.number) {
            found = (ledger, 1 - at);
        }
    }
    Ok(found)
}

/// What a host's ledger says has to be done, without looking at its files.
pub fn difference(host: &dyn Host, wanted: &Records) -> Result<Difference, Trouble> {
    Ok(Difference::between(&read_ledger(host)?.0, wanted))
}

/// Looks at a host: what has to be done, and what stands in the way.
pub fn inspect(line: &Line<'_>, wanted: &Records, look: Look) -> Result<Found, Trouble> {
    let (ledger, next) = read_ledger(line.host)?;
    let difference = Difference::between(&ledger, wanted);
    let places = places(line, &ledger, &difference, look)?;
    let seen: Mutex<BTreeMap<String, Option<Digest>>> = Mutex::default();
    line.for_each(&places.keys().collect::<Vec<_>>(), (0, places.len()), |path| {
        let digest = line.digest(path)?;
        if let Ok(mut seen) = seen.lock() {
            seen.insert(path.to_owned(), digest);
        }
        Ok(())
    })?;
    let seen = seen.into_inner().unwrap_or_default();
    let mut found = Found { ledger, next, difference, conflicts: Vec::new(), gone: Vec::new(), there: BTreeSet::new(), seen };
    for path in found.difference.retire.clone() {
        // An asset that an interrupted publication left in part, or didn't come to.
        let whole =
            found.ledger.files.get(&path).filter(|(state, _)| matches!(state, State::Unsettled(_))).map(|(_, record)| record.digest);
        if whole.is_some() && found.seen.get(&path).copied().flatten() != whole {
            found.difference.drop_retired(&path);
        }
    }
    for (path, digest) in &found.seen {
        let (may_hold, want) = (&places[path], wanted.get(path).map(|record| record.digest));
        let known = found.ledger.files.get(path);
        let is_unsettled = matches!(known, Some((State::Unsettled(_), _)));
        match digest {
            None if known.is_some() && !is_unsettled && want.is_some() => found.gone.push(path.clone()),
            Some(digest) if Some(*digest) == want => _ = found.there.insert(path.clone()),
            Some(digest) if !may_hold.contains(digest) => {
                let what = if known.is_some() { Oddity::Changed } else { Oddity::Foreign };
                found.conflicts.push(Conflict { path: path.clone(), what });
            }
            _ => {}
        }
    }
    found.settle(wanted);
    Ok(found)
}

/// The files that are looked at, each with what it may hold: those that would be overwritten or removed (or all that are there), and
/// those that may stand where others go, which ought not to be.
fn places(line: &Line<'_>, ledger: &Ledger, difference: &Difference, look: Look) -> Result<BTreeMap<String, Vec<Digest>>, Trouble> {
    let touched: BTreeSet<&String> = difference.change.iter().chain(difference.to_remove()).collect();
    let (mut places, mut perhaps) = (BTreeMap::new(), Vec::new());
    for (path, (state, record)) in &ledger.files {
        match state {
            State::Unsettled(before) => perhaps.push((path, [record.digest].into_iter().chain(*before).collect())),
            _ if look == Look::All || touched.contains(path) => _ = places.insert(path.clone(), vec![record.digest]),
            _ => {}
        }
    }
    perhaps.extend(difference.appear.iter().map(|path| (path, Vec::new())));
    if perhaps.len() > FEW {
        match line.host.list("") {
            Ok(there) => {
                let there: BTreeSet<String> = there.into_iter().collect();
                // A link to a folder is listed as a file is, without what is behind it; and some hosts list nothing whose name begins with a dot.
                let leads_on = |path: &String| path.match_indices('/').any(|(at, _)| there.contains(&path[..at]));
                let is_hidden = |path: &String| path.split('/').any(|name| name.starts_with('.'));
                perhaps.retain(|(path, _)| there.contains(*path) || leads_on(path) || is_hidden(path));
            }
            // Then each is asked for.
            Err(error) if error.kind() == io::ErrorKind::Unsupported => {}
            Err(error) => return Err(failed("", error)),
        }
    }
    places.extend(perhaps.into_iter().map(|(path, may_hold)| (path.clone(), may_hold)));
    Ok(places)
}

impl Found {
    /// Brings lists into order, and files that someone removed or changed among those to send.
    fn settle(&mut self, wanted: &Records) {
        self.conflicts.sort();
        self.gone.sort();
        let known: BTreeSet<&String> = self.difference.to_send().collect();
        let odd = self.conflicts.iter().map(|conflict| &conflict.path).filter(|path| wanted.contains_key(*path));
        let again: Vec<String> = self.gone.iter().chain(odd).filter(|path| !known.contains(path)).cloned().collect();
        self.difference.change.extend(again);
        self.difference.change.sort();
    }

    /// The share of the last publication's files that would be removed.
    pub fn removed_share(&self) -> f64 {
        let vanish = self.difference.vanish.iter().filter(|path| self.ledger.is_live(path)).count();
        if vanish == 0 { 0.0 } else { vanish as f64 / self.ledger.live().max(1) as f64 }
    }
}

/// What a publication did.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Done {
    /// Files sent.
    pub sent: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Files removed.
    pub removed: usize,
}

/// A publication about to be performed.
pub struct Publication<'a> {
    /// The host.
    pub line: &'a Line<'a>,
    /// What is published.
    pub built: Built<'a>,
    /// What was found.
    pub found: Found,
    /// Where the host is a release that nobody reads yet: what fills it, and its folder there.
    pub draft: Option<(&'a dyn Shelf, &'a str)>,
    /// The lock.
    pub held: &'a Held<'a>,
}

/// What is being done.
struct Work {
    /// The ledger as it stands.
    ledger: Ledger,
    /// Which file the next one goes to.
    next: usize,
    /// When the last one was written.
    written: Instant,
    done: Done,
}

impl Publication<'_> {
    /// Brings the host to the build.
    pub fn perform(self) -> Result<Done, Trouble> {
        let (difference, wanted) = (&self.found.difference, self.built.records);
        let intent = difference.intent(&self.found.ledger, wanted, &self.found.seen);
        let mut work = Work { ledger: intent, next: self.found.next, written: Instant::now(), done: Done::default() };
        self.write_ledger(&mut work)?;
        let (first, last) = self.removals();
        self.remove(&mut work, &first)?;
        for turn in [Turn::Asset, Turn::Page, Turn::Announcement] {
            let result = self.send(&mut work, turn);
            if result.is_err() {
                // What was sent need not be sent again. Should this fail too, it will be.
                self.write_ledger(&mut work).ok();
            }
            result?;
        }
        self.remove(&mut work, &last)?;
        let number = work.ledger.number;
        work.ledger = Ledger { number, ..difference.outcome(&self.found.ledger, wanted) };
        self.write_ledger(&mut work)?;
        Ok(work.done)
    }

    fn write_ledger(&self, work: &mut Work) -> Result<(), Trouble> {
        if !self.held.is_confirmed() {
            return Err(Trouble::LockLost);
        }
        work.ledger.number += 1;
        let file = FILES[work.next];
        let bytes = squeeze::gzip(work.ledger.print().as_bytes()).map_err(|error| failed(file, error))?;
        self.line.host.write(file, &bytes, headers(file)).map_err(|error| failed(file, error))?;
        work.next = 1 - work.next;
        work.written = Instant::now();
        Ok(())
    }

    fn check_lock(&self) -> Result<(), Trouble> {
        if self.held.is_lost() { Err(Trouble::LockLost) } else { Ok(()) }
    }

    /// Sends the files of one turn, in batches; now and then a ledger says how far it is.
    fn send(&self, work: &mut Work, which: Turn) -> Result<(), Trouble> {
        let all: Vec<&String> = self.found.difference.to_send().filter(|path| turn(path) == which).collect();
        let draft = self.draft.filter(|_| all.len() >= MANY);
        for batch in all.chunks(if draft.is_some() { ARCHIVED } else { BATCH }) {
            let is_filled = draft.is_some_and(|draft| self.fill(draft, batch, work.done.sent).is_ok());
            let (sent, result) = if is_filled { (self.lengths(batch), Ok(())) } else { self.send_each(batch, work.done.sent) };
            for (path, length) in sent {
                work.done.sent += 1;
                work.done.bytes += length;
                if let Some((state, _)) = work.ledger.files.get_mut(path) {
                    *state = State::Settled;
                }
            }
            result?;
            if work.written.elapsed() >= CHECKPOINT {
                self.write_ledger(work)?;
            }
        }
        Ok(())
    }

    /// Sends files as archives, two at once. Whatever goes wrong with them, each file can still be sent alone, and tells better then
    /// what it was.
    fn fill(&self, (shelf, folder): (&dyn Shelf, &str), batch: &[&String], before: usize) -> io::Result<()> {
        let (done, total) = (AtomicUsize::new(before), self.found.difference.to_send().count());
        let read = |path: &&'_ String| {
            let bytes = self.check_lock().and_then(|()| self.built_bytes(path)).map_err(|_| io::Error::other("it can't be sent"))?;
            (self.line.progress)(done.fetch_add(1, Ordering::Relaxed) + 1, total);
            Ok(bytes)
        };
        let fill = |files: &[&String]| shelf.fill(folder, &mut files.iter().map(|path| read(path).map(|bytes| (path.as_str(), bytes))));
        self.line.threads.install(|| batch.par_chunks(batch.len().div_ceil(2)).try_for_each(fill))
    }

    fn lengths<'p>(&self, batch: &[&'p String]) -> Vec<(&'p str, u64)> {
        batch.iter().map(|path| (path.as_str(), self.built.records.get(*path).map_or(0, |record| record.length))).collect()
    }

    /// Sends files one by one, several at once. Gives those that were sent, with their lengths, also when one fails.
    fn send_each<'p>(&self, batch: &[&'p String], before: usize) -> (Vec<(&'p str, u64)>, Result<(), Trouble>) {
        let total = self.found.difference.to_send().count();
        let sent = Mutex::new(Vec::with_capacity(batch.len()));
        let result = self.line.for_each(batch, (before, total), |path| {
            let length = self.send_one(path)?;
            if let Ok(mut sent) = sent.lock() {
                sent.push((path, length));
            }
            Ok(())
        });
        (sent.into_inner().unwrap_or_default(), result)
    }

    /// The bytes of a built file, if it is as the build left it.
    fn built_bytes(&self, path: &str) -> Result<Vec<u8>, Trouble> {
        let bytes = crate::disk::read_bytes(&self.built.folder.join(path)).map_err(|error| failed(path, error))?;
        let is_as_built = self.built.records.get(path).is_some_and(|record| record.digest == Digest::of(&bytes));
        if is_as_built { Ok(bytes) } else { Err(Trouble::Altered { path: path.to_owned() }) }
    }

    /// Sends a file and reads it back. Gives its length; 0 for one that is there already.
    fn send_one(&self, path: &str) -> Result<u64, Trouble> {
        self.check_lock()?;
        if self.found.there.contains(path) {
            return Ok(0);
        }
        let Some(record) = self.built.records.get(path) else { return Ok(0) };
        let bytes = self.built_bytes(path)?;
        // Bytes can be lost on the way without a word, so what doesn't come back right is sent once more.
        for _ in 0..2 {
            self.line.host.write(path, &bytes, headers(path)).map_err(|error| failed(path, error))?;
            if self.line.digest(path)? == Some(record.digest) {
                return Ok(record.length);
            }
        }
        Err(Trouble::Garbled { path: path.to_owned() })
    }

    /// The files to remove: those that stand where a new file's folder goes (or the other way round), and all others.
    fn removals(&self) -> (Vec<&String>, Vec<&String>) {
        let wanted = self.built.records;
        let is_in_the_way = |path: &&String| {
            let below = format!("{path}/");
            wanted.range(below.clone()..).next().is_some_and(|(file, _)| file.starts_with(&below))
                || path.match_indices('/').any(|(at, _)| wanted.contains_key(&path[..at]))
        };
        self.found.difference.to_remove().partition(is_in_the_way)
    }

    fn remove(&self, work: &mut Work, paths: &[&String]) -> Result<(), Trouble> {
        self.line.for_each(paths, (0, paths.len()), |path| {
            self.check_lock()?;
            self.line.host.remove(path).map_err(|error| failed(path, error))
        })?;
        work.done.removed += paths.len();
        let mut folders: BTreeSet<&str> = BTreeSet::new();
        for path in paths {
            folders.extend(path.match_indices('/').map(|(at, _)| &path[..at]));
        }
        // The deepest first. A folder with files of the build in it isn't empty, and asking would be in vain.
        for folder in folders.into_iter().rev() {
            let below = format!("{folder}/");
            if !self.built.records.range(below.clone()..).next().is_some_and(|(file, _)| file.starts_with(&below)) {
                self.line.host.remove_empty(folder).map_err(|error| failed(folder, error))?;
            }
        }
        Ok(())
    }
}
