//! The session whose secret a browser holds.

use wire::{ApiError, Ctx};

use super::{CustomerSession, hash};

/// What the browser side calls the secret, in parameters and errors.
pub const PARAM: &str = "customer_session_client_secret";

/// The session, while it lasts.
pub async fn held(ctx: &Ctx<'_>, secret: &str) -> Result<CustomerSession, ApiError> {
    let found = ctx
        .tx
        .find::<CustomerSession>("secret_hash", vec![hash(secret).into()])
        .await?;
    // The secret is not repeated: it opens a customer's data.
    let missing = || {
        ApiError::refused("No such customer session.")
            .code("resource_missing")
            .param(PARAM)
    };
    let session = found.ok_or_else(missing)?.object;
    if session.expires_at <= ctx.now() {
        let message = "This customer session has expired. Create a new one and load the page again.";
        return Err(ApiError::refused(message).code("customer_session_expired").param(PARAM));
    }
    Ok(session)
}
