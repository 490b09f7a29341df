//! A text's words without markup, block by block: what search looks through and shows pieces of.
//!
//! Knows nothing of: what the words are wanted for.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::document::Document;
use super::emphasis::Prepared;
use super::events::Events;
use super::sanitize;
use crate::text;

/// A paragraph, a heading, an item of a list, a row of a table, a block of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its words in composed form, without zero width spaces; never blank.
    pub text: String,
    /// Whether it is a heading.
    pub is_heading: bool,
}

/// The blocks of a body, in order.
pub fn blocks(document: &Document) -> Vec<Block> {
    let prepared = Prepared::new(document.markdown());
    let mut blocks = Vec::new();
    let mut words = String::new();
    let mut is_heading = false;
    let mut end = |words: &mut String, is_heading: bool| {
        let text = text::plain_nfc(words);
        if !text.is_empty() {
            blocks.push(Block { text, is_heading });
        }
        words.clear();
    };
    for (event, _) in Events::new(&prepared) {
        match event {
            Event::Text(text) | Event::Code(text) => words.push_str(&text),
            Event::SoftBreak | Event::HardBreak | Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => words.push(' '),
            Event::Html(html) => words.push_str(&sanitize::words(&html)),
            Event::Start(Tag::TableCell) if !words.is_empty() => words.push_str(" | "),
            Event::Start(tag) if is_block(&tag) => {
                end(&mut words, is_heading);
                is_heading = matches!(tag, Tag::Heading { .. });
            }
            Event::End(tag) if ends_block(tag) => {
                end(&mut words, is_heading);
                is_heading = false;
            }
            _ => {}
        }
    }
    end(&mut words, false);
    blocks
}

fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. } | Tag::TableCell)
}

fn ends_block(tag: TagEnd) -> bool {
    !matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image | TagEnd::TableCell)
}

#[cfg(test)]
mod tests {
    use super::blocks;
    use crate::markdown::document::document;
    use crate::path::ContentPath;
    use crate::source::Source;

    #[test]
    fn blocks_hold_the_words_alone() {
        let check = |body: &str, expect: &[&str]| {
            let source = Source::new(ContentPath::new("a.md"), body.to_owned());
            let (document, _) = document(&source, 0..body.len());
            let found: Vec<String> =
                blocks(&document).into_iter().map(|b| if b.is_heading { format!("# {}", b.text) } else { b.text }).collect();
            assert_eq!(found, expect, "{body}");
        };
        check("## Hai **bên**\n\nMột [câu](/a/)[^1]\nxuống dòng.\n\n[^1]: Lời chú.", &["# Hai bên", "Một câu xuống dòng.", "Lời chú."]);
        check("- một\n- hai\n  - ba\n\n> trích", &["một", "hai", "ba", "trích"]);
        check("| a | b |\n|---|---|\n| 1 | 2 |", &["a | b", "1 | 2"]);
        check("![Sơ đồ](a.svg) và\n\n```\nlet x = 1;\n```", &["Sơ đồ và", "let x = 1;"]);
        check("<figure>\n<p>Chú &amp; thích</p>\n</figure>\n\nx<br>y", &["Chú & thích", "xy"]);
        check("**ចំណាំ៖**សា\u{200b}ក\n\n東南アジア\n諸国", &["ចំណាំ៖សាក", "東南アジア諸国"]);
    }
}
