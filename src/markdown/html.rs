//! Writes a body as HTML; what depends on the site comes from outside, by number.
//!
//! 1. the text is parsed again (about as fast as copying facts would be),
//! 2. headings, links, pictures, notes, code and tables are written here, all else by pulldown-cmark,
//! 3. footnotes are gathered at the end, with ways back,
//! 4. a body with raw HTML is sanitised as a whole.
//!
//! Knows nothing of: articles, URLs.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, Tag, TagEnd, html::push_html};

use super::document::Document;
use super::emphasis::Prepared;
use super::events::Events;
use super::highlight::highlight;
use super::sanitize;
use crate::text::escape_html as escape;

/// Where a link leads, as HTML needs it.
pub struct Href<'a> {
    /// The address.
    pub url: &'a str,
    /// The language of the page it leads to, where that differs from the reader's.
    pub lang: Option<&'a str>,
    /// A word put after the link, such as the other language's name.
    pub label: Option<&'a str>,
    /// Whether it leaves the portal.
    pub external: bool,
}

/// Something to tell about a block.
#[derive(Clone)]
pub struct BlockMark {
    /// Where the block's words begin, in the document's file.
    pub start: usize,
    /// The language of its words, where it isn't the text's.
    pub lang: Option<&'static str>,
    /// HTML put before its words.
    pub before: String,
}

/// What the text needs to know of the site.
pub trait Places {
    /// The id of the nth heading.
    fn heading(&self, n: usize) -> &str;
    /// Where the nth link leads; `None` prints its words alone.
    fn link(&self, n: usize) -> Option<Href<'_>>;
    /// The HTML of the nth picture: a `figure` where it stands alone, else an inline `img`. Attributes are unescaped text.
    fn picture(&self, n: usize, alt: &str, alone: bool) -> String;
    /// The title of a note block.
    fn alert_title(&self, kind: BlockQuoteKind) -> String;
    /// The accessible name of the list of footnotes, and of a way back.
    fn footnote_labels(&self) -> (String, String);
    /// Blocks with something to tell.
    fn marks(&self) -> Vec<BlockMark>;
    /// What stands before addresses of the portal: scheme and host for other systems, else nothing.
    fn origin(&self) -> &str;
}

/// Renders a document's body.
pub fn html(document: &Document, places: &dyn Places) -> String {
    let prepared = Prepared::new(document.markdown());
    let mut marks = Marks { wanted: places.marks(), found: HashMap::new() };
    let start = document.body.start;
    let events = Events::new(&prepared).enumerate().map(|(at, (event, range))| {
        marks.meet(at, &event, start + range.start..start + range.end);
        event
    });
    let events: Vec<Event<'_>> = events.collect();
    let mut writer = Writer {
        places,
        marks: marks.found,
        events,
        at: 0,
        headings: 0,
        links: 0,
        pictures: 0,
        tables: Vec::new(),
        cell: 0,
        in_head: false,
        notes: Vec::new(),
        ends: Vec::new(),
    };
    let mut out = String::with_capacity(document.body.len() * 3 / 2);
    let mut definitions: BTreeMap<String, Vec<Event<'_>>> = BTreeMap::new();
    let mut inside: Option<String> = None;
    let text = std::iter::from_fn(|| {
        loop {
            match writer.next()? {
                Event::Start(Tag::FootnoteDefinition(label)) => inside = Some(label.to_lowercase()),
                Event::End(TagEnd::FootnoteDefinition) => inside = None,
                event => match &inside {
                    Some(label) => definitions.entry(label.clone()).or_default().push(event),
                    None => return Some(event),
                },
            }
        }
    });
    push_html(&mut out, text);
    let notes = std::mem::take(&mut writer.notes);
    push_footnotes(&mut out, &notes, definitions, places);
    if document.has_html { sanitize::clean(&out, places.origin()) } else { out }
}

