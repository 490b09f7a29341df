//! The one walk over a text that finds facts: headings, links, pictures, what there is to read, what is wrong.
//!
//! The nth heading, link or picture of the facts is the nth one that [`super::html`] meets.
//!
//! Knows nothing of: where links lead, which pictures exist.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Tag, TagEnd};

use super::emphasis::Prepared;
use super::events::Events;
use super::sanitize;
use super::segments::Collector;
use crate::diagnostic::{Diagnostics, codes};
use crate::digest::Digest;
use crate::segment::Segment;
use crate::source::{Source, Span};
use crate::text;
use crate::text::distinct::distinct;
use crate::text::reading::Counts;

/// A heading of the text.
#[derive(Clone, Debug)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its words, without markup.
    pub text: String,
    /// An id written as `{#id}`.
    pub explicit_id: Option<String>,
    /// Its place.
    pub range: Range<usize>,
}

/// A link of the text.
#[derive(Clone, Debug)]
pub struct Link {
    /// The address as written.
    pub url: String,
    /// The place of the address, or of the whole link where the address stands elsewhere.
    pub range: Range<usize>,
}

/// A picture in the text.
#[derive(Clone, Debug)]
pub struct Picture {
    /// The file or address as written.
    pub url: String,
    /// Its description; blank where it has none.
    pub alt: String,
    /// Its place.
    pub range: Range<usize>,
}

/// The facts of one body. Ranges are bytes of the source.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file.
    pub source: Arc<Source>,
    /// The body in it.
    pub body: Range<usize>,
    /// Headings in order.
    pub headings: Vec<Heading>,
    /// Links in order.
    pub links: Vec<Link>,
    /// Pictures in order.
    pub pictures: Vec<Picture>,
    /// What can be translated, in order.
    pub segments: Vec<Segment>,
    /// What there is to read.
    pub counts: Counts,
    /// Whether raw HTML occurs, so that the rendering must be sanitised.
    pub has_html: bool,
    /// Whether a block of code in a named language occurs.
    pub has_code: bool,
    /// Whether there is no text and no picture at all.
    pub is_blank: bool,
    /// Of the body.
    pub digest: Digest,
    /// Each character of the file once, front matter included.
    pub characters: Box<str>,
}

impl Document {
    /// The body's Markdown.
    pub fn markdown(&self) -> &str {
        &self.source.text()[self.body.clone()]
    }
}

/// Walks a body and keeps its facts.
pub fn document(source: &Arc<Source>, body: Range<usize>) -> (Document, Diagnostics) {
    let markdown = &source.text()[body.clone()];
    let prepared = Prepared::new(markdown);
    let mut walk = Walk {
        document: Document {
            source: Arc::clone(source),
            body: body.clone(),
            headings: Vec::new(),
            links: Vec::new(),
            pictures: Vec::new(),
            segments: Vec::new(),
            counts: Counts::default(),
            has_html: false,
            has_code: false,
            is_blank: true,
            digest: Digest::of(markdown.as_bytes()),
            characters: distinct(source.text()).into(),
        },
        diagnostics: Diagnostics::default(),
        markdown,
        in_heading: false,
        in_picture: false,
        in_code: false,
        deepest: 1,
        marker: Marker::default(),
        notes: Vec::new(),
        references: Vec::new(),
    };
    let mut events = Events::new(&prepared);
    let mut segments = Collector::new(markdown);
    for (event, range) in events.by_ref() {
        segments.event(&event, &range);
        walk.event(event, range);
    }
    walk.document.segments = segments.finish().iter().map(|found| found.segment(body.start)).collect();
    for (label, range) in events.broken_references() {
        if !label.starts_with('^') {
            let span = walk.span(range);
            walk.diagnostics.push(codes::broken_reference(span, &label));
        }
    }
    walk.check_notes();
    (walk.document, walk.diagnostics)
}

struct Walk<'a> {
    document: Document,
    diagnostics: Diagnostics,
    markdown: &'a str,
    in_heading: bool,
    in_picture: bool,
    in_code: bool,
    deepest: u8,
    marker: Marker,
    /// Footnotes with their places, and the labels (in lower case) that the text refers to.
    notes: Vec<(String, Range<usize>)>,
    references: Vec<String>,
}

