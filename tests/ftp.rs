//! FTP with hosts of all manners: a small server in this process that can be strict, crowded or old-fashioned.
//!
//! Real servers, TLS and faults are tried by `tests/publish.py`.

#![cfg(feature = "remote")]
#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use saola::config::publish::{Address, Scheme};
use saola::publish::ftp::Ftp;
use saola::publish::host::Host;
use saola::publish::remote::Secrets;
use saola::served;

/// A file that takes until the lock is written.
const SLOW: &[u8] = b"slow";

/// A file that the user may not read.
const UNREADABLE: &[u8] = b"unreadable";

/// A server, and what was seen of it.
#[derive(Default)]
struct Server {
    /// Files with their bytes; folders have none.
    places: Mutex<BTreeMap<String, Option<Vec<u8>>>>,
    /// It gives no file the name of another that is there.
    is_old: bool,
    /// Connections that it takes at once; none for as many as come.
    most: Option<usize>,
    now: AtomicUsize,
    logins: AtomicUsize,
    commands: Mutex<Vec<String>>,
}

impl Server {
    /// Listens until the test ends, at the address that it gives.
    fn listen(self) -> (Arc<Server>, String) {
        let (server, listener) = (Arc::new(self), TcpListener::bind("127.0.0.1:0").unwrap());
        server.places.lock().unwrap().insert("/www".to_owned(), None);
        let address = listener.local_addr().unwrap().to_string();
        let serving = Arc::clone(&server);
        thread::spawn(move || {
            for line in listener.incoming() {
                let server = Arc::clone(&serving);
                thread::spawn(move || server.speak(line.unwrap()));
            }
        });
        (server, address)
    }

    /// The same, with who speaks to it.
    fn start(self) -> (Arc<Server>, Ftp) {
        let (server, address) = self.listen();
        (server, speaking(address, "mật khẩu"))
    }

    fn speak(&self, mut line: TcpStream) -> io::Result<()> {
        line.set_nodelay(true)?;
        let now = self.now.fetch_add(1, Ordering::SeqCst);
        let answer = if self.most.is_some_and(|most| now >= most) { "421 Too many connections." } else { "220 Ready." };
        write!(line, "{answer}\r\n")?;
        if answer.starts_with("220") {
            self.obey(line).ok();
        }
        self.now.fetch_sub(1, Ordering::SeqCst);
        Ok(())
    }

    fn obey(&self, mut line: TcpStream) -> io::Result<()> {
        let (mut data, mut from) = (TcpListener::bind("127.0.0.1:0")?, String::new());
        for command in BufReader::new(line.try_clone()?).lines() {
            let command = command?;
            self.commands.lock().unwrap().push(command.clone());
            let (verb, place) = command.split_once(' ').unwrap_or((&command, ""));
            let answer = match verb {
                "PASV" => {
                    data = TcpListener::bind("127.0.0.1:0")?;
                    let port = data.local_addr()?.port();
                    // An address behind a router, which nobody reaches.
                    format!("227 Entering Passive Mode (10,0,0,1,{},{}).", port / 256, port % 256)
                }
                "STOR" if self.has(parent(place)) => {
                    write!(line, "150 Go on.\r\n")?;
                    let mut bytes = Vec::new();
                    data.accept()?.0.read_to_end(&mut bytes)?;
                    if bytes == SLOW {
                        self.wait_for_lock();
                    }
                    self.places.lock().unwrap().insert(place.to_owned(), Some(bytes));
                    "226 Stored.".to_owned()
                }
                "RETR" | "LIST" => match self.content(verb, place) {
                    Some(bytes) => {
                        write!(line, "150 Here it comes.\r\n")?;
                        data.accept()?.0.write_all(&bytes)?;
                        "226 Sent.".to_owned()
                    }
                    None => "550 No such file.".to_owned(),
                },
                "RNFR" => {
                    place.clone_into(&mut from);
                    "350 To what?".to_owned()
                }
                _ => self.answer(verb, place, &from).to_owned(),
            };
            write!(line, "{answer}\r\n")?;
        }
        Ok(())
    }

