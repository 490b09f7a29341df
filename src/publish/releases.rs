//! Whole releases on a host: folders, and a link to the one that readers get.
//!
//! `releases/0007-1a2b3c4d` is the seventh; `current` leads to it. A new one begins as a copy by hard links, so that only what
//! differs is sent; it is brought up to date unseen, and the link is switched at once. An earlier one comes back by switching.
//!
//! Knows nothing of: how files are sent.

use std::io;

use serde::{Deserialize, Serialize};

use super::host::{Host, Shelf};
use crate::digest::Digest;
use crate::disk::tree::Records;
use crate::served::headers;

/// The link that readers get.
pub const LINK: &str = "current";
/// The folder of releases.
const FOLDER: &str = "releases";
/// What the name of an unfinished release ends with.
const UNFINISHED: &str = ".unfinished";
/// What the name of a release ends with while it is removed.
const REMOVED: &str = ".removed";

/// The file that says that a release was taken back. Until it is gone nothing is published, or the next timed run would bring the fault
/// again.
pub const TAKEN_BACK: &str = ".saola-taken-back";

/// Who took a release back.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TakenBack {
    /// User and machine.
    pub name: String,
    /// When, by their clock.
    pub since: String,
    /// The release that readers get.
    pub to: String,
}

impl TakenBack {
    /// Puts it on a host.
    pub fn write(&self, host: &dyn Host) -> io::Result<()> {
        host.write(TAKEN_BACK, &serde_json::to_vec(self)?, headers(TAKEN_BACK))
    }

    /// What a host says.
    pub fn read(host: &dyn Host) -> io::Result<Option<TakenBack>> {
        let unreadable = || TakenBack { name: "?".to_owned(), since: "?".to_owned(), to: "?".to_owned() };
        Ok(host.read(TAKEN_BACK)?.map(|bytes| serde_json::from_slice(&bytes).unwrap_or_else(|_| unreadable())))
    }
}

/// A release being made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draft {
    /// Its folder while it is made.
    pub folder: String,
    /// Its folder when it is whole.
    name: String,
    /// Whether it goes on with what an interrupted publication sent.
    pub is_resumed: bool,
}

/// The folder of the release that readers get; `None` where there is none yet.
pub fn current(shelf: &dyn Shelf) -> io::Result<Option<String>> {
    let Some(to) = shelf.link(LINK)? else { return Ok(None) };
    let name = to.trim_end_matches('/').rsplit('/').next().unwrap_or("");
    match number(name) {
        Some(_) => Ok(Some(format!("{FOLDER}/{name}"))),
        None => Err(io::Error::other(format!("“{LINK}” leads to “{to}”, which is no release of Saola"))),
    }
}

/// A whole release that holds what is wanted and was never switched to, because its publisher was killed just before.
pub fn waiting(shelf: &dyn Shelf, current: Option<&str>, wanted: &Records) -> io::Result<Option<String>> {
    let now = current.and_then(number_of).unwrap_or(0);
    let digest = digest(wanted);
    let names = whole(shelf)?;
    let later = names.iter().rev().find(|name| number(name).is_some_and(|number| number > now) && name.ends_with(&digest));
    Ok(later.map(|name| format!("{FOLDER}/{name}")))
}

