//! Codes about front matter, vocabularies and articles.

use super::{codes, nearest};
use crate::diagnostic::{Diagnostic, Severity, Text};
use crate::source::Span;
use crate::text;

codes! {
    FRONT_MATTER_MISSING = "front-matter-missing", Error,
        "Phần đầu tệp giữa hai dòng --- cho biết tiêu đề, ngày và cơ quan; không có nó thì không thành trang.",
        "The part between two --- lines tells title, date and agency; without it there is no page.",
        "## A text that begins at once";
    FRONT_MATTER_UNCLOSED = "front-matter-unclosed", Error,
        "Thiếu dòng --- thứ hai thì cả bài viết bị đọc như dữ liệu.",
        "Without the second --- line the whole article is read as data.",
        "---\ntitle: \"A\"\n\nThe text begins.";
    YAML_SYNTAX = "yaml-syntax", Error,
        "Một lỗi cú pháp làm cả phần đầu tệp không đọc được: khóa lặp, thụt dòng sai, ngoặc kép không đóng.",
        "One slip of syntax makes the whole front matter unreadable: a repeated key, wrong indentation, an unclosed quote.",
        "title: \"A\ndate: 2026-01-01";
    UNKNOWN_KEY = "unknown-key", Error,
        "Khóa gõ sai sẽ bị bỏ qua mà không ai biết, nên Saola không nhận khóa lạ.",
        "A mistyped key would be ignored without a word, so Saola accepts no key it doesn't know.",
        "sumary: \"…\"";
    WRONG_TYPE = "wrong-type", Error,
        "Mỗi khóa có một kiểu giá trị; giá trị khác kiểu thì không hiểu được.",
        "Each key has a type of value; another type can't be understood.",
        "topics: dau-tu-kinh-doanh";
    WRONG_DATE = "wrong-date", Error,
        "Ngày dùng để sắp xếp, lưu trữ và báo cáo, nên phải là ngày có thật, viết theo ISO 8601.",
        "Dates sort, archive and report articles, so they must exist and be written as ISO 8601.",
        "date: 31/02/2026";
    MISSING_KEY = "missing-key", Error,
        "Khóa bắt buộc được dùng trên trang, trong tìm kiếm và trong báo cáo.",
        "A required key is used on the page, in search and in reports.",
        "---\ntitle: \"A\"\n---";
    AMBIGUOUS_NUMBER = "ambiguous-number", Warning,
        "Dấu chấm trong YAML là dấu thập phân; ở tiếng Việt nó ngăn hàng nghìn. 12.737 km² lên trang thành 12,7 km² mà không ai hay.",
        "In YAML a point begins a fraction; in Vietnamese it parts thousands. 12.737 km² would appear as 12.7 km² without a word.",
        "value: 12.737";
    EMPTY_VALUE = "empty-value", Error,
        "Giá trị để trống hiện ra thành chỗ trống trên trang.",
        "An empty value shows as a gap on the page.",
        "title: \"\"";
    SOURCE_KEY_IN_TRANSLATION = "source-key-in-translation", Error,
        "Dữ kiện chung chỉ ghi một lần, ở bản gốc, để các ngôn ngữ không lệch nhau.",
        "Shared facts stand once, in the source, so that languages can't drift apart.",
        "pillar: aec in ko.md";
    WRONG_KIND = "wrong-kind", Error,
        "Khối dữ kiện phải đúng với loại bài, nếu không sẽ không hiện ở đâu cả.",
        "A map of facts must fit the article's kind, or it shows nowhere.",
        "investment: { … } in a news article";
    UNKNOWN_ID = "unknown-id", Error,
        "Mã không có trong danh mục thì bài không xếp vào đâu được và bị đếm thiếu trong báo cáo.",
        "An id that no vocabulary has leaves the article out of its pages and reports.",
        "agency: so-ngoai-vụ";
    TWO_SOURCES = "two-sources", Error,
        "Bài viết có đúng một bản gốc: tệp có khóa date. Hai bản gốc thì dữ kiện nói hai lời.",
        "An article has exactly one source: the file with a date. Two sources tell two truths.",
        "date: in vi.md and in en.md";
    NO_SOURCE = "no-source", Error,
        "Bài viết phải có một tệp mang khóa date; các tệp khác là bản dịch của nó.",
        "One file of an article must carry a date; the others are its translations.",
        "a folder with only ko.md, without date";
    DUPLICATE_SLUG = "duplicate-slug", Error,
        "Địa chỉ trang chỉ gồm chuyên mục và tên thư mục, nên trong một chuyên mục không có hai bài cùng tên thư mục.",
        "An address is the section and the folder's name, so a section can't have two articles in folders of one name.",
        "news/2025/a and news/2026/a";
    NESTED_ARTICLE = "nested-article", Error,
        "Thư mục nằm trong thư mục của một bài chỉ chứa ảnh và tệp đính kèm; bài nằm trong bài thì không rõ địa chỉ.",
        "Folders inside an article's folder hold its files only; an article inside an article has no clear address.",
        "news/a/vi.md and news/a/b/vi.md";
    DATES_OUT_OF_ORDER = "dates-out-of-order", Warning,
        "Ngày cập nhật trước ngày đăng, hoặc hết hạn trước khi đăng, thường là gõ nhầm.",
        "A change before publication, or an end before the beginning, is usually a slip.",
        "date: 2026-05-01\nupdated: 2025-05-02";
    REVIEW_DUE = "review-due", Note,
        "Thông tin phải được cập nhật ngay khi thay đổi (NĐ 224/2026/NĐ-CP, Điều 9); ngày xem lại đã qua.",
        "Information must be updated when it changes (Decree 224/2026, Art. 9); the date for looking again has passed.",
        "review_by: 2025-01-01";
    TRANSLATION_UNFINISHED = "translation-unfinished", Note,
        "Bản dịch trống hoặc giống hệt bản gốc được tính là chưa có, để người đọc không gặp trang trống.",
        "A translation that is empty or identical to its source counts as missing, so that no reader meets an empty page.",
        "en.md with no text";
    HEADINGS_MISALIGNED = "headings-misaligned", Note,
        "Tiêu đề mục của bản dịch nhận địa chỉ của bản gốc theo thứ tự và cấp; lệch nhau thì liên kết tới mục có thể hụt.",
        "Headings of a translation take their addresses from the source by order and level; when they differ, links to headings may miss.",
        "three ## in vi.md, two in ja.md";
    VOCABULARY_DUPLICATE = "vocabulary-duplicate", Error,
        "Hai mục cùng mã trong một danh mục thì không biết bài thuộc mục nào.",
        "Two entries of one id leave open which of them an article means.",
        "- id: aec … - id: aec";
    WORDS_MISSING = "words-missing", Warning,
        "Tên hoặc lời thiếu ở một ngôn ngữ thì trang ngôn ngữ đó hiện tiếng Việt.",
        "Where a language has no name or words, its pages show the Vietnamese ones.",
        "names: [{ vi: \"Sở Ngoại vụ\" }]";
    BAD_ALIAS = "bad-alias", Error,
        "Địa chỉ cũ phải là đường dẫn trong cổng, bắt đầu bằng /, để thành trang chuyển hướng.",
        "An old address must be a path in the portal, beginning with /, to become a redirect.",
        "aliases: [\"old page\"]";
}

