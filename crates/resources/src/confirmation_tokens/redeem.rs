//! A confirmation uses the token: once, and within twelve hours.

use db::Stored;
use kernel::ids::{PaymentIntentId, SetupIntentId};
use wire::{ApiError, Ctx};

use super::ConfirmationToken;
use crate::parts::Shipping;
use crate::payment_methods::PaymentMethod;

/// What errors call the object.
pub(super) const NOUN: &str = "confirmation_token";

/// What the token brings to a confirmation. Values on the confirmation itself win over these.
pub struct Redeemed {
    pub method: Stored<PaymentMethod>,
    pub return_url: Option<String>,
    pub shipping: Option<Shipping>,
    pub setup_future_usage: Option<String>,
    pub use_stripe_sdk: bool,
    pub cvc_given: bool,
}

pub async fn redeem_for_payment(ctx: &mut Ctx<'_>, token: &str, by: &PaymentIntentId) -> Result<Redeemed, ApiError> {
    let mut stored = usable(ctx, token).await?;
    stored.payment_intent = Some(by.clone());
    redeem(ctx, stored).await
}

pub async fn redeem_for_setup(ctx: &mut Ctx<'_>, token: &str, by: &SetupIntentId) -> Result<Redeemed, ApiError> {
    let mut stored = usable(ctx, token).await?;
    stored.setup_intent = Some(by.clone());
    redeem(ctx, stored).await
}

async fn usable(ctx: &Ctx<'_>, token: &str) -> Result<Stored<ConfirmationToken>, ApiError> {
    let found = ctx.load::<ConfirmationToken, _>(token, |token| &token.id).await?;
    let stored = found.ok_or_else(|| ApiError::no_such_in_body(NOUN, NOUN, token))?;
    if stored.is_used() {
        let message = format!("You cannot use a confirmation token more than once: {token}.");
        return Err(ApiError::refused(message).code("token_already_used").param(NOUN));
    }
    if stored.is_expired(ctx.now()) {
        let message = format!("The confirmation token {token} has expired. Collect the payment details again.");
        return Err(ApiError::refused(message).param(NOUN));
    }
    Ok(stored)
}

async fn redeem(ctx: &mut Ctx<'_>, stored: Stored<ConfirmationToken>) -> Result<Redeemed, ApiError> {
    ctx.tx.update(&stored);
    let method = match &stored.private.method {
        Some(method) => ctx.tx.get::<PaymentMethod>(method.key()).await?,
        None => None,
    };
    Ok(Redeemed {
        method: method.ok_or_else(ApiError::internal)?,
        return_url: stored.return_url.clone(),
        shipping: stored.shipping.clone(),
        setup_future_usage: stored.setup_future_usage.clone(),
        use_stripe_sdk: stored.use_stripe_sdk,
        cvc_given: stored.private.cvc_given,
    })
}
