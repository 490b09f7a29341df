//! Code blocks as HTML with classes; the grammars are loaded when the first block asks for them.
//!
//! Of the grammar's scopes only the six kinds that themes colour are kept: all of them would make the code twenty times
//! as long.
//!
//! Knows nothing of: Markdown, colours.

use std::sync::LazyLock;

use syntect::easy::ScopeRegionIterator;
use syntect::parsing::{ParseState, ScopeStack, SyntaxSet};
use syntect::util::LinesWithEndings;

use crate::text::escape_html as escape;

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

/// Code above this many bytes is printed plain: highlighting is slow, and nobody reads that much.
const MAX_CODE: usize = 64 * 1024;

/// The first words of scopes that become classes, `hl-comment` and so on.
const KINDS: [&str; 6] = ["comment", "constant", "entity", "keyword", "storage", "string"];

/// The inner HTML of a `<code>` element, or `None` for a language that isn't known.
pub(super) fn highlight(code: &str, language: &str) -> Option<String> {
    if code.len() > MAX_CODE {
        return None;
    }
    let syntax = SYNTAXES.find_syntax_by_token(language)?;
    let (mut state, mut stack) = (ParseState::new(syntax), ScopeStack::new());
    let mut html = String::with_capacity(code.len() * 2);
    let mut open: Option<&str> = None;
    for line in LinesWithEndings::from(code) {
        let operations = state.parse_line(line, &SYNTAXES).ok()?;
        for (words, operation) in ScopeRegionIterator::new(&operations, line) {
            stack.apply(operation).ok()?;
            if words.is_empty() {
                continue;
            }
            let kind = kind(&stack);
            if kind != open {
                html.push_str(if open.is_some() { "</span>" } else { "" });
                if let Some(kind) = kind {
                    html.push_str(&format!("<span class=\"hl-{kind}\">"));
                }
                open = kind;
            }
            html.push_str(&escape(words));
        }
    }
    html.push_str(if open.is_some() { "</span>" } else { "" });
    Some(html)
}

fn kind(stack: &ScopeStack) -> Option<&'static str> {
    stack.as_slice().iter().rev().find_map(|scope| {
        let name = scope.build_string();
        let first = name.split('.').next().unwrap_or_default();
        KINDS.into_iter().find(|kind| *kind == first)
    })
}

#[cfg(test)]
mod tests {
    use super::highlight;

    #[test]
    fn only_coloured_kinds_become_classes() {
        let html = highlight("{\"tên\": 1} // <ធ>\n", "js").unwrap();
        assert_eq!(
            html,
            "{<span class=\"hl-string\">&quot;tên&quot;</span>: <span class=\"hl-constant\">1</span>} <span class=\"hl-comment\">// &lt;ធ&gt;\n</span>"
        );
        assert_eq!(highlight("x", "no-such-language"), None);
    }
}
