//! One attempt to pay: what the acquirer is asked, and what its answer makes of intent, charge and
//! payment method. With the sandbox all in the one commit, with an acquirer far away in the one after its call.

use acquiring::acquirer::{self, Capture};
use acquiring::cards::Network;
use acquiring::sandbox::{
    self, Approval, Authorization, ChallengeResult, Decision, Given, Presence, Purpose, Refusal, ThreeDSecureRequest,
};
use db::Stored;
use kernel::Key;
use serde_json::Value;
use wire::{Answer, ApiError, Ctx};

use super::agreed::mandate;
use super::error::with_intent;
use super::model::{CaptureMethod, Challenge, ConfirmationMethod, Terms};
use super::{EXPIRE_HOLD, PaymentIntent, by_method, options};
use crate::attempts::{self, Asked, Call, Outcome, Pace, Work};
use crate::challenge::{self, Subject};
use crate::charges::{self, Attempt, Booking, Charge};
use crate::payment_methods::{self, CardChecks, PaymentMethod, vault};
use crate::{disputes, early_fraud_warnings, mandates, refusal, reviews};

/// An intent about to be paid with a payment method.
pub(super) struct Paying {
    pub intent: Stored<PaymentIntent>,
    pub method: Stored<PaymentMethod>,
    pub terms: Terms,
    /// How the customer's authentication ended, if there was one.
    pub challenge: Option<ChallengeResult>,
    /// The same for an attempt and its continuation after a challenge.
    pub seed: u64,
    /// What an acquirer far away knows it by; none with the sandbox.
    pub authorization: Option<Key>,
}

/// Asks the sandbox and writes what follows, or begins to ask an acquirer far away.
pub(super) async fn pay(ctx: &mut Ctx<'_>, paying: Paying) -> Result<Answer, ApiError> {
    if paying.method.card.is_none() {
        return by_method::pay(ctx, paying).await;
    }
    let needs_call = attempts::needs_call(ctx)?;
    let request = request(ctx, &paying).ok_or_else(ApiError::internal)?;
    match needs_call {
        Some(call) => Ok(begin(ctx, paying, call)),
        None => decided(ctx, paying, sandbox::authorize(&request)).await,
    }
}

fn begin(ctx: &mut Ctx<'_>, mut paying: Paying, call: Call) -> Answer {
    let work = Work::Pay {
        intent: paying.intent.id.clone(),
        method: paying.method.id.clone(),
        terms: Box::new(paying.terms),
        challenge: paying.challenge.map(|result| result.as_str().to_owned()),
        seed: paying.seed,
    };
    let attempt = attempts::begin(ctx, work, call, Pace::Request);
    paying.intent.process(paying.method.id.clone(), attempt);
    ctx.tx.update(&paying.intent);
    ctx.tx.event("payment_intent.processing", &paying.intent.object, None);
    Answer::Outside(attempt)
}

/// What an attempt that was begun asks the acquirer.
pub async fn asked(ctx: &Ctx<'_>, work: &Work) -> Result<Asked, ApiError> {
    let paying = begun(ctx, work, None).await?;
    let authorization = request(ctx, &paying).ok_or_else(ApiError::internal)?;
    let capture = match captures(&paying.intent) {
        true => Capture::Automatic,
        false => Capture::Manual,
    };
    Ok(Asked {
        authorization,
        capture,
        statement_descriptor: paying.intent.statement_descriptor.clone(),
        method: paying.method,
    })
}

/// What the acquirer's answer makes of the payment.
pub async fn settle(
    ctx: &mut Ctx<'_>,
    attempt: Key,
    authorization: Option<Key>,
    work: &Work,
    outcome: Outcome,
) -> Result<Answer, ApiError> {
    let paying = begun(ctx, work, authorization).await?;
    if paying.intent.private.outside != Some(attempt) {
        tracing::error!(
            attempt = attempt.0,
            "an attempt was settled that its intent does not wait for"
        );
        return Err(ApiError::internal());
    }
    match outcome {
        Outcome::Answered(acquirer::Answer::Decided(decision)) => decided(ctx, paying, *decision).await,
        Outcome::Nothing => Ok(fail(ctx, paying, refusal::not_processed(), None)),
        Outcome::Answered(answer) => Err(attempts::unexpected(attempt, &answer)),
    }
}

