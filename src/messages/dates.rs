//! Dates as each language writes them in official texts (reference vectors: the portal's language craft notes).
//!
//! CLDR is not used: its Vietnamese long date lacks `ngày` and `năm`, its Khmer one has no Khmer digits, its Korean
//! short one no century and no final period (한글 맞춤법, appendix of 2014).
//!
//! Knows nothing of: the clock; every date comes from outside.

use jiff::civil::{Date, Time, Weekday};

use crate::language::Lang;
use crate::text::digits::to_khmer;

const EN_MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const KM_MONTHS: [&str; 12] = ["មករា", "កុម្ភៈ", "មីនា", "មេសា", "ឧសភា", "មិថុនា", "កក្កដា", "សីហា", "កញ្ញា", "តុលា", "វិច្ឆិកា", "ធ្នូ"];
const VI_DAYS: [&str; 7] = ["Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật"];
const EN_DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const KO_DAYS: [&str; 7] = ["월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일"];
const KM_DAYS: [&str; 7] = ["ចន្ទ", "អង្គារ", "ពុធ", "ព្រហស្បតិ៍", "សុក្រ", "សៅរ៍", "អាទិត្យ"];
const JA_DAYS: [&str; 7] = ["月", "火", "水", "木", "金", "土", "日"];
const ZH_DAYS: [&str; 7] = ["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"];

fn parts(date: Date) -> (i16, usize, i8) {
    (date.year(), usize::try_from(date.month()).unwrap_or(1), date.day())
}

fn weekday(date: Date) -> usize {
    match date.weekday() {
        Weekday::Monday => 0,
        Weekday::Tuesday => 1,
        Weekday::Wednesday => 2,
        Weekday::Thursday => 3,
        Weekday::Friday => 4,
        Weekday::Saturday => 5,
        Weekday::Sunday => 6,
    }
}

/// The long form, for running text and the head of an article.
pub fn long(date: Date, lang: Lang) -> String {
    let (y, m, d) = parts(date);
    match lang {
        Lang::VI => format!("ngày {d} tháng {m} năm {y}"),
        Lang::EN => format!("{d} {} {y}", EN_MONTHS[m - 1]),
        Lang::KO => format!("{y}년 {m}월 {d}일"),
        Lang::KM => to_khmer(&format!("ថ្ងៃទី{d} ខែ{} ឆ្នាំ{y}", KM_MONTHS[m - 1])),
        _ => format!("{y}年{m}月{d}日"),
    }
}

/// The form of administrative documents: in Vietnamese a zero before days below 10 and before January and February
/// (Decree 30/2020, annex I); elsewhere the long form.
pub fn administrative(date: Date, lang: Lang) -> String {
    let (y, m, d) = parts(date);
    match lang {
        Lang::VI if m <= 2 => format!("ngày {d:02} tháng {m:02} năm {y}"),
        Lang::VI => format!("ngày {d:02} tháng {m} năm {y}"),
        _ => long(date, lang),
    }
}

/// With the day of the week.
pub fn with_weekday(date: Date, lang: Lang) -> String {
    let (y, m, d) = parts(date);
    let day = weekday(date);
    match lang {
        Lang::VI => format!("{}, ngày {d}/{m}/{y}", VI_DAYS[day]),
        Lang::EN => format!("{}, {}", EN_DAYS[day], long(date, lang)),
        Lang::KO => format!("{} {}", long(date, lang), KO_DAYS[day]),
        Lang::KM => to_khmer(&format!("ថ្ងៃ{} ទី{d} ខែ{} ឆ្នាំ{y}", KM_DAYS[day], KM_MONTHS[m - 1])),
        Lang::JA => format!("{}（{}）", long(date, lang), JA_DAYS[day]),
        _ => format!("{} {}", long(date, lang), ZH_DAYS[day]),
    }
}

/// The short form, for lists and tables.
pub fn short(date: Date, lang: Lang) -> String {
    let (y, m, d) = parts(date);
    match lang {
        Lang::VI if m <= 2 => format!("{d:02}/{m:02}/{y}"),
        Lang::VI => format!("{d:02}/{m}/{y}"),
        Lang::EN => format!("{d} {} {y}", &EN_MONTHS[m - 1][..3]),
        Lang::KO => format!("{y}. {m}. {d}."),
        Lang::KM => to_khmer(&format!("{d:02}/{m:02}/{y}")),
        Lang::JA => format!("{y}/{m}/{d}"),
        _ => format!("{y}-{m:02}-{d:02}"),
    }
}

/// From one day to another, both among them; of one day, the form with the day of the week.
pub fn range(first: Date, last: Date, lang: Lang) -> String {
    if first == last {
        return with_weekday(first, lang);
    }
    let (y, m, d) = parts(first);
    let end = last.day();
    if (last.year(), last.month()) == (first.year(), first.month()) {
        return match lang {
            Lang::VI => format!("từ ngày {d} đến ngày {end} tháng {m} năm {y}"),
            Lang::EN => format!("{d}–{end} {} {y}", EN_MONTHS[m - 1]),
            Lang::KO => format!("{y}년 {m}월 {d}일–{end}일"),
            Lang::KM => to_khmer(&format!("ថ្ងៃទី{d} ដល់ថ្ងៃទី{end} ខែ{} ឆ្នាំ{y}", KM_MONTHS[m - 1])),
            Lang::JA => format!("{y}年{m}月{d}日～{end}日"),
            _ => format!("{y}年{m}月{d}日至{end}日"),
        };
    }
    let (first, last) = (long(first, lang), long(last, lang));
    match lang {
        Lang::VI => format!("từ {first} đến {last}"),
        Lang::EN => format!("{first} – {last}"),
        Lang::KO => format!("{first}–{last}"),
        Lang::KM => format!("{first} ដល់{last}"),
        Lang::JA => format!("{first}～{last}"),
        _ => format!("{first}至{last}"),
    }
}