fn push_footnotes(out: &mut String, notes: &[(String, usize)], mut definitions: BTreeMap<String, Vec<Event<'_>>>, places: &dyn Places) {
    if notes.iter().all(|(label, _)| !definitions.contains_key(label)) {
        return;
    }
    let (list, back) = places.footnote_labels();
    out.push_str(&format!("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"{}\">\n<ol>\n", escape(&list)));
    for (number, (label, references)) in notes.iter().enumerate().map(|(i, note)| (i + 1, note)) {
        out.push_str(&format!("<li id=\"fn-{number}\">"));
        push_html(out, definitions.remove(label).unwrap_or_default().into_iter());
        for reference in 1..=*references {
            let suffix = if reference == 1 { String::new() } else { format!("-{reference}") };
            out.push_str(&format!(
                "<a href=\"#fnref-{number}{suffix}\" role=\"doc-backlink\" aria-label=\"{} {number}\">^</a>",
                escape(&back)
            ));
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ol>\n</section>\n");
}

/// Finds the innermost block around each marked place.
struct Marks {
    wanted: Vec<BlockMark>,
    /// By the number of the event that begins the block.
    found: HashMap<usize, BlockMark>,
}

impl Marks {
    fn meet(&mut self, at: usize, event: &Event<'_>, range: Range<usize>) {
        if self.wanted.is_empty() || !matches!(event, Event::Start(tag) if can_have_attributes(tag)) {
            return;
        }
        // Blocks within this one come later and take the mark over.
        for mark in self.wanted.iter().filter(|mark| range.contains(&mark.start)) {
            self.found.retain(|_, known| known.start != mark.start);
            self.found.insert(at, mark.clone());
        }
    }
}

fn can_have_attributes(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Paragraph | Tag::Heading { .. } | Tag::Item | Tag::TableCell)
}

struct Writer<'a> {
    places: &'a dyn Places,
    /// By the number of the event that begins the block.
    marks: HashMap<usize, BlockMark>,
    events: Vec<Event<'a>>,
    at: usize,
    headings: usize,
    links: usize,
    pictures: usize,
    tables: Vec<Vec<Alignment>>,
    cell: usize,
    in_head: bool,
    /// Labels in order of first reference, with how often each was referred to.
    notes: Vec<(String, usize)>,
    /// What closes each open link.
    ends: Vec<String>,
}

