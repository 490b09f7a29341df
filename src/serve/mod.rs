//! The preview: answers each request from the snapshot in memory; there is no output folder.
//!
//! 1. [`Preview::answer`] looks the path up in the plan and renders that one output,
//! 2. [`watch`] wakes on file events; the project is refreshed and the snapshot swapped,
//! 3. browsers are told to reload ([`server`] keeps their streams).
//!
//! Where the current state has an error, the last good one answers, with the diagnostics laid over its pages.
//!
//! Knows nothing of: how pages are rendered, sockets.

pub mod server;
pub mod watch;

use std::sync::{Arc, RwLock};

use crate::diagnostic::print::{Format, print};
use crate::diagnostic::{Diagnostic, Diagnostics, MessageLanguage};
use crate::disk::Cache;
use crate::fulfil::fulfil;
use crate::path::{UrlPath, percent_decode};
use crate::plan::{Output, Page};
use crate::render::Renderer;
use crate::text::escape_html as escape;
use crate::workspace::Snapshot;

/// Where browsers listen for changes.
pub const EVENTS: &str = "/__saola/events";

/// Reloads the page on a change; closes its stream while the tab is hidden, because browsers allow few per host.
const RELOAD: &str = "<script>(()=>{let s;const open=()=>{s=new EventSource('/__saola/events');s.onmessage=()=>location.reload()};\
document.addEventListener('visibilitychange',()=>{if(document.hidden){s.close()}else{open()}});open()})()</script>";

/// Pages that are tried before a snapshot counts as one to go back to.
const PROBED: usize = 40;

/// What is sent back for a request.
#[derive(Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The media type.
    pub content_type: &'static str,
    /// Where to go instead, for a redirect.
    pub location: Option<String>,
    /// The bytes.
    pub body: Vec<u8>,
}

/// The state that answers requests.
pub struct Preview {
    state: RwLock<State>,
    cache: Cache,
    language: MessageLanguage,
}

struct State {
    current: Arc<Snapshot>,
    last_good: Option<Arc<Snapshot>>,
    /// The good one before: a template may load well and fail when it is filled.
    good_before: Option<Arc<Snapshot>>,
}

impl Preview {
    /// Starts with a first snapshot, good or not.
    pub fn new(snapshot: Snapshot, cache: Cache, language: MessageLanguage) -> Preview {
        let current = Arc::new(snapshot);
        let last_good = current.is_good().then(|| Arc::clone(&current));
        Preview { state: RwLock::new(State { current, last_good, good_before: None }), cache, language }
    }

    /// Takes a newer snapshot.
    pub fn swap(&self, snapshot: Snapshot) {
        let current = Arc::new(snapshot);
        let mut state = self.state.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        if current.is_good() {
            // Of several faulty ones in a row, the one before the first stays.
            if state.last_good.as_ref().is_some_and(|good| renders(good)) {
                state.good_before = state.last_good.take();
            }
            state.last_good = Some(Arc::clone(&current));
        }
        state.current = current;
    }

    /// Answers a request for a path (with its query, if any).
    pub fn answer(&self, path: &str) -> Answer {
        let (current, last_good, good_before) = {
            let state = self.state.read().unwrap_or_else(std::sync::PoisonError::into_inner);
            (Arc::clone(&state.current), state.last_good.clone(), state.good_before.clone())
        };
        let mut shown = if current.is_good() { String::new() } else { self.panel(&current.diagnostics) };
        let renderer = |snapshot: &Option<Arc<Snapshot>>| snapshot.as_ref().filter(|s| s.renderer.is_some()).map(Arc::clone);
        let mut answer = None;
        for snapshot in [renderer(&last_good), renderer(&good_before)].into_iter().flatten() {
            let Some(renderer) = &snapshot.renderer else { continue };
            match self.planned(renderer, path) {
                Ok(planned) => {
                    answer = Some(planned);
                    break;
                }
                Err(fault) => shown.push_str(&self.panel(&[fault].into_iter().collect())),
            }
        }
        let Some(mut answer) = answer else {
            return bare(&if shown.is_empty() { self.panel(&current.diagnostics) } else { shown });
        };
        if answer.content_type.starts_with("text/html") && answer.location.is_none() {
            answer.body = inject(answer.body, &format!("{shown}{RELOAD}"));
        }
        answer
    }

