//! A mandate comes to be, and is looked up to be used again.

use kernel::Money;
use kernel::ids::MandateId;
use wire::{ApiError, Ctx};

use super::model::{MultiUse, SingleUse, Status, Type};
use super::{Acceptance, Mandate, details};
use crate::payment_methods::PaymentMethod;

/// What the customer agreed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// One payment of this amount.
    Once(Money),
    Again,
}

/// Writes the mandate of a confirmation that succeeded.
pub fn make(
    ctx: &mut Ctx<'_>,
    acceptance: Acceptance,
    method: &PaymentMethod,
    on_behalf_of: Option<&str>,
    purpose: Use,
) -> MandateId {
    let id: MandateId = ctx.tx.id();
    let single_use = match purpose {
        Use::Once(amount) => Some(SingleUse {
            amount: amount.minor_units(),
            currency: amount.currency(),
        }),
        Use::Again => None,
    };
    ctx.tx.insert(Mandate {
        id: id.clone(),
        object: Default::default(),
        customer_acceptance: acceptance,
        livemode: ctx.livemode(),
        multi_use: (purpose == Use::Again).then(MultiUse::default),
        on_behalf_of: on_behalf_of.map(str::to_owned),
        payment_method: method.id.clone(),
        payment_method_details: details::of(ctx, &id, method),
        r#type: match single_use {
            Some(_) => Type::SingleUse,
            None => Type::MultiUse,
        },
        single_use,
        status: Status::Active,
    });
    id
}

/// The mandate that a payment names: it must stand, and be of the payment method that pays.
pub async fn usable(ctx: &Ctx<'_>, id: &str, method: &PaymentMethod) -> Result<MandateId, ApiError> {
    let found = ctx.load::<Mandate, _>(id, |mandate| &mandate.id).await?;
    let mandate = found.ok_or_else(|| ApiError::no_such_in_body("mandate", "mandate", id))?;
    let refused = |message: String| {
        ApiError::refused(message)
            .code("payment_intent_mandate_invalid")
            .param("mandate")
    };
    if mandate.payment_method != method.id {
        let message = format!("The mandate {id} is for another payment method than {}.", method.id);
        return Err(refused(message));
    }
    match (mandate.status, mandate.r#type) {
        (Status::Active, Type::MultiUse) => Ok(mandate.id.clone()),
        (Status::Active, Type::SingleUse) => Err(refused(format!("The mandate {id} was for a single payment."))),
        (Status::Inactive | Status::Pending, _) => Err(refused(format!("The mandate {id} is not active."))),
    }
}
