//! One attempt to set up a payment method, and what its answer makes of it.

use acquiring::acquirer::{self, Capture};
use acquiring::cards::Network;
use acquiring::sandbox::{self, Authorization, ChallengeResult, Decision, Purpose, ThreeDSecureRequest};
use db::Stored;
use kernel::{Currency, Key, Money};
use serde_json::Value;
use wire::{Answer, ApiError, Ctx};

use super::model::Challenge;
use super::{SetupIntent, by_method};
use crate::attempts::{self, Asked, Call, Outcome, Pace, Work};
use crate::challenge::{self, Subject};
use crate::mandates::{Acceptance, Use};
use crate::payment_methods::{self, PaymentMethod, vault};
use crate::{mandates, refusal, setup_attempts};

/// A setup intent about to be confirmed with a payment method.
pub(super) struct Setting {
    pub intent: Stored<SetupIntent>,
    pub method: Stored<PaymentMethod>,
    pub challenge: Option<ChallengeResult>,
    pub seed: u64,
    pub return_url: Option<String>,
    pub use_stripe_sdk: bool,
}

pub(super) async fn set_up(ctx: &mut Ctx<'_>, setting: Setting) -> Result<Answer, ApiError> {
    if setting.method.card.is_none() {
        return by_method::set_up(ctx, setting).await;
    }
    let needs_call = attempts::needs_call(ctx)?;
    let request = request(ctx, &setting).ok_or_else(ApiError::internal)?;
    match needs_call {
        Some(call) => Ok(begin(ctx, setting, call)),
        None => decided(ctx, setting, sandbox::authorize(&request)).await,
    }
}

fn begin(ctx: &mut Ctx<'_>, mut setting: Setting, call: Call) -> Answer {
    let work = Work::SetUp {
        intent: setting.intent.id.clone(),
        method: setting.method.id.clone(),
        challenge: setting.challenge.map(|result| result.as_str().to_owned()),
        seed: setting.seed,
        return_url: setting.return_url,
        use_stripe_sdk: setting.use_stripe_sdk,
    };
    let attempt = attempts::begin(ctx, work, call, Pace::Request);
    setting.intent.process(setting.method.id.clone(), attempt);
    ctx.tx.update(&setting.intent);
    Answer::Outside(attempt)
}

/// What an attempt that was begun asks the acquirer.
pub async fn asked(ctx: &Ctx<'_>, work: &Work) -> Result<Asked, ApiError> {
    let setting = begun(ctx, work).await?;
    Ok(Asked {
        authorization: request(ctx, &setting).ok_or_else(ApiError::internal)?,
        capture: Capture::Manual,
        statement_descriptor: None,
        method: setting.method,
    })
}

/// What the acquirer's answer makes of the set-up.
pub async fn settle(ctx: &mut Ctx<'_>, attempt: Key, work: &Work, outcome: Outcome) -> Result<Answer, ApiError> {
    let setting = begun(ctx, work).await?;
    if setting.intent.private.outside != Some(attempt) {
        tracing::error!(
            attempt = attempt.0,
            "an attempt was settled that its intent does not wait for"
        );
        return Err(ApiError::internal());
    }
    match outcome {
        Outcome::Answered(acquirer::Answer::Decided(decision)) => decided(ctx, setting, *decision).await,
        Outcome::Nothing => fail(ctx, setting, refusal::not_processed()),
        Outcome::Answered(answer) => Err(attempts::unexpected(attempt, &answer)),
    }
}

async fn begun(ctx: &Ctx<'_>, work: &Work) -> Result<Setting, ApiError> {
    let Work::SetUp {
        intent,
        method,
        challenge,
        seed,
        return_url,
        use_stripe_sdk,
    } = work
    else {
        return Err(ApiError::internal());
    };
    Ok(Setting {
        intent: attempts::row(ctx, intent.key()).await?,
        method: attempts::row(ctx, method.key()).await?,
        challenge: challenge.as_deref().and_then(ChallengeResult::parse),
        seed: *seed,
        return_url: return_url.clone(),
        use_stripe_sdk: *use_stripe_sdk,
    })
}

/// Writes what follows from a decision.
async fn decided(ctx: &mut Ctx<'_>, setting: Setting, decision: Decision) -> Result<Answer, ApiError> {
    match decision {
        Decision::Approved(approval) => succeeded(ctx, setting, approval.checks.into()).await,
        Decision::RequiresAction(challenge) => require_action(ctx, setting, &challenge),
        Decision::Declined(refused) | Decision::Blocked(refused) => fail(ctx, setting, refusal::card(&refused.error)),
    }
}

