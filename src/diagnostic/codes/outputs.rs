//! Codes about the output: URLs and the folder they are written to.

use super::codes;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::text;

codes! {
    URL_CLAIMED_TWICE = "url-claimed-twice", Error,
        "Hai trang không thể cùng một địa chỉ; một trang sẽ biến mất mà không ai hay. Chữ hoa, chữ thường và dạng Unicode được coi là một.",
        "Two pages can't share an address; one would vanish without a word. Upper and lower case, and Unicode forms, count as one.",
        "aliases: [\"/news/a/\"] beside content/news/a/";
    OUTPUT_NOT_OURS = "output-not-ours", Error,
        "Saola không xóa tệp mà nó không tạo ra. Thư mục có sẵn tệp khác có thể là dữ liệu của ai đó.",
        "Saola deletes nothing it didn't write. A folder with other files in it may be somebody's data.",
        "saola build --out ~/Documents";
    OUTPUT_FAILED = "output-failed", Error,
        "Không ghi được kết quả (đĩa đầy, chỉ đọc, thiếu quyền). Bản dựng trước vẫn nguyên.",
        "The result can't be written (disk full, read-only, no permission). The previous build is whole.",
        "saola build on a full disk";
    FONT_UNREADABLE = "font-unreadable", Error,
        "Phông chữ hỏng thì chữ của cả một ngôn ngữ hiện bằng phông của máy người đọc, hoặc thành ô vuông.",
        "With a broken font a whole language shows in whatever the reader's device has, or as boxes.",
        "themes/lotus/fonts/noto-sans-kr-400.ko.woff2 cut short by a failed copy";
    CHARACTER_WITHOUT_FONT = "character-without-font", Warning,
        "Ký tự mà không phông nào của giao diện có sẽ hiện bằng phông của máy người đọc, hoặc thành ô vuông.",
        "A character that no font of the theme has shows in whatever the reader's device has, or as a box.",
        "an emoji, or a rare Han character, in an article";
    CARD_FAULT = "card-fault", Error,
        "Ảnh chia sẻ không vẽ được thì bài trên mạng xã hội hiện không có ảnh.",
        "Where a share card can't be drawn, the article shows without a picture on social networks.",
        "card.xml of the theme with a tag that isn't closed";
}

/// A share card that can't be drawn.
pub fn card_fault(span: Span, reason: &str) -> Diagnostic {
    CARD_FAULT
        .at(span, text!("ảnh chia sẻ không vẽ được: {reason}", "the share card can't be drawn: {reason}"))
        .help(text!("mở khuôn mẫu card.xml của giao diện và sửa", "mend the theme's template card.xml"))
}

/// A font that can't be read or cut.
pub fn font_unreadable(span: Span, reason: &str) -> Diagnostic {
    FONT_UNREADABLE.at(span, text!("phông chữ không đọc được: {reason}", "the font can't be read: {reason}")).help(text!(
        "chép lại phông; docs/theming.md cho biết dạng nào dùng được",
        "copy the font again; docs/theming.md says which form works"
    ))
}

/// Characters of a text that no font of the theme has, the first of which stands at `span`.
pub fn character_without_font(span: Span, missing: &[char]) -> Diagnostic {
    let named: Vec<String> = missing.iter().take(8).map(|c| format!("{c} (U+{:04X})", u32::from(*c))).collect();
    let named = named.join(", ");
    CHARACTER_WITHOUT_FONT
        .at(span, text!("không phông nào của giao diện có: {named}", "no font of the theme has: {named}"))
        .help(text!("dùng ký tự khác, hoặc thêm phông có ký tự này", "use another character, or add a font that has it"))
}

/// A second claim of one URL.
pub fn url_claimed_twice(span: Span, url: &str, first: Span) -> Diagnostic {
    URL_CLAIMED_TWICE
        .at(span, text!("địa chỉ “{url}” đã thuộc về trang khác", "the address “{url}” belongs to another page"))
        .label(first, text!("trang kia ở đây", "the other one is here"))
        .help(text!("đổi tên thư mục hoặc bỏ alias", "rename the folder or drop the alias"))
}

/// An output folder that Saola didn't make.
pub fn output_not_ours(folder: &str) -> Diagnostic {
    OUTPUT_NOT_OURS
        .nowhere(text!("thư mục “{folder}” có tệp không do Saola tạo", "the folder “{folder}” has files that Saola didn't write"))
        .help(text!("chọn một thư mục trống với --out", "choose an empty folder with --out"))
}

/// A write that failed; the previous tree is whole.
pub fn output_failed(what: &str, reason: &str) -> Diagnostic {
    OUTPUT_FAILED.nowhere(text!("không ghi được {what}: {reason}", "can't write {what}: {reason}")).help(text!(
        "giải phóng đĩa hoặc sửa quyền rồi chạy lại; mọi tệp đã có đều nguyên vẹn",
        "free the disk or mend the permissions, then run again; every file that is there is whole"
    ))
}
