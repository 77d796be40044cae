//! Time as an argument: timestamps, clocks, and the stopwatch for measuring.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A moment, in milliseconds since 1970. The API shows it in seconds, and so does its JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    millis: i64,
}

impl Timestamp {
    pub const fn from_millis(millis: i64) -> Timestamp {
        Timestamp { millis }
    }

    pub const fn from_seconds(seconds: i64) -> Timestamp {
        Timestamp {
            millis: seconds.saturating_mul(1_000),
        }
    }

    pub const fn millis(self) -> i64 {
        self.millis
    }

    pub const fn seconds(self) -> i64 {
        self.millis.div_euclid(1_000)
    }

    pub fn plus(self, span: Duration) -> Timestamp {
        Timestamp {
            millis: self
                .millis
                .saturating_add(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)),
        }
    }

    pub fn minus(self, span: Duration) -> Timestamp {
        Timestamp {
            millis: self
                .millis
                .saturating_sub(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)),
        }
    }

    /// Days since 1970-01-01, UTC.
    pub const fn day(self) -> i64 {
        self.millis.div_euclid(DAY_MILLIS)
    }

    /// 00:00 UTC of a day counted from 1970-01-01.
    pub const fn start_of_day(day: i64) -> Timestamp {
        Timestamp {
            millis: day * DAY_MILLIS,
        }
    }
}

const DAY_MILLIS: i64 = 86_400_000;

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.seconds())
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        i64::deserialize(deserializer).map(Timestamp::from_seconds)
    }
}

/// Where the time comes from. Everything that needs it takes a clock or a `Timestamp`.
pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where time enters the program")]
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Timestamp::from_millis(since.map(|span| span.as_millis() as i64).unwrap_or(0))
    }
}

/// A clock that stands still until it is moved: for tests and simulation.
pub struct ManualClock {
    millis: AtomicI64,
}

impl ManualClock {
    pub fn at(start: Timestamp) -> ManualClock {
        ManualClock {
            millis: AtomicI64::new(start.millis),
        }
    }

    pub fn advance(&self, span: Duration) {
        self.millis.fetch_add(span.as_millis() as i64, Ordering::Relaxed);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.millis.load(Ordering::Relaxed))
    }
}

/// Measures how long something took; never decides anything.
pub struct Stopwatch(std::time::Instant);

impl Stopwatch {
    #[expect(clippy::disallowed_methods, reason = "measuring is not deciding")]
    pub fn start() -> Stopwatch {
        Stopwatch(std::time::Instant::now())
    }

    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}
