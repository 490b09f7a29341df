//! A piece of text as translators see it: words, and protected codes for the markup between them.
//!
//! 1. a file's translatable places are [`Segment`]s: a role, a range, a fingerprint of the words,
//! 2. a segment's [`Content`] is text with codes (`**`, a link, a picture, a footnote's mark) that keep their raw form,
//! 3. [`Content::tagged`] writes codes as `<1>…</1>` and `<2/>`; [`Content::read`] takes a translated text back.
//!
//! Knows nothing of: Markdown, files, exchange formats.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use crate::digest::Digest;
use crate::text;
use crate::text::script::{Script, script};

/// What a segment is in its article.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Role {
    /// The title.
    Title,
    /// The summary.
    Summary,
    /// What the cover shows.
    CoverAlt,
    /// A word of the card, by its key.
    Card(&'static str),
    /// A heading of a level from 1 to 6.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// An item of a list.
    Item,
    /// A cell in the head of a table.
    HeadCell,
    /// A cell of a table.
    Cell,
    /// The description of a picture that stands alone.
    Picture,
    /// The text of a footnote.
    Note,
    /// A term that is defined.
    Term,
    /// A definition.
    Definition,
    /// The words of a block of HTML.
    Html,
}

impl Role {
    /// The keys of a card's words.
    pub const CARD: [&'static str; 5] = ["access", "hours_note", "utilities_note", "incentives_note", "venue"];

    /// The key in front matter; `None` for a segment of the body.
    pub fn key(self) -> Option<String> {
        match self {
            Role::Title => Some("title".to_owned()),
            Role::Summary => Some("summary".to_owned()),
            Role::CoverAlt => Some("cover_alt".to_owned()),
            Role::Card(key) => Some(format!("card.{key}")),
            _ => None,
        }
    }

    /// The role of a key in front matter.
    pub fn of_key(key: &str) -> Option<Role> {
        match key {
            "title" => Some(Role::Title),
            "summary" => Some(Role::Summary),
            "cover_alt" => Some(Role::CoverAlt),
            _ => {
                let word = key.strip_prefix("card.")?;
                Role::CARD.into_iter().find(|known| *known == word).map(Role::Card)
            }
        }
    }

    /// The name in exchange formats.
    pub fn name(self) -> &'static str {
        match self {
            Role::Title => "title",
            Role::Summary => "summary",
            Role::CoverAlt => "cover-description",
            Role::Card(key) => key,
            Role::Heading(_) => "heading",
            Role::Paragraph => "paragraph",
            Role::Item => "list-item",
            Role::HeadCell => "table-heading",
            Role::Cell => "table-cell",
            Role::Picture => "picture-description",
            Role::Note => "footnote",
            Role::Term => "term",
            Role::Definition => "definition",
            Role::Html => "html",
        }
    }
}

/// Tells whether words changed: 32 bits of their digest. White space, codes, the targets of links and composed forms
/// don't count.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub u32);

impl Fingerprint {
    /// Of a text without markup.
    pub fn of(words: &str) -> Fingerprint {
        let hex = Digest::of(text::plain_nfc(words).as_bytes()).short();
        Fingerprint(u32::from_str_radix(&hex, 16).unwrap_or(0))
    }

