//! Descriptions of pictures are translated and describe.
//!
//! Knows nothing of: what the pictures show.

use super::{Found, Texts};
use crate::diagnostic::codes;
use crate::segment::{CodeKind, Content, Piece, Role, has_prose};
use crate::text;
use crate::text::plain_nfc;

pub(super) fn check(texts: &Texts<'_>, found: &mut Found) {
    for block in texts.blocks() {
        let alone = matches!(block.role, Role::Picture | Role::CoverAlt);
        let (sources, owns) = if alone {
            (vec![plain_nfc(&block.source.words())], vec![plain_nfc(&block.own.words())])
        } else {
            (descriptions(block.source), descriptions(block.own))
        };
        for own in &owns {
            let is_file = own
                .rsplit_once('.')
                .is_some_and(|(_, end)| matches!(end.to_lowercase().as_str(), "svg" | "png" | "jpg" | "jpeg" | "webp" | "gif"));
            // `cover` or `so-do-1`: what a file is called, where the source describes in words.
            let is_name = !own.is_empty()
                && own.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
                && sources.iter().any(|source| source.contains(' '));
            let is_copy = sources.contains(own) && has_prose(own);
            if is_copy || is_file || is_name {
                found.add(
                    &codes::ALT_TEXT,
                    &block,
                    own,
                    text!("lời mô tả hình chưa dịch: “{own}”", "the description of a picture isn't translated: “{own}”"),
                );
            }
        }
    }
    // A blank description has no segment.
    let blank = |text: &crate::site::Translation| text.document.pictures.iter().filter(|picture| picture.alt.trim().is_empty()).count();
    if blank(texts.own) > blank(texts.source) {
        let last = texts.pairs.last().copied().unwrap_or((None, None));
        found.lone(&codes::ALT_TEXT, last, text!("có hình không có lời mô tả", "a picture has no description"));
    }
}

/// The descriptions of pictures within a text.
fn descriptions(content: &Content) -> Vec<String> {
    let mut found = Vec::new();
    let mut inside: Option<(usize, String)> = None;
    for piece in &content.pieces {
        match piece {
            Piece::Open(code) if content.codes[*code].kind == CodeKind::Picture => inside = Some((*code, String::new())),
            Piece::Close(code) if inside.as_ref().is_some_and(|(open, _)| open == code) => {
                found.extend(inside.take().map(|(_, words)| plain_nfc(&words)))
            }
            Piece::Text(words) => {
                if let Some((_, all)) = &mut inside {
                    all.push_str(words);
                }
            }
            _ => {}
        }
    }
    found
}
