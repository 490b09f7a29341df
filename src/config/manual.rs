//! What each key of `site.toml` means: `docs/site-toml.md` is generated from here.
//!
//! A test holds the list against the types that read the file: a key that one has and the other lacks fails it.
//!
//! Knows nothing of: values.

/// A key of `site.toml`.
pub struct Key {
    /// The table it stands in; empty for the file itself.
    pub table: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What it takes.
    pub takes: &'static str,
    /// What holds where it isn't there; empty for a key that must be.
    pub default: &'static str,
    /// Its meaning, in Vietnamese.
    pub vi: &'static str,
    /// Its meaning, in English.
    pub en: &'static str,
}

macro_rules! keys {
    ($($table:literal: { $($name:ident $takes:literal, $default:literal, $vi:literal, $en:literal;)* })*) => {
        /// All keys, in the order in which people meet them.
        pub const KEYS: &[Key] = &[$($(Key { table: $table, name: stringify!($name), takes: $takes, default: $default, vi: $vi, en: $en },)*)*];
    };
}

keys! {
    "": {
        base_url "https address, perhaps with a path", "",
            "Địa chỉ đầy đủ của cổng, có thể kèm đường dẫn khi cổng là thành phần của cổng khác.",
            "The portal's full address; it has a path where the portal is a component of another site.";
        languages "list of vi, en, ko, km, ja, zh", "",
            "Các ngôn ngữ được dựng, theo thứ tự hiện trên trang.",
            "The languages that are built, in the order in which pages show them.";
        default_language "a language", "the first of languages",
            "Ngôn ngữ không có tiền tố trong địa chỉ; cũng là x-default cho máy tìm kiếm.",
            "The language without a prefix in its addresses; x-default for search engines.";
        prefix_default_language "true or false", "false",
            "Ngôn ngữ chính cũng có tiền tố (/vi/…).",
            "Whether the default language has a prefix too (/vi/…).";
        theme "a folder of themes/", "lotus",
            "Giao diện.",
            "The theme.";
        page_size "a number from 1", "20",
            "Số bài trên một trang danh sách.",
            "Articles on one page of a list.";
        feed_size "a number from 1", "20",
            "Số bài trong một bản tin tự động.",
            "Articles in a feed.";
        production "true or false", "false",
            "Đây là cổng mà người đọc dùng; các quy định dành cho khi phát hành bắt đầu được tính.",
            "Whether this is the portal that readers use; rules for publication count then.";
        rating_url "https address", "none",
            "Nơi người đọc đánh giá mức độ hài lòng (NĐ 224/2026, Điều 10(3)(b)); liên kết hiện ở chân trang.",
            "Where readers rate the information (Decree 224/2026, Art. 10(3)(b)); linked at the foot of pages.";
        licence "words by language", "none",
            "Dòng giấy phép, nếu cần (NĐ 147/2024, Điều 24).",
            "The line of a licence, where one is needed (Decree 147/2024, Art. 24).";
        share_cards "some, all", "some",
            "Bài nào có ảnh chia sẻ: bài nổi bật và bài không có ảnh đầu bài (some), hay mọi bài (all). Mỗi ảnh mất khoảng 25 mili giây ở lần dựng đầu.",
            "Which articles get a share card: featured ones and those without a cover (some), or all. A card costs about 25 ms in a first build.";
        saved_copies "true or false", "false",
            "Mỗi bài có thêm một tệp HTML duy nhất để bạn đọc lưu về máy, có sẵn ảnh, đọc được khi không có mạng. Kết quả lớn gần gấp đôi.",
            "Whether each article is also one HTML file to keep, with its pictures inside, for reading without a network. The result nearly doubles in size.";
        compressed "true or false", "false",
            "Bên cạnh mỗi tệp nén được có thêm .gz và .br, để máy chủ web gửi đi mà không phải nén lại (`saola server-config`).",
            "Whether files that compress well have .gz and .br beside them, for web servers to send as they are (`saola server-config`).";
    }
    "[[sections]]": {
        id "a folder of content/", "",
            "Tên thư mục của chuyên mục, cũng là phần đầu địa chỉ.",
            "The section's folder, the first part of its addresses.";
        kind "news, story, investment, tourism, event, page", "",
            "Loại bài trong chuyên mục, khi bài không ghi khác.",
            "The kind of its articles where they don't say otherwise.";
        missing "show, link, hide", "show",
            "Khi thiếu bản dịch: hiện bản ngôn ngữ khác kèm thông báo, chỉ liên kết, hay không hiện.",
            "What happens where a translation is missing: a page with a notice, a labelled link, or nothing.";
        outdated "keep, hold, mix", "keep",
            "Khi bản gốc đã đổi sau khi dịch: giữ bản dịch kèm thông báo, coi như chưa có bản dịch, hay xen đoạn bản gốc vào chỗ đã đổi.",
            "What happens where the source changed after it was translated: the translation with a notice, as if there were none, or the source's words where it changed.";
    }
    "[fallback]": {
        km "list of languages", "the default language",
            "Với mỗi ngôn ngữ, các ngôn ngữ thay thế theo thứ tự khi thiếu bản dịch (khóa là mã ngôn ngữ).",
            "For each language, the languages to fall back to, in order (keys are languages).";
    }
    "[identity]": {
        managing_body "words by language", "",
            "Cơ quan quản lý cổng. Sáu dòng của phần này là bắt buộc (NĐ 174/2026, Điều 93(1)); để trống là lỗi.",
            "The body that runs the portal. The six lines of this table are required (Decree 174/2026, Art. 93(1)); an empty one is an error.";
        governing_body "words by language", "",
            "Cơ quan chủ quản.",
            "The body above it.";
        address "words by language", "",
            "Địa chỉ liên hệ.",
            "Where it can be met.";
        content_responsible "words by language", "",
            "Người chịu trách nhiệm nội dung.",
            "Who answers for the content.";
        email "an address", "",
            "Thư điện tử.",
            "E-mail.";
        phone "a number", "",
            "Điện thoại.",
            "Phone.";
    }
    "[images]": {
        widths "numbers from 16 to 8192", "[480, 960, 1600]",
            "Chiều rộng (điểm ảnh) của các bản thu nhỏ.",
            "Widths of the variants of pictures, in pixels.";
        quality "1 to 100", "75",
            "Chất lượng nén của các bản ấy.",
            "Their quality.";
    }
    "[parent_portal]": {
        url "https address", "",
            "Cổng cấp trên mà cổng này là thành phần (NĐ 224/2026, Điều 11(1)).",
            "The portal that this one is a component of (Decree 224/2026, Art. 11(1)).";
        name "words by language", "its address",
            "Tên cổng ấy.",
            "Its name.";
    }
    "[publish.NAME]": {
        to "an address: file:///…, sftp://…, webdavs://…, ftps://…, s3://bucket/…", "",
            "Nơi `saola publish NAME` đưa cổng lên. Mật khẩu không ghi ở đây mà ở biến môi trường (docs/publishing.md).",
            "Where `saola publish NAME` brings the portal. Passwords are in the environment, never here (docs/publishing.md).";
        releases "a number from 2", "none",
            "Số bản phát hành trọn vẹn được giữ trên máy chủ; người đọc xem `current`, một liên kết chuyển một lần là xong. Chỉ với file:// và sftp://.",
            "How many whole releases the host keeps; readers get `current`, a link that is switched at once. With file:// and sftp:// only.";
        max_removals "0 to 1", "0.1",
            "Tỷ lệ tệp trên máy chủ mà một lần phát hành được xóa; hơn nữa phải có --allow-removals.",
            "The share of the host's files that one publication may remove; more needs --allow-removals.";
        endpoint "https address", "Amazon's",
            "Địa chỉ của kho S3 không phải của Amazon.",
            "The address of an S3 store that isn't Amazon's.";
        region "a name", "us-east-1",
            "Vùng của kho S3.",
            "The region of an S3 store.";
    }
}

