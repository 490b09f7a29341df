//! Text broken into lines of a width, for drawings, where nothing breaks by itself.
//!
//! 1. at words (by dictionary where words have no spaces), never inside a cluster,
//! 2. never before a mark that can't begin a line,
//! 3. lines are about as long as each other: the narrowest width that needs no more of them,
//! 4. what doesn't fit into the last line ends in an ellipsis.
//!
//! Knows nothing of: fonts; widths are columns (a Han, kana or Hangul character is two, a Khmer cluster one).

use super::excerpt::{columns_of, excerpt, word_boundaries};

/// At most `most` lines of at most `columns` each.
pub fn lines(text: &str, columns: usize, most: usize) -> Vec<String> {
    let ends = word_boundaries(text);
    let widest = broken(text, &ends, columns, most);
    if widest.len() == most || widest.len() == 1 {
        return widest;
    }
    let narrower = (columns / 2..columns).map(|columns| broken(text, &ends, columns, most));
    narrower.into_iter().find(|lines| lines.len() == widest.len()).unwrap_or(widest)
}

fn broken(text: &str, ends: &[usize], columns: usize, most: usize) -> Vec<String> {
    let (mut lines, mut start, mut end) = (Vec::new(), 0, 0);
    for (at, next) in ends.iter().copied().skip(1).enumerate() {
        let piece = &text[ends[at]..next];
        let fits = columns_of(text[start..next].trim()) <= columns;
        if !fits && end > start && !stays_with_the_last(piece) {
            if lines.len() + 1 == most {
                break;
            }
            lines.push(text[start..end].trim().to_owned());
            start = end;
        }
        end = next;
    }
    let rest = text[start..].trim();
    if !rest.is_empty() {
        lines.push(excerpt(rest, columns));
    }
    lines
}

/// Closing marks and the like can't begin a line.
fn stays_with_the_last(piece: &str) -> bool {
    let first = piece.chars().next();
    first.is_some_and(|c| "、。，．：；！？）」』】》〉”’,.:;!?)]…។៕៖ៗ".contains(c))
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn titles_break_at_words_in_six_languages() {
        let check = |text: &str, columns: usize, expect: &[&str]| assert_eq!(lines(text, columns, 3), expect, "{text}");
        check(
            "Nghị định thư Cebu: lần đầu Hiến chương ASEAN được sửa đổi",
            24,
            &["Nghị định thư Cebu: lần", "đầu Hiến chương ASEAN", "được sửa đổi"],
        );
        check("A short title", 24, &["A short title"]);
        check("세부 의정서: 아세안 헌장 첫 개정", 20, &["세부 의정서: 아세안", "헌장 첫 개정"]);
        check("赤土の大地で過ごす二日間：バーラー山から", 20, &["赤土の大地で過ごす", "二日間：バーラー山", "から"]);
        check("东盟宪章首次修订，东帝汶入盟之后", 16, &["东盟宪章首次修订，", "东帝汶入盟之后"]);
        let khmer = lines("ធម្មនុញ្ញអាស៊ានត្រូវបានធ្វើវិសោធនកម្មជាលើកដំបូង", 12, 4);
        assert!(khmer.len() > 1 && khmer.concat() == "ធម្មនុញ្ញអាស៊ានត្រូវបានធ្វើវិសោធនកម្មជាលើកដំបូង", "{khmer:?}");
        assert!(lines("một hai ba bốn năm sáu bảy tám chín mười", 8, 2)[1].ends_with('…'));
    }
}
