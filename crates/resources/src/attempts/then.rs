//! After a call: the outcome into the unit of work, or the next question into a timer; and the answer either way.

use std::time::Duration;

use acquiring::acquirer::Answer as Far;
use acquiring::reconcile::NextStep;
use db::Stored;
use kernel::Key;
use wire::outside::Heard;
use wire::{Answer, ApiError, Ctx};

use super::model::{Attempt, Outcome, Settled, Shows, Work};
use super::requests::row;
use super::resume::ASK;
use crate::charges::Charge;
use crate::payment_intents::{self, PaymentIntent};
use crate::refunds::{self, Refund};
use crate::refusal;
use crate::setup_intents::{self, SetupIntent};

pub async fn is_open(ctx: &Ctx<'_>, key: Key) -> Result<bool, ApiError> {
    let attempt = ctx.tx.get::<Attempt>(key).await?;
    Ok(attempt.is_some_and(|attempt| attempt.settled.is_none()))
}

pub async fn then(ctx: &mut Ctx<'_>, key: Key, heard: &Heard) -> Result<Answer, ApiError> {
    let attempt = row::<Attempt>(ctx, key).await?;
    let step = match (&attempt.settled, heard) {
        // Somebody else was faster: a late answer, a timer.
        (Some(_), _) | (None, None) => return shown(ctx, &attempt).await,
        (None, Some(step)) => step.clone(),
    };
    match step {
        NextStep::Record(Far::Pending) => later(ctx, attempt, 1).await,
        NextStep::Record(answer) => settle(ctx, attempt, Outcome::Answered(answer)).await,
        NextStep::Close => settle(ctx, attempt, Outcome::Nothing).await,
        NextStep::Ask { after_seconds } | NextStep::SendAgain { after_seconds } | NextStep::Void { after_seconds } => {
            later(ctx, attempt, after_seconds).await
        }
    }
}

/// Nobody knows yet. A timer asks; until then the object is shown as it waits.
async fn later(ctx: &mut Ctx<'_>, mut attempt: Stored<Attempt>, seconds: u32) -> Result<Answer, ApiError> {
    let due = ctx.now().plus(Duration::from_secs(seconds.max(1).into()));
    attempt.rounds = attempt.rounds.saturating_add(1);
    attempt.timer = ctx.tx.timer(ASK, attempt.id, due);
    ctx.tx.update(&attempt);
    shown(ctx, &attempt).await
}

async fn settle(ctx: &mut Ctx<'_>, mut attempt: Stored<Attempt>, outcome: Outcome) -> Result<Answer, ApiError> {
    tracing::debug!(attempt = attempt.id.0, work = attempt.work.name(), ?outcome, "settled");
    let (id, work) = (attempt.id, attempt.work.clone());
    let authorization = attempt.authorization();
    let answer = match &work {
        Work::Pay { .. } => payment_intents::settle_payment(ctx, id, authorization, &work, outcome).await,
        Work::SetUp { .. } => setup_intents::settle(ctx, id, &work, outcome).await,
        Work::Capture { intent, charge, amount } => {
            payment_intents::settle_capture(ctx, intent, charge, *amount, outcome).await
        }
        Work::Void {
            intent, reason, event, ..
        } => payment_intents::settle_void(ctx, intent, reason.clone(), event, outcome).await,
        Work::Refund { refund, .. } => {
            refunds::settle(ctx, refund, outcome).await?;
            object(ctx, &work).await
        }
    }?;
    attempt.settled = Some(match &answer {
        Answer::Failed(error) => Settled::Failed(serde_json::from_str(error.to_last_error().get()).unwrap_or_default()),
        Answer::Stored(_) | Answer::Made(_) | Answer::Confidential(_) | Answer::Page { .. } | Answer::Outside(_) => {
            Settled::Done
        }
    });
    ctx.tx.update(&attempt);
    Ok(answer)
}

/// The answer as things stand: the object, or the error that the attempt ended with.
async fn shown(ctx: &Ctx<'_>, attempt: &Attempt) -> Result<Answer, ApiError> {
    let Some(Settled::Failed(error)) = &attempt.settled else {
        return object(ctx, &attempt.work).await;
    };
    let error = refusal::again(error);
    Ok(Answer::Failed(match &attempt.work {
        Work::Pay { intent, .. } | Work::Capture { intent, .. } | Work::Void { intent, .. } => {
            let intent = row::<PaymentIntent>(ctx, intent.key()).await?;
            error.payment_intent(refusal::raw(&intent.object))
        }
        Work::SetUp { intent, .. } => {
            let intent = row::<SetupIntent>(ctx, intent.key()).await?;
            error.setup_intent(refusal::raw(&intent.object))
        }
        Work::Refund { .. } => error,
    }))
}

async fn object(ctx: &Ctx<'_>, work: &Work) -> Result<Answer, ApiError> {
    match work {
        Work::Pay { intent, .. } | Work::Capture { intent, .. } | Work::Void { intent, .. } => {
            let intent = row::<PaymentIntent>(ctx, intent.key()).await?;
            Ok(Answer::written(&ctx.tx, &intent))
        }
        Work::SetUp { intent, .. } => {
            let intent = row::<SetupIntent>(ctx, intent.key()).await?;
            Ok(Answer::written(&ctx.tx, &intent))
        }
        Work::Refund { refund, charge, shows } => match shows {
            Shows::Refund => {
                let refund = row::<Refund>(ctx, refund.key()).await?;
                Ok(Answer::written(&ctx.tx, &refund))
            }
            Shows::Charge => {
                let charge = row::<Charge>(ctx, charge.key()).await?;
                Ok(Answer::written(&ctx.tx, &charge))
            }
        },
    }
}
