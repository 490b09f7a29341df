//! From parsed files to the site.
//!
//! 1. files are grouped by folder: the home page, sections, articles,
//! 2. each article finds its source, its facts and terms, and whether readers see it,
//! 3. headings take their ids, then every link and picture is resolved (in parallel),
//! 4. what is referred to is marked as published.
//!
//! Knows nothing of: how files were read and parsed.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, OnceLock};

use jiff::civil;
use rayon::prelude::*;

use super::assembly::Assembly;
use super::facts::FactCheck;
use super::freshness::{Change, Freshness, Review, State, freshness};
use super::link::{Index, Place};
use super::{
    Article, ArticleId, Asset, AssetId, Mark, Posted, Section, SectionId, Site, Standing, Target, Term, TermId, Translation, align,
};
use crate::config::{Config, Outdated};
use crate::diagnostic::{Diagnostics, Severity, codes};
use crate::front_matter::{ArticleMeta, FrontMatter};
use crate::glossary::GlossaryTerm;
use crate::kind::Kind;
use crate::language::{Lang, LangMap};
use crate::markdown::document::{Document, document};
use crate::markdown::segments::contents;
use crate::markdown::splice::{Replacement, splice};
use crate::path::ContentPath;
use crate::records::Records;
use crate::search::part::Searched;
use crate::source::{Source, Span};
use crate::text::slug;
use crate::vocabulary::{Entry, VocabularyKind};
use crate::yaml::Placed;

/// The folder that holds all content.
pub const CONTENT: &str = "content";

/// A Markdown file named after a language, parsed.
#[derive(Clone, Debug)]
pub struct File {
    /// Its place.
    pub path: ContentPath,
    /// The language of its name.
    pub lang: Lang,
    /// Front matter and body; `None` where they can't be read (the complaint is made already).
    pub parsed: Option<(Arc<FrontMatter>, Arc<Document>)>,
    /// What search takes of it; made when an index first needs it, kept as long as the file stays as it is.
    pub searched: Arc<OnceLock<Searched>>,
}

/// All that a site is made of.
pub struct Input {
    /// `site.toml`.
    pub config: Arc<Config>,
    /// Markdown files, in order of path.
    pub files: Vec<File>,
    /// Entries of the vocabularies.
    pub terms: Vec<(VocabularyKind, Arc<Entry>)>,
    /// Key figures, channels, notices.
    pub records: Vec<Records>,
    /// The glossary, in the order written.
    pub glossary: Arc<[GlossaryTerm]>,
    /// Files that pages may show.
    pub assets: Vec<Asset>,
    /// The time that dates are compared with, in Việt Nam's time.
    pub now: civil::DateTime,
    /// Whether drafts and scheduled articles are shown.
    pub drafts: bool,
}

/// Makes the site.
pub fn assemble(input: Input) -> (Site, Diagnostics) {
    let Input { config, files, terms, records, glossary, assets, now, drafts } = input;
    let mut assembly =
        Assembly { now, drafts, orphans: Vec::new(), diagnostics: Diagnostics::default(), index: Index::default(), moments: Vec::new() };
    let terms = assembly.terms(terms);
    for (i, asset) in (0..).zip(&assets) {
        assembly.index.assets.insert(asset.path.clone(), AssetId(i));
    }
    for (i, section) in (0..).zip(&config.sections) {
        assembly.index.sections.insert(section.id.clone(), SectionId(i));
    }
    let mut folders: BTreeMap<&str, Vec<&File>> = BTreeMap::new();
    for file in files.iter().filter(|file| config.languages.contains(&file.lang)) {
        folders.entry(file.path.folder()).or_default().push(file);
    }
    let home = assembly.texts(folders.remove(CONTENT).unwrap_or_default(), &config);
    if home[config.default_language].is_none() {
        let file = format!("{CONTENT}/{}.md", config.default_language.id());
        assembly.diagnostics.push(codes::section_missing(Span::file(&ContentPath::new("site.toml")), "/", &file));
    }
    let mut sections = Vec::new();
    for section in &config.sections {
        let folder = format!("{CONTENT}/{}", section.id);
        let texts = assembly.texts(folders.remove(folder.as_str()).unwrap_or_default(), &config);
        if texts[config.default_language].is_none() {
            let file = format!("{folder}/{}.md", config.default_language.id());
            assembly.diagnostics.push(codes::section_missing(section.span.clone(), &section.id, &file));
        }
        sections.push(Section { id: section.id.clone(), kind: section.kind, missing: section.missing, span: section.span.clone(), texts });
    }
    let mut articles = Vec::new();
    for (folder, files) in folders {
        let id = ArticleId(u32::try_from(articles.len()).unwrap_or(u32::MAX));
        if let Some(article) = assembly.article(id, folder, &files, &config) {
            articles.push(article);
        }
    }
    let (figures, channels, notices) = assembly.records(records);
    let (mut moments, orphans) = (std::mem::take(&mut assembly.moments), std::mem::take(&mut assembly.orphans));
    moments.sort_by(|a, b| (a.at, a.what, a.span.source().path()).cmp(&(b.at, b.what, b.span.source().path())));
    let mut site = Site { config, orphans, articles, sections, terms, assets, home, figures, channels, notices, glossary, moments };
    let found = resolve(&mut site, &assembly.index);
    assembly.diagnostics.extend(found);
    publish(&mut site);
    (site, assembly.diagnostics)
}

