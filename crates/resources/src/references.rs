//! Parameters that name objects which this version cannot have, or accounts: never silently ignored.

use wire::{ApiError, Ctx, Params};

/// Parameters whose objects come with other resources: whatever is named does not exist yet.
const MISSING: &[(&str, &str)] = &[("customer_account", "customer_account")];

/// Refuses what names nothing.
pub async fn check(ctx: &Ctx<'_>, params: &Params) -> Result<(), ApiError> {
    for (param, noun) in MISSING.iter().filter(|(param, _)| params.knows(param)) {
        if let Some(id) = params.text(param) {
            return Err(ApiError::no_such_in_body(noun, param, id));
        }
    }
    if params.knows("on_behalf_of")
        && let Some(id) = params.text("on_behalf_of")
    {
        account(ctx, "on_behalf_of", id).await?;
    }
    if params.knows("transfer_data")
        && let Some(data) = params.hash("transfer_data")
        && data.knows("destination")
        && let Some(id) = data.text("destination")
    {
        account(ctx, "transfer_data[destination]", id).await?;
    }
    Ok(())
}

async fn account(ctx: &Ctx<'_>, param: &str, id: &str) -> Result<(), ApiError> {
    match ctx.app.directory.account_by_id(id).await? {
        Some(account) if account.number == ctx.account().number || account.creator == ctx.account().number => Ok(()),
        Some(_) | None => Err(ApiError::no_such_in_body("account", param, id)),
    }
}
