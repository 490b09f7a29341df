//! Excerpts: the beginning of a text, cut where a reader of its language would cut it.
//!
//! 1. at the end of a sentence, when one lies in the last half of the width,
//! 2. else after a word (by dictionary where words have no spaces), with an ellipsis,
//! 3. never inside a cluster.
//!
//! Knows nothing of: Markdown; the text comes plain.

use std::sync::LazyLock;

use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};

use super::script::{Script, script, width};

/// Dictionary segmentation: right for Khmer, Chinese and Japanese; at spaces for the others.
static WORDS: LazyLock<WordSegmenterBorrowed<'static>> = LazyLock::new(|| WordSegmenter::new_dictionary(Default::default()));

/// Short forms whose dot ends no sentence, as they stand in Vietnamese and English texts.
const SHORT_FORMS: [&str; 14] = ["TP.", "Tp.", "TX.", "PGS.", "GS.", "TS.", "ThS.", "Dr.", "Mr.", "Ms.", "Mrs.", "No.", "St.", "vs."];

/// Byte offsets at which a word ends or begins, the text's two ends among them.
pub fn word_boundaries(text: &str) -> Vec<usize> {
    WORDS.segment_str(text).collect()
}

/// The beginning of `text`, at most `columns` wide (a Han, kana or Hangul character is two columns, a Khmer cluster one).
///
/// Text that fits comes back whole.
pub fn excerpt(text: &str, columns: usize) -> String {
    let text = text.trim();
    let Some(limit) = overflow(text, columns) else {
        return text.to_owned();
    };
    let sentence = sentence_ends(text).take_while(|end| *end <= limit).last();
    if let Some(end) = sentence
        && columns_of(&text[..end]) * 2 >= columns
    {
        return text[..end].trim_end().to_owned();
    }
    let room = overflow(text, columns.saturating_sub(1)).unwrap_or(limit);
    let end = word_boundaries(text).into_iter().take_while(|end| *end <= room).last().filter(|end| *end > 0).unwrap_or(room);
    let cut = text[..end]
        .trim_end_matches(|c: char| !matches!(script(c), Script::Letter | Script::Han | Script::Kana | Script::Hangul | Script::Khmer));
    format!("{cut}…")
}

/// The width of a text in columns.
pub fn columns_of(text: &str) -> usize {
    text.chars().map(width).sum()
}

/// The byte offset of the first cluster that no longer fits; `None` when all fits.
fn overflow(text: &str, columns: usize) -> Option<usize> {
    let (mut used, mut at) = (0, 0);
    for cluster in super::cluster::clusters(text) {
        used += cluster.chars().map(width).max().unwrap_or(0);
        if used > columns {
            return Some(at);
        }
        at += cluster.len();
    }
    None
}

/// Byte offsets right after each sentence, closing quotes and brackets included.
pub fn sentence_ends(text: &str) -> impl Iterator<Item = usize> {
    text.char_indices().filter_map(move |(i, c)| {
        if !matches!(c, '。' | '！' | '？' | '។' | '៕' | '.' | '!' | '?' | '…') {
            return None;
        }
        let after = i + c.len_utf8();
        let rest = &text[after..];
        let closing: usize =
            rest.chars().take_while(|c| matches!(c, '”' | '’' | '»' | '」' | '』' | '）' | ')' | '"')).map(char::len_utf8).sum();
        let end = after + closing;
        let next = text[end..].chars().next();
        let ends = match c {
            '。' | '！' | '？' | '។' | '៕' => !matches!(next, Some('。' | '！' | '？')),
            '.' | '!' | '?' | '…' => {
                next.is_none_or(char::is_whitespace) && !SHORT_FORMS.iter().any(|short| text[..after].ends_with(short))
            }
            _ => false,
        };
        ends.then_some(end)
    })
}

#[cfg(test)]
mod tests {
    use super::{excerpt, sentence_ends};

    #[test]
    fn sentences_end_where_readers_end_them() {
        let check = |text: &str, expect: usize| assert_eq!(sentence_ends(text).count(), expect, "{text}");
        check("Từ TP. HCM đến Lộc Ninh mất ba giờ. Đường tốt.", 2);
        check("It cost US$4.33 billion. Why?", 2);
        check("협력을 논의했습니다. 회의는 계속됩니다.", 2);
        check("កិច្ចប្រជុំបានបញ្ចប់។ អរគុណ។", 2);
        check("会談は「友好的だった。」続きます。", 2);
        check("会议结束了。谢谢！", 2);
    }

    #[test]
    fn excerpts_end_at_a_sentence_or_a_word_of_the_language() {
        let check = |text: &str, columns: usize, expect: &str| assert_eq!(excerpt(text, columns), expect);
        check("Ngắn thôi.", 40, "Ngắn thôi.");
        check("Hai bên bàn hợp tác biên giới. Cuộc gặp diễn ra tại Đồng Nai ngày 18/11.", 40, "Hai bên bàn hợp tác biên giới.");
        check("Hai bên bàn hợp tác biên giới qua cửa khẩu quốc tế Hoa Lư", 20, "Hai bên bàn hợp tác…");
        check("Border cooperation through the gate", 22, "Border cooperation…");
        check("국경 협력을 위한 회의가 열렸습니다", 16, "국경 협력을…");
        check("សមាគមប្រជាជាតិអាស៊ីអាគ្នេយ៍", 10, "សមាគមប្រជាជាតិ…");
        check("東南アジア諸国連合の会議が開かれました", 20, "東南アジア諸国連合…");
        check("东南亚国家联盟会议在宿务举行", 16, "东南亚国家联盟…");
    }
}
