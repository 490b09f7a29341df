//! A part of the portal to work on: some languages, some sections. The rest stays known, so that links still resolve.
//!
//! Knows nothing of: what is done with the part.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::language::Lang;
use crate::path::ContentPath;
use crate::plan::{Output, Page};
use crate::site::Site;
use crate::site::assemble::CONTENT;

/// What to work on; an empty list means all.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// Languages.
    pub langs: Vec<Lang>,
    /// Ids of sections.
    pub sections: Vec<String>,
}

impl Part {
    /// Whether it is everything.
    pub fn is_all(&self) -> bool {
        self.langs.is_empty() && self.sections.is_empty()
    }

    /// Whether an output belongs to it. Files that pages need always do.
    pub fn has(&self, site: &Site, output: &Output) -> bool {
        match output {
            Output::Page(page, lang) | Output::Card(page, lang) => self.has_lang(*lang) && self.has_page(site, *page),
            Output::Saved(id, lang) => self.has_lang(*lang) && self.has_page(site, Page::Article(*id)),
            Output::Feed(lang, of) => self.has_lang(*lang) && self.has_page(site, of.page()),
            Output::Calendar(lang, event) => {
                self.has_lang(*lang) && event.map_or(self.sections.is_empty(), |id| self.has_page(site, Page::Article(id)))
            }
            Output::Table(_, lang) | Output::Sitemap(lang) | Output::Search(_, lang) => self.has_lang(*lang) && self.sections.is_empty(),
            Output::SitemapIndex | Output::Robots | Output::Schema(_) | Output::Redirect(_) => self.is_all(),
            Output::Asset(_) | Output::Variant(..) | Output::ThemeAsset(_) | Output::Font(_) | Output::SearchScript => true,
        }
    }

    fn has_lang(&self, lang: Lang) -> bool {
        self.langs.is_empty() || self.langs.contains(&lang)
    }

    fn has_page(&self, site: &Site, page: Page) -> bool {
        if self.sections.is_empty() {
            return true;
        }
        let section = match page {
            Page::Section(id, _) => Some(id),
            Page::Article(id) => site.article(id).section,
            _ => None,
        };
        section.is_some_and(|id| self.sections.contains(&site.section(id).id))
    }

    /// The diagnostics of its files, and of files that every part needs: configuration, messages, theme, vocabularies.
    #[must_use]
    pub fn only(&self, diagnostics: Diagnostics) -> Diagnostics {
        if self.is_all() { diagnostics } else { diagnostics.into_iter().filter(|diagnostic| self.concerns(diagnostic)).collect() }
    }

    fn concerns(&self, diagnostic: &Diagnostic) -> bool {
        diagnostic.span.as_ref().is_none_or(|span| self.has_file(span.source().path()))
    }

    fn has_file(&self, path: &ContentPath) -> bool {
        let Some(inside) = path.as_str().strip_prefix(CONTENT).and_then(|rest| rest.strip_prefix('/')) else {
            // Messages of another language are another's part; all else is needed everywhere.
            let lang = Lang::from_id(path.stem()).filter(|_| path.folder() == "i18n");
            return lang.is_none_or(|lang| self.has_lang(lang));
        };
        let folder = inside.split('/').next().unwrap_or_default();
        if folder.starts_with('_') {
            return true;
        }
        let lang = Lang::from_id(path.stem()).filter(|_| path.extension() == "md");
        let in_section = self.sections.is_empty() || self.sections.iter().any(|section| section == folder);
        in_section && lang.is_none_or(|lang| self.has_lang(lang))
    }
}

#[cfg(test)]
mod tests {
    use super::Part;
    use crate::language::Lang;
    use crate::path::ContentPath;

    #[test]
    fn a_part_has_its_files_and_what_all_need() {
        let part = Part { langs: vec![Lang::KM], sections: vec!["news".to_owned()] };
        let check = |path: &str, expect: bool| assert_eq!(part.has_file(&ContentPath::new(path)), expect, "{path}");
        check("content/news/2026/a/km.md", true);
        check("content/news/2026/a/vi.md", false);
        check("content/news/2026/a/cover.svg", true);
        check("content/events/a/km.md", false);
        check("content/km.md", false);
        check("content/_vocabulary/places.yaml", true);
        check("site.toml", true);
        check("i18n/km.ftl", true);
        check("i18n/ja.ftl", false);
        check("themes/lotus/templates/base.html", true);
    }
}
