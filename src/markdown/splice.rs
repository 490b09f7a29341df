//! Puts translated contents into a body's skeleton, and proves that the result reads as meant.
//!
//! 1. words are written as they are; where that would read as markup, with escapes,
//! 2. the result is parsed again: the same segments in the same shape, each with the content that was meant,
//! 3. what can't be written so is refused and its place stays as it was.
//!
//! Knows nothing of: front matter, languages.

use super::document::{Document, document};
use super::segments::contents;
use crate::path::ContentPath;
use crate::segment::{Code, CodeKind, Content, Piece, Role};
use crate::source::Source;

/// What comes into a segment's place.
#[derive(Clone, Debug)]
pub struct Replacement {
    /// The position of the segment.
    pub segment: usize,
    /// What it shall read as.
    pub content: Content,
    /// Its Markdown, where it is written already; else it is written from the content.
    pub raw: Option<String>,
}

/// A body with its replacements, and the segments that kept their text because theirs can't be written.
#[derive(Clone, Debug)]
pub struct Spliced {
    /// The new body.
    pub body: String,
    /// Positions of segments, ascending.
    pub refused: Vec<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Plain,
    Escaped,
    Refused,
}

/// Puts `replacements` (ascending, one a segment) into the skeleton of a body.
pub fn splice(skeleton: &Document, replacements: &[Replacement]) -> Spliced {
    let mut styles = vec![Style::Plain; replacements.len()];
    loop {
        let body = assemble(skeleton, replacements, &styles);
        let faulty = faulty(skeleton, &body, replacements, &styles);
        if faulty.is_empty() {
            let refused = replacements.iter().zip(&styles).filter(|(_, style)| **style == Style::Refused);
            return Spliced { body, refused: refused.map(|(replacement, _)| replacement.segment).collect() };
        }
        for at in faulty {
            styles[at] = match styles[at] {
                Style::Plain if replacements[at].raw.is_none() => Style::Escaped,
                _ => Style::Refused,
            };
        }
    }
}

fn assemble(skeleton: &Document, replacements: &[Replacement], styles: &[Style]) -> String {
    let markdown = skeleton.markdown();
    let (mut body, mut from) = (String::with_capacity(markdown.len() * 2), 0);
    for (replacement, style) in replacements.iter().zip(styles).filter(|(_, style)| **style != Style::Refused) {
        let segment = &skeleton.segments[replacement.segment];
        body.push_str(&markdown[from..segment.range.start - skeleton.body.start]);
        match &replacement.raw {
            Some(raw) => body.push_str(raw),
            None => write(&replacement.content, segment.role, *style, &mut body),
        }
        from = segment.range.end - skeleton.body.start;
    }
    body.push_str(&markdown[from..]);
    body
}

/// Positions of replacements that don't read as meant; where the shape itself is lost, all that may be to blame.
fn faulty(skeleton: &Document, body: &str, replacements: &[Replacement], styles: &[Style]) -> Vec<usize> {
    let tried = || (0..replacements.len()).filter(|at| styles[*at] != Style::Refused);
    let parsed = parse(body);
    let shape = |document: &Document| document.segments.iter().map(|segment| segment.shape()).collect::<Vec<_>>();
    if shape(&parsed) == shape(skeleton) {
        let contents = contents(&parsed);
        // Codes are numbered in their order; a translation may have them in another.
        let reads = |at: &usize| {
            let wanted = &replacements[*at].content;
            contents[replacements[*at].segment].with_codes_of(wanted).is_some_and(|read| read.tagged() == wanted.tagged())
        };
        return tried().filter(|at| !reads(at)).collect();
    }
    let plain: Vec<usize> = tried().filter(|at| styles[*at] == Style::Plain && replacements[*at].raw.is_none()).collect();
    if !plain.is_empty() {
        return plain;
    }
    // Which one breaks the shape alone; where none does, all of them together do.
    let alone = |at: &usize| {
        let only: Vec<Style> = (0..styles.len()).map(|other| if other == *at { styles[other] } else { Style::Refused }).collect();
        shape(&parse(&assemble(skeleton, replacements, &only))) != shape(skeleton)
    };
    let guilty: Vec<usize> = tried().filter(alone).collect();
    if guilty.is_empty() { tried().collect() } else { guilty }
}

fn parse(body: &str) -> Document {
    let source = Source::new(ContentPath::new("spliced.md"), body.to_owned());
    document(&source, 0..body.len()).0
}

fn write(content: &Content, role: Role, style: Style, out: &mut String) {
    let is_cell = matches!(role, Role::Cell | Role::HeadCell);
    let start = out.len();
    for piece in &content.pieces {
        match piece {
            Piece::Text(text) if style == Style::Escaped && role != Role::Html => escape(text, out.len() == start, out),
            Piece::Text(text) if is_cell => out.push_str(&text.replace('|', "\\|")),
            Piece::Text(text) => out.push_str(text),
            Piece::Open(code) => out.push_str(&mark(&content.codes[*code], &content.codes[*code].open, style)),
            Piece::Close(code) => out.push_str(&mark(&content.codes[*code], &content.codes[*code].close, style)),
            Piece::Alone(code) => out.push_str(&content.codes[*code].open),
        }
    }
}