    /// Reads the eight digits that it is written with.
    pub fn parse(digits: &str) -> Option<Fingerprint> {
        (digits.len() == 8).then(|| u32::from_str_radix(digits, 16).ok().map(Fingerprint))?
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A translatable place of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Segment {
    /// Its bytes in the source.
    pub range: Range<usize>,
    /// What it is.
    pub role: Role,
    /// How many lists, quotes and the like it stands in.
    pub depth: u8,
    /// Of its words.
    pub fingerprint: Fingerprint,
    /// Whether there is anything to translate: not names and numbers alone.
    pub has_prose: bool,
}

impl Segment {
    /// Of a place and its words.
    pub fn new(range: Range<usize>, (role, depth): (Role, u8), words: &str) -> Segment {
        Segment { range, role, depth, fingerprint: Fingerprint::of(words), has_prose: has_prose(words) }
    }

    /// What has to be the same in a translation for it to have the same structure.
    pub fn shape(&self) -> (Role, u8) {
        (self.role, self.depth)
    }
}

/// Whether a text has a word that can't be a name or a unit: one that begins small and has a mark or four letters, or one of
/// another script than Latin.
pub fn has_prose(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric() && !crate::text::cluster::extends(c)).filter(|word| !word.is_empty());
    words.any(|word| {
        let letters = || word.chars().filter(|c| c.is_alphabetic());
        let is_latin = letters().all(|c| script(c) == Script::Letter);
        let begins_small = word.starts_with(char::is_lowercase);
        !is_latin || begins_small && (letters().any(|c| !c.is_ascii()) || letters().count() >= 4)
    })
}

/// What a code is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CodeKind {
    /// Strong stress, mostly bold.
    Strong,
    /// Stress, mostly italics.
    Emphasis,
    /// Struck through.
    Strike,
    /// A link around its words.
    Link,
    /// A picture around its description.
    Picture,
    /// Code within a line.
    Code,
    /// The mark of a footnote.
    Note,
    /// A line break that was meant.
    Break,
    /// HTML within a line.
    Html,
}

impl CodeKind {
    /// The name in exchange formats.
    pub fn name(self) -> &'static str {
        match self {
            CodeKind::Strong => "bold",
            CodeKind::Emphasis => "italic",
            CodeKind::Strike => "strike",
            CodeKind::Link => "link",
            CodeKind::Picture => "image",
            CodeKind::Code => "code",
            CodeKind::Note => "footnote",
            CodeKind::Break => "break",
            CodeKind::Html => "html",
        }
    }
}

/// Markup within a segment, protected from translators.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Code {
    /// What it is.
    pub kind: CodeKind,
    /// Its raw form, or the part before its words.
    pub open: String,
    /// The part after its words; empty where it has none.
    pub close: String,
    /// Words inside its raw form that readers see: code within a line.
    pub shown: String,
}

/// A piece of a content; numbers are positions in [`Content::codes`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Piece {
    /// Words as readers see them.
    Text(String),
    /// The beginning of a code that has words inside.
    Open(usize),
    /// Its end.
    Close(usize),
    /// A code without words inside.
    Alone(usize),
}

/// The words of a segment with their codes.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Content {
    /// In order.
    pub pieces: Vec<Piece>,
    /// The codes that pieces name.
    pub codes: Vec<Code>,
}

/// What is wrong with the codes of a translated text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fault {
    /// A code that the source doesn't have.
    Unknown(String),
    /// A code that stands twice.
    Twice(String),
    /// A code that isn't there.
    Missing(String),
    /// A code that begins or ends alone, or crosses another.
    Crossed(String),
}

impl Fault {
    /// The code as translators see it.
    pub fn tag(&self) -> &str {
        match self {
            Fault::Unknown(tag) | Fault::Twice(tag) | Fault::Missing(tag) | Fault::Crossed(tag) => tag,
        }
    }
}

impl Content {
    /// A content of words alone.
    pub fn plain(words: &str) -> Content {
        let pieces = if words.is_empty() { Vec::new() } else { vec![Piece::Text(words.to_owned())] };
        Content { pieces, codes: Vec::new() }
    }

