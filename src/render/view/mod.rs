//! What templates see: the contract with themes.
//!
//! Every template gets `site` and `page`; the others as its kind needs them: `article` and `body`, `list`, `home`,
//! `section`, `term`, `vocabulary`, `archive`, `latest`; and in `shown` what a page shows under its text. Text is unescaped
//! (the engine escapes it); `body` and `html` are HTML.
//!
//! Knows nothing of: how the values are found.

pub mod facts;
pub mod shown;

use serde::Serialize;
use tera::Value;

use facts::{ChoiceView, DayView, FactView, SchemeView};
use shown::{CountryView, FigureView, OutdatedView};

/// A title with an address.
#[derive(Serialize)]
pub struct LinkView {
    /// The id of what it leads to, for classes and comparisons.
    pub id: String,
    /// The words.
    pub title: String,
    /// The address.
    pub url: String,
}

/// `site`: the same on all pages of a language.
#[derive(Serialize)]
pub struct SiteView {
    /// The portal's name in the language.
    pub name: String,
    /// Its name in the default language.
    pub name_original: String,
    /// The tag of the default language.
    pub default_tag: String,
    /// One sentence about it.
    pub summary: String,
    /// The language's first page.
    pub home_url: String,
    /// The language's feed.
    pub feed_url: String,
    /// The archive.
    pub archive: LinkView,
    /// Sections in menu order.
    pub sections: Vec<LinkView>,
    /// Pages outside sections, such as about.
    pub pages: Vec<LinkView>,
    /// Vocabularies.
    pub vocabularies: Vec<LinkView>,
    /// The six required lines.
    pub identity: IdentityView,
    /// Notices that show now.
    pub notices: Vec<NoticeView>,
    /// The portal that this one is a component of.
    pub parent_portal: Option<LinkView>,
    /// Where readers rate the information; empty where nothing is set.
    pub rating_url: String,
    /// The line of a licence; empty where none is needed.
    pub licence: String,
    /// All events as a calendar.
    pub calendar_url: String,
    /// The search; none where the theme has no page for it.
    pub search: Option<SearchView>,
}

/// Where a language's search is.
#[derive(Serialize)]
pub struct SearchView {
    /// Its page; the files of the index lie beside it.
    pub url: String,
    /// The script that searches: an ECMAScript module.
    pub script: String,
    /// The site map for readers, where they go without scripts; the page for searching where there is none.
    pub fallback: LinkView,
}

/// A notice over all pages.
#[derive(Serialize)]
pub struct NoticeView {
    /// Its id.
    pub id: String,
    /// Its words.
    pub words: String,
    /// Where more stands; empty where nothing does.
    pub link: String,
    /// An interruption that it announces.
    pub downtime: Option<DowntimeView>,
}

/// A planned interruption.
#[derive(Serialize)]
pub struct DowntimeView {
    /// When it begins.
    pub starts: MomentView,
    /// When the portal is expected back.
    pub returns: MomentView,
}

/// A day with a time of day.
#[derive(Serialize)]
pub struct MomentView {
    /// For `datetime`: with the offset of Việt Nam.
    pub iso: String,
    /// In words.
    pub long: String,
}

/// The lines that a state body's portal must carry (Decree 174/2026, Art. 93(1)).
#[derive(Serialize)]
pub struct IdentityView {
    /// The body that runs the portal.
    pub managing_body: String,
    /// The same in the default language.
    pub managing_body_original: String,
    /// The body above it.
    pub governing_body: String,
    /// Address.
    pub address: String,
    /// E-mail.
    pub email: String,
    /// Phone.
    pub phone: String,
    /// Who answers for the content.
    pub content_responsible: String,
}

