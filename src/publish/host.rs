//! A host: a folder somewhere that files can be read from and written to.
//!
//! Knows nothing of: what is published, in which order.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::disk::folder::Folder;
use crate::served::Headers;

/// A folder on a host. Paths are relative to it, with `/`. Many threads use it at once.
pub trait Host: Sync {
    /// The bytes of a file; `None` where there is no such file.
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>>;
    /// Writes a file in place of what is there, making folders. Readers never get a part of it.
    fn write(&self, path: &str, bytes: &[u8], headers: Headers) -> io::Result<()>;
    /// Makes a file that isn't there; `false` where it is.
    fn create(&self, path: &str, bytes: &[u8]) -> io::Result<bool>;
    /// Removes a file; one that isn't there is no error.
    fn remove(&self, path: &str) -> io::Result<()>;
    /// Removes a folder if nothing is in it.
    fn remove_empty(&self, folder: &str) -> io::Result<()>;
    /// The paths of all files in a folder and below; all there are for an empty name.
    fn list(&self, folder: &str) -> io::Result<Vec<String>>;
    /// Whether of two that create one file at the same moment one is refused. What a host can't promise is told before publishing.
    fn is_exclusive(&self) -> bool;
}

/// Folders and a link on a host that keeps whole releases. Names are relative to the target's folder.
pub trait Shelf: Sync {
    /// Where the link leads; `None` where there is none.
    fn link(&self, name: &str) -> io::Result<Option<String>>;
    /// Lets the link lead elsewhere, at once.
    fn switch(&self, name: &str, to: &str) -> io::Result<()>;
    /// The names in a folder, sorted.
    fn names(&self, folder: &str) -> io::Result<Vec<String>>;
    /// Makes a folder with the files of another without sending them again; empty without another.
    fn copy(&self, from: Option<&str>, to: &str) -> io::Result<()>;
    /// Gives a folder another name.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;
    /// Removes a folder and all that is in it.
    fn remove_all(&self, folder: &str) -> io::Result<()>;
    /// Puts many files into a folder that nobody reads yet, and compares what arrived, faster than one at a time. Where this fails,
    /// some of them are there, and nothing is said of which.
    fn fill(&self, folder: &str, files: &mut Files<'_>) -> io::Result<()>;
}

/// Files with their bytes, one after the other.
pub type Files<'a> = dyn Iterator<Item = io::Result<(&'a str, Vec<u8>)>> + 'a;

impl Host for Folder {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        Folder::read(self, path)
    }

    fn write(&self, path: &str, bytes: &[u8], _: Headers) -> io::Result<()> {
        Folder::write(self, path, bytes)
    }

    fn create(&self, path: &str, bytes: &[u8]) -> io::Result<bool> {
        Folder::create(self, path, bytes)
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        Folder::remove(self, path)
    }

    fn remove_empty(&self, folder: &str) -> io::Result<()> {
        Folder::remove_empty(self, folder)
    }

    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        Folder::list(self, folder)
    }

    fn is_exclusive(&self) -> bool {
        true
    }
}

impl Shelf for Folder {
    fn link(&self, name: &str) -> io::Result<Option<String>> {
        Folder::link(self, name)
    }

    fn switch(&self, name: &str, to: &str) -> io::Result<()> {
        Folder::switch(self, name, to)
    }

    fn names(&self, folder: &str) -> io::Result<Vec<String>> {
        Folder::names(self, folder)
    }

    fn copy(&self, from: Option<&str>, to: &str) -> io::Result<()> {
        match from {
            Some(from) => self.link_all(from, to),
            None => self.make(to),
        }
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        Folder::rename(self, from, to)
    }

    fn remove_all(&self, folder: &str) -> io::Result<()> {
        Folder::remove_all(self, folder)
    }

