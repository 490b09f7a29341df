//! A folder that files are published into: each write is whole or not at all, and releases are links that are switched at once.
//!
//! Knows nothing of: what is published.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::digest::Digest;

/// Uploads wait here until they are renamed; the name is Saola's own on every host.
pub const UPLOADS: &str = ".saola-upload";

/// A folder of this machine. Paths are relative to it, with `/`.
#[derive(Clone, Debug)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// A folder, which needn't exist yet.
    pub fn new(root: &Path) -> Folder {
        Folder { root: root.to_owned() }
    }

    fn place(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// The bytes of a file; `None` where there is no such file.
    pub fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.place(path)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Writes a file whole, in place of what was there.
    pub fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let waiting = self.place(UPLOADS).join(Digest::of(path.as_bytes()).hex());
        let place = self.place(path);
        let write = || fs::write(&waiting, bytes).and_then(|()| fs::rename(&waiting, &place));
        let done = match write() {
            // The folders are usually there; making them only on failure saves calls.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::create_dir_all(self.place(UPLOADS))?;
                place.parent().map_or(Ok(()), fs::create_dir_all)?;
                write()
            }
            done => done,
        };
        if done.is_err() {
            fs::remove_file(&waiting).ok();
        }
        done
    }

    /// Makes a file that isn't there; `false` where it is.
    pub fn create(&self, path: &str, bytes: &[u8]) -> io::Result<bool> {
        let place = self.place(path);
        place.parent().map_or(Ok(()), fs::create_dir_all)?;
        // Written first and linked then, so that nobody reads half of it.
        let waiting = place.with_extension(format!("{}.new", std::process::id()));
        let done = fs::write(&waiting, bytes).and_then(|()| match fs::hard_link(&waiting, &place) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(error),
        });
        fs::remove_file(&waiting).ok();
        done
    }

    /// Removes a file; one that isn't there is no error.
    pub fn remove(&self, path: &str) -> io::Result<()> {
        match fs::remove_file(self.place(path)) {
            Err(error) if !is_absent(&error) => Err(error),
            _ => Ok(()),
        }
    }

    /// Removes a folder if nothing is in it.
    pub fn remove_empty(&self, folder: &str) -> io::Result<()> {
        fs::remove_dir(self.place(folder)).ok();
        Ok(())
    }

    /// All files in a folder and below, sorted. Folders that aren't there have none; links are not followed.
    pub fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        let mut files = Vec::new();
        let top = self.place(folder);
        if !top.exists() {
            return Ok(files);
        }
        for entry in WalkDir::new(&top).sort_by_file_name() {
            let entry = entry.map_err(io::Error::from)?;
            if !entry.file_type().is_dir()
                && let Ok(relative) = entry.path().strip_prefix(&self.root)
            {
                files.push(relative.to_string_lossy().into_owned());
            }
        }
        Ok(files)
    }

    /// The names in one folder, sorted.
    pub fn names(&self, folder: &str) -> io::Result<Vec<String>> {
        let entries = match fs::read_dir(self.place(folder)) {
            Ok(entries) => entries,
            Err(error) if is_absent(&error) => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut names: Vec<String> = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        Ok(names)
    }

    /// Makes a folder with the files of another, as hard links: no bytes are copied.
    pub fn link_all(&self, from: &str, to: &str) -> io::Result<()> {
        let from = self.place(from);
        for entry in WalkDir::new(&from) {
            let entry = entry.map_err(io::Error::from)?;
            let relative = entry.path().strip_prefix(&from).map_err(io::Error::other)?;
            let place = self.place(to).join(relative);
            if entry.file_type().is_dir() {
                fs::create_dir_all(place)?;
            } else {
                fs::hard_link(entry.path(), place)?;
            }
        }
        Ok(())
    }

    /// Makes an empty folder.
    pub fn make(&self, folder: &str) -> io::Result<()> {
        fs::create_dir_all(self.place(folder))
    }

    /// Gives a folder another name.
    pub fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        fs::rename(self.place(from), self.place(to))
    }

    /// Removes a folder and all that is in it.
    pub fn remove_all(&self, folder: &str) -> io::Result<()> {
        match fs::remove_dir_all(self.place(folder)) {
            Err(error) if !is_absent(&error) => Err(error),
            _ => Ok(()),
        }
    }

    /// Where a link leads; `None` where there is none.
    pub fn link(&self, name: &str) -> io::Result<Option<String>> {
        match fs::read_link(self.place(name)) {
            Ok(to) => Ok(Some(to.to_string_lossy().into_owned())),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Lets a link lead elsewhere, at once: readers get the one or the other.
    #[cfg(unix)]
    pub fn switch(&self, name: &str, to: &str) -> io::Result<()> {
        let waiting = self.place(&format!("{name}.new"));
        fs::remove_file(&waiting).ok();
        std::os::unix::fs::symlink(to, &waiting)?;
        fs::rename(&waiting, self.place(name))
    }

    /// Links to folders need a Unix system.
    #[cfg(not(unix))]
    pub fn switch(&self, _name: &str, _to: &str) -> io::Result<()> {
        Err(io::Error::from(io::ErrorKind::Unsupported))
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory)
}