/// `page`: what the head and frame of every page need.
#[derive(Serialize)]
pub struct PageView {
    /// home, section, article, vocabulary, term, archive, year, latest, 404.
    pub kind: &'static str,
    /// The language's id.
    pub lang: &'static str,
    /// The language's tag.
    pub tag: &'static str,
    /// The title alone.
    pub title: String,
    /// The title for `<title>`: with the portal's name.
    pub full_title: String,
    /// A description of at most 160 columns.
    pub description: String,
    /// The page's own address with scheme and host.
    pub url: String,
    /// The address that counts: another one on fallback pages.
    pub canonical: String,
    /// The same page in all languages that have it, this one among them; empty on fallback pages.
    pub alternates: Vec<AlternateView>,
    /// The value of `og:locale`.
    pub og_locale: &'static str,
    /// `og:type`.
    pub og_type: &'static str,
    /// The picture for cards of other sites: absolute address.
    pub image: Option<String>,
    /// The language switch.
    pub languages: Vec<LanguageView>,
    /// The way from the first page.
    pub crumbs: Vec<LinkView>,
    /// The feed that fits the page.
    pub feed_url: String,
    /// The id of the section it belongs to; empty outside sections.
    pub section: String,
    /// The address that counts, percent-encoded for use inside another one.
    pub encoded_url: String,
    /// The title, percent-encoded.
    pub encoded_title: String,
    /// Whether the page shows code.
    pub has_code: bool,
    /// Whether search engines shall leave it out.
    pub noindex: bool,
    /// Set where the text is in another language.
    pub fallback: Option<FallbackView>,
    /// Dublin Core (Circular 24/2011, Art. 4-6).
    pub dublin_core: Vec<MetaView>,
    /// schema.org as JSON, safe inside a `script` element.
    pub json_ld: Value,
}

/// A `meta` element.
#[derive(Serialize)]
pub struct MetaView {
    /// Its name.
    pub name: &'static str,
    /// Its value.
    pub content: String,
    /// The tag of the value's language; empty for values that are in none.
    pub tag: &'static str,
}

/// A link of the language switch.
#[derive(Serialize)]
pub struct LanguageView {
    /// The language's id.
    pub id: &'static str,
    /// Its tag.
    pub tag: &'static str,
    /// Its own name.
    pub name: &'static str,
    /// The same page, or the nearest one where there is none.
    pub url: String,
    /// Whether it is the page's own language.
    pub current: bool,
    /// Whether the text isn't there in that language.
    pub missing: bool,
}

/// An alternate language for search engines.
#[derive(Serialize)]
pub struct AlternateView {
    /// The tag, or `x-default`.
    pub tag: &'static str,
    /// The value of `og:locale:alternate`; empty for `x-default` and for the page itself.
    pub og_locale: &'static str,
    /// The address with scheme and host.
    pub url: String,
}

/// The notice on a page whose text is in another language.
#[derive(Serialize)]
pub struct FallbackView {
    /// The tag of the text's language.
    pub tag: &'static str,
    /// Its own name.
    pub name: &'static str,
    /// The address of the page in that language.
    pub url: String,
}

/// A date in the forms that templates use.
#[derive(Serialize)]
pub struct DateView {
    /// `2026-11-23`, for `datetime`.
    pub iso: String,
    /// In running text.
    pub long: String,
    /// In lists.
    pub short: String,
}

/// A picture.
#[derive(Serialize)]
pub struct PictureView {
    /// The `<picture>` or `<img>` element.
    pub html: Value,
    /// Address of the file.
    pub url: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Who made it.
    pub credit: String,
    /// The tag of the credit's language: that of the source.
    pub credit_tag: &'static str,
}

/// A heading in the list of contents.
#[derive(Serialize)]
pub struct TocView {
    /// Its level, 2 to 6.
    pub level: u8,
    /// Its id.
    pub id: String,
    /// Its words.
    pub title: String,
}

/// A source named under an article.
#[derive(Serialize)]
pub struct ReferenceView {
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
    /// Its date.
    pub date: Option<DateView>,
}

/// An address as a QR code.
#[derive(Serialize)]
pub struct QrView {
    /// How many squares it is wide, without its margin of four.
    pub width: usize,
    /// The dark squares as an SVG path, in units of one square.
    pub path: String,
}