impl Assembly {
    fn terms(&mut self, entries: Vec<(VocabularyKind, Arc<Entry>)>) -> Vec<Term> {
        for (i, (kind, entry)) in (0..).zip(&entries) {
            self.index.terms.insert((kind.id().to_owned(), entry.id.clone()), TermId(i));
        }
        let find = |kind: VocabularyKind, id: &Placed<String>| self.index.terms.get(&(kind.id().to_owned(), id.value.clone())).copied();
        let successors: Vec<Option<TermId>> = entries.iter().map(|(kind, entry)| find(*kind, entry.successor.as_ref()?)).collect();
        let mut terms: Vec<Term> = entries
            .into_iter()
            .zip(&successors)
            .map(|((kind, entry), successor)| Term { kind, entry, successor: *successor, predecessors: Vec::new() })
            .collect();
        for (i, successor) in (0..).zip(&successors) {
            if let Some(successor) = successor {
                terms[successor.index()].predecessors.push(TermId(i));
            }
        }
        terms
    }

    /// Texts of the home page or a section: one file a language, none with a date.
    fn texts(&mut self, files: Vec<&File>, config: &Config) -> LangMap<Option<Translation>> {
        let mut texts = LangMap::from_fn(|_| None);
        for file in files {
            let Some((front, document)) = &file.parsed else { continue };
            let span = |range: &std::ops::Range<usize>| Span::new(&document.source, range.clone());
            if let Some(facts) = &front.facts {
                self.diagnostics.push(codes::unknown_key(span(&facts.date_range), "date", &["title", "summary"]));
            }
            for key in &front.source_keys {
                self.diagnostics.push(codes::unknown_key(span(&key.range), &key.value, &["title", "summary"]));
            }
            if !front.words.draft || self.drafts {
                texts[file.lang] = Some(translation(file, front, document));
            }
        }
        let default = config.default_language;
        compare(&mut texts, default);
        let source = texts[default].clone();
        self.align(&mut texts, default, source.as_ref());
        texts
    }

