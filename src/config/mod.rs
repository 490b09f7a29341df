//! `site.toml`: what the portal is, in one typed value.
//!
//! Knows nothing of: articles, templates, how URLs are made of it.

pub mod manual;
pub mod publish;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use self::publish::{PublishTarget, RawTarget};
use crate::diagnostic::{Diagnostics, Text, codes};
use crate::kind::Kind;
use crate::language::{Lang, LangMap};
use crate::source::{Source, Span};
use crate::text;

/// The name of the file, at the root of the project.
pub const FILE: &str = "site.toml";

/// What to do in a language that an article isn't translated into.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Missing {
    /// A page in the reader's frame with the body in the language it falls back to, and a notice.
    Show,
    /// Lists carry a labelled link to the other language.
    Link,
    /// Nothing: the article doesn't exist in that language.
    Hide,
}

/// What readers get of a translation whose source has changed, or that isn't finished.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outdated {
    /// The translation, with a notice that says what changed.
    #[default]
    Keep,
    /// As if there were no translation.
    Hold,
    /// The translation, with the source's own words where it changed.
    Mix,
}

/// A section: a folder of articles with words of its own.
#[derive(Clone, Debug)]
pub struct SectionConfig {
    /// The folder's name and part of the URL.
    pub id: String,
    /// The kind its articles have unless they say otherwise.
    pub kind: Kind,
    /// What happens where a translation is missing.
    pub missing: Missing,
    /// What happens where a translation is older than its source.
    pub outdated: Outdated,
    /// Where site.toml names it.
    pub span: Span,
}

/// The six lines that the home page of a state body's portal must carry (Decree 174/2026, Art. 93(1)).
#[derive(Clone, Debug, Default)]
pub struct Identity {
    /// The body that runs the portal.
    pub managing_body: LangMap<String>,
    /// The body above it.
    pub governing_body: LangMap<String>,
    /// Where it can be met.
    pub address: LangMap<String>,
    /// Who answers for the content.
    pub content_responsible: LangMap<String>,
    /// Where it can be written to.
    pub email: String,
    /// Where it can be called.
    pub phone: String,
}

/// How pictures are prepared.
#[derive(Clone, Debug, PartialEq)]
pub struct Images {
    /// Widths of the variants, in pixels, ascending; none is wider than the picture itself.
    pub widths: Vec<u32>,
    /// Quality of lossy variants, 1 to 100.
    pub quality: u8,
}

/// The whole of `site.toml`, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// Scheme, host and path of the portal, without a final slash.
    pub base_url: String,
    /// The language without a prefix in its URLs, and of `x-default`.
    pub default_language: Lang,
    /// Whether the default language has a prefix too.
    pub prefix_default_language: bool,
    /// The languages that are built, in order.
    pub languages: Vec<Lang>,
    /// The folder under `themes/`.
    pub theme: String,
    /// Entries on one page of a list.
    pub page_size: usize,
    /// Entries of a feed.
    pub feed_size: usize,
    /// Sections in menu order.
    pub sections: Vec<SectionConfig>,
    /// For each language, the languages to fall back to, in order.
    pub fallback: LangMap<Vec<Lang>>,
    /// The required lines.
    pub identity: Identity,
    /// How pictures are prepared.
    pub images: Images,
    /// Whether this is the portal that readers use: rules for publication then count.
    pub production: bool,
    /// The portal that this one is a component of (Decree 224/2026, Art. 11(1)).
    pub parent_portal: Option<ParentPortal>,
    /// Where readers rate the information (Decree 224/2026, Art. 10(3)(b)).
    pub rating_url: Option<String>,
    /// The line of a licence, where one is needed (Decree 147/2024, Art. 24).
    pub licence: LangMap<String>,
    /// Which articles get a share card.
    pub share_cards: ShareCards,
    /// Whether each article is also there as one file to keep.
    pub saved_copies: bool,
    /// Whether compressed files stand beside those that compress well.
    pub compressed: bool,
    /// Where the portal is published to, in order of name.
    pub publish: Vec<PublishTarget>,
}

