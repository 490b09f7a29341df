//! Codes about the portal's rules: what breaks one of `rules.toml`. Severity and source are the rule's.

use super::codes;
use crate::diagnostic::{Diagnostic, Text};
use crate::source::Span;
use crate::text;

codes! {
    RULEBOOK_INVALID = "rulebook-invalid", Error,
        "rules.toml ghi các quy định mà cổng phải theo; một quy định đọc sai là một quy định không được kiểm.",
        "rules.toml holds the rules that the portal has to keep; a rule that can't be read is a rule that nobody checks.",
        "check = \"identitty\"";
    RULE_PAGE = "rule-page", Error,
        "Có những trang mà cổng của cơ quan nhà nước phải có, ở những ngôn ngữ nhất định.",
        "Some pages must be there on a state body's portal, in some languages with a text of their own.",
        "no content/about/en.md";
    RULE_DOMAIN = "rule-domain", Warning,
        "Cổng của cơ quan nhà nước dùng tên miền do pháp luật quy định (NĐ 224/2026/NĐ-CP, Điều 11).",
        "A state body's portal has the domain that the law names (Decree 224/2026, Art. 11).",
        "base_url = \"https://asean.example\" with production = true";
    RULE_SETTING = "rule-setting", Warning,
        "Quy định cần một thiết lập trong site.toml mà hiện chưa có.",
        "The rule needs a setting of site.toml that isn't there.",
        "no [parent_portal] with production = true";
    MAP_UNCHECKED = "map-unchecked", Error,
        "Bản đồ Việt Nam thể hiện không đủ hoặc sai chủ quyền bị phạt 30–40 triệu đồng (NĐ 174/2026/NĐ-CP, Điều 93); mỗi bản đồ cần người kiểm tra đứng tên.",
        "A map of Việt Nam that shows sovereignty incompletely or wrongly is fined (Decree 174/2026, Art. 93); a person answers for each map by name.",
        "![Bản đồ](ban-do.svg) without map_checked_by";
    CREDIT_MISSING = "credit-missing", Error,
        "Dùng tác phẩm không được phép bị phạt (NĐ 174/2026/NĐ-CP, Điều 93); mỗi ảnh cần ghi nguồn và quyền sử dụng.",
        "Works used without permission are fined (Decree 174/2026, Art. 93); every picture needs a credit and the right by which it is used.",
        "![Ảnh](anh.jpg) without an entry under pictures:";
    HOST_NOT_LISTED = "host-not-listed", Warning,
        "Liên kết tới nội dung trái luật bị phạt (NĐ 174/2026/NĐ-CP, Điều 93); danh sách trang đích do người duyệt.",
        "Links to unlawful content are fined (Decree 174/2026, Art. 93); a person keeps the list of hosts that links may lead to.",
        "[xem](https://unknown.example/)";
    DATED_FACT = "dated-fact", Warning,
        "Một con số từng đúng nay đã cũ; bài viết sau ngày thay đổi cần ghi năm, hoặc dùng số mới.",
        "A figure that was right once is out of date; texts written after the change name the year or use the new one.",
        "ASEAN có 10 nước thành viên.";
    NOTICE_TOO_LATE = "notice-too-late", Warning,
        "Tạm ngừng có kế hoạch phải báo trước ít nhất bảy ngày làm việc (NĐ 224/2026/NĐ-CP, Điều 13).",
        "A planned interruption is announced at least seven working days before (Decree 224/2026, Art. 13).",
        "from: 2026-11-20\nstarts: 2026-11-23T20:00";
    CONSENT_MISSING = "consent-missing", Error,
        "Nêu tên và câu chuyện của một người cần sự đồng ý của họ, trừ khi đã công khai (Luật 91/2025/QH15).",
        "A person's name and story need their consent unless they are public already (Law 91/2025).",
        "story: { person: \"…\", consent: none }";
}

/// What a diagnostic says of the rule that is broken.
pub struct RuleName<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its source.
    pub source: &'a str,
}

fn name(rule: &RuleName<'_>) -> String {
    format!("{}: {}", rule.id, rule.source)
}

/// A rule of rules.toml that can't be used; `reason` says why.
pub fn rulebook_invalid(span: Span, reason: &Text) -> Diagnostic {
    let (vi, en) = (&reason.vi, &reason.en);
    RULEBOOK_INVALID.at(span, text!("rules.toml: {vi}", "rules.toml: {en}"))
}

