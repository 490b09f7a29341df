//! Atom feeds (RFC 4287) with full texts: of a language, a section, a term; of texts in that language only.
//!
//! Knows nothing of: pages' HTML.

use jiff::civil;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::Renderer;
use crate::language::Lang;
use crate::path::UrlPath;
use crate::plan::{FeedOf, Page};
use crate::site::ArticleId;

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
    pub(super) fn feed(&self, url: &UrlPath, lang: Lang, of: FeedOf) -> Vec<u8> {
        let own = self.lists.own(lang).iter().copied();
        let belongs = |id: &ArticleId| match of {
            FeedOf::All => true,
            FeedOf::Section(section) => self.site.article(*id).section == Some(section),
            FeedOf::Term(term) => self.site.article(*id).terms.contains(&term),
        };
        let entries: Vec<ArticleId> = own.filter(belongs).take(self.site.config.feed_size).collect();
        let urls = self.plan.urls();
        let site_name = self.site_name(lang);
        let title = match of {
            FeedOf::All => site_name,
            FeedOf::Section(id) => format!("{} – {site_name}", self.section_title(id, lang)),
            FeedOf::Term(id) => format!("{} – {site_name}", self.site.term(id).entry.name(lang)),
        };
        // A feed without entries still has to say when it was changed; any fixed time will do.
        let updated = entries.iter().map(|id| self.site.article(*id).changed()).max().unwrap_or(civil::date(2025, 1, 1).at(0, 0, 0, 0));
        let address = urls.absolute(url);
        document("feed", &[("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", lang.tag())], |xml| {
            element(xml, "id", &[], &address);
            element(xml, "title", &[], &title);
            element(xml, "updated", &[], &rfc3339(updated));
            element(xml, "link", &[("rel", "self"), ("type", "application/atom+xml"), ("href", &address)], "");
            element(xml, "link", &[("rel", "alternate"), ("type", "text/html"), ("href", &urls.absolute(&urls.page(of.page(), lang)))], "");
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
                element(xml, "updated", &[], &rfc3339(article.changed()));
                for term in &article.terms {
                    let entry = &self.site.term(*term).entry;
                    element(xml, "category", &[("term", &entry.id), ("label", entry.name_on(article.meta.date.date(), lang))], "");
                }
                element(xml, "summary", &[], &text.words.summary);
                element(xml, "content", &[("type", "html")], &self.exported_body(text, lang));
                Ok(())
            })
            .ok();
    }
}
