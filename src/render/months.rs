//! Months as calendars: the months in which events to come take place, weeks from Monday to Sunday.
//!
//! Knows nothing of: past events, the page.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::{self, Weekday};

use super::Renderer;
use super::view::{DateCellView, LinkView, MonthView};
use crate::language::Lang;
use crate::messages::{dates, numbers};
use crate::site::ArticleId;

/// Months that are shown at most.
const MONTHS: usize = 3;

impl Renderer {
    /// The first months in which events to come take place.
    pub(super) fn months(&self, lang: Lang) -> Vec<MonthView> {
        let upcoming = self.lists.upcoming(lang);
        let mut months: BTreeSet<civil::Date> = BTreeSet::new();
        for occasion in upcoming.iter().filter_map(|id| self.site.article(*id).occasion.as_ref()) {
            months.insert(occasion.start.date().first_of_month());
            months.insert(occasion.last_day.first_of_month());
        }
        months.into_iter().take(MONTHS).map(|first| self.month(first, upcoming, lang)).collect()
    }

    fn month(&self, first: civil::Date, events: &[ArticleId], lang: Lang) -> MonthView {
        let before = i64::from(first.weekday().since(Weekday::Monday));
        let mut day = first.checked_sub(before.days()).unwrap_or(first);
        let mut weeks = Vec::new();
        while day <= first.last_of_month() {
            let mut week = Vec::with_capacity(7);
            for _ in 0..7 {
                week.push(self.cell(day, first, events, lang));
                day = day.tomorrow().unwrap_or(day);
            }
            weeks.push(week);
        }
        MonthView { title: dates::month_of_year(first, lang), days: dates::short_weekdays(lang).to_vec(), weeks }
    }

    fn cell(&self, day: civil::Date, month: civil::Date, events: &[ArticleId], lang: Lang) -> DateCellView {
        if day.month() != month.month() {
            return DateCellView { number: String::new(), iso: String::new(), events: Vec::new() };
        }
        let takes_place = |id: &&ArticleId| {
            self.site.article(**id).occasion.as_ref().is_some_and(|occasion| occasion.start.date() <= day && day <= occasion.last_day)
        };
        let link = |id: &ArticleId| {
            let article = self.site.article(*id);
            let text = self.site.showing(article, lang)?.translation();
            let address = self.article_address(*id, lang)?;
            Some(LinkView { id: article.slug.clone(), title: text.words.title.clone(), url: address.url })
        };
        DateCellView {
            number: numbers::number(f64::from(day.day()), 0, lang, numbers::Place::Prose),
            iso: day.to_string(),
            events: events.iter().filter(takes_place).filter_map(link).collect(),
        }
    }
}
