//! The output tree: staged beside its place, then applied in an order that leaves it whole at every moment.
//!
//! 1. [`Tree::open`] reads the manifest of the last build and refuses a folder that isn't ours,
//! 2. [`Tree::stage`] writes one output whose bytes differ into the staging folder,
//! 3. [`Tree::steps`] lists what is left to do: the manifest of intent, moves (assets, pages, feeds; a folder that is new
//!    moves as one), removals, the final manifest,
//! 4. [`perform`] does one step. Killed between any two, every file is whole and the next build finishes the work.
//!
//! Knows nothing of: pages, URLs, how bytes came to be.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::diagnostic::{Diagnostic, codes};
use crate::digest::Digest;

const MANIFEST: &str = ".saola-manifest";
const STAGING: &str = ".saola-staging";
const HEADER: &str = "saola manifest 1";

/// When a file is moved into place: what others point to goes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Order {
    /// Styles, pictures: pages need them.
    Asset,
    /// Pages.
    Page,
    /// Feeds and site maps: they announce pages.
    Announcement,
}

/// What a built file holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Record {
    /// The digest of its bytes.
    pub digest: Digest,
    /// Their number.
    pub length: u64,
}

/// The files of a tree, by their paths (relative, `/`).
pub type Records = BTreeMap<String, Record>;

/// An output folder and what the current build wants in it.
pub struct Tree {
    folder: PathBuf,
    old: Records,
    wanted: Mutex<BTreeMap<String, (Order, Record, bool)>>,
}

/// What becomes of files of earlier builds that this one doesn't want.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Others {
    /// They are removed: the build is the whole.
    Go,
    /// They stay: the build is a part.
    Stay,
}

/// One step of applying a build.
#[derive(Debug)]
pub enum Step {
    /// Write a manifest.
    Manifest {
        /// The manifest's place.
        to: PathBuf,
        /// Its text.
        text: String,
    },
    /// Move a staged file, or a folder that the tree doesn't have yet, into place.
    Move {
        /// Where it was staged.
        from: PathBuf,
        /// Its place in the tree.
        to: PathBuf,
    },
    /// Remove a file that an earlier build wrote, and its folder if that leaves it empty.
    Remove {
        /// The file.
        file: PathBuf,
        /// The tree's root, which stays.
        root: PathBuf,
    },
    /// Remove the staging folder.
    Clean {
        /// The folder.
        folder: PathBuf,
    },
}

/// What a build did to the tree, in files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// New or changed.
    pub written: usize,
    /// The same as before.
    pub kept: usize,
    /// Gone.
    pub removed: usize,
}

/// The right to write into an output folder. One process at a time has it; it ends with this value, or with the process.
pub struct Hold {
    _folder: Option<File>,
}

/// Takes the right to write into a folder. Where another process has it, `waiting` is told, and it is waited for. Systems that
/// can't lock a folder let everybody go on.
pub fn hold(folder: &Path, waiting: impl FnOnce()) -> Hold {
    fs::create_dir_all(folder).ok();
    let opened = File::open(folder).ok();
    if let Some(file) = &opened
        && matches!(file.try_lock(), Err(TryLockError::WouldBlock))
    {
        waiting();
        file.lock().ok();
    }
    Hold { _folder: opened }
}

