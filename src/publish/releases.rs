//! Whole releases on a host: folders, and a link to the one that readers get.
//!
//! `releases/0007-1a2b3c4d` is the seventh; `current` leads to it. A new one begins as a copy by hard links, so that only what
//! differs is sent; it is brought up to date unseen, and the link is switched at once. An earlier one comes back by switching.
//!
//! Knows nothing of: how files are sent.

use std::io;

use super::host::Shelf;
use crate::digest::Digest;
use crate::disk::tree::Records;

/// The link that readers get.
pub const LINK: &str = "current";
/// The folder of releases.
const FOLDER: &str = "releases";
/// What the name of an unfinished release ends with.
const UNFINISHED: &str = ".unfinished";

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
    let now = current.and_then(|current| number(current.rsplit('/').next()?)).unwrap_or(0);
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
    for name in names.iter().filter(|name| name.ends_with(UNFINISHED)) {
        let left = format!("{FOLDER}/{name}");
        if current.is_some() || draft.is_resumed {
            shelf.remove_all(&left)?;
            continue;
        }
        if left != draft.folder {
            shelf.rename(&left, &draft.folder)?;
        }
        draft.is_resumed = true;
    }
    if !draft.is_resumed {
        shelf.copy(current, &draft.folder)?;
    }
    Ok(draft)
}

/// Makes a draft the release that readers get, and removes the oldest beyond `keep`.
pub fn finish(shelf: &dyn Shelf, draft: &Draft, keep: usize) -> io::Result<()> {
    shelf.rename(&draft.folder, &draft.name)?;
    shelf.switch(LINK, &draft.name)?;
    prune(shelf, &draft.name, keep)
}

/// Lets readers get a release that is there.
pub fn switch(shelf: &dyn Shelf, release: &str) -> io::Result<()> {
    shelf.switch(LINK, release)
}

/// The release before the current one.
pub fn earlier(shelf: &dyn Shelf) -> io::Result<Option<String>> {
    let now = current(shelf)?.as_deref().and_then(|current| number(current.rsplit('/').next()?));
    let names = whole(shelf)?;
    let earlier = names.iter().rev().find(|name| number(name) < now);
    Ok(earlier.map(|name| format!("{FOLDER}/{name}")))
}

fn prune(shelf: &dyn Shelf, current: &str, keep: usize) -> io::Result<()> {
    let names = whole(shelf)?;
    for name in &names[..names.len().saturating_sub(keep)] {
        let folder = format!("{FOLDER}/{name}");
        if folder != current {
            shelf.remove_all(&folder)?;
        }
    }
    Ok(())
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
