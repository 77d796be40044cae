//! Work that waits outside the store's timers and that moving the clock must run, too: webhooks.

use db::Scope;
use futures::future::BoxFuture;
use kernel::Timestamp;

/// Implemented by the dispatcher of webhooks, called by the control call that moves an account's clock.
pub trait Drain: Send + Sync + 'static {
    /// When the next delivery that waits falls due, by the account's clock. What is in the outbox and not yet a delivery
    /// is due now.
    fn next_due(&self, scope: Scope) -> BoxFuture<'_, Option<Timestamp>>;

    /// Makes deliveries of the outbox and attempts each that is due at `now`, the account's time. Returns when all of
    /// them were answered or failed; an endpoint that does not answer costs at most its time limit.
    fn drain(&self, scope: Scope, now: Timestamp) -> BoxFuture<'_, ()>;
}
