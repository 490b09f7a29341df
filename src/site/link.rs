//! What an address written in a text means: an article, a section, a term, a file, a heading, or the world outside.
//!
//! Knows nothing of: the languages of pages; a link names an article, and its language is chosen when it is rendered.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::{ArticleId, AssetId, SectionId, Standing, Target, TermId};
use crate::diagnostic::{Diagnostic, codes};
use crate::image;
use crate::markdown::sanitize::is_safe_url;
use crate::path::{ContentPath, percent_decode as decode};
use crate::source::Span;
use crate::vocabulary::VocabularyKind;

/// All that links can lead to, found by name.
#[derive(Default)]
pub(super) struct Index {
    /// By section (empty for pages) and slug.
    pub articles: HashMap<(String, String), ArticleId>,
    /// By folder of the project.
    pub folders: HashMap<String, ArticleId>,
    /// Which articles readers see.
    pub standings: Vec<Standing>,
    /// The heading ids of each article in all its languages.
    pub anchors: Vec<Vec<String>>,
    /// By id.
    pub sections: HashMap<String, SectionId>,
    /// By vocabulary and id.
    pub terms: HashMap<(String, String), TermId>,
    /// By path of the project.
    pub assets: HashMap<ContentPath, AssetId>,
    /// All addresses, sorted, for suggestions; made when the first link is broken.
    pub known: OnceLock<Vec<String>>,
}

/// The text in which a link stands.
pub(super) struct Place<'a> {
    /// The folder of its file.
    pub folder: &'a str,
    /// Its section's id; empty outside sections.
    pub section: &'a str,
    /// The heading ids of its page.
    pub headings: &'a [String],
}

impl Index {
    /// Resolves a link.
    pub(super) fn resolve(&self, place: &Place<'_>, url: &str, span: &Span) -> Result<Target, Diagnostic> {
        if !is_safe_url(url) {
            return Err(codes::unsafe_url(span.clone(), url));
        }
        if url.split(['/', '?', '#']).next().is_some_and(|head| head.contains(':')) {
            return Ok(Target::External);
        }
        let (path, anchor) = url.split_once('#').map_or((url, None), |(path, anchor)| (path, Some(decode(anchor))));
        if path.is_empty() {
            return fragment(place, anchor.unwrap_or_default(), span);
        }
        let path = decode(path);
        let target = if path.starts_with('/') { self.absolute(&path) } else { self.relative(place, &path) };
        match target {
            Some(Target::Article(id, _)) => self.article(id, anchor, span),
            Some(Target::Section(_) | Target::Term(_) | Target::Vocabulary(_) | Target::Archive | Target::Home)
                if anchor.as_ref().is_some_and(|a| !a.is_empty()) =>
            {
                Err(codes::broken_anchor(span.clone(), &anchor.unwrap_or_default(), None))
            }
            Some(target) => Ok(target),
            None => Err(codes::broken_link(span.clone(), url, self.nearest(&path).as_deref())),
        }
    }

    /// Resolves the file of a picture.
    pub(super) fn picture(&self, folder: &str, url: &str, span: &Span) -> Result<AssetId, Diagnostic> {
        let path = decode(url);
        let found =
            if path.starts_with('/') { ContentPath::resolve("", &format!("content{path}")) } else { ContentPath::resolve(folder, &path) };
        if let Some(id) = found.as_ref().and_then(|path| self.assets.get(path)) {
            return Ok(*id);
        }
        let names = self.assets.keys().filter(|path| path.folder() == folder).map(ContentPath::name);
        Err(codes::missing_picture(span.clone(), url, codes::nearest(&path, names)))
    }

