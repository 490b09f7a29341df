//! Numbers in running text by their value, across scales, digit systems and the ways six languages write them.
//!
//! `4,33 tỷ USD`, `US$4.33 billion`, `43억 3,000만 달러`, `43億3,000万ドル`, `43.3亿美元` and `៤,៣៣ ពាន់លានដុល្លារ` are one value. A
//! date is its day, month and year, so `18/11/2025` and `18 November 2025` have the same numbers.
//!
//! 1. digits of all systems with the separators of a language, then words for powers of ten behind them,
//! 2. names of months are numbers where they stand in a date,
//! 3. numbers written as words are *possible* values: a digit on the other side may stand for them.
//!
//! Knows nothing of: currencies, units, which text is whose translation.

use std::collections::BTreeSet;
use std::ops::Range;

use super::digits;
use super::script::{Script, script};
use crate::language::Lang;

/// A value in decimal digits, without a needless zero: `4330000000`, `98.6`.
pub type Value = String;

/// A number of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Quantity {
    /// Its value.
    pub value: Value,
    /// Another value that it may have: `4,4` of `4,4 đến 4,5 triệu` shares the word behind the range.
    pub also: Option<Value>,
    /// Its bytes.
    pub range: Range<usize>,
}

/// The numbers of a text.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Quantities {
    /// Written with digits, or names of months in a date; in order.
    pub written: Vec<Quantity>,
    /// What words of the text may mean.
    pub possible: BTreeSet<Value>,
}

impl Quantities {
    /// Whether a value occurs, in digits or in words.
    pub fn has(&self, value: &Value) -> bool {
        self.possible.contains(value)
            || self.written.iter().any(|quantity| quantity.value == *value || quantity.also.as_ref() == Some(value))
    }

    /// Whether a number occurs, in any of its readings.
    pub fn has_any(&self, quantity: &Quantity) -> bool {
        self.has(&quantity.value) || quantity.also.as_ref().is_some_and(|also| self.has(also))
    }
}

/// Powers of ten by their words; the longer of two that begin alike comes first.
fn scales(lang: Lang) -> &'static [(&'static str, i32)] {
    match lang.id() {
        "vi" => &[
            ("nghìn tỷ", 12),
            ("nghìn tỉ", 12),
            ("ngàn tỷ", 12),
            ("triệu tỷ", 15),
            ("nghìn", 3),
            ("ngàn", 3),
            ("triệu", 6),
            ("tỷ", 9),
            ("tỉ", 9),
        ],
        "en" => &[("thousand", 3), ("million", 6), ("billion", 9), ("trillion", 12)],
        "ko" => &[("천만", 7), ("백만", 6), ("천억", 11), ("백억", 10), ("십억", 9), ("만", 4), ("억", 8), ("조", 12), ("천", 3)],
        "km" => &[
            ("ពាន់ពាន់លាន", 12),
            ("ពាន់លាន", 9),
            ("ប៊ីលាន", 9),
            ("ទ្រីលាន", 12),
            ("ម៉ឺនលាន", 10),
            ("សែនលាន", 11),
            ("ពាន់", 3),
            ("ម៉ឺន", 4),
            ("សែន", 5),
            ("លាន", 6),
        ],
        "ja" => &[("千万", 7), ("百万", 6), ("千億", 11), ("万", 4), ("億", 8), ("兆", 12), ("千", 3)],
        _ => &[("千万", 7), ("百万", 6), ("千亿", 11), ("万亿", 12), ("万", 4), ("亿", 8), ("兆", 12), ("千", 3)],
    }
}

const MONTHS_EN: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
const MONTHS_KM: [&str; 12] = ["មករា", "កុម្ភៈ", "មីនា", "មេសា", "ឧសភា", "មិថុនា", "កក្កដា", "សីហា", "កញ្ញា", "តុលា", "វិច្ឆិកា", "ធ្នូ"];

type Words = &'static [(u32, &'static str)];

