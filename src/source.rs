//! A text file as it was read, and a place in it.
//!
//! Knows nothing of: what the text means, the file system.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::path::ContentPath;

/// A text file of the project: its path and its whole text.
pub struct Source {
    path: ContentPath,
    text: String,
    line_starts: OnceLock<Vec<usize>>,
}

impl Source {
    /// Wraps a file's text; positions are bytes of exactly this text.
    pub fn new(path: ContentPath, text: String) -> Arc<Source> {
        Arc::new(Source { path, text, line_starts: OnceLock::new() })
    }

    /// Where the file lies in the project.
    pub fn path(&self) -> &ContentPath {
        &self.path
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Line and column of a byte offset; both from 1, the column in characters.
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        let starts = self.line_starts.get_or_init(|| {
            std::iter::once(0).chain(self.text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i + 1)).collect()
        });
        let offset = self.text.floor_char_boundary(offset);
        let line = starts.partition_point(|start| *start <= offset);
        let start = starts[line - 1];
        (line, self.text[start..offset].trim_start_matches('\u{feff}').chars().count() + 1)
    }

    /// The byte offset of a line and column (both from 1, the column in characters), cut to the text's end.
    pub fn offset(&self, line: usize, column: usize) -> usize {
        let start = match line {
            0 | 1 => 0,
            _ => self.text.match_indices('\n').nth(line - 2).map_or(self.text.len(), |(i, _)| i + 1),
        };
        let rest = &self.text[start..];
        let end = rest.find('\n').unwrap_or(rest.len());
        start + rest[..end].char_indices().nth(column.saturating_sub(1)).map_or(end, |(i, _)| i)
    }

    /// The line (without its break) in which a byte offset lies.
    pub fn line_at(&self, offset: usize) -> &str {
        let offset = self.text.floor_char_boundary(offset);
        let start = self.text[..offset].rfind('\n').map_or(0, |i| i + 1);
        let end = self.text[offset..].find('\n').map_or(self.text.len(), |i| offset + i);
        &self.text[start..end]
    }
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Source({})", self.path)
    }
}

/// A range of bytes in one source.
#[derive(Clone, Debug)]
pub struct Span {
    source: Arc<Source>,
    start: u32,
    end: u32,
}

impl Span {
    /// Marks `range` of `source`; moved to character boundaries and cut to the text where it lies outside.
    pub fn new(source: &Arc<Source>, range: Range<usize>) -> Span {
        let text = source.text();
        let start = text.floor_char_boundary(range.start.min(text.len()));
        let end = text.ceil_char_boundary(range.end.clamp(start, text.len()));
        Span { source: Arc::clone(source), start: small(start), end: small(end) }
    }

    /// Marks a file as a whole, also one whose text can't be shown.
    pub fn file(path: &ContentPath) -> Span {
        Span { source: Source::new(path.clone(), String::new()), start: 0, end: 0 }
    }

    /// The source that the span lies in.
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// The bytes marked.
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The text marked.
    pub fn text(&self) -> &str {
        &self.source.text()[self.range()]
    }

    /// Line and column (from 1) where the span begins.
    pub fn line_column(&self) -> (usize, usize) {
        self.source.line_column(self.start as usize)
    }
}

/// Sources are limited far below 4 GiB when they are read; see `disk::MAX_TEXT`.
fn small(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{Source, Span};
    use crate::path::ContentPath;

    #[test]
    fn columns_count_characters_in_every_script() {
        let source = Source::new(ContentPath::new("a.md"), "Đồng Nai\nអាស៊ាន ប\n東盟共同体".to_owned());
        let check = |needle: &str, expect: (usize, usize)| {
            let at = source.text().find(needle).unwrap();
            assert_eq!(Span::new(&source, at..at + needle.len()).line_column(), expect);
            assert_eq!(source.offset(expect.0, expect.1), at);
        };
        check("Nai", (1, 6));
        check("ប", (2, 8));
        check("共", (3, 3));
    }
}
