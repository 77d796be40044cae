//! `GET /v1/balance`

use ledger::Balances;
use wire::{Answer, ApiError, Ctx, Params};

pub async fn handler(ctx: &mut Ctx<'_>, _params: &Params) -> Result<Answer, ApiError> {
    let rows = ctx.app.store.balances(Some(ctx.scope())).await?;
    let balances = Balances::of(&rows).map_err(|error| {
        tracing::error!(%error, "a balance does not fit");
        ApiError::internal()
    })?;
    let shown = super::shown(&balances, ctx.account().default_currency, ctx.livemode());
    Ok(Answer::Made(shown))
}
