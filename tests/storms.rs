//! Publications in bad weather: killed at any operation, cut lines, full disks, two at once, and a reader who looks all the while.
//!
//! The host is a map that counts operations. Runs are seeded: a failure names its seed.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use saola::digest::Digest;
use saola::disk::tree::{Record, Records};
use saola::publish::host::{Host, Patient};
use saola::publish::lock::{self, Asking, Held, Owner, Refusal, Times};
use saola::publish::publication::{Built, Done, Line, Look, Oddity, Publication, Trouble, inspect};
use saola::served::Headers;

/// What the weather does at its operation.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Weather {
    /// Nothing.
    Fair,
    /// The process dies: this operation and all after it fail. On a weak host the file that was to be replaced is gone.
    Kill,
    /// The line is cut for some operations, then works again.
    Cut(usize),
    /// The host's disk is full from here on.
    Full,
    /// A write is damaged without a word.
    Damage,
    /// Writing is forbidden from here on.
    Forbidden,
}

/// A host in memory.
struct Sky {
    files: Mutex<BTreeMap<String, Vec<u8>>>,
    weather: Mutex<(Weather, usize, usize)>,
    /// Whether of two that create one file one is refused, and a file takes another's place in one step.
    is_strong: bool,
    /// What a reader found wrong.
    seen: Mutex<Vec<String>>,
}

impl Sky {
    fn new(is_strong: bool) -> Sky {
        Sky { files: Mutex::default(), weather: Mutex::new((Weather::Fair, 0, 0)), is_strong, seen: Mutex::default() }
    }

    fn set(&self, weather: Weather, at: usize) {
        *self.weather.lock().unwrap() = (weather, at, 0);
    }

    fn operations(&self) -> usize {
        self.weather.lock().unwrap().2
    }

    /// What happens to an operation.
    fn strike(&self, writes: bool) -> Weather {
        let mut weather = self.weather.lock().unwrap();
        weather.2 += 1;
        let (kind, at, now) = *weather;
        match kind {
            Weather::Kill if now >= at => Weather::Kill,
            Weather::Cut(for_how_long) if (at..at + for_how_long).contains(&now) => kind,
            Weather::Full | Weather::Forbidden if now >= at && writes => kind,
            Weather::Damage if now == at && writes => kind,
            _ => Weather::Fair,
        }
    }

    fn refused(weather: Weather) -> io::Result<()> {
        match weather {
            Weather::Fair | Weather::Damage => Ok(()),
            Weather::Full => Err(io::Error::from(io::ErrorKind::StorageFull)),
            Weather::Forbidden => Err(io::Error::from(io::ErrorKind::PermissionDenied)),
            Weather::Kill | Weather::Cut(_) => Err(io::Error::from(io::ErrorKind::ConnectionReset)),
        }
    }

    /// A reader opens every page there is: each must be whole, and have its assets.
    fn look(&self, files: &BTreeMap<String, Vec<u8>>) {
        if self.weather.lock().unwrap().0 == Weather::Damage {
            // What a host damages by itself its readers get until it is sent again: nobody can help that.
            return;
        }
        for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
            let text = String::from_utf8_lossy(bytes);
            if !text.ends_with("</html>") {
                self.seen.lock().unwrap().push(format!("{path} in part"));
                continue;
            }
            for asset in text.split_whitespace().filter(|word| word.starts_with("assets/")) {
                if !files.contains_key(asset) {
                    self.seen.lock().unwrap().push(format!("{path} without {asset}"));
                }
            }
        }
    }

    fn content(&self) -> BTreeMap<String, Vec<u8>> {
        self.files.lock().unwrap().iter().filter(|(path, _)| !path.starts_with(".saola-")).map(|(p, b)| (p.clone(), b.clone())).collect()
    }
}

