//! Releases on a host that gives a shell over SSH (GNU or BusyBox tools), by the `ssh` program.
//!
//! Many files at once go as one packed archive that the host's `tar` unpacks, and `sha256sum` there tells what arrived: a file at a
//! time, each written, renamed and read back, waits ten times for the network.
//!
//! Knows nothing of: what is published.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::process::{ChildStdin, Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use sha2::{Digest as _, Sha256};
use tar::{Builder, Header};

use super::host::{Files, Shelf};
use super::remote::Secrets;
use crate::config::publish::Address;
use crate::disk::folder::UPLOADS;
use crate::squeeze;

/// How the `ssh` program is asked to reach a host.
pub(super) struct Ssh {
    destination: String,
    port: Option<String>,
}

impl Ssh {
    pub(super) fn new(to: &Address, secrets: &Secrets) -> Ssh {
        let (host, port) = match to.host.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => (host, Some(port.to_owned())),
            _ => (to.host.as_str(), None),
        };
        let user = to.user.clone().or_else(|| secrets.user.clone());
        Ssh { destination: user.map_or_else(|| host.to_owned(), |user| format!("{user}@{host}")), port }
    }

    /// The program, for a line of shell that is still to be added, or for a subsystem.
    pub(super) fn command(&self, subsystem: Option<&str>) -> Command {
        let mut command = Command::new("ssh");
        command.args(["-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", "-o", "ConnectTimeout=20", "-o", "ServerAliveInterval=15"]);
        // A master that stays behind would hold the ends of the pipes that are read to their end.
        command.args(["-o", "ControlMaster=no"]);
        if let Some(port) = &self.port {
            command.args(["-p", port]);
        }
        match subsystem {
            Some(name) => command.args(["-s", "--", &self.destination, name]),
            None => command.args(["--", &self.destination]),
        };
        command
    }
}

/// The shell of a host, in the folder of a target.
pub struct Shell {
    ssh: Ssh,
    root: String,
    /// Counts archives, so that each has its own name.
    archives: AtomicUsize,
}

impl Shell {
    /// The shell of a host.
    pub fn new(to: &Address, secrets: &Secrets) -> Shell {
        Shell { ssh: Ssh::new(to, secrets), root: to.path.clone(), archives: AtomicUsize::new(0) }
    }

    /// Asks something in the target's folder; nothing is printed where there is no such folder yet.
    fn ask(&self, line: &str) -> io::Result<String> {
        self.start(&format!("cd {} 2>/dev/null || exit 0; {line}", self.folder()), |_| Ok(())).map(|(printed, ())| printed)
    }

    /// Does something in the target's folder, which is made if it isn't there.
    fn run(&self, line: &str) -> io::Result<()> {
        self.run_with(line, |_| Ok(())).map(|_| ())
    }

    /// Does something that is given what `write` writes.
    fn run_with<R>(&self, line: &str, write: impl FnOnce(ChildStdin) -> io::Result<R>) -> io::Result<(String, R)> {
        let folder = self.folder();
        self.start(&format!("mkdir -p {folder} && cd {folder} && {{ {line}; }}"), write)
    }

    fn folder(&self) -> String {
        quoted(&format!("{}/", self.root))
    }

    /// Runs a line of shell and gives what it prints.
    fn start<R>(&self, line: &str, write: impl FnOnce(ChildStdin) -> io::Result<R>) -> io::Result<(String, R)> {
        let mut command = self.ssh.command(None);
        command.arg(line);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let input = child.stdin.take().ok_or_else(|| io::Error::other("ssh takes no input"))?;
        thread::scope(|scope| {
            // Read while it is written to, or both would wait for the other.
            let output = scope.spawn(|| child.wait_with_output());
            let written = write(input);
            let output = output.join().unwrap_or_else(|_| Err(io::Error::other("ssh can't be waited for")))?;
            Ok((printed(&output)?, written?))
        })
    }
}

