//! The emphasis rule for scripts without spaces.
//!
//! CommonMark lets a run of `*` close only before a space or punctuation when punctuation stands before it. Writers of
//! Khmer, Chinese, Japanese and Korean put the next word directly after: `**ចំណាំ៖**សាក`, `**안내(필독)**은`. Before parsing,
//! an invisible-to-be sentinel (a rare punctuation mark) is put beside such runs; [`Prepared`] knows where, so that
//! events can be freed of it again.
//!
//! Knows nothing of: the parser.

use std::borrow::Cow;

use crate::text::script::{Script, is_unspaced_letter, script};

/// Rare marks of Unicode class Po, three bytes each in UTF-8; the first that the text doesn't contain is used.
const CANDIDATES: [char; 5] = ['\u{2e43}', '\u{2e44}', '\u{2e45}', '\u{2e47}', '\u{2e49}'];
const SENTINEL_BYTES: usize = 3;

/// A text ready for the parser.
pub struct Prepared<'a> {
    text: Cow<'a, str>,
    sentinel: char,
    /// Positions of sentinels in the prepared text, ascending.
    inserted: Vec<usize>,
}

impl<'a> Prepared<'a> {
    /// Prepares a Markdown text. One that needs nothing is borrowed as it is.
    pub fn new(body: &'a str) -> Prepared<'a> {
        let unchanged = Prepared { text: Cow::Borrowed(body), sentinel: CANDIDATES[0], inserted: Vec::new() };
        let places = sentinel_places(body);
        let Some(sentinel) = CANDIDATES.into_iter().find(|c| !body.contains(*c)) else { return unchanged };
        if places.is_empty() {
            return unchanged;
        }
        let mut text = String::with_capacity(body.len() + places.len() * SENTINEL_BYTES);
        let (mut inserted, mut from) = (Vec::with_capacity(places.len()), 0);
        for at in places {
            text.push_str(&body[from..at]);
            inserted.push(text.len());
            text.push(sentinel);
            from = at;
        }
        text.push_str(&body[from..]);
        Prepared { text: Cow::Owned(text), sentinel, inserted }
    }

    /// The text to parse.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether events must be freed of sentinels.
    pub fn is_changed(&self) -> bool {
        !self.inserted.is_empty()
    }

    /// The position in the original text of a position in the prepared one.
    pub fn original(&self, offset: usize) -> usize {
        offset - self.inserted.partition_point(|at| *at < offset) * SENTINEL_BYTES
    }

    /// Text from an event without sentinels; `None` when it has none.
    pub fn strip(&self, text: &str) -> Option<String> {
        text.contains(self.sentinel).then(|| text.replace(self.sentinel, ""))
    }
}

/// Byte offsets at which a sentinel belongs, ascending.
fn sentinel_places(body: &str) -> Vec<usize> {
    let mut places = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    let (mut at, mut last_run) = (0, 0);
    let bytes = body.as_bytes();
    while let Some(found) = bytes[at..].iter().position(|b| matches!(b, b'*' | b'~')) {
        let start = at + found;
        let mark = bytes[start];
        let length = bytes[start..].iter().take_while(|b| **b == mark).count();
        let end = start + length;
        at = end;
        if (mark == b'~' && length != 2) || body[..start].ends_with('\\') {
            continue;
        }
        if body[last_run..start].contains("\n\n") || body[last_run..start].contains("\n\r\n") {
            open.clear();
        }
        last_run = end;
        let run = &body[start..end];
        let before = body[..start].chars().next_back().unwrap_or('\n');
        let after = body[end..].chars().next().unwrap_or('\n');
        let opened = open.iter().rposition(|other| *other == run);
        let closes = is_punctuation(before) && !is_opening(before) && is_letter(after) && (is_unspaced_letter(after) || opened.is_some());
        let opens = is_unspaced_letter(before) && is_punctuation(after) && !is_closing(after);
        if closes {
            places.push(end);
        } else if opens {
            places.push(start);
        }
        let can_open = opens || !is_space(after) && (!is_punctuation(after) || is_space(before) || is_punctuation(before));
        match opened {
            Some(index) if !is_space(before) => open.truncate(index),
            // No one nests emphasis so deep; hostile texts do.
            _ if can_open && open.len() < 64 => open.push(run),
            _ => {}
        }
    }
    places
}

fn is_space(c: char) -> bool {
    c.is_whitespace()
}

fn is_letter(c: char) -> bool {
    !matches!(script(c), Script::Punctuation | Script::WidePunctuation | Script::Space)
}

fn is_punctuation(c: char) -> bool {
    matches!(script(c), Script::Punctuation | Script::WidePunctuation)
}

fn is_opening(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '（' | '［' | '｛' | '「' | '『' | '【' | '〈' | '《' | '〔' | '“' | '‘' | '«' | '‹' | '〝')
}

fn is_closing(c: char) -> bool {
    matches!(
        c,
        ')' | ']'
            | '}'
            | '）'
            | '］'
            | '｝'
            | '」'
            | '』'
            | '】'
            | '〉'
            | '》'
            | '〕'
            | '”'
            | '’'
            | '»'
            | '›'
            | '〟'
            | '。'
            | '、'
            | '，'
            | '．'
            | '：'
            | '；'
            | '！'
            | '？'
            | '។'
            | '៕'
            | '៖'
            | ','
            | '.'
            | ':'
            | ';'
            | '!'
            | '?'
            | '…'
    )
}

#[cfg(test)]
mod tests {
    use super::Prepared;

    #[test]
    fn positions_map_back_to_the_original() {
        let body = "**ចំណាំ៖**សាក និង **ចំណាំ៖**សាក";
        let prepared = Prepared::new(body);
        assert!(prepared.is_changed());
        assert_eq!(prepared.strip(prepared.text()).unwrap(), body);
        let last = prepared.text().rfind("សាក").unwrap();
        assert_eq!(&body[prepared.original(last)..], "សាក");
    }

    #[test]
    fn plain_spaced_text_is_left_alone() {
        for body in ["**bold** text and *em*", "* item\n* item", "a * b * c", "서울~(부산)", "***\n", "\\**x**"] {
            assert!(!Prepared::new(body).is_changed(), "{body}");
        }
    }

    #[test]
    fn a_text_that_uses_every_sentinel_is_left_alone() {
        let body = "\u{2e43}\u{2e44}\u{2e45}\u{2e47}\u{2e49} **ចំណាំ៖**សាក";
        assert!(!Prepared::new(body).is_changed());
    }
}
