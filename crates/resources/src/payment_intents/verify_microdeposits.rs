//! `POST /v1/payment_intents/{id}/verify_microdeposits`: the customer shows that the bank account is theirs, and is debited.

use acquiring::methods;
use acquiring::methods::microdeposits::{self, Shown};
use acquiring::sandbox::ChallengeResult;
use wire::{Answer, ApiError, Ctx, Params};

use super::attempt::{Paying, fail, pay};
use super::error::{Error, with_intent};
use crate::payment_methods::{PaymentMethod, deposits};
use crate::{refusal, secret};

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let intent = super::get(ctx, ctx.path("id")).await?;
    secret::check(ctx, params, &intent.client_secret, intent.id.as_str())?;
    let waiting = intent.private.challenge.clone();
    let Some(challenge) = waiting.filter(|_| deposits::are_awaited(intent.next_action.as_ref())) else {
        let status = intent.status;
        return Err(Error::NotWaiting {
            what: "microdeposits",
            status,
        }
        .about(&intent));
    };
    let read = deposits::read(params)?;
    let method = ctx.tx.get::<PaymentMethod>(challenge.method.key()).await?;
    let mut method = method.ok_or_else(ApiError::internal)?;
    let shown = microdeposits::compare(read, deposits::tries(&method));
    let paying = |method, result| Paying {
        intent: intent.clone(),
        method,
        terms: challenge.terms.clone(),
        challenge: result,
        seed: challenge.seed,
        authorization: None,
    };
    match shown {
        Shown::Verified => pay(ctx, paying(method, Some(ChallengeResult::Passed))).await,
        Shown::Mismatch(code) => {
            deposits::mistaken(&mut method);
            ctx.tx.update(&method);
            let error = refusal::request(&methods::refusal(code));
            Ok(Answer::Failed(with_intent(error, &intent)))
        }
        Shown::Over(code) => {
            let error = refusal::request(&methods::refusal(code));
            Ok(fail(ctx, paying(method, None), error, None))
        }
    }
}