impl<'a> Writer<'a> {
    fn next(&mut self) -> Option<Event<'a>> {
        let event = self.take()?;
        Some(match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::FootnoteReference(label) => self.reference(&label),
            other => other,
        })
    }

    fn take(&mut self) -> Option<Event<'a>> {
        let event = self.events.get_mut(self.at)?;
        self.at += 1;
        Some(std::mem::replace(event, Event::Rule))
    }

    fn start(&mut self, tag: Tag<'a>) -> Event<'a> {
        let mark = self.marks.remove(&(self.at - 1));
        let lang = mark.as_ref().and_then(|mark| mark.lang).map_or(String::new(), |lang| format!(" lang=\"{lang}\""));
        let is_marked = mark.is_some();
        let before = mark.map_or(String::new(), |mark| mark.before);
        match tag {
            Tag::Paragraph if self.is_picture_alone() => {
                self.at += 1;
                let picture = self.picture(true);
                self.at += 1;
                raw(picture)
            }
            Tag::Heading { level, .. } => {
                let id = self.places.heading(self.headings);
                self.headings += 1;
                raw(format!("<{level} id=\"{}\"{lang}>{before}", escape(id)))
            }
            Tag::Link { .. } => self.link(),
            Tag::Image { .. } => raw(self.picture(false)),
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) if !info.is_empty() => self.code(&info),
            Tag::BlockQuote(Some(kind)) => {
                let class = alert_class(kind);
                raw(format!(
                    "<div class=\"alert alert-{class}\" role=\"note\">\n<p class=\"alert-title\">{}</p>\n",
                    escape(&self.places.alert_title(kind))
                ))
            }
            Tag::Table(alignments) => {
                self.tables.push(alignments);
                fixed("<div class=\"table\" tabindex=\"0\"><table>\n")
            }
            Tag::TableHead => {
                (self.in_head, self.cell) = (true, 0);
                fixed("<thead><tr>")
            }
            Tag::TableRow => {
                self.cell = 0;
                fixed("<tr>")
            }
            Tag::TableCell => self.cell(&lang, &before),
            Tag::Paragraph if is_marked => raw(format!("<p{lang}>{before}")),
            Tag::Item if is_marked => raw(format!("<li{lang}>{before}")),
            other => Event::Start(other),
        }
    }

    fn end(&mut self, tag: TagEnd) -> Event<'a> {
        match tag {
            TagEnd::Heading(level) => raw(format!("</{level}>\n")),
            TagEnd::Link => raw(self.ends.pop().unwrap_or_default()),
            TagEnd::BlockQuote(Some(_)) => fixed("</div>\n"),
            TagEnd::Table => {
                self.tables.pop();
                fixed("</tbody>\n</table></div>\n")
            }
            TagEnd::TableHead => {
                self.in_head = false;
                fixed("</tr></thead>\n<tbody>\n")
            }
            TagEnd::TableRow => fixed("</tr>\n"),
            TagEnd::TableCell => fixed(if self.in_head { "</th>" } else { "</td>" }),
            other => Event::End(other),
        }
    }

    fn cell(&mut self, lang: &str, before: &str) -> Event<'a> {
        let alignment = self.tables.last().and_then(|table| table.get(self.cell)).copied().unwrap_or(Alignment::None);
        self.cell += 1;
        let class = match alignment {
            Alignment::None | Alignment::Left => "",
            Alignment::Center => " class=\"centre\"",
            Alignment::Right => " class=\"right\"",
        };
        match (self.in_head, class) {
            (false, "") if lang.is_empty() && before.is_empty() => fixed("<td>"),
            (false, class) => raw(format!("<td{class}{lang}>{before}")),
            (true, class) => raw(format!("<th scope=\"col\"{class}{lang}>{before}")),
        }
    }

    fn link(&mut self) -> Event<'a> {
        let n = self.links;
        self.links += 1;
        let Some(href) = self.places.link(n) else {
            self.ends.push(String::new());
            return raw(String::new());
        };
        let mut open = format!("<a href=\"{}\"", escape(href.url));
        if let Some(lang) = href.lang {
            open.push_str(&format!(" hreflang=\"{}\"", escape(lang)));
        }
        if href.external {
            open.push_str(" rel=\"external\"");
        }
        open.push('>');
        let label = href.label.map_or(String::new(), |label| format!(" <span class=\"other-language\">({})</span>", escape(label)));
        self.ends.push(format!("</a>{label}"));
        raw(open)
    }

    /// Whether the events ahead are one picture and the end of its paragraph.
    fn is_picture_alone(&self) -> bool {
        if !matches!(self.events.get(self.at), Some(Event::Start(Tag::Image { .. }))) {
            return false;
        }
        let end = self.events[self.at..].iter().position(|event| matches!(event, Event::End(TagEnd::Image)));
        end.is_some_and(|end| matches!(self.events.get(self.at + end + 1), Some(Event::End(TagEnd::Paragraph))))
    }

    /// Writes the picture whose start was taken, and takes all up to its end.
    fn picture(&mut self, alone: bool) -> String {
        let n = self.pictures;
        self.pictures += 1;
        let mut alt = String::new();
        loop {
            match self.take() {
                Some(Event::Text(text) | Event::Code(text)) => alt.push_str(&text),
                Some(Event::SoftBreak | Event::HardBreak) => alt.push(' '),
                Some(Event::Start(Tag::Image { .. })) => self.pictures += 1,
                // A link inside a description can't be followed, but counts as a fact.
                Some(Event::Start(Tag::Link { .. })) => self.links += 1,
                Some(Event::End(TagEnd::Image)) | None => break,
                Some(_) => {}
            }
        }
        self.places.picture(n, alt.trim(), alone)
    }

    fn code(&mut self, info: &str) -> Event<'a> {
        let language = info.split([' ', ',', '{']).next().unwrap_or_default();
        let mut code = String::new();
        while let Some(event) = self.take() {
            match event {
                Event::Text(text) => code.push_str(&text),
                Event::End(TagEnd::CodeBlock) => break,
                _ => {}
            }
        }
        let inner = highlight(&code, language).unwrap_or_else(|| escape(&code));
        raw(format!("<pre tabindex=\"0\"><code class=\"language-{}\">{inner}</code></pre>\n", escape(language)))
    }

    fn reference(&mut self, label: &CowStr<'_>) -> Event<'a> {
        let label = label.to_lowercase();
        let index = self.notes.iter().position(|(known, _)| *known == label).unwrap_or_else(|| {
            self.notes.push((label, 0));
            self.notes.len() - 1
        });
        self.notes[index].1 += 1;
        let (number, times) = (index + 1, self.notes[index].1);
        let suffix = if times == 1 { String::new() } else { format!("-{times}") };
        raw(format!("<sup><a href=\"#fn-{number}\" id=\"fnref-{number}{suffix}\" role=\"doc-noteref\">{number}</a></sup>"))
    }
}

fn alert_class(kind: BlockQuoteKind) -> &'static str {
    match kind {
        BlockQuoteKind::Note => "note",
        BlockQuoteKind::Tip => "tip",
        BlockQuoteKind::Important => "important",
        BlockQuoteKind::Warning => "warning",
        BlockQuoteKind::Caution => "caution",
    }
}

fn raw<'a>(html: String) -> Event<'a> {
    Event::InlineHtml(CowStr::from(html))
}

fn fixed<'a>(html: &'static str) -> Event<'a> {
    Event::InlineHtml(CowStr::Borrowed(html))
}
