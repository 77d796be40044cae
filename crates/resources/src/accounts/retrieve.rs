//! `GET /v1/account` and `GET /v1/accounts/{id}`: the caller's own account, and those that it made.

use wire::{Answer, ApiError, Ctx, Params};

use super::object;

/// `GET /v1/account`
pub async fn own(ctx: &mut Ctx<'_>, _params: &Params) -> Result<Answer, ApiError> {
    Ok(Answer::Made(object::render(ctx.account())))
}

/// `GET /v1/accounts/{id}`
pub async fn handler(ctx: &mut Ctx<'_>, _params: &Params) -> Result<Answer, ApiError> {
    let id = ctx.path("id");
    let own = ctx.account();
    if id == own.id.as_str() {
        return Ok(Answer::Made(object::render(own)));
    }
    let found = ctx.app.directory.account_by_id(id).await?;
    match found.filter(|account| account.creator == own.number) {
        Some(account) => Ok(Answer::Made(object::render(&account))),
        // Whether an account of somebody else exists is nobody's business.
        None => Err(ApiError::account_invalid(&ctx.caller.key_hint(), id)),
    }
}
