//! The status as people read it: a table, a spreadsheet, a page.
//!
//! Knows nothing of: how rows are found.

use std::fmt::Write;

use jiff::civil;

use super::status::{Coverage, Row};
use super::subject::Subject;
use crate::diagnostic::{MessageLanguage, Text};
use crate::language::Lang;
use crate::part::Part;
use crate::site::Site;
use crate::site::freshness::{Change, Pair};
use crate::text;
use crate::text::escape_html as escape;
use crate::text::script::width;

/// How many rows of a work list are printed for a language.
const SHOWN: usize = 12;

/// The blocks of one subject.
pub struct Blocks<'a> {
    /// The subject.
    pub subject: &'a Subject<'a>,
    /// The languages that are asked for.
    pub part: &'a Part,
    /// The site.
    pub site: &'a Site,
}

fn state(word: &str) -> Text {
    match word {
        "missing" => text!("chưa có", "missing"),
        "started" => text!("đang dịch", "started"),
        "current" => text!("khớp bản gốc", "current"),
        "outdated" => text!("cũ hơn bản gốc", "outdated"),
        "misaligned" => text!("lệch đoạn", "misaligned"),
        "untracked" => text!("chưa theo dõi", "untracked"),
        _ => text!("không có bản gốc", "orphan"),
    }
}

fn change(change: Change) -> Text {
    match change {
        Change::Current => text!("khớp", "current"),
        Change::Changed => text!("bản gốc đã đổi", "changed"),
        Change::Added => text!("thêm ở bản gốc", "added"),
        Change::Removed => text!("bản gốc đã bỏ", "removed"),
        Change::Untranslated => text!("chưa dịch", "untranslated"),
        Change::Untracked => text!("chưa theo dõi", "untracked"),
    }
}

/// Text cut or filled to a width in columns.
fn cell(text: &str, columns: usize) -> String {
    let total: usize = text.chars().map(width).sum();
    let mut out = String::new();
    let mut taken = 0;
    for cluster in crate::text::cluster::clusters(text) {
        let wide: usize = cluster.chars().map(width).sum();
        if total > columns && taken + wide > columns - 1 {
            out.push('…');
            taken += 1;
            break;
        }
        out.push_str(cluster);
        taken += wide;
    }
    out.extend(std::iter::repeat_n(' ', columns.saturating_sub(taken)));
    out
}

fn languages<'r>(site: &Site, rows: &'r [Row]) -> Vec<(Lang, Vec<&'r Row>)> {
    let of = |lang: Lang| rows.iter().filter(|row| row.lang == lang.id()).collect::<Vec<_>>();
    site.config.languages.iter().map(|lang| (*lang, of(*lang))).filter(|(_, rows)| !rows.is_empty()).collect()
}

fn percent(part: usize, whole: usize) -> usize {
    (part * 100).checked_div(whole).unwrap_or(100)
}

/// Coverage per language and section, then a work list per language.
pub fn table(site: &Site, rows: &[Row], work: &[&Row], language: MessageLanguage) -> String {
    let say = |text: Text| text.get(language).to_owned();
    let mut out = String::new();
    let heads = [
        text!("ngôn ngữ", "language"),
        text!("tổng", "total"),
        text!("khớp", "current"),
        text!("cũ", "outdated"),
        text!("đang dịch", "started"),
        text!("chưa có", "missing"),
        text!("từ cần dịch", "words to do"),
    ];
    out.push_str(&cell(&say(heads[0].clone()), 16));
    for head in &heads[1..] {
        let head = head.get(language);
        let _ = write!(out, "{}{head}", " ".repeat(13usize.saturating_sub(head.chars().map(width).sum())));
    }
    out.push('\n');
    for (lang, rows) in languages(site, rows) {
        let coverage = Coverage::of(rows.iter().copied());
        let name = format!("{} {}", lang.id(), lang.autonym());
        out.push_str(&line(&name, &coverage));
        for section in site.config.sections.iter().map(|section| section.id.as_str()) {
            let inside: Vec<&Row> = rows.iter().copied().filter(|row| row.section == section).collect();
            if !inside.is_empty() {
                out.push_str(&line(&format!("   {section}"), &Coverage::of(inside)));
            }
        }
    }
    for (lang, _) in languages(site, rows) {
        let list: Vec<&&Row> = work.iter().filter(|row| row.lang == lang.id()).collect();
        if list.is_empty() {
            continue;
        }
        let (count, name) = (list.len(), lang.autonym());
        let _ = write!(out, "\n{}\n", say(text!("{name}: {count} việc", "{name}: {count} to do")));
        for row in list.iter().take(SHOWN) {
            let detail = detail(row).get(language).to_owned();
            let _ = writeln!(out, "  {} {} {}", cell(state(row.state).get(language), 16), cell(&row.article, 38), detail);
        }
        if count > SHOWN {
            let rest = count - SHOWN;
            let _ = writeln!(out, "  {}", say(text!("… và {rest} việc nữa (--format csv)", "… and {rest} more (--format csv)")));
        }
    }
    out
}

