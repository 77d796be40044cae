//! The customer has decided on the authentication page: the attempt goes on.

use acquiring::sandbox::ChallengeResult;
use kernel::Key;
use kernel::ids::{PaymentAttemptId, PaymentIntentId};
use wire::{ApiError, Ctx};

use super::attempt::{Paying, pay};
use super::model::ConfirmationMethod;
use super::{PaymentIntent, Status};
use crate::payment_methods::PaymentMethod;

/// Goes on with an attempt, and answers the intent's client secret for the way back to the shop, and
/// what an acquirer far away must be asked. An attempt that is over changes nothing: the page may be submitted twice.
pub async fn authenticate(
    ctx: &mut Ctx<'_>,
    id: &PaymentIntentId,
    attempt: &PaymentAttemptId,
    result: ChallengeResult,
) -> Result<(String, Option<Key>), ApiError> {
    let intent = ctx.tx.get::<PaymentIntent>(id.key()).await?;
    let mut intent = intent.ok_or_else(|| ApiError::no_such("payment_intent", id.as_str()))?;
    let secret = intent.client_secret.clone();
    let waiting = intent
        .private
        .challenge
        .clone()
        .filter(|challenge| challenge.attempt == *attempt);
    let Some(challenge) = waiting.filter(|_| intent.status == Status::RequiresAction) else {
        return Ok((secret, None));
    };
    let by_server = intent.confirmation_method == ConfirmationMethod::Manual && result == ChallengeResult::Passed;
    if by_server {
        intent.await_server();
        ctx.tx.update(&intent);
        return Ok((secret, None));
    }
    let method = ctx.tx.get::<PaymentMethod>(challenge.method.key()).await?;
    let method = method.ok_or_else(|| ApiError::no_such("payment_method", challenge.method.as_str()))?;
    let (terms, seed) = (challenge.terms, challenge.seed);
    // A decline is written on the intent; the shop reads it there.
    let answer = pay(
        ctx,
        Paying {
            intent,
            method,
            terms,
            challenge: Some(result),
            seed,
            authorization: None,
        },
    )
    .await?;
    Ok((secret, answer.outside()))
}

impl PaymentIntent {
    /// Whether this attempt waits for its customer.
    pub fn awaits(&self, attempt: &PaymentAttemptId) -> bool {
        let challenge = self.private.challenge.as_ref();
        self.status == Status::RequiresAction && challenge.is_some_and(|challenge| challenge.attempt == *attempt)
    }
}
