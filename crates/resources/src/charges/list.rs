//! `GET /v1/charges`

use db::{Cell, Query};
use kernel::ids::PaymentIntentId;
use serde_json::Value;
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

/// As many as an intent of old shows by itself.
const OF_INTENT: usize = 10;

/// The newest charges of an intent as the API shows them, with those of the request at hand.
pub async fn of_intent(ctx: &Ctx<'_>, intent: &str) -> Result<Vec<Value>, ApiError> {
    let Some(id) = PaymentIntentId::parse(intent) else {
        return Ok(Vec::new());
    };
    let query = Query::newest(&CHARGES, ctx.scope(), OF_INTENT).by("payment_intent", vec![id.key().into()]);
    let (column, own) = (CHARGES.column("payment_intent"), Cell::from(id.key()));
    let rows = ctx.tx.rows(query, |row| row.cells[column] == own).await?;
    rows.iter()
        .take(OF_INTENT)
        .map(|row| wire::expand::parse(&row.public()))
        .collect()
}