impl Tree {
    /// Opens an output folder: a new or empty one, or one that an earlier build wrote.
    pub fn open(folder: &Path) -> Result<Tree, Diagnostic> {
        let name = folder.display().to_string();
        let failed = |error: io::Error| codes::output_failed(&name, &error.to_string());
        fs::create_dir_all(folder).map_err(failed)?;
        let old = match fs::read_to_string(folder.join(MANIFEST)) {
            Ok(text) => read_manifest(&text).ok_or_else(|| codes::output_not_ours(&name))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let foreign = fs::read_dir(folder)
                    .map_err(failed)?
                    .flatten()
                    .any(|entry| !entry.file_name().to_string_lossy().starts_with(".saola-"));
                if foreign {
                    return Err(codes::output_not_ours(&name));
                }
                Records::new()
            }
            Err(error) => return Err(failed(error)),
        };
        let staging = folder.join(STAGING);
        if staging.exists() {
            fs::remove_dir_all(&staging).map_err(failed)?;
        }
        fs::create_dir(&staging).map_err(failed)?;
        Ok(Tree { folder: folder.to_owned(), old, wanted: Mutex::default() })
    }

    /// Takes one output: its file in the tree (relative, `/`), when it is moved, its bytes. Written only if it differs.
    pub fn stage(&self, file: &str, order: Order, bytes: &[u8]) -> Result<(), Diagnostic> {
        let record = Record { digest: Digest::of(bytes), length: bytes.len() as u64 };
        let kept = self.old.get(file) == Some(&record)
            && fs::metadata(self.folder.join(file)).is_ok_and(|m| m.is_file() && m.len() == record.length);
        if !kept {
            write_staged(&self.staged(file), bytes).map_err(|error| codes::output_failed(file, &error.to_string()))?;
        }
        if let Ok(mut wanted) = self.wanted.lock() {
            wanted.insert(file.to_owned(), (order, record, kept));
        }
        Ok(())
    }

    /// What is left to do once all outputs are staged, in order, and what it changes.
    pub fn steps(self, others: Others) -> (Vec<Step>, Changes) {
        let wanted = std::mem::take(&mut *self.wanted.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
        let mut changes = Changes::default();
        let mut new: Records = wanted.iter().map(|(file, (_, record, _))| (file.clone(), *record)).collect();
        if others == Others::Stay {
            let staying = self.old.iter().filter(|(file, _)| !wanted.contains_key(*file) && !stands_in_the_way(file, &new));
            let staying: Vec<(String, Record)> = staying.map(|(file, record)| (file.clone(), *record)).collect();
            new.extend(staying);
        }
        let manifest = |records: &Records| Step::Manifest { to: self.folder.join(MANIFEST), text: write_manifest(records) };
        // The intent: all files of both builds are ours; those about to change have no digest yet, so that a build
        // after a kill writes them again.
        let mut union = self.old.clone();
        for (file, (_, record, kept)) in &wanted {
            let unsettled = Record { digest: Digest::of(b""), length: u64::MAX };
            union.insert(file.clone(), if *kept { *record } else { unsettled });
        }
        let mut steps = vec![manifest(&union)];
        let changed: Vec<(Order, &String)> =
            wanted.iter().filter(|(_, (_, _, kept))| !kept).map(|(file, (order, _, _))| (*order, file)).collect();
        changes.written = changed.len();
        changes.kept = wanted.len() - changed.len();
        let gone: Vec<&String> = self.old.keys().filter(|file| !new.contains_key(*file)).collect();
        changes.removed = gone.len();
        let remove = |file: &&String| Step::Remove { file: self.folder.join(file), root: self.folder.clone() };
        // A file where a folder is to be, or the other way round, has to go before.
        let (before, after): (Vec<&String>, Vec<&String>) = gone.into_iter().partition(|file| stands_in_the_way(file, &new));
        steps.extend(before.iter().map(remove));
        steps.extend(self.moves(changed));
        steps.extend(after.iter().map(remove));
        steps.push(manifest(&new));
        steps.push(Step::Clean { folder: self.folder.join(STAGING) });
        (steps, changes)
    }

    /// Gives up: removes what was staged; the tree stays as it was.
    pub fn abandon(self) {
        fs::remove_dir_all(self.folder.join(STAGING)).ok();
        // A folder that only this build made goes again; one with anything in it stays.
        fs::remove_dir(&self.folder).ok();
    }

    /// Where an output waits: the staging folder mirrors the tree.
    fn staged(&self, file: &str) -> PathBuf {
        self.folder.join(STAGING).join(file)
    }

    /// Moves of the files that differ. Where the tree lacks a folder, the staged folder moves as one.
    fn moves(&self, mut changed: Vec<(Order, &String)>) -> Vec<Step> {
        changed.sort();
        let mut present: BTreeMap<&str, bool> = BTreeMap::new();
        let mut moved: BTreeSet<&str> = BTreeSet::new();
        let mut steps = Vec::new();
        for (_, file) in changed {
            let folders = file.match_indices('/').map(|(at, _)| &file[..at]);
            let lacking = folders.into_iter().find(|folder| !*present.entry(folder).or_insert_with(|| self.folder.join(folder).is_dir()));
            let what = lacking.unwrap_or(file);
            if moved.insert(what) {
                steps.push(Step::Move { from: self.staged(what), to: self.folder.join(what) });
            }
        }
        steps
    }
}