/// Which articles get a share card; the home page and sections always do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ShareCards {
    /// Featured ones, and those without a cover.
    #[default]
    Some,
    /// All.
    All,
}

/// The portal of the province or city.
#[derive(Clone, Debug)]
pub struct ParentPortal {
    /// Its address.
    pub url: String,
    /// Its name, in each language.
    pub name: LangMap<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    base_url: Spanned<String>,
    #[serde(default)]
    default_language: Option<Spanned<String>>,
    #[serde(default)]
    prefix_default_language: bool,
    languages: Vec<Spanned<String>>,
    #[serde(default = "default_theme")]
    theme: Spanned<String>,
    #[serde(default)]
    page_size: Option<Spanned<usize>>,
    #[serde(default)]
    feed_size: Option<Spanned<usize>>,
    #[serde(default)]
    sections: Vec<RawSection>,
    #[serde(default)]
    fallback: BTreeMap<Spanned<String>, Vec<Spanned<String>>>,
    identity: Option<Spanned<RawIdentity>>,
    #[serde(default)]
    images: Option<RawImages>,
    #[serde(default)]
    production: bool,
    #[serde(default)]
    parent_portal: Option<RawParentPortal>,
    #[serde(default)]
    rating_url: Option<Spanned<String>>,
    #[serde(default)]
    licence: BTreeMap<Spanned<String>, String>,
    #[serde(default)]
    share_cards: ShareCards,
    #[serde(default)]
    saved_copies: bool,
    #[serde(default)]
    compressed: bool,
    #[serde(default)]
    publish: BTreeMap<Spanned<String>, RawTarget>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawParentPortal {
    url: Spanned<String>,
    #[serde(default)]
    name: BTreeMap<Spanned<String>, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSection {
    id: Spanned<String>,
    kind: Kind,
    #[serde(default = "default_missing")]
    missing: Missing,
    #[serde(default)]
    outdated: Outdated,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct RawIdentity {
    managing_body: BTreeMap<Spanned<String>, String>,
    governing_body: BTreeMap<Spanned<String>, String>,
    address: BTreeMap<Spanned<String>, String>,
    content_responsible: BTreeMap<Spanned<String>, String>,
    email: String,
    phone: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawImages {
    widths: Spanned<Vec<u32>>,
    quality: Spanned<u8>,
}

fn default_theme() -> Spanned<String> {
    Spanned::new(0..0, "lotus".to_owned())
}

fn default_missing() -> Missing {
    Missing::Show
}

/// Reads `site.toml`. `None` when it can't be used at all; the complaints say why.
pub fn parse(source: &Arc<Source>) -> (Option<Config>, Diagnostics) {
    let mut reader = Reader { source, diagnostics: Diagnostics::default() };
    let config = match toml::from_str::<Raw>(source.text()) {
        Ok(raw) => Some(reader.config(raw)),
        Err(error) => {
            let message = error.message().to_owned();
            reader.complain(error.span().unwrap_or(0..0), text!("{message}", "{message}"));
            None
        }
    };
    (config, reader.diagnostics)
}

/// Whether an address can be the portal's: scheme, host and perhaps a path, without a final slash.
pub fn is_base_url(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        !rest.is_empty()
            && !rest.contains(|c: char| c.is_whitespace() || c.is_control() || "?#\"'<>\\".contains(c))
            && !rest.split('/').any(|part| matches!(part, "" | "." | ".."))
    })
}

struct Reader<'a> {
    source: &'a Arc<Source>,
    diagnostics: Diagnostics,
}

impl Reader<'_> {
    fn complain(&mut self, range: std::ops::Range<usize>, reason: Text) {
        self.diagnostics.push(codes::config_invalid(Span::new(self.source, range), &reason));
    }