/// Small numbers in Vietnamese words; ways to say one are parted by `|`.
#[rustfmt::skip]
const VI: Words = &[
    (1, "một|nhất|giêng"), (2, "hai|nhì|đôi|cặp"), (3, "ba"), (4, "bốn|tư"), (5, "năm"), (6, "sáu"), (7, "bảy"),
    (8, "tám"), (9, "chín"), (10, "mười"), (11, "mười một"), (12, "mười hai|chạp"), (13, "mười ba"), (14, "mười bốn"),
    (15, "mười lăm"), (20, "hai mươi"), (50, "nửa"), (100, "trăm"), (1000, "nghìn"),
];
/// In English.
#[rustfmt::skip]
const EN: Words = &[
    (1, "one|first|once|single"), (2, "two|second|twice|both|pair"), (3, "three|third"), (4, "four|fourth"),
    (5, "five|fifth"), (6, "six|sixth"), (7, "seven|seventh"), (8, "eight|eighth"), (9, "nine|ninth"),
    (10, "ten|tenth|decade"), (11, "eleven|eleventh"), (12, "twelve|twelfth|dozen"), (13, "thirteen"), (14, "fourteen"),
    (15, "fifteen"), (16, "sixteen"), (17, "seventeen"), (18, "eighteen"), (19, "nineteen"), (20, "twenty"),
    (30, "thirty"), (40, "forty"), (50, "fifty|half"), (100, "hundred|century"), (1000, "thousand"),
];
/// In Korean.
#[rustfmt::skip]
const KO: Words = &[
    (1, "한|하나|첫|일"), (2, "두|둘|양|이틀|이"), (3, "세|셋|사흘|삼"), (4, "네|넷|사"), (5, "다섯|오"), (6, "여섯|육"), (7, "일곱|칠"),
    (8, "여덟|팔"), (9, "아홉|구"), (10, "열|십"), (11, "열한"), (12, "열두"), (50, "절반"), (100, "백"), (1000, "천"),
];
/// In Khmer.
#[rustfmt::skip]
const KM: Words = &[
    (1, "មួយ"), (2, "ពីរ"), (3, "បី"), (4, "បួន"), (5, "ប្រាំ"), (6, "ប្រាំមួយ"), (7, "ប្រាំពីរ"), (8, "ប្រាំបី"),
    (9, "ប្រាំបួន"), (10, "ដប់"), (11, "ដប់មួយ"), (12, "ដប់ពីរ"), (20, "ម្ភៃ"), (50, "ពាក់កណ្តាល"), (100, "រយ"),
    (1000, "ពាន់"),
];
/// In Japanese and Chinese, beside the numerals themselves.
#[rustfmt::skip]
const HAN: Words = &[
    (2, "两|双|両"), (50, "半"),
];

/// Words for small numbers, with their values.
fn words(lang: Lang) -> impl Iterator<Item = (&'static str, u32)> {
    let table = match lang.id() {
        "vi" => VI,
        "en" => EN,
        "ko" => KO,
        "km" => KM,
        _ => HAN,
    };
    table.iter().flat_map(|(value, ways)| ways.split('|').map(|way| (way, *value)))
}

/// The numbers of a text in a language.
pub fn quantities(text: &str, lang: Lang) -> Quantities {
    let mut found = Quantities::default();
    let mut at = 0;
    // The number before, where no word for a power of ten stands behind it.
    let mut before: Option<Decimal> = None;
    while let Some(start) = text[at..].find(|c| digits::value(c).is_some()).map(|next| at + next) {
        let (mantissa, end) = number(&text[start..], lang);
        let (quantity, after) = scaled(text, mantissa.clone(), start, start + end, lang);
        let power = if after > start + end { first_scale(&text[start + end..after], lang) } else { 0 };
        if let Some((last, last_mantissa)) = found.written.last_mut().zip(before.take())
            && power > 0
            && text[last.range.end..start].chars().count() <= 12
            && !text[last.range.end..start].contains(['.', ';', '。', '។', '、', ','])
        {
            last.also = Some(last_mantissa.times(power).value());
        }
        before = (after == start + end).then_some(mantissa);
        found.written.push(quantity);
        at = after;
    }
    months(text, lang, &mut found);
    possible(text, lang, &mut found.possible);
    found
}