/// Begins a release as a copy of the current one. What an interrupted publication left goes; where it was the first one, which has
/// all files to send, it is gone on with.
pub fn begin(shelf: &dyn Shelf, current: Option<&str>, wanted: &Records) -> io::Result<Draft> {
    let names = shelf.names(FOLDER)?;
    let last = names.iter().filter_map(|name| number(name)).max().unwrap_or(0);
    let name = format!("{FOLDER}/{:04}-{}", last + 1, digest(wanted));
    let mut draft = Draft { folder: format!("{name}{UNFINISHED}"), name, is_resumed: false };
    let that_end_with = |ending: &str| -> Vec<String> {
        let ours = names.iter().filter(|name| name.strip_suffix(ending).is_some_and(|whole| number(whole).is_some()));
        ours.map(|name| format!("{FOLDER}/{name}")).collect()
    };
    let mut left = that_end_with(UNFINISHED);
    if current.is_none() {
        // The one of this very build, else the latest.
        left.sort_by_key(|folder| *folder == draft.folder);
        if let Some(folder) = left.pop() {
            draft.is_resumed = true;
            if folder != draft.folder {
                shelf.rename(&folder, &draft.folder)?;
            }
        }
    }
    for folder in left.into_iter().chain(that_end_with(REMOVED)) {
        shelf.remove_all(&folder)?;
    }
    if !draft.is_resumed {
        shelf.copy(current, &draft.folder)?;
    }
    Ok(draft)
}

/// Makes a draft the release that readers get.
pub fn finish(shelf: &dyn Shelf, draft: &Draft) -> io::Result<()> {
    shelf.rename(&draft.folder, &draft.name)?;
    shelf.switch(LINK, &draft.name)
}

/// Lets readers get a release that is there.
pub fn switch(shelf: &dyn Shelf, release: &str) -> io::Result<()> {
    shelf.switch(LINK, release)
}

/// The release before the current one.
pub fn earlier(shelf: &dyn Shelf) -> io::Result<Option<String>> {
    let now = current(shelf)?.as_deref().and_then(number_of);
    let names = whole(shelf)?;
    let earlier = names.iter().rev().find(|name| number(name) < now);
    Ok(earlier.map(|name| format!("{FOLDER}/{name}")))
}

/// Removes releases that were given up: later than the one before this draft, so taken back or never switched to. No rollback leads to
/// one of them.
pub fn remove_given_up(shelf: &dyn Shelf, draft: &Draft, before: Option<&str>) -> io::Result<()> {
    let Some(before) = before.and_then(number_of) else { return Ok(()) };
    whole(shelf)?
        .iter()
        .filter(|name| number(name) > Some(before) && number(name) < number_of(&draft.name))
        .try_for_each(|name| remove(shelf, name))
}

/// Removes the oldest releases beyond `keep`.
pub fn prune(shelf: &dyn Shelf, draft: &Draft, keep: usize) -> io::Result<()> {
    let names = whole(shelf)?;
    let old = &names[..names.len().saturating_sub(keep)];
    old.iter().filter(|name| number(name) != number_of(&draft.name)).try_for_each(|name| remove(shelf, name))
}

/// Under a name first that no release has: a part of one is none.
fn remove(shelf: &dyn Shelf, name: &str) -> io::Result<()> {
    let gone = format!("{FOLDER}/{name}{REMOVED}");
    shelf.rename(&format!("{FOLDER}/{name}"), &gone)?;
    shelf.remove_all(&gone)
}

fn number_of(folder: &str) -> Option<u32> {
    number(folder.rsplit('/').next()?)
}

/// The names of whole releases, the oldest first.
fn whole(shelf: &dyn Shelf) -> io::Result<Vec<String>> {
    let mut names: Vec<String> = shelf.names(FOLDER)?.into_iter().filter(|name| number(name).is_some()).collect();
    names.sort_by_key(|name| number(name));
    Ok(names)
}

/// The number of a whole release, by its folder's name: `0007-1a2b3c4d`.
fn number(name: &str) -> Option<u32> {
    let (number, digest) = name.split_once('-')?;
    let is_ours = digest.len() == 8 && digest.bytes().all(|b| b.is_ascii_hexdigit());
    number.parse().ok().filter(|_| is_ours && number.len() >= 4)
}

fn digest(wanted: &Records) -> String {
    let parts = wanted.iter().flat_map(|(path, record)| [path.as_bytes().to_vec(), record.digest.hex().into_bytes()]);
    let parts: Vec<Vec<u8>> = parts.collect();
    Digest::of_parts(parts.iter().map(Vec::as_slice)).short()
}