    /// Its words without codes.
    pub fn words(&self) -> String {
        let mut words = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => words.push_str(text),
                Piece::Alone(code) => words.push_str(match self.codes[*code].kind {
                    CodeKind::Break => " ",
                    _ => &self.codes[*code].shown,
                }),
                Piece::Open(_) | Piece::Close(_) => {}
            }
        }
        words
    }

    /// Of its words.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.words())
    }

    /// Whether there is nothing to read.
    pub fn is_blank(&self) -> bool {
        self.words().trim().is_empty()
    }

    /// The words with codes as tags, numbered from 1.
    pub fn tagged(&self) -> String {
        let mut out = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => escape_tags(text, &mut out),
                Piece::Open(code) => out.push_str(&format!("<{}>", code + 1)),
                Piece::Close(code) => out.push_str(&format!("</{}>", code + 1)),
                Piece::Alone(code) => out.push_str(&format!("<{}/>", code + 1)),
            }
        }
        out
    }

    /// Reads a translated text with tags: the same codes, each once, nested, in any order.
    pub fn read(&self, tagged: &str) -> Result<Content, Fault> {
        let pieces = read_tags(tagged, |tag, number| match number.checked_sub(1).filter(|code| *code < self.codes.len()) {
            Some(code) => Ok(code),
            None => Err(Fault::Unknown(tag.to_owned())),
        })?;
        let content = Content { pieces, codes: self.codes.clone() };
        content.check()?;
        Ok(content.settled())
    }

    /// The same with the codes of `source`: each own code finds one of its kind, one with the same raw form first. Stress that only
    /// this side has is left out. `None` where they don't have the same codes otherwise.
    pub fn with_codes_of(&self, source: &Content) -> Option<Content> {
        let mut free: Vec<bool> = vec![true; source.codes.len()];
        let mut partner: Vec<Option<usize>> = vec![None; self.codes.len()];
        let like = |own: &Code, other: &Code, exactly: bool| {
            own.kind == other.kind && (!exactly || own.close == other.close && own.open == other.open)
        };
        for exactly in [true, false] {
            for (at, own) in self.codes.iter().enumerate() {
                if partner[at].is_some() {
                    continue;
                }
                let found = source.codes.iter().enumerate().position(|(other, code)| free[other] && like(own, code, exactly));
                if let Some(found) = found {
                    free[found] = false;
                    partner[at] = Some(found);
                }
            }
        }
        let is_stress = |code: usize| matches!(self.codes[code].kind, CodeKind::Strong | CodeKind::Emphasis | CodeKind::Strike);
        if free.contains(&true) || (0..self.codes.len()).any(|code| partner[code].is_none() && !is_stress(code)) {
            return None;
        }
        let renumbered = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Text(text) => Some(Piece::Text(text.clone())),
            Piece::Open(code) => partner[*code].map(Piece::Open),
            Piece::Close(code) => partner[*code].map(Piece::Close),
            Piece::Alone(code) => partner[*code].map(Piece::Alone),
        });
        Some(Content { pieces: renumbered.collect(), codes: source.codes.clone() }.settled())
    }

    /// Whether each code stands once and well nested.
    pub fn check(&self) -> Result<(), Fault> {
        let (mut open, mut seen) = (Vec::new(), BTreeSet::new());
        let paired: BTreeSet<usize> = (0..self.codes.len()).filter(|code| !self.codes[*code].close.is_empty()).collect();
        for piece in &self.pieces {
            let (code, tag) = match piece {
                Piece::Text(_) => continue,
                Piece::Open(code) => (*code, format!("<{}>", code + 1)),
                Piece::Close(code) => {
                    if open.pop() != Some(*code) {
                        return Err(Fault::Crossed(format!("</{}>", code + 1)));
                    }
                    continue;
                }
                Piece::Alone(code) => (*code, format!("<{}/>", code + 1)),
            };
            if !seen.insert(code) {
                return Err(Fault::Twice(tag));
            }
            let is_open = matches!(piece, Piece::Open(_));
            if is_open != paired.contains(&code) {
                return Err(Fault::Crossed(tag));
            }
            if is_open {
                open.push(code);
            }
        }
        if let Some(code) = open.first() {
            return Err(Fault::Crossed(format!("<{}>", code + 1)));
        }
        match (0..self.codes.len()).find(|code| !seen.contains(code)) {
            Some(code) if paired.contains(&code) => Err(Fault::Missing(format!("<{0}>…</{0}>", code + 1))),
            Some(code) => Err(Fault::Missing(format!("<{}/>", code + 1))),
            None => Ok(()),
        }
    }

    /// The same with texts joined, white space folded and none just inside a code or at the ends.
    #[must_use]
    pub fn settled(self) -> Content {
        let mut pieces: Vec<Piece> = Vec::with_capacity(self.pieces.len());
        // A space inside a code's beginning goes before it.
        let mut wants_space = false;
        for piece in self.pieces {
            match piece {
                Piece::Text(text) => {
                    let folded = fold_space(&text);
                    let words = folded.trim_matches(' ');
                    wants_space |= folded.starts_with(' ');
                    if words.is_empty() {
                        continue;
                    }
                    push_space(&mut pieces, &mut wants_space);
                    push_text(&mut pieces, words);
                    wants_space = folded.ends_with(' ');
                }
                Piece::Close(_) => pieces.push(piece),
                Piece::Open(_) | Piece::Alone(_) => {
                    push_space(&mut pieces, &mut wants_space);
                    pieces.push(piece);
                }
            }
        }
        Content { pieces, codes: self.codes }
    }
}

