//! A mandate ends: the bank, or the customer there, has revoked it.

use kernel::ids::MandateId;
use serde_json::json;
use wire::{ApiError, Ctx};

use super::Mandate;
use super::model::Status;

/// Makes it inactive, with `mandate.updated`. One that is not active stays as it is.
pub async fn end(ctx: &mut Ctx<'_>, id: &MandateId) -> Result<(), ApiError> {
    let Some(mut mandate) = ctx.tx.get::<Mandate>(id.key()).await? else {
        return Ok(());
    };
    if mandate.status == Status::Active {
        mandate.status = Status::Inactive;
        ctx.tx.update(&mandate);
        let previous = json!({"status": "active"});
        ctx.tx.event("mandate.updated", &mandate.object, Some(previous));
    }
    Ok(())
}
