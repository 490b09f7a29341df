//! Blocks, list items, cells, pictures and footnotes are there on both sides.
//!
//! Knows nothing of: what blocks say.

use super::{Found, Texts};
use crate::diagnostic::codes;
use crate::segment::{CodeKind, Content};
use crate::text;

pub(super) fn check(texts: &Texts<'_>, found: &mut Found) {
    for pair in &texts.pairs {
        match *pair {
            (Some(at), None) => {
                let words: String = texts.sources[at].1.words().chars().take(40).collect();
                found.lone(&codes::BLOCKS, *pair, text!("thiếu đoạn “{words}…”", "the block “{words}…” is missing"));
            }
            (None, Some(at)) => {
                let words: String = texts.owns[at].1.words().chars().take(40).collect();
                found.lone(&codes::BLOCKS, *pair, text!("bản gốc không có đoạn “{words}…”", "the source has no block “{words}…”"));
            }
            _ => {}
        }
    }
    for block in texts.blocks() {
        let count = |content: &Content, kind: CodeKind| content.codes.iter().filter(|code| code.kind == kind).count();
        for kind in [CodeKind::Picture, CodeKind::Note] {
            let (wanted, there) = (count(block.source, kind), count(block.own, kind));
            if wanted != there {
                let name = kind.name();
                found.add(
                    &codes::BLOCKS,
                    &block,
                    "",
                    text!("{name}: bản gốc có {wanted}, ở đây có {there}", "{name}: the source has {wanted}, here there are {there}"),
                );
            }
        }
    }
    pictures_alone(texts, found);
}

/// Pictures whose description is blank have no segment, so all of them are counted too.
fn pictures_alone(texts: &Texts<'_>, found: &mut Found) {
    let known = texts.pairs.iter().any(|pair| pair.0.is_none() || pair.1.is_none());
    let (wanted, there) = (texts.source.document.pictures.len(), texts.own.document.pictures.len());
    let complete = texts.pairs.iter().filter_map(|pair| pair.0).count() == texts.sources.len();
    if wanted > there && !known && complete {
        let pair = texts.pairs.last().copied().unwrap_or((None, None));
        found.lone(
            &codes::BLOCKS,
            pair,
            text!(
                "thiếu hình: bản gốc có {wanted}, ở đây có {there}",
                "pictures are missing: the source has {wanted}, here there are {there}"
            ),
        );
    }
}