async fn begun(ctx: &Ctx<'_>, work: &Work, authorization: Option<Key>) -> Result<Paying, ApiError> {
    let Work::Pay {
        intent,
        method,
        terms,
        challenge,
        seed,
    } = work
    else {
        return Err(ApiError::internal());
    };
    Ok(Paying {
        intent: attempts::row(ctx, intent.key()).await?,
        method: attempts::row(ctx, method.key()).await?,
        terms: (**terms).clone(),
        challenge: challenge.as_deref().and_then(ChallengeResult::parse),
        seed: *seed,
        authorization,
    })
}

/// Writes what follows from a decision.
async fn decided(ctx: &mut Ctx<'_>, paying: Paying, decision: Decision) -> Result<Answer, ApiError> {
    match decision {
        Decision::Approved(approval) => approved(ctx, paying, &approval).await,
        Decision::RequiresAction(challenge) => require_action(ctx, paying, &challenge),
        Decision::Declined(refusal) | Decision::Blocked(refusal) => refused(ctx, paying, &refusal).await,
    }
}

/// Whether an approval claims the funds at once.
fn captures(intent: &PaymentIntent) -> bool {
    !options::only_holds(intent)
}

fn request(ctx: &Ctx<'_>, paying: &Paying) -> Option<Authorization> {
    let (hash, state) = paying.method.card_state()?;
    let presence = match paying.terms.off_session {
        true => Presence::OffSession {
            set_up_before: state.set_up_off_session,
        },
        false => Presence::OnSession,
    };
    let asked = options::of_card(&paying.intent, "request_three_d_secure");
    let chosen = options::of_card(&paying.intent, "network").or(hash.networks.preferred.as_deref());
    Some(Authorization {
        purpose: Purpose::Payment(presence),
        card: state.in_sandbox(hash)?,
        amount: paying.intent.amount(),
        given: state.given().or(Given {
            cvc: paying.terms.cvc_given,
            ..Given::default()
        }),
        moto: paying.terms.moto,
        request_three_d_secure: asked
            .and_then(ThreeDSecureRequest::parse)
            .unwrap_or(ThreeDSecureRequest::Automatic),
        challenge: paying.challenge,
        rules: refusal::rules(ctx.account().risk),
        preferred_network: chosen.and_then(Network::parse),
        seed: paying.seed,
    })
}

