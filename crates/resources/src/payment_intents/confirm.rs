//! `POST /v1/payment_intents/{id}/confirm`

use acquiring::sandbox::ChallengeResult;
use db::Stored;
use wire::params::Value;
use wire::{Answer, ApiError, Ctx, Params};

use super::attempt::{Paying, pay};
use super::error::Error;
use super::model::{ConfirmationMethod, Terms};
use super::{PaymentIntent, Status, choose, settings};
use crate::parts::{AutomaticPaymentMethods, expected_type};
use crate::{mandates, secret, tokens};

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let mut intent = super::get(ctx, ctx.path("id")).await?;
    secret::check(ctx, params, &intent.client_secret, intent.id.as_str())?;
    of_browser(ctx, params)?;
    confirmable(&intent)?;
    if params
        .int("amount_to_confirm")
        .is_some_and(|amount| amount != intent.amount)
    {
        return Err(Error::OtherAmount { amount: intent.amount }.about(&intent));
    }
    settings::apply(ctx, &mut intent.object, params).await?;
    confirm(ctx, intent, params).await
}

/// What only the merchant's server decides; to a publishable key it does not exist.
///
/// Source: API reference, "Confirm a PaymentIntent" with a publishable key.
const OF_THE_SERVER: &[&str] = &[
    "allowed_payment_method_types",
    "amount_details",
    "capture_method",
    "error_on_requires_action",
    "excluded_payment_method_types",
    "hooks",
    "off_session",
    "payment_details",
];

fn of_browser(ctx: &Ctx<'_>, params: &Params) -> Result<(), ApiError> {
    if !ctx.caller.is_publishable() {
        return Ok(());
    }
    let given = OF_THE_SERVER.iter().filter(|name| params.has(name));
    let given: Vec<String> = given.map(|name| (*name).to_owned()).collect();
    match given.is_empty() {
        true => Ok(()),
        false => Err(ApiError::parameters_unknown(&given)),
    }
}

fn confirmable(intent: &PaymentIntent) -> Result<(), ApiError> {
    match intent.status {
        Status::RequiresPaymentMethod | Status::RequiresConfirmation | Status::RequiresAction => Ok(()),
        Status::Succeeded => Err(Error::AlreadySucceeded.about(intent)),
        status @ (Status::Processing | Status::RequiresCapture | Status::Canceled) => {
            Err(Error::NotConfirmable { status }.about(intent))
        }
    }
}

/// Confirms an intent whose settings are applied; create with `confirm=true` comes here too.
pub(super) async fn confirm(
    ctx: &mut Ctx<'_>,
    mut intent: Stored<PaymentIntent>,
    params: &Params,
) -> Result<Answer, ApiError> {
    let given = choose::given(ctx, &intent, params).await?;
    let mut terms = terms(ctx, &intent, params).await?;
    if let Some(token) = &given.token {
        terms.cvc_given |= token.cvc_given;
        terms.return_url = terms.return_url.or_else(|| token.return_url.clone());
        terms.use_stripe_sdk = if params.has("use_stripe_sdk") {
            terms.use_stripe_sdk
        } else {
            token.use_stripe_sdk
        };
        intent.shipping = intent.shipping.take().or_else(|| token.shipping.clone());
        intent.setup_future_usage = intent
            .setup_future_usage
            .take()
            .or_else(|| token.setup_future_usage.clone());
    }
    let named = given.method.is_some();
    let method = match given.method {
        Some(method) => Some(method),
        None => choose::fallback(ctx, &intent).await?,
    };
    let Some(method) = method else {
        return Err(no_method(&intent));
    };
    choose::check(&intent, &method)?;
    expected_type(params, &method)?;
    if needs_return_url(&intent, &terms) {
        return Err(Error::NoReturnUrl.about(&intent));
    }
    intent.private.acceptance = mandates::accepted(ctx, params)?;
    intent.private.mandate = match params.text("mandate") {
        Some(mandate) => Some(mandates::usable(ctx, mandate, &method).await?),
        None => None,
    };
    let passed = intent.private.passed && !named && intent.confirmation_method == ConfirmationMethod::Manual;
    let (challenge, seed) = match (&intent.private.challenge, passed) {
        (Some(before), true) => (Some(ChallengeResult::Passed), before.seed),
        (Some(_) | None, _) => (intent.private.card_once.challenge(), next_seed(&mut intent)),
    };
    pay(
        ctx,
        Paying {
            intent,
            method,
            terms,
            challenge,
            seed,
            authorization: None,
        },
    )
    .await
}