fn line(name: &str, coverage: &Coverage) -> String {
    let Coverage { total, current, outdated, started, missing, words } = *coverage;
    let share = format!("{current} ({}%)", percent(current, total));
    format!("{}{total:>13}{share:>13}{outdated:>13}{started:>13}{missing:>13}{words:>13}\n", cell(name, 16))
}

/// What there is to do in a row, in words.
fn detail(row: &Row) -> Text {
    let Row { words, blocks, changed, added, removed, untranslated, .. } = row;
    let days = row.age.unwrap_or(0);
    let age = if row.age.is_some() { text!(", {days} ngày", ", {days} days") } else { text!("", "") };
    let (vi, en) = (age.vi, age.en);
    match row.state {
        "outdated" if *changed + *added == 0 => text!(
            "bỏ tay {removed} đoạn mà bản gốc không còn (saola status --blocks), rồi accept{vi}",
            "delete {removed} blocks that the source has no more (saola status --blocks), then accept{en}"
        ),
        "outdated" => text!(
            "{changed} đoạn đổi, {added} thêm, {removed} bỏ trong {blocks}; {words} từ{vi}",
            "{changed} changed, {added} added, {removed} removed of {blocks} blocks; {words} words{en}"
        ),
        "started" => text!(
            "{untranslated} trong {blocks} đoạn chưa dịch; {words} từ{vi}",
            "{untranslated} of {blocks} blocks untranslated; {words} words{en}"
        ),
        "misaligned" => text!("xem lại cả bài, rồi saola translate accept{vi}", "look at the whole, then saola translate accept{en}"),
        _ => text!("{words} từ{vi}", "{words} words{en}"),
    }
}

/// Rows for a spreadsheet; the first line names the columns.
pub fn csv(rows: &[Row]) -> anyhow::Result<String> {
    let mut out = String::from(
        "article,section,title,source,lang,state,draft,changed,added,removed,untranslated,blocks,words,age,origin,review,reviewed_by\n",
    );
    for row in rows {
        let age = row.age.map_or(String::new(), |age| age.to_string());
        let texts = [&row.article, &row.section, &row.title].map(|text| csv_cell(text));
        let numbers = [row.changed, row.added, row.removed, row.untranslated, row.blocks, row.words].map(|number| number.to_string());
        writeln!(
            out,
            "{},{},{},{},{},{age},{},{},{}",
            texts.join(","),
            row.source,
            [row.lang, row.state].join(","),
            row.draft,
            numbers.join(","),
            row.origin,
            row.review,
            csv_cell(&row.reviewed_by)
        )?;
    }
    Ok(out)
}

/// A cell of CSV (RFC 4180); one that a spreadsheet would take for a formula is told to be text.
fn csv_cell(text: &str) -> String {
    let guarded = if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text.to_owned() };
    if guarded.contains([',', '"', '\n', '\r']) { format!("\"{}\"", guarded.replace('"', "\"\"")) } else { guarded }
}

