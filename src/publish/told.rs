//! A publication in words, before and after, for people and for programs.
//!
//! Knows nothing of: hosts, terminals.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::ledger::{Turn, turn};
use super::lock::Owner;
use super::publication::{Conflict, Done, Found, Oddity, Trouble};
use super::releases::TakenBack;
use crate::config::Config;
use crate::config::publish::{PublishTarget, Scheme};
use crate::diagnostic::{MessageLanguage, Text};
use crate::disk::tree::Records;
use crate::language::Lang;
use crate::served::is_fingerprinted;
use crate::text;

/// Names shown of each kind of change in a language; the rest is counted.
const SHOWN: usize = 10;

/// What is needed to speak of a publication.
#[derive(Clone, Copy)]
pub struct Telling<'a> {
    /// Which languages there are, and which has no prefix.
    pub config: &'a Config,
    /// The built files.
    pub wanted: &'a Records,
    /// Those of them that only lead elsewhere.
    pub redirects: &'a BTreeSet<String>,
    /// The language of messages.
    pub language: MessageLanguage,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
    Appears,
    Changes,
    Vanishes,
}

impl Telling<'_> {
    /// The language of a page by its address; `None` for what all share.
    fn lang(&self, path: &str) -> Option<Lang> {
        let first = path.split('/').next().and_then(Lang::from_id).filter(|lang| self.config.languages.contains(lang));
        let is_shared = turn(path) != Turn::Page;
        first.or_else(|| (!is_shared).then_some(self.config.default_language))
    }

    /// The changes of a plan, each with its file.
    fn changes<'f>(&self, found: &'f Found) -> impl Iterator<Item = (Change, &'f String)> {
        let difference = &found.difference;
        let appears = difference.appear.iter().map(|path| (Change::Appears, path));
        let changes = difference.change.iter().chain(&difference.finish).map(|path| (Change::Changes, path));
        appears.chain(changes).chain(difference.vanish.iter().map(|path| (Change::Vanishes, path)))
    }

    /// The plan in words: pages by language, the rest by number, sizes.
    pub fn plan(&self, found: &Found) -> String {
        let mut pages: BTreeMap<(Lang, Change), Vec<&String>> = BTreeMap::new();
        let mut others: BTreeMap<Change, usize> = BTreeMap::new();
        for (change, path) in self.changes(found) {
            match self.lang(path).filter(|_| turn(path) == Turn::Page) {
                Some(lang) => pages.entry((lang, change)).or_default().push(path),
                None => *others.entry(change).or_default() += 1,
            }
        }
        let mut text = String::new();
        for lang in &self.config.languages {
            let of = |change| pages.get(&(*lang, change)).map_or(&[][..], Vec::as_slice);
            let [appears, changes, vanishes] = [Change::Appears, Change::Changes, Change::Vanishes].map(of);
            if appears.len() + changes.len() + vanishes.len() == 0 {
                continue;
            }
            let counts = self.say(&count_pages(appears.len(), changes.len(), vanishes.len()));
            text.push_str(&format!("  {}: {counts}\n", lang.id()));
            // A first publication is all new: names would say nothing.
            let is_first = found.ledger.files.is_empty();
            for (mark, paths) in [('+', appears), ('~', changes), ('-', vanishes)].into_iter().filter(|_| !is_first) {
                self.names(&mut text, mark, paths);
            }
        }
        let [appear, change, vanish] = [Change::Appears, Change::Changes, Change::Vanishes].map(|c| others.get(&c).copied().unwrap_or(0));
        if appear + change + vanish > 0 {
            text.push_str(&self.say(&text!(
                "  ngoài trang (ảnh, giao diện, bản tin, tìm kiếm): {appear} mới, {change} đổi, {vanish} bỏ\n",
                "  besides pages (pictures, styles, feeds, search): {appear} new, {change} changed, {vanish} gone\n"
            )));
        }
        text.push_str(&self.amounts(found));
        text
    }

    fn names(&self, text: &mut String, mark: char, paths: &[&String]) {
        for path in paths.iter().take(SHOWN) {
            let note = match (mark, self.redirects.contains(*path)) {
                ('-', _) => {
                    text!("  (không chuyển hướng: người đọc gặp trang “không tìm thấy”)", "  (no redirect: its readers get “not found”)")
                }
                (_, true) => text!("  (chuyển hướng)", "  (redirect)"),
                _ => text!("", ""),
            };
            text.push_str(&format!("    {mark} {}{}\n", url(path), self.say(&note)));
        }
        if paths.len() > SHOWN {
            let more = paths.len() - SHOWN;
            text.push_str(&self.say(&text!("    {mark} và {more} trang nữa\n", "    {mark} and {more} more\n")));
        }
    }

    fn amounts(&self, found: &Found) -> String {
        let difference = &found.difference;
        let files = difference.to_send().count();
        let size = size(self.bytes(found));
        let removed = difference.to_remove().count();
        let same = self.wanted.len() - files;
        let mut text = self.say(&text!(
            "  gửi {files} tệp, {size}; xóa {removed} tệp; {same} tệp giữ nguyên\n",
            "  to send: {files} files, {size}; to remove: {removed}; unchanged: {same}\n"
        ));
        let retired = difference.retire.len();
        if retired > 0 {
            text.push_str(&self.say(&text!(
                "  {retired} tệp giao diện hoặc ảnh cũ còn ở lại đến lần phát hành sau, cho người đọc đang mở trang cũ\n",
                "  {retired} old styles or pictures stay until the next publication, for readers who have an old page open\n"
            )));
        }
        let unfinished = difference.finish.len();
        if unfinished > 0 {
            text.push_str(&self.say(&text!(
                "  {unfinished} tệp do lần phát hành bị ngắt để dở, nay gửi lại\n",
                "  {unfinished} files were left by an interrupted publication and are sent again\n"
            )));
        }
        for path in found.gone.iter().take(SHOWN) {
            text.push_str(&self.say(&text!(
                "  {path}: ai đó đã xóa trên máy chủ, nay gửi lại\n",
                "  {path}: someone removed it from the host; it is sent again\n"
            )));
        }
        text
    }

    fn bytes(&self, found: &Found) -> u64 {
        found.difference.to_send().filter_map(|path| self.wanted.get(path)).map(|record| record.length).sum()
    }

    /// The plan for programs.
    pub fn json(&self, target: &str, to: &str, found: Option<&Found>) -> Value {
        let Some(found) = found else {
            return json!({ "target": target, "to": to, "changes": [], "retire": 0, "conflicts": [], "send_bytes": 0, "unchanged": self.wanted.len() });
        };
        let changes = self.changes(found).map(|(change, path)| {
            let change = match change {
                Change::Appears => "appear",
                Change::Changes => "change",
                Change::Vanishes => "vanish",
            };
            let kind = match turn(path) {
                _ if self.redirects.contains(path) => "redirect",
                Turn::Page => "page",
                Turn::Asset if is_fingerprinted(path) => "fingerprinted",
                Turn::Asset => "asset",
                Turn::Announcement => "announcement",
            };
            let bytes = self.wanted.get(path).map(|record| record.length);
            json!({ "change": change, "path": path, "url": url(path), "kind": kind, "lang": self.lang(path).map(Lang::id), "bytes": bytes })
        });
        let conflicts = found
            .conflicts
            .iter()
            .map(|conflict| json!({ "path": conflict.path, "what": if conflict.what == Oddity::Changed { "changed" } else { "foreign" } }));
        json!({
            "target": target, "to": to,
            "changes": changes.collect::<Vec<_>>(),
            "retire": found.difference.retire.len(),
            "expire": found.difference.expire.len(),
            "removed_by_hand": found.gone,
            "conflicts": conflicts.collect::<Vec<_>>(),
            "send_bytes": self.bytes(found),
            "unchanged": self.wanted.len() - found.difference.to_send().count(),
        })
    }

    /// Files on the host that aren't as Saola left them, and what to do.
    pub fn conflicts(&self, conflicts: &[Conflict]) -> String {
        let mut text = String::new();
        for conflict in conflicts.iter().take(2 * SHOWN) {
            let path = &conflict.path;
            text.push_str(&self.say(&match conflict.what {
                Oddity::Changed => {
                    text!("  {path}: ai đó đã sửa tệp này trên máy chủ\n", "  {path}: someone changed this file on the host\n")
                }
                Oddity::Foreign => text!(
                    "  {path}: trên máy chủ đã có tệp này, không do Saola đưa lên\n",
                    "  {path}: the host has this file already, and Saola didn't put it there\n"
                ),
            }));
        }
        let count = conflicts.len();
        text.push_str(&self.say(&text!(
            "Chưa ghi gì: {count} tệp trên máy chủ không như Saola để lại. Đưa chỗ sửa vào nguồn rồi phát hành lại; hoặc dùng --overwrite: bản trên máy chủ được chép về .saola/found/ rồi mới ghi đè.\n",
            "Nothing was written: {count} files on the host aren't as Saola left them. Bring the changes into the sources and publish again; or use --overwrite, which keeps the host's versions in .saola/found/ before it replaces them.\n"
        )));
        text
    }

    /// Too many files would go.
    pub fn too_many(&self, found: &Found, allowed: f64) -> String {
        let (gone, of) = (found.difference.vanish.len(), found.ledger.live());
        let (share, allowed) = ((found.removed_share() * 100.0).round(), (allowed * 100.0).round());
        self.say(&text!(
            "Chưa ghi gì: sẽ xóa {gone} trong {of} tệp ({share}%), hơn mức {allowed}% của max_removals. Nếu đúng ý định, chạy lại với --allow-removals.\n",
            "Nothing was written: {gone} of {of} files would go ({share}%), more than the {allowed}% of max_removals. If that is meant, run again with --allow-removals.\n"
        ))
    }

    /// What was done.
    pub fn done(&self, done: Done) -> String {
        let (sent, size, removed) = (done.sent, size(done.bytes), done.removed);
        self.say(&text!(
            "Đã phát hành: gửi {sent} tệp ({size}), từng tệp đã đối chiếu với bản trên máy chủ; xóa {removed} tệp.",
            "Published: {sent} files sent ({size}), each compared with what arrived; {removed} removed."
        ))
    }

    fn say(&self, text: &Text) -> String {
        text.get(self.language).to_owned()
    }
}

