//! What the system says of this process, where there is a `/proc`.
//!
//! Knows nothing of: what the process does.

use std::fs;
use std::time::Duration;

/// Processor time of this process so far in seconds, user and system; `None` where there is no `/proc`.
pub fn processor_seconds() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // Fields 14 and 15, counted after the command's name in brackets; in ticks of a hundredth of a second.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks: f64 = fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?;
    Some(ticks / 100.0)
}

/// The most memory this process has held, in MiB; `None` where there is no `/proc`.
pub fn peak_mib() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<f64>().ok()? / 1024.0)
}

/// Whether a process of this machine is running; `true` where that can't be told.
pub fn is_running(id: u32) -> bool {
    let processes = std::path::Path::new("/proc");
    !processes.join("self").exists() || processes.join(id.to_string()).exists()
}

/// What tells apart machines that go by one name, containers and boots of one machine, and its users, who may not see each other's
/// processes: where two processes have the same, each sees whether the other is running. Empty where the system doesn't tell it.
pub fn surroundings() -> String {
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok();
    let ids = fs::read_link("/proc/self/ns/pid").ok();
    boot.zip(ids).map(|(boot, ids)| format!("{} {} {}", boot.trim(), ids.display(), user())).unwrap_or_default()
}

#[cfg(unix)]
fn user() -> u32 {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").map_or(0, |own| own.uid())
}

#[cfg(not(unix))]
fn user() -> u32 {
    0
}

/// How long this machine has been up, sleep included; `None` where there is no `/proc`.
pub fn uptime() -> Option<Duration> {
    let text = fs::read_to_string("/proc/uptime").ok()?;
    Duration::try_from_secs_f64(text.split(' ').next()?.parse().ok()?).ok()
}

/// This machine's name; empty where the system doesn't tell it.
pub fn machine() -> String {
    let name = fs::read_to_string("/proc/sys/kernel/hostname").or_else(|_| fs::read_to_string("/etc/hostname"));
    name.map(|name| name.trim().to_owned()).unwrap_or_default()
}