async fn approved(ctx: &mut Ctx<'_>, mut paying: Paying, approval: &Approval) -> Result<Answer, ApiError> {
    let capture = captures(&paying.intent);
    let usage = options::setup_future_usage(&paying.intent, &paying.method.r#type);
    let purpose = match usage {
        Some(_) => mandates::Use::Again,
        None => mandates::Use::Once(paying.intent.amount()),
    };
    if let Some(state) = paying
        .method
        .object
        .private
        .card
        .as_mut()
        .filter(|_| paying.authorization.is_some())
    {
        state.network_transaction_id = Some(approval.network_transaction_id.clone());
        ctx.tx.update(&paying.method);
    }
    let method = used(ctx, paying.method, approval.checks.into(), &paying.intent, usage).await?;
    paying.intent.private.mandate = mandate(ctx, &mut paying.intent, &method, purpose);
    let mut charge = charges::approved(
        ctx,
        &about(&paying.intent, &method, capture, paying.terms.moto),
        approval,
    );
    let review = reviews::open(ctx, &mut charge, approval);
    paying.intent.review = charge.review.clone();
    let mut charge = ctx.tx.insert(charge);
    charge.private.authorization = paying.authorization;
    ctx.tx.update(&charge);
    paying.intent.payment_method = Some(method.id.clone());
    let answer = conclude(ctx, paying.intent, charge, paying.challenge.is_some()).await?;
    if let Some(review) = review {
        ctx.tx.event("review.opened", &review, None);
    }
    Ok(answer)
}

/// The intent of a charge that was approved: its money is booked, or held.
pub(super) async fn conclude(
    ctx: &mut Ctx<'_>,
    mut intent: Stored<PaymentIntent>,
    mut charge: Stored<Charge>,
    challenged: bool,
) -> Result<Answer, ApiError> {
    match charge.captured {
        true => {
            let booking = match intent.capture_method {
                CaptureMethod::Automatic => Booking::Shown,
                CaptureMethod::AutomaticAsync | CaptureMethod::Manual => Booking::Later,
            };
            charges::book(ctx, &mut charge, booking)?;
            ctx.tx.update(&charge);
            intent.succeed(charge.id.clone(), charge.amount_captured);
            ctx.tx.update(&intent);
            paid(ctx, &intent, &mut charge, challenged).await?;
            charges::publish_now(ctx, &mut charge);
        }
        false => {
            intent.hold(charge.id.clone());
            ctx.tx.update(&intent);
            ctx.tx.event("charge.succeeded", &charge.object, None);
            ctx.tx
                .event("payment_intent.amount_capturable_updated", &intent.object, None);
            if let Some(until) = charge.capture_before() {
                ctx.tx.timer(EXPIRE_HOLD, intent.id.key(), until);
            }
        }
    }
    Ok(Answer::written(&ctx.tx, &intent))
}

/// The events of a payment that went through: the charge's first, but after a challenge last. What the cardholder's bank
/// has to say follows.
async fn paid(
    ctx: &mut Ctx<'_>,
    intent: &PaymentIntent,
    charge: &mut Stored<Charge>,
    challenged: bool,
) -> Result<(), ApiError> {
    match challenged {
        false => {
            ctx.tx.event("charge.succeeded", &charge.object, None);
            disputes::follow(ctx, charge).await?;
            ctx.tx.event("payment_intent.succeeded", intent, None);
        }
        true => {
            ctx.tx.event("payment_intent.succeeded", intent, None);
            ctx.tx.event("charge.succeeded", &charge.object, None);
            disputes::follow(ctx, charge).await?;
        }
    }
    early_fraud_warnings::follow(ctx, charge);
    Ok(())
}

/// What using it does to a payment method: results of its checks, saved or used up, code forgotten.
pub(super) async fn used(
    ctx: &mut Ctx<'_>,
    mut method: Stored<PaymentMethod>,
    checks: CardChecks,
    intent: &PaymentIntent,
    usage: Option<String>,
) -> Result<Stored<PaymentMethod>, ApiError> {
    let mut changed = false;
    if let Some(card) = method.object.card.as_mut().filter(|card| card.checks != checks) {
        card.checks = checks;
        changed = true;
    }
    if let Some(state) = method.object.private.card.as_mut() {
        let agreed = usage.as_deref() == Some("off_session");
        changed |= agreed && !state.set_up_off_session;
        state.set_up_off_session |= agreed;
        if let Some(row) = state.vault {
            vault::forget_cvc(&mut ctx.tx, row).await?;
        }
    }
    match (&method.customer, &intent.customer, usage) {
        // Meanwhile used up by another intent: that payment stands, and the card is not saved.
        (None, Some(_), Some(_)) if method.is_consumed() => ctx.tx.update(&method),
        (None, Some(customer), Some(_)) => {
            let customer = customer.clone();
            ctx.tx.update(&method);
            return payment_methods::attach(ctx, method, &customer);
        }
        (None, ..) => {
            method.consume();
            ctx.tx.update(&method);
        }
        (Some(_), ..) if changed => ctx.tx.update(&method),
        (Some(_), ..) => {}
    }
    Ok(method)
}

pub(super) fn about<'a>(
    intent: &'a PaymentIntent,
    method: &'a PaymentMethod,
    capture: bool,
    moto: bool,
) -> Attempt<'a> {
    Attempt {
        amount: intent.amount(),
        method,
        customer: intent.customer.clone(),
        payment_intent: Some(intent.id.clone()),
        description: intent.description.clone(),
        metadata: intent.metadata.clone(),
        shipping: intent.shipping.clone(),
        receipt_email: intent.receipt_email.clone(),
        statement_descriptor: intent.statement_descriptor.clone(),
        statement_descriptor_suffix: intent.statement_descriptor_suffix.clone(),
        transfer_group: intent.transfer_group.clone(),
        transfer_data: intent.transfer_data.clone(),
        on_behalf_of: intent.on_behalf_of.clone(),
        application_fee_amount: intent.application_fee_amount,
        radar_options: intent.private.radar_options.clone(),
        mandate: intent.private.mandate.clone(),
        three_d_secure: intent.private.card_once.three_d_secure.as_ref(),
        capture,
        moto,
    }
}

