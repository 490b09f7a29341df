//! An audit in its three forms: a table for a terminal, JSON, a page of its own.
//!
//! Knows nothing of: streams, colours, how verdicts were reached.

use serde_json::json;

use super::Audit;
use crate::diagnostic::{Diagnostic, MessageLanguage, Text};
use crate::rulebook::Force;
use crate::rules::portal::{State, Verdict};
use crate::text;
use crate::text::escape_html as escape;
use crate::text::excerpt::columns_of;

/// Breaches shown for one rule in a table; JSON has them all.
const SHOWN: usize = 10;

/// The form of an audit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// Aligned columns.
    Table,
    /// One object.
    Json,
    /// A whole HTML page without anything from elsewhere.
    Html,
}

/// Prints an audit.
pub fn print(audit: &Audit<'_>, form: Form, language: MessageLanguage) -> String {
    match form {
        Form::Table => table(audit, language),
        Form::Json => json(audit),
        Form::Html => html(audit, language),
    }
}

fn state(state: State) -> Text {
    match state {
        State::Kept => text!("đạt phép kiểm", "passed"),
        State::Broken => text!("chưa đạt", "broken"),
        State::Ahead => text!("chưa tính", "ahead"),
        State::Nothing => text!("không có gì để kiểm", "nothing to check"),
        State::BuiltIn => text!("làm sẵn", "built in"),
        State::Person => text!("người xem xét", "a person judges"),
    }
}

fn state_word(state: State) -> &'static str {
    match state {
        State::Kept => "passed",
        State::Broken => "broken",
        State::Ahead => "ahead",
        State::Nothing => "nothing",
        State::BuiltIn => "built-in",
        State::Person => "person",
    }
}

fn force(force: Force) -> (&'static str, Text) {
    match force {
        Force::Law => ("law", text!("đang có hiệu lực", "in force")),
        Force::LawUnclear => ("law-unclear", text!("hiệu lực cần xác nhận", "force to be confirmed")),
        Force::Old => ("old", text!("đã hết hiệu lực, dùng làm mốc", "repealed, kept as a yardstick")),
        Force::Practice => ("practice", text!("thông lệ tốt", "good practice")),
    }
}

/// What no audit may be taken for.
fn caution() -> Text {
    text!(
        "Bảng này cho biết Saola đã kiểm gì và còn gì phải do người xem xét. Nó không kết luận rằng cổng tuân thủ pháp luật.",
        "This table shows what Saola checked and what a person must judge. It does not say that the portal complies with the law."
    )
}

fn counts(audit: &Audit<'_>) -> Text {
    let of = |state| audit.count(state);
    let (kept, broken, ahead) = (of(State::Kept), of(State::Broken), of(State::Ahead));
    let (nothing, built_in, person) = (of(State::Nothing), of(State::BuiltIn), of(State::Person));
    let total = audit.verdicts.len();
    text!(
        "{total} quy định: {kept} đạt phép kiểm, {broken} chưa đạt, {ahead} chưa tính, {nothing} không có gì để kiểm, {built_in} làm sẵn, {person} người xem xét.",
        "{total} rules: {kept} passed, {broken} broken, {ahead} ahead, {nothing} with nothing to check, {built_in} built in, {person} for a person to judge."
    )
}

fn place(breach: &Diagnostic) -> String {
    breach.span.as_ref().map_or(String::new(), |span| {
        let (line, column) = span.line_column();
        format!("{}:{line}:{column}", span.source().path())
    })
}

/// A breach without the name of its rule, which stands above it.
fn sentence<'a>(verdict: &Verdict<'_>, breach: &'a Diagnostic, language: MessageLanguage) -> &'a str {
    let sentence = breach.message.get(language);
    let name = format!(" ({}: {})", verdict.rule.id, verdict.rule.source);
    sentence.strip_suffix(&name).unwrap_or(sentence)
}

/// How many things were looked at; nothing where none were.
fn looked_at(verdict: &Verdict<'_>) -> String {
    if verdict.checked == 0 { String::new() } else { verdict.checked.to_string() }
}

