//! What is translated: the home page, sections and articles, each with its files in all languages.
//!
//! Knows nothing of: states, formats.

use jiff::civil;

use crate::language::{Lang, LangMap};
use crate::site::assemble::CONTENT;
use crate::site::{Site, Standing, Translation};

/// Something that is translated.
pub struct Subject<'a> {
    /// How people name it: `news/kratie-hoa-lu`, `about`, `news/` for a section, `/` for the home page.
    pub name: String,
    /// Its folder in the project.
    pub folder: String,
    /// The id of its section; empty outside sections.
    pub section: &'a str,
    /// The position of its section in the menu; pages and the home page come first.
    pub order: usize,
    /// The language of its source.
    pub source: Lang,
    /// Its files.
    pub files: &'a LangMap<Option<Translation>>,
    /// Whether it is shown first.
    pub featured: bool,
    /// The day of its source; none for sections and the home page.
    pub date: Option<civil::Date>,
}

impl Subject<'_> {
    /// Its source.
    pub fn original(&self) -> Option<&Translation> {
        self.files[self.source].as_ref()
    }

    /// The file of a language, as a path in the project.
    pub fn path(&self, lang: Lang) -> String {
        format!("{}/{}.md", self.folder, lang.id())
    }
}

/// All subjects with a source that can be read: home page, sections, pages, articles. Drafts and what is over need no
/// translation.
pub fn subjects(site: &Site) -> Vec<Subject<'_>> {
    let default = site.config.default_language;
    let home = Subject {
        name: "/".to_owned(),
        folder: CONTENT.to_owned(),
        section: "",
        order: 0,
        source: default,
        files: &site.home,
        featured: true,
        date: None,
    };
    let sections = site.sections.iter().zip(1..).map(|(section, order)| Subject {
        name: format!("{}/", section.id),
        folder: format!("{CONTENT}/{}", section.id),
        section: &section.id,
        order,
        source: default,
        files: &section.texts,
        featured: true,
        date: None,
    });
    let wanted = |standing: Standing| matches!(standing, Standing::Live | Standing::Scheduled);
    let articles = site.articles.iter().filter(|article| wanted(article.standing)).map(|article| {
        let section = article.section.map_or("", |id| site.section(id).id.as_str());
        Subject {
            name: if section.is_empty() { article.slug.clone() } else { format!("{section}/{}", article.slug) },
            folder: article.folder.clone(),
            section,
            order: article.section.map_or(0, |id| id.index() + 1),
            source: article.source,
            files: &article.files,
            featured: article.meta.featured,
            date: Some(article.meta.date.date()),
        }
    });
    let all = std::iter::once(home).chain(sections).chain(articles);
    all.filter(|subject| subject.original().is_some()).collect()
}

/// The subject that a person names: by its name, its folder, or a file in it.
pub fn find<'s, 'a>(subjects: &'s [Subject<'a>], named: &str) -> Option<&'s Subject<'a>> {
    let named = named.trim_start_matches("./").trim_end_matches(".md");
    let folder = match named.rsplit_once('/') {
        Some((folder, file)) if Lang::from_id(file).is_some() => folder,
        _ => named.trim_end_matches('/'),
    };
    let is_meant = |subject: &&Subject<'_>| {
        subject.name == named || subject.folder == folder || subject.name.trim_end_matches('/') == folder && !folder.is_empty()
    };
    subjects.iter().find(is_meant)
}

/// Names of subjects like a mistyped one, for a message.
pub fn nearest(subjects: &[Subject<'_>], named: &str) -> Option<String> {
    crate::diagnostic::codes::nearest(named, subjects.iter().map(|subject| subject.name.as_str())).map(str::to_owned)
}
