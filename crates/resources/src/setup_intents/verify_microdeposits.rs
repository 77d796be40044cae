//! `POST /v1/setup_intents/{id}/verify_microdeposits`: the customer shows that the bank account is theirs.

use acquiring::methods;
use acquiring::methods::microdeposits::{self, Shown};
use acquiring::sandbox::ChallengeResult;
use wire::{Answer, ApiError, Ctx, Params};

use super::attempt::{Setting, fail, set_up};
use super::error::Error;
use crate::payment_methods::{PaymentMethod, deposits};
use crate::{refusal, secret};

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let intent = super::get(ctx, ctx.path("id")).await?;
    secret::check(ctx, params, &intent.client_secret, intent.id.as_str())?;
    let waiting = intent.private.challenge.clone();
    let Some(challenge) = waiting.filter(|_| deposits::are_awaited(intent.next_action.as_ref())) else {
        return Err(Error::NotWaiting { status: intent.status }.about(&intent));
    };
    let read = deposits::read(params)?;
    let method = ctx.tx.get::<PaymentMethod>(challenge.method.key()).await?;
    let mut method = method.ok_or_else(ApiError::internal)?;
    let shown = microdeposits::compare(read, deposits::tries(&method));
    let setting = |method, result| Setting {
        intent: intent.clone(),
        method,
        challenge: result,
        seed: challenge.seed,
        return_url: None,
        use_stripe_sdk: false,
    };
    match shown {
        Shown::Verified => set_up(ctx, setting(method, Some(ChallengeResult::Passed))).await,
        Shown::Mismatch(code) => {
            deposits::mistaken(&mut method);
            ctx.tx.update(&method);
            let error = refusal::request(&methods::refusal(code));
            Ok(Answer::Failed(error.setup_intent(refusal::raw(&intent.object))))
        }
        Shown::Over(code) => fail(ctx, setting(method, None), refusal::request(&methods::refusal(code))),
    }
}
