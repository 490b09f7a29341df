//! What Saola put on a host, kept there: each file with its digest, and whether that is certain.
//!
//! Two files hold it in turn, so that one is always whole, also where a host cuts an upload short. The one with the higher
//! number counts. Before anything is changed, a ledger is written that calls what will change *unsettled*; after a kill the next
//! run knows by it what is its own to finish.
//!
//! Knows nothing of: how it is compressed or sent.

use std::collections::BTreeMap;

use crate::digest::Digest;
use crate::disk::tree::{Record, Records, stays_inside};
use crate::served::is_fingerprinted;

/// The two files.
pub const FILES: [&str; 2] = [".saola-ledger-a", ".saola-ledger-b"];

const HEADER: &str = "saola ledger 1";

/// What is known of a file on the host.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// It holds these bytes, and pages of the last publication use it.
    Settled,
    /// It is being changed to these bytes, or removed: it may hold what it held before (these bytes, where there were any), or be
    /// absent; where a host cuts uploads short, it may be a part.
    Unsettled(Option<Digest>),
    /// Pages of the publication before the last used it. The next publication removes it.
    Retired,
}

/// The ledger.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Ledger {
    /// Counts the ledgers written, from 1; 0 where there is none.
    pub number: u64,
    /// The files, by path.
    pub files: BTreeMap<String, (State, Record)>,
}

impl Ledger {
    /// The form that is kept on the host.
    pub fn print(&self) -> String {
        let mut text = format!("{HEADER} {}\n", self.number);
        for (path, (state, record)) in &self.files {
            let mark = match state {
                State::Settled => "=".to_owned(),
                State::Unsettled(before) => format!("?{}", before.map_or_else(String::new, |before| before.hex())),
                State::Retired => "-".to_owned(),
            };
            text.push_str(&format!("{mark} {} {} {path}\n", record.digest.hex(), record.length));
        }
        text.push_str(&format!("end {}\n", self.files.len()));
        text
    }

    /// Reads that form; `None` for anything else, also a part of it, and for one that names a file outside the folder.
    pub fn parse(text: &str) -> Option<Ledger> {
        let (header, rest) = text.split_once('\n')?;
        let number = header.strip_prefix(HEADER)?.trim_start().parse().ok()?;
        let (body, end) = rest.strip_suffix('\n')?.rsplit_once('\n').unwrap_or(("", rest.trim_end_matches('\n')));
        let mut files = BTreeMap::new();
        for line in body.lines() {
            let mut parts = line.splitn(4, ' ');
            let state = match parts.next()? {
                "=" => State::Settled,
                "-" => State::Retired,
                mark => match mark.strip_prefix('?')? {
                    "" => State::Unsettled(None),
                    before => State::Unsettled(Some(Digest::from_hex(before)?)),
                },
            };
            let record = Record { digest: Digest::from_hex(parts.next()?)?, length: parts.next()?.parse().ok()? };
            let path = parts.next().filter(|path| stays_inside(path) && !path.starts_with(".saola-"))?;
            files.insert(path.to_owned(), (state, record));
        }
        (end == format!("end {}", files.len())).then_some(Ledger { number, files })
    }

    /// How many files are certain to be there for readers.
    pub fn live(&self) -> usize {
        self.files.values().filter(|(state, _)| *state == State::Settled).count()
    }

    /// Whether a file is certain to be there for readers.
    pub fn is_live(&self, path: &str) -> bool {
        self.files.get(path).is_some_and(|(state, _)| *state == State::Settled)
    }
}

/// What a publication has to do, by path, sorted.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Difference {
    /// Files that the host doesn't have.
    pub appear: Vec<String>,
    /// Files that it has with other bytes.
    pub change: Vec<String>,
    /// Files that an interrupted publication was at: sent again.
    pub finish: Vec<String>,
    /// Files that go at once.
    pub vanish: Vec<String>,
    /// Fingerprinted assets that no page uses any more; they go one publication later.
    pub retire: Vec<String>,
    /// Assets that were retired by the last publication: they go now.
    pub expire: Vec<String>,
}