    /// One article of a folder. `None` where no file of it can be read and nothing is known about it.
    fn article(&mut self, id: ArticleId, folder: &str, files: &[&File], config: &Config) -> Option<Article> {
        let parts: Vec<&str> = folder.strip_prefix("content/")?.split('/').collect();
        let slug = (*parts.last()?).to_owned();
        let section = self.index.sections.get(parts[0]).copied();
        let section_id = section.map_or(String::new(), |_| parts[0].to_owned());
        let folder_span = Span::file(&files.first()?.path);
        if !slug::is_folder_slug(&slug) {
            self.diagnostics.push(codes::folder_name(folder_span.clone(), &slug, &slug::folder_slug(&slug)));
        }
        if let Some(outer) = self.outer_article(folder) {
            self.diagnostics.push(codes::nested_article(folder_span, &outer));
            return None;
        }
        self.index.folders.insert(folder.to_owned(), id);
        let key = (section_id, slug.clone());
        let taken = self.index.articles.get(&key).copied();
        if let Some(first) = &taken {
            let first = self.index.folders.iter().find(|(_, other)| *other == first).map_or(folder, |(folder, _)| folder);
            let first = Span::file(&ContentPath::new(first));
            self.diagnostics.push(codes::duplicate_slug(folder_span.clone(), &slug, first));
        } else {
            self.index.articles.insert(key, id);
        }
        let kind = section.map_or(Kind::Page, |id| config.sections[id.index()].kind);
        let outdated = section.map_or(Outdated::Keep, |id| config.sections[id.index()].outdated);
        let seat = Seat { section, slug, folder: folder.to_owned(), kind, outdated };
        let mut article = match self.source(files, config) {
            Some(source) => self.readable(seat, source, files),
            None => seat.broken(config.default_language, folder_span),
        };
        if taken.is_some() {
            // The address is the other one's; a claim of it would only tell the same again.
            article.standing = Standing::Broken;
        }
        self.index.standings.push(article.standing);
        let mut anchors: Vec<String> =
            article.translations.iter().flat_map(|(_, t)| t.iter().flat_map(|t| t.heading_ids.clone())).collect();
        anchors.sort();
        anchors.dedup();
        self.index.anchors.push(anchors);
        Some(article)
    }

    fn outer_article(&self, folder: &str) -> Option<String> {
        let mut outer = folder;
        while let Some((parent, _)) = outer.rsplit_once('/') {
            if self.index.folders.contains_key(parent) {
                return Some(parent.to_owned());
            }
            outer = parent;
        }
        None
    }

