//! Hosts that speak SFTP, by the `ssh` program: one connection for files, on which many requests are under way at once, and one for the
//! lock, whose beats can't wait behind them.
//!
//! Not through OpenDAL: its SFTP logs in up to sixteen times, asks anew whether the connection stands before each step and makes all folders
//! above a file with each file, and makes the target's folder even to look at it.
//!
//! Knows nothing of: what is published.

use std::future::poll_fn;
use std::io;
use std::pin::pin;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_core::Stream as _;
use openssh_sftp_client::error::SftpErrorKind;
use openssh_sftp_client::file::File;
use openssh_sftp_client::{Error, Sftp, SftpOptions};
use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, ChildStderr, Command};
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

use super::host::Host;
use super::known::Known;
use super::lock;
use super::remote::{SENDING, SILENCE, Secrets, in_short};
use super::shell::Ssh;
use crate::config::publish::Address;
use crate::digest::Digest;
use crate::disk::folder::UPLOADS;
use crate::served::Headers;

/// How long the lock waits for a word: a beat that fails has to leave time for another.
const BEAT: Duration = Duration::from_secs(8);

/// The bytes of a file that go in one request.
const PIECE: usize = 64 * 1024;

/// How long `ssh` gets to end and say why, when a connection has failed.
const FAREWELL: Duration = Duration::from_secs(2);

/// A folder on a host that speaks SFTP.
pub struct SftpHost {
    ssh: Ssh,
    folder: String,
    runtime: Runtime,
    session: Mutex<Option<Arc<Session>>>,
    session_of_lock: Mutex<Option<Arc<Session>>>,
    made: Known,
}

/// A connection.
struct Session {
    sftp: Sftp,
    child: Mutex<Option<(Child, JoinHandle<String>)>>,
}

type Outcome<T> = Result<T, Error>;

impl SftpHost {
    /// Makes ready to speak to a host. Nothing is sent yet.
    pub fn new(to: &Address, secrets: &Secrets) -> io::Result<SftpHost> {
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let (session, session_of_lock, made) = (Mutex::default(), Mutex::default(), Known::default());
        Ok(SftpHost { ssh: Ssh::new(to, secrets), folder: to.path.clone(), runtime, session, session_of_lock, made })
    }

    fn place(&self, path: &str) -> String {
        format!("{}/{path}", self.folder)
    }

    /// Does something with a file on its connection, which is given up unless the host answers in its own words.
    fn with<T>(&self, path: &str, act: impl AsyncFnOnce(&Sftp) -> Outcome<T>) -> io::Result<T> {
        let (place, patience) = if path == lock::FILE { (&self.session_of_lock, BEAT) } else { (&self.session, SENDING) };
        let session = self.session(place)?;
        let outcome = self.runtime.block_on(async { tokio::time::timeout(patience, act(&session.sftp)).await });
        let error = match outcome {
            Ok(Ok(value)) => return Ok(value),
            Ok(Err(Error::SftpError(kind, words))) => return Err(told(kind, words.get().0)),
            Ok(Err(error)) => error.to_string(),
            Err(_) => format!("no answer for {} seconds", patience.as_secs()),
        };
        let mut current = place.lock().unwrap_or_else(PoisonError::into_inner);
        if current.as_ref().is_some_and(|current| Arc::ptr_eq(current, &session)) {
            *current = None;
        }
        drop(current);
        let child = session.child.lock().unwrap_or_else(PoisonError::into_inner).take();
        Err(self.runtime.block_on(parting(child, error)))
    }

    /// The connection, made if there is none.
    fn session(&self, place: &Mutex<Option<Arc<Session>>>) -> io::Result<Arc<Session>> {
        let mut current = place.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(session) = current.as_ref() {
            return Ok(Arc::clone(session));
        }
        let session = Arc::new(self.runtime.block_on(self.connect())?);
        *current = Some(Arc::clone(&session));
        Ok(session)
    }

