//! Payments with anything but a card: what the type's row makes of a confirmation, and of the customer's decision.

use std::time::Duration;

use acquiring::methods::{self, End, Method, Step, Wait};
use acquiring::refusal::PaymentError;
use acquiring::sandbox::ChallengeResult;
use db::Stored;
use kernel::Timestamp;
use kernel::ids::PaymentAttemptId;
use serde_json::{Value, json};
use wire::{Answer, ApiError, Ctx};

use super::agreed::mandate;
use super::attempt::{Paying, about, conclude, fail, used};
use super::model::Challenge;
use super::settle_debit::END;
use super::{PaymentIntent, fits, options};
use crate::challenge::{self, Subject};
use crate::charges::{self, Charge, Own, Standing};
use crate::mandates::Use;
use crate::payment_methods::{self, CardChecks, Origin, PaymentMethod, deposits};
use crate::test_bank::{self, Occasion};
use crate::{expiry, refusal};

/// Begins, or goes on after the customer's decision.
pub(super) async fn pay(ctx: &mut Ctx<'_>, mut paying: Paying) -> Result<Answer, ApiError> {
    let method = fits::known(ctx, &paying.method)?;
    if paying.challenge == Some(ChallengeResult::Passed) && deposits::verify(&mut paying.method) {
        ctx.tx.update(&paying.method);
    }
    let step = match paying.challenge {
        Some(result) => method.decided(&paying.method.facts(), result == ChallengeResult::Passed),
        None => {
            fits::check(ctx, method, &paying)?;
            method.begin(&paying.method.facts())
        }
    };
    take(ctx, paying, method, step).await
}

pub(super) async fn take(
    ctx: &mut Ctx<'_>,
    paying: Paying,
    method: &'static Method,
    step: Step,
) -> Result<Answer, ApiError> {
    match step {
        Step::Approve => approve(ctx, paying, method).await,
        Step::Process => process(ctx, paying, method).await,
        Step::Act | Step::Verify => require_action(ctx, paying, method),
        Step::Refuse(code) => Ok(refuse(ctx, paying, &methods::refusal(code))),
        Step::Block => Ok(refuse(ctx, paying, &PaymentError::FRAUDULENT)),
    }
}

/// Paid, or held until it is captured.
async fn approve(ctx: &mut Ctx<'_>, mut paying: Paying, method: &'static Method) -> Result<Answer, ApiError> {
    let holds = options::holds(&paying.intent, method.name);
    let standing = match method.hold_days.filter(|_| holds) {
        Some(days) => Standing::Held {
            until: ctx.now().plus(Duration::from_secs(u64::from(days) * 86_400)),
        },
        None => Standing::Paid,
    };
    let own = own(&paying);
    let charge = charge(ctx, &mut paying, method, standing, own).await?;
    conclude(ctx, paying.intent, charge, paying.challenge.is_some()).await
}

/// A debit was accepted.
async fn process(ctx: &mut Ctx<'_>, mut paying: Paying, method: &'static Method) -> Result<Answer, ApiError> {
    let charge = charge(ctx, &mut paying, method, Standing::Pending, Own::new()).await?;
    let subject = Subject::Payment(paying.intent.id.clone());
    let attempt = challenge::begin(ctx, subject, None);
    end_later(ctx, method, &paying, &attempt);
    let challenge = challenge_of(&paying, attempt);
    paying.intent.await_debit(charge.id.clone(), challenge);
    ctx.tx.update(&paying.intent);
    ctx.tx.event("payment_intent.processing", &paying.intent.object, None);
    ctx.tx.event("charge.pending", &charge.object, None);
    Ok(Answer::written(&ctx.tx, &paying.intent))
}

/// The customer has to act; where there is no page for it, the attempt ends by itself.
fn require_action(ctx: &mut Ctx<'_>, mut paying: Paying, method: &'static Method) -> Result<Answer, ApiError> {
    if paying.terms.error_on_requires_action {
        return Ok(fail(ctx, paying, refusal::authentication_required(), None));
    }
    let return_url = return_url(&paying);
    let subject = Subject::Payment(paying.intent.id.clone());
    let attempt = challenge::begin(ctx, subject, return_url.clone());
    let expires_at = expires_at(ctx, method, &paying);
    let next_action = method.action.map_or(Value::Null, |action| {
        let occasion = Occasion {
            attempt: &attempt,
            return_url: return_url.as_deref(),
            amount: Some(paying.intent.amount()),
            expires_at,
            options: paying.intent.payment_method_options.get(method.name),
        };
        test_bank::next_action(ctx, action, &occasion)
    });
    end_later(ctx, method, &paying, &attempt);
    let challenge = challenge_of(&paying, attempt);
    paying.intent.require_action(next_action, challenge);
    ctx.tx.update(&paying.intent);
    ctx.tx
        .event("payment_intent.requires_action", &paying.intent.object, None);
    Ok(Answer::written(&ctx.tx, &paying.intent))
}

