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
use crate::diagnostic::{Diagnostics, MessageLanguage};
use crate::disk::Cache;
use crate::fulfil::fulfil;
use crate::markdown::html::escape;
use crate::path::{UrlPath, percent_decode};
use crate::plan::{Output, Page};
use crate::render::Renderer;
use crate::workspace::Snapshot;

/// Where browsers listen for changes.
pub const EVENTS: &str = "/__saola/events";

/// Reloads the page on a change; closes its stream while the tab is hidden, because browsers allow few per host.
const RELOAD: &str = "<script>(()=>{let s;const open=()=>{s=new EventSource('/__saola/events');s.onmessage=()=>location.reload()};\
document.addEventListener('visibilitychange',()=>{if(document.hidden){s.close()}else{open()}});open()})()</script>";

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
}

impl Preview {
    /// Starts with a first snapshot, good or not.
    pub fn new(snapshot: Snapshot, cache: Cache, language: MessageLanguage) -> Preview {
        let current = Arc::new(snapshot);
        let last_good = current.is_good().then(|| Arc::clone(&current));
        Preview { state: RwLock::new(State { current, last_good }), cache, language }
    }

    /// Takes a newer snapshot.
    pub fn swap(&self, snapshot: Snapshot) {
        let current = Arc::new(snapshot);
        let mut state = self.state.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        if current.is_good() {
            state.last_good = Some(Arc::clone(&current));
        }
        state.current = current;
    }

    /// Answers a request for a path (with its query, if any).
    pub fn answer(&self, path: &str) -> Answer {
        let (current, last_good) = {
            let state = self.state.read().unwrap_or_else(std::sync::PoisonError::into_inner);
            (Arc::clone(&state.current), state.last_good.clone())
        };
        let overlay = if current.is_good() { None } else { Some(&current.diagnostics) };
        let Some(renderer) = last_good.as_ref().and_then(|snapshot| snapshot.renderer.as_ref()) else {
            return self.bare(&current.diagnostics);
        };
        let mut answer = self.planned(renderer, path);
        if answer.content_type.starts_with("text/html") && answer.location.is_none() {
            let shown = overlay.map_or(String::new(), |diagnostics| self.panel(diagnostics));
            answer.body = inject(answer.body, &format!("{shown}{RELOAD}"));
        }
        answer
    }

    fn planned(&self, renderer: &Renderer, path: &str) -> Answer {
        let path = percent_decode(path.split(['?', '#']).next().unwrap_or(path));
        let config = &renderer.site().config;
        let base = config.base_path();
        let Some(inside) = path.strip_prefix(base).filter(|rest| rest.starts_with('/')) else {
            return redirect(&format!("{base}/"));
        };
        let url = UrlPath::new(inside);
        if let Some(output) = renderer.plan().get(&url) {
            return self.rendered(renderer, &url, output, 200);
        }
        let folder = UrlPath::new(&format!("{inside}/"));
        if renderer.plan().get(&folder).is_some() {
            return redirect(&renderer.plan().urls().href(&folder));
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

    fn rendered(&self, renderer: &Renderer, url: &UrlPath, output: &Output, status: u16) -> Answer {
        let bytes = renderer.render(url, output).and_then(|body| fulfil(body, renderer.site(), &self.cache));
        match bytes {
            Ok(body) => Answer { status, content_type: content_type(&url.file()), location: None, body },
            Err(diagnostic) => self.bare(&[diagnostic].into_iter().collect()),
        }
    }

    /// A page with nothing but diagnostics, for when no good state is known.
    fn bare(&self, diagnostics: &Diagnostics) -> Answer {
        let panel = self.panel(diagnostics);
        let html = format!(
            "<!DOCTYPE html>\n<html lang=\"vi\">\n<head><meta charset=\"utf-8\"><title>Saola</title></head>\n<body>\n{panel}{RELOAD}</body>\n</html>\n"
        );
        Answer { status: 500, content_type: "text/html; charset=utf-8", location: None, body: html.into_bytes() }
    }

    fn panel(&self, diagnostics: &Diagnostics) -> String {
        let text = escape(&print(diagnostics, Format::Terminal { colour: false }, self.language));
        format!(
            "<aside role=\"alert\" style=\"position:fixed;inset:auto 0 0 0;max-height:60vh;overflow:auto;margin:0;padding:1rem;background:#2b0b0b;color:#fff;\
             z-index:2147483647\"><pre style=\"white-space:pre-wrap;font:14px/1.5 monospace;color:inherit;background:none\">{text}</pre></aside>"
        )
    }
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
