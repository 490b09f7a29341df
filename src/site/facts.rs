//! What an article's facts mean among the others: its terms, its standing today, when its event takes place; and records.
//!
//! Knows nothing of: texts, links.

use jiff::civil;

use super::assembly::Assembly;
use super::moments::{Happening, Moment};
use super::{Occasion, Posted, Standing, Target, TermId};
use crate::diagnostic::codes;
use crate::front_matter::ArticleMeta;
use crate::front_matter::facts::Facts;
use crate::kind::Kind;
use crate::records::{Channel, Figure, Notice, Records};
use crate::source::Span;
use crate::vocabulary::VocabularyKind;
use crate::yaml::Placed;

/// An article's facts, with what complaints need.
pub(super) struct FactCheck<'a> {
    pub(super) meta: &'a ArticleMeta,
    pub(super) kind: Kind,
    pub(super) span: &'a Span,
    pub(super) is_draft: bool,
}

impl Assembly {
    /// The terms an article refers to, and its agency among them.
    pub(super) fn article_terms(&mut self, facts: &FactCheck<'_>) -> (Vec<TermId>, Option<TermId>) {
        let meta = facts.meta;
        let mut terms = Vec::new();
        let mut agency = None;
        let one = |value: &Option<Placed<String>>| value.iter().cloned().collect::<Vec<_>>();
        for (kind, ids) in [
            (VocabularyKind::Pillars, one(&meta.pillar)),
            (VocabularyKind::Topics, meta.topics.clone()),
            (VocabularyKind::Agencies, one(&meta.agency)),
            (VocabularyKind::Places, meta.places.clone()),
            (VocabularyKind::Countries, meta.countries.clone()),
        ] {
            for id in ids {
                if let Some(term) = self.term(kind, kind.key(), &id, facts.span)
                    && !terms.contains(&term)
                {
                    terms.push(term);
                    if kind == VocabularyKind::Agencies {
                        agency = Some(term);
                    }
                }
            }
        }
        (terms, agency)
    }

    fn term(&mut self, kind: VocabularyKind, key: &str, id: &Placed<String>, span: &Span) -> Option<TermId> {
        let found = self.index.terms.get(&(kind.id().to_owned(), id.value.clone())).copied();
        if found.is_none() {
            let known = self.index.terms.keys().filter(|(vocabulary, _)| vocabulary == kind.id()).map(|(_, id)| id.as_str());
            self.diagnostics.push(codes::unknown_id(Span::new(span.source(), id.range.clone()), key, &id.value, known));
        }
        found
    }

    /// Checks facts against each other, the vocabularies and the clock.
    pub(super) fn check_facts(&mut self, facts: &FactCheck<'_>) {
        let FactCheck { meta, kind, span, is_draft } = *facts;
        let at = |range: &std::ops::Range<usize>| Span::new(span.source(), range.clone());
        let lacks = |assembly: &mut Assembly, key: &str| {
            let missing = codes::missing_key(span.clone(), key);
            assembly.diagnostics.push(if is_draft { codes::in_draft(missing) } else { missing });
        };
        if kind != Kind::Page {
            let required = [("pillar", meta.pillar.is_some()), ("topics", !meta.topics.is_empty()), ("agency", meta.agency.is_some())];
            for (key, _) in required.into_iter().filter(|(_, present)| !present) {
                lacks(self, key);
            }
        }
        if kind == Kind::Event && !meta.kind_facts.iter().any(|map| map.kind == Kind::Event) {
            lacks(self, "event");
        }
        if let Some(shows) = meta.shows.as_ref().filter(|_| kind != Kind::Page) {
            self.diagnostics.push(codes::wrong_kind(at(&shows.range), "shows", kind.word()));
        }
        for map in &meta.kind_facts {
            if map.kind != kind {
                self.diagnostics.push(codes::wrong_kind(at(&map.key), map.kind.word(), kind.word()));
            }
            self.check_ids(&map.facts, span);
        }
        if let Some(updated) = meta.updated.as_ref().filter(|updated| updated.value < meta.date.date()) {
            self.diagnostics.push(codes::dates_out_of_order(at(&updated.range), "updated", "date"));
        }
        let begins = meta.publish_at.as_ref().map_or(meta.date, |p| p.value);
        if let Some(expires) = meta.expires.as_ref().filter(|expires| expires.value < begins) {
            self.diagnostics.push(codes::dates_out_of_order(at(&expires.range), "expires", "date"));
        }
        if let Some(review) = &meta.review_by {
            let due = review.value.tomorrow().unwrap_or(review.value).at(0, 0, 0, 0);
            if due <= self.now {
                self.diagnostics.push(codes::review_due(at(&review.range)));
            }
            let span = at(&review.range);
            self.changes_at(due, Happening::ReviewDue, span);
        }
    }