/// A file without front matter.
pub fn front_matter_missing(span: Span) -> Diagnostic {
    FRONT_MATTER_MISSING.at(span, text!("tệp không bắt đầu bằng phần khai báo", "the file doesn't begin with front matter")).help(text!(
        "bắt đầu tệp bằng dòng ---, rồi title, summary, rồi một dòng --- nữa",
        "begin the file with a line ---, then title and summary, then another line ---"
    ))
}

/// Front matter without its closing line.
pub fn front_matter_unclosed(span: Span) -> Diagnostic {
    FRONT_MATTER_UNCLOSED
        .at(span, text!("phần khai báo không có dòng --- kết thúc", "the front matter has no closing --- line"))
        .help(text!("thêm một dòng --- trước phần nội dung", "add a line --- before the text"))
}

/// YAML that can't be parsed, with the reason.
pub fn yaml_syntax(span: Span, reason: &Text) -> Diagnostic {
    let (vi, en) = (&reason.vi, &reason.en);
    YAML_SYNTAX.at(span, text!("YAML không đọc được: {vi}", "the YAML can't be read: {en}")).help(text!(
        "đặt chữ có dấu hai chấm trong ngoặc kép; mỗi khóa chỉ một lần; thụt dòng bằng dấu cách",
        "put text with a colon in double quotes; each key once; indent with spaces"
    ))
}

