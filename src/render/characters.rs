//! The characters that pages of a language can show in its own script: what its fonts are cut to.
//!
//! 1. texts, titles and words of the language itself: articles, sections, vocabularies, records, messages, identity,
//! 2. what the program writes: dates, numbers, money, lists, punctuation,
//! 3. what templates write.
//!
//! Words of other languages stand in elements with their own `lang` and have fonts of their own.
//!
//! Knows nothing of: fonts.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil;

use super::Renderer;
use crate::language::{Lang, LangMap};
use crate::messages::numbers::Place;
use crate::messages::{dates, numbers};
use crate::site::Translation;

impl Renderer {
    /// All characters of a language, sorted; computed once a snapshot.
    pub fn characters(&self, lang: Lang) -> Arc<str> {
        Arc::clone(self.characters[lang].get_or_init(|| {
            let mut all: BTreeSet<char> = (' '..='~').collect();
            self.texts(lang, &mut all);
            self.words(lang, &mut all);
            all.extend(written(lang).chars());
            all.extend(self.theme.literals().chars());
            all.extend(self.messages.characters(lang));
            let shown = all.into_iter().filter(|c| !c.is_control());
            shown.collect::<String>().into()
        }))
    }

    fn texts(&self, lang: Lang, all: &mut BTreeSet<char>) {
        let texts = self.site.articles.iter().map(|article| &article.translations);
        let texts = texts.chain(self.site.sections.iter().map(|section| &section.texts)).chain([&self.site.home]);
        for text in texts.filter_map(|texts: &LangMap<Option<Translation>>| texts[lang].as_ref()) {
            all.extend(text.document.characters.chars());
        }
    }

    fn words(&self, lang: Lang, all: &mut BTreeSet<char>) {
        let mut add = |words: &LangMap<String>| all.extend(words[lang].chars());
        for term in &self.site.terms {
            term.entry.names.iter().for_each(|name| add(&name.words));
            add(&term.entry.intro);
            if let Some(country) = &term.entry.details.country {
                add(&country.capital);
                add(&country.languages);
            }
        }
        for figure in &self.site.figures {
            add(&figure.label);
            add(&figure.note);
        }
        for channel in &self.site.channels {
            add(&channel.names);
            add(&channel.note);
        }
        self.site.notices.iter().for_each(|posted| add(&posted.notice.words));
        self.site.glossary.iter().for_each(|term| add(&term.words));
        let config = &self.site.config;
        let identity = &config.identity;
        for words in [&identity.managing_body, &identity.governing_body, &identity.address, &identity.content_responsible, &config.licence]
        {
            add(words);
        }
        if let Some(portal) = &config.parent_portal {
            add(&portal.name);
        }
    }
}

/// Everything that dates, numbers and lists of a language can be written with.
fn written(lang: Lang) -> String {
    let mut text = String::from("–—…·›“”‘’«»「」『』《》（）【】、。，：；！？・～％០១២៣៤៥៦៧៨៩២០");
    for month in 1..=12 {
        let day = civil::Date::new(2026, month, 10 + month).unwrap_or(civil::Date::MAX);
        let later = day.saturating_add(jiff::Span::new().days(40));
        for form in [dates::long(day, lang), dates::with_weekday(day, lang), dates::short(day, lang), dates::month_of_year(day, lang)] {
            text.push_str(&form);
        }
        text.push_str(&dates::range(day, day.tomorrow().unwrap_or(day), lang));
        text.push_str(&dates::range(day, later, lang));
        text.push_str(&dates::month(month.unsigned_abs(), lang));
    }
    text.push_str(&dates::short_weekdays(lang).concat());
    for amount in [1.0, 45_000.0, 4.33e9, 2.0e13] {
        for currency in ["USD", "VND"] {
            text.push_str(&numbers::money(amount, currency, lang, Place::Prose));
        }
    }
    text.push_str(&numbers::list(&["A".to_owned(), "B".to_owned(), "C".to_owned()], lang));
    text.push_str("km²ha");
    text
}
