//! The words of the interface in six languages (Fluent), and what a language does to dates, numbers and order.
//!
//! 1. [`Messages::load`] reads one `.ftl` file a language and compares them with the default language's,
//! 2. [`Messages::format`] gives a message in a language, falling back to the default language.
//!
//! Knows nothing of: templates, pages.

pub mod collate;
pub mod dates;
mod inventory;
pub mod numbers;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::sync::Arc;

use fluent::concurrent::FluentBundle;
use fluent::{FluentArgs, FluentResource, FluentValue};

use crate::diagnostic::{Diagnostics, codes};
use crate::language::{Lang, LangMap};
use crate::source::{Source, Span};

/// The interface's words in all languages.
pub struct Messages {
    default: Lang,
    bundles: LangMap<Option<FluentBundle<FluentResource>>>,
    constants: LangMap<HashMap<String, String>>,
    characters: LangMap<BTreeSet<char>>,
    /// The default language's messages with their places, for the check of unused ones.
    known: BTreeMap<String, Option<Span>>,
}

/// A message that can't be given.
#[derive(Debug, PartialEq, Eq)]
pub enum Fault {
    /// No language has it.
    Unknown,
    /// It has a variable that wasn't given, or the like; the engine's own words.
    Broken(String),
}

/// A message as the inventory finds it.
struct Found {
    place: Range<usize>,
    variables: BTreeSet<String>,
}

impl Messages {
    /// Loads the files that exist; complaints compare each built language with the default one.
    pub fn load(files: &LangMap<Option<Arc<Source>>>, languages: &[Lang], default: Lang) -> (Messages, Diagnostics) {
        let mut diagnostics = Diagnostics::default();
        let mut messages = Messages {
            default,
            bundles: LangMap::from_fn(|_| None),
            constants: LangMap::from_fn(|_| HashMap::new()),
            characters: LangMap::from_fn(|_| BTreeSet::new()),
            known: BTreeMap::new(),
        };
        let mut inventories: LangMap<BTreeMap<String, Found>> = LangMap::from_fn(|_| BTreeMap::new());
        for lang in Lang::ALL {
            if let Some(source) = &files[lang] {
                let (resource, found) = inventory::read(source, &mut diagnostics);
                messages.add(lang, resource, &found);
                messages.characters[lang] = source.text().chars().collect();
                inventories[lang] = found;
            }
        }
        let original = &inventories[default];
        if let Some(source) = &files[default] {
            for (id, found) in original {
                messages.known.insert(id.clone(), Some(Span::new(source, found.place.clone())));
            }
            let lacking = |id: &str| {
                let lacking = languages.iter().filter(|lang| !inventories[**lang].contains_key(id)).map(|lang| lang.id());
                lacking.collect::<Vec<_>>().join(", ")
            };
            for (id, found) in original {
                let languages = lacking(id);
                if !languages.is_empty() {
                    diagnostics.push(codes::message_missing(Span::new(source, found.place.clone()), id, &languages));
                }
            }
            for lang in languages.iter().copied().filter(|lang| *lang != default) {
                compare(original, source, &inventories[lang], files[lang].as_ref(), &mut diagnostics);
            }
        }
        (messages, diagnostics)
    }

    fn add(&mut self, lang: Lang, resource: FluentResource, found: &BTreeMap<String, Found>) {
        let locale = lang.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // Isolation marks are for mixed directions; all six languages run from left to right.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(formatter(lang)));
        // A duplicate was told by the inventory; the last one wins.
        bundle.add_resource_overriding(resource);
        for (id, _) in found.iter().filter(|(_, message)| message.variables.is_empty()) {
            if let Ok(text) = format_in(&bundle, id, None) {
                self.constants[lang].insert(id.clone(), text);
            }
        }
        self.bundles[lang] = Some(bundle);
    }

    /// A message without variables: in the language, else in the default one.
    pub fn constant(&self, lang: Lang, id: &str) -> Option<&str> {
        self.constants[lang].get(id).or_else(|| self.constants[self.default].get(id)).map(String::as_str)
    }