impl Difference {
    /// What a host with this ledger needs to hold what is wanted.
    pub fn between(ledger: &Ledger, wanted: &Records) -> Difference {
        let mut difference = Difference::default();
        for (path, record) in wanted {
            match ledger.files.get(path) {
                None => difference.appear.push(path.clone()),
                Some((State::Unsettled(_), _)) => difference.finish.push(path.clone()),
                Some((_, there)) if there == record => {}
                Some(_) => difference.change.push(path.clone()),
            }
        }
        for (path, (state, _)) in ledger.files.iter().filter(|(path, _)| !wanted.contains_key(*path)) {
            let list = match state {
                State::Retired => &mut difference.expire,
                _ if is_fingerprinted(path) => &mut difference.retire,
                _ => &mut difference.vanish,
            };
            list.push(path.clone());
        }
        difference
    }

    /// Whether the host holds what is wanted already.
    pub fn is_empty(&self) -> bool {
        self.to_send().next().is_none() && self.vanish.is_empty() && self.retire.is_empty()
    }

    /// The files to send.
    pub fn to_send(&self) -> impl Iterator<Item = &String> {
        self.appear.iter().chain(&self.change).chain(&self.finish)
    }

    /// The files to remove.
    pub fn to_remove(&self) -> impl Iterator<Item = &String> {
        self.vanish.iter().chain(&self.expire)
    }

    /// An asset that was to be retired turns out to be absent or a part. No page uses it, for pages are sent after their assets: it
    /// goes at once.
    pub fn drop_retired(&mut self, path: &str) {
        self.retire.retain(|retired| retired != path);
        self.vanish.push(path.to_owned());
        self.vanish.sort();
    }

    /// The ledger that stands while this is being done: it names all files of both publications. `seen` is what unsettled files were
    /// found to hold.
    pub fn intent(&self, ledger: &Ledger, wanted: &Records, seen: &BTreeMap<String, Option<Digest>>) -> Ledger {
        let mut intent = ledger.clone();
        let before = |path: &String| match ledger.files.get(path) {
            Some((State::Unsettled(before), _)) => seen.get(path).copied().unwrap_or(*before),
            Some((_, record)) => Some(record.digest),
            None => None,
        };
        for (path, (state, _)) in &mut intent.files {
            // Retired, and wanted again: pages that use it are about to appear, so after a kill it is as good as new.
            if *state == State::Retired && wanted.contains_key(path) {
                *state = State::Settled;
            }
        }
        for path in self.to_send() {
            if let Some(record) = wanted.get(path) {
                intent.files.insert(path.clone(), (State::Unsettled(before(path)), *record));
            }
        }
        for path in self.to_remove() {
            if let Some((state, _)) = intent.files.get_mut(path) {
                *state = State::Unsettled(before(path));
            }
        }
        intent
    }

    /// The ledger that stands when all is done.
    pub fn outcome(&self, ledger: &Ledger, wanted: &Records) -> Ledger {
        let mut files: BTreeMap<_, _> = wanted.iter().map(|(path, record)| (path.clone(), (State::Settled, *record))).collect();
        for path in &self.retire {
            if let Some((_, record)) = ledger.files.get(path) {
                files.insert(path.clone(), (State::Retired, *record));
            }
        }
        Ledger { number: ledger.number, files }
    }
}

/// When a file is sent: what others point to goes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Turn {
    /// Styles, pictures, fonts: pages need them.
    Asset,
    /// Pages.
    Page,
    /// Feeds, site maps, tables and what search reads: they announce pages.
    Announcement,
}