impl Walk<'_> {
    fn place(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.document.body.start;
        start + range.start..start + range.end
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(&self.document.source, self.place(&range))
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Text(text) if self.in_code => self.document.counts.add(&text),
            Event::Text(text) => self.text(&text, &range),
            Event::Code(text) => {
                self.heading_text(&text);
                self.document.counts.add(&text);
                self.document.is_blank = false;
                self.marker = Marker::default();
            }
            Event::SoftBreak | Event::HardBreak => self.heading_text(" "),
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::InlineHtml(_) => self.html(range),
            Event::FootnoteReference(label) => self.references.push(label.to_lowercase()),
            _ => {}
        }
    }

    fn html(&mut self, range: Range<usize>) {
        self.document.has_html = true;
        for (what, at) in sanitize::complaints(&self.markdown[range.clone()]) {
            let at = range.start + at;
            let span = self.span(at..at + what.len());
            self.diagnostics.push(codes::unsafe_html(span, &what));
        }
    }

    /// A footnote that nothing refers to isn't shown.
    fn check_notes(&mut self) {
        let references: HashSet<String> = self.references.drain(..).collect();
        for (label, range) in std::mem::take(&mut self.notes) {
            if !references.contains(&label.to_lowercase()) {
                let line = self.markdown[range.start..].lines().next().map_or(0, str::len);
                let span = self.span(range.start..range.start + line);
                self.diagnostics.push(codes::unused_footnote(span, &label));
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Heading { level, id, .. } => self.start_heading(level as u8, id.map(|id| id.to_string()), range),
            Tag::Link { link_type, dest_url, .. } => {
                let range = self.url_place(&dest_url, &range);
                let scheme = if link_type == LinkType::Email { "mailto:" } else { "" };
                self.document.links.push(Link { url: format!("{scheme}{dest_url}"), range });
            }
            Tag::Image { dest_url, .. } => {
                self.in_picture = true;
                self.document.is_blank = false;
                let range = self.url_place(&dest_url, &range);
                self.document.pictures.push(Picture { url: dest_url.to_string(), alt: String::new(), range });
            }
            Tag::CodeBlock(kind) => {
                self.in_code = true;
                self.document.is_blank = false;
                self.document.has_code |= matches!(kind, CodeBlockKind::Fenced(info) if !info.is_empty());
            }
            // A block's tags may run over several lines: it is looked at as a whole.
            Tag::HtmlBlock => self.html(range),
            Tag::FootnoteDefinition(label) => self.notes.push((label.to_string(), range)),
            Tag::Paragraph | Tag::Item | Tag::TableCell => self.marker = Marker::default(),
            _ => {}
        }
    }

    fn start_heading(&mut self, level: u8, explicit_id: Option<String>, range: Range<usize>) {
        self.in_heading = true;
        self.marker = Marker::default();
        let expected = (self.deepest + 1).min(6);
        if level == 1 || level > expected {
            let line = self.markdown[range.clone()].trim_end().len();
            let span = self.span(range.start..range.start + line);
            self.diagnostics.push(codes::heading_level(span, level, expected));
        }
        self.deepest = level.max(2);
        let range = self.place(&range);
        self.document.headings.push(Heading { level, text: String::new(), explicit_id, range });
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                self.in_heading = false;
                if let Some(heading) = self.document.headings.last_mut() {
                    heading.text = text::plain(&heading.text);
                }
            }
            TagEnd::Image => self.in_picture = false,
            TagEnd::CodeBlock => self.in_code = false,
            _ => {}
        }
    }

    fn text(&mut self, text: &str, range: &Range<usize>) {
        if self.in_picture {
            if let Some(picture) = self.document.pictures.last_mut() {
                picture.alt.push_str(text);
            }
            return;
        }
        self.heading_text(text);
        self.document.counts.add(text);
        self.document.is_blank &= text.trim().is_empty();
        for marker in self.marker.find(text, range, self.markdown) {
            let written = self.markdown[marker.clone()].to_owned();
            let span = self.span(marker);
            self.diagnostics.push(codes::literal_marker(span, &written));
        }
        if let Some(label) =
            text.strip_prefix('^').filter(|_| self.markdown[..range.start].ends_with('[') && self.markdown[range.end..].starts_with(']'))
        {
            let span = self.span(range.start - 1..range.end + 1);
            self.diagnostics.push(codes::missing_footnote(span, label));
        }
    }

    fn heading_text(&mut self, text: &str) {
        if self.in_heading
            && !self.in_picture
            && let Some(heading) = self.document.headings.last_mut()
        {
            heading.text.push_str(text);
        }
    }

    /// Where a link's address stands: inside the link, else the whole link.
    fn url_place(&self, url: &str, range: &Range<usize>) -> Range<usize> {
        let written = &self.markdown[range.clone()];
        match written.rfind(url).filter(|_| !url.is_empty()) {
            Some(at) => self.place(&(range.start + at..range.start + at + url.len())),
            None => self.place(range),
        }
    }
}

