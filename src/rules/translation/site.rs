//! What only all translations together tell: one source text translated in two ways, a block that every language gets wrong, terms
//! in doubt that are published.
//!
//! Knows nothing of: files.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::glossary::terms;
use super::{Finding, Texts};
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::glossary::GlossaryTerm;
use crate::language::{Lang, LangMap};
use crate::segment::{Fingerprint, Role};
use crate::site::{Site, Standing, Translation};
use crate::source::Span;
use crate::text::{nfc, plain_nfc};

/// So many languages that fail on one block put the blame on the source.
const MANY: usize = 3;

/// Checks all translations that readers see: of some languages and sections, or of all where none is named.
pub fn check(site: &Site, langs: &[Lang], sections: &[String]) -> Diagnostics {
    let default = site.config.default_language;
    let articles = site.articles.iter().filter(|article| matches!(article.standing, Standing::Live | Standing::Scheduled));
    let wanted = |section: &str| sections.is_empty() || sections.iter().any(|known| known == section);
    let mut all: Vec<(&LangMap<Option<Translation>>, Lang)> = Vec::new();
    if sections.is_empty() {
        all.push((&site.home, default));
    }
    all.extend(site.sections.iter().filter(|section| wanted(&section.id)).map(|section| (&section.texts, default)));
    let in_part = |article: &&crate::site::Article| wanted(article.section.map_or("", |id| site.section(id).id.as_str()));
    all.extend(articles.filter(in_part).map(|article| (&article.files, article.source)));
    let langs: Vec<Lang> = site.config.languages.iter().copied().filter(|lang| langs.is_empty() || langs.contains(lang)).collect();
    let found: Vec<(Diagnostics, Vec<Said>)> = all.par_iter().map(|(files, source)| subject(site, files, *source, &langs)).collect();
    let mut diagnostics: Diagnostics = found.iter().flat_map(|(diagnostics, _)| diagnostics.iter().cloned()).collect();
    diagnostics.extend(inconsistent(found.iter().flat_map(|(_, said)| said)));
    diagnostics.extend(doubtful(site, &all, &langs));
    diagnostics
}

/// A short block and what it is in a language.
struct Said {
    lang: Lang,
    source: Fingerprint,
    role: &'static str,
    words: String,
    own: String,
    span: Span,
    ignored: bool,
}

