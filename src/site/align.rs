//! Heading ids: made from the source's words, given to a translation's headings by their order and level.
//!
//! So `/ko/news/a/#hai-ben-ban-gi` leads to the same heading as `/news/a/#hai-ben-ban-gi`.
//!
//! Knows nothing of: links, pages.

use std::collections::HashMap;

use crate::markdown::document::Heading;
use crate::text::slug::slug;

/// Ids of a source's headings: written ones first, else made of the words; unique in the page.
pub(super) fn source_ids(headings: &[Heading]) -> Vec<String> {
    let mut taken = HashMap::new();
    headings.iter().map(|heading| own_id(heading, &mut taken)).collect()
}

/// Ids of a translation's headings, and the positions of those that match none of the source's.
pub(super) fn translation_ids(headings: &[Heading], source: &[Heading], source_ids: &[String]) -> (Vec<String>, Vec<usize>) {
    let levels = |list: &[Heading]| list.iter().map(|h| h.level).collect::<Vec<_>>();
    let matches = common(&levels(headings), &levels(source));
    let mut taken: HashMap<String, usize> = source_ids.iter().map(|id| (id.clone(), 2)).collect();
    let mut unmatched = Vec::new();
    let ids = headings
        .iter()
        .enumerate()
        .map(|(i, heading)| match matches[i] {
            Some(j) => source_ids[j].clone(),
            None => {
                unmatched.push(i);
                own_id(heading, &mut taken)
            }
        })
        .collect();
    (ids, unmatched)
}

/// An id that isn't taken; `taken` remembers for each id the number to try next.
fn own_id(heading: &Heading, taken: &mut HashMap<String, usize>) -> String {
    let made = heading.explicit_id.clone().unwrap_or_else(|| slug(&heading.text));
    let base = if made.is_empty() { "section".to_owned() } else { made };
    let mut id = base.clone();
    let mut number = taken.get(&base).copied().unwrap_or(1);
    while taken.contains_key(&id) {
        id = format!("{base}-{number}");
        number += 1;
    }
    taken.insert(base, number.max(2));
    taken.entry(id.clone()).or_insert(2);
    id
}

/// For each of `a`, its partner in `b`: the longest common subsequence.
pub fn common<T: PartialEq>(a: &[T], b: &[T]) -> Vec<Option<usize>> {
    if a == b {
        return (0..a.len()).map(Some).collect();
    }
    // Articles have dozens of headings and blocks; a hostile one with thousands is matched in order only.
    if a.len() * b.len() > 250_000 {
        return (0..a.len()).map(|i| (b.get(i) == Some(&a[i])).then_some(i)).collect();
    }
    let mut longest = vec![vec![0u32; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            longest[i][j] = if a[i] == b[j] { longest[i + 1][j + 1] + 1 } else { longest[i + 1][j].max(longest[i][j + 1]) };
        }
    }
    let mut partners = vec![None; a.len()];
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        if a[i] == b[j] && longest[i][j] == longest[i + 1][j + 1] + 1 {
            partners[i] = Some(j);
            (i, j) = (i + 1, j + 1);
        } else if longest[i + 1][j] >= longest[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    partners
}

#[cfg(test)]
mod tests {
    use super::{source_ids, translation_ids};
    use crate::markdown::document::Heading;

    fn headings(list: &[(u8, &str)]) -> Vec<Heading> {
        list.iter().map(|(level, text)| Heading { level: *level, text: (*text).to_owned(), explicit_id: None, range: 0..0 }).collect()
    }

    #[test]
    fn translations_take_the_ids_of_the_source() {
        let source = headings(&[(2, "Hai bên bàn gì?"), (3, "Số liệu"), (2, "Số liệu"), (2, "？")]);
        let ids = source_ids(&source);
        assert_eq!(ids, ["hai-ben-ban-gi", "so-lieu", "so-lieu-2", "section"]);
        let korean = headings(&[(2, "양측의 논의"), (3, "수치"), (2, "수치"), (2, "?")]);
        assert_eq!(translation_ids(&korean, &source, &ids), (ids.clone(), vec![]));
        let khmer = headings(&[(2, "ការពិភាក្សា"), (2, "តួលេខ"), (2, "?")]);
        assert_eq!(translation_ids(&khmer, &source, &ids).0, ["hai-ben-ban-gi", "so-lieu-2", "section"]);
        let longer = headings(&[(2, "A"), (3, "B"), (4, "番外"), (2, "C"), (2, "D")]);
        assert_eq!(
            translation_ids(&longer, &source, &ids),
            (["hai-ben-ban-gi", "so-lieu", "番外", "so-lieu-2", "section"].map(str::to_owned).to_vec(), vec![2])
        );
    }
}
