//! The glossary between its file and other tools: entries, CSV, merging.
//!
//! Knows nothing of: the disk.

use crate::exchange::Fault;
use crate::exchange::tbx::{Entry, Standing};
use crate::glossary::{self, GlossaryTerm};
use crate::language::{Lang, LangMap};
use crate::path::ContentPath;
use crate::source::Source;
use crate::text;

/// The glossary as entries.
pub fn entries(glossary: &[GlossaryTerm]) -> Vec<Entry> {
    let forms = |term: &GlossaryTerm, lang: Lang| {
        let approved = Some(term.words[lang].clone()).filter(|word| !word.is_empty()).map(|word| (word, Standing::Preferred));
        let allowed = term.allowed[lang].iter().cloned().map(|word| (word, Standing::Admitted));
        let banned = term.banned[lang].iter().cloned().map(|word| (word, Standing::Deprecated));
        approved.into_iter().chain(allowed).chain(banned).collect::<Vec<_>>()
    };
    let entry =
        |term: &GlossaryTerm| Entry { id: term.id.clone(), note: term.note.clone(), forms: LangMap::from_fn(|lang| forms(term, lang)) };
    glossary.iter().map(entry).collect()
}

/// Entries as `i18n/glossary.csv` has them.
pub fn csv(entries: &[Entry]) -> anyhow::Result<String> {
    let header = ["id"].into_iter().chain(Lang::ALL.map(Lang::id)).chain(["note"]);
    let rows = entries.iter().map(|entry| {
        let cell = |lang: Lang| {
            let forms = entry.forms[lang].iter().map(|(form, standing)| match standing {
                Standing::Deprecated => format!("!{form}"),
                Standing::Preferred | Standing::Admitted => form.clone(),
            });
            forms.collect::<Vec<_>>().join(" | ")
        };
        std::iter::once(entry.id.clone()).chain(Lang::ALL.map(cell)).chain([entry.note.clone()]).collect::<Vec<_>>()
    });
    Ok(glossary::print(header, rows)?)
}

/// Reads a file like `i18n/glossary.csv`.
pub fn from_csv(text: &str) -> Result<Vec<Entry>, Fault> {
    let source = Source::new(ContentPath::new("glossary.csv"), text.to_owned());
    let (terms, problems) = glossary::parse(&source, &[]);
    match problems.iter().next() {
        Some(problem) => Err(Fault::new(problem.span.as_ref().map_or(0, |span| span.line_column().0), problem.message.clone())),
        None => Ok(entries(&terms)),
    }
}

/// Adds new entries to known ones; gives how many terms and forms are new. An approved word that is there stays: another one comes
/// in as allowed. An entry without an id of ours gets one of its words.
pub fn merge(mut known: Vec<Entry>, new: Vec<Entry>) -> (Vec<Entry>, (usize, usize)) {
    let (mut terms, mut forms) = (0, 0);
    for entry in new {
        let first = |entry: &Entry, lang: Lang| entry.forms[lang].first().map(|(form, _)| form.to_lowercase());
        let same = |other: &Entry| {
            other.id == entry.id
                || Lang::ALL
                    .into_iter()
                    .any(|lang| first(&entry, lang).is_some() && first(other, lang) == first(&entry, lang) && lang == Lang::VI)
        };
        match known.iter_mut().find(|other| same(other)) {
            Some(other) => {
                for lang in Lang::ALL {
                    for (form, standing) in &entry.forms[lang] {
                        if other.forms[lang].iter().any(|(known, _)| known == form) {
                            continue;
                        }
                        let standing =
                            if *standing == Standing::Preferred && !other.forms[lang].is_empty() { Standing::Admitted } else { *standing };
                        other.forms[lang].push((form.clone(), standing));
                        forms += 1;
                    }
                }
            }
            None => {
                let name = first(&entry, Lang::EN).or_else(|| first(&entry, Lang::VI)).unwrap_or_default();
                let id = text::slug::folder_slug(&name);
                let is_ours = !entry.id.is_empty() && entry.id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
                let id = if is_ours { entry.id.clone() } else { id };
                if id.is_empty() || known.iter().any(|other| other.id == id) {
                    continue;
                }
                forms += entry.forms.iter().map(|(_, list)| list.len()).sum::<usize>();
                terms += 1;
                known.push(Entry { id, ..entry });
            }
        }
    }
    (known, (terms, forms))
}

#[cfg(test)]
mod tests {
    use super::{csv, entries, from_csv, merge};
    use crate::exchange::tbx::{self, Standing};
    use crate::language::Lang;

    const CSV: &str =
        "id,vi,en,ko,km,ja,zh,note\ngate,cửa khẩu,border gate | gate | !customs,국경관문,ច្រកទ្វារ,国境ゲート,口岸,\"km? xem lại, nhé\"\n";

    #[test]
    fn the_glossary_goes_through_both_formats() {
        let known = from_csv(CSV).unwrap();
        assert_eq!(csv(&known).unwrap(), CSV);
        assert_eq!(tbx::read(&tbx::write(&known)).unwrap(), known);
        let read = from_csv("id,vi\n").unwrap_err();
        assert!(read.text.en.contains("lacks the columns"), "{read:?}");
        assert!(tbx::read("<html/>").is_err());
    }

    #[test]
    fn merging_keeps_what_is_approved() {
        let known = from_csv(CSV).unwrap();
        let other = from_csv(&CSV.replace("border gate | gate", "checkpoint").replace("\ngate,", "\nx7,")).unwrap();
        let (merged, counts) = merge(known.clone(), other);
        assert_eq!((merged.len(), counts), (1, (0, 1)));
        assert_eq!(merged[0].forms[Lang::EN].last(), Some(&("checkpoint".to_owned(), Standing::Admitted)));
        assert_eq!(merge(known.clone(), known.clone()), (known, (0, 0)));
        assert!(entries(&[]).is_empty());
    }
}