/// The blocks of a subject with their numbers: the source's words and what became of them in each language.
pub fn blocks(blocks: &Blocks<'_>, language: MessageLanguage) -> String {
    let Some(original) = blocks.subject.original() else { return String::new() };
    let contents = original.contents();
    let langs = blocks.site.config.languages.iter().copied().filter(|lang| *lang != blocks.subject.source);
    let langs: Vec<Lang> = langs.filter(|lang| blocks.part.langs.is_empty() || blocks.part.langs.contains(lang)).collect();
    let mut out = format!("{}: {}\n", blocks.subject.name, original.words.title);
    for (at, (segment, content)) in original.segments().zip(&contents).enumerate() {
        let _ =
            writeln!(out, "\n{:>4}  {}  {}  {}", at + 1, segment.fingerprint, segment.role.name(), cell(&content.tagged(), 90).trim_end());
        for lang in &langs {
            let Some(own) = &blocks.subject.files[*lang] else { continue };
            let pair = own.freshness.as_ref().and_then(|fresh| fresh.pairs.iter().find(|pair| pair.source == Some(at)));
            let Some(Pair { own: place, change: became, .. }) = pair else { continue };
            let line =
                place.and_then(|place| own.segments().nth(place)).map(|segment| own.document.source.line_column(segment.range.start).0);
            let place = line.map_or(String::new(), |line| format!("  {}:{line}", blocks.subject.path(*lang)));
            let _ = writeln!(out, "      {}  {}{place}", lang.id(), change(*became).get(language));
        }
    }
    for lang in &langs {
        let Some(own) = &blocks.subject.files[*lang] else { continue };
        let contents = own.contents();
        for pair in own.freshness.iter().flat_map(|fresh| &fresh.pairs).filter(|pair| pair.source.is_none()) {
            let Some((at, segment)) = pair.own.and_then(|at| Some((at, own.segments().nth(at)?))) else { continue };
            let line = own.document.source.line_column(segment.range.start).0;
            let words = cell(&contents[at].words(), 60);
            let _ = writeln!(
                out,
                "\n{}  {}  {}:{line}  {}",
                lang.id(),
                change(pair.change).get(language),
                blocks.subject.path(*lang),
                words.trim_end()
            );
        }
    }
    for lang in &langs {
        if blocks.subject.files[*lang].is_none() {
            let _ = writeln!(out, "\n{}  {}", lang.id(), state("missing").get(language));
        }
    }
    out
}

/// A page that a head of department understands: bars per language, what to do next.
pub fn html(site: &Site, rows: &[Row], work: &[&Row], (language, today): (MessageLanguage, civil::Date)) -> String {
    let say = |text: Text| escape(text.get(language));
    let tag = if language == MessageLanguage::Vi { "vi" } else { "en" };
    let title = say(text!("Tình hình bản dịch", "State of translations"));
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n<p>{}</p>\n",
        say(text!("Ngày {today}", "On {today}"))
    );
    for (lang, rows) in languages(site, rows) {
        let coverage = Coverage::of(rows.iter().copied());
        let _ = write!(out, "<section>\n<h2 lang=\"{}\">{}</h2>\n{}", lang.tag(), escape(lang.autonym()), bar(&coverage, language));
        let mut sections = String::new();
        for section in &site.sections {
            let inside: Vec<&Row> = rows.iter().copied().filter(|row| row.section == section.id).collect();
            let reader = if language == MessageLanguage::Vi { Lang::VI } else { Lang::EN };
            let name = site.text(&section.texts, reader).map_or(section.id.clone(), |text| text.words.title.clone());
            if !inside.is_empty() {
                let coverage = Coverage::of(inside);
                let share = percent(coverage.current, coverage.total);
                let _ = writeln!(
                    sections,
                    "<tr><th scope=\"row\">{}</th><td>{}</td><td>{share}%</td><td>{}</td></tr>",
                    escape(&name),
                    coverage.total,
                    coverage.words
                );
            }
        }
        let heads = [
            text!("Chuyên mục", "Section"),
            text!("Số bài", "Articles"),
            text!("Khớp bản gốc", "Current"),
            text!("Từ cần dịch", "Words to do"),
        ];
        let heads: String = heads.into_iter().map(|head| format!("<th scope=\"col\">{}</th>", say(head))).collect();
        let _ = write!(out, "<table><thead><tr>{heads}</tr></thead>\n<tbody>\n{sections}</tbody></table>\n");
        let list: Vec<&&Row> = work.iter().filter(|row| row.lang == lang.id()).collect();
        if list.is_empty() {
            let _ = writeln!(out, "<p>{}</p>", say(text!("Không còn việc nào.", "Nothing is waiting.")));
        } else {
            let _ = write!(out, "<h3>{}</h3>\n<ol>\n", say(text!("Việc tiếp theo", "What to do next")));
            for row in list.iter().take(SHOWN) {
                let source = Lang::from_id(row.source).map_or("vi", Lang::tag);
                let _ = writeln!(
                    out,
                    "<li><strong>{}</strong> <span lang=\"{source}\">{}</span> <small>{}: {}</small></li>",
                    say(state(row.state)),
                    escape(&row.title),
                    escape(&row.article),
                    say(detail(row))
                );
            }
            out.push_str("</ol>\n");
            if list.len() > SHOWN {
                let rest = list.len() - SHOWN;
                let _ = writeln!(out, "<p>{}</p>", say(text!("và {rest} việc nữa", "and {rest} more")));
            }
        }
        out.push_str("</section>\n");
    }
    out.push_str("</body>\n</html>\n");
    out
}

