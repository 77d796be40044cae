//! Setting up anything but a card: by the type's row, as payments do.

use acquiring::methods::{self, Asked, Kind, Method, Step};
use acquiring::sandbox::ChallengeResult;
use db::Stored;
use kernel::{Currency, Timestamp};
use serde_json::json;
use wire::{Answer, ApiError, Ctx};

use super::SetupIntent;
use super::attempt::{Setting, agreed, fail};
use super::model::Challenge;
use crate::challenge::{self, Subject};
use crate::payment_intents::fits;
use crate::payment_methods::{self, Origin, PaymentMethod, deposits};
use crate::test_bank::{self, Occasion};
use crate::{refusal, setup_attempts};

/// Begins, or goes on after the customer's decision.
pub(super) async fn set_up(ctx: &mut Ctx<'_>, setting: Setting) -> Result<Answer, ApiError> {
    let found = methods::named(&setting.method.r#type).filter(|_| !ctx.livemode());
    let Some(method) = found else {
        let message = format!(
            "Setting up {} is not available on this account yet.",
            setting.method.r#type
        );
        return Err(ApiError::refused(message)
            .code("payment_method_unsupported_type")
            .param("payment_method"));
    };
    match setting.challenge {
        Some(ChallengeResult::Failed) => fail(
            ctx,
            setting,
            refusal::card(&methods::refusal("setup_intent_authentication_failure")),
        ),
        Some(ChallengeResult::Passed) => succeeded(ctx, setting, method),
        None => {
            check(ctx, method, &setting)?;
            match begin(method, &setting.method) {
                Step::Act | Step::Verify => require_action(ctx, setting, method),
                Step::Approve | Step::Process | Step::Refuse(_) | Step::Block => succeeded(ctx, setting, method),
            }
        }
    }
}

/// As a payment begins, but nothing has to be paid: vouchers and apps have nothing to ask.
fn begin(method: &Method, with: &PaymentMethod) -> Step {
    match method.kind {
        Kind::Voucher | Kind::Push => Step::Approve,
        Kind::Instant
        | Kind::Redirect
        | Kind::RedirectDelayed
        | Kind::Debit
        | Kind::DebitVerified
        | Kind::Scan
        | Kind::Transfer => method.begin(&with.facts()),
    }
}

fn check(ctx: &Ctx<'_>, method: &Method, setting: &Setting) -> Result<(), ApiError> {
    let asked = Asked {
        business: &ctx.account().country,
        currency: None,
        amount: None,
        manual_capture: false,
        future_usage: None,
        setup: true,
    };
    method
        .fits(&asked)
        .map_err(|unfit| fits::refused(method, unfit, Currency::USD))?;
    fits::billing(method, &setting.method.billing_details, true)?;
    let saved = setting.method.customer.is_some();
    if method.redirects() && !saved && return_url(setting).is_none() {
        return Err(ApiError::parameter_missing("return_url"));
    }
    let agreed = setting.intent.private.acceptance.is_some() || saved || ctx.caller.is_publishable();
    match fits::needs_mandate(method, true) && !agreed {
        true => Err(ApiError::parameter_missing("mandate_data")),
        false => Ok(()),
    }
}

fn return_url(setting: &Setting) -> Option<String> {
    let own = || setting.intent.private.return_url.clone();
    setting.return_url.clone().or_else(own)
}

fn require_action(ctx: &mut Ctx<'_>, mut setting: Setting, method: &Method) -> Result<Answer, ApiError> {
    let return_url = return_url(&setting);
    let subject = Subject::Setup(setting.intent.id.clone());
    let attempt = challenge::begin(ctx, subject, return_url.clone());
    let occasion = Occasion {
        attempt: &attempt,
        return_url: return_url.as_deref(),
        amount: None,
        expires_at: Timestamp::from_seconds(ctx.now().seconds() + 3_600),
        options: setting.intent.payment_method_options.get(method.name),
    };
    let action = method.action.ok_or_else(ApiError::internal)?;
    let next_action = test_bank::next_action(ctx, action, &occasion);
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

/// The customer's from now on; of a bank redirect it is the account behind it that is.
fn succeeded(ctx: &mut Ctx<'_>, setting: Setting, method: &Method) -> Result<Answer, ApiError> {
    let Setting {
        mut intent,
        method: mut with,
        ..
    } = setting;
    if deposits::verify(&mut with) {
        ctx.tx.update(&with);
    }
    let leaves_account = method.saved_as.is_some_and(|saved| saved != method.name);
    let attempt = match leaves_account {
        true => {
            with.consume();
            ctx.tx.update(&with);
            leave_account(ctx, &mut intent, &with)
        }
        false => {
            if let Some(customer) = intent.customer.clone().filter(|_| !with.is_consumed()) {
                with = payment_methods::attach(ctx, with, &customer)?;
            }
            given(ctx, &mut intent.object, &with);
            setup_attempts::succeeded(ctx, &intent, &with)
        }
    };
    intent.succeed(with.id.clone(), attempt);
    ctx.tx.update(&intent);
    ctx.tx.event("setup_intent.succeeded", &intent.object, None);
    Ok(Answer::written(&ctx.tx, &intent))
}

fn leave_account(
    ctx: &mut Ctx<'_>,
    intent: &mut Stored<SetupIntent>,
    from: &PaymentMethod,
) -> kernel::ids::SetupAttemptId {
    let attempt = ctx.tx.id();
    let origin = Origin::SetupAttempt(&attempt);
    let account = payment_methods::generated(ctx, from, &origin, intent.customer.as_ref());
    let account = account.map(|account| ctx.tx.insert(account));
    if let Some(account) = &account {
        if account.customer.is_some() {
            ctx.tx.event("payment_method.attached", &account.object, None);
        }
        given(ctx, intent, account);
    }
    let left = json!({
        "generated_sepa_debit": account.as_ref().map(|account| &account.id),
        "generated_sepa_debit_mandate": intent.mandate,
    });
    setup_attempts::left_account(ctx, attempt, intent, from, &left)
}

/// The mandate that the customer gave, if any.
fn given(ctx: &mut Ctx<'_>, intent: &mut SetupIntent, method: &PaymentMethod) {
    if let Some(acceptance) = intent.private.acceptance.take() {
        agreed(ctx, intent, acceptance, method);
    }
}
