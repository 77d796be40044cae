//! A card token, exchanged for a payment method, or one that stands for a security code. Each token works once; magic
//! tokens always do.

use acquiring::cards;
use wire::{ApiError, Ctx};

use super::Token;
use crate::parts::BillingDetails;
use crate::payment_methods::{self, PaymentMethod};

/// The payment method that the token stands for, not yet inserted. `param` is who named the token.
pub async fn redeem(
    ctx: &mut Ctx<'_>,
    token: &str,
    param: &str,
    billing: BillingDetails,
) -> Result<PaymentMethod, ApiError> {
    let missing = || ApiError::no_such_in_body("token", param, token);
    if let Some(card) = cards::by_token_id(token).filter(|_| !ctx.livemode()) {
        return payment_methods::of_test_card(ctx, card, billing).ok_or_else(missing);
    }
    let mut stored = ctx
        .load::<Token, _>(token, |token| &token.id)
        .await?
        .ok_or_else(missing)?;
    let Some((hash, state)) = stored.private.card.clone() else {
        return Err(ApiError::refused(format!("The token {token} is not a card token.")).param(param));
    };
    if stored.used {
        return Err(used_before(token, param));
    }
    stored.used = true;
    ctx.tx.update(&stored);
    let billing = if billing == BillingDetails::default() {
        stored.private.billing.clone()
    } else {
        billing
    };
    Ok(payment_methods::of_stored_card(ctx, hash, state, billing))
}

/// A token that stands for a security code, which works once too.
pub async fn use_security_code(ctx: &mut Ctx<'_>, token: &str, param: &str) -> Result<(), ApiError> {
    let found = ctx.load::<Token, _>(token, |token| &token.id).await?;
    let mut stored = found.ok_or_else(|| ApiError::no_such_in_body("token", param, token))?;
    if stored.r#type != "cvc_update" {
        return Err(ApiError::refused(format!("The token {token} is not a cvc_update token.")).param(param));
    }
    if stored.used {
        return Err(used_before(token, param));
    }
    stored.used = true;
    ctx.tx.update(&stored);
    Ok(())
}

fn used_before(token: &str, param: &str) -> ApiError {
    let message = format!("You cannot use a Stripe token more than once: {token}.");
    ApiError::refused(message).code("token_already_used").param(param)
}