fn count_pages(appear: usize, change: usize, vanish: usize) -> Text {
    let pages = |count: usize, verb: &str| if count == 1 { format!("1 page {verb}s") } else { format!("{count} pages {verb}") };
    let en = [(appear, "appear"), (change, "change")].map(|(count, verb)| (count, pages(count, verb)));
    let gone = if vanish == 1 { "1 page vanishes".to_owned() } else { format!("{vanish} pages vanish") };
    let en: Vec<String> = en.into_iter().chain([(vanish, gone)]).filter(|(count, _)| *count > 0).map(|(_, words)| words).collect();
    let vi = [(appear, "mới"), (change, "đổi"), (vanish, "bị bỏ")];
    let vi: Vec<String> = vi.into_iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} trang {word}")).collect();
    Text { vi: vi.join(", "), en: en.join(", ") }
}

/// The address of a page's file.
fn url(path: &str) -> String {
    format!("/{}", path.strip_suffix("index.html").unwrap_or(path))
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{:.1} KiB", bytes as f64 / 1024.0),
        _ => format!("{:.1} MiB", bytes as f64 / 1_048_576.0),
    }
}

/// Why a publication stopped.
pub fn trouble(trouble: &Trouble) -> Text {
    match trouble {
        Trouble::Failed { path, error } if path.is_empty() => text!("máy chủ không đáp ứng: {error}", "the host refuses: {error}"),
        Trouble::Failed { path, error } => text!("không đọc hoặc ghi được {path}: {error}", "can't read or write {path}: {error}"),
        Trouble::Altered { path } => text!(
            "tệp đã dựng {path} bị sửa sau khi dựng; xóa thư mục dựng rồi chạy lại",
            "the built file {path} was changed after it was built; remove the build's folder and run again"
        ),
        Trouble::Garbled { path } => text!(
            "{path} đọc lại khác với lúc gửi, hai lần; máy chủ hoặc đường truyền làm hỏng tệp",
            "{path} came back different from what was sent, twice; the host or the line damages files"
        ),
        Trouble::LockLost => text!(
            "khóa phát hành không còn là của lần chạy này (đường truyền ngắt lâu, hoặc người khác đã nhận)",
            "this run has lost the lock (the line was down for long, or another publisher took over)"
        ),
    }
}

