//! The register: what was sent to whom, when, in which words. A plain file in git, one line a sending, the newest last.
//!
//! Knows nothing of: files, the site.

use jiff::civil;

/// Its place in the project.
pub const FILE: &str = "sent.tsv";

const HEADER: &str = "date\trecipient\tarticle\tlanguage\tform\tdigest\ttitle";

/// A sending.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sending {
    /// The day.
    pub date: civil::Date,
    /// To whom.
    pub recipient: String,
    /// The article, as people name it: `news/kratie-hoa-lu`.
    pub article: String,
    /// The language's id.
    pub language: String,
    /// In which form: folder, zip, html.
    pub form: String,
    /// The short digest of the words.
    pub digest: String,
    /// The title, for people who read the file.
    pub title: String,
}

/// Reads the register; lines that aren't whole are given by their number.
pub fn parse(text: &str) -> (Vec<Sending>, Vec<usize>) {
    let (mut sendings, mut broken) = (Vec::new(), Vec::new());
    for (number, line) in (1..).zip(text.lines()) {
        if line == HEADER || line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        match sending(line) {
            Some(sending) => sendings.push(sending),
            None => broken.push(number),
        }
    }
    (sendings, broken)
}

fn sending(line: &str) -> Option<Sending> {
    let cells: Vec<&str> = line.split('\t').collect();
    let [date, recipient, article, language, form, digest, title] = cells[..] else { return None };
    let own = str::to_owned;
    Some(Sending {
        date: date.parse().ok()?,
        recipient: own(recipient),
        article: own(article),
        language: own(language),
        form: own(form),
        digest: own(digest),
        title: own(title),
    })
}

/// The register with one sending more. All that was there stays as it was written.
pub fn with(text: &str, sending: &Sending) -> String {
    let mut text = if text.trim().is_empty() { format!("{HEADER}\n") } else { text.to_owned() };
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let Sending { date, recipient, article, language, form, digest, title } = sending;
    let cells = [&date.to_string(), recipient, article, language, form, digest, title]
        .map(|cell| cell.split_whitespace().collect::<Vec<_>>().join(" "));
    text.push_str(&cells.join("\t"));
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::{Sending, parse, with};

    #[test]
    fn what_was_written_stays_and_is_read_again() {
        let sending = |title: &str| Sending {
            date: "2026-11-26".parse().unwrap(),
            recipient: "Cổng ASEAN Việt Nam".to_owned(),
            article: "news/a".to_owned(),
            language: "km".to_owned(),
            form: "zip".to_owned(),
            digest: "1a2b3c4d".to_owned(),
            title: title.to_owned(),
        };
        let one = with("", &sending("ច្រក\tទ្វារ"));
        let two = with(&format!("{one}# ghi chú\nhỏng"), &sending("국경"));
        let (sendings, broken) = parse(&two);
        assert_eq!(sendings, [sending("ច្រក ទ្វារ"), sending("국경")]);
        assert_eq!(broken, [4]);
        assert!(two.starts_with(&one));
    }
}