    /// The file with a date; complaints where there is none or a second one.
    fn source<'f>(&mut self, files: &[&'f File], config: &Config) -> Option<&'f File> {
        let dated: Vec<&'f File> =
            files.iter().copied().filter(|f| f.parsed.as_ref().is_some_and(|(front, _)| front.facts.is_some())).collect();
        let source = dated.iter().copied().find(|f| f.lang == config.default_language).or_else(|| dated.first().copied());
        let Some(source) = source else {
            // A file that can't be read has its complaint already.
            let told = files.iter().any(|f| f.parsed.is_none());
            if !told && let Some(first) = files.first() {
                self.orphans.push((first.path.folder().to_owned(), files.iter().map(|file| file.lang).collect()));
                self.diagnostics.push(codes::no_source(Span::file(&first.path)));
            }
            return None;
        };
        for other in dated.into_iter().filter(|other| other.lang != source.lang) {
            if let (Some(first), Some(second)) = (date_span(source), date_span(other)) {
                self.diagnostics.push(codes::two_sources(second, first));
            }
        }
        Some(source)
    }

    fn readable(&mut self, seat: Seat, source: &File, files: &[&File]) -> Article {
        let span = date_span(source).unwrap_or_else(|| Span::file(&source.path));
        let Some(((front, document), meta)) = source.parsed.as_ref().and_then(|parsed| Some((parsed, parsed.0.facts.clone()?))) else {
            return seat.broken(source.lang, span);
        };
        let Seat { section, slug, folder, kind, outdated } = seat;
        let kind = meta.kind.unwrap_or(kind);
        let facts = FactCheck { meta: &meta, kind, span: &span, is_draft: front.words.draft };
        let (terms, agency) = self.article_terms(&facts);
        let moments = self.moments.len();
        self.check_facts(&facts);
        let occasion = self.occasion(&meta, &span);
        let mut texts = LangMap::from_fn(|_| None);
        for file in files {
            texts[file.lang] = file.parsed.as_ref().map(|(front, document)| translation(file, front, document));
        }
        compare(&mut texts, source.lang);
        self.tell_outdated(&texts, front, document);
        let mut translations = LangMap::from_fn(|_| None);
        for file in files {
            translations[file.lang] =
                self.translation(file, source, document).and_then(|text| self.shown(text, &texts, source.lang, outdated));
        }
        if let (Some(cover), None) = (&meta.cover, &front.words.cover_alt) {
            let span = Span::new(span.source(), cover.file.range.clone());
            self.diagnostics.push(codes::missing_key(span, "cover_alt"));
        }
        let original = translations[source.lang].clone();
        self.align(&mut translations, source.lang, original.as_ref());
        let cover = meta.cover.as_ref().and_then(|cover| {
            let found = self.index.picture(&folder, &cover.file.value, &Span::new(span.source(), cover.file.range.clone()));
            found.map_err(|diagnostic| self.diagnostics.push(diagnostic)).ok()
        });
        for credit in &meta.pictures {
            let span = Span::new(span.source(), credit.file.range.clone());
            if let Err(diagnostic) = self.index.picture(&folder, &credit.file.value, &span) {
                self.diagnostics.push(diagnostic);
            }
        }
        let standing = self.standing(&meta, front.words.draft, &span);
        if standing == Standing::Draft {
            // What happens to a draft changes nothing that readers see.
            self.moments.truncate(moments);
        }
        Article {
            section,
            slug,
            folder: folder.to_owned(),
            kind,
            source: source.lang,
            span,
            standing,
            terms,
            agency,
            cover,
            occasion,
            translations,
            files: texts,
            meta,
        }
    }

    /// One note for all translations that are older than their source.
    fn tell_outdated(&mut self, texts: &LangMap<Option<Translation>>, front: &FrontMatter, document: &Document) {
        let outdated = texts.iter().filter_map(|(lang, text)| Some((lang, text.as_ref()?.freshness.as_ref()?)));
        let outdated: Vec<_> = outdated.filter(|(_, fresh)| fresh.state == State::Outdated).collect();
        let Some((_, first)) = outdated.first() else { return };
        let languages: Vec<String> = outdated.iter().map(|(lang, fresh)| format!("{} {}", lang.id(), fresh.waiting())).collect();
        let span = Span::new(&document.source, front.words.title_range.clone());
        self.diagnostics.push(codes::translation_outdated(span, &languages.join(", "), first.total()));
    }

    /// What readers get of a translation, by how it stands to its source; notes say what waits for a translator.
    fn shown(
        &mut self,
        mut text: Translation,
        files: &LangMap<Option<Translation>>,
        source: Lang,
        policy: Outdated,
    ) -> Option<Translation> {
        let (Some(fresh), Some(original)) = (files[text.lang].as_ref().and_then(|file| file.freshness.clone()), &files[source]) else {
            return Some(text);
        };
        let span = Span::new(&text.document.source, text.words.title_range.clone());
        let total = fresh.total();
        match fresh.state {
            State::Started => self.diagnostics.push(codes::translation_started(span.clone(), fresh.count(Change::Untranslated), total)),
            State::Misaligned => self.diagnostics.push(codes::translation_misaligned(span.clone())),
            State::Current | State::Untracked | State::Outdated => {}
        }
        if fresh.review == Some(Review::Passed) {
            self.diagnostics.push(codes::review_passed(span));
        }
        if matches!(fresh.state, State::Outdated | State::Started) {
            match policy {
                Outdated::Hold if !self.drafts => return None,
                Outdated::Mix => mix(&mut text, original, &fresh),
                Outdated::Hold | Outdated::Keep => mark(&mut text, &fresh, source),
            }
        }
        text.freshness = Some(fresh);
        Some(text)
    }

    /// A file's text; `None` where it counts as missing.
    fn translation(&mut self, file: &File, source: &File, original: &Document) -> Option<Translation> {
        let (front, document) = file.parsed.as_ref()?;
        if file.lang != source.lang {
            for key in &front.source_keys {
                let span = Span::new(&document.source, key.range.clone());
                self.diagnostics.push(codes::source_key_in_translation(span, &key.value, date_span(source)?));
            }
            if front.words.draft && !self.drafts {
                return None;
            }
            if document.is_blank || document.digest == original.digest {
                let span = Span::new(&document.source, front.words.title_range.clone());
                self.diagnostics.push(codes::translation_unfinished(span));
                return None;
            }
        }
        Some(translation(file, front, document))
    }

    fn align(&mut self, texts: &mut LangMap<Option<Translation>>, source: Lang, original: Option<&Translation>) {
        let Some(original) = original else { return };
        let ids = align::source_ids(&original.document.headings);
        for lang in Lang::ALL {
            let Some(text) = &mut texts[lang] else { continue };
            if lang == source {
                text.heading_ids.clone_from(&ids);
                continue;
            }
            let (own, unmatched) = align::translation_ids(&text.document.headings, &original.document.headings, &ids);
            text.heading_ids = own;
            if let Some(first) = unmatched.first() {
                let span = Span::new(&text.document.source, text.document.headings[*first].range.clone());
                let source = Span::new(&original.document.source, original.document.headings.first().map_or(0..0, |h| h.range.clone()));
                self.diagnostics.push(codes::headings_misaligned(span, source));
            }
        }
    }
}