/// What to look at where a host refuses everything.
pub fn login(target: &PublishTarget) -> Text {
    let name = target.name.to_uppercase().replace('-', "_");
    match target.to.scheme {
        Scheme::File => text!("; xem quyền của thư mục", "; look at the folder's permissions"),
        Scheme::Sftp => text!("; xem khóa ssh và known_hosts", "; look at the ssh key and known_hosts"),
        Scheme::Webdav | Scheme::Ftp | Scheme::S3 => text!(
            "; xem lại SAOLA_{name}_USER và SAOLA_{name}_PASSWORD, và quyền của tài khoản",
            "; look at SAOLA_{name}_USER and SAOLA_{name}_PASSWORD, and at what the account may do"
        ),
    }
}

/// After a rollback nothing is published by itself.
pub fn stopped(target: &str) -> Text {
    text!(
        "Từ nay không lượt nào phát hành tới {target} nữa, kể cả lượt chạy theo giờ, cho đến khi bạn sửa xong và chạy: saola publish {target} --resume\n",
        "Nothing is published to {target} any more, timed runs included, until you have mended the fault and run: saola publish {target} --resume\n"
    )
}

/// A release was taken back, and nobody has said that its fault is mended.
pub fn taken_back(taken_back: &TakenBack, target: &str) -> Text {
    let TakenBack { name, since, to } = taken_back;
    text!(
        "{name} đã quay lại {to} (lúc {since}); chưa ghi gì. Sửa xong chỗ sai thì chạy: saola publish {target} --resume",
        "{name} went back to {to} (at {since}); nothing was written. Once the fault is mended, run: saola publish {target} --resume"
    )
}

