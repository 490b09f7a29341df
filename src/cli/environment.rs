//! What the environment says: locale, colours, the time.
//!
//! Knows nothing of: commands.

use std::io::IsTerminal;

use anyhow::Context;
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};

use crate::diagnostic::MessageLanguage;

/// The time zone of the province; dates in front matter are in it.
const ZONE: &str = "Asia/Ho_Chi_Minh";

/// Vietnamese where the locale says so, else English.
pub(super) fn message_language() -> MessageLanguage {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    if locale.is_some_and(|locale| locale.starts_with("vi")) { MessageLanguage::Vi } else { MessageLanguage::En }
}

/// Whether the error stream takes colours: a terminal, and `NO_COLOR` isn't set (no-color.org).
pub(super) fn wants_colour() -> bool {
    allows_colour() && std::io::stderr().is_terminal()
}

/// The same of the output stream.
pub(super) fn gives_colour() -> bool {
    allows_colour() && std::io::stdout().is_terminal()
}

fn allows_colour() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Who runs the program, for people to see.
pub(super) fn user() -> String {
    ["USER", "LOGNAME", "USERNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .unwrap_or_else(|| "?".to_owned())
}

/// A secret of a publishing target: `SAOLA_<TARGET>_<WHAT>`.
#[cfg(feature = "remote")]
pub(super) fn secret(target: &str, what: &str) -> Option<String> {
    let name = format!("SAOLA_{}_{what}", target.to_uppercase().replace('-', "_"));
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The clock, in Việt Nam, whatever `SOURCE_DATE_EPOCH` says.
pub(super) fn clock() -> anyhow::Result<civil::DateTime> {
    Ok(TimeZone::get(ZONE)?.to_datetime(Timestamp::now()))
}

/// Now, in Việt Nam: the clock, or `SOURCE_DATE_EPOCH` (reproducible-builds.org).
pub(super) fn now() -> anyhow::Result<civil::DateTime> {
    let timestamp = match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(seconds) => {
            let seconds: i64 =
                seconds.trim().parse().with_context(|| format!("SOURCE_DATE_EPOCH isn't a number of seconds: “{seconds}”"))?;
            Timestamp::from_second(seconds).context("SOURCE_DATE_EPOCH is out of range")?
        }
        Err(_) => Timestamp::now(),
    };
    Ok(TimeZone::get(ZONE)?.to_datetime(timestamp))
}
