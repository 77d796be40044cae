//! What happens later: a resource names the kinds of its timers and the code that runs when one is due.
//!
//! A timer is a row that the commit before it wrote (`Tx::timer`). The commit that its handler leads to deletes the row
//! at the version it was read, so that of two processes that run it at once exactly one commits.

use std::ops::{Deref, DerefMut};

use db::{Row, Scope};
use futures::future::BoxFuture;
use kernel::{Key, Timestamp};

use crate::ctx::Ctx;
use crate::error::ApiError;

/// One kind of timer. Each resource lists its own.
pub struct TimerKind {
    /// What `Tx::timer` was given.
    pub kind: &'static str,
    pub run: TimerHandler,
}

/// Reads and decides like an operation; the runner commits. Nothing to do any more is `Ok` without a write. It runs again
/// from the read if a row moved meanwhile, and later if it fails.
pub type TimerHandler = for<'a, 'b> fn(&'a mut TimerCtx<'b>) -> BoxFuture<'a, Result<(), ApiError>>;

/// What a timer's handler works with: everything an operation has, at the account's present, which is
/// `timer.due` or later.
pub struct TimerCtx<'a> {
    pub ctx: Ctx<'a>,
    pub timer: &'a Timer,
}

impl<'a> Deref for TimerCtx<'a> {
    type Target = Ctx<'a>;
    fn deref(&self) -> &Ctx<'a> {
        &self.ctx
    }
}

impl DerefMut for TimerCtx<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.ctx
    }
}

/// A timer as it was read.
#[derive(Clone, Debug)]
pub struct Timer {
    pub key: Key,
    pub scope: Scope,
    pub version: i64,
    pub kind: Box<str>,
    /// Key of the row that it is about.
    pub subject: Key,
    /// In the account's time.
    pub due: Timestamp,
    /// How often it was tried and failed.
    pub attempts: i64,
}

impl Timer {
    /// `None` if the row is not one of `db::TIMERS`.
    pub fn read(row: &Row) -> Option<Timer> {
        let [due, kind, subject, attempts] = row.cells.as_slice() else {
            return None;
        };
        Some(Timer {
            key: row.key,
            scope: row.scope,
            version: row.version,
            kind: kind.text()?.into(),
            subject: Key(subject.int()?),
            due: Timestamp::from_millis(due.int()?),
            attempts: attempts.int()?,
        })
    }
}

impl TimerCtx<'_> {
    /// The row that the timer is about.
    pub fn subject(&self) -> Key {
        self.timer.subject
    }
}
