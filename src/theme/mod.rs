//! A theme: templates and the files they use.
//!
//! 1. [`Theme::load`] parses all templates at once; a fault tells its place in the template,
//! 2. the renderer takes [`Theme::engine`] once a language and gives it that language's functions.
//!
//! What templates may use is in [`FUNCTIONS`] and [`FILTERS`]; what they see is in `render::view`.
//!
//! Knows nothing of: the site, URLs, messages.

use std::collections::BTreeSet;
use std::sync::Arc;

use tera::{ErrorKind, Kwargs, State, Tera, TeraResult, Value};

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::digest::Digest;
use crate::language::Lang;
use crate::path::ContentPath;
use crate::source::{Source, Span};

/// Functions that templates call.
pub const FUNCTIONS: [&str; 2] = ["t", "asset"];

/// Filters that templates use beside the engine's own.
pub const FILTERS: [&str; 4] = ["collate", "excerpt", "listing", "number"];

/// The template of share cards: an SVG; a theme without it has none.
pub const CARD: &str = "card.xml";

/// The template of copies to keep; a theme without it has none.
pub const SAVED: &str = "saved.html";
/// The template of the page for searching.
pub const SEARCH: &str = "search.html";

/// Templates that every theme has.
const REQUIRED: [&str; 9] =
    ["home.html", "section.html", "article.html", "vocabulary.html", "term.html", "archive.html", "year.html", "latest.html", "404.html"];

/// A file of the theme's `assets` folder.
#[derive(Clone, Debug)]
pub struct ThemeAsset {
    /// Its path in that folder.
    pub name: String,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
    /// Of its bytes.
    pub digest: Digest,
}

/// A message that a template asks for.
#[derive(Clone, Debug)]
pub struct MessageUse {
    /// Its id, or the part of it before a value is appended.
    pub id: String,
    /// Whether `id` is only the beginning.
    pub is_prefix: bool,
    /// Where it stands.
    pub span: Span,
}

/// A loaded theme.
pub struct Theme {
    engine: Tera,
    templates: Vec<(String, Arc<Source>)>,
    /// Files that pages use.
    pub assets: Vec<ThemeAsset>,
    /// Fonts that are cut to the characters of a language.
    pub fonts: Vec<ThemeFont>,
    /// Which characters the fonts of `fonts` have: those of one language, or of all.
    pub coverage: Vec<(Option<Lang>, Arc<BTreeSet<char>>)>,
    /// Fonts that share cards are drawn with, beside those of their language.
    pub drawing: Vec<(Arc<[u8]>, Digest)>,
}

/// A font of the theme's `fonts` folder, named `<name>.<language>.woff2`: it is cut to the characters of that language.
#[derive(Clone, Debug)]
pub struct ThemeFont {
    /// The name of its file.
    pub name: String,
    /// The language.
    pub lang: Lang,
    /// Its bytes, uncut.
    pub bytes: Arc<[u8]>,
    /// Of its bytes.
    pub digest: Digest,
}

/// The files of a theme.
#[derive(Default)]
pub struct Files {
    /// Templates by name.
    pub templates: Vec<(String, Arc<Source>)>,
    /// Files of `assets` by name.
    pub assets: Vec<(String, Vec<u8>)>,
    /// Files of `fonts` by name.
    pub fonts: Vec<(String, Vec<u8>)>,
    /// The characters of those, by name.
    pub coverage: Vec<(String, Arc<BTreeSet<char>>)>,
}

impl Theme {
    /// Loads a theme from its files. `folder` is named where something lacks.
    pub fn load(folder: &str, files: Files) -> (Theme, Diagnostics) {
        let Files { templates, assets, fonts, coverage } = files;
        let mut diagnostics = Diagnostics::default();
        let place = Span::file(&ContentPath::new(folder));
        for name in REQUIRED.iter().filter(|name| !templates.iter().any(|(other, _)| other == *name)) {
            diagnostics.push(codes::theme_missing(place.clone(), &format!("templates/{name}")));
        }
        let mut engine = Tera::default();
        register_names(&mut engine);
        let texts = templates.iter().map(|(name, source)| (name.clone(), source.text().trim_start_matches('\u{feff}').to_owned()));
        let result = engine.add_raw_templates(texts.collect::<Vec<_>>());
        let assets =
            assets.into_iter().map(|(name, bytes)| ThemeAsset { digest: Digest::of(&bytes), bytes: Arc::from(bytes), name }).collect();
        let (drawing, fonts): (Vec<_>, Vec<_>) = fonts.into_iter().partition(|(name, _)| name.ends_with(".ttf"));
        let drawing = drawing.into_iter().map(|(_, bytes)| (Arc::from(bytes.as_slice()), Digest::of(&bytes))).collect();
        let fonts = fonts.into_iter().filter_map(|(name, bytes)| {
            let lang = font_language(&name)?;
            Some(ThemeFont { digest: Digest::of(&bytes), bytes: Arc::from(bytes), name, lang })
        });
        let coverage = coverage.into_iter().map(|(name, characters)| (font_language(&name), characters)).collect();
        let theme = Theme { engine, templates, assets, fonts: fonts.collect(), coverage, drawing };
        if let Err(error) = result {
            diagnostics.push(theme.fault(&error, folder));
        }
        (theme, diagnostics)
    }