/// A number in decimal digits: those before and those behind the point.
#[derive(Clone)]
struct Decimal {
    whole: String,
    part: String,
}

impl Decimal {
    /// Ten to the power of `power` times it.
    fn times(mut self, power: i32) -> Decimal {
        for _ in 0..power {
            let digit = if self.part.is_empty() { '0' } else { self.part.remove(0) };
            self.whole.push(digit);
        }
        self
    }

    fn value(&self) -> Value {
        let whole = self.whole.trim_start_matches('0');
        let part = self.part.trim_end_matches('0');
        let whole = if whole.is_empty() { "0" } else { whole };
        if part.is_empty() { whole.to_owned() } else { format!("{whole}.{part}") }
    }

    /// The sum with another; both are whole or become so in a way that no digit is lost.
    fn plus(&self, other: &Decimal) -> Option<Decimal> {
        let places = self.part.len().max(other.part.len());
        let number = |decimal: &Decimal| format!("{}{:0<places$}", decimal.whole, decimal.part).parse::<u128>().ok();
        let sum = format!("{:0>width$}", number(self)?.checked_add(number(other)?)?, width = places + 1);
        let (whole, part) = sum.split_at(sum.len() - places);
        Some(Decimal { whole: whole.to_owned(), part: part.to_owned() })
    }
}

/// Digits with separators at the beginning of a text, and how many bytes they take.
fn number(text: &str, lang: Lang) -> (Decimal, usize) {
    let mut groups: Vec<(Option<char>, String)> = vec![(None, String::new())];
    let mut end = 0;
    for (at, c) in text.char_indices() {
        if let Some(digit) = digits::value(c).and_then(|value| char::from_digit(value, 10)) {
            if let Some((_, group)) = groups.last_mut() {
                group.push(digit);
            }
            end = at + c.len_utf8();
            continue;
        }
        let separator = match c {
            '.' | '．' => '.',
            ',' | '，' => ',',
            // A thin or no-break space parts thousands only.
            '\u{a0}' | '\u{202f}' | '\u{2009}' => ' ',
            _ => break,
        };
        let following: usize = text[at + c.len_utf8()..].chars().take_while(|c| digits::value(*c).is_some()).count();
        if following == 0 || separator == ' ' && following != 3 {
            break;
        }
        groups.push((Some(separator), String::new()));
    }
    (decimal(&groups, lang), end)
}

/// What groups of digits mean: the last separator begins a fraction where the language says so or the groups don't fit.
fn decimal(groups: &[(Option<char>, String)], lang: Lang) -> Decimal {
    let all = |groups: &[(Option<char>, String)]| groups.iter().map(|(_, digits)| digits.as_str()).collect::<String>();
    let (point, thousands) = if lang == Lang::VI || lang == Lang::KM { (',', '.') } else { ('.', ',') };
    let whole = Decimal { whole: all(groups), part: String::new() };
    let Some((last, before)) = groups.split_last() else { return whole };
    let Some(separator) = last.0 else { return whole };
    let are_thousands = |separator: char, groups: &[(Option<char>, String)]| {
        groups[0].1.len() <= 3
            && !groups[0].1.starts_with('0')
            && groups[1..].iter().all(|(own, digits)| own.is_none_or(|own| own == separator) && digits.len() == 3)
    };
    let is_fraction = match separator {
        ' ' => false,
        own if before.len() > 1 => before[1..].iter().any(|(other, _)| *other != Some(own)),
        own if own == point => true,
        own => !(own == thousands && are_thousands(own, groups)),
    };
    // A date such as 18.11.2025 has three groups that are no thousands: the first alone is the number.
    if is_fraction { Decimal { whole: all(before), part: last.1.clone() } } else { whole }
}