/// What a line of shell printed, if it went well.
fn printed(output: &Output) -> io::Result<String> {
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let reason = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(io::Error::other(format!("ssh: {reason} (releases need a shell on the host; leave `releases` out where there is none)")))
}

/// What was packed: the names, each ended by a zero, and the digests that the host has to find, in order.
type Packed = (Vec<u8>, Vec<String>);

fn pack(files: &mut Files<'_>, to: ChildStdin) -> io::Result<Packed> {
    let mut archive = Builder::new(squeeze::gzip_writer(to));
    let (mut names, mut digests) = (Vec::new(), Vec::new());
    for file in files {
        let (name, bytes) = file?;
        append(&mut archive, name, &bytes)?;
        names.extend(name.as_bytes().iter().chain(b"\0"));
        digests.push(hex(&Sha256::digest(&bytes)));
    }
    archive.into_inner()?.finish()?;
    Ok((names, digests))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").ok();
        hex
    })
}

fn append(archive: &mut Builder<impl Write>, name: &str, bytes: &[u8]) -> io::Result<()> {
    let mut header = Header::new_gnu();
    header.set_size(bytes.len() as u64);
    header.set_mode(0o644);
    archive.append_data(&mut header, name, bytes)
}

fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

impl Shelf for Shell {
    fn link(&self, name: &str) -> io::Result<Option<String>> {
        let to = self.ask(&format!("readlink {} || true", quoted(name)))?;
        Ok(Some(to.trim().to_owned()).filter(|to| !to.is_empty()))
    }

    fn switch(&self, name: &str, to: &str) -> io::Result<()> {
        let waiting = quoted(&format!("{name}.new"));
        self.run(&format!("rm -f {waiting} && ln -s {} {waiting} && mv -T {waiting} {}", quoted(to), quoted(name)))
    }

    fn names(&self, folder: &str) -> io::Result<Vec<String>> {
        let listed = self.ask(&format!("ls -1 {} 2>/dev/null || true", quoted(folder)))?;
        let mut names: Vec<String> = listed.lines().map(str::to_owned).collect();
        names.sort();
        Ok(names)
    }

    fn copy(&self, from: Option<&str>, to: &str) -> io::Result<()> {
        let to = quoted(to);
        match from {
            Some(from) => self.run(&format!("cp -al {} {to}", quoted(from))),
            None => self.run(&format!("mkdir -p {to}")),
        }
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.run(&format!("mv -T {} {}", quoted(from), quoted(to)))
    }

    fn remove_all(&self, folder: &str) -> io::Result<()> {
        self.run(&format!("rm -rf {}", quoted(folder)))
    }

    fn fill(&self, folder: &str, files: &mut Files<'_>) -> io::Result<()> {
        // First as a file: what is left on the host of a cut connection then writes into that, never into a release.
        let archive = format!("{UPLOADS}/archive-{}", self.archives.fetch_add(1, Ordering::Relaxed));
        let (_, (names, digests)) =
            self.run_with(&format!("mkdir -p {UPLOADS} && cat > {archive} || {{ rm -f {archive}; exit 1; }}"), |to| pack(files, to))?;
        let folder = quoted(folder);
        // Times are the host's own (-m): they become a page's Last-Modified. Files that are there are unlinked first, not written into,
        // so those of other releases stay as they are.
        let unpack =
            format!("tar -xzmf {archive} -C {folder}; code=$?; rm -f {archive}; [ $code = 0 ] && cd {folder} && xargs -0 sha256sum --");
        let (found, ()) = self.run_with(&unpack, |mut to| to.write_all(&names))?;
        let found = found.lines().map(|line| line.trim_start_matches('\\').get(..64));
        if found.eq(digests.iter().map(|digest| Some(digest.as_str()))) {
            return Ok(());
        }
        Err(io::Error::other("what arrived isn't what was sent"))
    }
}
