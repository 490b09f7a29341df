//! Orthographic clusters: the smallest pieces at which text may be cut.
//!
//! A Khmer cluster is a base with its subscripts, vowels and signs; elsewhere a character with its combining marks.
//!
//! Knows nothing of: words, lines.

/// The sign that makes the next Khmer consonant a subscript.
pub const COENG: char = '\u{17d2}';

/// Whether a character only continues the cluster before it.
pub fn extends(c: char) -> bool {
    matches!(c,
        '\u{0300}'..='\u{036f}' | '\u{17b4}'..='\u{17d3}' | '\u{17dd}' | '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{3099}' | '\u{309a}' | '\u{20d0}'..='\u{20f0}')
}

/// Splits text into clusters; their concatenation is the text.
pub fn clusters(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = first_boundary(rest)?;
        let (cluster, tail) = rest.split_at(end);
        rest = tail;
        Some(cluster)
    })
}

fn first_boundary(text: &str) -> Option<usize> {
    let mut chars = text.char_indices();
    let (_, mut previous) = chars.next()?;
    for (i, c) in chars {
        if !extends(c) && previous != COENG {
            return Some(i);
        }
        previous = c;
    }
    Some(text.len())
}

#[cfg(test)]
mod tests {
    use super::clusters;

    #[test]
    fn khmer_is_never_cut_inside_a_cluster() {
        let check = |text: &str, expect: &[&str]| assert_eq!(clusters(text).collect::<Vec<_>>(), expect);
        check("ក្រចេះ", &["ក្រ", "ចេះ"]);
        check("សហប្រតិបត្តិការ", &["ស", "ហ", "ប្រ", "តិ", "ប", "ត្តិ", "កា", "រ"]);
        check("ស្ត្រី", &["ស្ត្រី"]);
        check("Đồ동東", &["Đ", "ồ", "동", "東"]);
        check("o\u{302}\u{300}n", &["o\u{302}\u{300}", "n"]);
    }
}
