//! `saola schedule`.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use jiff::civil;
use serde_json::json;

use super::translate::site;
use super::{Session, environment, terminal};
use crate::diagnostic::Text;
use crate::site::moments::{Happening, Moment};
use crate::text;

/// Show when the portal will next change by itself.
///
/// Articles appear (publish_at) and expire, events pass, notices begin and end: each needs a publication at its time. Reviews
/// that are due (review_by) are listed too. Times are Việt Nam's.
#[derive(Args)]
pub(super) struct Schedule {
    /// How it is printed.
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
    /// The command that cron runs.
    #[arg(long, default_value = "saola publish --yes", value_name = "COMMAND")]
    run: String,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For people.
    Text,
    /// One object with all moments.
    Json,
    /// The next moment alone (2026-12-01T08:00:00+07:00); nothing where there is none.
    Next,
    /// Lines of a crontab, one a moment of the coming year.
    Cron,
}

impl Schedule {
    pub(super) fn run(self, session: &Session) -> anyhow::Result<ExitCode> {
        let (_, snapshot, _) = session.open()?;
        let now = environment::now()?;
        let moments = &site(&snapshot).moments;
        // A review that is due changes no page: it is for people alone.
        let is_ahead = |moment: &&Moment| moment.at > now && moment.what != Happening::ReviewDue;
        let ahead: Vec<&Moment> = moments.iter().filter(is_ahead).collect();
        let reviews: Vec<&Moment> = moments.iter().filter(|moment| moment.what == Happening::ReviewDue).collect();
        let (due, later): (Vec<&Moment>, Vec<&Moment>) = reviews.into_iter().partition(|moment| moment.at <= now);
        terminal::give(&match self.format {
            Form::Text => table(session, &ahead, &due, later.first().copied()),
            Form::Json => {
                let list = |moments: &[&Moment]| moments.iter().map(|moment| object(moment)).collect::<Vec<_>>();
                format!(
                    "{:#}\n",
                    json!({ "now": stamp(now), "ahead": list(&ahead), "reviews_due": list(&due), "reviews_later": list(&later) })
                )
            }
            Form::Next => ahead.first().map_or(String::new(), |moment| stamp(moment.at) + "\n"),
            Form::Cron => cron(&ahead, now, &self.run),
        });
        Ok(ExitCode::SUCCESS)
    }
}

fn object(moment: &Moment) -> serde_json::Value {
    let (line, _) = moment.span.line_column();
    json!({ "at": stamp(moment.at), "what": moment.what.word(), "path": moment.span.source().path().as_str(), "line": line })
}

/// RFC 3339; Việt Nam keeps no summer time.
fn stamp(at: civil::DateTime) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S+07:00").to_string()
}

fn table(session: &Session, ahead: &[&Moment], due: &[&Moment], later: Option<&Moment>) -> String {
    let mut text = String::new();
    let mut line = |moment: &Moment, words: &Text| {
        let (at, path, words) = (moment.at.strftime("%Y-%m-%d %H:%M"), moment.span.source().path(), session.say(words));
        text.push_str(&format!("{at}  {path}  {words}\n"));
    };
    for moment in ahead.iter().chain(due) {
        line(moment, &happens(moment.what));
    }
    if ahead.is_empty() {
        text.push_str(
            session.say(&text!(
                "Không có gì trên cổng tự thay đổi theo thời gian sắp tới.\n",
                "Nothing on the portal will change by itself.\n"
            )),
        );
    }
    if let Some(moment) = later {
        let (at, path) = (moment.at.strftime("%Y-%m-%d"), moment.span.source().path());
        text.push_str(session.say(&text!("Lần xem lại kế tiếp: {at}, {path}\n", "The next review: {at}, {path}\n")));
    }
    text
}

fn happens(what: Happening) -> Text {
    match what {
        Happening::Appears => text!("bài lên trang", "the article appears"),
        Happening::Expires => text!("bài hết hạn, rời các danh sách", "the article expires and leaves the lists"),
        Happening::EventOver => text!("sự kiện kết thúc", "the event is over"),
        Happening::NoticeBegins => text!("thông báo bắt đầu hiện", "the notice begins to show"),
        Happening::NoticeEnds => text!("thông báo thôi hiện", "the notice goes"),
        Happening::ReviewDue => text!("đã đến hạn xem lại (review_by)", "is due for review (review_by)"),
    }
}

/// Lines of a crontab. A crontab knows no years: only the coming one is listed, and a publication with nothing to do does nothing.
fn cron(ahead: &[&Moment], now: civil::DateTime, command: &str) -> String {
    let year = now.date().checked_add(jiff::Span::new().days(360)).map_or(now.date(), |date| date);
    let mut text = "CRON_TZ=Asia/Ho_Chi_Minh\n".to_owned();
    let mut last = None;
    for moment in ahead.iter().filter(|moment| moment.at.date() <= year) {
        // Cron knows minutes: a moment within one is over when the next begins.
        let second = i64::from(moment.at.second() > 0 || moment.at.subsec_nanosecond() > 0);
        let at = moment.at.checked_add(jiff::Span::new().minutes(second)).unwrap_or(moment.at).strftime("%-M %-H %-d %-m").to_string();
        if last.as_ref() != Some(&at) {
            text.push_str(&format!("{at} * {command}\n"));
        }
        last = Some(at);
    }
    text
}
