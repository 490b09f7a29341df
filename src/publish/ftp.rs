//! Hosts that speak FTP: with TLS, to this machine also without.
//!
//! Connections are kept, for a login costs more than a file; where a host allows only so many, the rest wait for them. One is always left
//! to the lock, whose beats can't wait behind long files. A file is uploaded into the folder of uploads and renamed into place.
//!
//! Not through OpenDAL: its FTP leaves the reply after a file that was read (RFC 959, 5.4) for the next command to meet, so it logs in
//! anew for each, and it uploads beside the file.
//!
//! Knows nothing of: what is published.

use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use suppaftp::list::{File, ListParser};
use suppaftp::rustls::crypto::ring;
use suppaftp::rustls::version::TLS12;
use suppaftp::rustls::{ClientConfig, RootCertStore};
use suppaftp::types::{FileType, Response};
use suppaftp::{DataStream, FtpError, FtpResult, ImplFtpStream, Mode, RustlsConnector, RustlsFtpStream, Status, TlsStream};

use super::host::Host;
use super::known::Known;
use super::lock;
use super::remote::{SENDING, SILENCE, Secrets, in_short};
use crate::config::publish::Address;
use crate::digest::Digest;
use crate::disk::folder::UPLOADS;
use crate::served::Headers;

/// A connection that rested for this long is asked whether it still stands.
const REST: Duration = Duration::from_secs(10);

/// The wait for a word on the connection of a file before the host has agreed to the command: it says none, and where it refuses, TLS
/// would wait for one when the connection is closed.
const UNAGREED: Duration = Duration::from_millis(1);

/// How long the lock waits for a word: a beat that fails has to leave time for another.
const BEAT: Duration = Duration::from_secs(8);

/// The port of a host that names none.
const PORT: u16 = 21;

/// A folder on a host that speaks FTP.
pub struct Ftp {
    name: String,
    port: u16,
    folder: String,
    user: String,
    password: String,
    /// Whom to believe that the host is the one it says; `None` where nothing is encrypted.
    roots: Option<Arc<RootCertStore>>,
    connections: Mutex<Connections>,
    freed: Condvar,
    made: Known,
}

struct Connections {
    resting: Vec<(RustlsFtpStream, Instant)>,
    open: usize,
    most: usize,
    /// Whether the lock waits for one.
    is_awaited: bool,
}

impl Ftp {
    /// Makes ready to speak to a host. Nothing is sent yet.
    pub fn new(to: &Address, secrets: &Secrets) -> Ftp {
        let named = to.host.rsplit_once(':').and_then(|(name, port)| Some((name, port.parse().ok()?)));
        let (name, port) = named.unwrap_or((&to.host, PORT));
        let roots = to.encrypted.then(|| {
            let mut roots = RootCertStore::empty();
            // What the machine believes and can't be read is no reason to believe less.
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            Arc::new(roots)
        });
        Ftp {
            name: name.trim_matches(['[', ']']).to_owned(),
            port,
            folder: to.path.clone(),
            user: to.user.clone().or_else(|| secrets.user.clone()).unwrap_or_default(),
            password: secrets.password.clone().unwrap_or_default(),
            roots,
            connections: Mutex::new(Connections { resting: Vec::new(), open: 0, most: usize::MAX, is_awaited: false }),
            freed: Condvar::new(),
            made: Known::default(),
        }
    }