    fn fill(&self, _: &str, _: &mut Files<'_>) -> io::Result<()> {
        // One at a time is as fast.
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// A folder of a host, as a host of its own.
pub struct Within<'a> {
    /// The host.
    pub host: &'a dyn Host,
    /// The folder, without a slash at its ends; empty for the whole.
    pub folder: String,
}

impl Within<'_> {
    fn place(&self, path: &str) -> String {
        if self.folder.is_empty() { path.to_owned() } else { format!("{}/{path}", self.folder) }
    }
}

impl Host for Within<'_> {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        self.host.read(&self.place(path))
    }

    fn write(&self, path: &str, bytes: &[u8], headers: Headers) -> io::Result<()> {
        self.host.write(&self.place(path), bytes, headers)
    }

    fn create(&self, path: &str, bytes: &[u8]) -> io::Result<bool> {
        self.host.create(&self.place(path), bytes)
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        self.host.remove(&self.place(path))
    }

    fn remove_empty(&self, folder: &str) -> io::Result<()> {
        self.host.remove_empty(&self.place(folder))
    }

    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        let within = self.place("");
        let files = self.host.list(self.place(folder).trim_end_matches('/'))?;
        Ok(files.iter().filter_map(|path| path.strip_prefix(&within).map(str::to_owned)).collect())
    }

    fn is_exclusive(&self) -> bool {
        self.host.is_exclusive()
    }
}

/// A host whose failures are met with patience: what may go better a moment later is tried again.
pub struct Patient<'a> {
    /// The host.
    pub host: &'a dyn Host,
    /// Times that something is tried.
    pub tries: u32,
    /// The wait after a first failure; it doubles with each one more.
    pub pause: Duration,
    /// Counts what the host was asked for, tries included.
    pub asked: Arc<AtomicUsize>,
}

impl<'a> Patient<'a> {
    /// Patience with the networks of this world: five tries within eight seconds.
    pub fn new(host: &'a dyn Host) -> Patient<'a> {
        Patient { host, tries: 5, pause: Duration::from_millis(500), asked: Arc::default() }
    }

    /// The same patience with another host, counted together.
    pub fn before<'b>(&self, host: &'b dyn Host) -> Patient<'b> {
        Patient { host, tries: self.tries, pause: self.pause, asked: Arc::clone(&self.asked) }
    }

    fn attempt<T>(&self, act: impl Fn() -> io::Result<T>) -> io::Result<T> {
        let mut tried = 1;
        loop {
            self.asked.fetch_add(1, Ordering::Relaxed);
            match act() {
                Err(error) if tried < self.tries && is_passing(&error) => {
                    std::thread::sleep(self.pause * 2u32.pow(tried - 1));
                    tried += 1;
                }
                result => return result,
            }
        }
    }
}

/// Whether a failure may pass by itself: a network's may, a missing permission or a full disk don't.
fn is_passing(error: &io::Error) -> bool {
    use io::ErrorKind as Kind;
    !matches!(
        error.kind(),
        Kind::PermissionDenied
            | Kind::StorageFull
            | Kind::QuotaExceeded
            | Kind::ReadOnlyFilesystem
            | Kind::Unsupported
            | Kind::InvalidInput
            | Kind::NotFound
    )
}

impl Host for Patient<'_> {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        self.attempt(|| self.host.read(path))
    }

    fn write(&self, path: &str, bytes: &[u8], headers: Headers) -> io::Result<()> {
        self.attempt(|| self.host.write(path, bytes, headers))
    }

    fn create(&self, path: &str, bytes: &[u8]) -> io::Result<bool> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        // Only once: a try whose answer was lost may have made the file, which a second one would take for another's.
        self.host.create(path, bytes)
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        self.attempt(|| self.host.remove(path))
    }

    fn remove_empty(&self, folder: &str) -> io::Result<()> {
        self.attempt(|| self.host.remove_empty(folder))
    }

    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        self.attempt(|| self.host.list(folder))
    }

    fn is_exclusive(&self) -> bool {
        self.host.is_exclusive()
    }
}