/// The page for administrators, in both languages.
pub fn page() -> String {
    let mut page = String::from(
        "# site.toml\n\nGenerated from `src/config/manual.rs` by `UPDATE=1 cargo test --test tidy`. Chữ Việt ở dòng trên, English below it.\n\n\
         *Words by language* are written as a table: `name = { vi = \"…\", en = \"…\" }`. An unknown key is an error that names the known ones.\n\
         Rules that the portal has to keep are in `rules.toml`; its head explains the form, `saola audit` shows their state.\n",
    );
    let mut table = None;
    for key in KEYS {
        if table != Some(key.table) {
            let title = if key.table.is_empty() { "The file itself" } else { key.table };
            page.push_str(&format!("\n## {title}\n\n| key | takes | where it isn't there | meaning |\n|---|---|---|---|\n"));
            table = Some(key.table);
        }
        let default = if key.default.is_empty() { "must be there" } else { key.default };
        page.push_str(&format!("| `{}` | {} | {default} | {}<br>{} |\n", key.name, key.takes, key.vi, key.en));
    }
    page
}

#[cfg(test)]
mod tests {
    use super::KEYS;
    use crate::config;
    use crate::path::ContentPath;
    use crate::source::Source;

    /// The keys that the types know in a table, by their own complaint about one that they don't.
    fn known(table: &str) -> Vec<String> {
        let written = match table {
            "" => "nothing = 1\n".to_owned(),
            "[[sections]]" => "[[sections]]\nnothing = 1\n".to_owned(),
            other => format!("{other}\nnothing = 1\n"),
        };
        let source = Source::new(ContentPath::new(config::FILE), written);
        let (_, diagnostics) = config::parse(&source);
        let message = diagnostics.iter().next().unwrap().message.en.clone();
        let (_, list) = message.split_once("expected ").unwrap_or_else(|| panic!("{table}: {message}"));
        list.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    }

    #[test]
    fn the_manual_has_the_keys_of_the_types() {
        let mut root: Vec<String> = known("");
        let tables = ["sections", "fallback", "identity", "images", "parent_portal", "publish"];
        root.retain(|key| !tables.contains(&key.as_str()));
        let check = |table: &str, mut expect: Vec<String>| {
            let mut told: Vec<String> = KEYS.iter().filter(|key| key.table == table).map(|key| key.name.to_owned()).collect();
            told.sort();
            expect.sort();
            assert_eq!(told, expect, "{table}");
        };
        check("", root);
        for table in ["[[sections]]", "[identity]", "[images]", "[parent_portal]", "[publish.NAME]"] {
            check(table, known(table));
        }
    }
}
