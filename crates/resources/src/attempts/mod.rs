//! Attempts: what an acquirer that is far away was asked, until its outcome is known. No resource of the API.
//!
//! ```text
//! begin ─commit─▶ open ──call──▶ answered ─commit─▶ settled
//!                  ▲ │             no answer ─commit, timer─┐
//!                  │ └──(crash)──▶ asked for by the timer   │
//!                  └────────────────────────────────────────┘
//! ```
//!
//! The key of an attempt's row is what the acquirer knows it by. It is in the store before the first call, so whatever
//! happens it can be asked for; it is never sent again unless the acquirer has just said that it never saw it. The steps
//! are those of `acquiring::reconcile`; what an outcome makes of a payment is the same code that the sandbox's local path
//! runs, in `payment_intents`, `setup_intents` and `refunds`.

mod begin;
mod call;
mod model;
mod requests;
mod resume;
mod then;

use acquiring::acquirer::AttemptId;
use db::{Record, Table, global_index, int};
use kernel::Key;
use wire::faults::FaultKind;
use wire::outside::{Far, Outside};
use wire::timer::TimerKind;
use wire::{ApiError, Ctx};

pub use begin::{Call, Pace, begin};
pub use model::{Attempt, Outcome, Shows, Work};
pub use requests::{Asked, row};
pub use resume::{ASK, resume};

pub static ACQUIRER_ATTEMPTS: Table = Table {
    name: "acquirer_attempts",
    columns: &[int("open")],
    indexes: &[global_index("open", &[0])],
};

/// What the pipeline calls.
pub const OUTSIDE: Outside = Outside {
    is_open: |ctx, attempt| Box::pin(then::is_open(ctx, attempt)),
    call: |app, caller, attempt, ask| Box::pin(call::call(app, caller, attempt, ask)),
    then: |ctx, attempt, heard| Box::pin(then::then(ctx, attempt, heard)),
};

pub fn timers() -> Vec<TimerKind> {
    vec![TimerKind {
        kind: ASK,
        run: |ctx| Box::pin(resume::on_ask(ctx)),
    }]
}

/// The call that a payment of this mode needs; `None` if it is decided here.
pub fn needs_call(ctx: &Ctx<'_>) -> Result<Option<Call>, ApiError> {
    match ctx.app.acquirers.of(ctx.livemode()) {
        Far::Remote(_) => Ok(Some(Call { struck: None })),
        Far::Absent => Err(no_acquirer()),
        Far::Local => {
            let app = ctx.app;
            let kinds = &[FaultKind::AcquirerTimeout];
            let fault = app.faults.strike(ctx.scope(), kinds, "", app.now(), &app.chance);
            Ok(fault.map(|fault| Call {
                struck: Some(fault.when),
            }))
        }
    }
}

/// The same for what follows an authorization: one that was made here needs nobody.
pub fn needs_call_about(ctx: &Ctx<'_>, authorization: Option<Key>) -> Result<Option<Call>, ApiError> {
    match (authorization, ctx.app.acquirers.of(ctx.livemode())) {
        (Some(_), Far::Remote(_)) => Ok(Some(Call { struck: None })),
        (_, Far::Absent) => Err(no_acquirer()),
        (None, Far::Local | Far::Remote(_)) | (Some(_), Far::Local) => Ok(None),
    }
}

fn no_acquirer() -> ApiError {
    ApiError::failed("No acquirer is configured for live payments. Use a test key, or configure one.")
}

/// An answer to another question than was asked: a bug of the acquirer's module. The attempt stays in flight, and a person
/// finds this in the log.
pub fn unexpected(about: Key, answer: &acquiring::acquirer::Answer) -> ApiError {
    tracing::error!(about = about.0, ?answer, "an acquirer's answer does not fit its call");
    ApiError::internal()
}

/// What the acquirer knows an attempt by.
fn known_by(key: Key) -> AttemptId {
    AttemptId(key.0)
}

impl Record for Attempt {
    type Private = ();

    fn table() -> &'static Table {
        &ACQUIRER_ATTEMPTS
    }

    fn key(&self) -> Key {
        self.id
    }

    fn cells(&self) -> Vec<db::Cell> {
        vec![self.settled.is_none().then_some(1).into()]
    }
}
