//! Changes values of a front matter and leaves all else as it is: comments, order, other keys, line ends.
//!
//! 1. a value that is there is replaced in its place, one that isn't becomes a new line at the end,
//! 2. the result is read again: the changed keys hold what was meant, all others what they held.
//!
//! Knows nothing of: which values are wanted.

use std::ops::Range;
use std::sync::Arc;

use crate::path::ContentPath;
use crate::source::Source;
use crate::yaml::{self, Key, Node, Value};

/// A key (with a dot for one inside `card`) and its new value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// The key.
    pub key: String,
    /// The value.
    pub value: NewValue,
}

/// A value to be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NewValue {
    /// Text, written between double quotes.
    Text(String),
    /// YAML as it is.
    Raw(String),
}

impl NewValue {
    fn yaml(&self) -> String {
        match self {
            NewValue::Text(text) => quoted(text),
            NewValue::Raw(raw) => raw.clone(),
        }
    }
}

/// Text as a double-quoted scalar of YAML.
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || c == '\u{feff}' || c == '\u{2028}' || c == '\u{2029}' => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// The YAML block with the edits; `None` where the result wouldn't hold what was meant.
pub fn edit(block: &str, edits: &[Edit]) -> Option<String> {
    let before = parse(block)?;
    let mut changes: Vec<(Range<usize>, String)> = Vec::new();
    let mut missing: Vec<&Edit> = Vec::new();
    for edit in edits {
        match find(&before, &edit.key) {
            Some((key, node)) => {
                let (range, space) = extent(block, &before, key, node)?;
                changes.push((range, format!("{space}{}", edit.value.yaml())));
            }
            None => missing.push(edit),
        }
    }
    insert(block, &before, &missing, &mut changes);
    changes.sort_by_key(|(range, _)| range.start);
    let (mut out, mut from) = (String::with_capacity(block.len() * 2), 0);
    for (range, text) in changes {
        out.push_str(block.get(from..range.start)?);
        out.push_str(&text);
        from = range.end;
    }
    out.push_str(block.get(from..)?);
    let after = parse(&out)?;
    holds(&before, &after, edits).then_some(out)
}

fn parse(block: &str) -> Option<Node> {
    let source = Source::new(ContentPath::new("front-matter"), block.to_owned());
    yaml::parse(&Arc::clone(&source), 0..block.len()).ok()
}

fn entries(node: &Node) -> &[(Key, Node)] {
    match &node.value {
        Value::Map(entries) => entries,
        _ => &[],
    }
}

/// Where a key's value stands, and the space that has to come before a new one. The parser tells a value's beginning only: one of
/// several lines goes on to the next key of the outermost mapping.
fn extent(block: &str, whole: &Node, key: &Key, node: &Node) -> Option<(Range<usize>, &'static str)> {
    let colon = key.range.end + block[key.range.end..].find(':')? + 1;
    let is_plain = matches!(node.value, Value::Scalar(_)) && !node.range.is_empty() && !block[node.range.clone()].contains('\n');
    if is_plain && block[colon..node.range.start].trim().is_empty() {
        return Some((node.range.clone(), ""));
    }
    if matches!(node.value, Value::Null) {
        let end = colon + block[colon..].find(['\n', '\r', '#', ',', '}']).unwrap_or(block.len() - colon);
        return Some((colon..end, " "));
    }
    entries(whole).iter().find(|(known, _)| known.range == key.range)?;
    let next = entries(whole).iter().map(|(known, _)| known.range.start).filter(|start| *start > key.range.start).min();
    let mut end = next.unwrap_or(block.len());
    while let Some(line) = block[colon..end].trim_end_matches(['\n', '\r']).rsplit('\n').next() {
        let trimmed = colon + block[colon..end].trim_end().len();
        // Comments before the next key belong to that.
        if line.starts_with('#') && trimmed > line.len() + colon {
            end = trimmed - line.trim_end().len();
            continue;
        }
        end = trimmed;
        break;
    }
    Some((colon..end, " "))
}

fn find<'a>(node: &'a Node, key: &str) -> Option<&'a (Key, Node)> {
    let (first, rest) = key.split_once('.').map_or((key, None), |(first, rest)| (first, Some(rest)));
    let found = entries(node).iter().find(|(known, _)| known.name == first)?;
    rest.map_or(Some(found), |rest| find(&found.1, rest))
}

/// New keys: lines at the end of the block; a new word of a card goes into the card.
fn insert(block: &str, before: &Node, missing: &[&Edit], changes: &mut Vec<(Range<usize>, String)>) {
    let line_end = if block.contains("\r\n") { "\r\n" } else { "\n" };
    let mut lines = String::new();
    let mut card = Vec::new();
    for edit in missing {
        match edit.key.split_once('.') {
            None => lines.push_str(&format!("{}: {}{line_end}", edit.key, edit.value.yaml())),
            Some((_, inner)) => card.push(format!("{inner}: {}", edit.value.yaml())),
        }
    }
    if !card.is_empty() {
        match find(before, "card").map(|(_, node)| node) {
            Some(node) if block[node.range.clone()].starts_with('{') => {
                let separator = if entries(node).is_empty() { " " } else { ", " };
                changes
                    .push((node.range.start + 1..node.range.start + 1, format!(" {}{separator}", card.join(", ")).trim_end().to_owned()));
            }
            Some(node) if !entries(node).is_empty() => {
                let at = entries(node)[0].0.range.start;
                let indent = at - block[..at].rfind('\n').map_or(0, |line| line + 1);
                let words: String = card.iter().map(|word| format!("{word}{line_end}{}", " ".repeat(indent))).collect();
                changes.push((at..at, words));
            }
            _ => lines.push_str(&format!("card: {{ {} }}{line_end}", card.join(", "))),
        }
    }
    if !lines.is_empty() {
        let end = block.len();
        let lines = if block.is_empty() || block.ends_with('\n') { lines } else { format!("{line_end}{lines}") };
        changes.push((end..end, lines));
    }
}

