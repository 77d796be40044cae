//! What a process has cost so far, from /proc.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};

/// Linux counts CPU time for user space in hundredths of a second on every architecture we run on.
const TICK: Duration = Duration::from_millis(10);

/// CPU time of all threads of a process, living and gone.
pub fn cpu(pid: u32) -> Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The second field is the name in parentheses and may hold anything; the numbers follow the last one.
    let after_name = stat.rsplit_once(')').context("/proc stat without a name")?.1;
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    let ticks = |index: usize| -> Result<u32> { Ok(fields.get(index).context("short /proc stat")?.parse()?) };
    Ok(TICK * (ticks(11)? + ticks(12)?))
}

/// CPU time of the calling thread, in nanoseconds' precision.
pub fn cpu_of_this_thread() -> Result<Duration> {
    let text = fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanos = text.split_whitespace().next().context("empty schedstat")?.parse()?;
    Ok(Duration::from_nanos(nanos))
}

/// Resident memory now, and the most there ever was, in bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Memory {
    pub resident: u64,
    pub peak: u64,
}

pub fn memory(pid: u32) -> Result<Memory> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let field = |name: &str| -> Result<u64> {
        let line = status
            .lines()
            .find(|line| line.starts_with(name))
            .context("/proc status without memory")?;
        Ok(line
            .split_whitespace()
            .nth(1)
            .context("empty memory line")?
            .parse::<u64>()?
            * 1024)
    };
    Ok(Memory {
        resident: field("VmRSS:")?,
        peak: field("VmHWM:")?,
    })
}

/// CPU time of all backends of a PostgreSQL server: children of the postmaster, and itself.
pub fn cpu_of_family(parent: u32) -> Duration {
    let mut sum = cpu(parent).unwrap_or_default();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        if parent_of(pid) == Some(parent) {
            sum += cpu(pid).unwrap_or_default();
        }
    }
    sum
}

fn parent_of(pid: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

/// One line about the machine: cores, processor, memory, kernel.
pub fn machine() -> String {
    let cpuinfo = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpuinfo
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .unwrap_or(": unknown processor");
    let cores = std::thread::available_parallelism().map_or(0, |count| count.get());
    let meminfo = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kib: u64 = meminfo
        .split_whitespace()
        .nth(1)
        .and_then(|word| word.parse().ok())
        .unwrap_or(0);
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let model = model.trim_start_matches([' ', '\t', ':']);
    format!(
        "{cores} cores ({model}), {} GiB, Linux {}",
        (kib + 512 * 1024) / (1024 * 1024),
        kernel.trim()
    )
}

/// Bytes on disk of a folder, and how many of them are write-ahead log.
#[derive(Clone, Copy, Debug, Default)]
pub struct DiskUse {
    pub total: u64,
    pub log: u64,
}

pub fn disk_use(folder: &std::path::Path) -> DiskUse {
    use std::os::unix::fs::MetadataExt;
    let mut sum = DiskUse::default();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(metadata) = entry.metadata() else { continue };
        if metadata.is_dir() {
            let inner = disk_use(&entry.path());
            sum.total += inner.total;
            sum.log += inner.log;
            continue;
        }
        let bytes = metadata.blocks() * 512;
        sum.total += bytes;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with("-wal") || name.ends_with("-shm") {
            sum.log += bytes;
        }
    }
    sum
}