/// The word for a power of ten that begins a text.
fn scale(text: &str, lang: Lang) -> Option<(i32, usize)> {
    let lower = text.get(..text.floor_char_boundary(48)).unwrap_or(text).to_lowercase();
    let (word, power) = scales(lang).iter().find(|(word, _)| lower.starts_with(word))?;
    let next = lower[word.len()..].chars().next();
    let is_whole = !matches!(lang.id(), "vi" | "en") || next.is_none_or(|c| script(c) != Script::Letter);
    is_whole.then_some((*power, word.len()))
}

/// The power of ten that a text of such words begins with.
fn first_scale(text: &str, lang: Lang) -> i32 {
    scale(text.trim_start_matches([' ', '\u{a0}', '\u{200b}']), lang).map_or(0, |(power, _)| power)
}

/// A number with the words for powers of ten behind it; in Korean, Japanese and Chinese several such in a row are a sum.
fn scaled(text: &str, mantissa: Decimal, start: usize, end: usize, lang: Lang) -> (Quantity, usize) {
    let space = |at: usize| text[at..].len() - text[at..].trim_start_matches([' ', '\u{a0}', '\u{200b}']).len();
    let gap = space(end);
    // `제10조` is an article of a law, `22千伏` are kilovolts.
    let behind = &text[end + gap..];
    let is_article = lang == Lang::KO && text[..start].ends_with('제');
    let is_unit = lang == Lang::ZH && ["千伏", "千瓦", "千米", "千克", "千卡", "千赫"].iter().any(|unit| behind.starts_with(unit));
    let Some((power, length)) = scale(behind, lang).filter(|_| !is_article && !is_unit) else {
        let value = on_the_clock(text, mantissa, end, lang).value();
        return (Quantity { value, also: None, range: start..end }, end);
    };
    let mut sum = mantissa.times(power);
    let mut end = end + gap + length;
    let mut last = power;
    // `tỷ` behind `nghìn` and the like: a second word multiplies.
    while let Some((more, length)) = scale(&text[end + space(end)..], lang).filter(|(more, _)| !matches!(lang.id(), "en") && *more > 3) {
        sum = sum.times(more);
        end += space(end) + length;
        last += more;
    }
    while matches!(lang.id(), "ko" | "ja" | "zh") {
        let from = end + space(end);
        if !text[from..].starts_with(|c| digits::value(c).is_some()) {
            break;
        }
        let (next, length) = number(&text[from..], lang);
        let behind = from + length;
        let scaled = scale(&text[behind + space(behind)..], lang).filter(|(power, _)| *power < last);
        // The rest of a sum may have no word: 15万2,000.
        let fits = next.part.is_empty() && next.whole.len() <= usize::try_from(last).unwrap_or(0) && next.whole.len() > 2;
        let Some((power, word)) = scaled.or(fits.then_some((0, 0))) else { break };
        let Some(both) = sum.plus(&next.times(power)) else { break };
        sum = both;
        end = behind + space(behind) + word;
        last = power;
    }
    (Quantity { value: sum.value(), also: None, range: start..end }, end)
}

/// `2 p.m.` is 14 hours, `오후 2시` and `午後2時` too.
fn on_the_clock(text: &str, mantissa: Decimal, end: usize, lang: Lang) -> Decimal {
    let behind = text[end..].trim_start().to_lowercase();
    let is_afternoon = lang == Lang::EN && (behind.starts_with("p.m") || behind.starts_with("pm"));
    match mantissa.whole.parse::<u32>() {
        Ok(hour) if is_afternoon && hour < 12 && mantissa.part.is_empty() => {
            Decimal { whole: (hour + 12).to_string(), part: String::new() }
        }
        _ => mantissa,
    }
}

