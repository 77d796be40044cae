//! `GET /v1/customers`, and the lists inside a customer that `expand` fills.

use db::Query;
use futures::future::BoxFuture;
use serde_json::{Map, Value};
use wire::lists::Paging;
use wire::{Answer, ApiError, Ctx, Params};

use super::{CUSTOMERS, Entry};

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let mut query = Query::newest(&CUSTOMERS, ctx.scope(), 0);
    if let Some(email) = params.text("email") {
        query = query.by("email", vec![email.into()]);
    }
    if params.text("test_clock").is_some() {
        return Ok(Answer::Page {
            items: Vec::new(),
            has_more: false,
            url: "/v1/customers".into(),
        });
    }
    query.filters = vec![(CUSTOMERS.column("deleted"), 0.into())];
    Paging::of(params)?
        .page(ctx, query, "customer", Entry::id, "/v1/customers")
        .await
}

/// Cards that were added as sources. Empty unless the customer has a default source.
pub(super) fn sources<'a>(
    ctx: &'a Ctx<'_>,
    customer: &'a Map<String, Value>,
) -> BoxFuture<'a, Result<Value, ApiError>> {
    Box::pin(async move {
        let mut data = Vec::new();
        if let Some(id) = customer.get("default_source").and_then(Value::as_str) {
            data.extend(ctx.object(id).await?);
        }
        Ok(wire::render::list(data, false, &url(customer, "sources")))
    })
}

/// Empty until billing exists.
pub(super) fn subscriptions<'a>(
    _ctx: &'a Ctx<'_>,
    customer: &'a Map<String, Value>,
) -> BoxFuture<'a, Result<Value, ApiError>> {
    Box::pin(async move { Ok(wire::render::list(Vec::new(), false, &url(customer, "subscriptions"))) })
}

/// Empty until tax ids exist.
pub(super) fn tax_ids<'a>(
    _ctx: &'a Ctx<'_>,
    customer: &'a Map<String, Value>,
) -> BoxFuture<'a, Result<Value, ApiError>> {
    Box::pin(async move { Ok(wire::render::list(Vec::new(), false, &url(customer, "tax_ids"))) })
}

fn url(customer: &Map<String, Value>, what: &str) -> String {
    format!(
        "/v1/customers/{}/{what}",
        customer.get("id").and_then(Value::as_str).unwrap_or_default()
    )
}
