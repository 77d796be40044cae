//! Checkpoints: moving what was committed from the log into the database file.
//!
//! A thread of its own does it beside the writer, so that no commit waits for it. A log that is written to
//! all the time never starts again from its beginning that way, so the writer itself finishes the work,
//! of which little is left, once the log is long. Neither ever waits for a reader.

use std::cell::Cell;
use std::path::Path;
use std::thread::JoinHandle;

use rusqlite::Connection;

/// Pages in the log after which the thread is woken again: 4 MB.
const WAKE_PAGES: i64 = 1_000;
/// Pages in the log after which the writer does the rest: 64 MB.
const LONG_PAGES: i64 = 16_384;

thread_local! {
    /// Pages in the log after the last commit on this thread.
    static LOG_PAGES: Cell<i64> = const { Cell::new(0) };
}

/// The writer's side.
pub(super) struct Checkpoints {
    wake: flume::Sender<()>,
    thread: Option<JoinHandle<()>>,
    woken_at: i64,
    finished_at: i64,
}

impl Checkpoints {
    pub(super) fn start(path: &Path) -> std::io::Result<Checkpoints> {
        let path = path.to_owned();
        let (wake, woken) = flume::bounded::<()>(1);
        let thread = std::thread::Builder::new().name("florin-checkpoint".into()).spawn(move || {
            let opened = super::open::checkpointer(&path);
            let Ok(connection) = opened.inspect_err(|error| tracing::error!(%error, "no checkpoints beside the writer")) else {
                return;
            };
            while woken.recv().is_ok() {
                checkpoint(&connection);
            }
        })?;
        Ok(Checkpoints { wake, thread: Some(thread), woken_at: 0, finished_at: 0 })
    }

    /// Instead of SQLite's own checkpoints, which the writer would wait for. On the writer's thread.
    pub(super) fn watch(connection: &Connection) {
        connection.wal_hook(Some(|_, pages| {
            LOG_PAGES.set(i64::from(pages));
            Ok(())
        }));
    }

    /// After each commit of the writer.
    pub(super) fn committed(&mut self, connection: &Connection) {
        let pages = LOG_PAGES.get();
        if pages < self.woken_at {
            // The log began again.
            (self.woken_at, self.finished_at) = (0, 0);
        }
        if pages >= self.woken_at + WAKE_PAGES {
            self.woken_at = pages;
            let _ = self.wake.try_send(());
        }
        if pages >= LONG_PAGES && pages >= self.finished_at + WAKE_PAGES {
            self.finished_at = pages;
            checkpoint(connection);
        }
    }
}

impl Drop for Checkpoints {
    fn drop(&mut self) {
        (self.wake, _) = flume::bounded(1);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// As far as readers let it, without waiting for them. What fails now is done by the next one.
fn checkpoint(connection: &Connection) {
    if let Err(error) = connection.query_row("pragma wal_checkpoint(passive)", [], |_| Ok(())) {
        tracing::warn!(%error, "a checkpoint failed");
    }
}