fn table(audit: &Audit<'_>, language: MessageLanguage) -> String {
    let widest = |cell: &dyn Fn(&Verdict<'_>) -> String| audit.verdicts.iter().map(|v| columns_of(&cell(v))).max().unwrap_or(0);
    let state_of = |verdict: &Verdict<'_>| state(verdict.state).get(language).to_owned();
    let widths = [widest(&|v| v.rule.id.clone()), widest(&state_of), widest(&looked_at)];
    let pad = |cell: &str, width: usize| format!("{cell}{}", " ".repeat(width.saturating_sub(columns_of(cell))));
    let mut out = String::new();
    for verdict in &audit.verdicts {
        let looked = looked_at(verdict);
        let count = format!("{}{looked}", " ".repeat(widths[2].saturating_sub(columns_of(&looked))));
        out.push_str(&format!(
            "{}  {}  {count}  {}\n",
            pad(&verdict.rule.id, widths[0]),
            pad(&state_of(verdict), widths[1]),
            verdict.rule.says.get(language)
        ));
        let indent = " ".repeat(widths[0] + 2);
        out.push_str(&format!("{indent}{} · {}\n", verdict.rule.source, force(verdict.rule.force).1.get(language)));
        for breach in verdict.breaches.iter().take(SHOWN) {
            out.push_str(&format!("{indent}- {} {}\n", place(breach), sentence(verdict, breach, language)));
        }
        if let Some(more) = verdict.breaches.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            let more = text!("… và {more} chỗ nữa", "… and {more} more");
            out.push_str(&format!("{indent}{}\n", more.get(language)));
        }
    }
    out.push_str(&format!("\n{}\n{}\n", counts(audit).get(language), caution().get(language)));
    out
}

fn json(audit: &Audit<'_>) -> String {
    let both = |text: &Text| json!({ "vi": text.vi, "en": text.en });
    let breach = |breach: &Diagnostic| json!({ "code": breach.code.name, "place": place(breach), "message": both(&breach.message), "help": breach.help.as_ref().map(both) });
    let rules: Vec<_> = audit
        .verdicts
        .iter()
        .map(|verdict| {
            let rule = verdict.rule;
            json!({
                "id": rule.id,
                "says": both(&rule.says),
                "source": rule.source,
                "force": force(rule.force).0,
                "severity": rule.severity.word(),
                "since": rule.since.map(|day| day.to_string()),
                "until": rule.until.map(|day| day.to_string()),
                "only_in_production": rule.only_in_production,
                "state": state_word(verdict.state),
                "checked": verdict.checked,
                "breaches": verdict.breaches.iter().map(breach).collect::<Vec<_>>(),
            })
        })
        .collect();
    let audit = json!({
        "base_url": audit.base_url,
        "production": audit.production,
        "date": audit.today.to_string(),
        "caution": both(&caution()),
        "rules": rules,
    });
    format!("{audit:#}\n")
}

const STYLE: &str = "body{font:16px/1.6 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}\
table{border-collapse:collapse;width:100%}th,td{border-block-end:1px solid;padding:.4rem .6rem;text-align:start;vertical-align:top}\
.broken{font-weight:700}.wide{overflow-x:auto}ul{margin:.3rem 0 0;padding-inline-start:1.2rem}code{overflow-wrap:anywhere}";

fn html(audit: &Audit<'_>, language: MessageLanguage) -> String {
    let lang = if language == MessageLanguage::Vi { "vi" } else { "en" };
    let word = |text: Text| escape(text.get(language));
    let title = word(text!("Kiểm tra cổng theo quy định", "Audit of the portal against its rules"));
    let kind = word(if audit.production {
        text!("cổng đang phát hành", "the portal that readers use")
    } else {
        text!("chưa phát hành (production = false)", "not in production (production = false)")
    });
    let heads = [text!("Mã", "Id"), text!("Quy định", "Rule"), text!("Kết quả", "Result"), text!("Đã xem", "Looked at")];
    let head: String = heads.into_iter().map(|text| format!("<th scope=\"col\">{}</th>", word(text))).collect();
    let rows: String = audit.verdicts.iter().map(|verdict| row(verdict, language)).collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n<p>{} · {kind} · <time>{}</time></p>\n<p><strong>{}</strong></p>\n<p>{}</p>\n\
         <div class=\"wide\"><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table></div>\n</main>\n</body>\n</html>\n",
        escape(audit.base_url),
        audit.today,
        word(caution()),
        word(counts(audit)),
    )
}

fn row(verdict: &Verdict<'_>, language: MessageLanguage) -> String {
    let rule = verdict.rule;
    let breaches: String = verdict
        .breaches
        .iter()
        .map(|breach| format!("<li><code>{}</code> {}</li>", escape(&place(breach)), escape(sentence(verdict, breach, language))))
        .collect();
    let breaches = if breaches.is_empty() { breaches } else { format!("<ul>{breaches}</ul>") };
    format!(
        "<tr class=\"{}\"><th scope=\"row\">{}</th><td>{}<br><small>{} · {}</small>{breaches}</td><td>{}</td><td>{}</td></tr>\n",
        state_word(verdict.state),
        escape(&rule.id),
        escape(rule.says.get(language)),
        escape(&rule.source),
        escape(force(rule.force).1.get(language)),
        escape(state(verdict.state).get(language)),
        looked_at(verdict),
    )
}
