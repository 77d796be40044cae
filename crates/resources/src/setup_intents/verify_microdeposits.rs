//! `POST /v1/setup_intents/{id}/verify_microdeposits`: of intents that wait for the verification of a
//! bank account, which no card needs.

use wire::{Answer, ApiError, Ctx, Params};

use super::error::Error;
use crate::secret;

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let intent = super::get(ctx, ctx.path("id")).await?;
    secret::check(ctx, params, &intent.client_secret, intent.id.as_str())?;
    Err(Error::NotWaiting { status: intent.status }.about(&intent))
}
