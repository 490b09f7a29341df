//! Codes about how translations stand to their sources.

use super::codes;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::text;

codes! {
    TRANSLATION_OUTDATED = "translation-outdated", Note,
        "Bản gốc đã đổi sau khi dịch: người đọc ngôn ngữ kia đọc điều cũ cho đến khi bản dịch theo kịp.",
        "The source changed after it was translated: readers of the other language read old facts until the translation follows.",
        "made_from names blocks that vi.md no longer has";
    TRANSLATION_STARTED = "translation-started", Note,
        "Bản dịch còn đoạn nguyên lời bản gốc.",
        "The translation still has blocks in the source's own words.",
        "a paragraph of ko.md in Vietnamese";
    TRANSLATION_MISALIGNED = "translation-misaligned", Note,
        "Số đoạn của bản dịch đã đổi bằng tay, nên không còn biết đoạn nào dịch từ đoạn nào.",
        "Blocks of the translation were added or removed by hand, so it can't be told which was made from which.",
        "two paragraphs of ko.md joined to one";
    REVIEW_PASSED = "review-passed", Note,
        "Lời đã đổi sau khi duyệt thì chưa được duyệt, nên trang không ghi tên người duyệt nữa.",
        "Words that changed after the review weren't reviewed, so the page names no reviewer any more.",
        "reviewed_by in ko.md, and a later change of vi.md";
}

/// Translations that are older than their source: the languages, each with the number of blocks of `total` that changed.
pub fn translation_outdated(span: Span, languages: &str, total: usize) -> Diagnostic {
    TRANSLATION_OUTDATED
        .at(
            span,
            text!(
                "bản dịch cũ hơn bản gốc (số đoạn đã đổi trong {total}): {languages}",
                "translations are older than this text (blocks of {total} that changed): {languages}"
            ),
        )
        .help(text!(
            "xem saola status; dịch lại với saola translate export, hoặc xác nhận vẫn đúng với saola translate accept",
            "see saola status; translate with saola translate export, or say that it still holds with saola translate accept"
        ))
}

/// A translation that still has the source's words.
pub fn translation_started(span: Span, untranslated: usize, total: usize) -> Diagnostic {
    TRANSLATION_STARTED
        .at(span, text!("{untranslated} trong {total} đoạn chưa dịch", "{untranslated} of {total} blocks aren't translated"))
        .help(text!("dịch tiếp, hoặc để draft: true cho đến khi xong", "go on translating, or keep draft: true until it is done"))
}

/// A translation whose blocks can't be followed.
pub fn translation_misaligned(span: Span) -> Diagnostic {
    TRANSLATION_MISALIGNED
        .at(span, text!("số đoạn đã đổi kể từ lần ghi made_from", "the number of blocks changed since made_from was written"))
        .help(text!(
            "khi bản dịch đúng với bản gốc hiện nay: saola translate accept",
            "when the translation says what the source says now: saola translate accept"
        ))
}

/// A review of other words.
pub fn review_passed(span: Span) -> Diagnostic {
    REVIEW_PASSED
        .at(span, text!("lời đã đổi sau khi duyệt", "the words changed after the review"))
        .help(text!("xem lại rồi ghi: saola translate review … --by …", "look at it again, then: saola translate review … --by …"))
}
