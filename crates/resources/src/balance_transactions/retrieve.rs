//! `GET /v1/balance_transactions/{id}`

use wire::{Answer, ApiError, Ctx, Params};

use super::BalanceTransaction;

pub async fn handler(ctx: &mut Ctx<'_>, _params: &Params) -> Result<Answer, ApiError> {
    let given = ctx.path("id");
    let found = ctx.load::<BalanceTransaction, _>(given, |found| &found.id).await?;
    let found = found.ok_or_else(|| ApiError::no_such("balance_transaction", given))?;
    Ok(Answer::Made(found.shown(ctx.now())))
}
