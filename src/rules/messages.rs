//! Every message that templates and code ask for exists; every message that exists is asked for.
//!
//! A message that only templates with computed ids use counts as used when its id begins like theirs.
//!
//! Knows nothing of: what messages say.

use crate::diagnostic::{Diagnostics, codes};
use crate::messages::Messages;
use crate::path::ContentPath;
use crate::source::Span;
use crate::theme::Theme;

/// Checks the messages of a theme and of code. `asked` are ids that code asks for.
pub fn check(theme: &Theme, messages: &Messages, asked: &[String]) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    let uses = theme.message_uses();
    let known: Vec<&str> = messages.known().map(|(id, _)| id).collect();
    let unknown = |span: Span, id: &str| codes::message_unknown(span, id, codes::nearest(id, known.iter().copied()));
    for used in uses.iter().filter(|used| !used.is_prefix && !messages.has(&used.id)) {
        diagnostics.push(unknown(used.span.clone(), &used.id));
    }
    for id in asked.iter().filter(|id| !messages.has(id)) {
        diagnostics.push(unknown(Span::file(&ContentPath::new("i18n")), id));
    }
    for (id, span) in messages.known() {
        let used = asked.iter().any(|other| other == id)
            || uses.iter().any(|used| if used.is_prefix { id.starts_with(&used.id) } else { used.id == id });
        if let (false, Some(span)) = (used, span) {
            diagnostics.push(codes::message_unused(span.clone(), id));
        }
    }
    diagnostics
}
