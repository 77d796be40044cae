//! `GET /v1/setup_intents/{id}`

use wire::{Answer, ApiError, Ctx, Params};

use super::SETUP_INTENTS;
use crate::{retrieve, secret};

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    if ctx.caller.is_publishable() || params.has("client_secret") {
        let intent = super::get(ctx, ctx.path("id")).await?;
        secret::check(ctx, params, &intent.client_secret, intent.id.as_str())?;
    }
    retrieve::stored::<kernel::ids::kinds::SetupIntent>(ctx, &SETUP_INTENTS, "setup_intent").await
}
