//! Events as a calendar (iCalendar, RFC 5545): one event, or all of a language.
//!
//! An event has the same UID in all languages, so that a calendar that takes two of them holds it once.
//!
//! Knows nothing of: pages' HTML.

use jiff::{SignedDuration, civil};

use super::Renderer;
use crate::language::Lang;
use crate::plan::Page;
use crate::site::{Article, ArticleId, Occasion, Showing, Translation};

/// Việt Nam keeps one offset the whole year.
const ZONE: &str = "Asia/Ho_Chi_Minh";
/// A line's longest form in bytes, without its end (RFC 5545, 3.1).
const LINE: usize = 75;

impl Renderer {
    /// A calendar of one event, or of all events that have a text in the language.
    pub(super) fn calendar(&self, lang: Lang, event: Option<ArticleId>) -> Vec<u8> {
        let mut calendar = Lines(String::new());
        calendar.line("BEGIN", "VCALENDAR");
        calendar.line("VERSION", "2.0");
        calendar.text("PRODID", &format!("-//{}//Saola//{}", self.host(), lang.id().to_ascii_uppercase()));
        calendar.line("CALSCALE", "GREGORIAN");
        calendar.line("METHOD", "PUBLISH");
        if event.is_none() {
            calendar.text("NAME", &self.site_name(lang));
            calendar.text("X-WR-CALNAME", &self.site_name(lang));
        }
        for (name, value) in [
            ("BEGIN", "VTIMEZONE"),
            ("TZID", ZONE),
            ("BEGIN", "STANDARD"),
            ("DTSTART", "19700101T000000"),
            ("TZOFFSETFROM", "+0700"),
            ("TZOFFSETTO", "+0700"),
            ("TZNAME", "+07"),
            ("END", "STANDARD"),
            ("END", "VTIMEZONE"),
        ] {
            calendar.line(name, value);
        }
        for id in event.map_or_else(|| self.events(lang), |id| vec![id]) {
            let article = self.site.article(id);
            if let (Some(occasion), Some(showing)) = (&article.occasion, self.site.showing(article, lang)) {
                self.event_lines(&mut calendar, (id, article), occasion, showing.translation());
            }
        }
        calendar.line("END", "VCALENDAR");
        calendar.0.into_bytes()
    }

    /// Events with a text in a language, the earliest first.
    fn events(&self, lang: Lang) -> Vec<ArticleId> {
        let own = |article: &Article| matches!(self.site.showing(article, lang), Some(Showing::Own(_)));
        let mut events: Vec<(civil::DateTime, ArticleId)> = self
            .site
            .article_ids()
            .filter(|(_, article)| own(article))
            .filter_map(|(id, article)| Some((article.occasion.as_ref()?.start, id)))
            .collect();
        events.sort();
        events.into_iter().map(|(_, id)| id).collect()
    }

    fn event_lines(&self, calendar: &mut Lines, (id, article): (ArticleId, &Article), occasion: &Occasion, text: &Translation) {
        let urls = self.plan.urls();
        let changed = utc(article.changed());
        let section = article.section.map_or("", |id| self.site.section(id).id.as_str());
        calendar.line("BEGIN", "VEVENT");
        calendar.text("UID", &format!("{section}-{}@{}", article.slug, self.host()));
        calendar.line("DTSTAMP", &changed);
        calendar.line("LAST-MODIFIED", &changed);
        if occasion.whole_days {
            // The end of whole days is the day after the last one (RFC 5545, 3.6.1).
            let after = occasion.last_day.tomorrow().unwrap_or(occasion.last_day);
            calendar.line("DTSTART;VALUE=DATE", &occasion.start.date().strftime("%Y%m%d").to_string());
            calendar.line("DTEND;VALUE=DATE", &after.strftime("%Y%m%d").to_string());
        } else {
            calendar.line(&format!("DTSTART;TZID={ZONE}"), &local(occasion.start));
            if let Some(end) = occasion.end {
                calendar.line(&format!("DTEND;TZID={ZONE}"), &local(end));
            }
        }
        let language = |name: &str| format!("{name};LANGUAGE={}", text.lang.tag());
        calendar.text(&language("SUMMARY"), &text.words.title);
        calendar.text(&language("DESCRIPTION"), &text.words.summary);
        let venue = self.venue(article, text);
        if !venue.is_empty() {
            calendar.text(&language("LOCATION"), &venue.join(", "));
        }
        calendar.line("URL", &urls.absolute(&urls.page(Page::Article(id), text.lang)));
        calendar.line("TRANSP", "TRANSPARENT");
        calendar.line("END", "VEVENT");
    }

    fn host(&self) -> &str {
        self.origin().split_once("://").map_or("", |(_, host)| host)
    }
}

fn local(time: civil::DateTime) -> String {
    time.strftime("%Y%m%dT%H%M%S").to_string()
}

fn utc(time: civil::DateTime) -> String {
    let there = time.checked_sub(SignedDuration::from_hours(7)).unwrap_or(time);
    format!("{}Z", local(there))
}

/// Content lines, folded, each ended as the standard wants it.
struct Lines(String);

impl Lines {
    /// A line whose value is text: backslash, semicolon, comma and line ends are escaped (RFC 5545, 3.3.11).
    fn text(&mut self, name: &str, value: &str) {
        let escaped = value.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace("\r\n", "\\n").replace('\n', "\\n");
        self.line(name, &escaped);
    }

    /// A line, folded after at most 75 bytes and never inside a character.
    fn line(&mut self, name: &str, value: &str) {
        let mut length = 0;
        for c in name.chars().chain([':']).chain(value.chars()) {
            if length + c.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(c);
            length += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn lines_are_folded_between_characters_and_text_is_escaped() {
        for words in [
            "Lễ hội “Vang mãi tiếng chày trên sóc Bom Bo”, năm 2024; ba ngày ở khu bảo tồn văn hóa",
            "A festival, three days; at the culture reserve of Bom Bo, in November, with fifty lithophones",
            "봄보 마을의 절구 소리 축제, 2024년 11월 사흘 동안 문화보존구역에서 열립니다; 누구나 오실 수 있습니다",
            "ពិធីបុណ្យសំឡេងអង្រែនៅភូមិបុំបូ ឆ្នាំ២០២៤ រយៈពេលបីថ្ងៃនៅតំបន់អភិរក្សវប្បធម៌ជនជាតិស្ទៀង",
            "ボムボー集落の杵の音祭り、2024年11月に三日間、スティエン族文化保存区で開かれました",
            "蓬波村舂米声节，2024年11月在斯丁族文化保护区举行三天，五十套石琴同台演奏",
        ] {
            let mut lines = Lines(String::new());
            lines.text("SUMMARY;LANGUAGE=vi", words);
            assert!(lines.0.split("\r\n").all(|line| line.len() <= 75), "{}", lines.0);
            let unfolded = lines.0.replace("\r\n ", "");
            let escaped = words.replace(',', "\\,").replace(';', "\\;");
            assert_eq!(unfolded, format!("SUMMARY;LANGUAGE=vi:{escaped}\r\n"));
        }
    }
}
