//! Ends a review because of what became of its payment.

use db::Stored;
use wire::{ApiError, Ctx};

use super::{ClosedReason, Review};
use crate::charges::Charge;

/// Closes the review of a charge, if there is one that is open.
pub async fn close(ctx: &mut Ctx<'_>, charge: &Charge, reason: ClosedReason) -> Result<(), ApiError> {
    let Some(id) = &charge.review else { return Ok(()) };
    let review = ctx.tx.get::<Review>(id.key()).await?;
    if let Some(review) = review.filter(|review| review.open) {
        closed(ctx, review, reason)?;
    }
    Ok(())
}

/// The payment went back in full, perhaps because it was fraud.
pub async fn refunded(ctx: &mut Ctx<'_>, charge: &Charge, reason: Option<&str>) -> Result<(), ApiError> {
    let reason = match reason {
        Some("fraudulent") => ClosedReason::RefundedAsFraud,
        Some(_) | None => ClosedReason::Refunded,
    };
    close(ctx, charge, reason).await
}

pub(super) fn closed(
    ctx: &mut Ctx<'_>,
    mut review: Stored<Review>,
    reason: ClosedReason,
) -> Result<Stored<Review>, ApiError> {
    review
        .close(reason)
        .map_err(|error| ApiError::refused(error.to_string()))?;
    ctx.tx.update(&review);
    ctx.tx.event("review.closed", &review.object, None);
    Ok(review)
}
