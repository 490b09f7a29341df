//! Site maps for search engines: an index, and one a language with the alternates of each page.
//!
//! Fallback pages are in none; numbered pages of lists are reached from the first.
//!
//! Knows nothing of: the human site map.

use super::Renderer;
use super::feed::{document, element, rfc3339};
use crate::language::Lang;
use crate::plan::{Output, Page};
use crate::site::Showing;

impl Renderer {
    pub(super) fn sitemap_index(&self) -> Vec<u8> {
        let urls = self.plan.urls();
        document("sitemapindex", &[("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9")], |xml| {
            for lang in &self.site.config.languages {
                xml.create_element("sitemap")
                    .write_inner_content(|xml| {
                        element(xml, "loc", &[], &urls.absolute(&urls.sitemap(*lang)));
                        Ok(())
                    })
                    .ok();
            }
        })
    }

    pub(super) fn sitemap(&self, lang: Lang) -> Vec<u8> {
        let namespaces = [("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"), ("xmlns:xhtml", "http://www.w3.org/1999/xhtml")];
        document("urlset", &namespaces, |xml| {
            for (url, output) in self.plan.iter() {
                let Output::Page(page, of) = output else { continue };
                if *of != lang || !self.is_indexed(*page, lang) {
                    continue;
                }
                xml.create_element("url")
                    .write_inner_content(|xml| {
                        element(xml, "loc", &[], &self.plan.urls().absolute(url));
                        if let Page::Article(id) = page {
                            element(xml, "lastmod", &[], &rfc3339(self.site.article(*id).changed()));
                        }
                        for alternate in self.alternates(*page) {
                            let link = [("rel", "alternate"), ("hreflang", alternate.tag), ("href", alternate.url.as_str())];
                            element(xml, "xhtml:link", &link, "");
                        }
                        Ok(())
                    })
                    .ok();
            }
        })
    }

    fn is_indexed(&self, page: Page, lang: Lang) -> bool {
        match page {
            Page::NotFound | Page::Latest | Page::Search => false,
            Page::Section(_, number) | Page::Term(_, number) | Page::Year(_, number) => number == 1,
            Page::Article(id) => matches!(self.site.showing(self.site.article(id), lang), Some(Showing::Own(_))),
            Page::Home | Page::Vocabulary(_) | Page::Archive => true,
        }
    }
}