/// Does one step. Doing a step again after it was done is harmless where a killed build needs it to be.
pub fn perform(step: &Step) -> Result<(), Diagnostic> {
    let (what, result) = match step {
        Step::Manifest { to, text } => {
            let temporary = to.with_extension("new");
            (to, fs::write(&temporary, text).and_then(|()| fs::rename(&temporary, to)))
        }
        Step::Move { from, to } => (to, fs::rename(from, to)),
        Step::Remove { file, root } => (file, remove(file, root)),
        Step::Clean { folder } => (folder, fs::remove_dir_all(folder)),
    };
    result.map_err(|error| codes::output_failed(&what.display().to_string(), &error.to_string()))
}

fn write_staged(place: &Path, bytes: &[u8]) -> io::Result<()> {
    match fs::write(place, bytes) {
        // The folder is usually there; making it only on failure saves a call a file.
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            place.parent().map_or(Ok(()), fs::create_dir_all)?;
            fs::write(place, bytes)
        }
        result => result,
    }
}

/// Whether an old file has the name of a new folder, or lies in a folder that has the name of a new file.
fn stands_in_the_way(old: &str, new: &Records) -> bool {
    let below = format!("{old}/");
    new.range(below.clone()..).next().is_some_and(|(file, _)| file.starts_with(&below))
        || old.match_indices('/').any(|(at, _)| new.contains_key(&old[..at]))
}

fn remove(file: &Path, root: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        // After a kill the name may stand for a folder already, or lie below what is a file by now: then ours is gone.
        Err(error) if !matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::IsADirectory | io::ErrorKind::NotADirectory) => {
            return Err(error);
        }
        _ => {}
    }
    let mut folder = file.parent();
    while let Some(empty) = folder.filter(|f| *f != root && fs::remove_dir(f).is_ok()) {
        folder = empty.parent();
    }
    Ok(())
}

fn write_manifest(records: &Records) -> String {
    let mut text = format!("{HEADER}\n");
    for (file, record) in records {
        text.push_str(&format!("{} {} {file}\n", record.digest.hex(), record.length));
    }
    text
}

/// Reads a manifest; `None` when it isn't one, or names a file outside the tree.
fn read_manifest(text: &str) -> Option<Records> {
    let mut lines = text.lines();
    if lines.next() != Some(HEADER) {
        return None;
    }
    lines
        .map(|line| {
            let (digest, rest) = line.split_once(' ')?;
            let (length, file) = rest.split_once(' ')?;
            stays_inside(file).then_some(())?;
            Some((file.to_owned(), Record { digest: Digest::from_hex(digest)?, length: length.parse().ok()? }))
        })
        .collect()
}