    fn wait_for_lock(&self) {
        let end = Instant::now() + Duration::from_secs(20);
        while !self.has("/www/.saola-lock") {
            assert!(Instant::now() < end, "the lock waits behind files");
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// What needs no other connection.
    fn answer(&self, verb: &str, place: &str, from: &str) -> &'static str {
        let mut places = self.places.lock().unwrap();
        match verb {
            "USER" => "331 And the password?",
            "PASS" if place == "mật khẩu" => {
                self.logins.fetch_add(1, Ordering::SeqCst);
                "230 Welcome."
            }
            "PASS" => "530 Login incorrect.",
            "TYPE" | "NOOP" => "200 Very well.",
            // As FileZilla's server says.
            "OPTS" => "202 UTF8 mode is always enabled.",
            "MKD" if !places.contains_key(place) && places.contains_key(parent(place)) => {
                places.insert(place.to_owned(), None);
                "257 Made."
            }
            "RMD" if !places.keys().any(|other| other.starts_with(&format!("{place}/"))) && places.remove(place).is_some() => "250 Gone.",
            "DELE" if places.get(place).is_some_and(Option::is_some) => {
                places.remove(place);
                "250 Gone."
            }
            "SIZE" if places.get(place).is_some_and(Option::is_some) => "213 1",
            "RNTO" if places.get(place).is_some_and(Option::is_none) => "550 A folder of that name is there.",
            "RNTO" if self.is_old && places.contains_key(place) => "553 A file of that name is there.",
            "RNTO" if places.contains_key(from) && places.contains_key(parent(place)) => {
                let bytes = places.remove(from).unwrap();
                places.insert(place.to_owned(), bytes);
                "250 Renamed."
            }
            "STOR" | "RNTO" | "MKD" | "RMD" | "DELE" | "SIZE" => "550 No.",
            _ => "502 What?",
        }
    }

    fn has(&self, place: &str) -> bool {
        self.places.lock().unwrap().contains_key(place)
    }

    fn content(&self, verb: &str, place: &str) -> Option<Vec<u8>> {
        let places = self.places.lock().unwrap();
        if verb == "RETR" {
            return places.get(place)?.clone().filter(|bytes| bytes != UNREADABLE);
        }
        if places.contains_key("/www/lạ") {
            return Some(b"drwxr-xr-x. 2 webmaster Domain Users 4096 26 nov. 19:56 x\r\n".to_vec());
        }
        let inside = places.iter().filter(|(path, _)| parent(path) == place.trim_end_matches('/'));
        let line = |(path, bytes): (&String, &Option<Vec<u8>>)| {
            let (kind, size) = bytes.as_ref().map_or(('d', 4096), |bytes| ('-', bytes.len()));
            format!("{kind}rw-r--r--    1 1000     1000     {size:>8} Nov 26 19:56 {}\r\n", path.rsplit('/').next().unwrap())
        };
        Some(inside.map(line).collect::<String>().into_bytes())
    }
}

fn parent(place: &str) -> &str {
    place.rsplit_once('/').map_or("", |(parent, _)| parent)
}

fn speaking(host: String, password: &str) -> Ftp {
    let to = Address { scheme: Scheme::Ftp, encrypted: false, user: None, host, path: "/www".to_owned() };
    Ftp::new(&to, &Secrets { user: Some("editor".to_owned()), password: Some(password.to_owned()) })
}

fn write(host: &Ftp, path: &str, text: &str) -> io::Result<()> {
    host.write(path, text.as_bytes(), served::headers(path))
}

#[test]
fn files_go_there_and_back_in_six_languages() {
    let (server, host) = Server::default().start();
    let texts = ["Cửa khẩu Hoa Lư", "Hoa Lu border gate", "호아르 국경검문소", "ច្រកទ្វារព្រំដែន ហ័រលូ", "ホアルー国境ゲート", "华闾口岸"];
    for (at, text) in texts.iter().enumerate() {
        write(&host, &format!("tin tức/{at}/{text}.html"), text).unwrap();
    }
    for (at, text) in texts.iter().enumerate() {
        assert_eq!(host.read(&format!("tin tức/{at}/{text}.html")).unwrap(), Some(text.as_bytes().to_vec()));
    }
    write(&host, "trống.txt", "").unwrap();
    assert_eq!(host.read("trống.txt").unwrap(), Some(Vec::new()));
    assert_eq!(host.read("tin tức/7").unwrap(), None);
    assert_eq!(host.list("tin tức").unwrap().len(), texts.len());
    assert_eq!(host.list("").unwrap().len(), texts.len() + 1, "uploads leave nothing");
    assert_eq!(host.list("không có").unwrap(), Vec::<String>::new());

    host.remove_empty("tin tức/0").unwrap();
    assert!(server.has("/www/tin tức/0"), "a folder with a file stays");
    host.remove(&format!("tin tức/0/{}.html", texts[0])).unwrap();
    host.remove(&format!("tin tức/0/{}.html", texts[0])).unwrap();
    host.remove_empty("tin tức/0").unwrap();
    assert!(!server.has("/www/tin tức/0"));
    assert_eq!(server.logins.load(Ordering::SeqCst), 2, "one for files, one that is left to the lock");
}

#[test]
fn a_file_takes_the_place_of_another_also_where_the_host_gives_no_name_twice() {
    for is_old in [false, true] {
        let (server, host) = Server { is_old, ..Server::default() }.start();
        write(&host, "index.html", "cũ").unwrap();
        write(&host, "index.html", "mới").unwrap();
        assert_eq!(host.read("index.html").unwrap().unwrap(), "mới".as_bytes());
        let removed = server.commands.lock().unwrap().iter().filter(|command| command.starts_with("DELE")).count();
        assert_eq!(removed > 0, is_old, "where it can be, it is one step");
        assert_eq!(host.list("").unwrap(), ["index.html"]);
    }
}

#[test]
fn a_lock_is_made_once() {
    let (_, host) = Server::default().start();
    assert!(host.create(".saola-lock", b"one").unwrap());
    assert!(!host.create(".saola-lock", b"two").unwrap());
    assert_eq!(host.read(".saola-lock").unwrap().unwrap(), b"one");
}

#[test]
fn where_few_connections_are_allowed_the_rest_wait_for_them() {
    for most in [1, 2, 5] {
        crowd(most);
    }
}

fn crowd(most: usize) {
    let (server, host) = Server { most: Some(most), ..Server::default() }.start();
    thread::scope(|scope| {
        for worker in 0..8 {
            let host = &host;
            scope.spawn(move || {
                for file in 0..6 {
                    write(host, &format!("{worker}/{file}.html"), "ខ្មែរ").unwrap();
                    assert_eq!(host.read(&format!("{worker}/{file}.html")).unwrap().unwrap(), "ខ្មែរ".as_bytes());
                }
            });
        }
    });
    assert_eq!(host.list("").unwrap().len(), 48);
    assert!(server.logins.load(Ordering::SeqCst) <= most);
}

#[test]
fn a_lock_doesnt_wait_behind_long_files() {
    let (_, host) = Server { most: Some(2), ..Server::default() }.start();
    // As a publication begins: it looks for the last one's ledger.
    assert_eq!(host.read(".saola-ledger-a").unwrap(), None);
    thread::scope(|scope| {
        for at in 0..4 {
            let host = &host;
            scope.spawn(move || host.write(&format!("{at}.webp"), SLOW, served::headers("")).unwrap());
        }
        thread::sleep(Duration::from_millis(50));
        write(&host, ".saola-lock", "nhịp").unwrap();
    });
    assert_eq!(host.list("").unwrap().len(), 5);
}

#[test]
fn a_folder_that_someone_removed_is_made_again() {
    let (server, host) = Server::default().start();
    write(&host, "news/a/index.html", "a").unwrap();
    server.places.lock().unwrap().retain(|place, _| !place.starts_with("/www/news"));
    write(&host, "news/b/index.html", "b").unwrap();
    assert_eq!(host.list("").unwrap(), ["news/b/index.html"]);
}

#[test]
fn a_folder_in_the_way_stays_with_what_is_in_it() {
    for is_old in [false, true] {
        let (server, host) = Server { is_old, ..Server::default() }.start();
        write(&host, "about/ảnh.jpg", "của người khác").unwrap();
        assert_eq!(write(&host, "about", "trang").unwrap_err().kind(), io::ErrorKind::PermissionDenied);
        assert!(server.has("/www/about/ảnh.jpg"));
    }
}

#[test]
fn a_file_that_may_not_be_read_is_there() {
    let (_, host) = Server::default().start();
    host.write("riêng.html", UNREADABLE, served::headers("")).unwrap();
    assert_eq!(host.read("riêng.html").unwrap_err().kind(), io::ErrorKind::PermissionDenied);
    assert_eq!(host.create("riêng.html", b"x").unwrap_err().kind(), io::ErrorKind::PermissionDenied);
}

#[test]
fn a_list_that_isnt_understood_is_no_empty_one() {
    let (_, host) = Server::default().start();
    write(&host, "lạ", "x").unwrap();
    assert_eq!(host.list("").unwrap_err().kind(), io::ErrorKind::Unsupported);
    write(&host, "news/a", "x").unwrap();
    host.remove_empty("news").unwrap();
    assert!(host.read("news/a").unwrap().is_some());
}

#[test]
fn no_name_becomes_a_command() {
    let (server, host) = Server::default().start();
    for path in ["a\r\nDELE /www/index.html", "a\nb", "a\0b"] {
        assert_eq!(write(&host, path, "x").unwrap_err().kind(), io::ErrorKind::InvalidInput);
        assert_eq!(host.read(path).unwrap_err().kind(), io::ErrorKind::InvalidInput);
    }
    assert!(server.commands.lock().unwrap().is_empty());
}

#[test]
fn a_refusal_is_told_in_the_hosts_words() {
    let (_, address) = Server::default().listen();
    let error = speaking(address, "nhầm").read("index.html").unwrap_err();
    assert_eq!((error.kind(), error.to_string()), (io::ErrorKind::PermissionDenied, "530 Login incorrect".to_owned()));
}
