//! `POST /v1/setup_intents/{id}/confirm`

use db::Stored;
use wire::{Answer, ApiError, Ctx, Params};

use super::attempt::{Setting, set_up};
use super::error::Error;
use super::{SetupIntent, Status, settings};
use crate::confirmation_tokens;
use crate::parts::{AutomaticPaymentMethods, expected_type};
use crate::payment_methods::{self, PaymentMethod};
use crate::{mandates, secret};

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let mut intent = super::get(ctx, ctx.path("id")).await?;
    secret::check(ctx, params, &intent.client_secret, intent.id.as_str())?;
    match intent.status {
        Status::RequiresPaymentMethod | Status::RequiresConfirmation | Status::RequiresAction => {}
        Status::Succeeded => return Err(Error::AlreadySucceeded.about(&intent)),
        status @ (Status::Processing | Status::Canceled) => return Err(Error::NotConfirmable { status }.about(&intent)),
    }
    settings::apply(ctx, &mut intent.object, params).await?;
    confirm(ctx, intent, params).await
}

pub(super) async fn confirm(
    ctx: &mut Ctx<'_>,
    mut intent: Stored<SetupIntent>,
    params: &Params,
) -> Result<Answer, ApiError> {
    let flag = |name: &str| params.knows(name) && params.boolean(name).unwrap_or_default();
    let mut return_url = if params.knows("return_url") {
        params.text("return_url").map(str::to_owned)
    } else {
        None
    };
    let mut use_stripe_sdk = flag("use_stripe_sdk");
    let method = match params.text("confirmation_token") {
        Some(token) => {
            let redeemed = confirmation_tokens::redeem_for_setup(ctx, token, &intent.id).await?;
            return_url = return_url.or(redeemed.return_url);
            use_stripe_sdk = if params.has("use_stripe_sdk") {
                use_stripe_sdk
            } else {
                redeemed.use_stripe_sdk
            };
            Some(redeemed.method)
        }
        None => given(ctx, params).await?,
    };
    let method = match (method, &intent.payment_method) {
        (Some(method), _) => Some(method),
        (None, Some(own)) => ctx.tx.get::<PaymentMethod>(own.key()).await?,
        (None, None) => None,
    };
    let Some(method) = method else {
        return Err(Error::NoPaymentMethod.about(&intent));
    };
    check(&intent, &method)?;
    expected_type(params, &method)?;
    let may_redirect = intent.automatic_payment_methods.as_ref();
    let may_redirect = may_redirect.is_some_and(AutomaticPaymentMethods::may_redirect);
    let comes_back = return_url.is_some() || intent.private.return_url.is_some() || use_stripe_sdk;
    if may_redirect && !comes_back {
        return Err(Error::NoReturnUrl.about(&intent));
    }
    if intent.private.single_use.is_some() && method.card.is_some() {
        return Err(Error::NoSingleUse {
            kind: method.r#type.clone(),
        }
        .about(&intent));
    }
    intent.private.acceptance = mandates::accepted(ctx, params)?;
    let challenge = intent.private.card_once.challenge();
    intent.private.attempts += 1;
    let seed = (intent.id.key().0 as u64)
        .wrapping_mul(31)
        .wrapping_add(u64::from(intent.private.attempts));
    set_up(
        ctx,
        Setting {
            intent,
            method,
            challenge,
            seed,
            return_url,
            use_stripe_sdk,
        },
    )
    .await
}

/// The payment method that a request names by id or by its data.
pub(super) async fn given(ctx: &mut Ctx<'_>, params: &Params) -> Result<Option<Stored<PaymentMethod>>, ApiError> {
    match (params.text("payment_method"), params.hash("payment_method_data")) {
        (Some(_), Some(_)) => Err(ApiError::parameters_exclusive(&[
            "payment_method",
            "payment_method_data",
        ])),
        (Some(id), None) => payment_methods::named(ctx, "payment_method", id).await.map(Some),
        (None, Some(data)) => payment_methods::from_params(ctx, data, "payment_method_data")
            .await
            .map(Some),
        (None, None) => Ok(None),
    }
}

/// Whether this intent may set up that payment method.
pub(super) fn check(intent: &SetupIntent, method: &PaymentMethod) -> Result<(), ApiError> {
    let refused = |message: String| Err(ApiError::refused(message).param("payment_method"));
    match (&method.customer, &intent.customer) {
        (Some(owner), None) => refused(format!(
            "The payment method {} belongs to the Customer {owner}. Please include the Customer in the `customer` parameter on the SetupIntent.",
            method.id
        )),
        (Some(owner), Some(customer)) if owner != customer => refused(format!(
            "The PaymentMethod {} does not belong to the Customer you supplied {customer}. Please use this PaymentMethod with the Customer that it belongs to instead.",
            method.id
        )),
        (None, _) if method.is_consumed() => Err(ApiError::refused(
            "This PaymentMethod was previously used without being attached to a Customer or was detached from a Customer, and may not be used again.",
        )),
        _ if !intent.payment_method_types.contains(&method.r#type) => refused(format!(
            "The PaymentMethod provided ({}) is not allowed for this SetupIntent. Please attach a PaymentMethod of one of the following types: {}.",
            method.r#type,
            intent.payment_method_types.join(", ")
        )),
        (Some(_) | None, _) => Ok(()),
    }
}
