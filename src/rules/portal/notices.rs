//! A rule about planned interruptions: readers are told some working days before.
//!
//! Knows nothing of: how notices look. Those to come are held against it too; what is over isn't.

use jiff::civil::{Date, Weekday};

use super::Found;
use crate::diagnostic::codes;
use crate::records::About;
use crate::rulebook::Rule;
use crate::site::Site;

pub(super) fn check(site: &Site, rule: &Rule, days: u32, holidays: &[Date]) -> Found {
    let mut found = Found::default();
    for notice in site.notices.iter().map(|posted| &posted.notice) {
        if let About::Downtime { starts, .. } = notice.about {
            let before = working_days(notice.from.date(), starts.date(), holidays);
            found.look((before < days).then(|| codes::notice_too_late(notice.span.clone(), &rule.name(), before, days)));
        }
    }
    found
}

/// Working days from `first` to the day before `last`.
fn working_days(first: Date, last: Date, holidays: &[Date]) -> u32 {
    let (mut day, mut count) = (first, 0);
    while day < last {
        if !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !holidays.contains(&day) {
            count += 1;
        }
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::working_days;
    use jiff::civil::date;

    #[test]
    fn weekends_and_holidays_do_not_count() {
        // 2026-11-23 is a Monday.
        assert_eq!(working_days(date(2026, 11, 23), date(2026, 12, 2), &[]), 7);
        assert_eq!(working_days(date(2026, 11, 23), date(2026, 12, 2), &[date(2026, 11, 25)]), 6);
        assert_eq!(working_days(date(2026, 11, 28), date(2026, 11, 30), &[]), 0);
        assert_eq!(working_days(date(2026, 12, 2), date(2026, 12, 1), &[]), 0);
    }
}
