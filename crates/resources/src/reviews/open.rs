//! Putting a payment up for review, in the commit that makes its charge.

use acquiring::sandbox::Approval;
use wire::Ctx;

use super::Review;
use crate::charges::Charge;

/// The review of a charge that the account's rules ask for, if they do. The charge names it from the first.
pub fn open(ctx: &mut Ctx<'_>, charge: &mut Charge, approval: &Approval) -> Option<Review> {
    if !approval.needs_review() {
        return None;
    }
    let review = Review {
        id: ctx.tx.id(),
        object: Default::default(),
        billing_zip: charge.billing_details.address.postal_code.clone(),
        charge: Some(charge.id.clone()),
        closed_reason: None,
        created: ctx.now(),
        ip_address: None,
        ip_address_location: None,
        livemode: charge.livemode,
        open: true,
        opened_reason: "rule".to_owned(),
        payment_intent: charge.payment_intent.clone(),
        reason: "rule".to_owned(),
        session: None,
    };
    charge.review = Some(review.id.clone());
    Some(ctx.tx.insert(review).object)
}