/// Whether the edited keys hold their values and all others what they held.
fn holds(before: &Node, after: &Node, edits: &[Edit]) -> bool {
    let written = edits.iter().all(|edit| match (&edit.value, find(after, &edit.key)) {
        (NewValue::Text(text), Some((_, node))) => matches!(&node.value, Value::Scalar(found) if found == text),
        (NewValue::Raw(_), found) => found.is_some(),
        (_, None) => false,
    });
    let is_edited = |key: &str| edits.iter().any(|edit| edit.key == key);
    let kept = |key: &str, node: &Node| is_edited(key) || find(after, key).is_some_and(|(_, found)| same(&node.value, &found.value));
    written
        && entries(before).iter().all(|(key, node)| match key.name.as_str() {
            "card" => entries(node).iter().all(|(word, node)| kept(&format!("card.{}", word.name), node)),
            name => kept(name, node),
        })
}

fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Null, Value::Null) => true,
        (Value::Scalar(one), Value::Scalar(other)) => one == other,
        (Value::List(one), Value::List(other)) => one.len() == other.len() && one.iter().zip(other).all(|(a, b)| same(&a.value, &b.value)),
        (Value::Map(one), Value::Map(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(a, b)| a.0.name == b.0.name && same(&a.1.value, &b.1.value))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Edit, NewValue, edit, quoted};

    #[test]
    fn values_change_and_all_else_stays() {
        let check = |block: &str, edits: &[(&str, &str)], expect: &str| {
            let edits: Vec<Edit> =
                edits.iter().map(|(key, text)| Edit { key: (*key).to_owned(), value: NewValue::Text((*text).to_owned()) }).collect();
            assert_eq!(edit(block, &edits).as_deref(), Some(expect), "{block}");
        };
        check(
            "# lời dặn\ntitle: \"A\" # cũ\nsummary: b\n",
            &[("title", "Tiêu “đề” \\ \"x\"")],
            "# lời dặn\ntitle: \"Tiêu “đề” \\\\ \\\"x\\\"\" # cũ\nsummary: b\n",
        );
        check("title: a\r\nsummary: b\r\n", &[("cover_alt", "រូប៖ ក")], "title: a\r\nsummary: b\r\ncover_alt: \"រូប៖ ក\"\r\n");
        check(
            "title: a\nsummary: >\n  dài\n  nữa\ndraft: true\n",
            &[("title", "제목")],
            "title: \"제목\"\nsummary: >\n  dài\n  nữa\ndraft: true\n",
        );
        check(
            "title: a\ncard: { access: x }\n",
            &[("card.access", "y"), ("card.venue", "z")],
            "title: a\ncard: { venue: \"z\", access: \"y\" }\n",
        );
        check("title: a\ncard:\n  access: x\n", &[("card.venue", "z")], "title: a\ncard:\n  venue: \"z\"\n  access: x\n");
        check("title: a\n", &[("card.venue", "z"), ("card.access", "w")], "title: a\ncard: { venue: \"z\", access: \"w\" }\n");
        check("title:\nsummary: b\n", &[("title", "x")], "title: \"x\"\nsummary: b\n");
    }

    #[test]
    fn folded_values_are_replaced_whole_or_not_at_all() {
        let check = |key: &str, block: &str, expect: &str| {
            let value = if key == "made_from" { NewValue::Raw("{ n: 2 }".to_owned()) } else { NewValue::Text("mới".to_owned()) };
            assert_eq!(edit(block, &[Edit { key: key.to_owned(), value }]).as_deref(), Some(expect));
        };
        check("summary", "summary: >\n  dài\n  nữa\n\n# về tiêu đề\ntitle: a\n", "summary: \"mới\"\n\n# về tiêu đề\ntitle: a\n");
        check("summary", "title: a\nsummary: dài\n  nữa\n", "title: a\nsummary: \"mới\"\n");
        check("summary", "summary: \"dài\n  nữa\"\r\ntitle: a\r\n", "summary: \"mới\"\r\ntitle: a\r\n");
        check("made_from", "title: a\nmade_from: { n: 1, m: \"} x\" }\nz: 1\n", "title: a\nmade_from: { n: 2 }\nz: 1\n");
        check("made_from", "made_from:\n  n: 1\n  m: 2\n# cuối\n", "made_from: { n: 2 }\n# cuối\n");
    }

    #[test]
    fn quoted_text_is_one_line() {
        assert_eq!(quoted("a\nb\t“ក”"), "\"a\\nb\\t“ក”\"");
    }
}
