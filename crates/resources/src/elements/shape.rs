//! `three_d_secure_2`: how far an authentication is, as the browser side reads it.

use serde_json::{Value, json};
use wire::{ApiError, Ctx};

use crate::challenge::{self, Attempt};

/// The attempt that a `source` names. Its id is its secret: it is told to nobody but the intent's own page.
pub(super) async fn attempt(ctx: &Ctx<'_>, source: &str) -> Result<Attempt, ApiError> {
    let found = ctx.load::<Attempt, _>(source, |attempt| &attempt.id).await?;
    let found = found.ok_or_else(|| ApiError::no_such_in_body("source", "source", source))?;
    Ok(found.object)
}

/// `challenge_url` stands only while the customer has something to decide.
pub(super) fn shown(ctx: &Ctx<'_>, attempt: &Attempt, is_open: bool) -> Value {
    let url = is_open.then(|| challenge::url(ctx, &attempt.id));
    json!({
        "id": format!("threeds2_{}", &attempt.id.as_str()["payatt_".len()..]),
        "object": "three_d_secure_2",
        "challenge_url": url,
        "livemode": ctx.livemode(),
        "source": attempt.id,
        "state": if is_open { "challenge_required" } else { "succeeded" },
    })
}