    /// The template engine, to be cloned and given a language's functions.
    pub fn engine(&self) -> &Tera {
        &self.engine
    }

    /// A fault of a template as a diagnostic with its place.
    pub fn fault(&self, error: &tera::Error, template: &str) -> Diagnostic {
        if let ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) = error.kind()
            && let Some((_, source)) = self.templates.iter().find(|(name, _)| name == report.filename())
        {
            return codes::template_fault(Span::new(source, report.span().range.clone()), report.message());
        }
        // Some load errors carry a printed report: its first line is the sentence, its arrow the place.
        let report = error.to_string();
        let sentence = report.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
        let arrow = report.lines().find_map(|line| line.trim_start().strip_prefix("-->"));
        let place = arrow.and_then(|arrow| self.place(arrow.trim().trim_matches(['[', ']'])));
        let named = || {
            let found = self.templates.iter().find(|(name, _)| report.contains(&format!("'{name}'")) || name == template);
            found.map_or_else(|| Span::file(&ContentPath::new(template)), |(_, source)| Span::new(source, 0..0))
        };
        codes::template_fault(place.unwrap_or_else(named), &sentence)
    }

    /// `file:line:column` of the engine's report as a span.
    fn place(&self, arrow: &str) -> Option<Span> {
        let mut parts = arrow.rsplitn(3, ':');
        let column: usize = parts.next()?.parse().ok()?;
        let line: usize = parts.next()?.parse().ok()?;
        let name = parts.next()?;
        let (_, source) = self.templates.iter().find(|(other, _)| other == name)?;
        let at = source.offset(line, column.max(1));
        Some(Span::new(source, at..at + 1))
    }

    /// Whether it has a template.
    pub fn has_template(&self, name: &str) -> bool {
        self.templates.iter().any(|(other, _)| other == name)
    }

    /// Whether a font for a language has a character.
    pub fn shows(&self, lang: Lang, c: char) -> bool {
        self.coverage.iter().any(|(only, characters)| only.is_none_or(|only| only == lang) && characters.contains(&c))
    }

    /// The fonts for a drawing in a language.
    pub fn drawing_fonts(&self, lang: Lang) -> Vec<(Arc<[u8]>, Digest)> {
        let own = self.fonts.iter().filter(|font| font.lang == lang).map(|font| (Arc::clone(&font.bytes), font.digest));
        self.drawing.iter().cloned().chain(own).collect()
    }

    /// All that templates write themselves.
    pub fn literals(&self) -> String {
        self.templates.iter().map(|(_, source)| source.text()).collect()
    }

    /// The messages that templates ask for, found by reading `t(id="…")`.
    pub fn message_uses(&self) -> Vec<MessageUse> {
        let mut uses = Vec::new();
        for (_, source) in &self.templates {
            let text = source.text();
            for (at, call) in text.match_indices("t(id=\"") {
                let start = at + call.len();
                let before = text[..at].chars().next_back();
                let Some(length) = text[start..].find('"').filter(|_| !before.is_some_and(|c| c.is_alphanumeric() || c == '_')) else {
                    continue;
                };
                let is_prefix = text[start + length + 1..].trim_start().starts_with('~');
                let span = Span::new(source, start..start + length);
                uses.push(MessageUse { id: text[start..start + length].to_owned(), is_prefix, span });
            }
        }
        uses
    }
}

/// The engine refuses templates with unknown names, so all are known before a language gives them their meaning.
fn register_names(engine: &mut Tera) {
    for name in FUNCTIONS {
        engine.register_function(name, |_: Kwargs, _: &State| -> TeraResult<Value> { Err(tera::Error::message("no language given")) });
    }
    for name in FILTERS {
        engine.register_filter(name, |_: &Value, _: Kwargs, _: &State| -> TeraResult<Value> {
            Err(tera::Error::message("no language given"))
        });
    }
}

/// The language that a font is for by its name.
fn font_language(name: &str) -> Option<Lang> {
    Lang::from_id(name.strip_suffix(".woff2")?.rsplit('.').next()?)
}
