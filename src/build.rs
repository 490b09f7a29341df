//! Building: every output of a snapshot, rendered in parallel, staged, applied.
//!
//! 1. a snapshot with errors is not built; the old tree stays,
//! 2. outputs are rendered, fulfilled and staged where they differ,
//! 3. only when all are staged, the tree is brought up to date step by step.
//!
//! Knows nothing of: terminals, the clock.

use std::io;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::digest::Digest;
use crate::disk::Cache;
use crate::disk::tree::{Changes, Order, Others, Step, Tree, perform};
use crate::fulfil::fulfil;
use crate::language::{Lang, LangMap};
use crate::part::Part;
use crate::path::UrlPath;
use crate::plan::{Output, SearchFile};
use crate::render::Renderer;
use crate::served::TEXTS;
use crate::squeeze;

/// What a build did.
#[derive(Debug, Default)]
pub struct Report {
    /// Pages in each language.
    pub pages: LangMap<usize>,
    /// All outputs.
    pub outputs: usize,
    /// What changed in the tree.
    pub changes: Changes,
}

/// Told how many outputs of how many are done, from any thread.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// What is built from, and where to.
pub struct Job<'a> {
    /// Renders the outputs.
    pub renderer: &'a Renderer,
    /// Keeps made pictures.
    pub cache: &'a Cache,
    /// The folder to build into.
    pub out: &'a Path,
    /// Which outputs are built; the others stay as an earlier build left them.
    pub part: &'a Part,
}

/// Renders and stages everything. The tree is untouched until the steps are performed.
pub fn stage(job: &Job<'_>, progress: Progress<'_>) -> Result<(Vec<Step>, Report), Diagnostics> {
    let Job { renderer, cache, out, part } = *job;
    let tree = Tree::open(out).map_err(|diagnostic| [diagnostic].into_iter().collect::<Diagnostics>())?;
    let outputs = chosen(renderer, part);
    renderer.prepare_search(&languages(&outputs));
    let (faults, done) = (Mutex::new(Diagnostics::default()), AtomicUsize::new(0));
    outputs.par_iter().for_each(|(url, output)| {
        if let Err(diagnostic) = stage_one(renderer, cache, &tree, url, output)
            && let Ok(mut faults) = faults.lock()
        {
            faults.push(diagnostic);
        }
        progress(done.fetch_add(1, Ordering::Relaxed) + 1, outputs.len());
    });
    let faults = faults.into_inner().unwrap_or_default().settled();
    if faults.has_errors() {
        tree.abandon();
        return Err(faults);
    }
    let (steps, changes) = tree.steps(if part.is_all() { Others::Go } else { Others::Stay });
    let mut report = Report { outputs: outputs.len(), changes, ..Report::default() };
    for (_, output) in outputs {
        if let Output::Page(_, lang) = output {
            report.pages[*lang] += 1;
        }
    }
    Ok((steps, report))
}

/// The outputs of a part.
fn chosen<'a>(renderer: &'a Renderer, part: &Part) -> Vec<(&'a UrlPath, &'a Output)> {
    renderer.plan().iter().filter(|(_, output)| part.has(renderer.site(), output)).collect()
}

/// The languages whose search is built.
fn languages(outputs: &[(&UrlPath, &Output)]) -> Vec<Lang> {
    let heads = outputs.iter().filter_map(|(_, output)| match output {
        Output::Search(SearchFile::Head, lang) => Some(*lang),
        _ => None,
    });
    heads.collect()
}

fn stage_one(renderer: &Renderer, cache: &Cache, tree: &Tree, url: &UrlPath, output: &Output) -> Result<(), Diagnostic> {
    let body = renderer.render(url, output)?;
    let bytes = fulfil(body, renderer.site(), cache)?;
    let file = url.file();
    tree.stage(&file, order(output), &bytes)?;
    if renderer.site().config.compressed && compresses(&file, bytes.len()) {
        let digest = Digest::of(&bytes);
        for (ending, squeeze) in [("gz", squeeze::gzip as fn(&[u8]) -> io::Result<Vec<u8>>), ("br", squeeze::brotli)] {
            let key = Digest::of_parts([ending.as_bytes(), digest.hex().as_bytes()]);
            let name = format!("{file}.{ending}");
            let small = match cache.get(&key) {
                Some(small) => small,
                None => {
                    let small = squeeze(&bytes).map_err(|error| codes::output_failed(&name, &error.to_string()))?;
                    cache.put(&key, &small);
                    small
                }
            };
            tree.stage(&name, order(output), &small)?;
        }
    }
    Ok(())
}

/// Whether a compressed neighbour is worth its place: pictures and fonts are compressed already, and below a packet of the
/// network nothing is gained.
fn compresses(file: &str, length: usize) -> bool {
    let is_text = file.rsplit_once('.').is_some_and(|(_, extension)| TEXTS.contains(&extension));
    is_text && length >= 1024
}

/// When an output is moved into place: assets before the pages that need them, announcements last.
fn order(output: &Output) -> Order {
    match output {
        Output::Asset(_) | Output::Variant(..) | Output::ThemeAsset(_) | Output::Font(_) | Output::Card(..) | Output::SearchScript => {
            Order::Asset
        }
        Output::Page(..) | Output::Saved(..) | Output::Redirect(_) => Order::Page,
        Output::Search(..)
        | Output::Feed(..)
        | Output::Calendar(..)
        | Output::Table(..)
        | Output::Schema(_)
        | Output::SitemapIndex
        | Output::Sitemap(_)
        | Output::Robots => Order::Announcement,
    }
}

/// Brings the tree up to date. A failure leaves every file whole; the next build finishes.
pub fn apply(steps: &[Step]) -> Result<(), Diagnostics> {
    steps.iter().try_for_each(perform).map_err(|diagnostic| [diagnostic].into_iter().collect())
}

/// Renders everything and keeps nothing: what is wrong with templates and pictures.
pub fn rehearse(renderer: &Renderer, part: &Part) -> Diagnostics {
    let outputs = chosen(renderer, part);
    // Files of search come from no template: nothing can be wrong with them alone.
    let outputs: Vec<_> = outputs.into_iter().filter(|(_, output)| !matches!(output, Output::Search(..))).collect();
    let faults: Vec<Diagnostic> = outputs.par_iter().filter_map(|(url, output)| renderer.render(url, output).err()).collect();
    faults.into_iter().collect::<Diagnostics>().settled()
}

impl Report {
    /// Pages in all languages.
    pub fn total_pages(&self) -> usize {
        Lang::ALL.into_iter().map(|lang| self.pages[lang]).sum()
    }
}
