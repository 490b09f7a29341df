//! The one printer of diagnostics, in three formats: for people, for programs, for a forge's annotations.
//!
//! Knows nothing of: where the text goes.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Diagnostic, Diagnostics, MessageLanguage, Severity};
use crate::source::Span;

/// How diagnostics are printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// With an excerpt of the file, in the manner of rustc.
    Terminal {
        /// Whether ANSI colours may be used.
        colour: bool,
    },
    /// One JSON object a line.
    Json,
    /// Workflow commands that a forge shows beside the changed lines.
    Github,
}

/// Prints all diagnostics, each ending in a line break.
pub fn print(diagnostics: &Diagnostics, format: Format, language: MessageLanguage) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics.iter() {
        match format {
            Format::Terminal { colour } => out.push_str(&terminal(diagnostic, colour, language)),
            Format::Json => out.push_str(&json(diagnostic, language)),
            Format::Github => out.push_str(&github(diagnostic, language)),
        }
        out.push('\n');
    }
    out
}

fn message(diagnostic: &Diagnostic, language: MessageLanguage) -> String {
    let text = diagnostic.message.get(language);
    match (diagnostic.count, language) {
        (1, _) => text.to_owned(),
        (n, MessageLanguage::Vi) => format!("{text} ({n} lần)"),
        (n, MessageLanguage::En) => format!("{text} ({n} times)"),
    }
}

fn terminal(diagnostic: &Diagnostic, colour: bool, language: MessageLanguage) -> String {
    let words = match language {
        MessageLanguage::Vi => ["lỗi", "cảnh báo", "ghi chú", "cách sửa"],
        MessageLanguage::En => ["error", "warning", "note", "help"],
    };
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR.with_name(words[0]),
        Severity::Warning => Level::WARNING.with_name(words[1]),
        Severity::Note => Level::NOTE.with_name(words[2]),
    };
    let title = level.primary_title(message(diagnostic, language)).id(diagnostic.code.name);
    let mut group = match &diagnostic.span {
        None => Group::with_title(title),
        Some(span) => {
            let mut group = title.element(snippet(span, None));
            for (other, text) in &diagnostic.labels {
                group = group.element(snippet(other, Some(text.get(language))));
            }
            group
        }
    };
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.with_name(words[3]).message(help.get(language)));
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut text = renderer.decor_style(DecorStyle::Unicode).render(&[group]);
    text.push('\n');
    text
}

/// The excerpt of one place. A long line is the reader's own: annotate-snippets cuts it to the terminal.
fn snippet<'a>(span: &'a Span, label: Option<&'a str>) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let source = span.source();
    let range = span.range();
    let (line, _) = span.line_column();
    let start = source.text()[..range.start].rfind('\n').map_or(0, |i| i + 1);
    let shown = source.line_at(range.start);
    let end = range.end.clamp(range.start, start + shown.len());
    let kind = if label.is_none() { AnnotationKind::Primary } else { AnnotationKind::Context };
    Snippet::source(shown)
        .line_start(line)
        .path(source.path().as_str())
        .annotation(kind.span(range.start - start..end - start).label(label))
}

fn json(diagnostic: &Diagnostic, language: MessageLanguage) -> String {
    let place = |span: &Span| {
        let (line, column) = span.line_column();
        let (end_line, end_column) = span.source().line_column(span.range().end);
        serde_json::json!({
            "file": span.source().path().as_str(),
            "line": line, "column": column, "end_line": end_line, "end_column": end_column,
        })
    };
    serde_json::json!({
        "code": diagnostic.code.name,
        "severity": diagnostic.severity.word(),
        "message": diagnostic.message.get(language),
        "place": diagnostic.span.as_ref().map(place),
        "labels": diagnostic.labels.iter()
            .map(|(span, text)| serde_json::json!({ "place": place(span), "message": text.get(language) }))
            .collect::<Vec<_>>(),
        "help": diagnostic.help.as_ref().map(|help| help.get(language)),
        "count": diagnostic.count,
    })
    .to_string()
}

fn github(diagnostic: &Diagnostic, language: MessageLanguage) -> String {
    let command = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut text = message(diagnostic, language);
    if let Some(help) = &diagnostic.help {
        text.push('\n');
        text.push_str(help.get(language));
    }
    let property = |value: &str| escape(value).replace(':', "%3A").replace(',', "%2C");
    let place = diagnostic.span.as_ref().map_or(String::new(), |span| {
        let (line, column) = span.line_column();
        format!("file={},line={line},col={column},", property(span.source().path().as_str()))
    });
    format!("::{command} {place}title={}::{}", property(diagnostic.code.name), escape(&text))
}

fn escape(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}