fn months(text: &str, lang: Lang, found: &mut Quantities) {
    if lang == Lang::KM {
        for (number, name) in (1..).zip(MONTHS_KM) {
            for (at, _) in text.match_indices(name) {
                found.written.push(Quantity { value: number.to_string(), also: None, range: at..at + name.len() });
            }
        }
    }
    if lang != Lang::EN {
        return;
    }
    let words: Vec<(usize, &str)> = text
        .split([' ', '\u{a0}', '–', '-', ',', '(', ')', '/', '\n'])
        .map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
        .collect();
    for (i, (at, word)) in words.iter().enumerate() {
        let bare = word.trim_matches(|c: char| !c.is_alphabetic());
        let lower = bare.to_lowercase();
        let is_name = bare.starts_with(char::is_uppercase) && lower.len() >= 3;
        let Some(month) =
            MONTHS_EN.iter().position(|name| *name == lower || lower.len() == 3 && name.starts_with(&lower)).filter(|_| is_name)
        else {
            continue;
        };
        let neighbour = |other: Option<&(usize, &str)>| other.is_some_and(|(_, word)| word.contains(|c| digits::value(c).is_some()));
        let value = (month + 1).to_string();
        let in_date = neighbour(words.get(i + 1)) || i > 0 && neighbour(words.get(i - 1));
        // “May” and “March” are other words too.
        if in_date || !matches!(lower.as_str(), "may" | "march" | "mar") {
            found.written.push(Quantity { value, also: None, range: *at..at + word.len() });
        } else {
            found.possible.insert(value);
        }
    }
}

/// What words of a text may mean as numbers.
fn possible(text: &str, lang: Lang, found: &mut BTreeSet<Value>) {
    let lower = text.to_lowercase();
    match lang.id() {
        "vi" | "en" => {
            let list: Vec<&str> = lower.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
            let known =
                |word: &str| words(lang).filter(move |(name, _)| *name == word).map(|(_, value)| value.to_string()).collect::<Vec<_>>();
            for (i, word) in list.iter().enumerate() {
                found.extend(known(word));
                if let Some(next) = list.get(i + 1) {
                    found.extend(known(&format!("{word} {next}")));
                }
            }
        }
        _ => found.extend(words(lang).filter(|(name, _)| lower.contains(name)).map(|(_, value)| value.to_string())),
    }
    found.extend(text.split(|c: char| !is_han_digit(c)).filter_map(han_value).map(|value| value.to_string()));
    let romans = text.split(|c: char| !c.is_ascii_alphanumeric()).filter_map(roman);
    found.extend(romans.map(|value| value.to_string()));
}

fn is_han_digit(c: char) -> bool {
    matches!(c, '〇' | '零' | '一' | '二' | '两' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '千')
}

/// The value of Chinese numerals up to thousands.
fn han_value(text: &str) -> Option<u32> {
    let (mut total, mut digit) = (0u32, 0u32);
    if text.is_empty() {
        return None;
    }
    for c in text.chars() {
        let unit = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            _ => {
                digit = u32::try_from("零一二三四五六七八九".chars().position(|d| d == c).unwrap_or(if c == '两' { 2 } else { 0 }))
                    .unwrap_or(0);
                continue;
            }
        };
        total = total.checked_add(digit.max(1) * unit)?;
        digit = 0;
    }
    Some(total + digit)
}

/// The value of Roman numerals from 1 to 39, as centuries and chapters have them.
fn roman(word: &str) -> Option<u32> {
    let is_roman = !word.is_empty() && word.len() <= 6 && word.bytes().all(|b| matches!(b, b'I' | b'V' | b'X'));
    if !is_roman {
        return None;
    }
    let values: Vec<u32> = word
        .bytes()
        .map(|b| {
            if b == b'I' {
                1
            } else if b == b'V' {
                5
            } else {
                10
            }
        })
        .collect();
    let total: i64 = values
        .iter()
        .enumerate()
        .map(|(i, value)| if values.get(i + 1).is_some_and(|next| next > value) { -i64::from(*value) } else { i64::from(*value) })
        .sum();
    u32::try_from(total).ok().filter(|total| (1..40).contains(total))
}

#[cfg(test)]
mod tests {
    use super::{Quantities, quantities};
    use crate::language::Lang;

    fn values(text: &str, lang: Lang) -> Vec<String> {
        quantities(text, lang).written.into_iter().map(|quantity| quantity.value).collect()
    }

