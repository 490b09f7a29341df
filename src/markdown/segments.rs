//! The segments of a body: what translators get, with its codes; all between them is the skeleton.
//!
//! 1. a segment is one contiguous stretch of the file: from the first word of a block to its last, markup within it,
//! 2. markup within it becomes codes with their raw form; line wraps (and the prefixes of quotes and lists after them) are
//!    what readers see of them: a space or nothing,
//! 3. a picture that stands alone gives its description,
//! 4. code blocks, rules, reference definitions and markers of lists and tables stay in the skeleton.
//!
//! Knows nothing of: languages, translations.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::document::Document;
use super::emphasis::Prepared;
use super::events::Events;
use crate::segment::{Code, CodeKind, Content, Piece, Role, Segment};

/// A segment while a text is walked: its place in the body and its content.
pub struct Found {
    /// Its bytes in the body.
    pub range: Range<usize>,
    /// What it is.
    pub role: Role,
    /// How many lists, quotes and the like it stands in.
    pub depth: u8,
    /// Its words and codes.
    pub content: Content,
}

impl Found {
    /// As the document keeps it; `start` is where the body begins in its file.
    pub fn segment(&self, start: usize) -> Segment {
        let range = start + self.range.start..start + self.range.end;
        Segment::new(range, (self.role, self.depth), &self.content.words())
    }
}

/// The contents of a document's segments, in order.
pub fn contents(document: &Document) -> Vec<Content> {
    let markdown = document.markdown();
    let prepared = Prepared::new(markdown);
    let mut collector = Collector::new(markdown);
    for (event, range) in Events::new(&prepared) {
        collector.event(&event, &range);
    }
    collector.finish().into_iter().map(|found| found.content).collect()
}

/// Collects segments from the events of a walk.
pub struct Collector<'a> {
    markdown: &'a str,
    found: Vec<Found>,
    blocks: Vec<Block>,
    open: Option<Building>,
    in_code: bool,
    html: Option<Range<usize>>,
}

/// A block that holds segments or other blocks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Block {
    Heading(u8),
    Paragraph,
    Item,
    Note,
    Term,
    Definition,
    HeadCell,
    Cell,
    TableHead,
    Other,
}

struct Building {
    role: Role,
    depth: u8,
    range: Range<usize>,
    pieces: Vec<Piece>,
    codes: Vec<Code>,
    /// The code whose raw beginning ends where the next event begins, and where it began.
    pending: Option<(usize, usize)>,
    /// Codes that are open, with the ends of their ranges.
    open: Vec<(usize, usize)>,
    /// Where each code's words begin and end; for a picture that stands alone.
    inside: Vec<Range<usize>>,
    /// Everything before is taken.
    cursor: usize,
    /// Within an autolink, whose words are its address.
    is_address: bool,
}

