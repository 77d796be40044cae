//! Time limits of a connection: it may not dawdle over a request's head, stop reading its answer, or idle for ever.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use kernel::Stopwatch;
use tokio::time::Sleep;

use crate::settings::Limits;

/// What happens on one connection, told by its socket and its requests. Moments are milliseconds since it began.
pub struct Activity {
    limits: Limits,
    began: Stopwatch,
    in_flight: AtomicU32,
    idle_since: AtomicU64,
    /// When bytes of a head began to come; `NEVER` between heads.
    head_since: AtomicU64,
    /// When the socket took no more; `NEVER` while it does.
    stalled_since: AtomicU64,
    http2: AtomicBool,
    /// When the server was told to stop; `NEVER` before.
    closing_since: AtomicU64,
}

/// For the goodbye of an idle connection once the server stops.
const GOODBYE: Duration = Duration::from_millis(500);
const NEVER: u64 = u64::MAX;

/// Held while a request is answered.
pub struct Entered(Arc<Activity>);

impl Activity {
    pub fn new(limits: Limits) -> Activity {
        Activity {
            limits,
            began: Stopwatch::start(),
            in_flight: AtomicU32::new(0),
            idle_since: AtomicU64::new(0),
            head_since: AtomicU64::new(NEVER),
            stalled_since: AtomicU64::new(NEVER),
            http2: AtomicBool::new(false),
            closing_since: AtomicU64::new(NEVER),
        }
    }

    fn is_closing(&self) -> bool {
        self.closing_since.load(Ordering::Relaxed) != NEVER
    }

    /// How long until it is looked at again.
    fn pause(&self) -> Duration {
        if self.is_closing() {
            GOODBYE / 5
        } else {
            self.limits.head
        }
    }

    fn now(&self) -> u64 {
        self.began.elapsed().as_millis() as u64
    }

    /// A request's head is complete.
    pub fn enter(self: &Arc<Self>) -> Entered {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        self.head_since.store(NEVER, Ordering::Relaxed);
        Entered(self.clone())
    }

    pub fn is_http2(&self) {
        self.http2.store(true, Ordering::Relaxed);
    }

    /// Bytes came. Frames of HTTP/2 say nothing of heads; idleness bounds that.
    pub fn bytes_read(&self) {
        let between = self.in_flight.load(Ordering::Relaxed) == 0 && !self.http2.load(Ordering::Relaxed);
        if between && self.head_since.load(Ordering::Relaxed) == NEVER {
            self.head_since.store(self.now(), Ordering::Relaxed);
        }
    }

    pub fn write_stalled(&self) {
        if self.stalled_since.load(Ordering::Relaxed) == NEVER {
            self.stalled_since.store(self.now(), Ordering::Relaxed);
        }
    }

    pub fn bytes_written(&self) {
        if self.stalled_since.load(Ordering::Relaxed) != NEVER {
            self.stalled_since.store(NEVER, Ordering::Relaxed);
        }
    }

    /// How long it may go on like this; zero if a limit has passed.
    fn left(&self) -> Duration {
        let now = self.now();
        let until = |since: &AtomicU64, limit: Duration| match since.load(Ordering::Relaxed) {
            NEVER => Duration::MAX,
            since => (Duration::from_millis(since) + limit).saturating_sub(Duration::from_millis(now)),
        };
        let idle = match self.in_flight.load(Ordering::Relaxed) {
            // Counted anew from the last answer, which may still be on its way.
            0 if self.is_closing() => until(&self.closing_since, GOODBYE).max(until(&self.idle_since, GOODBYE)),
            0 => until(&self.idle_since, self.limits.idle),
            _ => self.limits.idle,
        };
        idle.min(until(&self.head_since, self.limits.head))
            .min(until(&self.stalled_since, self.limits.stall))
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        self.0.idle_since.store(self.0.now(), Ordering::Relaxed);
        self.0.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A connection that hyper serves and that can be asked to end.
pub trait Connection: Future {
    fn graceful_shutdown(self: Pin<&mut Self>);
}

impl<T, S, B> Connection for hyper_util::server::conn::auto::UpgradeableConnection<'static, Socket<T>, S, Executor>
where
    T: tokio::io::AsyncRead + tokio::io::AsyncWrite + Send + Unpin + 'static,
    S: hyper::service::Service<hyper::Request<hyper::body::Incoming>, Response = hyper::Response<B>>,
    S::Future: Send + 'static,
    S::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    B: hyper::body::Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    fn graceful_shutdown(self: Pin<&mut Self>) {
        hyper_util::server::conn::auto::UpgradeableConnection::graceful_shutdown(self);
    }
}

type Executor = hyper_util::rt::TokioExecutor;
type Socket<T> = hyper_util::rt::TokioIo<super::io::Watched<T>>;

/// A connection under its time limits. When one passes, it is dropped: nobody waits at the other end.
pub struct Guarded<C> {
    connection: Pin<Box<C>>,
    activity: Arc<Activity>,
    alarm: Pin<Box<Sleep>>,
}

impl<C: Connection> Guarded<C> {
    pub fn new(connection: C, activity: Arc<Activity>) -> Guarded<C> {
        let alarm = Box::pin(tokio::time::sleep(activity.limits.head));
        Guarded {
            connection: Box::pin(connection),
            activity,
            alarm,
        }
    }

    /// Takes no further request; ends when those in flight are answered.
    pub fn finish(mut self: Pin<&mut Self>) {
        self.activity
            .closing_since
            .store(self.activity.now(), Ordering::Relaxed);
        self.connection.as_mut().graceful_shutdown();
        self.alarm.set(tokio::time::sleep(GOODBYE));
    }
}

impl<C: Connection> Future for Guarded<C> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.connection.as_mut().poll(cx).is_ready() {
            return Poll::Ready(());
        }
        // The alarm rings at the earliest moment at which a limit can pass; what happens meanwhile is looked at then, so
        // a busy connection sets no timers.
        loop {
            ready!(self.alarm.as_mut().poll(cx));
            let left = self.activity.left();
            if left.is_zero() {
                return Poll::Ready(());
            }
            let pause = left.min(self.activity.pause());
            self.alarm.set(tokio::time::sleep(pause));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_that_does_not_end_is_limited_and_a_running_request_is_not() {
        let limits = Limits::default();
        let activity = Arc::new(Activity::new(limits));
        assert!(activity.left() > limits.head);
        activity.bytes_read();
        assert!(activity.left() <= limits.head);
        let entered = activity.enter();
        assert_eq!(activity.left(), limits.idle);
        activity.write_stalled();
        assert!(activity.left() <= limits.stall);
        activity.bytes_written();
        drop(entered);
        activity.is_http2();
        activity.bytes_read();
        assert!(activity.left() > limits.head);
    }
}
