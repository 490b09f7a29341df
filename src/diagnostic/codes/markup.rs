//! Codes about the Markdown text: links, pictures, emphasis, raw HTML.

use super::codes;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;
use crate::text;

codes! {
    BROKEN_LINK = "broken-link", Error,
        "Người đọc bấm vào sẽ gặp trang không tồn tại, ở cả sáu ngôn ngữ.",
        "A reader who follows it meets a page that doesn't exist, in all six languages.",
        "[xem](/news/khong-co/)";
    LINK_TO_HIDDEN = "link-to-hidden", Warning,
        "Bài được trỏ tới còn là bản nháp hoặc chưa đến giờ đăng; người đọc chỉ thấy chữ, không có liên kết.",
        "The article it leads to is a draft or not yet published; readers see the words without a link.",
        "[xem](/news/ban-nhap/) where that article has draft: true";
    BROKEN_ANCHOR = "broken-anchor", Error,
        "Liên kết tới mục không tồn tại đưa người đọc về đầu trang.",
        "A link to a heading that doesn't exist drops the reader at the top of the page.",
        "[xem](#khong-co)";
    BROKEN_REFERENCE = "broken-reference", Warning,
        "Liên kết kiểu tham chiếu không có định nghĩa sẽ hiện nguyên dấu ngoặc vuông.",
        "A reference without a definition prints its square brackets.",
        "[xem][khong-co]";
    UNSAFE_URL = "unsafe-url", Error,
        "Địa chỉ như javascript: chạy mã trên máy người đọc. Chỉ nhận https, http, mailto, tel và đường dẫn trong cổng.",
        "An address such as javascript: runs code on the reader's machine. Only https, http, mailto, tel and paths of the portal are accepted.",
        "[bấm](javascript:alert(1))";
    UNSAFE_HTML = "unsafe-html", Warning,
        "Thẻ HTML ngoài danh sách cho phép bị bỏ để bảo vệ người đọc.",
        "HTML outside the allow-list is removed to protect readers.",
        "<script>…</script>";
    MISSING_ALT = "missing-alt", Error,
        "Người dùng trình đọc màn hình chỉ biết bức ảnh qua lời mô tả (TT 26/2020/TT-BTTTT).",
        "Someone with a screen reader knows a picture only by its description (Circular 26/2020).",
        "![](so-do.svg)";
    MISSING_PICTURE = "missing-picture", Error,
        "Trang sẽ hiện khung ảnh vỡ.",
        "The page would show a broken picture.",
        "![Sơ đồ](so-do.svg) without the file";
    CORRUPT_PICTURE = "corrupt-picture", Error,
        "Ảnh hỏng không đo được kích thước và không hiện được.",
        "A corrupt picture can't be measured and won't be shown.",
        "cover.jpg cut off in the middle";
    LITERAL_MARKER = "literal-marker", Warning,
        "Dấu ** hoặc __ hoặc ~~ còn nguyên trên trang: người viết muốn chữ đậm nhưng người đọc thấy dấu sao.",
        "A ** or __ or ~~ stays on the page: the author wanted bold, the reader sees asterisks.",
        "**Lưu ý : ** cần mang hộ chiếu";
    HEADING_LEVEL = "heading-level", Warning,
        "Tiêu đề bài là cấp một; trong bài bắt đầu từ ## và không nhảy cấp, để trình đọc màn hình đọc đúng dàn ý.",
        "The title is level one; in the text begin with ## and skip no level, so that a screen reader tells the outline right.",
        "# Tiêu đề trong bài";
    MISSING_FOOTNOTE = "missing-footnote", Warning,
        "Chú thích không có lời sẽ hiện nguyên [^1].",
        "A footnote without its text prints [^1].",
        "Theo nghị định[^1].";
    UNUSED_FOOTNOTE = "unused-footnote", Warning,
        "Chú thích mà bài không dẫn tới thì không hiện ra ở đâu.",
        "A footnote that the text doesn't refer to is shown nowhere.",
        "[^2]: Lời chú thích, without [^2] in the text";
}

/// A footnote that nothing refers to.
pub fn unused_footnote(span: Span, label: &str) -> Diagnostic {
    UNUSED_FOOTNOTE
        .at(span, text!("chú thích “{label}” không được dẫn ở đâu", "nothing refers to the footnote “{label}”"))
        .help(text!("thêm [^{label}] vào bài, hoặc xóa chú thích", "add [^{label}] to the text, or delete the footnote"))
}

/// A link that leads to nothing in the portal.
pub fn broken_link(span: Span, url: &str, near: Option<&str>) -> Diagnostic {
    let diagnostic = BROKEN_LINK.at(span, text!("liên kết “{url}” không dẫn tới trang nào", "the link “{url}” leads to no page"));
    match near {
        Some(near) => diagnostic.help(text!("ý là “{near}”?", "did you mean “{near}”?")),
        None => diagnostic.help(text!(
            "viết /chuyên-mục/tên-thư-mục/ của bài, hoặc ../tên-thư-mục/",
            "write /section/folder/ of the article, or ../folder/"
        )),
    }
}