/// A code's raw form. Underscores can't mark a part of a word, as scripts without spaces need it; asterisks can.
fn mark(code: &Code, raw: &str, style: Style) -> String {
    let is_stress = matches!(code.kind, CodeKind::Strong | CodeKind::Emphasis);
    if style == Style::Escaped && is_stress { raw.replace('_', "*") } else { raw.to_owned() }
}

/// Escapes what Markdown could read as its own.
fn escape(text: &str, is_first: bool, out: &mut String) {
    let mut start = is_first;
    let mut digits = is_first;
    for (at, c) in text.char_indices() {
        let opens_block = start && matches!(c, '-' | '+' | '=' | ':') || digits && at > 0 && matches!(c, '.' | ')');
        if opens_block || matches!(c, '\\' | '`' | '*' | '_' | '~' | '[' | ']' | '<' | '>' | '&' | '|' | '#' | '!' | '{' | '}' | '"' | '^')
        {
            out.push('\\');
        }
        out.push(c);
        start = false;
        digits &= c.is_ascii_digit();
    }
}

#[cfg(test)]
mod tests {
    use super::{Replacement, Spliced, parse, splice};
    use crate::markdown::segments::contents;
    use crate::segment::Content;

    /// Splices a translated text into each segment; an empty one leaves its segment alone.
    fn spliced(body: &str, texts: &[&str]) -> Spliced {
        let skeleton = parse(body);
        let sources = contents(&skeleton);
        assert_eq!(sources.len(), texts.len(), "{body}");
        let wanted = texts.iter().enumerate().filter(|(_, text)| !text.is_empty());
        let replacements: Vec<Replacement> =
            wanted.map(|(segment, text)| Replacement { segment, content: sources[segment].read(text).unwrap(), raw: None }).collect();
        splice(&skeleton, &replacements)
    }

    fn check(body: &str, texts: &[&str], expect: &str) {
        let Spliced { body: written, refused } = spliced(body, texts);
        assert_eq!((written.as_str(), refused.as_slice()), (expect, &[] as &[usize]), "{body}");
    }

    #[test]
    fn targets_come_into_the_skeleton() {
        check(
            "## Hai **bên** {#x}\n\nMột [câu](/a/)[^1]\ndài.\n\n[^1]: Lời.\n",
            &["<1>양측</1>", "<1>문장</1><2/> 하나.", ""],
            "## **양측** {#x}\n\n[문장](/a/)[^1] 하나.\n\n[^1]: Lời.\n",
        );
        check("> - một\n>   hai\n> - ba  \n>   bốn\n", &["១", "៣<1/>៤"], "> - ១\n> - ៣  \n>   ៤\n");
        check(
            "| a | b |\n|---|--:|\n| c | d |\n",
            &["甲|乙", "", "丙", "<b> *丁*"],
            "| 甲\\|乙 | b |\n|---|--:|\n| 丙 | \\<b\\> \\*丁\\* |\n",
        );
        check("**Một** và *hai* [ba](/a/).\n", &["<3>셋</3> <2>둘</2> <1>하나</1>"], "[셋](/a/) *둘* **하나**\n");
        check("[Xem].\n\n[Xem]: /a/\n", &["<1>参照</1>。"], "[参照][Xem]。\n\n[Xem]: /a/\n");
    }

    #[test]
    fn words_that_look_like_markup_are_escaped() {
        check("Một.\n", &["- 12 * 3 _x_ [y](z)"], "\\- 12 \\* 3 \\_x\\_ \\[y\\](z)\n");
        check("Một.\n\nHai.\n", &["1. thứ nhất", "# 제목"], "1\\. thứ nhất\n\n\\# 제목\n");
        check("Một.\n", &["AT&amp;amp;T &lt;3"], "AT\\&amp;T \\<3\n");
        check("**Chú ý:** xem.\n", &["<1>注意：</1>参照。"], "**注意：**参照。\n");
    }

    #[test]
    fn what_cannot_be_written_is_refused_alone() {
        check("_Một_ hai.\n", &["ab<1>cd</1>ef"], "ab*cd*ef\n");
        // A link's words can't hold another link.
        let Spliced { body, refused } = spliced("[Một](/a/) [hai](/b/).\n\nBa.\n", &["<1>하나 <2>둘</2></1>", "셋."]);
        assert_eq!((body.as_str(), refused.as_slice()), ("[Một](/a/) [hai](/b/).\n\n셋.\n", &[0][..]));
    }

    #[test]
    fn nothing_replaced_is_the_same_text() {
        let body = "a\r\n\r\n> b\r\n> c\r\n\r\n1) d\r\n\ttab\r\n";
        assert_eq!(splice(&parse(body), &[]).body, body);
        let content = Content::plain("x");
        assert_eq!(
            splice(&parse(body), &[Replacement { segment: 0, content, raw: Some("x".to_owned()) }]).body,
            body.replacen('a', "x", 1)
        );
    }
}
