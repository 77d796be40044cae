//! Which payment method an intent is confirmed with, and whether it may be.
//!
//! In order: what the request names, what a confirmation token brings, the intent's own, the
//! customer's default.

use db::Stored;
use kernel::ids::CustomerId;
use wire::{ApiError, Ctx, Params};

use super::PaymentIntent;
use crate::confirmation_tokens::{self, Redeemed};
use crate::customers;
use crate::payment_methods::{self, PaymentMethod};

/// What the request itself brings.
pub(super) struct Given {
    pub method: Option<Stored<PaymentMethod>>,
    pub token: Option<Redeemed>,
}

/// The payment method that a request names: a token, an id, or its data.
pub(super) async fn given(ctx: &mut Ctx<'_>, intent: &PaymentIntent, params: &Params) -> Result<Given, ApiError> {
    let token = if params.knows("confirmation_token") {
        params.text("confirmation_token")
    } else {
        None
    };
    if let Some(token) = token {
        if params.has("payment_method") || params.has("payment_method_data") {
            return Err(ApiError::parameters_exclusive(&[
                "confirmation_token",
                "payment_method",
                "payment_method_data",
            ]));
        }
        let redeemed = confirmation_tokens::redeem_for_payment(ctx, token, &intent.id).await?;
        return Ok(Given {
            method: Some(redeemed.method.clone()),
            token: Some(redeemed),
        });
    }
    let method = match (params.text("payment_method"), params.hash("payment_method_data")) {
        (Some(_), Some(_)) => {
            return Err(ApiError::parameters_exclusive(&[
                "payment_method",
                "payment_method_data",
            ]));
        }
        (Some(id), None) => Some(payment_methods::named(ctx, "payment_method", id).await?),
        (None, Some(data)) => Some(payment_methods::from_params(ctx, data, "payment_method_data").await?),
        (None, None) => None,
    };
    if let Some(method) = &method {
        check(intent, method)?;
    }
    Ok(Given { method, token: None })
}

/// The payment method for a confirmation, when the request names none.
pub(super) async fn fallback(
    ctx: &mut Ctx<'_>,
    intent: &PaymentIntent,
) -> Result<Option<Stored<PaymentMethod>>, ApiError> {
    if let Some(own) = &intent.payment_method {
        return Ok(ctx.tx.get::<PaymentMethod>(own.key()).await?);
    }
    let Some(customer) = &intent.customer else {
        return Ok(None);
    };
    let customer = customers::named(ctx, "customer", customer.as_str()).await?;
    match &customer.invoice_settings.default_payment_method {
        Some(default) => Ok(ctx.tx.get::<PaymentMethod>(default.key()).await?),
        None => Ok(None),
    }
}

#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error(
        "The `payment_method` parameter supplied {method} belongs to the Customer {customer}. Please include the Customer in the `customer` parameter on the PaymentIntent."
    )]
    CustomerMissing { method: String, customer: CustomerId },
    #[error(
        "The PaymentMethod {method} does not belong to the Customer you supplied {customer}. Please use this PaymentMethod with the Customer that it belongs to instead."
    )]
    OtherCustomer { method: String, customer: CustomerId },
    #[error(
        "The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a connected account without Customer attachment, or was detached from a Customer. It may not be used again. To use a PaymentMethod multiple times, you must attach it to a Customer first."
    )]
    Consumed,
    #[error(
        "The PaymentMethod provided ({kind}) is not allowed for this PaymentIntent. Please attach a PaymentMethod of one of the following types: {types}. Alternatively, update the allowed payment_method_types for this PaymentIntent to include \"{kind}\""
    )]
    OtherType { kind: String, types: String },
}

impl From<Refused> for ApiError {
    fn from(error: Refused) -> ApiError {
        let refused = ApiError::refused(error.to_string());
        match error {
            Refused::CustomerMissing { .. } => refused.code("parameter_missing").param("source"),
            Refused::OtherCustomer { .. } => refused.param("payment_method"),
            Refused::Consumed => refused,
            Refused::OtherType { .. } => refused
                .code("payment_intent_incompatible_payment_method")
                .param("payment_method"),
        }
    }
}

/// Whether an intent may use a payment method: whose it is, whether it is used up, of which type.
pub(super) fn check(intent: &PaymentIntent, method: &PaymentMethod) -> Result<(), ApiError> {
    let id = || method.id.as_str().to_owned();
    match (&method.customer, &intent.customer) {
        (Some(owner), None) => {
            return Err(Refused::CustomerMissing {
                method: id(),
                customer: owner.clone(),
            }
            .into());
        }
        (Some(owner), Some(customer)) if owner != customer => {
            return Err(Refused::OtherCustomer {
                method: id(),
                customer: customer.clone(),
            }
            .into());
        }
        (None, _) if method.is_consumed() => return Err(Refused::Consumed.into()),
        (Some(_), Some(_)) | (None, _) => {}
    }
    if !intent.payment_method_types.contains(&method.r#type) {
        let types = intent.payment_method_types.join(", ");
        return Err(Refused::OtherType {
            kind: method.r#type.clone(),
            types,
        }
        .into());
    }
    Ok(())
}
