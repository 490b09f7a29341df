//! Codes about the project's own files: `site.toml`, interface strings, templates.

use super::codes;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::text;

codes! {
    CONFIG_INVALID = "config-invalid", Error,
        "site.toml quyết định cả cổng; một giá trị sai làm hỏng mọi trang.",
        "site.toml decides the whole portal; one wrong value spoils every page.",
        "page_size = \"hai mươi\"";
    GLOSSARY_INVALID = "glossary-invalid", Error,
        "Bảng thuật ngữ là chữ đã duyệt ở sáu ngôn ngữ; dòng hỏng thì người dịch và người đọc mất thuật ngữ đó.",
        "The glossary holds approved words in six languages; translators and readers lose the term of a broken line.",
        "i18n/glossary.csv with a quotation mark that isn't closed";
    IDENTITY_MISSING = "identity-missing", Error,
        "Trang chủ phải có sáu dòng: cơ quan quản lý, cơ quan chủ quản, địa chỉ, thư điện tử, điện thoại, người chịu trách nhiệm nội dung. Thiếu là bị phạt 10–20 triệu đồng (NĐ 174/2026/NĐ-CP, Điều 93).",
        "The home page must carry six lines: managing body, governing body, address, e-mail, phone, person responsible for content. A missing one is fined (Decree 174/2026, Art. 93).",
        "[identity]\nphone = \"\"";
    SECTION_MISSING = "section-missing", Error,
        "Chuyên mục khai báo trong site.toml phải có thư mục và lời giới thiệu ở ngôn ngữ chính.",
        "A section named in site.toml must have a folder with words in the default language.",
        "[[sections]]\nid = \"tin\" without content/tin/vi.md";
    MESSAGE_SYNTAX = "message-syntax", Error,
        "Chuỗi giao diện viết sai cú pháp Fluent thì không hiện được.",
        "An interface string with broken Fluent syntax can't be shown.",
        "read-more = { $n";
    MESSAGE_DUPLICATE = "message-duplicate", Error,
        "Hai chuỗi cùng tên: không biết chuỗi nào đúng.",
        "Two strings of one name: nobody knows which is right.",
        "home = Trang chủ\nhome = Nhà";
    MESSAGE_MISSING = "message-missing", Warning,
        "Chuỗi thiếu ở một ngôn ngữ thì trang ngôn ngữ đó hiện chuỗi tiếng Việt.",
        "Where a string is missing, pages of that language show the default language's.",
        "home in vi.ftl but not in km.ftl";
    MESSAGE_UNUSED = "message-unused", Warning,
        "Chuỗi không dùng vẫn bị đem đi dịch.",
        "A string that nothing uses is translated all the same.",
        "old-label = Nhãn cũ";
    MESSAGE_VARIABLES = "message-variables", Error,
        "Bản dịch của chuỗi phải dùng đúng các biến của bản gốc, nếu không trang hiện {$n}.",
        "A string's translation must use the variables of the original, or the page prints {$n}.",
        "minutes = { $n } phút in vi, minutes = { $count } min in en";
    MESSAGE_UNKNOWN = "message-unknown", Error,
        "Giao diện gọi một chuỗi không có thì trang hiện tên chuỗi.",
        "Where a template asks for a string that doesn't exist, the page would show its name.",
        "{{ t(id=\"hom\") }}";
    THEME_MISSING = "theme-missing", Error,
        "Không có giao diện thì không dựng được trang nào.",
        "Without a theme no page can be built.",
        "theme = \"lotos\"";
    TEMPLATE_FAULT = "template-fault", Error,
        "Một lỗi trong khuôn mẫu làm hỏng mọi trang dùng nó; Saola báo một lần kèm số trang.",
        "A fault in a template spoils every page that uses it; Saola tells it once, with a count.",
        "{{ page.titel }}";
}

/// A value of site.toml that can't be used; `reason` says what is wrong in the parser's or the rule's words.
pub fn config_invalid(span: Span, reason: &crate::diagnostic::Text) -> Diagnostic {
    let (vi, en) = (&reason.vi, &reason.en);
    CONFIG_INVALID.at(span, text!("site.toml: {vi}", "site.toml: {en}"))
}

