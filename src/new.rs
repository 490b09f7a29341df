//! A new article: its folder and a source with comments, ready to be filled in.
//!
//! Knows nothing of: the terminal.

use std::path::Path;

use jiff::civil;

use crate::disk;
use crate::kind::Kind;
use crate::language::Lang;
use crate::site::Site;
use crate::text::slug::folder_slug;
use crate::vocabulary::VocabularyKind;

/// A file to be written.
#[derive(Debug, PartialEq, Eq)]
pub struct NewFile {
    /// Its place in the project.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// What can't be made into an article.
#[derive(Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no such section; these there are.
    UnknownSection(Vec<String>),
    /// Nothing of the title can stand in an address.
    EmptySlug,
    /// An article with this folder exists.
    Exists(String),
}

/// Prepares the source of an article of a section, dated `today`.
pub fn scaffold(site: &Site, section: &str, title: &str, today: civil::Date) -> Result<NewFile, Refused> {
    let Some(found) = site.sections.iter().find(|known| known.id == section) else {
        return Err(Refused::UnknownSection(site.sections.iter().map(|section| section.id.clone()).collect()));
    };
    let slug: String = folder_slug(title).chars().take(60).collect();
    let slug = slug.trim_matches('-');
    if slug.is_empty() {
        return Err(Refused::EmptySlug);
    }
    if let Some(taken) = site.articles.iter().find(|a| a.slug == slug && a.section.is_some_and(|id| site.section(id).id == section)) {
        return Err(Refused::Exists(taken.folder.clone()));
    }
    let lang = site.config.default_language;
    let path = format!("content/{section}/{}/{slug}/{}.md", today.year(), lang.id());
    Ok(NewFile { path, text: template(site, found.kind, title, today) })
}

/// Writes the file; one that exists stays.
pub fn write(root: &Path, file: &NewFile) -> std::io::Result<()> {
    disk::write_new(&root.join(&file.path), &file.text)
}

fn template(site: &Site, kind: Kind, title: &str, today: civil::Date) -> String {
    let ids = |vocabulary: VocabularyKind| {
        let terms = site.terms.iter().filter(|term| term.kind == vocabulary && term.successor.is_none());
        terms.map(|term| format!("#   {:<28} {}\n", term.entry.id, term.entry.name(Lang::VI))).collect::<String>()
    };
    let quoted = title.replace('\\', "\\\\").replace('"', "\\\"");
    let facts = match kind {
        Kind::Event => format!("# Ngày giờ bắt đầu và kết thúc, giờ Việt Nam.\nevent: {{ start: {today}T08:00, end: {today}T17:00 }}\n"),
        Kind::Investment => {
            "# Bỏ dấu # và điền khi đã có số liệu, kèm ngày của số liệu:\n# investment: { place: , area_ha: , stage: calling, as_of: }\n"
                .to_owned()
        }
        Kind::Tourism => {
            "# Vị trí trên sơ đồ (0-100) và các tháng nên đi:\n# tourism: { position: [50, 50], season: [12, 1, 2] }\n".to_owned()
        }
        Kind::Story => {
            "# Nhân vật và sự đồng ý của họ: given, public-source hoặc none.\n# story: { person: \"\", consent: none }\n".to_owned()
        }
        Kind::News | Kind::Page => String::new(),
    };
    format!(
        "---\n\
         title: \"{quoted}\"\n\
         # Một, hai câu, tối đa 160 ký tự; hiện ở danh sách và khi chia sẻ.\n\
         summary: \"\"\n\
         date: {today}\n\
         # Trụ cột: chọn một.\n{}pillar:\n\
         # Chủ đề: chọn một hoặc nhiều, ví dụ [tieu-vung, quang-ba].\n{}topics:\n\
         # Cơ quan: chọn một.\n{}agency:\n\
         {facts}\
         # Ảnh đầu bài: đặt tệp cạnh bài này rồi bỏ dấu #.\n\
         # cover: {{ src: anh.jpg, credit: \"Ảnh: \", rights: own }}\n\
         # cover_alt: \"Ảnh cho thấy gì\"\n\
         # Nguồn của các dữ kiện.\n\
         # sources:\n\
         #   - {{ title: \"\", url: \"https://\", date: {today} }}\n\
         draft: true\n\
         ---\n\n\
         Viết bài ở đây. Tiêu đề mục bắt đầu bằng ##. Xong thì xóa dòng draft.\n",
        ids(VocabularyKind::Pillars),
        ids(VocabularyKind::Topics),
        ids(VocabularyKind::Agencies),
    )
}
