//! The project as it lies on disk, kept in memory: opened once, refreshed after changes.
//!
//! 1. list files, read those whose stamp changed, parse them (in parallel),
//! 2. assemble the site, compute its lists, plan its addresses,
//! 3. check it, and put all into a [`Snapshot`] that never changes.
//!
//! Opening and refreshing are one code path: refreshing finds most files parsed already.
//!
//! Knows nothing of: what snapshots are used for.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil;
use rayon::prelude::*;

use crate::config::{self, Config};
use crate::diagnostic::{Diagnostics, codes};
use crate::digest::Digest;
use crate::disk::{self, Cache, FileInfo, Stamp};
use crate::font;
use crate::front_matter;
use crate::glossary::{self, GlossaryTerm};
use crate::image::{self, AssetKind, Size};
use crate::language::{Lang, LangMap};
use crate::markdown::document::document;
use crate::messages::Messages;
use crate::part::Part;
use crate::path::{ContentPath, UrlPath};
use crate::plan::{Plan, ThemeFile, ThemeFiles, urls::asset_url};
use crate::records::{self, RecordKind, Records};
use crate::render::{self, Renderer};
use crate::rulebook::{self, Rulebook};
use crate::rules::{self, portal, translation};
use crate::site::Asset;
use crate::site::assemble::{CONTENT, File, Input, assemble};
use crate::site::lists::Lists;
use crate::source::{Source, Span};
use crate::text;
use crate::theme::{self, CARD, SAVED, SEARCH, Theme};
use crate::vocabulary::{self, Entry, VocabularyKind};

/// Where a project lies and how it is looked at.
#[derive(Clone, Debug)]
pub struct Options {
    /// The project's root: the folder with `site.toml`.
    pub root: PathBuf,
    /// Whether drafts and scheduled articles are shown.
    pub drafts: bool,
    /// Takes the place of `base_url` of `site.toml`.
    pub base_url: Option<String>,
}

/// The state of a project at one moment.
pub struct Snapshot {
    /// Renders its outputs; `None` where configuration or theme can't be used.
    pub renderer: Option<Renderer>,
    /// Everything that is wrong or worth knowing.
    pub diagnostics: Diagnostics,
    /// When it next changes by itself, in Việt Nam's time.
    pub next_change: Option<civil::DateTime>,
    /// The rules that it has to keep; checking and building hold it against them, the preview doesn't.
    pub rulebook: Rulebook,
}

/// A project held open.
pub struct Workspace {
    options: Options,
    cache: Cache,
    parsed: HashMap<ContentPath, (Stamp, Arc<Parsed>)>,
    config_stamp: Option<Stamp>,
}

/// One file, parsed, with its complaints.
struct Parsed {
    diagnostics: Diagnostics,
    value: Value,
}

enum Value {
    /// A Markdown file of a language.
    Text(File),
    /// A vocabulary.
    Vocabulary(VocabularyKind, Vec<Arc<Entry>>),
    /// Figures, channels or notices.
    Records(Records),
    /// The glossary.
    Glossary(Arc<[GlossaryTerm]>),
    /// A picture or a file to download.
    Asset(Asset),
    /// A template or a file of messages.
    Source(Arc<Source>),
    /// A file of the theme.
    Bytes(Vec<u8>),
    /// A font that is cut or drawn with, and the characters that it has.
    Font(Vec<u8>, Arc<BTreeSet<char>>),
    /// Nothing that can be used.
    Nothing,
}

/// What a listed file is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Text(Lang),
    Vocabulary(VocabularyKind),
    Records(RecordKind),
    Glossary,
    Asset(AssetKind),
    Source,
    Bytes,
    Stray,
    UnknownLanguage,
}

impl Workspace {
    /// Names a project; nothing is read yet.
    pub fn new(options: Options) -> Workspace {
        Workspace { cache: Cache::new(&options.root), options, parsed: HashMap::new(), config_stamp: None }
    }

    /// The project's root.
    pub fn root(&self) -> &Path {
        &self.options.root
    }

    /// The project's cache.
    pub fn cache(&self) -> &Cache {
        &self.cache
    }