/// Refused: with a failed charge, and the intent wants another payment method.
pub(super) fn refuse(ctx: &mut Ctx<'_>, paying: Paying, error: &PaymentError) -> Answer {
    let attempt = about(&paying.intent, &paying.method, false, paying.terms.moto);
    let charge = charges::failed(ctx, &attempt, error, Own::new());
    let charge = ctx.tx.insert(charge);
    fail(ctx, paying, refusal::card(error), Some(charge))
}

fn challenge_of(paying: &Paying, attempt: PaymentAttemptId) -> Challenge {
    Challenge {
        attempt,
        method: paying.method.id.clone(),
        terms: paying.terms.clone(),
        seed: paying.seed,
    }
}

pub(super) fn return_url(paying: &Paying) -> Option<String> {
    let own = || paying.intent.private.return_url.clone();
    paying.terms.return_url.clone().or_else(own)
}

/// Sets the timer for what ends by itself.
fn end_later(ctx: &mut Ctx<'_>, method: &Method, paying: &Paying, attempt: &PaymentAttemptId) {
    let Some(later) = method.later(&paying.method.facts()) else {
        return;
    };
    let due = match later.wait {
        Wait::Seconds(seconds) => ctx.now().plus(Duration::from_secs(seconds)),
        Wait::Expiry => expires_at(ctx, method, paying),
    };
    ctx.tx.timer(END, attempt.key(), due);
}

/// Until when what the customer was given is good. One that is to expire at once shows that.
fn expires_at(ctx: &Ctx<'_>, method: &Method, paying: &Paying) -> Timestamp {
    let later = method.later(&paying.method.facts());
    let at_once = later.is_some_and(|later| matches!(later.end, End::Failed(_)) && later.wait == Wait::Seconds(3));
    match at_once {
        true => ctx.now(),
        false => expiry::of(
            method.name,
            paying.intent.payment_method_options.get(method.name),
            ctx.now(),
        ),
    }
}

/// What the charge shows beyond the payment method's own hash.
fn own(paying: &Paying) -> Own {
    let mut own = Own::new();
    let shown = paying.intent.next_action.as_ref();
    let part = |action: &str, part: &str| shown.and_then(|shown| shown.get(action)?.get(part)).cloned();
    let parts = [
        ("number", part("oxxo_display_details", "number")),
        ("entity", part("multibanco_display_details", "entity")),
        ("reference", part("multibanco_display_details", "reference")),
    ];
    for (name, value) in parts {
        if let Some(value) = value {
            own.insert(name.to_owned(), value);
        }
    }
    own
}

/// Writes the charge, with all that using the payment method does: saved or used up, a mandate, an account for later.
async fn charge(
    ctx: &mut Ctx<'_>,
    paying: &mut Paying,
    method: &'static Method,
    standing: Standing,
    mut own: Own,
) -> Result<Stored<Charge>, ApiError> {
    let usage = options::setup_future_usage(&paying.intent, method.name);
    let leaves_account = usage.is_some() && method.saved_as.is_some_and(|saved| saved != method.name);
    let purpose = match usage {
        Some(_) => Use::Again,
        None => Use::Once(paying.intent.amount()),
    };
    let kept = usage.filter(|_| !leaves_account && method.saved_as.is_some());
    let stored = used(ctx, paying.method.clone(), CardChecks::default(), &paying.intent, kept).await?;
    paying.intent.payment_method = Some(stored.id.clone());
    if !leaves_account {
        let given = mandate(ctx, &mut paying.intent.object, &stored, purpose);
        if let Some(given) = &given {
            own.insert("mandate".to_owned(), json!(given));
        }
        paying.intent.private.mandate = given;
    }
    let attempt = about(&paying.intent, &stored, true, paying.terms.moto);
    let charge = charges::of_method(ctx, &attempt, standing, own);
    let mut charge = ctx.tx.insert(charge);
    if leaves_account {
        leave_account(ctx, &mut paying.intent, &stored, &mut charge)?;
    }
    paying.method = stored;
    Ok(charge)
}

/// The bank account behind a redirect: the customer's from now on, with the mandate to debit it.
fn leave_account(
    ctx: &mut Ctx<'_>,
    intent: &mut PaymentIntent,
    from: &PaymentMethod,
    charge: &mut Stored<Charge>,
) -> Result<(), ApiError> {
    let origin = Origin::Charge(&charge.id);
    let Some(account) = payment_methods::generated(ctx, from, &origin, intent.customer.as_ref()) else {
        return Ok(());
    };
    let account = ctx.tx.insert(account);
    if account.customer.is_some() {
        ctx.tx.event("payment_method.attached", &account.object, None);
    }
    let mandate = mandate(ctx, intent, &account, Use::Again);
    if let Some(details) = charge.payment_method_details.as_mut() {
        details.add("generated_sepa_debit", json!(account.id));
        details.add("generated_sepa_debit_mandate", json!(mandate));
    }
    ctx.tx.update(charge);
    Ok(())
}
