//! The functions and filters of templates, bound to one language.
//!
//! - `t(id="…", n=3)`: a message of the interface; other arguments are its variables,
//! - `asset(path="style.css")`: the address of a file of the theme, or of a font that is cut,
//! - `collate(attribute="title")`: sorts a list as the language does,
//! - `excerpt(columns=120)`, `listing`, `number(decimals=1, place="table")`.
//!
//! Knows nothing of: pages.

use std::collections::HashMap;
use std::sync::Arc;

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use super::Renderer;
use crate::language::Lang;
use crate::messages::{Argument, Fault, Messages, collate, numbers};
use crate::path::UrlPath;
use crate::text;

/// The theme's engine with the functions of a language.
pub(super) fn engine(renderer: &Renderer, lang: Lang) -> Tera {
    let mut engine = renderer.theme.engine().clone();
    let messages = Arc::clone(&renderer.messages);
    engine.register_function("t", move |arguments: Kwargs, _: &State<'_>| message(&messages, lang, &arguments));
    let plan = &renderer.plan;
    let files: HashMap<String, Value> = renderer
        .theme
        .assets
        .iter()
        .filter_map(|asset| Some((asset.name.clone(), Value::from(plan.urls().href(plan.theme_file(&asset.name)?)))))
        .chain(renderer.theme.fonts.iter().map(|font| {
            let url = UrlPath::new(&format!("/assets/{}", font.name));
            (font.name.clone(), Value::from(plan.urls().href(&url)))
        }))
        .collect();
    engine.register_function("asset", move |arguments: Kwargs, _: &State<'_>| -> TeraResult<Value> {
        let path: &str = arguments.must_get("path")?;
        files.get(path).cloned().ok_or_else(|| Error::message(format!("the theme has no file assets/{path}")))
    });
    engine.register_filter("collate", move |list: &[Value], arguments: Kwargs, _: &State<'_>| collated(lang, list, &arguments));
    engine.register_filter("excerpt", |words: &str, arguments: Kwargs, _: &State<'_>| -> TeraResult<String> {
        Ok(text::excerpt::excerpt(words, arguments.must_get::<usize>("columns")?))
    });
    engine.register_filter("listing", move |list: &[Value], _: Kwargs, _: &State<'_>| {
        numbers::list(&list.iter().map(|item| item.as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>(), lang)
    });
    engine.register_filter("number", move |value: f64, arguments: Kwargs, _: &State<'_>| -> TeraResult<String> {
        let place = if arguments.get::<&str>("place")? == Some("table") { numbers::Place::Table } else { numbers::Place::Prose };
        Ok(numbers::number(value, arguments.get::<usize>("decimals")?.unwrap_or(0), lang, place))
    });
    engine
}

fn message(messages: &Messages, lang: Lang, arguments: &Kwargs) -> TeraResult<Value> {
    let id: &str = arguments.must_get("id")?;
    if let Some(constant) = messages.constant(lang, id) {
        return Ok(Value::from(constant));
    }
    let mut values: Vec<(&str, Argument<'_>)> = Vec::new();
    for (key, value) in arguments.iter() {
        let Some(name) = key.as_str().filter(|name| *name != "id") else { continue };
        let argument = match (value.as_f64(), value.as_str()) {
            (Some(number), _) => Argument::Number(number),
            (None, Some(words)) => Argument::Text(words),
            (None, None) => return Err(Error::message(format!("the variable “{name}” of the message “{id}” is neither text nor number"))),
        };
        values.push((name, argument));
    }
    match messages.format(lang, id, &values) {
        Ok(text) => Ok(Value::from(text)),
        // The check of messages tells this one, once and with its place.
        Err(Fault::Unknown) => Ok(Value::from(id)),
        Err(Fault::Broken(reason)) => Err(Error::message(format!("the message “{id}”: {reason}"))),
    }
}

fn collated(lang: Lang, list: &[Value], arguments: &Kwargs) -> TeraResult<Value> {
    let attribute: Option<&str> = arguments.get("attribute")?;
    let word = |value: &Value| -> String {
        let value = attribute.map_or(Some(value), |path| value.get_from_path(path));
        value.and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let mut keyed: Vec<(String, Value)> = list.iter().map(|value| (word(value), value.clone())).collect();
    keyed.sort_by(|a, b| collate::compare(lang, &a.0, &b.0));
    Ok(Value::from(keyed.into_iter().map(|(_, value)| value).collect::<Vec<_>>()))
}
