//! The calls of one round, between two commits: send or ask, and what at once follows from the answer.

use std::sync::Arc;

use acquiring::acquirer::{Acquirer, Answer, Fault};
use acquiring::reconcile::{self, NextStep};
use kernel::{Key, Timestamp};
use wire::access::Caller;
use wire::faults::When;
use wire::outside::{ASK_LIMIT, Ask, Far, Heard, SEND_LIMIT, within};
use wire::{ApiError, App, Ctx};

use super::model::{Attempt, Work};
use super::requests::{self, Request};
use super::{known_by, no_acquirer};

/// After this the customer has gone: an authorization is taken back rather than made.
const WANTED_SECONDS: i64 = 3_600;
/// Calls of one round; what is not known then is asked for later.
const CALLS_MAX: usize = 4;

pub async fn call(app: &Arc<App>, caller: &Caller, key: Key, ask: Ask) -> Result<Heard, ApiError> {
    let ctx = Ctx::background(app, caller);
    let attempt = ctx.tx.get::<Attempt>(key).await?;
    let Some(attempt) = attempt.filter(|attempt| attempt.settled.is_none()) else {
        return Ok(None);
    };
    let acquirer = match app.acquirers.of(caller.livemode()) {
        Far::Remote(acquirer) => acquirer,
        Far::Local if attempt.struck.is_some() => app.acquirers.sandbox.clone(),
        // The operator has taken it away. What is in flight waits until it is back.
        Far::Local | Far::Absent => return Err(no_acquirer()),
    };
    let mut round = Round {
        ctx: &ctx,
        acquirer,
        state: state(&attempt.object, ctx.now(), ask),
        attempt: &attempt.object,
    };
    round.run(ask).await.map(Some)
}

fn state(attempt: &Attempt, now: Timestamp, ask: Ask) -> reconcile::Attempt {
    let age = now.seconds() - attempt.created.seconds();
    let is_wanted = !attempt.work.can_be_given_up() || age < WANTED_SECONDS;
    reconcile::Attempt {
        rounds: attempt.rounds,
        is_wanted,
        may_have_arrived: ask == Ask::Again,
    }
}

struct Round<'a> {
    ctx: &'a Ctx<'a>,
    acquirer: Arc<dyn Acquirer>,
    attempt: &'a Attempt,
    state: reconcile::Attempt,
}

impl Round<'_> {
    /// Goes on as long as an answer leads straight to another call that was not made yet.
    async fn run(&mut self, ask: Ask) -> Result<NextStep, ApiError> {
        let (mut sent, mut voided) = (ask == Ask::First, false);
        let mut step = match ask {
            Ask::First => self.send().await?,
            Ask::Again => self.ask().await,
        };
        for _ in 1..CALLS_MAX {
            step = match step {
                NextStep::SendAgain { .. } if !sent => {
                    sent = true;
                    self.send().await?
                }
                NextStep::Void { .. } if !voided => {
                    voided = true;
                    self.void().await
                }
                NextStep::Ask { after_seconds: 0 } => self.ask().await,
                known_or_later => return Ok(known_or_later),
            };
        }
        Ok(step)
    }

    async fn send(&mut self) -> Result<NextStep, ApiError> {
        let request = requests::of(self.ctx, &self.attempt.work).await?;
        let result = self.sent(request).await;
        if let Err(fault) = &result {
            tracing::warn!(attempt = self.attempt.id.0, acquirer = self.acquirer.name(), %fault, "a call got no answer");
        }
        Ok(self.state.sent(result))
    }

    async fn sent(&self, request: Request) -> Result<Answer, Fault> {
        let id = known_by(self.attempt.id);
        // Nobody has to wait for a fault that was asked for.
        let strikes = self.attempt.struck.filter(|_| !self.state.may_have_arrived);
        if strikes == Some(When::Before) {
            return Err(Fault::TimedOut);
        }
        let reply = match request {
            Request::Authorize(request) => self.acquirer.authorize(id, *request),
            Request::Capture(request) => self.acquirer.capture(id, request),
            Request::Void(authorization) => self.acquirer.void(id, authorization),
            Request::Refund(request) => self.acquirer.refund(id, request),
        };
        let result = within(SEND_LIMIT, reply).await;
        match strikes {
            Some(_) => Err(Fault::TimedOut),
            None => result,
        }
    }

    async fn ask(&mut self) -> NextStep {
        let status = within(ASK_LIMIT, self.acquirer.status(known_by(self.attempt.id))).await;
        self.state.resolve(status)
    }

    /// Takes an authorization back that nobody wants any more.
    async fn void(&mut self) -> NextStep {
        let (own, authorization) = (known_by(self.attempt.void), known_by(self.attempt.id));
        let result = within(SEND_LIMIT, self.acquirer.void(own, authorization)).await;
        self.state.voided(result)
    }
}

impl Work {
    /// For what a log says.
    pub fn name(&self) -> &'static str {
        match self {
            Work::Pay { .. } => "pay",
            Work::SetUp { .. } => "set_up",
            Work::Capture { .. } => "capture",
            Work::Void { .. } => "void",
            Work::Refund { .. } => "refund",
        }
    }
}
