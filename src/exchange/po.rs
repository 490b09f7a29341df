//! PO files of GNU gettext.
//!
//! 1. `msgctxt` names the article and the unit, `msgid` and `msgstr` hold words with tags,
//! 2. what is older than its source is `fuzzy`, with the old source in `#|`; taking the flag away says that it is right,
//! 3. obsolete entries (`#~`) are passed over.
//!
//! Knows nothing of: other formats.

use std::fmt::Write;

use super::{Fault, Key, Packet, Returned, ReturnedFile, ReturnedUnit, UnitState, language_of};
use crate::text;

const SEPARATOR: &str = "|";

/// Writes a packet.
pub fn write(packet: &Packet) -> String {
    let mut out = String::new();
    let _ = write!(
        out,
        "msgid \"\"\nmsgstr \"\"\n\"Project-Id-Version: saola\\n\"\n\"PO-Revision-Date: \\n\"\n\"Last-Translator: \\n\"\n\"Language-Team: \\n\"\n\"Language: {}\\n\"\n\"MIME-Version: 1.0\\n\"\n\
         \"Content-Type: text/plain; charset=UTF-8\\n\"\n\"Content-Transfer-Encoding: 8bit\\n\"\n\"X-Source-Language: {}\\n\"\n",
        packet.lang.tag(),
        packet.source.tag()
    );
    for file in &packet.files {
        for unit in &file.units {
            out.push('\n');
            let mut note = |kind: &str, words: &str| {
                for line in words.lines() {
                    let _ = writeln!(out, "#. {kind}: {line}");
                }
            };
            note(unit.role.name(), &file.title);
            if let Some(changes) = &unit.changes {
                note("changes", changes);
            }
            for (term, approved) in &unit.terms {
                note("term", &format!("{term} = {approved}"));
            }
            for found in unit.matches.iter().filter(|found| found.score < 100) {
                note(&format!("memory {}%", found.score), &format!("{} => {}", found.source, found.target));
            }
            let _ = writeln!(out, "#: {}", file.path);
            if unit.target.is_some() && unit.state != UnitState::Translated {
                out.push_str("#, fuzzy\n");
            }
            if let Some(previous) = &unit.previous {
                let _ = writeln!(out, "#| msgid {}", quoted(previous));
            }
            let target = unit.target.as_ref().map_or(String::new(), crate::segment::Content::tagged);
            let _ = writeln!(out, "msgctxt {}", quoted(&format!("{}{SEPARATOR}{}", file.name, unit.key)));
            let _ = writeln!(out, "msgid {}\nmsgstr {}", quoted(&unit.source.tagged()), quoted(&target));
        }
    }
    out
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Which text of an entry is being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Context,
    Id,
    Text,
}

#[derive(Default)]
struct Entry {
    context: Option<String>,
    id: Option<String>,
    text: Option<String>,
    fuzzy: bool,
    line: usize,
}

/// Reads a file.
pub fn read(text: &str) -> Result<Returned, Fault> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut entry = Entry::default();
    let mut field: Option<Field> = None;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        let begins_comment = line.starts_with('#');
        if (line.is_empty() || begins_comment) && entry.text.is_some() {
            entries.push(std::mem::take(&mut entry));
            field = None;
        }
        if begins_comment || line.is_empty() {
            entry.fuzzy |= line.strip_prefix("#,").is_some_and(|flags| flags.split(',').any(|flag| flag.trim() == "fuzzy"));
            continue;
        }
        let wrong = || Fault::new(number, text!("dòng PO không đọc được: {line}", "the line of PO can't be read: {line}"));
        let (word, rest) = if line.starts_with('"') { ("", line) } else { line.split_once([' ', '\t']).ok_or_else(wrong)? };
        let words = unquoted(rest.trim()).ok_or_else(wrong)?;
        match word {
            "" => {}
            "msgctxt" | "msgid" if entry.text.is_some() => {
                entries.push(std::mem::take(&mut entry));
                field = Some(if word == "msgid" { Field::Id } else { Field::Context });
            }
            "msgctxt" => field = Some(Field::Context),
            "msgid" => field = Some(Field::Id),
            "msgstr" => field = Some(Field::Text),
            "msgid_plural" => {
                return Err(Fault::new(number, text!("không có số nhiều trong tệp của Saola", "files of Saola have no plural forms")));
            }
            _ => return Err(wrong()),
        }
        let place = match field {
            Some(Field::Context) => &mut entry.context,
            Some(Field::Id) => &mut entry.id,
            Some(Field::Text) => &mut entry.text,
            None => return Err(wrong()),
        };
        if entry.line == 0 {
            entry.line = number;
        }
        place.get_or_insert_default().push_str(&words);
    }
    if entry.text.is_some() {
        entries.push(entry);
    } else if entry.context.is_some() || entry.id.is_some() {
        return Err(Fault::new(entry.line, text!("mục này thiếu msgstr: tệp bị cắt?", "the entry has no msgstr: is the file cut off?")));
    }
    returned(entries)
}

fn returned(entries: Vec<Entry>) -> Result<Returned, Fault> {
    let is_header = |entry: &&Entry| entry.context.is_none() && entry.id.as_deref() == Some("");
    let header = entries.iter().find(is_header).and_then(|entry| entry.text.clone()).unwrap_or_default();
    let value = |name: &str| header.lines().find_map(|line| line.strip_prefix(name).map(|value| value.trim().to_owned()));
    let language = |name: &str| {
        value(name).and_then(|tag| language_of(&tag)).ok_or_else(|| {
            Fault::new(
                1,
                text!(
                    "phần đầu tệp PO thiếu “{name}”, hoặc cổng không có ngôn ngữ đó",
                    "the header lacks “{name}”, or the portal has no such language"
                ),
            )
        })
    };
    let mut returned = Returned { lang: language("Language:")?, source: language("X-Source-Language:")?, files: Vec::new() };
    for entry in entries.iter().filter(|entry| !is_header(entry)) {
        let context = entry.context.clone().unwrap_or_default();
        let parsed = context.split_once(SEPARATOR).and_then(|(name, key)| Some((name.to_owned(), Key::parse(key)?)));
        let Some((name, key)) = parsed else {
            return Err(Fault::new(
                entry.line,
                text!("msgctxt “{context}” không do Saola xuất ra", "the msgctxt “{context}” wasn't exported by Saola"),
            ));
        };
        let unit = ReturnedUnit {
            key,
            source: entry.id.clone().unwrap_or_default(),
            target: entry.text.clone().unwrap_or_default(),
            confirmed: !entry.fuzzy && entry.text.as_ref().is_some_and(|text| !text.is_empty()),
            line: entry.line,
        };
        match returned.files.iter_mut().find(|file| file.name == name) {
            Some(file) => file.units.push(unit),
            None => returned.files.push(ReturnedFile { name, units: vec![unit] }),
        }
    }
    Ok(returned)
}

/// The text of a quoted string; `None` where it isn't one.
fn unquoted(written: &str) -> Option<String> {
    let inner = written.strip_prefix('"')?.strip_suffix('"').filter(|_| written.len() >= 2)?;
    let mut out = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next()? {
                'n' => out.push('\n'),
                't' => out.push('\t'),
                'r' => {}
                other => out.push(other),
            },
            '"' => return None,
            c => out.push(c),
        }
    }
    Some(out)
}
