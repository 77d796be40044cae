//! What must ask somebody far away: an acquirer that is called between two commits.
//!
//! ```text
//! commit 1   attempt row (its key is what the acquirer knows it by), intent processing, idempotency key started, timer
//! call       with a time limit; nothing is held meanwhile
//! commit 2   what the answer makes of the payment, attempt settled, idempotency answer  ┐ one of the two
//!            no answer: attempt to be asked for by a timer, idempotency answer          ┘
//! ```
//!
//! An operation begins it by answering [`Answer::Outside`]. The pipeline does the rest through the three functions that
//! the resources register ([`Outside`]); timers, pages and the start of the server do it through [`drive`].

use std::sync::Arc;
use std::time::Duration;

use acquiring::acquirer::{self, Acquirer, Fault};
use acquiring::reconcile::NextStep;
use acquiring::sandbox::Sandbox;
use futures::future::BoxFuture;
use kernel::Key;

use crate::access::Caller;
use crate::answer::Answer;
use crate::app::App;
use crate::background;
use crate::ctx::Ctx;
use crate::error::ApiError;

/// How long a call that moves money may take before its outcome counts as unknown.
pub const SEND_LIMIT: Duration = Duration::from_secs(20);
/// The same for a question, which can be asked again at any time.
pub const ASK_LIMIT: Duration = Duration::from_secs(5);
/// How long a request that began an attempt may still be at it. Afterwards its process is taken to have died.
pub const LEASE: Duration = Duration::from_secs(30);

/// Who authorizes.
#[derive(Default)]
pub struct Acquirers {
    /// For real money. With none, live payments are refused.
    pub live: Option<Arc<dyn Acquirer>>,
    /// In place of the built-in sandbox: for tests of this flow.
    pub test: Option<Arc<dyn Acquirer>>,
    /// The sandbox as if it were far away, for faults that an account asks for. Its book is in memory: what it has forgotten
    /// it decides again, in the same way.
    pub sandbox: Arc<Sandbox>,
}

/// How far away the acquirer of a mode is.
pub enum Far {
    /// The sandbox: it decides inside the commit.
    Local,
    Remote(Arc<dyn Acquirer>),
    /// None is configured.
    Absent,
}

impl Acquirers {
    pub fn of(&self, livemode: bool) -> Far {
        match (livemode, &self.live, &self.test) {
            (true, Some(acquirer), _) | (false, _, Some(acquirer)) => Far::Remote(acquirer.clone()),
            (true, None, _) => Far::Absent,
            (false, _, None) => Far::Local,
        }
    }
}

/// Whether an attempt was begun a moment ago by who calls, or may have been sent before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    First,
    Again,
}

/// What is to be done after a call. `None`: nobody was asked, because the outcome was known already.
pub type Heard = Option<NextStep>;

pub type Call = for<'a> fn(&'a Arc<App>, &'a Caller, Key, Ask) -> BoxFuture<'a, Result<Heard, ApiError>>;
pub type Then = for<'a, 'b> fn(&'a mut Ctx<'b>, Key, &'a Heard) -> BoxFuture<'a, Result<Answer, ApiError>>;

/// The product's side. All three take the key of an attempt's row.
#[derive(Clone, Copy)]
pub struct Outside {
    /// Whether the outcome is still unknown.
    pub is_open: for<'a> fn(&'a Ctx<'_>, Key) -> BoxFuture<'a, Result<bool, ApiError>>,
    /// Calls the acquirer, within the limits. Writes nothing.
    pub call: Call,
    /// Decides what follows, and the answer as it stands then. May run again, like every decision.
    pub then: Then,
}

/// Of a product that never asks anybody.
impl Default for Outside {
    fn default() -> Outside {
        Outside {
            is_open: |_, _| Box::pin(async { Ok(false) }),
            call: |_, _, _, _| Box::pin(async { Ok(None) }),
            then: |_, _, _| Box::pin(async { Err(ApiError::internal()) }),
        }
    }
}

/// A call with its time limit: out of time is [`Fault::TimedOut`], whatever became of it.
pub async fn within<T>(limit: Duration, reply: acquirer::Reply<'_, T>) -> Result<T, Fault> {
    tokio::time::timeout(limit, reply).await.unwrap_or(Err(Fault::TimedOut))
}

/// Calls and commits what follows, when no request waits for it.
pub async fn drive(app: &Arc<App>, caller: &Caller, attempt: Key, ask: Ask) -> Result<(), ApiError> {
    let heard = (app.registry.outside.call)(app, caller, attempt, ask).await?;
    if heard.is_none() {
        return Ok(());
    }
    background::run(app, caller, decide, &(attempt, heard)).await
}

fn decide<'a>(ctx: &'a mut Ctx<'_>, with: &'a (Key, Heard)) -> BoxFuture<'a, Result<(), ApiError>> {
    Box::pin(async move {
        let (attempt, heard) = with;
        let then = ctx.app.registry.outside.then;
        then(ctx, *attempt, heard).await.map(|_| ())
    })
}