    #[test]
    fn one_value_in_six_languages() {
        let check = |lang: Lang, text: &str, expect: &[&str]| assert_eq!(values(text, lang), expect, "{text}");
        check(Lang::VI, "4,33 tỷ USD", &["4330000000"]);
        check(Lang::EN, "US$4.33 billion", &["4330000000"]);
        check(Lang::KO, "43억 3,000만 달러", &["4330000000"]);
        check(Lang::JA, "43億3,000万ドル", &["4330000000"]);
        check(Lang::ZH, "43.3亿美元", &["4330000000"]);
        check(Lang::KM, "៤,៣៣ ពាន់លានដុល្លារ", &["4330000000"]);
        check(Lang::VI, "21.200 tỷ đồng, 20 nghìn tỷ đồng", &["21200000000000", "20000000000000"]);
        check(Lang::EN, "21.2 trillion VND", &["21200000000000"]);
        check(Lang::KO, "21조 2,000억 동, 1만 2천 명, 4천만", &["21200000000000", "12000", "40000000"]);
        check(Lang::JA, "21兆2,000億ドン", &["21200000000000"]);
        check(Lang::ZH, "21.2万亿越南盾", &["21200000000000"]);
        check(Lang::VI, "12.737,18 và 28.364 ha, 0,7–1,3 tấn/ha", &["12737.18", "28364", "0.7", "1.3"]);
        check(Lang::EN, "12,737.18 and 28,364 ha", &["12737.18", "28364"]);
        check(Lang::KM, "១២.៧៣៧,១៨ និង ៤,៥ លាននាក់", &["12737.18", "4500000"]);
        check(Lang::ZH, "450多万人，98.6%", &["450", "98.6"]);
        check(Lang::JA, "１２，７３７人、15万2,000ha", &["12737", "152000"]);
        check(Lang::KO, "15만 2,000ha, 제10조 제3항", &["152000", "10", "3"]);
        check(Lang::ZH, "110/22千伏", &["110", "22"]);
        let range = quantities("khoảng 4,4 đến hơn 4,5 triệu người", Lang::VI);
        assert_eq!(range.written[0].also.as_deref(), Some("4400000"));
    }

    #[test]
    fn dates_are_their_numbers() {
        let check = |lang: Lang, text: &str, expect: &[&str]| {
            let mut found = values(text, lang);
            found.sort();
            assert_eq!(found, expect, "{text}");
        };
        check(Lang::VI, "Ngày 18 tháng 11 năm 2025 (18/11/2025), tháng 01", &["1", "11", "11", "18", "18", "2025", "2025"]);
        check(Lang::EN, "On 18 November 2025 it may rain", &["11", "18", "2025"]);
        check(Lang::EN, "5 May 2025, in August, Nov. 2024, 13th", &["11", "13", "2024", "2025", "5", "5", "8"]);
        check(Lang::KO, "2025년 11월 18일", &["11", "18", "2025"]);
        check(Lang::KM, "ថ្ងៃទី១៨ ខែវិច្ឆិកា ឆ្នាំ២០២៥", &["11", "18", "2025"]);
        check(Lang::ZH, "2025年11月18日", &["11", "18", "2025"]);
        check(Lang::EN, "at 2 p.m. and 8:30 a.m.", &["14", "30", "8"]);
    }

    #[test]
    fn words_are_possible_numbers() {
        let check = |lang: Lang, text: &str, value: &str| {
            let found: Quantities = quantities(text, lang);
            assert!(found.has(&value.to_owned()), "{text}: {found:?}");
        };
        check(Lang::VI, "sáu cơ quan", "6");
        check(Lang::VI, "mười một nước", "11");
        check(Lang::EN, "the eleven Member States", "11");
        check(Lang::KO, "여섯 기관", "6");
        check(Lang::KM, "ស្ថាប័នចំនួនប្រាំមួយ", "6");
        check(Lang::JA, "六つの機関", "6");
        check(Lang::ZH, "二十一世纪", "21");
        check(Lang::VI, "thế kỷ XXI", "21");
    }
}
