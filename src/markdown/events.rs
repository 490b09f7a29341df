//! The only maker of the parser: events with places in the original text, in every script's way.
//!
//! - sentinels of [`super::emphasis`] are stripped from texts, URLs, titles and ids,
//! - a line wrap between Han or kana, or beside a zero width space, is dropped; any other stays a soft break,
//! - a single `~` never strikes through: `10~20개, 30~40개` are Korean ranges.
//!
//! Knows nothing of: what the events are for.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::ops::Range;
use std::rc::Rc;

use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, LinkType, OffsetIter, Options, Parser, Tag, TagEnd};

use super::emphasis::Prepared;
use crate::text::ZWSP;
use crate::text::script::joins_lines;

/// What CommonMark is extended with.
pub const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_GFM)
    .union(Options::ENABLE_DEFINITION_LIST);

type Callback<'a> = Box<dyn FnMut(BrokenLink<'a>) -> Option<(CowStr<'a>, CowStr<'a>)> + 'a>;

/// A reference that has no definition: its label and its place.
pub type BrokenReference = (String, Range<usize>);

/// Iterates over a text's events; ranges are bytes of the original text.
pub struct Events<'a> {
    prepared: &'a Prepared<'a>,
    parser: OffsetIter<'a, Callback<'a>>,
    ahead: VecDeque<(Event<'a>, Range<usize>)>,
    last_char: Option<char>,
    single_tildes: Vec<bool>,
    broken: Rc<RefCell<Vec<BrokenReference>>>,
}

impl<'a> Events<'a> {
    /// Parses a prepared text.
    pub fn new(prepared: &'a Prepared<'a>) -> Events<'a> {
        let broken: Rc<RefCell<Vec<BrokenReference>>> = Rc::default();
        let seen = Rc::clone(&broken);
        let callback: Callback<'a> = Box::new(move |link: BrokenLink<'a>| {
            // `[word]` alone is prose; only `[text][label]` and `[label][]` were meant as links.
            if matches!(link.link_type, LinkType::Reference | LinkType::Collapsed) {
                seen.borrow_mut().push((link.reference.to_string(), prepared.original(link.span.start)..prepared.original(link.span.end)));
            }
            None
        });
        let parser = Parser::new_with_broken_link_callback(prepared.text(), OPTIONS, Some(callback)).into_offset_iter();
        Events { prepared, parser, ahead: VecDeque::new(), last_char: None, single_tildes: Vec::new(), broken }
    }

    /// The references without a definition met so far.
    pub fn broken_references(&self) -> Vec<BrokenReference> {
        self.broken.borrow().clone()
    }

    fn pull(&mut self) -> Option<(Event<'a>, Range<usize>)> {
        let (event, range) = self.parser.next()?;
        let event = self.untilde(event, &range);
        if !self.prepared.is_changed() {
            return Some((event, range));
        }
        Some((self.strip(event), self.prepared.original(range.start)..self.prepared.original(range.end)))
    }

    /// Turns a strike-through made of single tildes back into text.
    fn untilde(&mut self, event: Event<'a>, range: &Range<usize>) -> Event<'a> {
        match event {
            Event::Start(Tag::Strikethrough) => {
                let single = !self.prepared.text()[range.start..].starts_with("~~");
                self.single_tildes.push(single);
                if single { Event::Text(CowStr::Borrowed("~")) } else { event }
            }
            Event::End(TagEnd::Strikethrough) if self.single_tildes.pop() == Some(true) => Event::Text(CowStr::Borrowed("~")),
            other => other,
        }
    }

    fn strip(&self, event: Event<'a>) -> Event<'a> {
        let clean = |text: CowStr<'a>| match self.prepared.strip(&text) {
            Some(stripped) => CowStr::from(stripped),
            None => text,
        };
        match event {
            Event::Text(text) => Event::Text(clean(text)),
            Event::Code(text) => Event::Code(clean(text)),
            Event::Html(text) => Event::Html(clean(text)),
            Event::InlineHtml(text) => Event::InlineHtml(clean(text)),
            Event::FootnoteReference(label) => Event::FootnoteReference(clean(label)),
            Event::Start(tag) => Event::Start(match tag {
                Tag::Link { link_type, dest_url, title, id } => {
                    Tag::Link { link_type, dest_url: clean(dest_url), title: clean(title), id: clean(id) }
                }
                Tag::Image { link_type, dest_url, title, id } => {
                    Tag::Image { link_type, dest_url: clean(dest_url), title: clean(title), id: clean(id) }
                }
                Tag::Heading { level, id, classes, attrs } => Tag::Heading { level, id: id.map(clean), classes, attrs },
                Tag::CodeBlock(CodeBlockKind::Fenced(info)) => Tag::CodeBlock(CodeBlockKind::Fenced(clean(info))),
                Tag::FootnoteDefinition(label) => Tag::FootnoteDefinition(clean(label)),
                other => other,
            }),
            other => other,
        }
    }

    /// Whether the line wrap before the events ahead is no space.
    fn joins(&mut self) -> bool {
        let mut index = 0;
        let next = loop {
            if self.ahead.len() == index {
                match self.pull() {
                    Some(item) => self.ahead.push_back(item),
                    None => break None,
                }
            }
            match &self.ahead[index].0 {
                Event::Text(text) | Event::Code(text) => break text.chars().next(),
                Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. })
                | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link) => index += 1,
                _ => break None,
            }
        };
        match (self.last_char, next) {
            (Some(ZWSP), _) | (_, Some(ZWSP)) => true,
            (Some(before), Some(after)) => joins_lines(before) && joins_lines(after),
            _ => false,
        }
    }
}

