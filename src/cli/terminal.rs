//! The two streams. A reader that went away (a closed pipe) ends the program's talk, not the program.
//!
//! Knows nothing of: what is said.

use std::io::Write;

use crate::diagnostic::print::{Format, print};
use crate::diagnostic::{Diagnostics, MessageLanguage, Severity};

/// Says something for people, on the error stream.
pub(super) fn tell(text: &str) {
    std::io::stderr().lock().write_all(text.as_bytes()).ok();
}

/// Gives a result, on the output stream.
pub(super) fn give(text: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).ok();
}

/// Prints diagnostics where their readers look: people on the error stream, programs on the output stream.
pub(super) fn report(diagnostics: &Diagnostics, format: Format, language: MessageLanguage) {
    let text = print(diagnostics, format, language);
    if matches!(format, Format::Terminal { .. }) { tell(&text) } else { give(&text) }
}

/// `2 errors, 1 warning`, in the reader's language; notes only where there are some.
pub(super) fn tally(diagnostics: &Diagnostics, language: MessageLanguage) -> String {
    let counts = [Severity::Error, Severity::Warning, Severity::Note].map(|severity| diagnostics.count(severity));
    let word = |n: usize, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
    let [errors, warnings, notes] = counts;
    let parts = match language {
        MessageLanguage::Vi => [format!("{errors} lỗi"), format!("{warnings} cảnh báo"), format!("{notes} ghi chú")],
        MessageLanguage::En => [word(errors, "error", "errors"), word(warnings, "warning", "warnings"), word(notes, "note", "notes")],
    };
    let shown = if notes > 0 { 3 } else { 2 };
    parts[..shown].join(", ")
}