/// `article`.
#[derive(Serialize)]
pub struct ArticleView {
    /// Title.
    pub title: String,
    /// Summary.
    pub summary: String,
    /// The tag of the text's language.
    pub tag: &'static str,
    /// The address of its copy to keep; empty where there is none.
    pub saved_url: String,
    /// Its address as a QR code; for pages outside sections none.
    pub qr: Option<QrView>,
    /// news, story, investment, tourism, event, page.
    pub kind: &'static str,
    /// Date of publication.
    pub date: DateView,
    /// Date of the last change of substance.
    pub updated: Option<DateView>,
    /// The day on which it passed its end.
    pub expired: Option<DateView>,
    /// Its facts by kind, in the order of a card.
    pub facts: Vec<FactView>,
    /// The days of an itinerary.
    pub days: Vec<DayView>,
    /// Where its places lie on the drawn scheme.
    pub scheme: Option<SchemeView>,
    /// Its event as a calendar; empty where it is none.
    pub calendar_url: String,
    /// Whether its event is over.
    pub is_past: bool,
    /// Related articles.
    pub related: Vec<Value>,
    /// The newer article of its section.
    pub newer: Option<LinkView>,
    /// The older article of its section.
    pub older: Option<LinkView>,
    /// What it shows under its text: site-map, channels, figures; empty for nothing.
    pub shows: &'static str,
    /// The agency, under the name it had on the date.
    pub agency: Option<LinkView>,
    /// Pillar, topics, places and countries, in this order.
    pub terms: Vec<LinkView>,
    /// Names as they want to be shown.
    pub authors: Vec<String>,
    /// Minutes to read.
    pub minutes: u32,
    /// Headings, where there are three or more.
    pub toc: Vec<TocView>,
    /// The picture at the head.
    pub cover: Option<PictureView>,
    /// Sources named under it.
    pub sources: Vec<ReferenceView>,
    /// Where it was taken from: title, address, date.
    pub taken_from: Option<ReferenceView>,
    /// human, machine, machine-reviewed; empty where nothing is said.
    pub text_origin: &'static str,
    /// Who translated.
    pub translator: String,
    /// What readers are told of a translation that is older than its source.
    pub outdated: Option<OutdatedView>,
    /// Who reviewed these very words.
    pub reviewed_by: String,
    /// When it was reviewed.
    pub reviewed_on: Option<DateView>,
    /// Free words.
    pub keywords: Vec<String>,
}

/// An article in a list.
#[derive(Serialize)]
pub struct CardView {
    /// Title.
    pub title: String,
    /// Summary, cut to 220 columns.
    pub summary: String,
    /// Address.
    pub url: String,
    /// The tag of the text's language.
    pub tag: &'static str,
    /// The text's language in its own words, where it isn't the page's; else empty.
    pub other_language: &'static str,
    /// news, story, investment, tourism, event.
    pub kind: &'static str,
    /// Date.
    pub date: DateView,
    /// When it takes place, for an event; else empty.
    pub when: String,
    /// Whether its event is over.
    pub is_past: bool,
    /// Its cover as an element, for the width of a card; empty where it has none.
    pub picture: Value,
    /// Where it takes place or belongs: the name of its first place; empty where it has none.
    pub place: String,
    /// The rows of its card of facts.
    pub facts: Vec<FactView>,
    /// What an investment can be chosen and sorted by.
    pub choice: Option<ChoiceView>,
}

/// `card` of the template of share cards.
#[derive(Serialize)]
pub struct ShareCardView {
    /// The lines of the title.
    pub lines: Vec<String>,
    /// The title of the section; empty outside sections.
    pub section: String,
    /// The portal's name.
    pub name: String,
    /// The body that runs it.
    pub body: String,
    /// The tag of the language.
    pub tag: &'static str,
    /// The language's id.
    pub lang: &'static str,
}

/// `list`: a page of a list.
#[derive(Serialize)]
pub struct ListView {
    /// The cards of this page.
    pub cards: Vec<Value>,
    /// How many there are on all pages.
    pub total: usize,
    /// This page's number.
    pub number: usize,
    /// How many pages there are.
    pub pages: usize,
    /// The page before, if any.
    pub previous: Option<String>,
    /// The page after, if any.
    pub next: Option<String>,
}