    /// Brings everything up to date with the disk and with `now` (Việt Nam's time).
    pub fn refresh(&mut self, now: civil::DateTime) -> Snapshot {
        let mut diagnostics = Diagnostics::default();
        let config = self.config(&mut diagnostics);
        let Some(config) = config else {
            return Snapshot { renderer: None, diagnostics: diagnostics.settled(), next_change: None, rulebook: Rulebook::default() };
        };
        let mut files = Vec::new();
        let theme_folder = theme_folder(&config);
        for folder in [CONTENT, "i18n", &theme_folder] {
            let (found, problems) = disk::scan(&self.options.root, folder);
            diagnostics.extend(problems);
            files.extend(found);
        }
        let parsed = self.parse(files, &config, &theme_folder);
        for (_, file) in &parsed {
            diagnostics.extend(file.diagnostics.iter().cloned());
        }
        let rulebook = self.rulebook(&mut diagnostics);
        Snapshot { rulebook, ..self.snapshot(&parsed, config, now, diagnostics) }
    }

    /// The rules; a project without `rules.toml` has none.
    fn rulebook(&self, diagnostics: &mut Diagnostics) -> Rulebook {
        let Some(info) = disk::file(&self.options.root, rulebook::FILE) else { return Rulebook::default() };
        match disk::read_text(&info) {
            Ok(source) => {
                let (rulebook, problems) = rulebook::parse(&source);
                diagnostics.extend(problems);
                rulebook
            }
            Err(diagnostic) => {
                diagnostics.push(diagnostic);
                Rulebook::default()
            }
        }
    }

    fn config(&mut self, diagnostics: &mut Diagnostics) -> Option<Arc<Config>> {
        let Some(info) = disk::file(&self.options.root, config::FILE) else {
            let reason = text!("không tìm thấy tệp trong thư mục này", "there is no such file in this folder");
            diagnostics.push(codes::config_invalid(Span::file(&ContentPath::new(config::FILE)), &reason));
            return None;
        };
        if self.config_stamp != Some(info.stamp) {
            // Vocabularies are checked against the configured languages.
            self.parsed.clear();
            self.config_stamp = Some(info.stamp);
        }
        let source = disk::read_text(&info).map_err(|diagnostic| diagnostics.push(diagnostic)).ok()?;
        let (config, problems) = config::parse(&source);
        diagnostics.extend(problems);
        let mut config = config?;
        if let Some(base_url) = &self.options.base_url {
            let base_url = base_url.trim_end_matches('/');
            if !config::is_base_url(base_url) {
                let reason = text!(
                    "--base-url “{base_url}” không phải địa chỉ https:// đầy đủ",
                    "--base-url “{base_url}” isn't a full https:// address"
                );
                diagnostics.push(codes::config_invalid(Span::file(&ContentPath::new(config::FILE)), &reason));
                return None;
            }
            config.base_url = base_url.to_owned();
        }
        Some(Arc::new(config))
    }

    /// Parses the files whose stamp changed; the others are found as they were. In order of path.
    fn parse(&mut self, files: Vec<FileInfo>, config: &Config, theme_folder: &str) -> Vec<(ContentPath, Arc<Parsed>)> {
        let known = &self.parsed;
        let cache = &self.cache;
        let parsed: Vec<(ContentPath, Stamp, Arc<Parsed>)> = files
            .into_par_iter()
            .filter_map(|info| {
                let role = role(&info.path, theme_folder)?;
                let file = match known.get(&info.path) {
                    Some((stamp, parsed)) if *stamp == info.stamp => Arc::clone(parsed),
                    _ => Arc::new(parse_file(&info, role, config, cache)),
                };
                Some((info.path, info.stamp, file))
            })
            .collect();
        self.parsed = parsed.iter().map(|(path, stamp, file)| (path.clone(), (*stamp, Arc::clone(file)))).collect();
        parsed.into_iter().map(|(path, _, file)| (path, file)).collect()
    }

