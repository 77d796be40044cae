//! `DELETE /v1/customers/{id}`: the customer's payment methods are detached; its payments stay.

use db::{Query, Stored};
use wire::{Answer, ApiError, Ctx, Params};

use super::Entry;
use crate::payment_methods::{self, PAYMENT_METHODS, PaymentMethod};
use crate::tax_ids;

/// More saved methods than anyone has; each becomes an event.
const METHODS_MAX: usize = 10_000;

pub async fn handler(ctx: &mut Ctx<'_>, _params: &Params) -> Result<Answer, ApiError> {
    let customer = super::get(ctx, ctx.path("id")).await?;
    let attached =
        Query::newest(&PAYMENT_METHODS, ctx.scope(), METHODS_MAX).by("customer", vec![customer.id.key().into()]);
    for method in ctx.tx.list::<PaymentMethod>(attached).await? {
        payment_methods::detach(ctx, method);
    }
    tax_ids::of_deleted_customer(ctx, &customer.id).await?;
    super::event(ctx, "customer.deleted", &customer.object, None);
    let id = customer.object.id.clone();
    ctx.tx.update(&Stored {
        object: Entry::deleted(id.clone()),
        scope: customer.scope,
        version: customer.version,
    });
    Ok(Answer::deleted(id.as_str(), "customer"))
}
