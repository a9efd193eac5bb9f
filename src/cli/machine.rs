//! What of a machine a run leans on: kernel, cores, memory, limits of the process, room on disks.

use std::path::{Path, PathBuf};

use super::doctor::Row;

/// Memory (bytes) that a reader's models and program take besides what a document may.
const READER_BYTES: u64 = 400 << 20;
/// Room (bytes) below which a disk is told: some 20,000 reports.
const ROOM_BYTES: u64 = 1 << 30;
/// Open files that a run of many jobs may come to: three pipes a reader, the case's files, the log.
const FILES: u64 = 256;

/// Rows of `chushen doctor`.
pub(super) fn rows(at: &[PathBuf], document_bytes: u64) -> Vec<Row> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut out = vec![(true, "kernel", kernel()), (true, "cores", cores.to_string())];
    let need = (cores as u64).saturating_mul(READER_BYTES.saturating_add(document_bytes));
    out.push(match memory() {
        Some(free) => (
            free >= need,
            "memory",
            format!(
                "{} MB to be had; {} readers may come to {} MB{}",
                free >> 20,
                cores,
                need >> 20,
                if free < need { ": ask for fewer --jobs" } else { "" }
            ),
        ),
        None => (true, "memory", "not told by this system".to_owned()),
    });
    if let Some(files) = open_files() {
        out.push((
            files >= FILES,
            "open files",
            format!("{files} at most; a run wants {FILES}"),
        ));
    }
    for folder in at {
        out.push(disk(folder));
    }
    out.push(temporary());
    out
}

fn kernel() -> String {
    let told = std::fs::read_to_string("/proc/sys/kernel/osrelease").ok();
    let release = told.as_deref().map_or("unknown", str::trim);
    format!("{} {release} {}", std::env::consts::OS, std::env::consts::ARCH)
}

/// Bytes of memory that can be had: what the kernel would give, and what is left of the control group's limit.
fn memory() -> Option<u64> {
    let info = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = info.lines().find_map(|l| l.strip_prefix("MemAvailable:"))?;
    let free = line
        .split_whitespace()
        .next()?
        .parse::<u64>()
        .ok()?
        .saturating_mul(1024);
    let number = |file: &Path| std::fs::read_to_string(file).ok()?.trim().parse::<u64>().ok();
    let group = std::fs::read_to_string("/proc/self/cgroup").ok();
    let group = group
        .as_deref()
        .and_then(|g| g.lines().find_map(|l| l.strip_prefix("0::/")));
    let group = Path::new("/sys/fs/cgroup").join(group.unwrap_or_default());
    let left = number(&group.join("memory.max"))
        .zip(number(&group.join("memory.current")))
        .map(|(most, used)| most.saturating_sub(used));
    Some(left.map_or(free, |l| l.min(free)))
}

#[cfg(target_os = "linux")]
#[expect(clippy::unnecessary_wraps, reason = "other systems tell nothing")]
fn open_files() -> Option<u64> {
    Some(
        rustix::process::getrlimit(rustix::process::Resource::Nofile)
            .current
            .unwrap_or(u64::MAX),
    )
}

#[cfg(not(target_os = "linux"))]
const fn open_files() -> Option<u64> {
    None
}

#[cfg(target_os = "linux")]
fn disk(folder: &Path) -> Row {
    match rustix::fs::statvfs(folder) {
        Ok(fs) => {
            let (room, nodes) = (fs.f_bavail.saturating_mul(fs.f_frsize), fs.f_favail);
            // Some file systems count no nodes.
            let full = room < ROOM_BYTES || (fs.f_files > 0 && nodes < 10_000);
            let told = format!("{}: {} MB free", folder.display(), room >> 20);
            let told = if fs.f_files > 0 {
                format!("{told}, {nodes} files")
            } else {
                told
            };
            (!full, "disk", told)
        }
        Err(e) => (false, "disk", format!("{}: {e}", folder.display())),
    }
}

#[cfg(not(target_os = "linux"))]
fn disk(folder: &Path) -> Row {
    (
        folder.is_dir(),
        "disk",
        format!("{}: room not told by this system", folder.display()),
    )
}

/// Pages for the desk and reports on their way are written to temporary files.
fn temporary() -> Row {
    let folder = std::env::temp_dir();
    match tempfile::tempfile() {
        Ok(_) => (true, "temporary files", folder.display().to_string()),
        Err(e) => (false, "temporary files", format!("{}: {e}", folder.display())),
    }
}
