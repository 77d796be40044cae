//! `DELETE /v1/tax_ids/{id}` and `DELETE /v1/customers/{customer}/tax_ids/{id}`

use db::Stored;
use kernel::ids::CustomerId;
use wire::{Answer, ApiError, Ctx, Params};

use super::TaxId;

pub async fn handler(ctx: &mut Ctx<'_>, _params: &Params) -> Result<Answer, ApiError> {
    let tax_id = super::get(ctx).await?;
    Ok(delete(ctx, &tax_id))
}

pub async fn of_customer(ctx: &mut Ctx<'_>, _params: &Params) -> Result<Answer, ApiError> {
    let tax_id = super::get_of_customer(ctx).await?;
    Ok(delete(ctx, &tax_id))
}

/// A deleted customer has none.
pub async fn of_deleted_customer(ctx: &mut Ctx<'_>, customer: &CustomerId) -> Result<(), ApiError> {
    for tax_id in super::of_customer(ctx, customer).await? {
        delete(ctx, &tax_id);
    }
    Ok(())
}

fn delete(ctx: &mut Ctx<'_>, tax_id: &Stored<TaxId>) -> Answer {
    if tax_id.customer.is_some() {
        ctx.tx.event("customer.tax_id.deleted", &tax_id.object, None);
    }
    ctx.tx.delete(tax_id);
    Answer::deleted(tax_id.id.as_str(), "tax_id")
}
