//! Titles and summaries fit where they are shown: lists, cards, search engines.
//!
//! Widths are columns: a Han, kana or Hangul character is two. A title of 110 columns and a summary of 300 are the most that lists
//! and cards show; a summary of less than 16 columns says nothing.
//!
//! Knows nothing of: what they say.

use super::{Found, Texts};
use crate::diagnostic::codes;
use crate::segment::Role;
use crate::text;
use crate::text::plain;
use crate::text::script::width;

pub(super) fn check(texts: &Texts<'_>, found: &mut Found) {
    for block in texts.blocks() {
        let columns: usize = plain(&block.own.words()).chars().map(width).sum();
        let source: usize = plain(&block.source.words()).chars().map(width).sum();
        let (least, most) = match block.role {
            Role::Title => (2, 110),
            Role::Summary => (16, 300),
            _ => continue,
        };
        let role = block.role.name();
        if columns > most && columns > source {
            found.add(
                &codes::TITLE_LENGTH,
                &block,
                "",
                text!("{role} dài {columns} cột, nhiều nhất {most}", "the {role} has {columns} columns, at most {most} fit"),
            );
        } else if columns < least && source >= least {
            found.add(&codes::TITLE_LENGTH, &block, "", text!("{role} chỉ có {columns} cột", "the {role} has {columns} columns only"));
        }
    }
}
