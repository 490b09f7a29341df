//! Builds measured from outside: a process of their own, without cache, in folders that vanish.

#![expect(clippy::expect_used, reason = "a measurement that can't go on stops")]

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// What a build took.
pub(crate) struct Measure {
    pub wall: f64,
    pub cpu: f64,
    pub peak_mib: f64,
}

/// The middle one.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

pub(crate) fn scratch_root() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-{}", std::process::id()))
}

/// A new empty folder under the build's own target folder; what was written before is on disk and out of the way.
pub(crate) fn scratch(name: &str) -> PathBuf {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let folder = scratch_root().join(format!("{}-{name}", COUNT.fetch_add(1, Ordering::Relaxed)));
    fs::create_dir_all(&folder).expect("scratch");
    Command::new("sync").status().expect("sync");
    folder
}

/// Builds in a process of its own, without cache.
pub(crate) fn build(project: &Path, out: &Path, threads: usize) -> Measure {
    fs::remove_dir_all(project.join(".saola")).ok();
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_saola"))
        .args(["build", "--messages", "en", "--timings", "--root"])
        .arg(project)
        .arg("--out")
        .arg(out)
        .env("RAYON_NUM_THREADS", threads.to_string())
        .env("SOURCE_DATE_EPOCH", "1795392000")
        .stderr(Stdio::piped())
        .spawn()
        .expect("saola");
    let mut told = String::new();
    child.stderr.take().expect("stream").read_to_string(&mut told).expect("words");
    assert!(child.wait().expect("end").success(), "{told}");
    let wall = start.elapsed().as_secs_f64();
    let figure = |name: &str| {
        let line = told.lines().find_map(|line| line.strip_prefix(&format!("timing {name} ")));
        line.and_then(|value| value.parse::<f64>().ok()).unwrap_or_else(|| panic!("no timing {name} in {told}"))
    };
    Measure { wall, cpu: figure("processor"), peak_mib: figure("peak-mib") }
}
