//! Logs: lines on standard error, as text or JSON, written by a thread of their own.
//!
//! Whoever logs hands the line over and goes on: a terminal that is held or a full pipe must not hold requests. If the
//! writer cannot keep up, lines are dropped and their number is logged.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::settings::LogFormat;

/// Lines that wait.
const WAITING_MAX: usize = 8_192;
/// How long the end of the program waits for the last lines.
const LAST_LINES: Duration = Duration::from_secs(1);

/// Dropping it writes what waits.
pub struct Logs {
    lines: Lines,
    thread: Option<JoinHandle<()>>,
    ended: Receiver<()>,
}

/// Hands lines to the thread. `None` asks it to end.
#[derive(Clone)]
struct Lines {
    queue: SyncSender<Option<Vec<u8>>>,
    dropped: Arc<AtomicU64>,
}

/// `FLORIN_LOG` filters as `RUST_LOG` does elsewhere: `warn`, `florin::request=off`.
pub fn start(format: LogFormat) -> io::Result<Logs> {
    let (queue, waiting) = sync_channel(WAITING_MAX);
    let (end, ended) = sync_channel(1);
    let dropped = Arc::new(AtomicU64::new(0));
    let thread = std::thread::Builder::new().name("florin-log".into()).spawn({
        let dropped = dropped.clone();
        move || {
            write_all(&waiting, &dropped);
            let _ = end.send(());
        }
    })?;
    let lines = Lines { queue, dropped };
    let filter = std::env::var("FLORIN_LOG")
        .ok()
        .and_then(|given| EnvFilter::try_new(given).ok());
    let filter = filter.unwrap_or_else(|| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(lines.clone());
    match format {
        LogFormat::Text => {
            let ansi = io::IsTerminal::is_terminal(&io::stderr());
            builder.with_ansi(ansi).with_target(false).init();
        }
        LogFormat::Json => builder.json().flatten_event(true).with_current_span(false).init(),
    }
    std::panic::set_hook(Box::new(panicked));
    Ok(Logs {
        lines,
        thread: Some(thread),
        ended,
    })
}

/// Where a panic happened, and why if the reason is part of the program: a formatted one may show a caller's data.
fn panicked(panic: &std::panic::PanicHookInfo<'_>) {
    let place = panic.location().map_or_else(String::new, ToString::to_string);
    let reason = panic.payload().downcast_ref::<&str>().copied().unwrap_or("(not shown)");
    tracing::error!(place, reason, "a panic");
}

/// Flushes whenever nothing waits, so that lines come in bundles under load and at once otherwise.
fn write_all(waiting: &Receiver<Option<Vec<u8>>>, dropped: &AtomicU64) {
    let mut out = io::BufWriter::with_capacity(64 << 10, io::stderr());
    while let Ok(Some(line)) = waiting.recv() {
        let _ = out.write_all(&line);
        let ended = loop {
            match waiting.try_recv() {
                Ok(Some(line)) => drop(out.write_all(&line)),
                Ok(None) => break true,
                Err(_) => break false,
            }
        };
        let lost = dropped.swap(0, Ordering::Relaxed);
        if lost > 0 {
            let _ = writeln!(
                out,
                "{{\"level\":\"WARN\",\"message\":\"{lost} log lines were dropped\"}}"
            );
        }
        let _ = out.flush();
        if ended {
            return;
        }
    }
}

impl Drop for Logs {
    fn drop(&mut self) {
        let asked = self.lines.queue.try_send(None).is_ok();
        if asked && self.ended.recv_timeout(LAST_LINES).is_ok() {
            let _ = self.thread.take().map(JoinHandle::join);
        }
    }
}

impl Write for Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.queue.try_send(Some(line.to_vec())).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Lines;

    fn make_writer(&'a self) -> Lines {
        self.clone()
    }
}