impl<'a> Iterator for Events<'a> {
    type Item = (Event<'a>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (event, range) = match self.ahead.pop_front() {
                Some(item) => item,
                None => self.pull()?,
            };
            match &event {
                Event::SoftBreak if self.joins() => continue,
                Event::Text(text) | Event::Code(text) => self.last_char = text.chars().next_back().or(self.last_char),
                Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::Item | Tag::TableCell) => self.last_char = None,
                _ => {}
            }
            return Some((event, range));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Events, Prepared};
    use pulldown_cmark::html::push_html;

    fn html(body: &str) -> String {
        let prepared = Prepared::new(body);
        let mut out = String::new();
        push_html(&mut out, Events::new(&prepared).map(|(event, _)| event));
        out.trim_end().trim_start_matches("<p>").trim_end_matches("</p>").to_owned()
    }

    #[test]
    fn emphasis_works_beside_every_script_and_its_punctuation() {
        let check = |body: &str, expect: &str| assert_eq!(html(body), expect, "{body}");
        check("**Quảng Trị:**Cửa khẩu", "<strong>Quảng Trị:</strong>Cửa khẩu");
        check("**“Đồng Nai”**là", "<strong>“Đồng Nai”</strong>là");
        check("**Note:** see *this*.", "<strong>Note:</strong> see <em>this</em>.");
        check("**(a)**b and **c.**d", "<strong>(a)</strong>b and <strong>c.</strong>d");
        check("**마크다운(Markdown)**을", "<strong>마크다운(Markdown)</strong>을");
        check("**안내(필독)**은 ~~취소(됨)~~을", "<strong>안내(필독)</strong>은 <del>취소(됨)</del>을");
        check("**ចំណាំ៖**សាក", "<strong>ចំណាំ៖</strong>សាក");
        check("**អាស៊ាន។**កម្ពុជា", "<strong>អាស៊ាន។</strong>កម្ពុជា");
        check("នេះ*«ថ្មី»*ហើយ", "នេះ<em>«ថ្មី»</em>ហើយ");
        check("これは**「重要なこと」**です。", "これは<strong>「重要なこと」</strong>です。");
        check("**注意：**テスト", "<strong>注意：</strong>テスト");
        check("这是**我想做的事。**所以继续。", "这是<strong>我想做的事。</strong>所以继续。");
        check("前**“引用”**后", "前<strong>“引用”</strong>后");
        check("**[链接](https://a.vn/)。**后", "<strong><a href=\"https://a.vn/\">链接</a>。</strong>后");
    }

    #[test]
    fn code_escapes_and_lists_stay_what_they_are() {
        let check = |body: &str, expect: &str| assert_eq!(html(body), expect, "{body}");
        check("`**注意：**テスト`", "<code>**注意：**テスト</code>");
        check("\\*\\*注意：\\*\\*テスト", "**注意：**テスト");
        check("```\n**注意：**テスト\n```", "<pre><code>**注意：**テスト\n</code></pre>");
        check("[題](https://a.vn/**注：**語)", "<a href=\"https://a.vn/**%E6%B3%A8%EF%BC%9A**%E8%AA%9E\">題</a>");
    }

    #[test]
    fn korean_ranges_stay_text() {
        let check = |body: &str, expect: &str| assert_eq!(html(body), expect, "{body}");
        check("서울~(부산) 구간", "서울~(부산) 구간");
        check("10~20개, 30~40개", "10~20개, 30~40개");
        check("~~취소~~ 3~5월", "<del>취소</del> 3~5월");
    }

    #[test]
    fn line_wraps_follow_the_script() {
        let check = |body: &str, expect: &str| assert_eq!(html(body), expect, "{body}");
        check("東南アジア\n諸国連合", "東南アジア諸国連合");
        check("会议结束了。\n谢谢", "会议结束了。谢谢");
        check("会议**结束**\n*了*", "会议<strong>结束</strong><em>了</em>");
        check("ASEAN\n共同体", "ASEAN\n共同体");
        check("국경\n협력", "국경\n협력");
        check("biên\ngiới", "biên\ngiới");
        check("អាស៊ាន\nកម្ពុជា", "អាស៊ាន\nកម្ពុជា");
        check("អាស៊ាន\u{200b}\nកម្ពុជា", "អាស៊ាន\u{200b}កម្ពុជា");
        check("行末  \n改行", "行末<br />\n改行");
    }

    #[test]
    fn places_are_those_of_the_original_text() {
        let body = "**ចំណាំ៖**សាក [តំណ](/news/a/) **ចំណាំ៖**សាក";
        let prepared = Prepared::new(body);
        let texts: Vec<_> = Events::new(&prepared)
            .filter_map(|(event, range)| match event {
                pulldown_cmark::Event::Text(text) => Some((text.to_string(), body[range].to_owned())),
                _ => None,
            })
            .collect();
        assert!(texts.len() >= 5);
        for (text, slice) in texts {
            assert_eq!(text, slice);
        }
    }
}
