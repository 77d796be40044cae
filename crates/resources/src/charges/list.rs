//! `GET /v1/charges`

use db::Query;
use wire::lists::Paging;
use wire::{Answer, ApiError, Ctx, Params};

use super::{CHARGES, Charge};
use crate::{customers, payment_intents};

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let mut query = Query::newest(&CHARGES, ctx.scope(), 0);
    let intent = match params.text("payment_intent") {
        Some(id) => Some(payment_intents::named(ctx, "payment_intent", id).await?.id.key()),
        None => None,
    };
    let customer = match params.text("customer") {
        Some(id) => Some(customers::named(ctx, "customer", id).await?.id.key()),
        None => None,
    };
    let group = params.text("transfer_group");
    query = match (intent, customer, group) {
        (Some(intent), ..) => query.by("payment_intent", vec![intent.into()]),
        (None, Some(customer), _) => query.by("customer", vec![customer.into()]),
        (None, None, Some(group)) => query.by("transfer_group", vec![group.into()]),
        (None, None, None) => query,
    };
    let also = |column: &str, cell: Option<db::Cell>| cell.map(|cell| (CHARGES.column(column), cell));
    query.filters.extend(also("customer", customer.map(Into::into)));
    query.filters.extend(also("transfer_group", group.map(Into::into)));
    Paging::of(params)?
        .page(ctx, query, "charge", |charge: &Charge| &charge.id, "/v1/charges")
        .await
}
