//! Code blocks as HTML with classes; the grammars are loaded when the first block asks for them.
//!
//! Knows nothing of: Markdown, colours.

use std::sync::LazyLock;

use syntect::html::{ClassStyle, ClassedHTMLGenerator};
use syntect::parsing::SyntaxSet;
use syntect::util::LinesWithEndings;

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

/// Code above this many bytes is printed plain: highlighting is slow, and nobody reads that much.
const MAX_CODE: usize = 64 * 1024;

/// The inner HTML of a `<code>` element, or `None` for a language that isn't known.
pub(super) fn highlight(code: &str, language: &str) -> Option<String> {
    if code.len() > MAX_CODE {
        return None;
    }
    let syntax = SYNTAXES.find_syntax_by_token(language)?;
    let mut generator = ClassedHTMLGenerator::new_with_class_style(syntax, &SYNTAXES, ClassStyle::SpacedPrefixed { prefix: "hl-" });
    for line in LinesWithEndings::from(code) {
        generator.parse_html_for_line_which_includes_newline(line).ok()?;
    }
    Some(generator.finalize())
}