    fn snapshot(
        &self,
        parsed: &[(ContentPath, Arc<Parsed>)],
        config: Arc<Config>,
        now: civil::DateTime,
        mut diagnostics: Diagnostics,
    ) -> Snapshot {
        let (messages, problems) = load_messages(parsed, &config);
        diagnostics.extend(problems);
        let (theme, theme_problems) = load_theme(parsed, &theme_folder(&config));
        let theme_is_broken = theme_problems.has_errors();
        diagnostics.extend(theme_problems);
        if !theme_is_broken {
            diagnostics.extend(rules::messages::check(&theme, &messages, &render::messages()));
        }
        let (site, problems) = assemble(input(parsed, config, now, self.options.drafts));
        diagnostics.extend(problems);
        diagnostics.extend(rules::fonts::check(&site, &theme));
        let site = Arc::new(site);
        let next_change = site.moments.iter().map(|moment| moment.at).find(|at| *at > now);
        let lists = Arc::new(Lists::of(&site));
        let assets = theme.assets.iter().map(|asset| ThemeFile { url: theme_url(&asset.name, &asset.digest), name: asset.name.clone() });
        // A cut font changes with the texts: its name stays, so that pages and styles do.
        let fonts = theme.fonts.iter().map(|font| UrlPath::new(&format!("/assets/{}", font.name)));
        let [has_cards, has_saved, has_search] = [CARD, SAVED, SEARCH].map(|template| theme.has_template(template));
        let files = ThemeFiles { assets: assets.collect(), fonts: fonts.collect(), has_cards, has_saved, has_search };
        let (plan, problems) = Plan::new(&site, &lists, files);
        diagnostics.extend(problems);
        let parts = render::Parts { site, lists, plan: Arc::new(plan), theme: Arc::new(theme), messages: Arc::new(messages) };
        let renderer = (!theme_is_broken).then(|| Renderer::new(parts));
        Snapshot { renderer, diagnostics: diagnostics.settled(), next_change, rulebook: Rulebook::default() }
    }
}

fn theme_folder(config: &Config) -> String {
    format!("themes/{}", config.theme)
}

/// What a file is by its place and name; `None` for files that other tools own.
fn role(path: &ContentPath, theme_folder: &str) -> Option<Role> {
    let extension = path.extension();
    if let Some(inside) = path.as_str().strip_prefix(theme_folder) {
        return match inside {
            _ if inside.starts_with("/templates/") && matches!(extension.as_str(), "html" | "xml" | "txt") => Some(Role::Source),
            _ if inside.starts_with("/assets/") || inside.starts_with("/fonts/") && matches!(extension.as_str(), "woff2" | "ttf") => {
                Some(Role::Bytes)
            }
            _ => None,
        };
    }
    if path.folder() == "i18n" {
        if path.as_str() == glossary::FILE {
            return Some(Role::Glossary);
        }
        return (extension == "ftl" && Lang::from_id(path.stem()).is_some()).then_some(Role::Source);
    }
    if !path.as_str().starts_with("content/") {
        return None;
    }
    if path.folder() == "content/_vocabulary" {
        let kind = VocabularyKind::ALL.into_iter().find(|kind| extension == "yaml" && path.stem() == kind.id());
        return Some(kind.map_or(Role::Stray, Role::Vocabulary));
    }
    if path.folder() == "content/_data" {
        let kind = RecordKind::ALL.into_iter().find(|kind| extension == "yaml" && path.stem() == kind.id());
        return Some(kind.map_or(Role::Stray, Role::Records));
    }
    Some(match extension.as_str() {
        "md" => Lang::from_id(path.stem()).map_or(Role::UnknownLanguage, Role::Text),
        other => image::kind(other).map_or(Role::Stray, Role::Asset),
    })
}

fn parse_file(info: &FileInfo, role: Role, config: &Config, cache: &Cache) -> Parsed {
    let mut diagnostics = Diagnostics::default();
    let value = match role {
        Role::Stray => {
            diagnostics.push(codes::stray_file(Span::file(&info.path)));
            Value::Nothing
        }
        Role::UnknownLanguage => {
            diagnostics.push(codes::unknown_language(Span::file(&info.path), info.path.stem()));
            Value::Nothing
        }
        Role::Asset(kind) => parse_asset(info, kind, cache, &mut diagnostics),
        Role::Bytes => match disk::read_bytes(&info.absolute) {
            Ok(bytes) if info.path.folder().ends_with("/fonts") => match font::coverage(&bytes) {
                Ok(characters) => Value::Font(bytes, Arc::new(characters)),
                Err(reason) => {
                    diagnostics.push(codes::font_unreadable(Span::file(&info.path), &reason));
                    Value::Bytes(bytes)
                }
            },
            Ok(bytes) => Value::Bytes(bytes),
            Err(error) => {
                diagnostics.push(codes::file_unreadable(Span::file(&info.path), &error.to_string()));
                Value::Nothing
            }
        },
        Role::Source | Role::Text(_) | Role::Vocabulary(_) | Role::Records(_) | Role::Glossary => match disk::read_text(info) {
            Ok(source) => parse_source(source, role, config, &mut diagnostics),
            Err(diagnostic) => {
                diagnostics.push(diagnostic);
                match role {
                    Role::Text(lang) => Value::Text(File { path: info.path.clone(), lang, parsed: None, searched: Arc::default() }),
                    _ => Value::Nothing,
                }
            }
        },
    };
    Parsed { diagnostics, value }
}

