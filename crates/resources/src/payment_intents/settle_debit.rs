//! The end of what is open without anyone at a page: a debit is paid or comes back, a voucher is paid or runs out, an app
//! answers. And the one debit that can be stopped on its way.

use acquiring::methods::{self, End};
use acquiring::refusal::PaymentError;
use db::Stored;
use wire::timer::TimerCtx;
use wire::{ApiError, Ctx};

use super::attempt::{Paying, conclude, fail};
use super::by_method::{refuse, take};
use super::{PaymentIntent, Status};
use crate::challenge::{Attempt, Subject};
use crate::charges::{Charge, ChargeStatus};
use crate::mandates;
use crate::payment_methods::PaymentMethod;
use crate::refusal;

/// The timer's kind; its subject is the attempt.
pub const END: &str = "payment_intent.end_attempt";

/// Ends an attempt as the sandbox has it in store. Does nothing if it is over, or another has taken its place.
pub async fn on_end(ctx: &mut TimerCtx<'_>) -> Result<(), ApiError> {
    let Some(paying) = waiting(ctx).await? else {
        return Ok(());
    };
    let Some(method) = methods::named(&paying.method.r#type) else {
        return Ok(());
    };
    let Some(later) = method.later(&paying.method.facts()) else {
        return Ok(());
    };
    match (paying.intent.status, later.end) {
        (Status::Processing, End::Paid | End::Disputed) => paid(ctx, paying).await,
        (Status::Processing, End::Failed(code)) => returned(ctx, paying, code).await,
        (_, End::Paid | End::Disputed) => take(ctx, paying, method, methods::Step::Approve).await.map(drop),
        (_, End::Failed(code)) => {
            refuse(ctx, paying, &methods::refusal(code));
            Ok(())
        }
    }
}

/// The payment that the timer is about, if it still waits for this attempt.
async fn waiting(ctx: &TimerCtx<'_>) -> Result<Option<Paying>, ApiError> {
    let Some(attempt) = ctx.tx.get::<Attempt>(ctx.subject()).await? else {
        return Ok(None);
    };
    let Subject::Payment(id) = &attempt.subject else {
        return Ok(None);
    };
    let Some(intent) = ctx.tx.get::<PaymentIntent>(id.key()).await? else {
        return Ok(None);
    };
    let open = intent.status == Status::RequiresAction || intent.has_open_debit();
    let challenge = intent.private.challenge.clone();
    let Some(challenge) = challenge.filter(|challenge| open && challenge.attempt == attempt.id) else {
        return Ok(None);
    };
    let Some(method) = ctx.tx.get::<PaymentMethod>(challenge.method.key()).await? else {
        return Ok(None);
    };
    Ok(Some(Paying {
        intent,
        method,
        terms: challenge.terms,
        challenge: None,
        seed: challenge.seed,
        authorization: None,
    }))
}

async fn paid(ctx: &mut Ctx<'_>, paying: Paying) -> Result<(), ApiError> {
    let mut charge = pending(ctx, &paying.intent).await?.ok_or_else(ApiError::internal)?;
    charge.settle();
    conclude(ctx, paying.intent, charge, false).await.map(drop)
}

async fn returned(ctx: &mut Ctx<'_>, paying: Paying, code: &'static str) -> Result<(), ApiError> {
    let error: PaymentError = methods::refusal(code);
    let mut charge = pending(ctx, &paying.intent).await?.ok_or_else(ApiError::internal)?;
    charge.bounce(&error);
    ctx.tx.update(&charge);
    let ends_mandate = paying
        .method
        .facts()
        .account
        .is_some_and(|account| account.ends_mandate);
    let mandate = paying.intent.private.mandate.clone().filter(|_| ends_mandate);
    fail(ctx, paying, refusal::card(&error), Some(charge));
    if let Some(mandate) = mandate {
        mandates::end(ctx, &mandate).await?;
    }
    Ok(())
}

/// The charge of a debit that is on its way.
async fn pending(ctx: &Ctx<'_>, intent: &PaymentIntent) -> Result<Option<Stored<Charge>>, ApiError> {
    let charge = match intent.latest_charge.as_ref().filter(|_| intent.has_open_debit()) {
        Some(charge) => ctx.tx.get::<Charge>(charge.key()).await?,
        None => None,
    };
    Ok(charge.filter(|charge| charge.status == ChargeStatus::Pending))
}

/// Debits of these accounts can be canceled until the bank has them. Source: API reference, "Cancel a PaymentIntent".
const STOPPABLE: &[&str] = &["us_bank_account"];

/// Whether a debit on its way can be stopped.
pub(super) async fn may_be_stopped(ctx: &Ctx<'_>, intent: &PaymentIntent) -> Result<bool, ApiError> {
    let charge = pending(ctx, intent).await?;
    Ok(charge.is_some_and(|charge| STOPPABLE.contains(&charge.method())))
}

/// Gives up the debit of an intent that is canceled, if there is one.
pub(super) async fn stop(ctx: &mut Ctx<'_>, intent: &PaymentIntent) -> Result<Option<Stored<Charge>>, ApiError> {
    let Some(mut charge) = pending(ctx, intent).await? else {
        return Ok(None);
    };
    charge.give_up();
    ctx.tx.update(&charge);
    Ok(Some(charge))
}