    /// Whether readers see an article.
    pub(super) fn standing(&mut self, meta: &ArticleMeta, draft: bool, span: &Span) -> Standing {
        let passed = |at: &Option<Placed<civil::DateTime>>| at.as_ref().map(|at| at.value <= self.now);
        let (published, expired) = (passed(&meta.publish_at), passed(&meta.expires));
        for (at, what) in [(&meta.publish_at, Happening::Appears), (&meta.expires, Happening::Expires)] {
            if let Some(at) = at {
                self.changes_at(at.value, what, Span::new(span.source(), at.range.clone()));
            }
        }
        match () {
            () if draft && !self.drafts => Standing::Draft,
            () if published == Some(false) && !self.drafts => Standing::Scheduled,
            () if expired == Some(true) => Standing::Expired,
            () => Standing::Live,
        }
    }

    fn changes_at(&mut self, at: civil::DateTime, what: Happening, span: Span) {
        self.moments.push(Moment { at, what, span });
    }

    /// Complains about ids in the facts of a kind that their vocabulary doesn't have.
    fn check_ids(&mut self, facts: &Facts, span: &Span) {
        let mut ids: Vec<(VocabularyKind, &'static str, &Placed<String>)> = Vec::new();
        let places = VocabularyKind::Places;
        match facts {
            Facts::Investment(facts) => {
                ids.extend(facts.place.iter().map(|id| (places, "place", id)));
                ids.extend(facts.distances.iter().map(|(id, _)| (places, "to", id)));
                ids.extend(facts.contact_agency.iter().map(|id| (VocabularyKind::Agencies, "agency", id)));
            }
            Facts::Event(event) => ids.extend(event.organiser.iter().map(|id| (VocabularyKind::Agencies, "organiser", id))),
            Facts::Tourism(facts) => {
                let days = facts.days.iter().flat_map(|day| day.places.iter().chain(&day.instead));
                ids.extend(days.map(|id| (places, "places", id)));
            }
            Facts::Story(_) => {}
        }
        for (kind, key, id) in ids {
            self.term(kind, key, id, span);
        }
    }

    /// When an article's event takes place; its end is among the moments at which the site changes.
    pub(super) fn occasion(&mut self, meta: &ArticleMeta, span: &Span) -> Option<Occasion> {
        let event = meta.kind_facts.iter().find_map(|map| if let Facts::Event(event) = &map.facts { Some(event) } else { None })?;
        let start = event.start?;
        let last = event.end.unwrap_or(start).max(start);
        let day_after = || last.date().tomorrow().unwrap_or(last.date()).at(0, 0, 0, 0);
        // An event with a time and no end lasts, as far as anybody knows, until its day is over.
        let over = if event.whole_days || event.end.is_none() { day_after() } else { last };
        self.changes_at(over, Happening::EventOver, span.clone());
        let end = event.end.filter(|_| !event.whole_days);
        Some(Occasion { start, end, last_day: last.date(), whole_days: event.whole_days, over, is_past: over <= self.now })
    }

    /// Figures and channels as they stand, and the notices that are not over.
    pub(super) fn records(&mut self, records: Vec<Records>) -> (Vec<Figure>, Vec<Channel>, Vec<Posted>) {
        let (mut figures, mut channels, mut notices): (Vec<Figure>, Vec<Channel>, Vec<Notice>) = Default::default();
        for file in records {
            match file {
                Records::Figures(list) => figures.extend(list),
                Records::Channels(list) => channels.extend(list),
                Records::Notices(list) => notices.extend(list),
            }
        }
        for channel in &channels {
            if let Some(agency) = &channel.managed_by {
                self.term(VocabularyKind::Agencies, "managed_by", agency, &channel.span);
            }
        }
        for notice in &notices {
            self.changes_at(notice.from, Happening::NoticeBegins, notice.span.clone());
            self.changes_at(notice.until, Happening::NoticeEnds, notice.span.clone());
        }
        notices.retain(|notice| self.now < notice.until);
        let posted = notices.into_iter().map(|notice| Posted { shows: notice.from <= self.now, link: Target::Nowhere, notice });
        (figures, channels, posted.collect())
    }
}