/// A key that nothing reads.
pub fn unknown_key(span: Span, key: &str, known: &[&str]) -> Diagnostic {
    let diagnostic = UNKNOWN_KEY.at(span, text!("khóa “{key}” không có trong quy ước", "the key “{key}” isn't known"));
    match nearest(key, known.iter().copied()) {
        Some(near) => diagnostic.help(text!("ý là “{near}”?", "did you mean “{near}”?")),
        None => {
            let known = known.join(", ");
            diagnostic.help(text!("ở đây dùng được: {known}", "known here: {known}"))
        }
    }
}

/// A value of another type than its key takes.
pub fn wrong_type(span: Span, key: &str, expected: Text) -> Diagnostic {
    let (vi, en) = (expected.vi, expected.en);
    WRONG_TYPE.at(span, text!("“{key}” cần {vi}", "“{key}” takes {en}"))
}

/// A value that is no date.
pub fn wrong_date(span: Span, key: &str) -> Diagnostic {
    WRONG_DATE.at(span, text!("“{key}” không phải một ngày có thật", "“{key}” isn't a date that exists")).help(text!(
        "viết năm-tháng-ngày, ví dụ 2026-11-23 hoặc 2026-11-23T08:30",
        "write year-month-day, for example 2026-11-23 or 2026-11-23T08:30"
    ))
}

/// What isn't filled in yet in a draft is told, and stops nothing: nobody but its editor sees a draft.
pub fn in_draft(diagnostic: Diagnostic) -> Diagnostic {
    let is_unfilled = [MISSING_KEY.name, EMPTY_VALUE.name].contains(&diagnostic.code.name);
    if is_unfilled { diagnostic.severity(Severity::Note) } else { diagnostic }
}

/// A number that Vietnamese readers take for thousands and the program for a fraction.
pub fn ambiguous_number(span: Span, written: &str) -> Diagnostic {
    let thousands = written.replace('.', "");
    AMBIGUOUS_NUMBER
        .at(span, text!("“{written}” được hiểu là số lẻ, không phải {thousands}", "“{written}” is read as a fraction, not as {thousands}"))
        .help(text!(
            "nghìn thì viết “{thousands}”, số lẻ thì viết “{written}0”",
            "write “{thousands}” for thousands, “{written}0” for a fraction"
        ))
}

/// A required key that isn't there.
pub fn missing_key(span: Span, key: &str) -> Diagnostic {
    MISSING_KEY
        .at(span, text!("thiếu khóa “{key}”", "the key “{key}” is missing"))
        .help(text!("thêm “{key}: …” vào khối này", "add “{key}: …” to this block"))
}

/// A required key with nothing in it.
pub fn empty_value(span: Span, key: &str) -> Diagnostic {
    EMPTY_VALUE.at(span, text!("“{key}” để trống", "“{key}” is empty")).help(text!("điền nội dung cho “{key}”", "fill in “{key}”"))
}

/// A fact in a translation that belongs into the source.
pub fn source_key_in_translation(span: Span, key: &str, source: Span) -> Diagnostic {
    SOURCE_KEY_IN_TRANSLATION
        .at(span, text!("“{key}” chỉ ghi ở bản gốc", "“{key}” belongs into the source only"))
        .label(source, text!("bản gốc của bài là tệp này", "this is the article's source"))
        .help(text!("xóa dòng này; bản dịch lấy dữ kiện từ bản gốc", "delete the line; a translation takes its facts from the source"))
}

/// A map of facts for another kind of article.
pub fn wrong_kind(span: Span, key: &str, kind: &str) -> Diagnostic {
    WRONG_KIND
        .at(span, text!("“{key}” không dùng cho bài loại {kind}", "“{key}” doesn't fit an article of kind {kind}"))
        .help(text!("xóa khối này hoặc đổi “kind”", "delete the map or change “kind”"))
}

/// An id that its vocabulary doesn't have.
pub fn unknown_id<'a>(span: Span, key: &str, id: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let diagnostic = UNKNOWN_ID.at(span, text!("“{id}” không có trong danh mục của “{key}”", "“{id}” isn't in the vocabulary of “{key}”"));
    match nearest(id, known) {
        Some(near) => diagnostic.help(text!("ý là “{near}”?", "did you mean “{near}”?")),
        None => diagnostic.help(text!("xem các mã trong content/_vocabulary/", "see the ids in content/_vocabulary/")),
    }
}

