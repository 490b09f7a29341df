//! Folders of a host that are known to be there, so that nobody asks for them with every file.
//!
//! Knows nothing of: hosts, and how a folder is made.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Folders, by the host's names for them.
#[derive(Default)]
pub(super) struct Known(Mutex<HashSet<String>>);

impl Known {
    fn set(&self) -> MutexGuard<'_, HashSet<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The folders above a place that may be missing, the highest first.
    pub(super) fn missing_above<'a>(&self, place: &'a str) -> Vec<&'a str> {
        let known = self.set();
        let above = place.match_indices('/').filter(|(at, _)| *at > 0).map(|(at, _)| &place[..at]);
        above.filter(|folder| !known.contains(*folder)).collect()
    }

    /// A folder is there.
    pub(super) fn add(&self, folder: &str) {
        self.set().insert(folder.to_owned());
    }

    /// A folder was removed.
    pub(super) fn forget(&self, folder: &str) {
        let below = format!("{folder}/");
        self.set().retain(|known| known != folder && !known.starts_with(&below));
    }

    /// Forgets all, for somebody else removed a folder.
    pub(super) fn clear(&self) {
        self.set().clear();
    }
}

#[cfg(test)]
mod tests {
    use super::Known;

    #[test]
    fn each_folder_is_asked_for_once() {
        let known = Known::default();
        assert_eq!(known.missing_above("/www/km/news/index.html"), ["/www", "/www/km", "/www/km/news"]);
        for folder in ["/www", "/www/km", "/www/km-cũ"] {
            known.add(folder);
        }
        assert_eq!(known.missing_above("/www/km/news/index.html"), ["/www/km/news"]);
        assert!(known.missing_above("/index.html").is_empty());
        known.forget("/www/km");
        assert_eq!(known.missing_above("/www/km/a"), ["/www/km"]);
        assert!(known.missing_above("/www/km-cũ/a").is_empty(), "a folder whose name begins alike");
        known.clear();
        assert_eq!(known.missing_above("/www/km-cũ/a"), ["/www", "/www/km-cũ"]);
    }
}
