//! The tax office's answer. In the sandbox the number decides it:
//!
//! | digits | answer |
//! | --- | --- |
//! | `111111111` | unverified |
//! | `222222222` | none: it stays pending |
//! | any other | verified |

use wire::ApiError;
use wire::timer::TimerCtx;

use super::TaxId;
use super::model::Status;
use crate::parts::previous_attributes;

/// The timer's kind; its subject is the tax id.
pub const VERIFY: &str = "tax_id.verify";

/// Does nothing if it is gone, or was answered before.
pub async fn on_verify(ctx: &mut TimerCtx<'_>) -> Result<(), ApiError> {
    let Some(mut tax_id) = ctx.tx.get::<TaxId>(ctx.subject()).await? else {
        return Ok(());
    };
    let Some(status) = answer(&tax_id.value).filter(|_| tax_id.verification.status == Status::Pending) else {
        return Ok(());
    };
    let before = tax_id.object.clone();
    tax_id.verification.status = status;
    ctx.tx.update(&tax_id);
    if let Some(previous) = previous_attributes(&before, &tax_id.object).filter(|_| tax_id.customer.is_some()) {
        ctx.tx.event("customer.tax_id.updated", &tax_id.object, Some(previous));
    }
    Ok(())
}

fn answer(value: &str) -> Option<Status> {
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    match digits.as_str() {
        "111111111" => Some(Status::Unverified),
        "222222222" => None,
        _ => Some(Status::Verified),
    }
}
