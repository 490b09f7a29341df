//! Numbers, percentages, amounts of money and lists as each language writes them.
//!
//! Khmer prose has Khmer digits; tables, phones and addresses keep Latin ones, so the caller says which it is.
//!
//! Knows nothing of: where the numbers come from.

use crate::language::Lang;
use crate::text::digits::to_khmer;

/// Where a number stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// In running text: Khmer digits in Khmer.
    Prose,
    /// In a table or a form: Latin digits everywhere.
    Table,
}

/// A number with at most `decimals` digits after the point; trailing zeros are dropped.
pub fn number(value: f64, decimals: usize, lang: Lang, place: Place) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let fraction = fraction.trim_end_matches('0');
    let (group, point) = match lang {
        Lang::VI | Lang::KM => ('.', ','),
        _ => (',', '.'),
    };
    let mut out = String::new();
    if value < 0.0 {
        out.push('-');
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(group);
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push(point);
        out.push_str(fraction);
    }
    if lang == Lang::KM && place == Place::Prose { to_khmer(&out) } else { out }
}

/// A percentage with at most one decimal; the sign is closed up in all six languages.
pub fn percent(value: f64, lang: Lang, place: Place) -> String {
    format!("{}%", number(value, 1, lang, place))
}

/// An amount of money in words of the language: `4,33 tỷ USD`, `US$4.33 billion`, `43억 3,000만 달러`.
///
/// `amount` is in whole units of `currency` (ISO 4217). Large amounts are given to two decimals of their scale;
/// Korean and Japanese count in ten thousands, Chinese in hundred millions.
pub fn money(amount: f64, currency: &str, lang: Lang, place: Place) -> String {
    match lang {
        Lang::VI => {
            let unit = if currency == "VND" { "đồng" } else { currency };
            let (scaled, scale) = scale(amount, [(1e9, " tỷ"), (1e6, " triệu")]);
            format!("{}{scale} {unit}", number(scaled, 2, lang, place))
        }
        Lang::EN => {
            let unit = if currency == "USD" { "US$".to_owned() } else { format!("{currency} ") };
            let (scaled, scale) = scale(amount, [(1e9, " billion"), (1e6, " million")]);
            format!("{unit}{}{scale}", number(scaled, 2, lang, place))
        }
        Lang::KM => {
            let unit = match currency {
                "USD" => "ដុល្លារ".to_owned(),
                "VND" => "ដុង".to_owned(),
                other => format!(" {other}"),
            };
            let (scaled, scale) = scale(amount, [(1e9, " ពាន់លាន"), (1e6, " លាន")]);
            let gap = if scale.is_empty() { " " } else { "" };
            format!("{}{scale}{gap}{unit}", number(scaled, 2, lang, place))
        }
        Lang::KO => format!("{} {}", myriads(amount, ["조", "억", "만"], " ", lang), unit(currency, ["달러", "동"])),
        Lang::JA => format!("{}{}", myriads(amount, ["兆", "億", "万"], "", lang), unit(currency, ["ドル", "ドン"])),
        _ => {
            let (scaled, scale) = scale(amount, [(1e8, "亿"), (1e4, "万")]);
            format!("{}{scale}{}", number(scaled, 2, lang, place), unit(currency, ["美元", "越南盾"]))
        }
    }
}

fn unit<'a>(currency: &'a str, [usd, vnd]: [&'a str; 2]) -> &'a str {
    match currency {
        "USD" => usd,
        "VND" => vnd,
        other => other,
    }
}

fn scale(amount: f64, scales: [(f64, &'static str); 2]) -> (f64, &'static str) {
    for (size, word) in scales {
        if amount.abs() >= size {
            return (amount / size, word);
        }
    }
    (amount, "")
}

/// An amount in groups of ten thousand: `43억 3,000만`.
fn myriads(amount: f64, words: [&str; 3], gap: &str, lang: Lang) -> String {
    let mut rest = amount.abs().round();
    let mut parts = Vec::new();
    for (size, word) in [(1e12, words[0]), (1e8, words[1]), (1e4, words[2])] {
        let count = (rest / size).floor();
        if count > 0.0 {
            parts.push(format!("{}{word}", number(count, 0, lang, Place::Table)));
            rest -= count * size;
        }
    }
    if rest > 0.0 || parts.is_empty() {
        parts.push(number(rest, 0, lang, Place::Table));
    }
    let sign = if amount < 0.0 { "-" } else { "" };
    format!("{sign}{}", parts.join(gap))
}

/// Joins items as the language lists them: `A, B và C`, `A、B和C`.
pub fn list(items: &[String], lang: Lang) -> String {
    let (comma, last) = match lang {
        Lang::VI => (", ", " và "),
        Lang::EN => (", ", " and "),
        Lang::KO => (", ", " 및 "),
        Lang::KM => (", ", " និង "),
        Lang::JA => ("、", "、"),
        _ => ("、", "和"),
    };
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [head @ .., tail] => format!("{}{last}{tail}", head.join(comma)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, list, money, number, percent};
    use crate::language::Lang;

    fn check(form: impl Fn(Lang) -> String, expect: [&str; 6]) {
        for (lang, expect) in Lang::ALL.into_iter().zip(expect) {
            assert_eq!(form(lang), expect);
        }
    }

    #[test]
    fn numbers_follow_the_reference_vectors() {
        check(|l| number(12737.18, 2, l, Place::Prose), ["12.737,18", "12,737.18", "12,737.18", "១២.៧៣៧,១៨", "12,737.18", "12,737.18"]);
        check(|l| percent(98.6, l, Place::Prose), ["98,6%", "98.6%", "98.6%", "៩៨,៦%", "98.6%", "98.6%"]);
        check(
            |l| money(4.33e9, "USD", l, Place::Prose),
            ["4,33 tỷ USD", "US$4.33 billion", "43억 3,000만 달러", "៤,៣៣ ពាន់លានដុល្លារ", "43億3,000万ドル", "43.3亿美元"],
        );
        assert_eq!(number(12737.18, 2, Lang::KM, Place::Table), "12.737,18");
        assert_eq!(number(-1_234_567.0, 0, Lang::VI, Place::Prose), "-1.234.567");
        assert_eq!(money(450e9, "VND", Lang::VI, Place::Prose), "450 tỷ đồng");
        assert_eq!(money(450e9, "VND", Lang::KO, Place::Prose), "4,500억 동");
        assert_eq!(money(45_000.0, "VND", Lang::JA, Place::Prose), "4万5,000ドン");
    }

    #[test]
    fn lists_follow_the_reference_vectors() {
        let items: Vec<String> = ["A", "B", "C"].map(str::to_owned).to_vec();
        check(|l| list(&items, l), ["A, B và C", "A, B and C", "A, B 및 C", "A, B និង C", "A、B、C", "A、B和C"]);
    }
}