fn parse_source(source: Arc<Source>, role: Role, config: &Config, diagnostics: &mut Diagnostics) -> Value {
    if let Some(range) = text::not_nfc(source.text()) {
        diagnostics.push(codes::not_nfc(Span::new(&source, range)));
    }
    match role {
        Role::Text(lang) => {
            let file = File { path: source.path().clone(), lang, parsed: None, searched: Arc::default() };
            let parts = match front_matter::split(&source) {
                Ok(parts) => parts,
                Err(diagnostic) => {
                    diagnostics.push(diagnostic);
                    return Value::Text(file);
                }
            };
            let front = front_matter::parse(&source, &parts, diagnostics);
            let (document, problems) = document(&source, parts.body);
            diagnostics.extend(problems);
            Value::Text(File { parsed: front.map(|front| (Arc::new(front), Arc::new(document))), ..file })
        }
        Role::Vocabulary(kind) => {
            let (entries, problems) = vocabulary::parse(&source, kind, &config.languages);
            diagnostics.extend(problems);
            Value::Vocabulary(kind, entries.into_iter().map(Arc::new).collect())
        }
        Role::Records(kind) => {
            let (records, problems) = records::parse(&source, kind, &config.languages);
            diagnostics.extend(problems);
            Value::Records(records)
        }
        Role::Glossary => {
            let (terms, problems) = glossary::parse(&source, &config.languages);
            diagnostics.extend(problems);
            Value::Glossary(terms.into())
        }
        _ => Value::Source(source),
    }
}

/// Measures an asset. What a picture's pixels tell is kept between runs, because decoding them takes long.
fn parse_asset(info: &FileInfo, kind: AssetKind, cache: &Cache, diagnostics: &mut Diagnostics) -> Value {
    let bytes = match disk::read_bytes(&info.absolute) {
        Ok(bytes) => bytes,
        Err(error) => {
            diagnostics.push(codes::file_unreadable(Span::file(&info.path), &error.to_string()));
            return Value::Nothing;
        }
    };
    let digest = Digest::of(&bytes);
    let size = match kind {
        AssetKind::Download => None,
        _ => match measured(&bytes, &digest, kind, cache) {
            Ok(size) => Some(size),
            Err(reason) => {
                // It stands on without a size, so that texts that show it give no second complaint.
                diagnostics.push(codes::corrupt_picture(Span::file(&info.path), info.path.name(), &reason));
                None
            }
        },
    };
    let published = info.path.as_str().starts_with("content/media/");
    Value::Asset(Asset { path: info.path.clone(), absolute: info.absolute.clone(), kind, size, digest, published })
}

fn measured(bytes: &[u8], digest: &Digest, kind: AssetKind, cache: &Cache) -> Result<Size, String> {
    let key = Digest::of_parts([b"size".as_slice(), digest.hex().as_bytes()]);
    let kept = cache.get(&key).and_then(|kept| {
        let kept = String::from_utf8(kept).ok()?;
        let (width, height) = kept.split_once(' ')?;
        Some(Size { width: width.parse().ok()?, height: height.parse().ok()? })
    });
    if let (AssetKind::Raster, Some(size)) = (kind, kept) {
        return Ok(size);
    }
    let size = image::measure(bytes, kind)?;
    if kind == AssetKind::Raster {
        cache.put(&key, format!("{} {}", size.width, size.height).as_bytes());
    }
    Ok(size)
}