/// All findings of one article, and what its short blocks say.
fn subject(site: &Site, files: &LangMap<Option<Translation>>, source: Lang, langs: &[Lang]) -> (Diagnostics, Vec<Said>) {
    let Some(original) = &files[source] else { return (Diagnostics::default(), Vec::new()) };
    let mut by_lang: Vec<(Texts<'_>, Vec<Finding>)> = Vec::new();
    let mut said = Vec::new();
    for lang in langs.iter().copied().filter(|lang| *lang != source) {
        let Some(own) = files[lang].as_ref().filter(|own| !own.words.draft && !own.document.is_blank) else { continue };
        let texts = Texts::new(original, own, &site.glossary);
        let findings = texts.findings();
        said.extend(short_blocks(&texts));
        by_lang.push((texts, findings));
    }
    let blamed = blamed(&by_lang);
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    for (texts, findings) in &by_lang {
        let kept: Vec<Finding> = findings
            .iter()
            .filter(|finding| finding.code.name != codes::NUMBERS.name || !finding.source_at.is_some_and(|at| blamed.contains(&at)))
            .cloned()
            .collect();
        diagnostics.extend(texts.diagnostics(&kept));
    }
    if let Some((texts, _)) = by_lang.first() {
        for at in blamed {
            let span = Span::new(&original.document.source, texts.sources[at].0.range.clone());
            diagnostics.push(codes::source_suspect(span, MANY));
        }
    }
    (diagnostics.into_iter().collect(), said)
}

/// Source blocks whose numbers many languages have otherwise.
fn blamed(by_lang: &[(Texts<'_>, Vec<Finding>)]) -> Vec<usize> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for (texts, findings) in by_lang {
        let ignored = |finding: &&Finding| {
            texts.own.words.ignore.iter().any(|ignored| ignored.rule == "numbers" && ignored.block == texts.block_name(finding))
        };
        let mut places: Vec<usize> = findings
            .iter()
            .filter(|finding| finding.code.name == codes::NUMBERS.name && !ignored(finding))
            .filter_map(|finding| finding.source_at)
            .collect();
        places.dedup();
        for at in places {
            *counts.entry(at).or_default() += 1;
        }
    }
    counts.into_iter().filter(|(_, count)| *count >= MANY).map(|(at, _)| at).collect()
}

fn short_blocks(texts: &Texts<'_>) -> Vec<Said> {
    let mut said = Vec::new();
    for block in texts.blocks() {
        let segment = texts.sources[block.source_at].0;
        let words = block.source.words();
        let is_name = !segment.has_prose && !names_a_thing(&words);
        if is_name || matches!(block.role, Role::Summary | Role::CoverAlt | Role::Picture) {
            continue;
        }
        let name = segment.role.key().unwrap_or_else(|| segment.fingerprint.to_string());
        said.push(Said {
            lang: texts.lang(),
            source: segment.fingerprint,
            role: block.role.name(),
            words,
            own: plain_nfc(&block.own.words()).trim_end_matches(['.', '。', '។', ';', '；', ':', '：', '៖']).to_lowercase(),
            span: Span::new(&texts.own.document.source, texts.owns[block.own_at].0.range.clone()),
            ignored: texts.own.words.ignore.iter().any(|ignored| ignored.rule == "inconsistent" && ignored.block == name),
        });
    }
    said
}

/// A short heading such as “Thông tin”: no number, and a word that begins small.
fn names_a_thing(words: &str) -> bool {
    let small = |word: &str| word.starts_with(char::is_lowercase) && word.chars().count() >= 3;
    !words.contains(|c: char| c.is_ascii_digit()) && words.split_whitespace().any(small)
}

/// Source texts of one role that a language says in several ways: told at the later place.
fn inconsistent<'s>(said: impl Iterator<Item = &'s Said>) -> Vec<Diagnostic> {
    let mut groups: BTreeMap<(&str, Fingerprint, &str), Vec<&Said>> = BTreeMap::new();
    for one in said {
        groups.entry((one.lang.id(), one.source, one.role)).or_default().push(one);
    }
    let mut diagnostics = Vec::new();
    for group in groups.values_mut() {
        group.sort_by(|a, b| a.span.source().path().cmp(b.span.source().path()).then(a.span.range().start.cmp(&b.span.range().start)));
        let first = group[0];
        let others = group[1..].iter().filter(|other| other.own != first.own && !other.ignored && !first.ignored);
        diagnostics.extend(others.map(|other| {
            let block = other.source.to_string();
            codes::inconsistent(other.span.clone(), &other.words, first.span.clone(), &block)
        }));
    }
    diagnostics
}

/// Terms whose words are in doubt, once each where they are first used.
fn doubtful(site: &Site, all: &[(&LangMap<Option<Translation>>, Lang)], langs: &[Lang]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let is_doubtful = |term: &GlossaryTerm| langs.iter().any(|lang| term.is_doubtful(*lang));
    let count = site.glossary.iter().filter(|term| is_doubtful(term)).count();
    let mut seen: Vec<&str> = Vec::new();
    for (files, source) in all {
        let Some(original) = files[*source].as_ref().filter(|_| seen.len() < count) else { continue };
        for (term, form) in terms(original.document.source.text(), *source, &site.glossary) {
            let used = |lang: &&Lang| term.is_doubtful(**lang) && files[**lang].is_some();
            let words: Vec<String> = langs.iter().filter(used).map(|lang| format!("{} “{}”", lang.id(), term.words[*lang])).collect();
            if words.is_empty() || seen.contains(&term.id.as_str()) {
                continue;
            }
            seen.push(&term.id);
            let lower = nfc(form).to_lowercase();
            let written = original.document.source.text();
            let fits = |at: &usize| written.is_char_boundary(*at) && written.is_char_boundary(at + lower.len());
            let at = written.to_lowercase().find(&lower).filter(fits).unwrap_or(0);
            let span = Span::new(&original.document.source, at..at + lower.len());
            diagnostics.push(codes::doubtful_term(span, form, &words.join(", "), &term.note));
        }
    }
    diagnostics
}
