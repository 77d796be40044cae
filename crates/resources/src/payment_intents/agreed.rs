//! The mandate that a payment rests on.

use kernel::ids::MandateId;
use wire::Ctx;

use super::PaymentIntent;
use crate::mandates;
use crate::payment_methods::PaymentMethod;

/// The mandate that the customer gave with this payment, or before.
pub(super) fn mandate(
    ctx: &mut Ctx<'_>,
    intent: &mut PaymentIntent,
    method: &PaymentMethod,
    purpose: mandates::Use,
) -> Option<MandateId> {
    match intent.private.acceptance.take() {
        Some(acceptance) => Some(mandates::make(
            ctx,
            acceptance,
            method,
            intent.on_behalf_of.as_deref(),
            purpose,
        )),
        None => intent.private.mandate.take(),
    }
}
