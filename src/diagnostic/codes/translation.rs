//! Codes about how translations stand to their sources.

use super::codes;
use crate::diagnostic::{Code, Diagnostic, Text};
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
    NUMBERS = "translation-numbers", Warning,
        "Số, ngày, tiền và điện thoại sai là lỗi nặng nhất của một bản dịch: người đọc tin vào chúng.",
        "Wrong numbers, dates, sums and telephones are a translation's worst faults: readers rely on them.",
        "43억 for 4,33 tỷ USD is right, 4억 3,300만 isn't";
    BLOCKS = "translation-blocks", Warning,
        "Thiếu đoạn, mục, ô, hình hay chú thích thì người đọc ngôn ngữ kia nhận ít hơn.",
        "Where a block, an item, a cell, a picture or a footnote is missing, readers of that language get less.",
        "a list of six in vi.md, of five in km.md";
    LINKS = "translation-links", Warning,
        "Liên kết và hình phải dẫn tới cùng nơi; trang ngôn ngữ khác của cùng một nơi là cùng nơi.",
        "Links and pictures lead to the same place; another language's page of it is the same place.",
        "/news/a/ in vi.md, /news/b/ in ko.md";
    UNTRANSLATED = "translation-untranslated", Warning,
        "Đoạn còn nguyên lời bản gốc thì người đọc không hiểu, máy đọc sai giọng.",
        "A block in the source's words isn't understood, and is read aloud in the wrong voice.",
        "a Vietnamese heading in ja.md";
    WRONG_SCRIPT = "translation-wrong-script", Warning,
        "Chữ của ngôn ngữ khác lọt vào khi chép dán giữa các bản dịch.",
        "Words of another language slip in when translations are copied from each other.",
        "のカンボジア in zh.md";
    TERM = "translation-glossary", Warning,
        "Thuật ngữ thống nhất giúp người đọc nhận ra cùng một cơ quan, cùng một hiệp định ở mọi bài.",
        "Approved terms let readers recognise the same body and the same treaty in every article.",
        "“Ban Thư ký ASEAN” without ASEAN Secretariat";
    BANNED_FORM = "translation-banned-form", Warning,
        "Bảng thuật ngữ ghi cách gọi này là sai.",
        "The glossary says that this form is wrong.",
        "a form after ! in i18n/glossary.csv";
    NAMES = "translation-names", Warning,
        "Số văn bản, địa chỉ và tên viết tắt quốc tế phải chép đúng từng chữ.",
        "Numbers of documents, addresses and international short names are copied letter by letter.",
        "1160/QĐ-TTg written 1106/QĐ-TTg";
    LENGTH = "translation-length", Warning,
        "Đoạn ngắn hay dài bất thường thường là thiếu hoặc thừa ý.",
        "A block of unusual length has mostly lost or gained something.",
        "a paragraph of four lines translated in five words";
    CLOSING_MARK = "translation-closing-mark", Warning,
        "Dấu kết thúc cho biết câu hỏi, câu kể hay lời dẫn vào danh sách; mỗi ngôn ngữ có dấu riêng.",
        "The closing mark tells questions from statements and leads into lists; each language has its own.",
        "a Khmer paragraph that ends in a Latin full stop";
    BRACKETS = "translation-brackets", Warning,
        "Ngoặc không đủ cặp làm câu khó đọc và hay do chép sót.",
        "A bracket without partner is hard to read, and mostly a slip of copying.",
        "「国境";
    LEFTOVER = "translation-leftover", Warning,
        "Dấu vết của công việc không dành cho người đọc.",
        "Traces of work aren't for readers.",
        "TODO, <1>, {{ name }}";
    ALT_TEXT = "translation-alt-text", Warning,
        "Người dùng trình đọc màn hình chỉ biết hình qua lời mô tả.",
        "Users of screen readers know a picture by its description alone.",
        "![Sơ đồ đường đi](map.svg) in en.md";
    TITLE_LENGTH = "translation-title-length", Warning,
        "Tiêu đề và tóm tắt quá dài bị cắt ở danh sách và khi chia sẻ; quá ngắn thì không nói gì.",
        "Titles and summaries that are too long are cut in lists and shares; too short ones say nothing.",
        "a summary of one word";
    KHMER_MARKS = "translation-khmer-marks", Warning,
        "Dấu Khmer sai thứ tự trông giống nhau nhưng tìm kiếm không thấy, hoặc hiện vòng tròn chấm.",
        "Khmer marks in another order look alike, aren't found by search, or show a dotted circle.",
        "a vowel before its subscript";
    LOOK_ALIKES = "translation-look-alikes", Warning,
        "Chữ chỉ trông giống (Cyrillic, Ð, katakana) thì tìm kiếm không thấy và máy đọc sai.",
        "Letters that only look right (Cyrillic, Ð, katakana) aren't found by search and are read aloud wrongly.",
        "Hоa Lư with a Cyrillic о";
    INCONSISTENT = "translation-inconsistent", Warning,
        "Cùng một lời gốc mà dịch khác nhau thì người đọc tưởng là hai việc.",
        "One source text in two translations makes readers think of two things.",
        "“Liên hệ” as 문의 here and as 연락처 there";
    SOURCE_SUSPECT = "translation-source-suspect", Warning,
        "Nhiều bản dịch cùng khác bản gốc ở một chỗ thì có lẽ bản gốc sai.",
        "Where many translations differ from the source in one place, the source is probably wrong.",
        "4,33 in vi.md, 4.31 in three translations";
    DOUBTFUL_TERM = "translation-doubtful-term", Note,
        "Cách dịch chưa được người bản ngữ duyệt mà đã dùng trong bài đăng.",
        "A word that no native reader has approved is used in a published article.",
        "km? in the note of i18n/glossary.csv";
    IGNORES_NOTHING = "translation-ignores-nothing", Warning,
        "Một dòng ignore không còn tác dụng che mất lỗi sau này.",
        "An ignore line that ignores nothing may hide a later fault.",
        "ignore: in km.md for a rule that finds nothing";
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