/// Another publishes.
pub fn held(owner: &Owner) -> Text {
    let Owner { name, since, .. } = owner;
    text!(
        "{name} đang phát hành (từ {since}); hãy chờ rồi chạy lại",
        "{name} is publishing (since {since}); wait until that is done, then run again"
    )
}

/// Whether another that holds the lock is still at work is being found out.
pub fn watching(owner: &Owner) -> Text {
    let Owner { name, since, .. } = owner;
    text!(
        "Trên máy chủ có khóa của {name} (từ {since}); đang xem người ấy còn làm không…\n",
        "The host has a lock of {name} (since {since}); watching whether they are still at work…\n"
    )
}

/// What a host can't promise; empty for one that promises all.
pub fn limits(scheme: Scheme, is_exclusive: bool) -> Text {
    let mut text = Text { vi: String::new(), en: String::new() };
    if scheme == Scheme::Ftp {
        text.vi.push_str("Lưu ý: có máy chủ FTP không thay được tệp trong một bước; ở đó một trang có thể vắng mặt trong giây lát.\n");
        text.en.push_str(
            "Note: some FTP servers can't put a file in place of another in one step; there a page may be missing for a moment.\n",
        );
    }
    if !is_exclusive && scheme != Scheme::File {
        text.vi.push_str("Lưu ý: khóa trên máy chủ này không tuyệt đối; đừng để hai nơi phát hành cùng một giây.\n");
        text.en.push_str("Note: a lock on this host is not absolute; don't let two publishers start in the same second.\n");
    }
    text
}