    /// What the plan has for a path. The error is a template's fault.
    fn planned(&self, renderer: &Renderer, path: &str) -> Result<Answer, Diagnostic> {
        let path = percent_decode(path.split(['?', '#']).next().unwrap_or(path));
        let config = &renderer.site().config;
        let base = config.base_path();
        let Some(inside) = path.strip_prefix(base).filter(|rest| rest.starts_with('/')) else {
            return Ok(redirect(&format!("{base}/")));
        };
        let url = UrlPath::new(inside);
        if let Some(output) = renderer.plan().get(&url) {
            return self.rendered(renderer, &url, output, 200);
        }
        let folder = UrlPath::new(&format!("{inside}/"));
        if renderer.plan().get(&folder).is_some() {
            return Ok(redirect(&renderer.plan().urls().href(&folder)));
        }
        let lang = config
            .languages
            .iter()
            .copied()
            .find(|lang| inside.starts_with(&format!("/{}/", lang.id())))
            .unwrap_or(config.default_language);
        let page = Output::Page(Page::NotFound, lang);
        self.rendered(renderer, &renderer.plan().urls().page(Page::NotFound, lang), &page, 404)
    }

    fn rendered(&self, renderer: &Renderer, url: &UrlPath, output: &Output, status: u16) -> Result<Answer, Diagnostic> {
        let body = renderer.render(url, output).and_then(|body| fulfil(body, renderer.site(), &self.cache))?;
        Ok(Answer { status, content_type: content_type(&url.file()), location: None, body })
    }

    fn panel(&self, diagnostics: &Diagnostics) -> String {
        let text = escape(&print(diagnostics, Format::Terminal { colour: false }, self.language));
        format!(
            "<aside role=\"alert\" style=\"position:fixed;inset:auto 0 0 0;max-height:60vh;overflow:auto;margin:0;padding:1rem;background:#2b0b0b;color:#fff;\
             z-index:2147483647\"><pre style=\"white-space:pre-wrap;font:14px/1.5 monospace;color:inherit;background:none\">{text}</pre></aside>"
        )
    }
}

/// Whether a snapshot's first pages can be filled in: what a reader of the preview meets first.
fn renders(snapshot: &Snapshot) -> bool {
    let Some(renderer) = &snapshot.renderer else { return false };
    let mut pages = renderer.plan().iter().filter(|(_, output)| matches!(output, Output::Page(..))).take(PROBED);
    pages.all(|(url, output)| renderer.render(url, output).is_ok())
}

/// A page with nothing but diagnostics, for when no good state is known.
fn bare(panel: &str) -> Answer {
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"vi\">\n<head><meta charset=\"utf-8\"><title>Saola</title></head>\n<body>\n{panel}{RELOAD}</body>\n</html>\n"
    );
    Answer { status: 500, content_type: "text/html; charset=utf-8", location: None, body: html.into_bytes() }
}

fn redirect(to: &str) -> Answer {
    Answer { status: 302, content_type: "text/html; charset=utf-8", location: Some(to.to_owned()), body: Vec::new() }
}

fn inject(body: Vec<u8>, html: &str) -> Vec<u8> {
    let at = body.windows(7).rposition(|window| window == b"</body>").unwrap_or(body.len());
    [&body[..at], html.as_bytes(), &body[at..]].concat()
}

/// A page as the preview sends it, without what the preview adds: equal to the built one.
pub fn without_reload(body: &[u8]) -> Vec<u8> {
    match body.windows(RELOAD.len()).position(|window| window == RELOAD.as_bytes()) {
        Some(at) => [&body[..at], &body[at + RELOAD.len()..]].concat(),
        None => body.to_vec(),
    }
}

/// The media type of a file of the tree.
pub fn content_type(file: &str) -> &'static str {
    match file.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json; charset=utf-8",
        "xml" if file.ends_with("feed.xml") => "application/atom+xml; charset=utf-8",
        "xml" => "application/xml; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "pdf" => "application/pdf",
        _ => "application/octet-stream",
    }
}