/// Whether a path of a manifest names a file inside the tree.
pub fn stays_inside(file: &str) -> bool {
    !file.starts_with('/') && !file.contains('\\') && file.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// The files of an output folder as its manifest tells them; `None` where no build of ours is.
pub fn records(folder: &Path) -> Option<Records> {
    read_manifest(&fs::read_to_string(folder.join(MANIFEST)).ok()?)
}

/// Their paths alone.
pub fn files(folder: &Path) -> Option<BTreeSet<String>> {
    Some(records(folder)?.into_keys().collect())
}

#[cfg(test)]
mod tests {
    use super::{Order, Others, Tree, files, perform};
    use std::collections::BTreeMap;
    use std::fs;
    use std::path::Path;

    // `x` is a file and becomes a folder, `y` the other way round.
    const FIRST: [(&str, &str); 6] = [
        ("index.html", "one /a.1.css"),
        ("a.1.css", "red"),
        ("old/index.html", "old"),
        ("feed.xml", "f1"),
        ("x", "file"),
        ("y/deep/index.html", "page"),
    ];
    const SECOND: [(&str, &str); 7] = [
        ("index.html", "two /a.2.css"),
        ("a.2.css", "blue"),
        ("new/index.html", "new"),
        ("new/deep/index.html", "new too"),
        ("feed.xml", "f1"),
        ("x/index.html", "page"),
        ("y", "file"),
    ];

    fn stage(folder: &Path, outputs: &[(&str, &str)]) -> Tree {
        let tree = Tree::open(folder).unwrap();
        for (file, text) in outputs {
            let order = match file.rsplit('.').next() {
                Some("css") => Order::Asset,
                Some("xml") => Order::Announcement,
                _ => Order::Page,
            };
            tree.stage(file, order, text.as_bytes()).unwrap();
        }
        tree
    }

    fn build(folder: &Path, outputs: &[(&str, &str)]) {
        stage(folder, outputs).steps(Others::Go).0.iter().for_each(|step| perform(step).unwrap());
    }

    fn content(folder: &Path) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        for entry in walkdir::WalkDir::new(folder).into_iter().flatten().filter(|e| e.file_type().is_file()) {
            let name = entry.path().strip_prefix(folder).unwrap().to_string_lossy().into_owned();
            if !name.starts_with(".saola") {
                found.insert(name, fs::read_to_string(entry.path()).unwrap());
            }
        }
        found
    }

    fn wanted(outputs: &[(&str, &str)]) -> BTreeMap<String, String> {
        outputs.iter().map(|(f, t)| ((*f).to_owned(), (*t).to_owned())).collect()
    }

    #[test]
    fn killed_after_any_step_the_tree_is_whole_and_the_next_build_finishes() {
        let count = {
            let dir = tempfile::tempdir().unwrap();
            build(dir.path(), &FIRST);
            stage(dir.path(), &SECOND).steps(Others::Go).0.len()
        };
        assert!(count > 6);
        for killed_after in 0..=count {
            let dir = tempfile::tempdir().unwrap();
            build(dir.path(), &FIRST);
            let steps = stage(dir.path(), &SECOND).steps(Others::Go).0;
            steps.iter().take(killed_after).for_each(|step| perform(step).unwrap());
            let page = fs::read_to_string(dir.path().join("index.html")).unwrap();
            let asset = page.split('/').nth(1).unwrap();
            assert!(dir.path().join(asset).exists(), "after {killed_after}: {page} without its asset");
            build(dir.path(), &SECOND);
            assert_eq!(content(dir.path()), wanted(&SECOND), "after {killed_after}");
            assert_eq!(files(dir.path()).unwrap().len(), SECOND.len());
        }
    }

    #[test]
    fn an_unchanged_build_writes_nothing_and_a_damaged_file_is_mended() {
        let dir = tempfile::tempdir().unwrap();
        build(dir.path(), &FIRST);
        let (_, changes) = stage(dir.path(), &FIRST).steps(Others::Go);
        assert_eq!((changes.written, changes.kept, changes.removed), (0, 6, 0));
        fs::write(dir.path().join("feed.xml"), "longer than before").unwrap();
        build(dir.path(), &FIRST);
        assert_eq!(content(dir.path()), wanted(&FIRST));
    }

    #[test]
    fn a_part_leaves_the_rest_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        build(dir.path(), &FIRST);
        let (steps, changes) = stage(dir.path(), &SECOND[..2]).steps(Others::Stay);
        steps.iter().for_each(|step| perform(step).unwrap());
        assert_eq!((changes.written, changes.kept, changes.removed), (2, 0, 0));
        let mut expect = wanted(&FIRST);
        expect.extend(wanted(&SECOND[..2]));
        assert_eq!(content(dir.path()), expect);
        assert_eq!(files(dir.path()).unwrap().len(), FIRST.len() + 1);
        // The next whole build tidies up.
        build(dir.path(), &SECOND);
        assert_eq!(content(dir.path()), wanted(&SECOND));
    }

    #[test]
    fn what_saola_did_not_write_is_never_touched() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("thesis.txt"), "mine").unwrap();
        assert_eq!(Tree::open(dir.path()).err().unwrap().code.name, "output-not-ours");
        let ours = dir.path().join("ours");
        build(&ours, &FIRST);
        fs::write(ours.join("old/notes.txt"), "mine").unwrap();
        build(&ours, &SECOND);
        assert_eq!(fs::read_to_string(ours.join("old/notes.txt")).unwrap(), "mine");
        assert!(!ours.join("old/index.html").exists());
        fs::write(ours.join(".saola-manifest"), "saola manifest 1\nxx 1 ../../etc/passwd\n").unwrap();
        assert_eq!(Tree::open(&ours).err().unwrap().code.name, "output-not-ours");
    }
}