fn request(ctx: &Ctx<'_>, setting: &Setting) -> Option<Authorization> {
    let (hash, state) = setting.method.card_state()?;
    let card = setting.intent.payment_method_options.get("card");
    let option = |name: &str| card.and_then(|card| card.get(name)).and_then(Value::as_str);
    Some(Authorization {
        purpose: Purpose::Setup,
        card: state.in_sandbox(hash)?,
        amount: Money::zero(Currency::USD),
        given: state.given(),
        moto: setting.intent.private.card_once.moto,
        request_three_d_secure: option("request_three_d_secure")
            .and_then(ThreeDSecureRequest::parse)
            .unwrap_or(ThreeDSecureRequest::Automatic),
        challenge: setting.challenge,
        rules: refusal::rules(ctx.account().risk),
        preferred_network: option("network")
            .or(hash.networks.preferred.as_deref())
            .and_then(Network::parse),
        seed: setting.seed,
    })
}

async fn succeeded(
    ctx: &mut Ctx<'_>,
    mut setting: Setting,
    checks: payment_methods::CardChecks,
) -> Result<Answer, ApiError> {
    if let Some(card) = setting.method.object.card.as_mut() {
        card.checks = checks;
    }
    if let Some(state) = setting.method.object.private.card.as_mut() {
        state.set_up_off_session |= !setting.intent.private.on_session_only;
        if let Some(row) = state.vault {
            vault::forget_cvc(&mut ctx.tx, row).await?;
        }
    }
    ctx.tx.update(&setting.method);
    let method = match setting.intent.customer.clone() {
        // Meanwhile used up elsewhere, or another customer's: the set-up stands, the card stays where it is.
        Some(_) if setting.method.is_consumed() => setting.method,
        Some(customer) => payment_methods::attach(ctx, setting.method, &customer)?,
        None => setting.method,
    };
    let attempt = setup_attempts::succeeded(ctx, &setting.intent, &method);
    if let Some(acceptance) = setting.intent.private.acceptance.take() {
        agreed(ctx, &mut setting.intent.object, acceptance, &method);
    }
    setting.intent.succeed(method.id.clone(), attempt);
    ctx.tx.update(&setting.intent);
    ctx.tx.event("setup_intent.succeeded", &setting.intent.object, None);
    Ok(Answer::written(&ctx.tx, &setting.intent))
}

/// The mandate that the customer gave, for one payment or for all that come.
pub(super) fn agreed(ctx: &mut Ctx<'_>, intent: &mut SetupIntent, acceptance: Acceptance, method: &PaymentMethod) {
    let on_behalf_of = intent.on_behalf_of.clone();
    let mut make = |purpose| mandates::make(ctx, acceptance.clone(), method, on_behalf_of.as_deref(), purpose);
    match &intent.private.single_use {
        Some(once) => {
            let amount = Money::new(once.amount, once.currency);
            intent.single_use_mandate = Some(make(Use::Once(amount)));
        }
        None => intent.mandate = Some(make(Use::Again)),
    }
}

fn require_action(ctx: &mut Ctx<'_>, mut setting: Setting, challenge: &sandbox::Challenge) -> Result<Answer, ApiError> {
    let subject = Subject::Setup(setting.intent.id.clone());
    let return_url = setting
        .return_url
        .clone()
        .or_else(|| setting.intent.private.return_url.clone());
    let (attempt, next_action) = challenge::start(ctx, subject, challenge, return_url, setting.use_stripe_sdk);
    let tried = setup_attempts::requires_action(ctx, &setting.intent, &setting.method);
    let challenge = Challenge {
        attempt,
        method: setting.method.id.clone(),
        seed: setting.seed,
    };
    setting.intent.require_action(next_action, challenge, tried);
    ctx.tx.update(&setting.intent);
    ctx.tx
        .event("setup_intent.requires_action", &setting.intent.object, None);
    Ok(Answer::written(&ctx.tx, &setting.intent))
}

/// The answer is the error, and what it made of the intent is committed.
pub(super) fn fail(ctx: &mut Ctx<'_>, mut setting: Setting, error: ApiError) -> Result<Answer, ApiError> {
    let error = error.payment_method(refusal::raw(&setting.method.object));
    let shown: Value = serde_json::from_str(error.to_last_error().get()).unwrap_or_default();
    let attempt = setup_attempts::failed(ctx, &setting.intent, &setting.method, shown.clone());
    setting.intent.fail(shown, attempt);
    ctx.tx.update(&setting.intent);
    ctx.tx.event("setup_intent.setup_failed", &setting.intent.object, None);
    Ok(Answer::Failed(error.setup_intent(refusal::raw(&setting.intent.object))))
}