    /// A path in the host's words. A name that would end the command and begin another is refused.
    fn place(&self, path: &str) -> io::Result<String> {
        if path.contains(char::is_control) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, format!("{path:?} is no name for FTP")));
        }
        Ok(format!("{}/{path}", self.folder))
    }

    /// Does something with a file on a connection, and keeps it where its replies are still those to the commands.
    fn with<T>(&self, path: &str, act: impl FnOnce(&mut RustlsFtpStream) -> FtpResult<T>) -> io::Result<T> {
        let is_for_lock = path == lock::FILE;
        let mut stream = self.take(is_for_lock)?;
        let result = wait_for(&stream, if is_for_lock { BEAT } else { SILENCE }).and_then(|()| act(&mut stream));
        let is_sound = match &result {
            // Any other reply belongs to a command before.
            Err(FtpError::UnexpectedResponse(reply)) => is_refusal(reply),
            Err(_) => false,
            Ok(_) => true,
        };
        let mut connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        if is_sound {
            connections.resting.push((stream, Instant::now()));
        } else {
            connections.open -= 1;
        }
        drop(connections);
        self.freed.notify_all();
        result.map_err(told)
    }

    /// A connection that rests, or a new one.
    fn take(&self, is_for_lock: bool) -> io::Result<RustlsFtpStream> {
        let lock = || self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        let mut connections = lock();
        loop {
            let spare = usize::from(!is_for_lock && (connections.most > 1 || connections.is_awaited));
            connections.is_awaited &= !is_for_lock;
            if connections.resting.len() > spare
                && let Some((mut stream, since)) = connections.resting.pop()
            {
                if since.elapsed() < REST {
                    return Ok(stream);
                }
                drop(connections);
                if wait_for(&stream, BEAT).and_then(|()| stream.noop()).is_ok() {
                    return Ok(stream);
                }
                connections = lock();
                connections.open -= 1;
            } else if connections.open < connections.most {
                connections.open += 1;
                drop(connections);
                let result = self.connect();
                if let Ok(stream) = result {
                    return Ok(stream);
                }
                connections = lock();
                connections.open -= 1;
                if let Err(error) = result
                    && !(connections.open > 0 && matches!(&error, FtpError::UnexpectedResponse(reply) if is_crowded(reply)))
                {
                    self.freed.notify_all();
                    return Err(told(error));
                }
                connections.most = connections.open;
            } else {
                connections.is_awaited |= is_for_lock;
                connections = self.freed.wait(connections).unwrap_or_else(PoisonError::into_inner);
            }
        }
    }

    fn connect(&self) -> FtpResult<RustlsFtpStream> {
        let line = self.line().map_err(FtpError::ConnectionError)?;
        let is_newer = line.peer_addr().is_ok_and(|address| address.is_ipv6());
        let mut stream = RustlsFtpStream::connect_with_stream(line)?.passive_stream_builder(|address| {
            let line = TcpStream::connect_timeout(&address, SILENCE).and_then(|line| patient(&line, UNAGREED).map(|()| line));
            line.map_err(FtpError::ConnectionError)
        });
        if let Some(roots) = &self.roots {
            // A host may want the connection of a file to go on with the session of the commands. So each has a store of sessions of its own,
            // and TLS 1.2, whose sessions serve more than once: a ticket of 1.3 is spent, and no new one read, with each upload.
            let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
                .with_protocol_versions(&[&TLS12])
                .map_err(|error| FtpError::SecureError(error.to_string()))?
                .with_root_certificates(Arc::clone(roots))
                .with_no_client_auth();
            stream = stream.into_secure(RustlsConnector::from(Arc::new(config)), &self.name)?;
        }
        // Behind a router a host names an address that isn't reached from here; and files go nowhere else than commands.
        stream.set_passive_nat_workaround(true);
        if is_newer {
            stream.set_mode(Mode::ExtendedPassive);
        }
        if !self.user.is_empty() {
            stream.login(&self.user, &self.password)?;
        }
        // What a host takes names for if it isn't told (RFC 2640); one that doesn't know the command takes bytes.
        match stream.opts("UTF8", Some("ON")) {
            Err(FtpError::UnexpectedResponse(reply)) if reply.status.code() != 421 => {}
            done => done?,
        }
        stream.transfer_type(FileType::Binary)?;
        Ok(stream)
    }

    fn line(&self) -> io::Result<TcpStream> {
        let mut failure = io::Error::new(io::ErrorKind::AddrNotAvailable, format!("{} has no address", self.name));
        for address in (self.name.as_str(), self.port).to_socket_addrs()? {
            match TcpStream::connect_timeout(&address, SILENCE).and_then(|line| patient(&line, SILENCE).map(|()| line)) {
                Ok(line) => return Ok(line),
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }

    /// Makes the folders above a place, unless they are known to be there.
    fn make_above(&self, stream: &mut RustlsFtpStream, place: &str) -> FtpResult<()> {
        for folder in self.made.missing_above(place) {
            // A folder that is there is refused, in words of the host's own; a missing right shows with the file.
            stream.mkdir(folder).or_else(|error| refused(error).map(|_| ()))?;
            self.made.add(folder);
        }
        Ok(())
    }

    fn put(&self, stream: &mut RustlsFtpStream, waiting: &str, place: &str, bytes: &[u8]) -> FtpResult<()> {
        self.make_above(stream, waiting)?;
        self.make_above(stream, place)?;
        let mut data = stream.put_with_stream(waiting)?;
        agree(&data)?;
        let written = data.write_all(bytes).and_then(|()| data.flush());
        // What was written may still be on its way. A host that has had enough closes the connection of the file, and says why on the other.
        wait_for(stream, SENDING)?;
        stream.finalize_put_stream(data)?;
        written.map_err(FtpError::ConnectionError)?;
        wait_for(stream, SILENCE)?;
        stream.rename(waiting, place).or_else(|error| {
            // Some hosts give no file the name of another that is there. It goes aside, and comes back if that wasn't the reason. A folder
            // stays where it is.
            let (reply, aside) = (refused(error)?, format!("{waiting}.old"));
            if !is_file(stream, place)? {
                return Err(FtpError::UnexpectedResponse(reply));
            }
            stream.rm(&aside).or_else(|error| refused(error).map(|_| ()))?;
            stream.rename(place, aside.as_str())?;
            stream.rename(waiting, place).inspect_err(|_| _ = stream.rename(aside.as_str(), place))?;
            stream.rm(&aside).or_else(|error| refused(error).map(|_| ()))
        })
    }

    /// Puts a file in place of what is there.
    fn upload(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let (waiting, place) = (self.place(&format!("{UPLOADS}/{}", Digest::of(path.as_bytes()).hex()))?, self.place(path)?);
        self.with(path, |stream| match self.put(stream, &waiting, &place, bytes) {
            Err(error) => {
                refused(error)?;
                // Someone may have removed a folder that was there.
                self.made.clear();
                self.put(stream, &waiting, &place, bytes)
            }
            done => done,
        })
    }

    /// What is directly in a folder.
    fn entries(&self, place: &str) -> io::Result<Vec<File>> {
        let lines = self.with(place, |stream| {
            match stream.custom_data_command(format!("LIST {place}"), &[Status::AboutToSend, Status::AlreadyOpen]) {
                Ok((_, data)) => received(stream, data),
                Err(FtpError::UnexpectedResponse(reply)) if matches!(reply.status.code(), 450 | 550) => Ok(Vec::new()),
                Err(error) => Err(error),
            }
        })?;
        let lines = String::from_utf8_lossy(&lines);
        let entries = lines.lines().filter(|line| !line.is_empty() && !line.starts_with("total ")).map(|line| {
            let entry = ListParser::parse_posix(line).or_else(|_| ListParser::parse_dos(line));
            entry.map_err(|_| io::Error::new(io::ErrorKind::Unsupported, format!("the host lists files in a way of its own: {line}")))
        });
        entries.filter(|entry| !entry.as_ref().is_ok_and(|entry| matches!(entry.name(), "." | ".."))).collect()
    }
}

/// Whether a file is there: hosts refuse one that isn't and one that may not be read in the same words.
fn is_file(stream: &mut RustlsFtpStream, place: &str) -> FtpResult<bool> {
    match stream.size(place) {
        Ok(_) => Ok(true),
        Err(error) => refused(error).map(|_| false),
    }
}

/// Sets how long the next replies are waited for.
fn wait_for(stream: &RustlsFtpStream, wait: Duration) -> FtpResult<()> {
    stream.get_ref().set_read_timeout(Some(wait)).map_err(FtpError::ConnectionError)
}

/// Waits for a host no longer than is sensible, and sends at once what is to be sent.
fn patient(line: &TcpStream, wait: Duration) -> io::Result<()> {
    line.set_read_timeout(Some(wait))?;
    line.set_write_timeout(Some(SILENCE))?;
    line.set_nodelay(true)
}

/// What a host sends on a connection of its own, to the end.
fn received<T: TlsStream>(stream: &mut ImplFtpStream<T>, mut data: DataStream<T>) -> FtpResult<Vec<u8>> {
    agree(&data)?;
    let mut bytes = Vec::new();
    match data.read_to_end(&mut bytes) {
        // A host that closes without a word of TLS; whether all was sent is in its reply.
        Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => return Err(FtpError::ConnectionError(error)),
        _ => stream.finalize_retr_stream(data)?,
    }
    Ok(bytes)
}

/// The host has agreed to the command, so its words on this connection are waited for.
fn agree<T: TlsStream>(data: &DataStream<T>) -> FtpResult<()> {
    data.get_ref().set_read_timeout(Some(SILENCE)).map_err(FtpError::ConnectionError)
}

/// Whether a reply is a "no" that did no harm to the connection.
fn is_refusal(reply: &Response) -> bool {
    reply.status.code() >= 422
}

/// The host's "no" to a command; any other error stays one.
fn refused(error: FtpError) -> FtpResult<Response> {
    match error {
        FtpError::UnexpectedResponse(reply) if is_refusal(&reply) => Ok(reply),
        error => Err(error),
    }
}

/// Whether a host has as many connections as it allows.
fn is_crowded(reply: &Response) -> bool {
    let words = String::from_utf8_lossy(&reply.body).to_lowercase();
    reply.status.code() == 421 || reply.status.code() == 530 && (words.contains("maximum") || words.contains("too many"))
}

/// An error in the words of the standard library, so that patience can tell what may pass.
fn told(error: FtpError) -> io::Error {
    match error {
        FtpError::UnexpectedResponse(reply) if is_crowded(&reply) => io::Error::other(in_short(&String::from_utf8_lossy(&reply.body))),
        // What TLS says of a certificate: the next try would hear the same.
        FtpError::ConnectionError(error) if error.kind() == io::ErrorKind::InvalidData => {
            io::Error::new(io::ErrorKind::InvalidInput, error)
        }
        FtpError::ConnectionError(error) => error,
        FtpError::UnexpectedResponse(reply) => {
            let kind = match reply.status.code() {
                430 | 530..=534 | 550 | 553 => io::ErrorKind::PermissionDenied,
                452 | 552 => io::ErrorKind::StorageFull,
                _ => io::ErrorKind::Other,
            };
            io::Error::new(kind, in_short(&String::from_utf8_lossy(&reply.body)))
        }
        error => io::Error::other(in_short(&error.to_string())),
    }
}

impl Host for Ftp {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        let place = self.place(path)?;
        self.with(path, |stream| match stream.retr_as_stream(&place) {
            Err(FtpError::UnexpectedResponse(reply)) if reply.status == Status::FileUnavailable => {
                if is_file(stream, &place)? {
                    Err(FtpError::UnexpectedResponse(reply))
                } else {
                    Ok(None)
                }
            }
            data => received(stream, data?).map(Some),
        })
    }

    fn write(&self, path: &str, bytes: &[u8], _: Headers) -> io::Result<()> {
        self.upload(path, bytes)
    }

    fn create(&self, path: &str, bytes: &[u8]) -> io::Result<bool> {
        if self.read(path)?.is_some() {
            return Ok(false);
        }
        self.upload(path, bytes).map(|()| true)
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        let place = self.place(path)?;
        self.with(path, |stream| {
            stream.rm(&place).or_else(|error| {
                let reply = refused(error)?;
                if is_file(stream, &place)? { Err(FtpError::UnexpectedResponse(reply)) } else { Ok(()) }
            })
        })
    }

    fn remove_empty(&self, folder: &str) -> io::Result<()> {
        let place = self.place(folder)?;
        let is_empty = match self.entries(&place) {
            // An empty folder that stays does no harm.
            Err(error) if error.kind() == io::ErrorKind::Unsupported => false,
            entries => entries?.is_empty(),
        };
        if is_empty {
            self.with(folder, |stream| stream.rmdir(&place).or_else(|error| refused(error).map(|_| ())))?;
            self.made.forget(&place);
        }
        Ok(())
    }

    fn list(&self, folder: &str) -> io::Result<Vec<String>> {
        let (mut folders, mut files) = (vec![folder.to_owned()], Vec::new());
        while let Some(folder) = folders.pop() {
            for entry in self.entries(&self.place(&folder)?)? {
                let path = if folder.is_empty() { entry.name().to_owned() } else { format!("{folder}/{}", entry.name()) };
                if entry.is_directory() {
                    folders.push(path);
                } else {
                    files.push(path);
                }
            }
        }
        Ok(files)
    }

    fn is_exclusive(&self) -> bool {
        false
    }
}