fn require_action(ctx: &mut Ctx<'_>, mut paying: Paying, challenge: &sandbox::Challenge) -> Result<Answer, ApiError> {
    if paying.terms.error_on_requires_action {
        return Ok(fail(ctx, paying, refusal::authentication_required(), None));
    }
    let subject = Subject::Payment(paying.intent.id.clone());
    let return_url = paying
        .terms
        .return_url
        .clone()
        .or_else(|| paying.intent.private.return_url.clone());
    let (attempt, next_action) = challenge::start(ctx, subject, challenge, return_url, paying.terms.use_stripe_sdk);
    let method = paying.method.id.clone();
    let challenge = Challenge {
        attempt,
        method,
        terms: paying.terms,
        seed: paying.seed,
    };
    paying.intent.require_action(next_action, challenge);
    ctx.tx.update(&paying.intent);
    ctx.tx
        .event("payment_intent.requires_action", &paying.intent.object, None);
    Ok(Answer::written(&ctx.tx, &paying.intent))
}

async fn refused(ctx: &mut Ctx<'_>, mut paying: Paying, refusal: &Refusal) -> Result<Answer, ApiError> {
    if let Some(card) = paying.method.object.card.as_mut() {
        card.checks = refusal.checks.into();
        ctx.tx.update(&paying.method);
    }
    if let Some(row) = paying.method.private.card.as_ref().and_then(|state| state.vault) {
        vault::forget_cvc(&mut ctx.tx, row).await?;
    }
    let attempt = about(&paying.intent, &paying.method, false, paying.terms.moto);
    let charge = charges::refused(ctx, &attempt, refusal).map(|charge| ctx.tx.insert(charge));
    Ok(fail(ctx, paying, refusal::card(&refusal.error), charge))
}

/// The intent goes back to wanting a payment method; the answer is the error, and it is committed.
pub(super) fn fail(ctx: &mut Ctx<'_>, mut paying: Paying, error: ApiError, charge: Option<Stored<Charge>>) -> Answer {
    let mut error = error.payment_method(refusal::raw(&paying.method.object));
    if let Some(charge) = &charge {
        error = error.charge(charge.id.as_str());
        ctx.tx.event("charge.failed", &charge.object, None);
    }
    let shown: Value = serde_json::from_str(error.to_last_error().get()).unwrap_or_default();
    paying.intent.fail(shown, charge.map(|charge| charge.object.id));
    if paying.intent.confirmation_method == ConfirmationMethod::Manual {
        paying.intent.private.passed = false;
    }
    ctx.tx.update(&paying.intent);
    ctx.tx
        .event("payment_intent.payment_failed", &paying.intent.object, None);
    Answer::Failed(with_intent(error, &paying.intent))
}