/// Finds `**`, `__` and `~~` that the parser left as text and the author didn't escape.
#[derive(Default)]
struct Marker {
    previous: Option<(u8, usize)>,
}

impl Marker {
    /// The places of literal markers that this text completes.
    fn find(&mut self, text: &str, range: &Range<usize>, markdown: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        // Text that isn't as written (an entity) can't hold a marker the author meant.
        if markdown.get(range.clone()) != Some(text) {
            self.previous = None;
            return found;
        }
        for (i, byte) in text.bytes().enumerate().filter(|(_, b)| matches!(b, b'*' | b'_' | b'~')) {
            let at = range.start + i;
            if self.previous == Some((byte, at)) {
                let bytes = markdown.as_bytes();
                let start = at - 1;
                let escaped = start > 0 && bytes[start - 1] == b'\\';
                let run = bytes[start..].iter().take(4).take_while(|b| **b == byte).count();
                let continues = start > 0 && bytes[start - 1] == byte;
                // Four or more in a row are a line to fill in, not emphasis.
                if !escaped && !continues && run <= 3 {
                    found.push(start..start + run);
                }
            }
            self.previous = Some((byte, at + 1));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::document;
    use crate::path::ContentPath;
    use crate::source::Source;

    fn codes(body: &str) -> Vec<(&'static str, String)> {
        let source = Source::new(ContentPath::new("a.md"), body.to_owned());
        let (_, diagnostics) = document(&source, 0..body.len());
        diagnostics.settled().into_iter().map(|d| (d.code.name, d.span.unwrap().text().to_owned())).collect()
    }

    #[test]
    fn what_prints_a_literal_marker_is_told() {
        let check = |body: &str, expect: &[(&'static str, &str)]| {
            let expect: Vec<_> = expect.iter().map(|(code, text)| (*code, (*text).to_owned())).collect();
            assert_eq!(codes(body), expect, "{body}");
        };
        check("**Lưu ý : ** cần hộ chiếu", &[("literal-marker", "**"), ("literal-marker", "**")]);
        check(
            "~~ bỏ ~~ và __ gạch __",
            &[("literal-marker", "~~"), ("literal-marker", "~~"), ("literal-marker", "__"), ("literal-marker", "__")],
        );
        check("**ចំណាំ ៖ ** សាក", &[("literal-marker", "**"), ("literal-marker", "**")]);
        check("Họ tên: ________", &[]);
        check("\\*\\*nguyên văn\\*\\* và `**mã**`", &[]);
        check("**đậm** *nghiêng* ~~bỏ~~ 3 * 4 * 5", &[]);
    }

    #[test]
    fn slips_of_structure_are_told_in_place() {
        let check = |body: &str, expect: &[(&'static str, &str)]| {
            let expect: Vec<_> = expect.iter().map(|(code, text)| (*code, (*text).to_owned())).collect();
            assert_eq!(codes(body), expect, "{body}");
        };
        check("# Một\n\n## Hai\n\n#### Bốn", &[("heading-level", "# Một"), ("heading-level", "#### Bốn")]);
        check("Xem [đây][khong-co] và [ngoặc]", &[("broken-reference", "[đây][khong-co]")]);
        check("Theo nghị định[^1].", &[("missing-footnote", "[^1]")]);
        check("Theo nghị định[^1].\n\n[^1]: Lời.", &[]);
        check("a <script>x</script> <b>c</b>", &[("unsafe-html", "<script>")]);
    }

    #[test]
    fn facts_are_those_of_the_text() {
        let body = "## Hai bên **bàn** gì?\n\n[xem](/news/a/) ![Sơ đồ](so-do.svg) ![](b.png)\n\n```rust\nfn main() {}\n```\n";
        let source = Source::new(ContentPath::new("a.md"), format!("---\n---\n{body}"));
        let (document, _) = document(&source, 8..8 + body.len());
        assert_eq!(document.headings[0].text, "Hai bên bàn gì?");
        assert_eq!(&source.text()[document.links[0].range.clone()], "/news/a/");
        assert_eq!(document.pictures.iter().map(|p| !p.alt.trim().is_empty()).collect::<Vec<_>>(), [true, false]);
        assert!(document.has_code && !document.has_html && !document.is_blank);
    }
}