    fn config(&mut self, raw: Raw) -> Config {
        let languages = self.languages(&raw.languages);
        let default_language = raw.default_language.and_then(|word| self.lang(&word)).unwrap_or(languages[0]);
        if !languages.contains(&default_language) {
            self.complain(0..0, text!("ngôn ngữ chính không có trong “languages”", "the default language isn't among “languages”"));
        }
        let mut fallback = LangMap::from_fn(|lang| if lang == default_language { Vec::new() } else { vec![default_language] });
        for (from, chain) in &raw.fallback {
            let chain: Vec<Lang> = chain.iter().filter_map(|word| self.lang(word)).collect();
            if let Some(from) = self.lang(from) {
                fallback[from] = chain;
            }
        }
        let identity_range = raw.identity.as_ref().map_or(0..0, Spanned::span);
        let identity = raw.identity.map(Spanned::into_inner).unwrap_or_default();
        Config {
            base_url: self.base_url(&raw.base_url),
            default_language,
            prefix_default_language: raw.prefix_default_language,
            theme: self.theme(raw.theme),
            page_size: self.at_least_one(raw.page_size, 20),
            feed_size: self.at_least_one(raw.feed_size, 20),
            sections: raw.sections.into_iter().map(|section| self.section(section)).collect(),
            fallback,
            identity: self.identity(identity, identity_range, &languages),
            images: self.images(raw.images),
            production: raw.production,
            parent_portal: raw.parent_portal.and_then(|parent| self.parent_portal(parent)),
            rating_url: raw.rating_url.and_then(|url| self.web_address(&url, "rating_url")),
            licence: self.words(raw.licence),
            share_cards: raw.share_cards,
            saved_copies: raw.saved_copies,
            compressed: raw.compressed,
            publish: raw.publish.into_iter().filter_map(|(name, raw)| self.publish_target(&name, raw)).collect(),
            languages,
        }
    }

    fn languages(&mut self, words: &[Spanned<String>]) -> Vec<Lang> {
        let mut languages: Vec<Lang> = Vec::new();
        for word in words {
            if let Some(lang) = self.lang(word)
                && !languages.contains(&lang)
            {
                languages.push(lang);
            }
        }
        if languages.is_empty() {
            self.complain(0..0, text!("“languages” phải có ít nhất một ngôn ngữ", "“languages” needs at least one language"));
            languages.push(Lang::VI);
        }
        languages
    }

    fn lang(&mut self, word: &Spanned<String>) -> Option<Lang> {
        let lang = Lang::from_id(word.get_ref());
        if lang.is_none() {
            let id = word.get_ref().clone();
            self.complain(
                word.span(),
                text!("“{id}” không phải một trong: vi, en, ko, km, ja, zh", "“{id}” isn't one of: vi, en, ko, km, ja, zh"),
            );
        }
        lang
    }

    fn base_url(&mut self, raw: &Spanned<String>) -> String {
        let url = raw.get_ref().trim_end_matches('/');
        if !is_base_url(url) {
            self.complain(raw.span(), text!("“base_url” phải là địa chỉ https:// đầy đủ", "“base_url” must be a full https:// address"));
            return "https://invalid.example".to_owned();
        }
        url.to_owned()
    }

    fn at_least_one(&mut self, raw: Option<Spanned<usize>>, default: usize) -> usize {
        match raw {
            Some(number) if *number.get_ref() == 0 => {
                self.complain(number.span(), text!("phải lớn hơn 0", "must be greater than 0"));
                default
            }
            Some(number) => number.into_inner(),
            None => default,
        }
    }

    fn theme(&mut self, raw: Spanned<String>) -> String {
        if !crate::text::slug::is_folder_slug(raw.get_ref()) {
            self.complain(raw.span(), text!("“theme” phải là tên một thư mục trong themes/", "“theme” must name a folder of themes/"));
            return "invalid".to_owned();
        }
        raw.into_inner()
    }

    fn section(&mut self, raw: RawSection) -> SectionConfig {
        let id = raw.id.get_ref().clone();
        if !crate::text::slug::is_folder_slug(&id) || Lang::from_id(&id).is_some() {
            self.complain(raw.id.span(), text!("“{id}” không làm tên chuyên mục được", "“{id}” can't name a section"));
        }
        SectionConfig { span: Span::new(self.source, raw.id.span()), id, kind: raw.kind, missing: raw.missing, outdated: raw.outdated }
    }

