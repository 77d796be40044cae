//! What a customer shows only when `expand` asks for it: lists of what it has, its taxes, its cash balance.

use db::{Query, Record};
use futures::future::BoxFuture;
use kernel::ids::{CustomerId, PaymentMethodId};
use serde_json::{Map, Value, json};
use wire::{ApiError, Ctx};

use super::{Customer, Entry, tax};
use crate::payment_methods::{PAYMENT_METHODS, PaymentMethod};
use crate::tax_ids;
use crate::tokens::CardObject;

type Loaded<'a> = BoxFuture<'a, Result<Value, ApiError>>;

/// As many as the list shows.
const SHOWN: usize = 10;
/// More cards than a customer has.
const METHODS_MAX: usize = 1_000;

fn url(customer: &Map<String, Value>, what: &str) -> String {
    let id = customer.get("id").and_then(Value::as_str).unwrap_or_default();
    format!("/v1/customers/{id}/{what}")
}

fn id(customer: &Map<String, Value>) -> Option<CustomerId> {
    CustomerId::parse(customer.get("id")?.as_str()?)
}

async fn load(ctx: &Ctx<'_>, customer: &Map<String, Value>) -> Result<Option<Customer>, ApiError> {
    let Some(id) = id(customer) else { return Ok(None) };
    let found = ctx.tx.get::<Entry>(id.key()).await?;
    Ok(found.and_then(Entry::live).map(|stored| stored.object))
}

fn json(object: &impl serde::Serialize) -> Value {
    serde_json::to_value(object).expect("models serialize")
}

/// Cards that were made from tokens, newest first, in their shape of old.
pub(super) fn sources<'a>(ctx: &'a Ctx<'_>, customer: &'a Map<String, Value>) -> Loaded<'a> {
    Box::pin(async move {
        let mut data = Vec::new();
        if let Some(id) = id(customer) {
            let methods =
                Query::newest(&PAYMENT_METHODS, ctx.scope(), METHODS_MAX).by("customer", vec![id.key().into()]);
            let own = db::Cell::from(id.key());
            for row in ctx.tx.rows(methods, |row| row.cells.first() == Some(&own)).await? {
                data.extend(CardObject::of_source(&PaymentMethod::read(&row)?.object));
            }
        }
        let has_more = data.len() > SHOWN;
        data.truncate(SHOWN);
        let data = data.iter().map(json).collect();
        Ok(wire::render::list(data, has_more, &url(customer, "sources")))
    })
}

/// The default source as the list of sources shows it.
pub(super) fn default_source<'a>(ctx: &'a Ctx<'_>, customer: &'a Map<String, Value>) -> Loaded<'a> {
    Box::pin(async move {
        let given = customer.get("default_source").cloned().unwrap_or(Value::Null);
        let Some(id) = given.as_str().and_then(PaymentMethodId::parse) else {
            return Ok(given);
        };
        let method = ctx.tx.get::<PaymentMethod>(id.key()).await?;
        Ok(
            match method.as_ref().map(|method| (CardObject::of_source(method), method)) {
                Some((Some(card), _)) => json(&card),
                Some((None, method)) => json(&method.object),
                None => given,
            },
        )
    })
}

/// Empty until billing exists.
pub(super) fn subscriptions<'a>(_ctx: &'a Ctx<'_>, customer: &'a Map<String, Value>) -> Loaded<'a> {
    Box::pin(async move { Ok(wire::render::list(Vec::new(), false, &url(customer, "subscriptions"))) })
}

pub(super) fn tax_ids<'a>(ctx: &'a Ctx<'_>, customer: &'a Map<String, Value>) -> Loaded<'a> {
    Box::pin(async move {
        let mut data = Vec::new();
        if let Some(id) = id(customer) {
            data.extend(
                tax_ids::of_customer(ctx, &id)
                    .await?
                    .iter()
                    .map(|stored| json(&stored.object)),
            );
        }
        Ok(wire::render::list(data, false, &url(customer, "tax_ids")))
    })
}

pub(super) fn tax<'a>(ctx: &'a Ctx<'_>, customer: &'a Map<String, Value>) -> Loaded<'a> {
    Box::pin(async move {
        let customer = load(ctx, customer).await?;
        Ok(customer.as_ref().map_or(Value::Null, tax::shown))
    })
}

/// Nothing lies there until bank transfers arrive; what it says is how they will be used.
pub(super) fn cash_balance<'a>(ctx: &'a Ctx<'_>, customer: &'a Map<String, Value>) -> Loaded<'a> {
    Box::pin(async move {
        let Some(customer) = load(ctx, customer).await? else {
            return Ok(Value::Null);
        };
        let own = customer.private.reconciliation_mode.as_deref();
        Ok(json!({
            "object": "cash_balance",
            "available": null,
            "customer": customer.id,
            "customer_account": null,
            "livemode": customer.livemode,
            "settings": {
                "reconciliation_mode": own.unwrap_or("automatic"),
                "using_merchant_default": own.is_none(),
            },
        }))
    })
}