/// A bar with its numbers in words beside it.
fn bar(coverage: &Coverage, language: MessageLanguage) -> String {
    let Coverage { total, current, outdated, started, missing, .. } = *coverage;
    let parts = [
        ("current", current, text!("khớp bản gốc", "current")),
        ("outdated", outdated, text!("cũ hơn bản gốc", "outdated")),
        ("started", started, text!("đang dịch", "started")),
        ("missing", missing, text!("chưa có", "missing")),
    ];
    let parts: Vec<_> = parts.into_iter().filter(|(_, count, _)| *count > 0).collect();
    let words: Vec<String> =
        parts.iter().map(|(class, count, name)| format!("<span class=\"{class}\">{count} {}</span>", escape(name.get(language)))).collect();
    // A drawing takes its lengths as attributes: no style attribute is needed.
    let mut x = 0.0;
    let mut bars = String::new();
    for (class, count, _) in &parts {
        #[expect(clippy::cast_precision_loss, reason = "counts of articles are small")]
        let length = *count as f64 * 100.0 / total.max(1) as f64;
        let _ = write!(bars, "<rect class=\"{class}\" x=\"{x:.2}\" width=\"{length:.2}\" height=\"4\"/>");
        x += length;
    }
    format!(
        "<svg viewBox=\"0 0 100 4\" preserveAspectRatio=\"none\" aria-hidden=\"true\">{bars}</svg>\n<p class=\"legend\">{}</p>\n",
        words.join(" ")
    )
}

const STYLE: &str = "body{font:1rem/1.6 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem;color:#1b1f24;background:#fff}\
h2{margin:2rem 0 .25rem}svg{display:block;width:100%;height:1.25rem;border-radius:.25rem}\
rect.current{fill:#1f7a4d}rect.outdated{fill:#c77700}rect.started{fill:#4b79c4}rect.missing{fill:#b9bec5}\
.legend span{margin-right:1.25rem}.legend span::before{content:'';display:inline-block;width:.75rem;height:.75rem;margin-right:.375rem;border-radius:.125rem}\
.legend .current::before{background:#1f7a4d}.legend .outdated::before{background:#c77700}.legend .started::before{background:#4b79c4}.legend .missing::before{background:#b9bec5}\
table{border-collapse:collapse;width:100%}th,td{text-align:start;padding:.375rem .75rem;border-bottom:1px solid #d8dce1}td{font-variant-numeric:tabular-nums}\
small{color:#57606a}li{margin:.375rem 0}:lang(km){line-height:2}\
@media print{section{break-inside:avoid}}";

#[cfg(test)]
mod tests {
    use super::{cell, csv_cell};

    #[test]
    fn cells_keep_their_width_in_every_script() {
        for text in
            ["Đồng Nai tiếp đoàn công tác", "ខេត្តដុងណៃទទួលគណៈប្រតិភូ", "동나이가 크라체 대표단을", "東ナイ省がクラチエ省の", "同奈省接待桔井省"]
        {
            let columns: usize = cell(text, 12).chars().map(crate::text::script::width).sum();
            assert_eq!(columns, 12, "{text}");
        }
    }

    #[test]
    fn spreadsheets_get_text() {
        assert_eq!(csv_cell("=1+1"), "'=1+1");
        assert_eq!(csv_cell("a, \"b\""), "\"a, \"\"b\"\"\"");
    }
}
