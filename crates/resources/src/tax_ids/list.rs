//! `GET /v1/tax_ids`, `GET /v1/customers/{id}/tax_ids`, and the list inside a customer.

use db::{Query, Record, Stored};
use kernel::ids::CustomerId;
use wire::lists::Paging;
use wire::{Answer, ApiError, Ctx, Params};

use super::{TAX_IDS, TaxId, owner};
use crate::customers;

/// More than one customer can have.
const OF_CUSTOMER: usize = 100;

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let customer = owner::given(ctx, params).await?;
    page(ctx, customer.as_ref(), params, "/v1/tax_ids").await
}

pub async fn page_of_customer(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let customer = customers::get(ctx, ctx.path("id")).await?;
    let url = format!("/v1/customers/{}/tax_ids", customer.id);
    page(ctx, Some(&customer.id), params, &url).await
}

async fn page(ctx: &Ctx<'_>, customer: Option<&CustomerId>, params: &Params, url: &str) -> Result<Answer, ApiError> {
    Paging::of(params)?
        .page(ctx, of(ctx, customer, 0), "tax_id", |tax_id: &TaxId| &tax_id.id, url)
        .await
}

/// All of one customer, newest first, those of this unit of work among them.
pub async fn of_customer(ctx: &Ctx<'_>, customer: &CustomerId) -> Result<Vec<Stored<TaxId>>, ApiError> {
    let own = owner::column(Some(customer));
    let rows = ctx.tx.rows(of(ctx, Some(customer), OF_CUSTOMER), |row| {
        row.cells.first() == Some(&own)
    });
    Ok(rows.await?.iter().map(TaxId::read).collect::<Result<_, _>>()?)
}

fn of(ctx: &Ctx<'_>, customer: Option<&CustomerId>, limit: usize) -> Query {
    Query::newest(&TAX_IDS, ctx.scope(), limit).by("customer", vec![owner::column(customer)])
}