/// A month with its year, as the head of a calendar.
pub fn month_of_year(day: Date, lang: Lang) -> String {
    let (y, m, _) = parts(day);
    match lang {
        Lang::VI => format!("Tháng {m} năm {y}"),
        Lang::EN => format!("{} {y}", EN_MONTHS[m - 1]),
        Lang::KO => format!("{y}년 {m}월"),
        Lang::KM => to_khmer(&format!("ខែ{} ឆ្នាំ{y}", KM_MONTHS[m - 1])),
        _ => format!("{y}年{m}月"),
    }
}

/// The days of the week from Monday, as short as the head of a calendar has them.
pub fn short_weekdays(lang: Lang) -> [&'static str; 7] {
    match lang {
        Lang::VI => ["T2", "T3", "T4", "T5", "T6", "T7", "CN"],
        Lang::EN => ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
        Lang::KO => ["월", "화", "수", "목", "금", "토", "일"],
        Lang::KM => ["ច", "អ", "ព", "ព្រ", "សុ", "ស", "អា"],
        Lang::JA => JA_DAYS,
        _ => ["一", "二", "三", "四", "五", "六", "日"],
    }
}

/// A time of day, of 24 hours.
pub fn time(time: Time, lang: Lang) -> String {
    let text = format!("{:02}:{:02}", time.hour(), time.minute());
    if lang == Lang::KM { to_khmer(&text) } else { text }
}

/// The months of a year in words or numbers, as a list of them reads.
pub fn month(number: u8, lang: Lang) -> String {
    let index = usize::from(number.clamp(1, 12)) - 1;
    match lang {
        Lang::VI => format!("tháng {number}"),
        Lang::EN => EN_MONTHS[index].to_owned(),
        Lang::KO => format!("{number}월"),
        Lang::KM => format!("ខែ{}", KM_MONTHS[index]),
        _ => format!("{number}月"),
    }
}

#[cfg(test)]
mod tests {
    use super::{administrative, long, range, short, with_weekday};
    use crate::language::Lang;
    use jiff::civil::date;

    #[test]
    fn dates_follow_the_reference_vectors() {
        let day = date(2025, 8, 8);
        let check = |form: fn(jiff::civil::Date, Lang) -> String, expect: [&str; 6]| {
            for (lang, expect) in Lang::ALL.into_iter().zip(expect) {
                assert_eq!(form(day, lang), expect);
            }
        };
        check(long, ["ngày 8 tháng 8 năm 2025", "8 August 2025", "2025년 8월 8일", "ថ្ងៃទី៨ ខែសីហា ឆ្នាំ២០២៥", "2025年8月8日", "2025年8月8日"]);
        check(
            with_weekday,
            [
                "Thứ Sáu, ngày 8/8/2025",
                "Friday, 8 August 2025",
                "2025년 8월 8일 금요일",
                "ថ្ងៃសុក្រ ទី៨ ខែសីហា ឆ្នាំ២០២៥",
                "2025年8月8日（金）",
                "2025年8月8日 星期五",
            ],
        );
        check(short, ["08/8/2025", "8 Aug 2025", "2025. 8. 8.", "០៨/០៨/២០២៥", "2025/8/8", "2025-08-08"]);
        assert_eq!(administrative(day, Lang::VI), "ngày 08 tháng 8 năm 2025");
        assert_eq!(administrative(date(2026, 1, 5), Lang::VI), "ngày 05 tháng 01 năm 2026");
        assert_eq!(administrative(date(2026, 12, 15), Lang::VI), "ngày 15 tháng 12 năm 2026");
        assert_eq!(administrative(day, Lang::KO), "2025년 8월 8일");
    }

    #[test]
    fn ranges_name_the_month_once() {
        let check = |first, last, expect: [&str; 6]| {
            for (lang, expect) in Lang::ALL.into_iter().zip(expect) {
                assert_eq!(range(first, last, lang), expect);
            }
        };
        check(
            date(2024, 11, 8),
            date(2024, 11, 10),
            [
                "từ ngày 8 đến ngày 10 tháng 11 năm 2024",
                "8–10 November 2024",
                "2024년 11월 8일–10일",
                "ថ្ងៃទី៨ ដល់ថ្ងៃទី១០ ខែវិច្ឆិកា ឆ្នាំ២០២៤",
                "2024年11月8日～10日",
                "2024年11月8日至10日",
            ],
        );
        check(
            date(2025, 12, 30),
            date(2026, 1, 2),
            [
                "từ ngày 30 tháng 12 năm 2025 đến ngày 2 tháng 1 năm 2026",
                "30 December 2025 – 2 January 2026",
                "2025년 12월 30일–2026년 1월 2일",
                "ថ្ងៃទី៣០ ខែធ្នូ ឆ្នាំ២០២៥ ដល់ថ្ងៃទី២ ខែមករា ឆ្នាំ២០២៦",
                "2025年12月30日～2026年1月2日",
                "2025年12月30日至2026年1月2日",
            ],
        );
    }
}
