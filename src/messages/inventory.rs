//! What an `.ftl` file holds: ids, places, variables; syntax errors and duplicates are told.
//!
//! Knows nothing of: other languages.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use fluent::FluentResource;
use fluent_syntax::ast;

use super::Found;
use crate::diagnostic::{Diagnostics, codes};
use crate::source::{Source, Span};

/// Parses a file; entries that can't be read are told and left out.
pub(super) fn read(source: &Arc<Source>, diagnostics: &mut Diagnostics) -> (FluentResource, BTreeMap<String, Found>) {
    let text = source.text().trim_start_matches('\u{feff}').to_owned();
    let offset = source.text().len() - text.len();
    let resource = match FluentResource::try_new(text) {
        Ok(resource) => resource,
        Err((resource, errors)) => {
            for error in errors {
                let range = error.pos.start + offset..error.pos.end + offset;
                diagnostics.push(codes::message_syntax(Span::new(source, range), &error.kind.to_string()));
            }
            resource
        }
    };
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    let mut from = offset;
    for entry in resource.entries() {
        let ast::Entry::Message(message) = entry else { continue };
        let place = place(source, message.id.name, from);
        from = place.end;
        let mut variables = BTreeSet::new();
        if let Some(pattern) = &message.value {
            pattern_variables(pattern, &mut variables);
        }
        if let Some(first) = found.get(message.id.name) {
            let first = Span::new(source, first.place.clone());
            diagnostics.push(codes::message_duplicate(Span::new(source, place.clone()), message.id.name, first));
        }
        found.insert(message.id.name.to_owned(), Found { place, variables });
    }
    (resource, found)
}

/// Where a message's id stands: at the beginning of a line, after the entry before it.
fn place(source: &Source, id: &str, from: usize) -> std::ops::Range<usize> {
    let text = source.text();
    let mut at = from;
    while let Some(start) = text[at..].find(id).map(|i| at + i) {
        let end = start + id.len();
        let line_start = start == 0 || text[..start].ends_with('\n') || text[..start].ends_with('\u{feff}');
        if line_start && text[end..].trim_start_matches(' ').starts_with('=') {
            return start..end;
        }
        at = end;
    }
    from..from
}

fn pattern_variables(pattern: &ast::Pattern<&str>, variables: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let ast::PatternElement::Placeable { expression } = element {
            expression_variables(expression, variables);
        }
    }
}

fn expression_variables(expression: &ast::Expression<&str>, variables: &mut BTreeSet<String>) {
    match expression {
        ast::Expression::Inline(inline) => inline_variables(inline, variables),
        ast::Expression::Select { selector, variants } => {
            inline_variables(selector, variables);
            for variant in variants {
                pattern_variables(&variant.value, variables);
            }
        }
    }
}

fn inline_variables(inline: &ast::InlineExpression<&str>, variables: &mut BTreeSet<String>) {
    match inline {
        ast::InlineExpression::VariableReference { id } => {
            variables.insert(id.name.to_owned());
        }
        ast::InlineExpression::Placeable { expression } => expression_variables(expression, variables),
        ast::InlineExpression::FunctionReference { arguments, .. } => {
            for argument in &arguments.positional {
                inline_variables(argument, variables);
            }
        }
        _ => {}
    }
}