impl<'a> Collector<'a> {
    /// For events of `markdown`.
    pub fn new(markdown: &'a str) -> Collector<'a> {
        Collector { markdown, found: Vec::new(), blocks: Vec::new(), open: None, in_code: false, html: None }
    }

    /// The segments found.
    pub fn finish(mut self) -> Vec<Found> {
        self.close();
        self.found
    }

    /// Takes the next event with its range in the body.
    pub fn event(&mut self, event: &Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => {
                self.close();
                self.in_code = true;
            }
            Event::End(TagEnd::CodeBlock) => self.in_code = false,
            _ if self.in_code => {}
            Event::Start(Tag::HtmlBlock) => {
                self.close();
                self.html = Some(range.start..range.start);
            }
            Event::Html(_) => {
                if let Some(html) = &mut self.html {
                    html.end = range.end;
                }
            }
            Event::End(TagEnd::HtmlBlock) => self.html(),
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }) => {
                self.start(event, range);
            }
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image) => self.end(),
            Event::Start(tag) => {
                self.close();
                let in_head = self.blocks.contains(&Block::TableHead);
                self.blocks.push(block(tag, in_head));
            }
            Event::End(_) => {
                self.close();
                self.blocks.pop();
            }
            Event::Rule => self.close(),
            Event::TaskListMarker(_) => {}
            Event::Text(text) => self.text(text, range),
            Event::SoftBreak => self.text(" ", range),
            Event::Code(text) => self.alone(CodeKind::Code, text, range),
            Event::InlineHtml(_) => self.alone(CodeKind::Html, "", range),
            Event::FootnoteReference(_) => self.alone(CodeKind::Note, "", range),
            Event::HardBreak => self.hard_break(range),
            Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    /// The segment being built, begun where an event begins.
    fn building(&mut self, at: usize) -> &mut Building {
        let (role, depth) = (self.role(), self.depth());
        self.open.get_or_insert_with(|| Building {
            role,
            depth,
            range: at..at,
            pieces: Vec::new(),
            codes: Vec::new(),
            pending: None,
            open: Vec::new(),
            inside: Vec::new(),
            cursor: at,
            is_address: false,
        })
    }

    fn role(&self) -> Role {
        for block in self.blocks.iter().rev() {
            match block {
                Block::Heading(level) => return Role::Heading(*level),
                Block::Item => return Role::Item,
                Block::Note => return Role::Note,
                Block::Term => return Role::Term,
                Block::Definition => return Role::Definition,
                Block::HeadCell => return Role::HeadCell,
                Block::Cell => return Role::Cell,
                Block::Paragraph | Block::TableHead | Block::Other => {}
            }
        }
        Role::Paragraph
    }

    fn depth(&self) -> u8 {
        let holds = |block: &&Block| matches!(block, Block::Item | Block::Note | Block::Definition | Block::Other);
        u8::try_from(self.blocks.iter().filter(holds).count()).unwrap_or(u8::MAX)
    }

    fn text(&mut self, text: &str, range: &Range<usize>) {
        let markdown = self.markdown;
        let building = self.building(range.start);
        let start = range.start.max(building.cursor);
        building.settle(markdown, start);
        if building.is_address {
            return;
        }
        match building.pieces.last_mut() {
            Some(Piece::Text(words)) => words.push_str(text),
            _ => building.pieces.push(Piece::Text(text.to_owned())),
        }
        building.cursor = range.end.max(start);
    }

    fn alone(&mut self, kind: CodeKind, shown: &str, range: &Range<usize>) {
        let markdown = self.markdown;
        let building = self.building(range.start);
        building.settle(markdown, range.start);
        let code = building.code(kind, &markdown[range.clone()], shown);
        building.pieces.push(Piece::Alone(code));
        building.cursor = range.end;
    }

    /// A break's raw form goes on to the next word: the prefixes of quotes and lists are in it.
    fn hard_break(&mut self, range: &Range<usize>) {
        let markdown = self.markdown;
        let building = self.building(range.start);
        building.settle(markdown, range.start);
        let code = building.code(CodeKind::Break, "", "");
        building.pieces.push(Piece::Alone(code));
        building.pending = Some((code, range.start));
        building.cursor = range.end;
    }

    fn start(&mut self, event: &Event<'_>, range: &Range<usize>) {
        let markdown = self.markdown;
        let building = self.building(range.start);
        building.settle(markdown, range.start);
        let kind = match event {
            Event::Start(Tag::Strong) => CodeKind::Strong,
            Event::Start(Tag::Emphasis) => CodeKind::Emphasis,
            Event::Start(Tag::Strikethrough) => CodeKind::Strike,
            Event::Start(Tag::Image { .. }) => CodeKind::Picture,
            _ => CodeKind::Link,
        };
        if let Event::Start(Tag::Link { link_type: LinkType::Autolink | LinkType::Email, .. }) = event {
            let written = markdown[range.clone()].trim_matches(['<', '>']);
            let code = building.code(kind, &markdown[range.clone()], written);
            building.pieces.push(Piece::Alone(code));
            building.open.push((code, range.end));
            building.is_address = true;
            return;
        }
        let code = building.code(kind, "", "");
        // A reference by the words themselves would be lost with other words.
        if let Event::Start(
            Tag::Link { link_type: LinkType::Shortcut | LinkType::Collapsed, .. }
            | Tag::Image { link_type: LinkType::Shortcut | LinkType::Collapsed, .. },
        ) = event
        {
            let written = markdown[range.clone()].trim_end_matches("[]").trim_start_matches('!');
            building.codes[code].close = format!("]{written}");
        }
        building.pieces.push(Piece::Open(code));
        building.pending = Some((code, range.start));
        building.open.push((code, range.end));
        building.cursor = range.start;
    }

    fn end(&mut self) {
        let markdown = self.markdown;
        let Some(building) = &mut self.open else { return };
        let Some((code, end)) = building.open.pop() else { return };
        if building.is_address {
            building.is_address = false;
            building.cursor = end;
            return;
        }
        // Nothing inside: the marks of the beginning are all there is to tell where it ends.
        if let Some((pending, start)) = building.pending.filter(|(pending, _)| *pending == code) {
            let length = if building.codes[pending].kind == CodeKind::Picture { 2 } else { 1 };
            building.settle(markdown, (start + length).min(end));
        }
        building.settle(markdown, building.cursor);
        building.inside[code].end = building.cursor;
        if building.codes[code].close.is_empty() {
            building.codes[code].close = markdown[building.cursor..end].to_owned();
        }
        building.pieces.push(Piece::Close(code));
        building.cursor = end;
    }

    /// Ends the segment being built.
    fn close(&mut self) {
        let Some(mut building) = self.open.take() else { return };
        building.settle(self.markdown, building.cursor);
        let mut range = building.range.start..building.cursor;
        let mut content = Content { pieces: building.pieces, codes: building.codes };
        let mut role = building.role;
        if let [Piece::Open(0), inner @ .., Piece::Close(0)] = content.pieces.as_slice()
            && content.codes[0].kind == CodeKind::Picture
            && content.codes.len() == 1
        {
            role = Role::Picture;
            range = building.inside[0].clone();
            content = Content { pieces: inner.to_vec(), codes: Vec::new() };
        }
        let written = &self.markdown[range.clone()];
        range.end -= written.len() - written.trim_end().len();
        let content = content.settled();
        if !content.is_blank() {
            self.found.push(Found { range, role, depth: building.depth, content });
        }
    }

    /// A block of HTML: its tags are codes. One in a quote or list stays in the skeleton, for its lines have prefixes.
    fn html(&mut self) {
        let Some(range) = self.html.take() else { return };
        if self.depth() > 0 {
            return;
        }
        let markdown = self.markdown;
        let (mut pieces, mut codes) = (Vec::new(), Vec::new());
        let mut at = range.start;
        while at < range.end {
            let rest = &markdown[at..range.end];
            let length = tags(rest);
            if length > 0 {
                codes.push(Code { kind: CodeKind::Html, open: rest[..length].to_owned(), close: String::new(), shown: String::new() });
                pieces.push(Piece::Alone(codes.len() - 1));
            } else {
                let first = rest.chars().next().map_or(0, char::len_utf8);
                let end = rest[first..].find(['<', '&']).map_or(rest.len(), |next| next + first);
                pieces.push(Piece::Text(rest[..end].to_owned()));
                at += end;
                continue;
            }
            at += length;
        }
        let is_word = |piece: &Piece| matches!(piece, Piece::Text(text) if text.chars().any(char::is_alphabetic));
        let first = pieces.iter().position(is_word);
        let last = pieces.iter().rposition(is_word);
        let (Some(_), Some(_)) = (first, last) else { return };
        let depth = self.depth();
        let content = Content { pieces, codes }.settled();
        let end = range.start + markdown[range.clone()].trim_end().len();
        self.found.push(Found { range: range.start..end, role: Role::Html, depth, content });
    }
}