/// The turn of a file, told by its name.
pub fn turn(path: &str) -> Turn {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => Turn::Page,
        _ if path.starts_with("assets/") => Turn::Asset,
        "xml" | "json" | "txt" | "ics" | "csv" | "bin" | "gz" | "br" => Turn::Announcement,
        _ => Turn::Asset,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Difference, Ledger, State, Turn, turn};
    use crate::digest::Digest;
    use crate::disk::tree::{Record, Records};

    fn record(text: &str) -> Record {
        Record { digest: Digest::of(text.as_bytes()), length: text.len() as u64 }
    }

    fn wanted(files: &[(&str, &str)]) -> Records {
        files.iter().map(|(path, text)| ((*path).to_owned(), record(text))).collect()
    }

    fn ledger() -> Ledger {
        let mut ledger = Ledger { number: 7, ..Ledger::default() };
        for (state, path, text) in [
            (State::Settled, "index.html", "one"),
            (State::Settled, "tin tức/ខ្មែរ.html", "tên có dấu cách"),
            (State::Settled, "old/index.html", "old"),
            (State::Settled, "assets/style.1a2b3c4d.css", "red"),
            (State::Retired, "assets/style.00000000.css", "blue"),
            (State::Unsettled(Some(record("before").digest)), "half/index.html", "half"),
            (State::Unsettled(None), "new/index.html", "new"),
        ] {
            ledger.files.insert(path.to_owned(), (state, record(text)));
        }
        ledger
    }

    #[test]
    fn a_ledger_is_read_as_written_and_no_part_of_it_is_one() {
        let text = ledger().print();
        assert_eq!(Ledger::parse(&text), Some(ledger()));
        assert_eq!(Ledger::parse(&Ledger::default().print()), Some(Ledger::default()));
        for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
            assert_eq!(Ledger::parse(&text[..end]), None, "{end}");
        }
        for path in ["../x", "/etc/passwd", "a/../b", ".saola-lock", "a\\b"] {
            let hostile = text.replace("old/index.html", path);
            assert_eq!(Ledger::parse(&hostile), None, "{path}");
        }
    }

    #[test]
    fn a_difference_says_what_to_do_and_what_will_stand() {
        let wanted = wanted(&[
            ("index.html", "two"),
            ("tin tức/ខ្មែរ.html", "tên có dấu cách"),
            ("half/index.html", "half"),
            ("new/index.html", "new"),
            ("assets/style.99999999.css", "green"),
        ]);
        let difference = Difference::between(&ledger(), &wanted);
        let list = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect::<Vec<_>>();
        let expected = Difference {
            appear: list(&["assets/style.99999999.css"]),
            change: list(&["index.html"]),
            finish: list(&["half/index.html", "new/index.html"]),
            vanish: list(&["old/index.html"]),
            retire: list(&["assets/style.1a2b3c4d.css"]),
            expire: list(&["assets/style.00000000.css"]),
        };
        assert_eq!(difference, expected);
        let seen = [("half/index.html".to_owned(), Some(record("half").digest))].into();
        let intent = difference.intent(&ledger(), &wanted, &seen);
        let unsettled = intent.files.iter().filter_map(|(path, (state, _))| match state {
            State::Unsettled(before) => Some((path.as_str(), *before)),
            _ => None,
        });
        let before = |text: &str| Some(record(text).digest);
        let expected = [
            ("assets/style.00000000.css", before("blue")),
            ("assets/style.99999999.css", None),
            ("half/index.html", before("half")),
            ("index.html", before("one")),
            ("new/index.html", None),
            ("old/index.html", before("old")),
        ];
        assert_eq!(unsettled.collect::<Vec<_>>(), expected);
        let outcome = difference.outcome(&ledger(), &wanted);
        assert_eq!(outcome.files.len(), 6);
        assert!(Difference::between(&outcome, &wanted).is_empty());
        // What is wanted again before it went is not sent again.
        let mut again = wanted.clone();
        again.insert("assets/style.1a2b3c4d.css".to_owned(), record("red"));
        let back = Difference::between(&outcome, &again);
        assert!(back.to_send().next().is_none());
        // Killed on the way, it counts as used: the next publication retires it once more, and doesn't remove it.
        let killed = back.intent(&outcome, &again, &BTreeMap::new());
        assert_eq!(Difference::between(&killed, &wanted).retire, list(&["assets/style.1a2b3c4d.css"]));
    }

    #[test]
    fn names_tell_turns() {
        for (path, expected) in [
            ("index.html", Turn::Page),
            ("assets/style.1a2b3c4d.css", Turn::Asset),
            ("en/card.png", Turn::Asset),
            ("feed.xml", Turn::Announcement),
            ("search/vi/0.json", Turn::Announcement),
        ] {
            assert_eq!(turn(path), expected, "{path}");
        }
    }
}
