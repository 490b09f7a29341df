//! Codes about files and folders as such: encodings, sizes, names, places.

use super::codes;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::text;

codes! {
    FILE_ENCODING = "file-encoding", Error,
        "Saola đọc tệp UTF-8. Tệp UTF-16 hoặc bảng mã cũ sẽ hiện thành chữ sai trên trang.",
        "Saola reads UTF-8. A UTF-16 file or one in an old code page would show as garbled text.",
        "vi.md saved by Notepad as “Unicode” (UTF-16)";
    FILE_TOO_LARGE = "file-too-large", Error,
        "Một bài viết dài vài chục KB. Tệp rất lớn thường là tệp nhầm chỗ và làm mọi lần dựng chậm đi.",
        "An article is a few dozen KB long. A huge file is usually misplaced, and slows down every build.",
        "a 50 MB vi.md";
    FILE_UNREADABLE = "file-unreadable", Error,
        "Tệp không đọc được thì trang sẽ thiếu nội dung mà không ai hay.",
        "A file that can't be read would silently leave a hole in the portal.",
        "a vi.md without read permission";
    NOT_NFC = "not-nfc", Warning,
        "Cùng một chữ viết bằng hai cách mã hóa thì tìm kiếm, sắp xếp và liên kết coi là hai chữ khác nhau. TCVN 6909:2001 dùng dạng dựng sẵn (NFC).",
        "The same letter encoded in two ways is two letters to search, sorting and links. TCVN 6909:2001 uses the composed form (NFC).",
        "title: \"Đồng Nai\" typed with combining marks";
    SYMLINK_OUTSIDE = "symlink-outside", Error,
        "Liên kết tượng trưng trỏ ra ngoài thư mục nội dung có thể đưa tệp riêng của máy lên mạng.",
        "A symbolic link that leaves the content folder could publish private files of the machine.",
        "content/news/a/map.svg -> /etc/passwd";
    STRAY_FILE = "stray-file", Warning,
        "Chỉ các loại tệp đã biết mới được xuất bản. Tệp khác (bản nháp Word, tệp sao lưu) không bao giờ lên trang.",
        "Only known kinds of file are published. Any other (a Word draft, an editor's backup) never is.",
        "content/news/a/notes.docx";
    FOLDER_NAME = "folder-name", Error,
        "Tên thư mục là phần cuối của địa chỉ trang ở mọi ngôn ngữ, nên phải viết được trên mọi máy và mọi hệ điều hành.",
        "A folder's name is the last part of the page's address in all languages; it must work on every machine.",
        "content/news/Tin Mới/vi.md";
    UNKNOWN_LANGUAGE = "unknown-language", Warning,
        "Tên tệp .md là mã ngôn ngữ. Tệp có tên khác không thành trang nào.",
        "The name of a .md file is a language id. A file named otherwise becomes no page.",
        "content/news/a/fr.md";
}

/// A file that isn't UTF-8; `found` names the encoding it seems to have.
pub fn file_encoding(span: Span, found: &str) -> Diagnostic {
    FILE_ENCODING
        .at(span, text!("tệp không phải UTF-8 (có vẻ là {found})", "the file isn't UTF-8 (it looks like {found})"))
        .help(text!("lưu lại tệp với bảng mã UTF-8 trong trình soạn thảo", "save the file again as UTF-8 in your editor"))
}

/// A text file over the size limit; sizes in bytes.
pub fn file_too_large(span: Span, size: u64, limit: u64) -> Diagnostic {
    let (size, limit) = (size / 1024, limit / 1024);
    FILE_TOO_LARGE
        .at(span, text!("tệp dài {size} KiB, giới hạn là {limit} KiB", "the file is {size} KiB long, the limit is {limit} KiB"))
        .help(text!(
            "chia thành nhiều bài, hoặc để dữ liệu ra ngoài thư mục nội dung",
            "split it into several articles, or keep the data outside the content folder"
        ))
}

/// A file or folder that can't be read.
pub fn file_unreadable(span: Span, reason: &str) -> Diagnostic {
    FILE_UNREADABLE
        .at(span, text!("không đọc được: {reason}", "can't be read: {reason}"))
        .help(text!("kiểm tra quyền đọc của tệp và thư mục", "check the permissions of the file and its folders"))
}

/// Text that isn't in Unicode's composed form.
pub fn not_nfc(span: Span) -> Diagnostic {
    NOT_NFC.at(span, text!("chữ không ở dạng Unicode dựng sẵn (NFC)", "text isn't in Unicode's composed form (NFC)")).help(text!(
        "gõ lại bằng bộ gõ Unicode dựng sẵn, hoặc chuyển tệp sang NFC",
        "type it again with a composed-Unicode input method, or convert the file to NFC"
    ))
}

/// A symbolic link whose target lies outside the content folder.
pub fn symlink_outside(span: Span) -> Diagnostic {
    SYMLINK_OUTSIDE
        .at(span, text!("liên kết tượng trưng trỏ ra ngoài thư mục nội dung", "the symbolic link leaves the content folder"))
        .help(text!("chép tệp vào thư mục bài viết thay cho liên kết", "copy the file into the article's folder instead of linking it"))
}

/// A file of a kind that is never published.
pub fn stray_file(span: Span) -> Diagnostic {
    STRAY_FILE
        .at(span, text!("tệp này không bao giờ được xuất bản", "this file is never published"))
        .help(text!("chuyển nó ra ngoài thư mục content", "move it out of the content folder"))
}

/// A folder name that can't be a slug.
pub fn folder_name(span: Span, name: &str, suggestion: &str) -> Diagnostic {
    FOLDER_NAME
        .at(span, text!("tên thư mục “{name}” không dùng làm địa chỉ được", "the folder name “{name}” can't be part of an address"))
        .help(text!("chỉ dùng a-z, 0-9 và dấu gạch nối, ví dụ “{suggestion}”", "use only a-z, 0-9 and hyphens, for example “{suggestion}”"))
}

/// A Markdown file whose name is no language of the portal.
pub fn unknown_language(span: Span, name: &str) -> Diagnostic {
    UNKNOWN_LANGUAGE
        .at(span, text!("“{name}” không phải ngôn ngữ nào của cổng", "“{name}” is no language of the portal"))
        .help(text!("đặt tên tệp là vi.md, en.md, ko.md, km.md, ja.md hoặc zh.md", "name it vi.md, en.md, ko.md, km.md, ja.md or zh.md"))
}