impl Host for Sky {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        Sky::refused(self.strike(false))?;
        Ok(self.files.lock().unwrap().get(path).cloned())
    }

    fn write(&self, path: &str, bytes: &[u8], _: Headers) -> io::Result<()> {
        let weather = self.strike(true);
        let mut files = self.files.lock().unwrap();
        let cut = bytes.len() / 2;
        match weather {
            Weather::Damage => _ = files.insert(path.to_owned(), bytes[..cut].to_vec()),
            Weather::Fair => _ = files.insert(path.to_owned(), bytes.to_vec()),
            Weather::Kill | Weather::Cut(_) if !self.is_strong => _ = files.remove(path),
            _ => {}
        }
        self.look(&files);
        Sky::refused(weather)
    }

    fn create(&self, path: &str, bytes: &[u8]) -> io::Result<bool> {
        Sky::refused(self.strike(true))?;
        let mut files = self.files.lock().unwrap();
        if files.contains_key(path) {
            return Ok(false);
        }
        files.insert(path.to_owned(), bytes.to_vec());
        Ok(true)
    }

    fn remove(&self, path: &str) -> io::Result<()> {
        Sky::refused(self.strike(true))?;
        let mut files = self.files.lock().unwrap();
        files.remove(path);
        self.look(&files);
        Ok(())
    }

    fn remove_empty(&self, _: &str) -> io::Result<()> {
        Sky::refused(self.strike(true))
    }

    fn list(&self, _: &str) -> io::Result<Vec<String>> {
        Sky::refused(self.strike(false))?;
        Ok(self.files.lock().unwrap().keys().cloned().collect())
    }

    fn is_exclusive(&self) -> bool {
        self.is_strong
    }
}

/// A small generator of chance (xorshift), so that a seed tells the run.
struct Chance(u64);

impl Chance {
    fn new(seed: u64) -> Chance {
        Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound.max(1)
    }
}

/// A built site of some age: pages in six languages that use the style and picture of that age.
fn site(folder: &Path, age: usize, chance: &mut Chance) -> Records {
    let (style, picture) = (format!("assets/style.{age:08x}.css"), format!("assets/ảnh.{:08x}.webp", age / 2));
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for (lang, word) in [("", "Cửa khẩu"), ("en/", "Border gate"), ("ko/", "국경"), ("km/", "ច្រកទ្វារ"), ("ja/", "関門"), ("zh/", "口岸")]
    {
        for page in 0..3 {
            // Some pages come and go; a name is a file at one age and a folder at another.
            if page < 2 || chance.below(3) > 0 {
                let age = if page == 1 { 0 } else { age };
                let (style, picture) = if page == 1 { ("", "") } else { (style.as_str(), picture.as_str()) };
                files.insert(format!("{lang}tin-{page}/index.html"), format!("<html> {word} {age} {style} {picture} </html>"));
            }
        }
    }
    files.insert(if chance.below(2) == 0 { "đổi/index.html" } else { "đổi" }.to_owned(), format!("<html> {age} </html>"));
    files.insert(style, format!("style {age}"));
    files.insert(picture, format!("picture {}", age / 2));
    files.insert("feed.xml".to_owned(), format!("<feed>{age}</feed>"));
    let mut records = Records::new();
    for (path, text) in files {
        let place = folder.join(&path);
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        std::fs::write(place, &text).unwrap();
        records.insert(path, Record { digest: Digest::of(text.as_bytes()), length: text.len() as u64 });
    }
    records
}

const TIMES: Times = Times { beat: Duration::from_millis(4), gone: Duration::from_secs(30), settle: Duration::from_millis(1) };
/// For what waits until an owner counts as gone.
const SHORT: Times = Times { beat: Duration::from_millis(40), gone: Duration::from_millis(600), settle: Duration::from_millis(1) };

fn owner(name: &str) -> Owner {
    Owner { name: name.to_owned(), machine: "máy-1".to_owned(), process: 1, since: String::new(), token: name.to_owned(), beat: 0 }
}

/// A run of the publisher with its lock, as the command does it. The dead are told by their process, as on one machine.
fn publish(sky: &Sky, who: &str, built: Built<'_>) -> Result<Done, String> {
    let host = Patient { pause: Duration::ZERO, ..Patient::new(sky) };
    let owner = owner(who);
    let asking = Asking { host: &host, beats: sky, owner: &owner, times: TIMES, is_running: |_| false, waiting: &|_| {} };
    asking.take().map_err(|refusal| format!("{refusal:?}"))?;
    let run = |held: &Held<'_>| -> Result<Done, Trouble> {
        let line = Line::new(&host, 1 + who.len() % 2, &|_, _| {}).map_err(|error| Trouble::Failed { path: String::new(), error })?;
        let found = inspect(&line, built.records, Look::Touched)?;
        assert!(found.conflicts.is_empty(), "{:?}", found.conflicts);
        Publication { line: &line, built, found, draft: None, held }.perform()
    };
    lock::while_held(&asking, run).map_err(|trouble| format!("{trouble:?}"))
}