/// A finding of a check of translations: its place, what is wrong, the source's place, and how to let it stand (the check's
/// name, the block's).
pub fn translation_finding(
    code: &'static Code,
    span: Span,
    message: Text,
    source: Option<Span>,
    (rule, block): (&str, &str),
) -> Diagnostic {
    let help = text!(
        "sửa bản dịch; nếu đúng như vậy, thêm vào đầu tệp “ignore: [{{ rule: {rule}, block: {block}, reason: \"…\" }}]”",
        "mend the translation; if it is right, add “ignore: [{{ rule: {rule}, block: {block}, reason: \"…\" }}]” to its front matter"
    );
    let diagnostic = code.at(span, message).help(help);
    match source {
        Some(source) => diagnostic.label(source, text!("bản gốc", "the source")),
        None => diagnostic,
    }
}

/// One source text in two translations.
pub fn inconsistent(span: Span, words: &str, first: Span, block: &str) -> Diagnostic {
    let words: String = words.chars().take(60).collect();
    let message = text!("“{words}” được dịch cách khác ở bài khác", "“{words}” is translated in another way elsewhere");
    translation_finding(&INCONSISTENT, span, message, None, ("inconsistent", block)).label(first, text!("ở đó", "there"))
}

/// A source block that many translations contradict.
pub fn source_suspect(span: Span, many: usize) -> Diagnostic {
    SOURCE_SUSPECT
        .at(span, text!("ít nhất {many} bản dịch có số khác ở đoạn này", "at least {many} translations have other numbers in this block"))
        .help(text!("kiểm tra số ở bản gốc trước", "check the numbers of the source first"))
}

/// A term in doubt that is published: its words by language, and the glossary's note.
pub fn doubtful_term(span: Span, term: &str, words: &str, note: &str) -> Diagnostic {
    DOUBTFUL_TERM
        .at(span, text!("cách dịch “{term}” chưa được duyệt: {words} ({note})", "words for “{term}” aren't approved yet: {words} ({note})"))
        .help(text!(
            "nhờ người bản ngữ duyệt rồi bỏ dấu hỏi trong cột note của i18n/glossary.csv",
            "have a native reader approve it, then take the question mark out of the note in i18n/glossary.csv"
        ))
}

/// An `ignore` that ignores nothing.
pub fn ignores_nothing(span: Span, rule: &str, block: &str) -> Diagnostic {
    IGNORES_NOTHING
        .at(span, text!("không có gì để bỏ qua: {rule}, {block}", "there is nothing to ignore: {rule}, {block}"))
        .help(text!("xóa mục này", "delete the entry"))
}