fn no_method(intent: &PaymentIntent) -> ApiError {
    match &intent.customer {
        Some(customer) => Error::NoPaymentMethodOfCustomer {
            customer: customer.as_str().to_owned(),
        }
        .about(intent),
        None => Error::NoPaymentMethod.about(intent),
    }
}

/// Where the customer might be led away, it must be known where to come back to.
fn needs_return_url(intent: &PaymentIntent, terms: &Terms) -> bool {
    let automatic = intent.automatic_payment_methods.as_ref();
    let may_redirect = automatic.is_some_and(AutomaticPaymentMethods::may_redirect);
    let comes_back = terms.return_url.is_some() || intent.private.return_url.is_some() || terms.use_stripe_sdk;
    may_redirect && !comes_back && !terms.off_session
}

/// Each attempt has a seed of its own, so that retries of a declined card may differ in risk score.
fn next_seed(intent: &mut PaymentIntent) -> u64 {
    intent.private.attempts += 1;
    (intent.id.key().0 as u64)
        .wrapping_mul(31)
        .wrapping_add(u64::from(intent.private.attempts))
}

async fn terms(ctx: &mut Ctx<'_>, intent: &PaymentIntent, params: &Params) -> Result<Terms, ApiError> {
    let once = &intent.private.card_once;
    if let Some(token) = &once.cvc_token {
        tokens::use_security_code(ctx, token, "payment_method_options[card][cvc_token]").await?;
    }
    let flag = |name: &str| params.knows(name) && params.boolean(name).unwrap_or_default();
    let off_session = params.knows("off_session")
        && match params.get("off_session") {
            Some(Value::Bool(value)) => *value,
            // `one_off` and `recurring` of older versions.
            Some(Value::Text(_)) => true,
            _ => false,
        };
    Ok(Terms {
        off_session,
        moto: once.moto,
        error_on_requires_action: flag("error_on_requires_action"),
        use_stripe_sdk: flag("use_stripe_sdk"),
        return_url: if params.knows("return_url") {
            params.text("return_url").map(str::to_owned)
        } else {
            None
        },
        cvc_given: once.cvc_token.is_some(),
    })
}

#[cfg(test)]
mod tests {
    use kernel::ids::PaymentIntentId;
    use kernel::{Currency, Money, Timestamp};

    use super::*;

    #[test]
    fn a_page_to_return_to_is_needed_where_the_customer_might_be_redirected() {
        let id = PaymentIntentId::parse("pi_300000000001abcdefghijkl").unwrap();
        let amount = Money::new(2000, Currency::USD);
        let mut intent = PaymentIntent::new(id, String::new(), amount, Timestamp::from_seconds(1), false);
        let none = Terms::default;
        let page = Some("https://shop.example".to_owned());
        let cases = [
            (Some("always"), none(), true),
            (Some("never"), none(), false),
            (None, none(), false),
            (
                Some("always"),
                Terms {
                    return_url: page,
                    ..none()
                },
                false,
            ),
            (
                Some("always"),
                Terms {
                    off_session: true,
                    ..none()
                },
                false,
            ),
            (
                Some("always"),
                Terms {
                    use_stripe_sdk: true,
                    ..none()
                },
                false,
            ),
        ];
        for (redirects, terms, expected) in cases {
            intent.automatic_payment_methods = redirects.map(|redirects| AutomaticPaymentMethods {
                allow_redirects: Some(redirects.to_owned()),
                enabled: true,
            });
            assert_eq!(needs_return_url(&intent, &terms), expected, "{redirects:?} {terms:?}");
        }
    }
}
