//! When the site changes by itself: an article appears or expires, an event passes, a notice begins or ends, a review falls due.
//!
//! Knows nothing of: clocks; what "now" is comes from outside.

use jiff::civil;

use crate::source::Span;

/// What happens at a moment.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Happening {
    /// An article is published (`publish_at`).
    Appears,
    /// An article leaves the lists (`expires`).
    Expires,
    /// An event is over.
    EventOver,
    /// A notice begins to show.
    NoticeBegins,
    /// A notice goes.
    NoticeEnds,
    /// An article has to be looked at again (`review_by`).
    ReviewDue,
}

/// A moment at which the site changes by itself, before or after now.
#[derive(Clone, Debug)]
pub struct Moment {
    /// When, in Việt Nam's time.
    pub at: civil::DateTime,
    /// What happens.
    pub what: Happening,
    /// Where it is written.
    pub span: Span,
}

impl Happening {
    /// A stable word for programs.
    pub fn word(self) -> &'static str {
        match self {
            Happening::Appears => "appears",
            Happening::Expires => "expires",
            Happening::EventOver => "event-over",
            Happening::NoticeBegins => "notice-begins",
            Happening::NoticeEnds => "notice-ends",
            Happening::ReviewDue => "review-due",
        }
    }
}
