//! File events, debounced: an event only wakes the preview, the truth is a new look at the disk.
//!
//! Knows nothing of: what changed.

use std::path::Path;
use std::sync::mpsc::Sender;
use std::time::Duration;

use notify::{EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};

/// How long a burst of events is collected.
const DEBOUNCE: Duration = Duration::from_millis(60);

/// Watches a project until it is dropped.
pub struct Watch {
    debouncer: Debouncer<RecommendedWatcher, RecommendedCache>,
}

impl Watch {
    /// Sends a wake-up for every burst of changes to content, messages, themes or `site.toml`.
    pub fn start(root: &Path, wake: Sender<()>) -> notify::Result<Watch> {
        let mut debouncer = new_debouncer(DEBOUNCE, None, move |result: DebounceEventResult| {
            // Lost events wake too: the next look finds everything. Reading files must not, or we would wake ourselves.
            let relevant = match &result {
                Ok(events) => events.iter().any(|event| !matches!(event.kind, EventKind::Access(_))),
                Err(_) => true,
            };
            if relevant {
                wake.send(()).ok();
            }
        })?;
        debouncer.watch(root, RecursiveMode::NonRecursive)?;
        let mut watch = Watch { debouncer };
        watch.cover(root);
        Ok(watch)
    }

    /// Watches the project's folders, also one that was made after the start. What is watched already stays so.
    pub fn cover(&mut self, root: &Path) {
        for folder in ["content", "i18n", "themes"] {
            let folder = root.join(folder);
            if folder.is_dir() {
                // A folder that went away meanwhile is found missing by the next look at the disk.
                self.debouncer.watch(&folder, RecursiveMode::Recursive).ok();
            }
        }
    }
}