    fn identity(&mut self, raw: RawIdentity, range: std::ops::Range<usize>, languages: &[Lang]) -> Identity {
        let mut identity = Identity { email: raw.email, phone: raw.phone, ..Identity::default() };
        let span = Span::new(self.source, range);
        for (name, words, target) in [
            ("managing_body", raw.managing_body, &mut identity.managing_body),
            ("governing_body", raw.governing_body, &mut identity.governing_body),
            ("address", raw.address, &mut identity.address),
            ("content_responsible", raw.content_responsible, &mut identity.content_responsible),
        ] {
            *target = self.words(words);
            for lang in languages.iter().filter(|lang| target[**lang].trim().is_empty()) {
                let id = lang.id();
                self.diagnostics.push(codes::identity_missing(span.clone(), &format!("{name}.{id}")));
            }
        }
        for (name, value) in [("email", &identity.email), ("phone", &identity.phone)] {
            if value.trim().is_empty() {
                self.diagnostics.push(codes::identity_missing(span.clone(), name));
            }
        }
        identity
    }

    fn publish_target(&mut self, name: &Spanned<String>, raw: RawTarget) -> Option<PublishTarget> {
        publish::target(name, raw).map_err(|(range, reason)| self.complain(range, reason)).ok()
    }

    /// Words by language; a key that is no language is told.
    fn words(&mut self, raw: BTreeMap<Spanned<String>, String>) -> LangMap<String> {
        let mut words = LangMap::from_fn(|_| String::new());
        for (key, value) in raw {
            if let Some(lang) = self.lang(&key) {
                words[lang] = value;
            }
        }
        words
    }

    fn parent_portal(&mut self, raw: RawParentPortal) -> Option<ParentPortal> {
        let name = self.words(raw.name);
        Some(ParentPortal { url: self.web_address(&raw.url, "parent_portal.url")?, name })
    }

    /// An address of the web; an empty one counts as none.
    fn web_address(&mut self, raw: &Spanned<String>, key: &str) -> Option<String> {
        let url = raw.get_ref().trim();
        if url.is_empty() {
            return None;
        }
        let is_web = ["https://", "http://"].iter().any(|scheme| url.starts_with(scheme));
        if !is_web || url.contains(|c: char| c.is_whitespace() || c.is_control() || "\"'<>\\".contains(c)) {
            self.complain(raw.span(), text!("“{key}” phải là địa chỉ https:// đầy đủ", "“{key}” must be a full https:// address"));
            return None;
        }
        Some(url.to_owned())
    }

    fn images(&mut self, raw: Option<RawImages>) -> Images {
        let Some(raw) = raw else { return Images { widths: vec![480, 960, 1600], quality: 75 } };
        let mut widths = raw.widths.get_ref().clone();
        widths.sort_unstable();
        widths.dedup();
        if widths.first().is_none_or(|width| *width < 16) || widths.last().is_some_and(|width| *width > 8192) {
            self.complain(raw.widths.span(), text!("“widths” cần các số từ 16 đến 8192", "“widths” takes numbers from 16 to 8192"));
            widths = vec![960];
        }
        if !(1..=100).contains(raw.quality.get_ref()) {
            self.complain(raw.quality.span(), text!("“quality” từ 1 đến 100", "“quality” goes from 1 to 100"));
        }
        Images { widths, quality: (*raw.quality.get_ref()).clamp(1, 100) }
    }
}

/// A catalogue is one page, so that readers can choose and sort among all of it.
const CATALOGUE: usize = 500;

impl Config {
    /// Entries on a page of a section's list.
    pub fn page_size_of(&self, kind: Kind) -> usize {
        if kind == Kind::Investment { self.page_size.max(CATALOGUE) } else { self.page_size }
    }

    /// The path of the base URL: empty, or `/asean` for a component of a larger portal.
    pub fn base_path(&self) -> &str {
        let host = self.base_url.split_once("://").map_or("", |(_, rest)| rest);
        host.find('/').map_or("", |at| &host[at..])
    }

    /// The configuration of a section.
    pub fn section(&self, id: &str) -> Option<&SectionConfig> {
        self.sections.iter().find(|section| section.id == id)
    }
}
