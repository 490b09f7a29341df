//! A text's body as HTML: its links in the reader's language, its pictures with credits.
//!
//! Knows nothing of: the page around it.

use pulldown_cmark::BlockQuoteKind;

use super::Renderer;
use super::picture::{IN_TEXT, Look};
use crate::front_matter::Credit;
use crate::language::Lang;
use crate::markdown::html::{BlockMark, Href, Places, html};
use crate::plan::Page;
use crate::site::{Article, ArticleId, Mark, Showing, Target, Translation};
use crate::text::escape_html as escape;

/// What an address needs to be printed in a page of some language.
pub(super) struct Address {
    /// The address, with an anchor if there is one.
    pub url: String,
    /// The language of the text it leads to, where that isn't the reader's.
    pub other: Option<Lang>,
}

impl Renderer {
    /// The body of a text, in a page of the reader's language.
    pub(super) fn body(&self, text: &Translation, reader: Lang) -> String {
        self.body_with(text, reader, "")
    }

    /// The body of a text for other systems: addresses have scheme and host.
    pub(super) fn exported_body(&self, text: &Translation, reader: Lang) -> String {
        self.body_with(text, reader, self.origin())
    }

    fn body_with(&self, text: &Translation, reader: Lang, origin: &str) -> String {
        let mut addresses: Vec<Option<Address>> = text.links.iter().map(|target| self.address(target, reader)).collect();
        for address in addresses.iter_mut().flatten().filter(|address| address.url.starts_with('/')) {
            address.url.insert_str(0, origin);
        }
        html(&text.document, &TextPlaces { renderer: self, text, reader, article: self.article_of(text), addresses, origin })
    }

    /// Where a link of a text leads for readers of a language; `None` where the words stand alone.
    pub(super) fn address(&self, target: &Target, reader: Lang) -> Option<Address> {
        let urls = self.plan.urls();
        let own = |url: String| Some(Address { url, other: None });
        match target {
            Target::Nowhere | Target::External => None,
            Target::Fragment(anchor) => own(format!("#{anchor}")),
            Target::Home => own(urls.href(&urls.root(reader))),
            Target::Section(id) => own(urls.href(&urls.page(Page::Section(*id, 1), reader))),
            Target::Term(id) => own(urls.href(&urls.page(Page::Term(*id, 1), reader))),
            Target::Vocabulary(kind) => own(urls.href(&urls.page(Page::Vocabulary(*kind), reader))),
            Target::Archive => own(urls.href(&urls.page(Page::Archive, reader))),
            Target::Asset(id) => own(self.file_url(*id)),
            Target::Article(id, anchor) => {
                let mut address = self.article_address(*id, reader)?;
                if let Some(anchor) = anchor {
                    address.url = format!("{}#{anchor}", address.url);
                }
                Some(address)
            }
        }
    }

    /// An article's address for readers of a language: its page in their language if there is one, else in another.
    pub(super) fn article_address(&self, id: ArticleId, reader: Lang) -> Option<Address> {
        let urls = self.plan.urls();
        let showing = self.site.showing(self.site.article(id), reader)?;
        let text = showing.translation().lang;
        let page = if matches!(showing, Showing::Own(_) | Showing::Fallback(_)) { reader } else { text };
        Some(Address { url: urls.href(&urls.page(Page::Article(id), page)), other: (text != reader).then_some(text) })
    }
}

impl Renderer {
    /// The article that a text belongs to; texts of sections and the home page have none.
    fn article_of(&self, text: &Translation) -> Option<&Article> {
        let folder = text.document.source.path().folder();
        let found = self.site.articles.binary_search_by(|article| article.folder.as_str().cmp(folder));
        found.ok().map(|index| &self.site.articles[index])
    }
}

struct TextPlaces<'a> {
    renderer: &'a Renderer,
    text: &'a Translation,
    reader: Lang,
    article: Option<&'a Article>,
    addresses: Vec<Option<Address>>,
    /// What stands before addresses of the portal; empty in its own pages.
    origin: &'a str,
}

impl TextPlaces<'_> {
    /// Credits are written once, in the source's language.
    fn credit_lang(&self) -> String {
        let source = self.article.map(|article| article.source).filter(|source| *source != self.text.lang);
        source.map_or(String::new(), |lang| format!(" lang=\"{}\"", lang.tag()))
    }

    fn credit(&self, n: usize) -> Option<&Credit> {
        let url = &self.text.document.pictures.get(n)?.url;
        self.article?.meta.pictures.iter().find(|credit| credit.file.value == *url)
    }
}

impl Places for TextPlaces<'_> {
    fn heading(&self, n: usize) -> &str {
        self.text.heading_ids.get(n).map_or("", String::as_str)
    }

    fn link(&self, n: usize) -> Option<Href<'_>> {
        if matches!(self.text.links.get(n)?, Target::External) {
            return Some(Href { url: &self.text.document.links[n].url, lang: None, label: None, external: true });
        }
        let address = self.addresses.get(n)?.as_ref()?;
        // A link to a text in another language says so before the click.
        Some(Href { url: &address.url, lang: address.other.map(Lang::tag), label: address.other.map(Lang::autonym), external: false })
    }

    fn picture(&self, n: usize, alt: &str, alone: bool) -> String {
        let Some(id) = self.text.pictures.get(n).copied().flatten() else { return escape(alt) };
        let picture = self.renderer.picture_html(id, &Look { alt, alt_tag: None, eager: false, origin: self.origin, sizes: IN_TEXT });
        if !alone {
            return picture;
        }
        let caption = self
            .credit(n)
            .map_or(String::new(), |credit| format!("<figcaption{}>{}</figcaption>", self.credit_lang(), escape(&credit.credit)));
        format!("<figure>{picture}{caption}</figure>\n")
    }

    fn marks(&self) -> Vec<BlockMark> {
        let told = escape(&self.renderer.messages.get(self.reader, "translation-changed-here"));
        let (mut number, tag) = (0, self.reader.tag());
        let mark = |mark: &Mark| {
            number += usize::from(mark.changed);
            let before = format!("<span class=\"changed\" id=\"changed-{number}\"><span lang=\"{tag}\">{told} </span></span>");
            BlockMark { start: mark.start, lang: mark.lang.map(Lang::tag), before: if mark.changed { before } else { String::new() } }
        };
        self.text.marks.iter().map(mark).collect()
    }

    fn alert_title(&self, kind: BlockQuoteKind) -> String {
        let id = match kind {
            BlockQuoteKind::Note => "alert-note",
            BlockQuoteKind::Tip => "alert-tip",
            BlockQuoteKind::Important => "alert-important",
            BlockQuoteKind::Warning => "alert-warning",
            BlockQuoteKind::Caution => "alert-caution",
        };
        self.renderer.messages.get(self.text.lang, id)
    }

    fn footnote_labels(&self) -> (String, String) {
        let get = |id: &str| self.renderer.messages.get(self.reader, id);
        (get("footnotes"), get("footnote-back"))
    }

    fn origin(&self) -> &str {
        self.origin
    }
}