impl Building {
    fn code(&mut self, kind: CodeKind, open: &str, shown: &str) -> usize {
        self.codes.push(Code { kind, open: open.to_owned(), close: String::new(), shown: shown.to_owned() });
        self.inside.push(0..0);
        self.codes.len() - 1
    }

    /// The raw beginning of a pending code ends here.
    fn settle(&mut self, markdown: &str, at: usize) {
        if let Some((code, start)) = self.pending.take() {
            let at = at.max(start);
            self.codes[code].open = markdown[start..at].to_owned();
            self.inside[code] = at..at;
            self.cursor = self.cursor.max(at);
        }
    }
}

/// The length of tags, comments and entities at the beginning of HTML, with white space between them.
fn tags(html: &str) -> usize {
    let mut length = 0;
    loop {
        let rest = &html[length..];
        let one = if rest.starts_with("<!--") {
            rest.find("-->").map_or(rest.len(), |end| end + 3)
        } else if rest.starts_with('<') {
            rest.find('>').map_or(rest.len(), |end| end + 1)
        } else if let Some(entity) = rest.strip_prefix('&') {
            let end = entity.find(|c: char| !c.is_ascii_alphanumeric() && c != '#').filter(|end| entity[*end..].starts_with(';'));
            end.map_or(0, |end| end + 2)
        } else {
            let space = rest.len() - rest.trim_start().len();
            if length > 0 && (rest[space..].is_empty() || rest[space..].starts_with('<')) { space } else { 0 }
        };
        if one == 0 {
            return length;
        }
        length += one;
    }
}