fn push_text(pieces: &mut Vec<Piece>, words: &str) {
    match pieces.last_mut() {
        Some(Piece::Text(text)) => text.push_str(words),
        _ => pieces.push(Piece::Text(words.to_owned())),
    }
}

/// Puts a wanted space before what comes, outside of codes that just began; none at the very beginning.
fn push_space(pieces: &mut Vec<Piece>, wants: &mut bool) {
    if !std::mem::take(wants) {
        return;
    }
    let at = pieces.iter().rposition(|piece| !matches!(piece, Piece::Open(_))).map_or(0, |at| at + 1);
    if at == 0 {
        return;
    }
    match &mut pieces[at - 1] {
        Piece::Text(text) if text.ends_with(' ') => {}
        Piece::Text(text) => text.push(' '),
        _ => pieces.insert(at, Piece::Text(" ".to_owned())),
    }
}

/// White space (but for no-break and ideographic spaces, which are meant) as single spaces.
fn fold_space(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' ' | '\t' | '\n' | '\r' if out.ends_with(' ') => {}
            ' ' | '\t' | '\n' | '\r' => out.push(' '),
            c if c.is_control() || c == '\u{feff}' => {}
            c => out.push(c),
        }
    }
    out
}

/// Writes text so that nothing of it reads as a tag.
fn escape_tags(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&']) {
        out.push_str(&rest[..at]);
        let tail = &rest[at..];
        let looks_like_a_tag = tail[1..].starts_with(|c: char| c.is_ascii_digit() || c == '/');
        match tail.as_bytes()[0] {
            b'<' if looks_like_a_tag => out.push_str("&lt;"),
            b'&' if tail.starts_with("&lt;") || tail.starts_with("&amp;") => out.push_str("&amp;"),
            other => out.push(char::from(other)),
        }
        rest = &tail[1..];
    }
    out.push_str(rest);
}

/// Splits text at its tags; `find` gives the code of a tag's number.
fn read_tags(text: &str, find: impl Fn(&str, usize) -> Result<usize, Fault>) -> Result<Vec<Piece>, Fault> {
    let mut pieces = Vec::new();
    let mut words = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&']) {
        words.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((tag, kind, number)) = tag_at(rest) {
            let code = find(tag, number)?;
            if !words.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut words)));
            }
            pieces.push(kind(code));
            rest = &rest[tag.len()..];
            continue;
        }
        let (taken, c) = match rest {
            _ if rest.starts_with("&lt;") => (4, '<'),
            _ if rest.starts_with("&amp;") => (5, '&'),
            _ => (1, char::from(rest.as_bytes()[0])),
        };
        words.push(c);
        rest = &rest[taken..];
    }
    words.push_str(rest);
    if !words.is_empty() {
        pieces.push(Piece::Text(words));
    }
    Ok(pieces)
}

/// Whether a tag begins, ends or is a code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TagKind {
    /// `<1>`.
    Open,
    /// `</1>`.
    Close,
    /// `<1/>`.
    Alone,
}

/// A tagged text's words, each with the tag (number and kind) that stands behind it.
pub fn tags(tagged: &str) -> Vec<(String, Option<(usize, TagKind)>)> {
    let pieces = read_tags(tagged, |_, number| Ok(number)).unwrap_or_default();
    let mut found = vec![(String::new(), None)];
    for piece in pieces {
        let tag = match piece {
            Piece::Text(words) => {
                found.push((words, None));
                continue;
            }
            Piece::Open(number) => (number, TagKind::Open),
            Piece::Close(number) => (number, TagKind::Close),
            Piece::Alone(number) => (number, TagKind::Alone),
        };
        match found.last_mut() {
            Some((_, place @ None)) => *place = Some(tag),
            _ => found.push((String::new(), Some(tag))),
        }
    }
    found.retain(|(words, tag)| !words.is_empty() || tag.is_some());
    found
}