    fn article(&self, id: ArticleId, anchor: Option<String>, span: &Span) -> Result<Target, Diagnostic> {
        match self.standings[id.index()] {
            Standing::Broken => return Ok(Target::Nowhere),
            Standing::Draft | Standing::Scheduled => {
                return Err(codes::link_to_hidden(span.clone(), self.standings[id.index()] == Standing::Scheduled));
            }
            Standing::Live | Standing::Expired => {}
        }
        if let Some(anchor) = &anchor
            && !anchor.is_empty()
            && !self.anchors[id.index()].contains(anchor)
        {
            let near = codes::nearest(anchor, self.anchors[id.index()].iter().map(String::as_str));
            return Err(codes::broken_anchor(span.clone(), anchor, near));
        }
        Ok(Target::Article(id, anchor.filter(|anchor| !anchor.is_empty())))
    }

    fn absolute(&self, path: &str) -> Option<Target> {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        match parts[..] {
            [] => Some(Target::Home),
            ["media", ..] => self.asset(&format!("content{path}")),
            ["archive"] => Some(Target::Archive),
            [one] => {
                let vocabulary = || VocabularyKind::ALL.into_iter().find(|kind| kind.id() == one && self.has_terms(*kind));
                let section = self.sections.get(one).map(|id| Target::Section(*id));
                section.or_else(|| self.by_slug("", one)).or_else(|| vocabulary().map(Target::Vocabulary))
            }
            [one, two] => self.by_slug(one, two).or_else(|| self.terms.get(&(one.to_owned(), two.to_owned())).map(|id| Target::Term(*id))),
            _ => None,
        }
    }

    fn relative(&self, place: &Place<'_>, path: &str) -> Option<Target> {
        // `../slug/vi.md` means the article, whatever the language.
        let path = path.rsplit_once('/').filter(|(_, file)| file.ends_with(".md")).map_or(path, |(folder, _)| folder);
        let resolved = ContentPath::resolve(place.folder, path)?;
        if image::kind(&resolved.extension()).is_some() {
            return self.asset(resolved.as_str());
        }
        let folder = resolved.as_str();
        if let Some(id) = self.folders.get(folder) {
            return Some(Target::Article(*id, None));
        }
        if let Some(section) = folder.strip_prefix("content/").and_then(|id| self.sections.get(id)) {
            return Some(Target::Section(*section));
        }
        // Grouping folders don't show in addresses, so `../slug/` reaches across them.
        let slug = path.strip_prefix("../").map(|rest| rest.trim_end_matches('/'))?;
        if slug.contains('/') { None } else { self.by_slug(place.section, slug) }
    }

    fn by_slug(&self, section: &str, slug: &str) -> Option<Target> {
        self.articles.get(&(section.to_owned(), slug.to_owned())).map(|id| Target::Article(*id, None))
    }

    fn asset(&self, path: &str) -> Option<Target> {
        self.assets.get(&ContentPath::new(path)).map(|id| Target::Asset(*id))
    }

    fn has_terms(&self, kind: VocabularyKind) -> bool {
        self.terms.keys().any(|(vocabulary, _)| vocabulary == kind.id())
    }

    fn nearest(&self, path: &str) -> Option<String> {
        let known = self.known.get_or_init(|| {
            let articles = self
                .articles
                .keys()
                .map(|(section, slug)| if section.is_empty() { format!("/{slug}/") } else { format!("/{section}/{slug}/") });
            let mut known: Vec<String> = articles.chain(self.sections.keys().map(|id| format!("/{id}/"))).collect();
            known.sort();
            known
        });
        // A language's prefix is never written: the link finds the reader's language by itself.
        let bare = path.trim_start_matches("..");
        let without_prefix = crate::language::Lang::ALL.iter().find_map(|lang| bare.strip_prefix(&format!("/{}/", lang.id())));
        let wanted = without_prefix.map_or(bare.to_owned(), |rest| format!("/{rest}"));
        codes::nearest(&wanted, known.iter().map(String::as_str)).map(str::to_owned)
    }
}

fn fragment(place: &Place<'_>, anchor: String, span: &Span) -> Result<Target, Diagnostic> {
    if anchor.is_empty() || place.headings.contains(&anchor) {
        return Ok(Target::Fragment(anchor));
    }
    let near = codes::nearest(&anchor, place.headings.iter().map(String::as_str));
    Err(codes::broken_anchor(span.clone(), &anchor, near))
}