fn block(tag: &Tag<'_>, in_head: bool) -> Block {
    match tag {
        Tag::Heading { level, .. } => Block::Heading(*level as u8),
        Tag::Paragraph => Block::Paragraph,
        Tag::Item => Block::Item,
        Tag::FootnoteDefinition(_) => Block::Note,
        Tag::DefinitionListTitle => Block::Term,
        Tag::DefinitionListDefinition => Block::Definition,
        Tag::TableHead => Block::TableHead,
        Tag::TableCell if in_head => Block::HeadCell,
        Tag::TableCell => Block::Cell,
        _ => Block::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::contents;
    use crate::markdown::document::document;
    use crate::path::ContentPath;
    use crate::segment::Piece;
    use crate::source::Source;

    fn found(body: &str) -> Vec<(String, String, String)> {
        let source = Source::new(ContentPath::new("a.md"), body.to_owned());
        let (document, _) = document(&source, 0..body.len());
        let contents = contents(&document);
        assert_eq!(contents.len(), document.segments.len());
        let pairs = document.segments.iter().zip(contents);
        pairs
            .map(|(segment, content)| {
                content.check().unwrap();
                (segment.role.name().to_owned(), body[segment.range.clone()].to_owned(), content.tagged())
            })
            .collect()
    }

    fn check(body: &str, expect: &[(&str, &str, &str)]) {
        let expect: Vec<_> = expect.iter().map(|(a, b, c)| ((*a).to_owned(), (*b).to_owned(), (*c).to_owned())).collect();
        assert_eq!(found(body), expect, "{body}");
    }

    #[test]
    fn blocks_become_segments() {
        check(
            "## Hai **bên** {#x}\n\nMột [câu](/a/ \"t\")[^1]\nxuống dòng.\n\n[^1]: Lời chú.\n",
            &[
                ("heading", "Hai **bên**", "Hai <1>bên</1>"),
                ("paragraph", "Một [câu](/a/ \"t\")[^1]\nxuống dòng.", "Một <1>câu</1><2/> xuống dòng."),
                ("footnote", "Lời chú.", "Lời chú."),
            ],
        );
        check(
            "- một\n- [ ] hai\n  - ba\n    bốn\n\n1. rộng\n\n   thêm\n",
            &[
                ("list-item", "một", "một"),
                ("list-item", "hai", "hai"),
                ("list-item", "ba\n    bốn", "ba bốn"),
                ("list-item", "rộng", "rộng"),
                ("list-item", "thêm", "thêm"),
            ],
        );
        check(
            "| a \\| b | **c** |\n|---|--:|\n| 1 |  |\n",
            &[("table-heading", "a \\| b", "a | b"), ("table-heading", "**c**", "<1>c</1>"), ("table-cell", "1", "1")],
        );
    }

    #[test]
    fn markup_within_a_line_becomes_codes() {
        check("***x*** `y` <br> <https://a.vn/>", &[("paragraph", "***x*** `y` <br> <https://a.vn/>", "<1><2>x</2></1> <3/> <4/> <5/>")]);
        check("> trích  \n> dòng hai\\*\n", &[("paragraph", "trích  \n> dòng hai\\*", "trích<1/>dòng hai*")]);
        check("![Sơ đồ *lớn*](a.svg)", &[("paragraph", "![Sơ đồ *lớn*](a.svg)", "<1>Sơ đồ <2>lớn</2></1>")]);
        check("![Sơ đồ](a.svg)", &[("picture-description", "Sơ đồ", "Sơ đồ")]);
        check("![](a.svg)\n\n![x](b.svg) và", &[("paragraph", "![x](b.svg) và", "<1>x</1> và")]);
        check("10~20개, 30~40개 &amp; \\[x\\]", &[("paragraph", "10~20개, 30~40개 &amp; \\[x\\]", "10~20개, 30~40개 & [x]")]);
        check(
            "**ចំណាំ៖**សាក\n\n東南アジア\n諸国",
            &[("paragraph", "**ចំណាំ៖**សាក", "<1>ចំណាំ៖</1>សាក"), ("paragraph", "東南アジア\n諸国", "東南アジア諸国")],
        );
        check("```\nlet x;\n```\n\n---\n\n<!-- x -->\n", &[]);
        check(
            "<figure>\n<p>Chú &amp; thích</p>\n</figure>\n",
            &[("html", "<figure>\n<p>Chú &amp; thích</p>\n</figure>", "<1/>Chú <2/> thích<3/>")],
        );
    }

    #[test]
    fn references_by_words_keep_their_label() {
        let source = Source::new(ContentPath::new("a.md"), "Xem [trang chủ].\n\n[trang chủ]: https://a.vn/\n".to_owned());
        let (document, _) = document(&source, 0..source.text().len());
        let content = &contents(&document)[0];
        assert_eq!(content.codes[0].close, "][trang chủ]");
        assert!(content.pieces.contains(&Piece::Text("trang chủ".to_owned())));
    }
}
