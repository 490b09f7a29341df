//! What must stay as it is: numbers of documents, e-mail and web addresses, short names in capitals.
//!
//! Short names that Vietnamese makes of its own words (UBND, TP) don't stay, and one that the glossary translates need not.
//!
//! Knows nothing of: names of persons and places; the glossary has those that matter.

use super::{Block, Found, Texts};
use crate::diagnostic::codes;
use crate::text;

/// Short forms of Vietnamese words, and currencies, which each language writes its own way.
const VIETNAMESE: [&str; 32] = [
    "USD", "VND", "EUR", "THB", "KHR", "TTXVN", "UBND", "HĐND", "TP", "TX", "TTCP", "NĐ", "NQ", "QĐ", "QH", "TT", "CP", "TTg", "BCĐ",
    "THPT", "THCS", "KCN", "KKT", "KT", "XH", "TW", "VN", "VNĐ", "TNHH", "MTV", "QL", "ĐT",
];

pub(super) fn check(texts: &Texts<'_>, found: &mut Found) {
    for block in texts.blocks() {
        let (source, own) = (block.source.words(), block.own.words());
        for token in tokens(&source) {
            if let Some(word) = near(&token, &own).filter(|word| is_slip(word, &token, &source)) {
                found.add(&codes::NAMES, &block, &word, text!("“{word}” là “{token}” viết sai", "“{word}” is a slip for “{token}”"));
                continue;
            }
            if own.to_lowercase().contains(&token.to_lowercase()) || texts.lang() == crate::language::Lang::VI {
                continue;
            }
            // A short name that stands in a term is the term's matter.
            if is_short_name(&token)
                && (is_said_otherwise(texts, &block, &token) || is_term(texts, &token) && !stays_elsewhere(texts, &token))
            {
                continue;
            }
            found.add(&codes::NAMES, &block, "", text!("“{token}” phải giữ nguyên", "“{token}” has to stay as it is"));
        }
    }
}

/// Tokens of a text that have to stay.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    for piece in text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '“' | '”' | '"' | ',' | ';' | '«' | '»')) {
        let piece = piece.trim_matches(|c: char| matches!(c, '.' | ':' | '!' | '?' | '…' | '\'' | '’' | '‘'));
        let is_address = piece.contains('@') && piece.contains('.') || piece.starts_with("http") || is_host(piece);
        let is_document = piece.starts_with(|c: char| c.is_ascii_digit())
            && piece.contains('/')
            && piece.chars().filter(|c| c.is_uppercase()).count() >= 2;
        if is_address || is_document {
            tokens.push(piece.to_owned());
            continue;
        }
        tokens.extend(piece.split(['-', '–', '/', '+']).filter(|word| is_short_name(word)).map(str::to_owned));
    }
    tokens.dedup();
    tokens
}

fn is_host(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    parts.len() >= 2
        && parts.iter().all(|part| part.len() >= 2 && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'-' || b.is_ascii_digit()))
        && parts.last().is_some_and(|top| matches!(*top, "vn" | "org" | "com" | "net" | "kh" | "la" | "gov" | "int"))
}

fn is_short_name(word: &str) -> bool {
    let letters = word.chars().count();
    (2..=8).contains(&letters)
        && word.bytes().all(|b| b.is_ascii_uppercase())
        && !VIETNAMESE.contains(&word)
        && !word.bytes().all(|b| matches!(b, b'I' | b'V' | b'X'))
}

/// Whether a word is only a slip for a token: in capitals like it, and not the source's.
fn is_slip(word: &str, token: &str, source: &str) -> bool {
    let looks_alike = !is_short_name(token) || word.bytes().all(|b| b.is_ascii_uppercase());
    looks_alike && !source.contains(word)
}

/// Whether a term of the glossary has a short name in it.
fn is_term(texts: &Texts<'_>, token: &str) -> bool {
    let has = |form: &str| form.split(|c: char| !c.is_alphanumeric()).any(|word| word == token);
    texts.glossary.iter().any(|term| term.forms(texts.source.lang).any(has))
}

/// Whether the glossary says a short name in another way, and the block has those words.
fn is_said_otherwise(texts: &Texts<'_>, block: &Block<'_>, token: &str) -> bool {
    let lang = texts.lang();
    let own = super::glossary::even(&block.own.words(), lang);
    let named = texts
        .glossary
        .iter()
        .filter(|term| term.forms(texts.source.lang).any(|form| form.split(|c: char| !c.is_alphanumeric()).any(|word| word == token)));
    named.into_iter().any(|term| term.forms(lang).any(|form| own.contains(&super::glossary::even(form, lang))))
}

/// Whether the translation has the token in another block: then it is how this language says it.
fn stays_elsewhere(texts: &Texts<'_>, token: &str) -> bool {
    let (mut with, mut without) = (0, 0);
    for block in texts.blocks() {
        let has = |content: &crate::segment::Content| content.words().split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == token);
        if has(block.source) {
            if has(block.own) { with += 1 } else { without += 1 }
        }
    }
    with > without
}

/// A word of the translation that is the token but for a slip.
fn near(token: &str, own: &str) -> Option<String> {
    let words = own.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '@' | '.' | '/' | '-')).filter(|word| word.len() >= 2);
    words
        .filter(|word| *word != token && word.bytes().any(|b| b.is_ascii_uppercase() || b == b'@' || b == b'.'))
        .find(|word| token.len() >= 3 && strsim::damerau_levenshtein(word, token) == 1)
        .map(str::to_owned)
}