/// Tells of each translation how it stands to the source.
fn compare(texts: &mut LangMap<Option<Translation>>, source: Lang) {
    let Some(original) = texts[source].clone() else { return };
    for lang in Lang::ALL.into_iter().filter(|lang| *lang != source) {
        if let Some(text) = &mut texts[lang] {
            text.freshness = Some(Arc::new(freshness(&original, text)));
        }
    }
}

/// Marks the blocks of a translation whose source changed, and those that still are the source's words.
fn mark(text: &mut Translation, fresh: &Freshness, source: Lang) {
    let words = text.words.segments.len();
    for pair in &fresh.pairs {
        let Some(own) = pair.own.and_then(|own| own.checked_sub(words)) else { continue };
        let (lang, changed) = match pair.change {
            Change::Changed | Change::Removed => (None, true),
            Change::Untranslated => (Some(source), false),
            Change::Current | Change::Added | Change::Untracked => continue,
        };
        text.marks.push(Mark { start: text.document.segments[own].range.start, lang, changed });
    }
    text.marks.sort_by_key(|mark| mark.start);
}

/// Makes a text of the source's skeleton: translated blocks where they are current, the source's own words elsewhere.
fn mix(text: &mut Translation, original: &Translation, fresh: &Freshness) {
    let (words, own_words) = (original.words.segments.len(), text.words.segments.len());
    let own_contents = contents(&text.document);
    let current = fresh.pairs.iter().filter(|pair| matches!(pair.change, Change::Current | Change::Untracked));
    let mut replacements: Vec<Replacement> = current
        .filter_map(|pair| {
            let (segment, own) = (pair.source?.checked_sub(words)?, pair.own?.checked_sub(own_words)?);
            let raw = text.document.source.text()[text.document.segments[own].range.clone()].to_owned();
            Some(Replacement { segment, content: own_contents[own].clone(), raw: Some(raw) })
        })
        .collect();
    replacements.sort_by_key(|replacement| replacement.segment);
    let spliced = splice(&original.document, &replacements);
    let kept = |segment: &usize| replacements.iter().any(|r| r.segment == *segment) && !spliced.refused.contains(segment);
    let length = spliced.body.len();
    let source = Source::new(text.document.source.path().clone(), spliced.body);
    let (mixed, _) = document(&source, 0..length);
    let foreign = (0..mixed.segments.len()).filter(|segment| !kept(segment));
    text.marks = foreign.map(|at| Mark { start: mixed.segments[at].range.start, lang: Some(original.lang), changed: true }).collect();
    text.document = Arc::new(mixed);
    text.searched = Arc::default();
}

fn date_span(file: &File) -> Option<Span> {
    let (front, document) = file.parsed.as_ref()?;
    Some(Span::new(&document.source, front.facts.as_ref()?.date_range.clone()))
}

fn translation(file: &File, front: &FrontMatter, document: &Arc<Document>) -> Translation {
    Translation { searched: Arc::clone(&file.searched), ..Translation::new(file.lang, Arc::clone(&front.words), Arc::clone(document)) }
}

/// Where an article stands, before its files are read.
struct Seat {
    section: Option<SectionId>,
    slug: String,
    folder: String,
    kind: Kind,
    outdated: Outdated,
}

