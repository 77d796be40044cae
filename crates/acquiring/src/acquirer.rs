//! `trait Acquirer`: what every far side can do, the sandbox and real ones alike.
//!
//! The contract, for those who call and those who implement:
//!
//! 1. The caller commits an attempt under its own id *before* it calls, and calls between two commits, never inside one.
//! 2. The attempt id is the idempotency key. Two calls with one id are one effect and get one answer.
//! 3. [`Fault::TimedOut`] means that nobody knows. Such an attempt is asked for by [`Acquirer::status`], also after a
//!    restart, and never repeated blindly; [`crate::reconcile`] says what to do with the answer.
//! 4. [`Fault::Unavailable`] and [`Fault::Refused`] promise that *this call* had no effect. An implementation in doubt
//!    answers `TimedOut`.
//! 5. [`Acquirer::void`] of an attempt that the acquirer has not seen bars it: should it still arrive, it is refused.
//! 6. Answers may be late: [`Answer::Pending`] now, the rest by `status` or by a notification that leads to one.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use kernel::Money;

use crate::sandbox::{Authorization, Decision, RefundBehavior, RefundPlan};
use crate::vault::{Cvc, Pan};

/// Our own id of one attempt: one per operation that has an effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AttemptId(pub i64);

/// A future that a trait object can return.
pub type Reply<'a, T> = Pin<Box<dyn Future<Output = Result<T, Fault>> + Send + 'a>>;

/// The far side. Object-safe: the product holds an `Arc<dyn Acquirer>`.
pub trait Acquirer: Send + Sync {
    /// For logs and metrics.
    fn name(&self) -> &'static str;

    /// Asks the issuer to hold funds, and with [`Capture::Automatic`] to claim them at once.
    fn authorize(&self, attempt: AttemptId, request: AuthorizeRequest) -> Reply<'_, Answer>;

    /// Claims authorized funds, wholly or partly.
    fn capture(&self, attempt: AttemptId, request: CaptureRequest) -> Reply<'_, Answer>;

    /// Releases an authorization that was not captured, or bars one that has not arrived. An authorization that was
    /// captured by [`Capture::Automatic`] in the same attempt is released with it.
    fn void(&self, attempt: AttemptId, authorization: AttemptId) -> Reply<'_, Answer>;

    /// Returns captured funds.
    fn refund(&self, attempt: AttemptId, request: RefundRequest) -> Reply<'_, Answer>;

    /// What became of an attempt. Has no effect and may be asked any number of times.
    fn status(&self, attempt: AttemptId) -> Reply<'_, Status>;
}

/// When authorized funds are claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Capture {
    Automatic,
    Manual,
}

#[derive(Debug, Clone)]
pub struct AuthorizeRequest {
    /// A real acquirer reads amount, presence and authentication from it and ignores what only the sandbox looks at.
    pub authorization: Authorization,
    /// Opened for this call. The sandbox does not look at it.
    pub card: Arc<CardSecrets>,
    pub capture: Capture,
    /// For an off-session payment: the network's id of the transaction that set the card up.
    pub previous_network_transaction_id: Option<String>,
    pub statement_descriptor: Option<String>,
}

/// What only a real acquirer needs of a card. Its `Debug` is masked.
#[derive(Debug)]
pub struct CardSecrets {
    pub pan: Pan,
    pub exp_month: u8,
    pub exp_year: u16,
    /// Until it was used once.
    pub cvc: Option<Cvc>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaptureRequest {
    pub authorization: AttemptId,
    pub amount: Money,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefundRequest {
    pub authorization: AttemptId,
    pub amount: Money,
    /// The sandbox's only; see [`crate::sandbox::After::refund`].
    pub behavior: RefundBehavior,
}

/// What an attempt came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// To an authorization, whichever way it went.
    Decided(Box<Decision>),
    Captured,
    Voided,
    Refunded(RefundPlan),
    /// To a capture, void or refund that the acquirer will not do.
    Declined(Declined),
    /// Accepted; the answer comes later.
    Pending,
}

/// Why a capture, void or refund was not done. A bug of ours or a race that was lost, so no text for customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Declined {
    #[error("there is no such authorization")]
    NoSuchAuthorization,
    #[error("the authorization was voided")]
    Voided,
    #[error("the authorization was captured already")]
    AlreadyCaptured,
    #[error("the authorization was not captured")]
    NotCaptured,
    #[error("more than what is left was asked for")]
    ExceedsRest,
}

/// The answer to [`Acquirer::status`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// It has not arrived. It may still be on its way.
    NeverSeen,
    InProgress,
    Answered(Answer),
    /// It was barred before it arrived, and has no effect whenever it does.
    Barred,
}

/// A call that got no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The acquirer read it and will not take it, now or ever: malformed, unknown merchant, barred attempt.
    #[error("the acquirer refused the call: {0}")]
    Refused(&'static str),
    /// It did not reach the acquirer.
    #[error("the acquirer cannot be reached")]
    Unavailable,
    /// It may or may not have had its effect.
    #[error("the acquirer did not answer in time")]
    TimedOut,
}
