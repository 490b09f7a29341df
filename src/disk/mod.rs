//! The only room that touches files: listing and reading sources, reading assets, the cache, the output tree.
//!
//! Knows nothing of: what any file means.

pub mod folder;
pub mod process;
pub mod tree;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use walkdir::WalkDir;

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::digest::Digest;
use crate::path::ContentPath;
use crate::source::{Source, Span};
use crate::text;

/// Text files above this many bytes are refused: an article has a few dozen KiB.
pub const MAX_TEXT: u64 = 4 * 1024 * 1024;

/// Files that operating systems and git leave behind; passed over without a word.
const LITTER: [&str; 4] = [".DS_Store", "Thumbs.db", "desktop.ini", ".gitkeep"];

/// What tells cheaply that a file changed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Stamp {
    modified: u128,
    length: u64,
}

/// A file of the project, found by [`scan`].
#[derive(Clone, Debug)]
pub struct FileInfo {
    /// Where it lies in the project (NFC).
    pub path: ContentPath,
    /// Where it lies on this machine.
    pub absolute: PathBuf,
    /// Its time of change and length.
    pub stamp: Stamp,
}

/// Lists all files under `folder` of the project, in order of path. A folder that doesn't exist has none.
///
/// Symbolic links are followed only to files inside the folder; others are complaints.
pub fn scan(root: &Path, folder: &str) -> (Vec<FileInfo>, Diagnostics) {
    let top = root.join(folder);
    let (mut files, mut diagnostics) = (Vec::new(), Diagnostics::default());
    if !top.exists() {
        return (files, diagnostics);
    }
    let inside = top.canonicalize().unwrap_or_else(|_| top.clone());
    for entry in WalkDir::new(&top).sort_by_file_name() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let place = error.path().map_or(folder.to_owned(), |p| project_path(root, p));
                diagnostics.push(codes::file_unreadable(Span::file(&ContentPath::new(&place)), &error.to_string()));
                continue;
            }
        };
        if entry.file_type().is_dir() || LITTER.iter().any(|name| entry.file_name() == *name) {
            continue;
        }
        let path = ContentPath::new(&project_path(root, entry.path()));
        if entry.file_type().is_symlink()
            && !entry.path().canonicalize().is_ok_and(|target| target.starts_with(&inside) && target.is_file())
        {
            diagnostics.push(codes::symlink_outside(Span::file(&path)));
            continue;
        }
        if !entry.file_type().is_file() && !entry.file_type().is_symlink() {
            // Reading a pipe or a device could wait for ever.
            diagnostics.push(codes::file_unreadable(Span::file(&path), "not a regular file"));
            continue;
        }
        let stamp = fs::metadata(entry.path()).map(|metadata| stamp(&metadata)).unwrap_or_default();
        files.push(FileInfo { path, absolute: entry.into_path(), stamp });
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    (files, diagnostics)
}

/// One file of the project, if it is there.
pub fn file(root: &Path, path: &str) -> Option<FileInfo> {
    let absolute = root.join(path);
    let metadata = fs::metadata(&absolute).ok().filter(fs::Metadata::is_file)?;
    Some(FileInfo { path: ContentPath::new(path), absolute, stamp: stamp(&metadata) })
}

/// Whether a folder of the project exists.
pub fn has_folder(root: &Path, folder: &str) -> bool {
    root.join(folder).is_dir()
}

fn project_path(root: &Path, absolute: &Path) -> String {
    let relative = absolute.strip_prefix(root).unwrap_or(absolute);
    let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    text::nfc(&parts.join("/")).into_owned()
}

fn stamp(metadata: &fs::Metadata) -> Stamp {
    let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    Stamp { modified: modified.map_or(0, |duration| duration.as_nanos()), length: metadata.len() }
}