/// A second file of an article that carries a date.
pub fn two_sources(span: Span, first: Span) -> Diagnostic {
    TWO_SOURCES
        .at(span, text!("bài viết có hai bản gốc", "the article has two sources"))
        .label(first, text!("bản gốc thứ nhất", "the first source"))
        .help(text!("chỉ giữ “date” ở tệp gốc", "keep “date” only in the source"))
}

/// An article none of whose files carries a date.
pub fn no_source(span: Span) -> Diagnostic {
    NO_SOURCE
        .at(span, text!("bài viết không có bản gốc", "the article has no source"))
        .help(text!("thêm “date:” vào tệp gốc (thường là vi.md)", "add “date:” to the source (usually vi.md)"))
}

/// A second article of the same section and folder name.
pub fn duplicate_slug(span: Span, slug: &str, first: Span) -> Diagnostic {
    DUPLICATE_SLUG
        .at(span, text!("chuyên mục đã có bài “{slug}”", "the section already has an article “{slug}”"))
        .label(first, text!("bài kia ở đây", "the other one is here"))
        .help(text!("đổi tên một trong hai thư mục", "rename one of the two folders"))
}

/// An article in a folder of another article.
pub fn nested_article(span: Span, outer: &str) -> Diagnostic {
    NESTED_ARTICLE
        .at(span, text!("bài nằm trong thư mục của bài khác ({outer})", "the article lies in another article's folder ({outer})"))
        .help(text!("chuyển thư mục này ra ngoài", "move this folder out of it"))
}

/// Two dates that contradict each other.
pub fn dates_out_of_order(span: Span, later: &str, earlier: &str) -> Diagnostic {
    DATES_OUT_OF_ORDER
        .at(span, text!("“{later}” sớm hơn “{earlier}”", "“{later}” is before “{earlier}”"))
        .help(text!("kiểm tra lại hai ngày", "check the two dates"))
}

/// A `review_by` that has passed.
pub fn review_due(span: Span) -> Diagnostic {
    REVIEW_DUE
        .at(span, text!("đã qua ngày phải xem lại bài", "the date for reviewing the article has passed"))
        .help(text!("xem lại nội dung rồi đặt ngày mới", "look at the article again, then set a new date"))
}

/// A translation with no text of its own.
pub fn translation_unfinished(span: Span) -> Diagnostic {
    TRANSLATION_UNFINISHED
        .at(
            span,
            text!(
                "bản dịch chưa có nội dung riêng nên được tính là chưa có",
                "the translation has no text of its own and counts as missing"
            ),
        )
        .help(text!("dịch nội dung, hoặc xóa tệp", "translate the text, or delete the file"))
}

/// A heading of a translation that matches none of the source.
pub fn headings_misaligned(span: Span, source: Span) -> Diagnostic {
    HEADINGS_MISALIGNED
        .at(span, text!("tiêu đề mục không khớp với bản gốc", "the heading matches none of the source"))
        .label(source, text!("bản gốc", "the source"))
        .help(text!("giữ cùng số tiêu đề và cùng cấp như bản gốc", "keep the same headings and levels as the source"))
}

/// A second entry with the same id.
pub fn vocabulary_duplicate(span: Span, id: &str, first: Span) -> Diagnostic {
    VOCABULARY_DUPLICATE
        .at(span, text!("mã “{id}” đã có trong danh mục", "the id “{id}” is in the vocabulary already"))
        .label(first, text!("mục thứ nhất", "the first entry"))
        .help(text!("đổi mã, hoặc gộp hai mục", "change the id, or merge the two entries"))
}

/// Names or words that are missing in some languages.
pub fn words_missing(span: Span, id: &str, languages: &str) -> Diagnostic {
    WORDS_MISSING
        .at(span, text!("“{id}” thiếu tên hoặc lời ở: {languages}", "“{id}” has no words in: {languages}"))
        .help(text!("thêm lời ở các ngôn ngữ đó", "add the words in these languages"))
}

/// An alias that is no path of the portal.
pub fn bad_alias(span: Span) -> Diagnostic {
    BAD_ALIAS
        .at(span, text!("địa chỉ cũ không phải đường dẫn trong cổng", "the old address isn't a path in the portal"))
        .help(text!("viết từ gốc cổng, ví dụ /tin-tuc/bai-cu/", "write it from the portal's root, for example /tin-tuc/bai-cu/"))
}
