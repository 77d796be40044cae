//! `GET /v1/setup_attempts`: those of one setup intent.

use db::Query;
use wire::lists::Paging;
use wire::{Answer, ApiError, Ctx, Params};

use super::{SETUP_ATTEMPTS, SetupAttempt};
use crate::setup_intents;

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let intent = setup_intents::named(ctx, "setup_intent", params.text("setup_intent").unwrap_or_default()).await?;
    let query = Query::newest(&SETUP_ATTEMPTS, ctx.scope(), 0).by("setup_intent", vec![intent.id.key().into()]);
    Paging::of(params)?
        .page(
            ctx,
            query,
            "setup_attempt",
            |attempt: &SetupAttempt| &attempt.id,
            "/v1/setup_attempts",
        )
        .await
}