    /// A message with variables. Numbers choose plural forms and print as they stand; text prints as given.
    pub fn format(&self, lang: Lang, id: &str, arguments: &[(&str, Argument<'_>)]) -> Result<String, Fault> {
        if arguments.is_empty()
            && let Some(text) = self.constant(lang, id)
        {
            return Ok(text.to_owned());
        }
        let mut values = FluentArgs::new();
        for (name, argument) in arguments {
            match argument {
                Argument::Number(number) => values.set(*name, FluentValue::from(*number)),
                Argument::Text(text) => values.set(*name, FluentValue::from(*text)),
            }
        }
        let has = |lang: Lang| self.bundles[lang].as_ref().filter(|bundle| bundle.has_message(id));
        let bundle = has(lang).or_else(|| has(self.default)).ok_or(Fault::Unknown)?;
        format_in(bundle, id, Some(&values))
    }

    /// All characters that messages of a language are written with.
    pub fn characters(&self, lang: Lang) -> BTreeSet<char> {
        self.characters[lang].clone()
    }

    /// A message that code asks for; its id where it is unknown (the rule `messages` reports that).
    pub fn get(&self, lang: Lang, id: &str) -> String {
        self.format(lang, id, &[]).unwrap_or_else(|_| id.to_owned())
    }

    /// The ids of the default language with their places.
    pub fn known(&self) -> impl Iterator<Item = (&str, Option<&Span>)> {
        self.known.iter().map(|(id, span)| (id.as_str(), span.as_ref()))
    }

    /// Whether the default language has a message.
    pub fn has(&self, id: &str) -> bool {
        self.known.contains_key(id)
    }
}

/// A value for a variable of a message.
#[derive(Clone, Copy, Debug)]
pub enum Argument<'a> {
    /// Chooses a plural form.
    Number(f64),
    /// Prints as given.
    Text(&'a str),
}

/// Numbers in messages are printed as the language writes them in running text. The engine takes a bare function, so
/// there is one for each language.
fn formatter<M>(lang: Lang) -> fn(&FluentValue<'_>, &M) -> Option<String> {
    match lang {
        Lang::VI => |value, _| written(value, Lang::VI),
        Lang::KM => |value, _| written(value, Lang::KM),
        // The other four write numbers alike.
        _ => |value, _| written(value, Lang::EN),
    }
}

fn written(value: &FluentValue<'_>, lang: Lang) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(numbers::number(number.value, 2, lang, numbers::Place::Prose)),
        _ => None,
    }
}

fn format_in(bundle: &FluentBundle<FluentResource>, id: &str, arguments: Option<&FluentArgs<'_>>) -> Result<String, Fault> {
    let pattern = bundle.get_message(id).and_then(|message| message.value()).ok_or(Fault::Unknown)?;
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, arguments, &mut errors).into_owned();
    match errors.first() {
        None => Ok(text),
        Some(error) => Err(Fault::Broken(error.to_string())),
    }
}

fn compare(
    original: &BTreeMap<String, Found>,
    original_source: &Arc<Source>,
    translated: &BTreeMap<String, Found>,
    source: Option<&Arc<Source>>,
    diagnostics: &mut Diagnostics,
) {
    let span = |found: &Found| Span::new(original_source, found.place.clone());
    for (id, found) in original {
        match translated.get(id) {
            Some(other) if other.variables != found.variables => {
                if let Some(source) = source {
                    diagnostics.push(codes::message_variables(Span::new(source, other.place.clone()), id, span(found)));
                }
            }
            Some(_) | None => {}
        }
    }
    if let Some(source) = source {
        for (id, found) in translated.iter().filter(|(id, _)| !original.contains_key(*id)) {
            diagnostics.push(codes::message_unused(Span::new(source, found.place.clone()), id));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Argument, Fault, Messages};
    use crate::language::{Lang, LangMap};
    use crate::path::ContentPath;
    use crate::source::Source;

    fn load(vi: &str, en: &str) -> (Messages, Vec<(String, &'static str)>) {
        let mut files = LangMap::from_fn(|_| None);
        files[Lang::VI] = Some(Source::new(ContentPath::new("i18n/vi.ftl"), vi.to_owned()));
        files[Lang::EN] = Some(Source::new(ContentPath::new("i18n/en.ftl"), en.to_owned()));
        let (messages, diagnostics) = Messages::load(&files, &[Lang::VI, Lang::EN], Lang::VI);
        let told = diagnostics.settled().into_iter().map(|d| (d.span.unwrap().text().to_owned(), d.code.name)).collect();
        (messages, told)
    }

    #[test]
    fn plurals_fallback_and_faults() {
        let vi = "home = Trang chủ\nminutes = { $n } phút đọc\nonly = Chỉ tiếng Việt\n";
        let en = "home = Home\nminutes = { $n ->\n    [one] one minute\n   *[other] { $n } minutes\n}\n";
        let (messages, told) = load(vi, en);
        assert_eq!(told, [("only".to_owned(), "message-missing")]);
        assert_eq!(messages.format(Lang::EN, "home", &[]), Ok("Home".to_owned()));
        assert_eq!(messages.format(Lang::EN, "only", &[]), Ok("Chỉ tiếng Việt".to_owned()));
        assert_eq!(messages.format(Lang::KM, "home", &[]), Ok("Trang chủ".to_owned()));
        assert_eq!(messages.format(Lang::EN, "minutes", &[("n", Argument::Number(1.0))]), Ok("one minute".to_owned()));
        assert_eq!(messages.format(Lang::VI, "minutes", &[("n", Argument::Number(3.0))]), Ok("3 phút đọc".to_owned()));
        assert_eq!(messages.format(Lang::VI, "minutes", &[("n", Argument::Number(1234.5))]), Ok("1.234,5 phút đọc".to_owned()));
        assert!(matches!(messages.format(Lang::VI, "minutes", &[]), Err(Fault::Broken(_))));
        assert_eq!(messages.format(Lang::VI, "nothing", &[]), Err(Fault::Unknown));
    }

    #[test]
    fn every_difference_between_languages_is_told_in_place() {
        let (_, told) = load("a = { $x }\nb = B\nb = B2\n", "a = { $y }\nb = B\nc = C\nd = { \n");
        let codes: Vec<_> = told.iter().map(|(text, code)| (text.as_str(), *code)).collect();
        assert!(codes.contains(&("a", "message-variables")), "{codes:?}");
        assert!(codes.contains(&("b", "message-duplicate")), "{codes:?}");
        assert!(codes.contains(&("c", "message-unused")), "{codes:?}");
        assert!(codes.iter().any(|(_, code)| *code == "message-syntax"), "{codes:?}");
    }
}
