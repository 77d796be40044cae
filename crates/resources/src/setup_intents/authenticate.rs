//! The customer has decided on the authentication page: the attempt goes on.

use acquiring::sandbox::ChallengeResult;
use kernel::Key;
use kernel::ids::{PaymentAttemptId, SetupIntentId};
use wire::{ApiError, Ctx};

use super::SetupIntent;
use super::attempt::{Setting, set_up};
use crate::payment_methods::PaymentMethod;

/// As `payment_intents::authenticate`: an attempt that is over changes nothing.
pub async fn authenticate(
    ctx: &mut Ctx<'_>,
    id: &SetupIntentId,
    attempt: &PaymentAttemptId,
    result: ChallengeResult,
) -> Result<(String, Option<Key>), ApiError> {
    let intent = ctx.tx.get::<SetupIntent>(id.key()).await?;
    let intent = intent.ok_or_else(|| ApiError::no_such("setup_intent", id.as_str()))?;
    let secret = intent.client_secret.clone();
    if !intent.awaits(attempt) {
        return Ok((secret, None));
    }
    let Some(challenge) = intent.private.challenge.clone() else {
        return Ok((secret, None));
    };
    let method = ctx.tx.get::<PaymentMethod>(challenge.method.key()).await?;
    let method = method.ok_or_else(|| ApiError::no_such("payment_method", challenge.method.as_str()))?;
    let (challenge, seed) = (Some(result), challenge.seed);
    let answer = set_up(
        ctx,
        Setting {
            intent,
            method,
            challenge,
            seed,
            return_url: None,
            use_stripe_sdk: false,
        },
    )
    .await?;
    Ok((secret, answer.outside()))
}
