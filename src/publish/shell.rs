//! Releases on a host that gives a shell over SSH (GNU or BusyBox tools), by the `ssh` program.
//!
//! Many files at once go as one packed archive that the host's `tar` unpacks, and `sha256sum` there tells what arrived: a file at a
//! time, each written, renamed and read back, waits ten times for the network.
//!
//! Knows nothing of: what is published.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::thread;

use sha2::{Digest as _, Sha256};
use tar::{Builder, Header};

use super::host::{Files, Shelf};
use super::remote::Secrets;
use crate::config::publish::Address;
use crate::squeeze;

/// The shell of a host, in the folder of a target.
pub struct Shell {
    destination: String,
    port: Option<String>,
    root: String,
}

impl Shell {
    /// The shell of a host.
    pub fn new(to: &Address, secrets: &Secrets) -> Shell {
        let (host, port) = match to.host.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => (host, Some(port.to_owned())),
            _ => (to.host.as_str(), None),
        };
        let user = to.user.clone().or_else(|| secrets.user.clone());
        let destination = user.map_or_else(|| host.to_owned(), |user| format!("{user}@{host}"));
        Shell { destination, port, root: to.path.clone() }
    }

    /// Starts a line of shell in the target's folder.
    fn start(&self, line: &str) -> io::Result<Child> {
        let mut command = Command::new("ssh");
        command.args(["-o", "BatchMode=yes", "-o", "ConnectTimeout=20", "-o", "ServerAliveInterval=15"]);
        if let Some(port) = &self.port {
            command.args(["-p", port]);
        }
        let root = quoted(&format!("{}/", self.root));
        command.arg("--").arg(&self.destination).arg(format!("mkdir -p {root} && cd {root} && {{ {line}; }}"));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()
    }

    /// Runs a line of shell in the target's folder and gives what it prints.
    fn run(&self, line: &str) -> io::Result<String> {
        self.run_with(line, |_| Ok(())).map(|(printed, ())| printed)
    }

    /// Runs a line of shell, which is given what `write` writes.
    fn run_with<R>(&self, line: &str, write: impl FnOnce(ChildStdin) -> io::Result<R>) -> io::Result<(String, R)> {
        let mut child = self.start(line)?;
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
        let to = self.run(&format!("readlink {} || true", quoted(name)))?;
        Ok(Some(to.trim().to_owned()).filter(|to| !to.is_empty()))
    }

    fn switch(&self, name: &str, to: &str) -> io::Result<()> {
        let waiting = quoted(&format!("{name}.new"));
        self.run(&format!("rm -f {waiting} && ln -s {} {waiting} && mv -T {waiting} {}", quoted(to), quoted(name))).map(|_| ())
    }

    fn names(&self, folder: &str) -> io::Result<Vec<String>> {
        let listed = self.run(&format!("ls -1 {} 2>/dev/null || true", quoted(folder)))?;
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
        .map(|_| ())
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.run(&format!("mv -T {} {}", quoted(from), quoted(to))).map(|_| ())
    }

    fn remove_all(&self, folder: &str) -> io::Result<()> {
        self.run(&format!("rm -rf {}", quoted(folder))).map(|_| ())
    }

    fn fill(&self, folder: &str, files: &mut Files<'_>) -> io::Result<()> {
        let folder = quoted(folder);
        // Times are the host's own (-m): they become a page's Last-Modified. Files that are there are unlinked first, not written into,
        // so those of other releases stay as they are.
        let (_, (names, digests)) = self.run_with(&format!("cd {folder} && tar -xzmf -"), |to| pack(files, to))?;
        let check = format!("cd {folder} && xargs -0 sha256sum --");
        let (found, ()) = self.run_with(&check, |mut to| to.write_all(&names))?;
        let found = found.lines().map(|line| line.trim_start_matches('\\').get(..64));
        if found.eq(digests.iter().map(|digest| Some(digest.as_str()))) {
            return Ok(());
        }
        Err(io::Error::other("what arrived isn't what was sent"))
    }
}
