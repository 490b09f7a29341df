//! A page to read and to print: source and target side by side, with what helps to translate.
//!
//! It doesn't come back: XLIFF, PO and Word files do.
//!
//! Knows nothing of: other formats.

use std::fmt::Write;

use super::{Packet, Unit, UnitState};
use crate::segment::Content;
use crate::text::escape_html as escape;

/// Writes a packet.
pub fn write(packet: &Packet) -> String {
    let (source, lang) = (packet.source, packet.lang);
    let title = format!("{} → {}", source.autonym(), lang.autonym());
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n",
        source.tag()
    );
    for file in &packet.files {
        let _ = write!(
            out,
            "<h2>{}</h2>\n<p>{}</p>\n<table>\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\" lang=\"{}\">{}</th></tr></thead>\n<tbody>\n",
            escape(&file.title),
            escape(&file.name),
            escape(source.autonym()),
            lang.tag(),
            escape(lang.autonym())
        );
        for unit in &file.units {
            row(unit, lang.tag(), &mut out);
        }
        out.push_str("</tbody>\n</table>\n");
    }
    out.push_str("</body>\n</html>\n");
    out
}

fn row(unit: &Unit, tag: &str, out: &mut String) {
    let class = match unit.state {
        UnitState::Initial => "initial",
        UnitState::Outdated => "outdated",
        UnitState::Translated => "translated",
    };
    let _ = write!(out, "<tr class=\"{class}\"><td>{}", escape(&unit.source.tagged()));
    let mut help = |words: String| {
        let _ = write!(out, "<p>{}</p>", escape(&words));
    };
    if let Some(changes) = &unit.changes {
        help(format!("± {changes}"));
    }
    for (term, approved) in &unit.terms {
        help(format!("{term} = {approved}"));
    }
    for found in unit.matches.iter().filter(|found| found.score < 100) {
        help(format!("{}% {} ⇒ {}", found.score, found.source, found.target));
    }
    let target = unit.target.as_ref().map_or(String::new(), Content::tagged);
    let _ = writeln!(out, "</td><td lang=\"{tag}\">{}</td></tr>", escape(&target));
}

const STYLE: &str = "body{font:1rem/1.6 system-ui,sans-serif;margin:1rem;color:#1b1f24;background:#fff}\
table{border-collapse:collapse;width:100%;table-layout:fixed}th,td{border:1px solid #999;padding:.5rem;text-align:start;vertical-align:top;overflow-wrap:anywhere}\
td p{margin:.375rem 0 0;color:#57606a;font-size:.875rem}.outdated td:last-child{background:#fff4d6}.initial td:last-child{background:#f2f4f7}:lang(km){line-height:2}\
@media print{tr{break-inside:avoid}}";