/// Does something as the holder of the lock.
fn with_lock<R>(sky: &Sky, work: impl FnOnce(&Held<'_>) -> R) -> R {
    let owner = owner("one");
    let asking = Asking { host: sky, beats: sky, owner: &owner, times: TIMES, is_running: |_| false, waiting: &|_| {} };
    asking.take().unwrap();
    lock::while_held(&asking, work)
}

/// The host holds the build, and besides it only assets of earlier builds.
fn check(sky: &Sky, folder: &Path, records: &Records, context: &str) {
    let content = sky.content();
    for (path, record) in records {
        let there = content.get(path).unwrap_or_else(|| panic!("{context}: {path} is missing"));
        assert_eq!(Digest::of(there), record.digest, "{context}: {path}");
    }
    let besides: Vec<&String> = content.keys().filter(|path| !records.contains_key(*path) && !path.starts_with("assets/")).collect();
    assert_eq!(besides, Vec::<&String>::new(), "{context}");
    assert!(folder.exists());
}

#[test]
fn after_any_weather_one_more_run_and_the_host_equals_the_build() {
    let mut struck = BTreeSet::new();
    for seed in 0..200u64 {
        let mut chance = Chance::new(seed);
        let sky = Sky::new(seed % 4 != 0);
        let folders: Vec<_> = (0..5).map(|_| tempfile::tempdir().unwrap()).collect();
        let first = site(folders[0].path(), 0, &mut chance);
        publish(&sky, "first", Built { folder: folders[0].path(), records: &first }).unwrap();
        let operations = sky.operations();
        // Up to three runs fail one after the other, each with another build.
        let storms = 1 + chance.below(3);
        for (age, folder) in folders.iter().enumerate().skip(1).take(storms) {
            let records = site(folder.path(), age, &mut chance);
            let built = Built { folder: folder.path(), records: &records };
            let weather =
                [Weather::Kill, Weather::Cut(1 + chance.below(12)), Weather::Full, Weather::Damage, Weather::Forbidden][chance.below(5)];
            sky.set(weather, 1 + chance.below(operations));
            if publish(&sky, &format!("storm {age}"), built).is_err() {
                struck.insert(format!("{weather:?}").split('(').next().unwrap().to_owned());
            }
            sky.set(Weather::Fair, 0);
            if age == 3 || chance.below(2) == 0 {
                publish(&sky, "calm", built).unwrap_or_else(|trouble| panic!("seed {seed}, {weather:?}: {trouble}"));
                check(&sky, folder.path(), &records, &format!("seed {seed}, {weather:?}"));
            }
        }
        let last = site(folders[4].path(), 9, &mut chance);
        publish(&sky, "last", Built { folder: folders[4].path(), records: &last })
            .unwrap_or_else(|trouble| panic!("seed {seed}: {trouble}"));
        check(&sky, folders[4].path(), &last, &format!("seed {seed}, the last"));
        assert_eq!(*sky.seen.lock().unwrap(), Vec::<String>::new(), "seed {seed}");
        assert!(!sky.files.lock().unwrap().contains_key(lock::FILE), "seed {seed}");
    }
    assert!(struck.len() >= 4, "the weather has to strike: {struck:?}");
}

#[test]
fn old_assets_go_one_publication_after_the_pages_that_used_them() {
    let (sky, mut chance) = (Sky::new(true), Chance::new(1));
    let folders: Vec<_> = (0..3).map(|_| tempfile::tempdir().unwrap()).collect();
    for (age, folder) in folders.iter().enumerate() {
        let records = site(folder.path(), age * 2, &mut chance);
        publish(&sky, "one", Built { folder: folder.path(), records: &records }).unwrap();
        let content = sky.content();
        let has = |age: usize| content.contains_key(&format!("assets/style.{:08x}.css", age * 2));
        assert!(has(age));
        assert_eq!((age < 1 || has(age - 1), age >= 2 && has(age - 2)), (true, false), "{age}");
    }
}

#[test]
fn what_people_did_on_the_host_is_told_and_kept() {
    let (sky, mut chance) = (Sky::new(true), Chance::new(5));
    let (before, after) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let first = site(before.path(), 0, &mut chance);
    publish(&sky, "one", Built { folder: before.path(), records: &first }).unwrap();
    let put = |path: &str, text: &str| _ = sky.files.lock().unwrap().insert(path.to_owned(), text.as_bytes().to_vec());
    put("tin-0/index.html", "<html> sửa tay </html>");
    put("notes.txt", "của người khác");
    sky.files.lock().unwrap().remove("km/tin-0/index.html");
    let mut second = site(after.path(), 4, &mut chance);
    put("new.html", "<html> trước Saola </html>");
    let text = "<html> new </html>";
    std::fs::write(after.path().join("new.html"), text).unwrap();
    second.insert("new.html".to_owned(), Record { digest: Digest::of(text.as_bytes()), length: text.len() as u64 });
    let line = Line::new(&sky, 2, &|_, _| {}).unwrap();
    let found = inspect(&line, &second, Look::Touched).unwrap();
    let conflicts: Vec<(&str, Oddity)> = found.conflicts.iter().map(|conflict| (conflict.path.as_str(), conflict.what)).collect();
    assert_eq!(conflicts, [("new.html", Oddity::Foreign), ("tin-0/index.html", Oddity::Changed)]);
    assert_eq!(found.gone, ["km/tin-0/index.html"]);
    with_lock(&sky, |held| {
        Publication { line: &line, built: Built { folder: after.path(), records: &second }, found, draft: None, held }.perform().unwrap()
    });
    assert_eq!(sky.content().remove("notes.txt").unwrap(), "của người khác".as_bytes());
    // A page that this publication wouldn't touch is found by looking at all.
    put("tin-1/index.html", "<html> sửa tay nữa </html>");
    assert!(inspect(&line, &second, Look::Touched).unwrap().conflicts.is_empty());
    let found = inspect(&line, &second, Look::All).unwrap();
    assert_eq!(found.conflicts.len(), 1);
    assert_eq!(found.difference.change, ["tin-1/index.html"]);
}

#[test]
fn what_people_did_after_a_kill_is_told_too() {
    let (before, after) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut told = 0;
    for at in 8.. {
        let (sky, mut chance) = (Sky::new(true), Chance::new(5));
        let first = site(before.path(), 0, &mut chance);
        publish(&sky, "one", Built { folder: before.path(), records: &first }).unwrap();
        let second = site(after.path(), 4, &mut chance);
        sky.set(Weather::Kill, at);
        if publish(&sky, "killed", Built { folder: after.path(), records: &second }).is_ok() {
            break;
        }
        sky.set(Weather::Fair, 0);
        sky.files.lock().unwrap().insert("km/tin-0/index.html".to_owned(), "<html> sửa tay </html>".as_bytes().to_vec());
        let line = Line::new(&sky, 2, &|_, _| {}).unwrap();
        let found = inspect(&line, &second, Look::Touched).unwrap();
        let conflicts: Vec<&str> = found.conflicts.iter().map(|conflict| conflict.path.as_str()).collect();
        // Where all pages were sent already, it is one that this run wouldn't touch.
        let is_settled = found.ledger.is_live("km/tin-0/index.html") && !found.difference.change.iter().any(|path| path.starts_with("km/"));
        assert!(conflicts == ["km/tin-0/index.html"] || is_settled, "{at}: {conflicts:?}");
        told += conflicts.len();
    }
    assert!(told > 20, "{told}");
}

#[test]
fn whoever_cant_renew_a_lock_gives_it_up_before_others_take_it() {
    let (sky, owner) = (Sky::new(true), owner("one"));
    let asking = Asking { host: &sky, beats: &sky, owner: &owner, times: SHORT, is_running: |_| true, waiting: &|_| {} };
    asking.take().unwrap();
    lock::while_held(&asking, |held| {
        std::thread::sleep(SHORT.gone);
        assert!(held.is_confirmed());
        sky.set(Weather::Forbidden, 0);
        std::thread::sleep(SHORT.gone * 3 / 4);
        assert!(held.is_lost());
        sky.set(Weather::Fair, 0);
        std::thread::sleep(SHORT.beat * 2);
        assert!(held.is_lost(), "lost once, it stays so");
    });
}

#[test]
fn of_two_publishers_one_waits_and_the_lock_of_the_dead_is_taken() {
    for is_strong in [true, false] {
        let sky = Sky::new(is_strong);
        let (mine, theirs) = (owner("tôi"), owner("họ"));
        let asking = |owner| Asking { host: &sky, beats: &sky, owner, times: SHORT, is_running: |_| true, waiting: &|_| {} };
        asking(&theirs).take().unwrap();
        // While it beats, it is theirs; afterwards it is nobody's.
        let refused = lock::while_held(&asking(&theirs), |_| asking(&mine).take());
        assert!(matches!(refused, Err(Refusal::Held(held)) if held.name == "họ"));
        asking(&mine).take().unwrap();
        // Mine stays behind without beats: others watch it for a while and take it.
        asking(&theirs).take().unwrap();
        // Whoever lost it is told.
        let (is_confirmed, lost) = lock::while_held(&asking(&mine), |held| {
            (
                held.is_confirmed(),
                (0..50).any(|_| {
                    std::thread::sleep(SHORT.beat);
                    held.is_lost()
                }),
            )
        });
        assert!(!is_confirmed && lost);
        assert!(sky.files.lock().unwrap().contains_key(lock::FILE), "a lock that is another's stays");
    }
}
