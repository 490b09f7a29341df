//! Atom feeds (RFC 4287): one a language, one a section, of texts in that language only.
//!
//! Knows nothing of: pages' HTML.

use jiff::civil;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::Renderer;
use crate::language::Lang;
use crate::path::UrlPath;
use crate::plan::Page;
use crate::site::{ArticleId, SectionId};

/// Text in an element, with attributes.
pub(super) fn element(xml: &mut Writer<Vec<u8>>, name: &str, attributes: &[(&str, &str)], text: &str) {
    let element = xml.create_element(name).with_attributes(attributes.iter().copied());
    // Writing into memory can't fail.
    if text.is_empty() {
        element.write_empty().ok()
    } else {
        element.write_text_content(BytesText::new(text)).ok()
    };
}

/// A time in Việt Nam as RFC 3339.
pub(super) fn rfc3339(time: civil::DateTime) -> String {
    format!("{}+07:00", time.strftime("%Y-%m-%dT%H:%M:%S"))
}

/// A document with its declaration, around what `content` writes.
pub(super) fn document(root: &str, attributes: &[(&str, &str)], content: impl FnOnce(&mut Writer<Vec<u8>>)) -> Vec<u8> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 1);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None))).ok();
    xml.create_element(root)
        .with_attributes(attributes.iter().copied())
        .write_inner_content(|xml| {
            content(xml);
            Ok(())
        })
        .ok();
    let mut bytes = xml.into_inner();
    bytes.push(b'\n');
    bytes
}

impl Renderer {
    pub(super) fn feed(&self, url: &UrlPath, lang: Lang, section: Option<SectionId>) -> Vec<u8> {
        let own = self.lists.own(lang).iter().copied();
        let entries: Vec<ArticleId> =
            own.filter(|id| section.is_none() || self.site.article(*id).section == section).take(self.site.config.feed_size).collect();
        let urls = self.plan.urls();
        let site_name = self.site_name(lang);
        let (title, page) = match section {
            Some(id) => (format!("{} – {site_name}", self.section_title(id, lang)), Page::Section(id, 1)),
            None => (site_name, Page::Home),
        };
        // A feed without entries still has to say when it was changed; any fixed time will do.
        let updated = entries.iter().map(|id| self.changed(*id)).max().unwrap_or(civil::date(2025, 1, 1).at(0, 0, 0, 0));
        let address = urls.absolute(url);
        document("feed", &[("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", lang.tag())], |xml| {
            element(xml, "id", &[], &address);
            element(xml, "title", &[], &title);
            element(xml, "updated", &[], &rfc3339(updated));
            element(xml, "link", &[("rel", "self"), ("type", "application/atom+xml"), ("href", &address)], "");
            element(xml, "link", &[("rel", "alternate"), ("type", "text/html"), ("href", &urls.absolute(&urls.page(page, lang)))], "");
            let author = self.site.config.identity.managing_body[lang].as_str();
            xml.create_element("author")
                .write_inner_content(|xml| {
                    element(xml, "name", &[], author);
                    Ok(())
                })
                .ok();
            for id in entries {
                self.entry(xml, id, lang);
            }
        })
    }

    fn entry(&self, xml: &mut Writer<Vec<u8>>, id: ArticleId, lang: Lang) {
        let article = self.site.article(id);
        let Some(text) = &article.translations[lang] else { return };
        let url = self.plan.urls().absolute(&self.plan.urls().page(Page::Article(id), lang));
        xml.create_element("entry")
            .write_inner_content(|xml| {
                element(xml, "id", &[], &url);
                element(xml, "title", &[], &text.words.title);
                element(xml, "link", &[("rel", "alternate"), ("type", "text/html"), ("href", &url)], "");
                element(xml, "published", &[], &rfc3339(article.meta.date));
                element(xml, "updated", &[], &rfc3339(self.changed(id)));
                for term in &article.terms {
                    let entry = &self.site.term(*term).entry;
                    element(xml, "category", &[("term", &entry.id), ("label", entry.name_on(article.meta.date.date(), lang))], "");
                }
                element(xml, "summary", &[], &text.words.summary);
                Ok(())
            })
            .ok();
    }

    /// When an article was last changed: `updated`, else its date.
    pub(super) fn changed(&self, id: ArticleId) -> civil::DateTime {
        let meta = &self.site.article(id).meta;
        meta.updated.as_ref().map_or(meta.date, |updated| meta.date.max(updated.value.at(0, 0, 0, 0)))
    }
}