/// A tagged text's words alone.
pub fn untagged(tagged: &str) -> String {
    tags(tagged).into_iter().map(|(words, _)| words).collect()
}

type PieceOf = fn(usize) -> Piece;

/// The tag at the beginning of a text: as written, what it makes, its number.
fn tag_at(text: &str) -> Option<(&str, PieceOf, usize)> {
    let end = text.find('>')?;
    let inner = text[1..end].trim();
    let (kind, digits): (PieceOf, &str) = if let Some(digits) = inner.strip_prefix('/') {
        (Piece::Close, digits)
    } else if let Some(digits) = inner.strip_suffix('/') {
        (Piece::Alone, digits)
    } else {
        (Piece::Open, inner)
    };
    let digits = digits.trim();
    let is_number = text.starts_with('<') && !digits.is_empty() && digits.len() <= 4 && digits.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| digits.parse().ok()).flatten().map(|number| (&text[..=end], kind, number))
}

#[cfg(test)]
mod tests {
    use super::{Code, CodeKind, Content, Fault, Fingerprint, Piece};

    fn content() -> Content {
        let code = |kind, open: &str, close: &str| Code { kind, open: open.to_owned(), close: close.to_owned(), shown: String::new() };
        Content {
            pieces: vec![
                Piece::Text("Xem ".to_owned()),
                Piece::Open(0),
                Piece::Text("trang chủ".to_owned()),
                Piece::Close(0),
                Piece::Text(" <5 km & gần".to_owned()),
                Piece::Alone(1),
            ],
            codes: vec![code(CodeKind::Link, "[", "](/)"), code(CodeKind::Note, "[^1]", "")],
        }
    }

    #[test]
    fn tags_are_written_and_read() {
        let tagged = content().tagged();
        assert_eq!(tagged, "Xem <1>trang chủ</1> &lt;5 km & gần<2/>");
        assert_eq!(content().read(&tagged).unwrap(), content());
        assert_eq!(content().words(), "Xem trang chủ <5 km & gần");
        let korean = content().read("5km 미만<2/>인 <1> 홈페이지 </1>를 보세요").unwrap();
        assert_eq!(korean.tagged(), "5km 미만<2/>인 <1>홈페이지</1> 를 보세요");
    }

    #[test]
    fn faults_of_codes_are_told() {
        let check = |tagged: &str, expect: Fault| assert_eq!(content().read(tagged), Err(expect), "{tagged}");
        check("a <1>b</1>", Fault::Missing("<2/>".to_owned()));
        check("a <2/>", Fault::Missing("<1>…</1>".to_owned()));
        check("<1>a</1><2/><3/>", Fault::Unknown("<3/>".to_owned()));
        check("<1>a</1><2/><2/>", Fault::Twice("<2/>".to_owned()));
        check("<1>a<2/>", Fault::Crossed("<1>".to_owned()));
        check("a</1><2/>", Fault::Crossed("</1>".to_owned()));
        check("<1/>a<2/>", Fault::Crossed("<1/>".to_owned()));
    }

    #[test]
    fn names_and_numbers_are_no_prose() {
        let check = |text: &str, expect: bool| assert_eq!(super::has_prose(text), expect, "{text}");
        for text in ["12.737 km²", "Kratié", "Huỳnh Thị Bé Năm", "FDI 2.220", "–", "QL13", "4,5%", "ASEAN"] {
            check(text, false);
        }
        for text in ["Diện tích", "khoảng 4,5 triệu người", "Sở Ngoại vụ", "member states", "5개", "ច្រកទ្វារ", "面積"]
        {
            check(text, true);
        }
    }

    #[test]
    fn only_words_count_for_a_fingerprint() {
        let of = Fingerprint::of;
        assert_eq!(of("Cửa  khẩu\nHoa Lư "), of("Cửa khẩu Hoa Lư"));
        assert_eq!(of("ច្រក\u{200b}ទ្វារ"), of("ច្រកទ្វារ"));
        assert_eq!(of("Đo\u{302}\u{300}ng"), of("Đồng"));
        assert_ne!(of("28.364 ha"), of("28.365 ha"));
        assert_eq!(Fingerprint::parse(&of("東盟").to_string()), Some(of("東盟")));
        assert_eq!(Fingerprint::parse("xyz"), None);
    }
}