/// A line of the glossary that can't be used.
pub fn glossary_invalid(span: Span, reason: &crate::diagnostic::Text) -> Diagnostic {
    GLOSSARY_INVALID.at(span, reason.clone()).help(text!(
        "cột của tệp: id,vi,en,ko,km,ja,zh,note; ô có dấu phẩy đặt trong dấu ngoặc kép",
        "the columns are id,vi,en,ko,km,ja,zh,note; a cell with a comma stands in quotation marks"
    ))
}

/// One of the six identity lines that is empty.
pub fn identity_missing(span: Span, line: &str) -> Diagnostic {
    IDENTITY_MISSING
        .at(span, text!("dòng bắt buộc “{line}” để trống", "the required line “{line}” is empty"))
        .help(text!("điền “{line}” trong phần [identity] của site.toml", "fill in “{line}” under [identity] in site.toml"))
}

/// A section without words in the default language.
pub fn section_missing(span: Span, id: &str, file: &str) -> Diagnostic {
    SECTION_MISSING
        .at(span, text!("chuyên mục “{id}” không có tệp {file}", "the section “{id}” has no file {file}"))
        .help(text!("tạo {file} với title và summary", "create {file} with title and summary"))
}

/// Fluent syntax that can't be read.
pub fn message_syntax(span: Span, reason: &str) -> Diagnostic {
    MESSAGE_SYNTAX
        .at(span, text!("chuỗi Fluent không đọc được: {reason}", "the Fluent message can't be read: {reason}"))
        .help(text!("mỗi chuỗi viết: tên = lời, biến viết {{ $n }}", "write each message as: name = words, a variable as {{ $n }}"))
}

/// A message defined twice in one file.
pub fn message_duplicate(span: Span, id: &str, first: Span) -> Diagnostic {
    MESSAGE_DUPLICATE
        .at(span, text!("chuỗi “{id}” đã có", "the message “{id}” is there already"))
        .label(first, text!("chuỗi thứ nhất", "the first one"))
        .help(text!("xóa một trong hai", "delete one of the two"))
}

/// A message that languages lack; `span` is the default language's.
pub fn message_missing(span: Span, id: &str, languages: &str) -> Diagnostic {
    MESSAGE_MISSING
        .at(span, text!("chuỗi “{id}” chưa có ở: {languages}", "the message “{id}” is missing in: {languages}"))
        .help(text!("thêm “{id} = …” vào các tệp đó trong i18n/", "add “{id} = …” to their files in i18n/"))
}

/// A message that no template and no code asks for.
pub fn message_unused(span: Span, id: &str) -> Diagnostic {
    MESSAGE_UNUSED
        .at(span, text!("chuỗi “{id}” không dùng ở đâu", "nothing uses the message “{id}”"))
        .help(text!("xóa nó ở mọi ngôn ngữ", "delete it in all languages"))
}

/// A translation of a message with other variables than the original.
pub fn message_variables(span: Span, id: &str, original: Span) -> Diagnostic {
    MESSAGE_VARIABLES
        .at(span, text!("chuỗi “{id}” dùng biến khác với bản gốc", "the message “{id}” uses other variables than the original"))
        .label(original, text!("bản gốc", "the original"))
        .help(text!("dùng đúng các biến của bản gốc", "use exactly the variables of the original"))
}

/// A message asked for that no language has.
pub fn message_unknown(span: Span, id: &str, near: Option<&str>) -> Diagnostic {
    let diagnostic = MESSAGE_UNKNOWN.at(span, text!("không có chuỗi “{id}”", "there is no message “{id}”"));
    match near {
        Some(near) => diagnostic.help(text!("ý là “{near}”?", "did you mean “{near}”?")),
        None => diagnostic.help(text!("thêm “{id} = …” vào các tệp i18n/*.ftl", "add “{id} = …” to the files i18n/*.ftl")),
    }
}

/// A theme folder that isn't there, or lacks a template.
pub fn theme_missing(span: Span, what: &str) -> Diagnostic {
    THEME_MISSING
        .at(span, text!("giao diện thiếu {what}", "the theme lacks {what}"))
        .help(text!("kiểm tra “theme” trong site.toml và thư mục themes/", "check “theme” in site.toml and the folder themes/"))
}

/// A template that can't be read or rendered; `reason` is the engine's own sentence.
pub fn template_fault(span: Span, reason: &str) -> Diagnostic {
    TEMPLATE_FAULT
        .at(span, text!("khuôn mẫu có lỗi: {reason}", "the template has a fault: {reason}"))
        .help(text!("sửa khuôn mẫu tại dòng này", "mend the template at this line"))
}