/// `section`.
#[derive(Serialize)]
pub struct SectionView {
    /// Its id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Summary.
    pub summary: String,
    /// The tag of its words' language.
    pub tag: &'static str,
    /// The kind of its articles.
    pub kind: &'static str,
    /// Events that are not over, the next one first; empty for other kinds.
    pub upcoming: Vec<Value>,
    /// Its feed.
    pub feed_url: String,
    /// Where places lie, for a section of tourism.
    pub scheme: Option<SchemeView>,
    /// Months with events to come, for a section of events.
    pub months: Vec<MonthView>,
}

/// A month with its events.
#[derive(Serialize)]
pub struct MonthView {
    /// Its name with the year.
    pub title: String,
    /// The short names of the days of the week, from Monday.
    pub days: Vec<&'static str>,
    /// Its weeks, from Monday to Sunday.
    pub weeks: Vec<Vec<DateCellView>>,
}

/// A day in a month.
#[derive(Serialize)]
pub struct DateCellView {
    /// The day of the month; empty for days of the months beside it.
    pub number: String,
    /// For `datetime`.
    pub iso: String,
    /// Events that take place on it.
    pub events: Vec<LinkView>,
}

/// `home`.
#[derive(Serialize)]
pub struct HomeView {
    /// The portal's words.
    pub title: String,
    /// Its summary.
    pub summary: String,
    /// The tag of the words' language.
    pub tag: &'static str,
    /// The first featured article's picture, which loads at once.
    pub lead_picture: Value,
    /// Featured articles.
    pub featured: Vec<Value>,
    /// Sections with their newest articles.
    pub sections: Vec<HomeSectionView>,
    /// Events that are not over, the next one first.
    pub upcoming: Vec<Value>,
    /// Key figures.
    pub figures: Vec<FigureView>,
    /// The pillars, each with its introduction.
    pub pillars: Vec<PillarView>,
    /// Where places lie.
    pub scheme: Option<SchemeView>,
}

/// A pillar on the home page.
#[derive(Serialize)]
pub struct PillarView {
    /// The pillar.
    pub link: LinkView,
    /// A few sentences about it; empty where there are none.
    pub intro: String,
    /// How many articles there are.
    pub count: usize,
}

/// A section on the home page.
#[derive(Serialize)]
pub struct HomeSectionView {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
    /// The kind of its articles.
    pub kind: &'static str,
    /// Its newest articles.
    pub cards: Vec<Value>,
}

/// A term with the number of its articles.
#[derive(Serialize)]
pub struct TermView {
    /// Its id.
    pub id: String,
    /// Its latest name.
    pub title: String,
    /// Its address.
    pub url: String,
    /// How many articles the language's list has.
    pub count: usize,
    /// Earlier names, oldest first.
    pub earlier: Vec<NameView>,
    /// The day on which it ceased.
    pub ended: Option<DateView>,
    /// A few sentences about it; empty where there are none.
    pub intro: String,
    /// human, machine, machine-reviewed; empty where nothing is said.
    pub text_origin: &'static str,
    /// Sources of its facts.
    pub sources: Vec<ReferenceView>,
    /// Its feed.
    pub feed_url: String,
    /// Facts of a country.
    pub country: Option<CountryView>,
    /// Where a place lies on the drawn scheme.
    pub scheme: Option<SchemeView>,
    /// The term that took over.
    pub successor: Option<LinkView>,
    /// Terms that this one took over.
    pub predecessors: Vec<LinkView>,
    /// Address, phone, site of an agency; empty where nothing is known.
    pub address: String,
    /// Its phone.
    pub phone: String,
    /// Its own site.
    pub site: String,
}

/// An earlier name.
#[derive(Serialize)]
pub struct NameView {
    /// The name.
    pub title: String,
    /// The last day on which it held.
    pub until: Option<DateView>,
}

/// `vocabulary`.
#[derive(Serialize)]
pub struct VocabularyView {
    /// pillars, topics, agencies, places, countries.
    pub id: &'static str,
    /// Its title.
    pub title: String,
    /// Its terms, in the language's order.
    pub terms: Vec<TermView>,
    /// Where places lie on the drawn scheme.
    pub scheme: Option<SchemeView>,
}

/// A year of the archive.
#[derive(Serialize)]
pub struct YearView {
    /// The year.
    pub year: i16,
    /// Its address.
    pub url: String,
    /// How many articles.
    pub count: usize,
}