    async fn connect(&self) -> io::Result<Session> {
        let mut command = Command::from(self.ssh.command(Some("sftp")));
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true).spawn();
        let mut child = child.map_err(|error| io::Error::new(error.kind(), format!("the ssh program can't be run: {error}")))?;
        let (Some(input), Some(output), Some(errors)) = (child.stdin.take(), child.stdout.take(), child.stderr.take()) else {
            return Err(io::Error::other("ssh takes no input"));
        };
        let said = tokio::spawn(hear(errors));
        // Each request is sent at once: most wait for its answer before the next.
        let options = SftpOptions::new().flush_interval(Duration::ZERO);
        let error = match tokio::time::timeout(SILENCE, Sftp::new(input, output, options)).await {
            Ok(Ok(sftp)) => return Ok(Session { sftp, child: Mutex::new(Some((child, said))) }),
            Ok(Err(error)) => error.to_string(),
            Err(_) => format!("no answer for {} seconds", SILENCE.as_secs()),
        };
        Err(parting(Some((child, said)), error).await)
    }

    async fn make_above(&self, sftp: &Sftp, place: &str) -> Outcome<()> {
        for folder in self.made.missing_above(place) {
            match sftp.fs().create_dir(folder).await {
                // One that is there is a failure without a name; a missing right shows with the file.
                Ok(()) | Err(Error::SftpError(..)) => self.made.add(folder),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    async fn put(&self, sftp: &Sftp, waiting: &str, place: &str, bytes: &[u8]) -> Outcome<()> {
        self.make_above(sftp, waiting).await?;
        self.make_above(sftp, place).await?;
        fill(sftp.options().write(true).create(true).truncate(true).open(waiting).await?, bytes).await?;
        if !sftp.support_posix_rename() {
            // The protocol's own rename takes no name of a file that is there; nearly all hosts have OpenSSH's.
            sftp.fs().remove_file(place).await.ok();
        }
        sftp.fs().rename(waiting, place).await
    }
}

/// Writes a file and closes it. That it was closed is not waited for: requests are answered in order.
async fn fill(mut file: File, bytes: &[u8]) -> Outcome<()> {
    for piece in bytes.chunks(PIECE) {
        file.write_all(piece).await?;
    }
    Ok(())
}

/// What `ssh` says beside the protocol.
async fn hear(mut errors: ChildStderr) -> String {
    let (mut said, mut piece) = (Vec::new(), [0; 1024]);
    while let Ok(length @ 1..) = errors.read(&mut piece).await {
        if said.len() < 8 * piece.len() {
            said.extend_from_slice(&piece[..length]);
        }
    }
    String::from_utf8_lossy(&said).into_owned()
}

/// Why a connection failed: in the words of `ssh`, where it has some.
async fn parting(child: Option<(Child, JoinHandle<String>)>, error: String) -> io::Error {
    let mut said = String::new();
    if let Some((mut child, words)) = child {
        if tokio::time::timeout(FAREWELL, child.wait()).await.is_err() {
            child.kill().await.ok();
        }
        said = tokio::time::timeout(FAREWELL, words).await.map(Result::unwrap_or_default).unwrap_or_default();
    }
    let is_refused = said.contains("Permission denied (") || said.contains("Host key verification failed");
    let kind = if is_refused { io::ErrorKind::PermissionDenied } else { io::ErrorKind::Other };
    io::Error::new(kind, in_short(&reason(&said).map_or(error, |reason| format!("ssh: {reason}"))))
}

/// The reason that `ssh` gives: its last line. A host's banner stands before it.
fn reason(said: &str) -> Option<&str> {
    said.lines().map(str::trim).rfind(|line| !line.is_empty())
}

/// A host's "no" in the words of the standard library, so that patience can tell what may pass.
fn told(kind: SftpErrorKind, words: &str) -> io::Error {
    let kind = match kind {
        SftpErrorKind::NoSuchFile => io::ErrorKind::NotFound,
        SftpErrorKind::PermDenied => io::ErrorKind::PermissionDenied,
        SftpErrorKind::OpUnsupported => io::ErrorKind::Unsupported,
        _ => io::ErrorKind::Other,
    };
    // A full disk has no name in the protocol.
    let words = if words == "Failure" { "the host fails, without a reason; its disk may be full" } else { words };
    io::Error::new(kind, in_short(words))
}

/// Whether a host says that something isn't there. A file where a folder ought to be is a failure without a name, so it is looked for.
async fn is_missing(sftp: &Sftp, place: &str, error: &Error) -> bool {
    match error {
        Error::SftpError(SftpErrorKind::NoSuchFile, _) => true,
        Error::SftpError(SftpErrorKind::Failure, _) => match sftp.fs().symlink_metadata(place).await {
            Ok(found) => found.file_type().is_some_and(|kind| kind.is_dir()),
            Err(error) => matches!(error, Error::SftpError(SftpErrorKind::NoSuchFile | SftpErrorKind::Failure, _)),
        },
        _ => false,
    }
}

impl Host for SftpHost {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        let place = self.place(path);
        self.with(path, async |sftp| match sftp.fs().read(&place).await {
            Ok(bytes) => Ok(Some(bytes.into())),
            Err(error) if is_missing(sftp, &place, &error).await => Ok(None),
            Err(error) => Err(error),
        })
    }

    fn write(&self, path: &str, bytes: &[u8], _: Headers) -> io::Result<()> {
        let (waiting, place) = (self.place(&format!("{UPLOADS}/{}", Digest::of(path.as_bytes()).hex())), self.place(path));
        self.with(path, async |sftp| match self.put(sftp, &waiting, &place, bytes).await {
            // Someone may have removed a folder that was there.
            Err(Error::SftpError(SftpErrorKind::NoSuchFile, _)) => {
                self.made.clear();
                self.put(sftp, &waiting, &place, bytes).await
            }
            done => done,
        })
    }

    fn create(&self, path: &str, bytes: &[u8]) -> io::Result<bool> {
        let place = self.place(path);
        self.with(path, async |sftp| {
            self.make_above(sftp, &place).await?;
            match sftp.options().write(true).create_new(true).open(&place).await {
                Ok(file) => fill(file, bytes).await.map(|()| true),
                Err(error @ Error::SftpError(SftpErrorKind::Failure, _)) => match sftp.fs().symlink_metadata(&place).await {
                    Ok(_) => Ok(false),
                    Err(_) => Err(error),
                },
                Err(error) => Err(error),
            }
        })
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        let place = self.place(path);
        self.with(path, async |sftp| match sftp.fs().remove_file(&place).await {
            Err(error) if !is_missing(sftp, &place, &error).await => Err(error),
            _ => Ok(()),
        })
    }

    fn remove_empty(&self, folder: &str) -> io::Result<()> {
        let place = self.place(folder);
        self.with(folder, async |sftp| match sftp.fs().remove_dir(&place).await {
            // One that isn't empty is refused.
            Ok(()) | Err(Error::SftpError(..)) => Ok(()),
            Err(error) => Err(error),
        })?;
        self.made.forget(&place);
        Ok(())
    }

    fn list(&self, asked: &str) -> io::Result<Vec<String>> {
        let (mut folders, mut files) = (vec![asked.to_owned()], Vec::new());
        while let Some(folder) = folders.pop() {
            let (place, is_asked_for) = (self.place(&folder), folder == asked);
            let entries = self.with(&folder, async |sftp| match sftp.fs().open_dir(&place).await {
                Ok(open) => {
                    let (mut entries, mut found) = (pin!(open.read_dir()), Vec::new());
                    while let Some(entry) = poll_fn(|context| entries.as_mut().poll_next(context)).await {
                        let entry = entry?;
                        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
                        found.push((entry.filename().to_string_lossy().into_owned(), is_folder));
                    }
                    Ok(found)
                }
                Err(Error::SftpError(SftpErrorKind::NoSuchFile | SftpErrorKind::Failure, _)) => Ok(Vec::new()),
                // A folder of somebody else's, such as lost+found.
                Err(Error::SftpError(SftpErrorKind::PermDenied, _)) if !is_asked_for => Ok(Vec::new()),
                Err(error) => Err(error),
            })?;
            for (name, is_folder) in entries.into_iter().filter(|(name, _)| !matches!(name.as_str(), "." | "..")) {
                let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
                if is_folder {
                    folders.push(path);
                } else {
                    files.push(path);
                }
            }
        }
        Ok(files)
    }

    fn is_exclusive(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::reason;

    #[test]
    fn the_reason_stands_after_the_banner() {
        let said = "Cảnh báo: chỉ dành cho cán bộ\r\n***\r\nbien-tap@may-chu: Permission denied (publickey).\r\n\r\n";
        assert_eq!(reason(said), Some("bien-tap@may-chu: Permission denied (publickey)."));
        assert_eq!(reason(" \n"), None);
    }
}