/// A page that must be there in a language.
pub fn rule_page(span: Span, rule: &RuleName<'_>, page: &str, lang: &str) -> Diagnostic {
    let name = name(rule);
    RULE_PAGE
        .at(span, text!("thiếu trang bắt buộc “{page}” bằng {lang} ({name})", "the required page “{page}” is missing in {lang} ({name})"))
        .help(text!("viết content/{page}/{lang}.md", "write content/{page}/{lang}.md"))
}

/// A host that doesn't end as it must.
pub fn rule_domain(span: Span, rule: &RuleName<'_>, host: &str, suffix: &str) -> Diagnostic {
    let name = name(rule);
    RULE_DOMAIN
        .at(
            span,
            text!("tên miền “{host}” không kết thúc bằng “{suffix}” ({name})", "the host “{host}” doesn't end in “{suffix}” ({name})"),
        )
        .help(text!("đặt base_url theo tên miền được cấp", "set base_url to the domain that was assigned"))
}

/// A setting of site.toml that a rule needs.
pub fn rule_setting(span: Span, rule: &RuleName<'_>, key: &str) -> Diagnostic {
    let name = name(rule);
    RULE_SETTING
        .at(span, text!("site.toml chưa có “{key}” ({name})", "site.toml has no “{key}” ({name})"))
        .help(text!("thêm “{key}”; xem docs/site-toml.md", "add “{key}”; see docs/site-toml.md"))
}

/// A map that nobody answers for.
pub fn map_unchecked(span: Span, rule: &RuleName<'_>, file: &str) -> Diagnostic {
    let name = name(rule);
    MAP_UNCHECKED
        .at(span, text!("bản đồ “{file}” chưa ghi người kiểm tra ({name})", "nobody is named who checked the map “{file}” ({name})"))
        .help(text!(
            "nhờ người có thẩm quyền kiểm tra rồi ghi map_checked_by; nếu không phải bản đồ thì đổi tên tệp và lời mô tả",
            "have it checked and add map_checked_by; if it is no map, change its name and description"
        ))
}

/// A picture without a credit.
pub fn credit_missing(span: Span, rule: &RuleName<'_>, file: &str) -> Diagnostic {
    let name = name(rule);
    CREDIT_MISSING.at(span, text!("ảnh “{file}” chưa ghi nguồn ({name})", "the picture “{file}” has no credit ({name})")).help(text!(
        "thêm “pictures: {{ {file}: {{ credit: …, rights: … }} }}” vào bản gốc",
        "add “pictures: {{ {file}: {{ credit: …, rights: … }} }}” to the source"
    ))
}

/// A link to a host that isn't on the list.
pub fn host_not_listed(span: Span, rule: &RuleName<'_>, host: &str) -> Diagnostic {
    let name = name(rule);
    HOST_NOT_LISTED
        .at(span, text!("“{host}” chưa có trong danh sách trang đích ({name})", "“{host}” isn't on the list of hosts ({name})"))
        .help(text!(
            "xem trang đích; nếu ổn, thêm vào hosts của quy định này trong rules.toml",
            "look at the site; if it is sound, add it to this rule's hosts in rules.toml"
        ))
}

/// Words that are out of date.
pub fn dated_fact(span: Span, rule: &RuleName<'_>, words: &str, now: &str) -> Diagnostic {
    let name = name(rule);
    DATED_FACT.at(span, text!("“{words}” nay đã cũ ({name})", "“{words}” is out of date ({name})")).help(text!(
        "nay là “{now}”; nếu kể chuyện trước kia, ghi rõ năm trong câu",
        "it is “{now}” now; of earlier times, name the year in the sentence"
    ))
}

/// An interruption announced too late; days are working days.
pub fn notice_too_late(span: Span, rule: &RuleName<'_>, before: u32, wanted: u32) -> Diagnostic {
    let name = name(rule);
    NOTICE_TOO_LATE
        .at(
            span,
            text!(
                "báo trước {before} ngày làm việc, cần {wanted} ({name})",
                "announced {before} working days before, {wanted} are needed ({name})"
            ),
        )
        .help(text!("dời lúc bắt đầu, hoặc báo sớm hơn", "begin later, or announce earlier"))
}

/// A person who hasn't agreed.
pub fn consent_missing(span: Span, rule: &RuleName<'_>, person: &str) -> Diagnostic {
    let name = name(rule);
    CONSENT_MISSING.at(span, text!("chưa có sự đồng ý của {person} ({name})", "{person} hasn't agreed ({name})")).help(text!(
        "xin đồng ý rồi ghi consent: given; nếu đã công khai, ghi public-source",
        "ask for consent and write consent: given; if it is public already, public-source"
    ))
}