fn load_messages(parsed: &[(ContentPath, Arc<Parsed>)], config: &Config) -> (Messages, Diagnostics) {
    let mut files = LangMap::from_fn(|_| None);
    for (path, file) in parsed.iter().filter(|(path, _)| path.folder() == "i18n") {
        if let (Value::Source(source), Some(lang)) = (&file.value, Lang::from_id(path.stem())) {
            files[lang] = Some(Arc::clone(source));
        }
    }
    Messages::load(&files, &config.languages, config.default_language)
}

fn load_theme(parsed: &[(ContentPath, Arc<Parsed>)], folder: &str) -> (Theme, Diagnostics) {
    let mut files = theme::Files::default();
    for (path, file) in parsed {
        let Some(inside) = path.as_str().strip_prefix(folder) else { continue };
        match &file.value {
            Value::Source(source) => {
                files.templates.extend(inside.strip_prefix("/templates/").map(|name| (name.to_owned(), Arc::clone(source))));
            }
            Value::Bytes(bytes) | Value::Font(bytes, _) => {
                files.assets.extend(inside.strip_prefix("/assets/").map(|name| (name.to_owned(), bytes.clone())));
                files.fonts.extend(inside.strip_prefix("/fonts/").map(|name| (name.to_owned(), bytes.clone())));
            }
            _ => {}
        }
        if let Value::Font(_, characters) = &file.value {
            files.coverage.push((path.name().to_owned(), Arc::clone(characters)));
        }
    }
    address_styles(&mut files.assets);
    Theme::load(folder, files)
}

/// Style sheets name files beside them (`url("x.woff2")`); published, those have a digest in their names.
fn address_styles(assets: &mut [(String, Vec<u8>)]) {
    let is_style = |name: &str| name.ends_with(".css");
    let names: Vec<(String, String)> = assets
        .iter()
        .filter(|(name, _)| !is_style(name))
        .map(|(name, bytes)| {
            let url = theme_url(name, &Digest::of(bytes));
            (format!("url(\"{name}\")"), format!("url(\"{}\")", url.as_str().rsplit('/').next().unwrap_or_default()))
        })
        .collect();
    for (_, bytes) in assets.iter_mut().filter(|(name, _)| is_style(name)) {
        let Ok(mut text) = String::from_utf8(bytes.clone()) else { continue };
        for (written, published) in &names {
            text = text.replace(written, published);
        }
        *bytes = text.into_bytes();
    }
}

/// The address of a file of the theme.
fn theme_url(name: &str, digest: &Digest) -> UrlPath {
    let name = ContentPath::new(name);
    asset_url(name.stem(), digest, &name.extension())
}

fn input(parsed: &[(ContentPath, Arc<Parsed>)], config: Arc<Config>, now: civil::DateTime, drafts: bool) -> Input {
    let mut input = Input {
        config,
        files: Vec::new(),
        terms: Vec::new(),
        records: Vec::new(),
        glossary: Arc::default(),
        assets: Vec::new(),
        now,
        drafts,
    };
    for (_, file) in parsed {
        match &file.value {
            Value::Text(file) => input.files.push(file.clone()),
            Value::Vocabulary(kind, entries) => input.terms.extend(entries.iter().map(|entry| (*kind, Arc::clone(entry)))),
            Value::Records(records) => input.records.push(records.clone()),
            Value::Glossary(terms) => input.glossary = Arc::clone(terms),
            Value::Asset(asset) => input.assets.push(asset.clone()),
            Value::Source(_) | Value::Bytes(_) | Value::Font(..) | Value::Nothing => {}
        }
    }
    input
}

impl Snapshot {
    /// What breaks rules that count at `now`.
    pub fn breaches(&self, now: civil::DateTime) -> Diagnostics {
        let judged = self.renderer.as_ref().map(|renderer| portal::judge(renderer.site(), &self.rulebook, now));
        judged.map_or_else(Diagnostics::default, |verdicts| portal::breaches(&verdicts))
    }

    /// What checks of translations find in a part.
    pub fn findings(&self, part: &Part) -> Diagnostics {
        self.renderer
            .as_ref()
            .map_or_else(Diagnostics::default, |renderer| translation::site::check(renderer.site(), &part.langs, &part.sections))
    }

    /// Whether a build of it can go on.
    pub fn is_good(&self) -> bool {
        self.renderer.is_some() && !self.diagnostics.has_errors()
    }
}