/// A link to an article that readers don't see yet.
pub fn link_to_hidden(span: Span, scheduled: bool) -> Diagnostic {
    let diagnostic = LINK_TO_HIDDEN
        .at(span, text!("bài được trỏ tới chưa hiện ra với người đọc", "readers don't see the article it leads to yet"))
        .help(text!("đăng bài kia trước, hoặc bỏ liên kết", "publish that article first, or drop the link"));
    if scheduled { diagnostic.severity(Severity::Note) } else { diagnostic }
}

/// A link to a heading that isn't there.
pub fn broken_anchor(span: Span, anchor: &str, near: Option<&str>) -> Diagnostic {
    let diagnostic = BROKEN_ANCHOR.at(span, text!("không có mục “#{anchor}”", "there is no heading “#{anchor}”"));
    match near {
        Some(near) => diagnostic.help(text!("ý là “#{near}”?", "did you mean “#{near}”?")),
        None => diagnostic.help(text!("dùng địa chỉ của mục trong bản gốc", "use the heading's id in the source")),
    }
}

/// A reference link without a definition.
pub fn broken_reference(span: Span, label: &str) -> Diagnostic {
    BROKEN_REFERENCE
        .at(span, text!("tham chiếu “{label}” không có định nghĩa", "the reference “{label}” has no definition"))
        .help(text!("thêm dòng “[{label}]: địa chỉ” ở cuối bài", "add a line “[{label}]: address” at the end"))
}

/// A URL whose scheme isn't allowed.
pub fn unsafe_url(span: Span, url: &str) -> Diagnostic {
    let url: String = url.chars().take(60).collect();
    UNSAFE_URL
        .at(span, text!("địa chỉ “{url}” không an toàn", "the address “{url}” isn't safe"))
        .help(text!("dùng https://, mailto:, tel: hoặc đường dẫn trong cổng", "use https://, mailto:, tel: or a path of the portal"))
}

/// Raw HTML that is removed.
pub fn unsafe_html(span: Span, what: &str) -> Diagnostic {
    UNSAFE_HTML
        .at(span, text!("“{what}” bị bỏ khỏi trang", "“{what}” is removed from the page"))
        .help(text!("viết bằng Markdown, hoặc xóa đi", "write it in Markdown, or delete it"))
}

/// A picture without a description.
pub fn missing_alt(span: Span) -> Diagnostic {
    MISSING_ALT
        .at(span, text!("ảnh không có lời mô tả", "the picture has no description"))
        .help(text!("viết lời mô tả trong ngoặc vuông: ![lời mô tả](tệp)", "write it between the brackets: ![description](file)"))
}

/// A picture that isn't there.
pub fn missing_picture(span: Span, file: &str, near: Option<&str>) -> Diagnostic {
    let diagnostic = MISSING_PICTURE.at(span, text!("không có tệp ảnh “{file}”", "there is no picture “{file}”"));
    match near {
        Some(near) => diagnostic.help(text!("ý là “{near}”?", "did you mean “{near}”?")),
        None => diagnostic
            .help(text!("đặt tệp cạnh bài viết, hoặc trong content/media/", "put the file beside the article, or into content/media/")),
    }
}

/// A picture that can't be decoded.
pub fn corrupt_picture(span: Span, file: &str, reason: &str) -> Diagnostic {
    CORRUPT_PICTURE
        .at(span, text!("ảnh “{file}” bị hỏng: {reason}", "the picture “{file}” is corrupt: {reason}"))
        .help(text!("xuất lại ảnh (jpg, png, webp hoặc svg)", "export the picture again (jpg, png, webp or svg)"))
}

/// A marker of emphasis that prints as it stands.
pub fn literal_marker(span: Span, marker: &str) -> Diagnostic {
    LITERAL_MARKER.at(span, text!("dấu “{marker}” sẽ hiện nguyên trên trang", "“{marker}” will be printed as it stands")).help(text!(
        "bỏ dấu cách sát bên trong cặp dấu; nếu muốn hiện dấu thì viết \\ trước nó",
        "remove the space inside the pair; if you mean the mark itself, write \\ before it"
    ))
}

/// A heading of level one, or one that skips a level.
pub fn heading_level(span: Span, level: u8, expected: u8) -> Diagnostic {
    HEADING_LEVEL
        .at(
            span,
            text!(
                "tiêu đề cấp {level}, ở đây chỉ dùng cấp 2 đến {expected}",
                "a heading of level {level} where only levels 2 to {expected} fit"
            ),
        )
        .help(text!(
            "sửa số dấu # để không nhảy cấp; cấp một dành cho tiêu đề bài",
            "change the number of # so that no level is skipped; level one is the title's"
        ))
}

/// A footnote reference without its text.
pub fn missing_footnote(span: Span, label: &str) -> Diagnostic {
    MISSING_FOOTNOTE
        .at(span, text!("chú thích “{label}” không có lời", "the footnote “{label}” has no text"))
        .help(text!("thêm dòng “[^{label}]: lời chú thích”", "add a line “[^{label}]: text”"))
}
