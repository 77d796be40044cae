//! `POST /v1/payment_intents/{id}/apply_customer_balance`: of intents that wait for a bank transfer,
//! which no card payment does.

use wire::{Answer, ApiError, Ctx, Params};

use super::error::Error;

pub async fn handler(ctx: &mut Ctx<'_>, _params: &Params) -> Result<Answer, ApiError> {
    let intent = super::get(ctx, ctx.path("id")).await?;
    Err(Error::NotWaiting {
        what: "a bank transfer",
        status: intent.status,
    }
    .about(&intent))
}
