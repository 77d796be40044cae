//! `POST /v1/payment_methods/{id}/attach`: one customer for life.

use acquiring::sandbox::{self, Authorization, Decision, Purpose, ThreeDSecureRequest};
use db::Stored;
use kernel::ids::CustomerId;
use kernel::{Currency, Money};
use wire::{Answer, ApiError, Ctx, Params};

use super::PaymentMethod;
use crate::{customers, references, refusal};

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    references::check(ctx, params).await?;
    let given = ctx.path("id");
    let mut method = super::get(ctx, given).await?;
    let Some(customer) = params.text("customer") else {
        return Err(ApiError::refused("Must provide customer or customer_account.").code("parameter_missing"));
    };
    let customer = customers::named(ctx, "customer", customer).await?;
    if method.customer.as_ref() == Some(&customer.id) {
        return super::shown(ctx, &method);
    }
    if let Err(error) = check_on_attach(ctx, &mut method) {
        return Ok(Answer::Failed(error));
    }
    let method = attach(ctx, method, &customer.id)?;
    super::shown(ctx, &method)
}

#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error("The payment method you provided has already been attached to a customer.")]
    OtherCustomer,
    #[error(
        "This PaymentMethod was previously used without being attached to a Customer or was detached from a Customer, and may not be used again."
    )]
    Consumed,
}

impl From<Refused> for ApiError {
    fn from(error: Refused) -> ApiError {
        match error {
            Refused::OtherCustomer | Refused::Consumed => ApiError::refused(error.to_string()),
        }
    }
}

/// Gives the payment method to a customer, with the event. Attaching it again changes nothing.
pub fn attach(
    ctx: &mut Ctx<'_>,
    mut method: Stored<PaymentMethod>,
    customer: &CustomerId,
) -> Result<Stored<PaymentMethod>, ApiError> {
    match &method.customer {
        Some(owner) if owner == customer => return Ok(method),
        Some(_) => return Err(Refused::OtherCustomer.into()),
        None if method.is_consumed() => return Err(Refused::Consumed.into()),
        None => {}
    }
    method.customer = Some(customer.clone());
    ctx.tx.update(&method);
    ctx.tx.event("payment_method.attached", &method.object, None);
    Ok(method)
}

/// As `attach`, for a card that nobody has tried yet: the issuer's check comes first.
pub fn save(
    ctx: &mut Ctx<'_>,
    mut method: Stored<PaymentMethod>,
    customer: &CustomerId,
) -> Result<Stored<PaymentMethod>, ApiError> {
    if method.customer.is_none() && !method.is_consumed() {
        check_on_attach(ctx, &mut method)?;
    }
    attach(ctx, method, customer)
}

/// The issuer's check of a card that is about to be saved. Cards that decline refuse here already.
pub fn check_on_attach(ctx: &Ctx<'_>, method: &mut Stored<PaymentMethod>) -> Result<(), ApiError> {
    let Some((hash, state)) = method.card_state() else {
        return Ok(());
    };
    let Some(card) = state.in_sandbox(hash) else {
        return Ok(());
    };
    let request = Authorization {
        purpose: Purpose::Attach,
        card,
        amount: Money::zero(Currency::USD),
        given: state.given(),
        moto: false,
        request_three_d_secure: ThreeDSecureRequest::Automatic,
        challenge: None,
        rules: refusal::rules(ctx.account().risk),
        preferred_network: None,
        seed: method.id.key().0 as u64,
    };
    match sandbox::authorize(&request) {
        Decision::Approved(approval) => {
            if let Some(card) = method.card.as_mut() {
                card.checks = approval.checks.into();
            }
            Ok(())
        }
        Decision::RequiresAction(_) => Ok(()),
        Decision::Declined(refused) | Decision::Blocked(refused) => Err(refusal::card(&refused.error)),
    }
}