/// Reads a text file: UTF-8, with or without a byte order mark, any line ends, at most [`MAX_TEXT`] bytes.
pub fn read_text(info: &FileInfo) -> Result<Arc<Source>, Diagnostic> {
    let span = || Span::file(&info.path);
    if info.stamp.length > MAX_TEXT {
        return Err(codes::file_too_large(span(), info.stamp.length, MAX_TEXT));
    }
    let bytes = fs::read(&info.absolute).map_err(|error| codes::file_unreadable(span(), &error.to_string()))?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Source::new(info.path.clone(), text)),
        Err(error) => Err(codes::file_encoding(span(), encoding(error.as_bytes()))),
    }
}

fn encoding(bytes: &[u8]) -> &'static str {
    match bytes {
        [0xff, 0xfe, ..] => "UTF-16 LE",
        [0xfe, 0xff, ..] => "UTF-16 BE",
        _ if bytes.iter().take(512).filter(|b| **b == 0).count() > 64 => "UTF-16",
        _ => "TCVN3, VNI, Windows-1258, …",
    }
}

/// Reads a file whole.
pub fn read_bytes(absolute: &Path) -> io::Result<Vec<u8>> {
    fs::read(absolute)
}

/// Writes a new file and the folders above it; an existing file is an error.
pub fn write_new(absolute: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = absolute.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(absolute)?;
    io::Write::write_all(&mut file, text.as_bytes())
}

/// Writes the new text of a project's file, whole or not at all. `before` is the text that the change was made from (`None`
/// for a new file): a file that holds something else by now is left alone, which is an error.
pub fn replace_text(absolute: &Path, before: Option<&str>, after: &str) -> io::Result<()> {
    let found = match fs::read(absolute) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    if found.as_deref() != before.map(str::as_bytes) {
        return Err(io::Error::other("the file was changed meanwhile and is left as it is"));
    }
    let folder = absolute.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let temporary = folder.join(format!(".{}.{}.tmp", absolute.file_name().unwrap_or_default().to_string_lossy(), std::process::id()));
    let written = fs::File::create(&temporary).and_then(|mut file| {
        io::Write::write_all(&mut file, after.as_bytes())?;
        file.sync_all()
    });
    let kept = found.and_then(|_| fs::metadata(absolute).ok()).map(|metadata| metadata.permissions());
    let done = written
        .and_then(|()| kept.map_or(Ok(()), |kept| fs::set_permissions(&temporary, kept)))
        .and_then(|()| fs::rename(&temporary, absolute));
    if done.is_err() {
        fs::remove_file(&temporary).ok();
    }
    done
}

/// Writes a file that a person named, whole or not at all.
pub fn write_output(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let temporary = folder.join(format!(".{}.{}.tmp", path.file_name().unwrap_or_default().to_string_lossy(), std::process::id()));
    let done = fs::write(&temporary, bytes).and_then(|()| fs::rename(&temporary, path));
    if done.is_err() {
        fs::remove_file(&temporary).ok();
    }
    done
}

/// Keeps bytes in a file whose folders may not be there yet.
pub fn keep(path: &Path, bytes: &[u8]) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)?;
    write_output(path, bytes)
}

/// Bytes kept between runs under `.saola/cache`, found by the digest of what they were made from.
///
/// Losing it costs time and nothing else; a file that can't be written is simply not kept.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// The cache of the project at `root`.
    pub fn new(root: &Path) -> Cache {
        Cache { folder: root.join(".saola/cache") }
    }

    /// What was kept for a key.
    pub fn get(&self, key: &Digest) -> Option<Vec<u8>> {
        fs::read(self.place(key)).ok()
    }

    /// Keeps bytes for a key.
    pub fn put(&self, key: &Digest, bytes: &[u8]) {
        let place = self.place(key);
        let temporary = place.with_extension(format!("{}.tmp", std::process::id()));
        let written = fs::create_dir_all(&self.folder).and_then(|()| fs::write(&temporary, bytes));
        if written.and_then(|()| fs::rename(&temporary, &place)).is_err() {
            fs::remove_file(&temporary).ok();
        }
    }

    fn place(&self, key: &Digest) -> PathBuf {
        self.folder.join(key.hex())
    }
}