impl Seat {
    /// A placeholder, so that links to an article that can't be read give no second complaint.
    fn broken(self, source: Lang, span: Span) -> Article {
        Article {
            section: self.section,
            slug: self.slug,
            folder: self.folder,
            kind: self.kind,
            meta: Arc::new(ArticleMeta::nothing()),
            source,
            span,
            standing: Standing::Broken,
            terms: Vec::new(),
            agency: None,
            cover: None,
            occasion: None,
            translations: LangMap::from_fn(|_| None),
            files: LangMap::from_fn(|_| None),
        }
    }
}

/// Resolves the links and pictures of every text.
fn resolve(site: &mut Site, index: &Index) -> Diagnostics {
    let sections: Vec<String> = site.sections.iter().map(|section| section.id.clone()).collect();
    let Site { home, sections: section_list, articles, notices, config, .. } = site;
    let default = config.default_language;
    let mut diagnostics = Diagnostics::default();
    let mut words = |texts: &mut LangMap<Option<Translation>>, folder: &str, section: &str| {
        for lang in Lang::ALL {
            if let Some(text) = &mut texts[lang] {
                diagnostics.extend(resolve_text(text, folder, section, index, lang == default));
            }
        }
    };
    words(home, CONTENT, "");
    for section in section_list.iter_mut() {
        let folder = format!("{CONTENT}/{}", section.id);
        let id = section.id.clone();
        words(&mut section.texts, &folder, &id);
    }
    let found: Vec<Diagnostics> = articles
        .par_iter_mut()
        .map(|article| {
            let mut found = Diagnostics::default();
            let section = article.section.map_or("", |id| sections[id.index()].as_str());
            for lang in Lang::ALL {
                if let Some(text) = &mut article.translations[lang] {
                    found.extend(resolve_text(text, &article.folder, section, index, lang == article.source));
                }
            }
            found
        })
        .collect();
    diagnostics.extend(found.into_iter().flatten());
    let nowhere = Place { folder: CONTENT, section: "", headings: &[] };
    for Posted { notice, link, .. } in notices {
        let Some(written) = &notice.link else { continue };
        match index.resolve(&nowhere, &written.value, &Span::new(notice.span.source(), written.range.clone())) {
            Ok(target) => *link = target,
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    diagnostics
}

fn resolve_text(text: &mut Translation, folder: &str, section: &str, index: &Index, is_source: bool) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    let document = &text.document;
    let span = |range: &std::ops::Range<usize>| Span::new(&document.source, range.clone());
    let place = Place { folder, section, headings: &text.heading_ids };
    text.links = document
        .links
        .iter()
        .map(|link| {
            index.resolve(&place, &link.url, &span(&link.range)).unwrap_or_else(|diagnostic| {
                diagnostics.push(diagnostic);
                Target::Nowhere
            })
        })
        .collect();
    text.pictures = document
        .pictures
        .iter()
        .map(|picture| {
            if picture.alt.trim().is_empty() {
                let severity = if is_source { Severity::Error } else { Severity::Warning };
                diagnostics.push(codes::missing_alt(span(&picture.range)).severity(severity));
            }
            index.picture(folder, &picture.url, &span(&picture.range)).map_err(|diagnostic| diagnostics.push(diagnostic)).ok()
        })
        .collect();
    diagnostics
}

/// Marks the assets that pages refer to.
fn publish(site: &mut Site) {
    let mut used: HashSet<AssetId> = HashSet::new();
    let file = |target: &Target| if let Target::Asset(id) = target { Some(*id) } else { None };
    let texts = |texts: &LangMap<Option<Translation>>, used: &mut HashSet<AssetId>| {
        for text in texts.iter().filter_map(|(_, text)| text.as_ref()) {
            used.extend(text.pictures.iter().flatten());
            used.extend(text.links.iter().filter_map(file));
        }
    };
    used.extend(site.notices.iter().filter_map(|posted| file(&posted.link)));
    texts(&site.home, &mut used);
    for section in &site.sections {
        texts(&section.texts, &mut used);
    }
    for article in site.articles.iter().filter(|a| matches!(a.standing, Standing::Live | Standing::Expired)) {
        used.extend(article.cover);
        texts(&article.translations, &mut used);
    }
    for (id, asset) in (0..).map(AssetId).zip(&mut site.assets) {
        asset.published |= used.contains(&id);
    }
}
