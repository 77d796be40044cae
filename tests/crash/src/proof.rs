//! What must hold after the last kill, seen through the API and the webhook endpoint.

use std::collections::HashMap;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::api::{Api, text};
use crate::poll;
use crate::shop::{Acknowledged, Kind};
use crate::sink::Sink;

/// The events that the shop's endpoint asks for.
pub const SUBSCRIBED: [&str; 6] = [
    "payment_intent.created",
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "charge.succeeded",
    "charge.failed",
    "charge.refunded",
];

const DELIVERY_LIMIT: Duration = Duration::from_secs(30);

/// Nothing acknowledged is lost: each payment can be read and is what was answered.
pub async fn every_payment_exists(api: &Api, settled: &[Acknowledged]) -> Result<()> {
    for payment in settled {
        let intent = api.get(&format!("/v1/payment_intents/{}", payment.intent)).await?;
        let wanted = if payment.kind == Kind::Declined {
            "requires_payment_method"
        } else {
            "succeeded"
        };
        ensure!(
            intent["status"] == wanted,
            "order {}: {} is {}",
            payment.order,
            payment.intent,
            intent["status"]
        );
        ensure!(
            intent["amount"] == payment.amount,
            "order {}: amount {}",
            payment.order,
            intent["amount"]
        );
        let order = payment.order.to_string();
        ensure!(
            intent["metadata"]["order"] == order,
            "order {order}: metadata {}",
            intent["metadata"]
        );
    }
    Ok(())
}

/// No idempotency key made two intents: each order has the one that was acknowledged, and there are no others.
pub async fn one_intent_per_order(api: &Api, settled: &[Acknowledged]) -> Result<()> {
    let mut by_order: HashMap<String, Vec<String>> = HashMap::new();
    for intent in api.list_all("/v1/payment_intents").await? {
        let order = text(&intent["metadata"], "order").to_owned();
        by_order.entry(order).or_default().push(text(&intent, "id").to_owned());
    }
    for payment in settled {
        let found = by_order.remove(&payment.order.to_string()).unwrap_or_default();
        ensure!(
            found == [payment.intent.clone()],
            "order {}: wanted {}, found {found:?}",
            payment.order,
            payment.intent
        );
    }
    ensure!(by_order.is_empty(), "intents that nobody was told of: {by_order:?}");
    Ok(())
}

/// Nothing is charged twice: one charge per payment, refunded by exactly what was asked for.
pub async fn one_charge_per_payment(api: &Api, settled: &[Acknowledged]) -> Result<()> {
    let mut by_intent = grouped(api.list_all("/v1/charges").await?, "payment_intent");
    let mut refunds = grouped(api.list_all("/v1/refunds").await?, "payment_intent");
    for payment in settled {
        let charges = by_intent.remove(&payment.intent).unwrap_or_default();
        let [charge] = charges.as_slice() else {
            bail!("order {}: {} charges", payment.order, charges.len())
        };
        let succeeds = payment.kind != Kind::Declined;
        let wanted = if succeeds { "succeeded" } else { "failed" };
        ensure!(
            charge["status"] == wanted,
            "order {}: charge {}",
            payment.order,
            charge["status"]
        );
        ensure!(
            charge["captured"] == succeeds,
            "order {}: captured {}",
            payment.order,
            charge["captured"]
        );
        ensure!(
            charge["amount"] == payment.amount,
            "order {}: charged {}",
            payment.order,
            charge["amount"]
        );
        let found = refunds.remove(&payment.intent).unwrap_or_default();
        let found: Vec<(String, i64)> = found
            .iter()
            .map(|refund| (text(refund, "id").to_owned(), number(refund, "amount")))
            .collect();
        let wanted: Vec<(String, i64)> = payment.refund.clone().into_iter().collect();
        ensure!(
            found == wanted,
            "order {}: refunds {found:?}, wanted {wanted:?}",
            payment.order
        );
        let refunded: i64 = wanted.iter().map(|(_, amount)| amount).sum();
        ensure!(
            charge["amount_refunded"] == refunded,
            "order {}: {}",
            payment.order,
            charge["amount_refunded"]
        );
    }
    ensure!(
        by_intent.is_empty() && refunds.is_empty(),
        "charges or refunds that nobody was told of"
    );
    Ok(())
}

/// Every event came at least once, rightly signed, and each payment has its events exactly once.
pub async fn every_event_is_delivered(api: &Api, settled: &[Acknowledged], sink: &Sink) -> Result<()> {
    let events = api.list_all("/v1/events").await?;
    let subscribed: Vec<&Value> = events
        .iter()
        .filter(|event| SUBSCRIBED.contains(&text(event, "type")))
        .collect();
    ensure!(!subscribed.is_empty(), "there are no events at all");
    let delivered = poll("every event is delivered", DELIVERY_LIMIT, async || {
        Ok(subscribed
            .iter()
            .all(|event| sink.times(text(event, "id")) > 0)
            .then_some(()))
    });
    if let Err(error) = delivered.await {
        let missing = subscribed.iter().filter(|event| sink.times(text(event, "id")) == 0);
        let missing: Vec<String> = missing
            .map(|event| format!("{} {}", text(event, "id"), text(event, "type")))
            .collect();
        bail!(
            "{error:#}: {} of {} missing: {:?}",
            missing.len(),
            subscribed.len(),
            &missing[..missing.len().min(10)]
        );
    }
    let refused = sink.refused();
    ensure!(
        refused.is_empty(),
        "{} deliveries were refused: {}",
        refused.len(),
        refused[0]
    );
    each_payment_has_its_events(&subscribed, settled)
}

fn each_payment_has_its_events(events: &[&Value], settled: &[Acknowledged]) -> Result<()> {
    let mut counts: HashMap<(String, String), usize> = HashMap::new();
    for event in events {
        let object = &event["data"]["object"];
        let intent = if object["object"] == "payment_intent" {
            text(object, "id")
        } else {
            text(object, "payment_intent")
        };
        *counts
            .entry((intent.to_owned(), text(event, "type").to_owned()))
            .or_default() += 1;
    }
    for payment in settled {
        let wanted: &[&str] = match payment.kind {
            Kind::OneCall | Kind::TwoCalls => {
                &["payment_intent.created", "payment_intent.succeeded", "charge.succeeded"]
            }
            Kind::Refunded => &[
                "payment_intent.created",
                "payment_intent.succeeded",
                "charge.succeeded",
                "charge.refunded",
            ],
            Kind::Declined => &[
                "payment_intent.created",
                "payment_intent.payment_failed",
                "charge.failed",
            ],
        };
        for name in SUBSCRIBED {
            let count = counts
                .get(&(payment.intent.clone(), name.to_owned()))
                .copied()
                .unwrap_or(0);
            let wanted = usize::from(wanted.contains(&name));
            ensure!(
                count == wanted,
                "order {}: {count} times {name}, wanted {wanted}",
                payment.order
            );
        }
    }
    Ok(())
}

/// The balance is the sum of the balance transactions, and these are those of the charges and refunds.
pub async fn balance_adds_up(api: &Api, settled: &[Acknowledged]) -> Result<()> {
    let transactions = api.list_all("/v1/balance_transactions").await?;
    let net: i64 = transactions.iter().map(|transaction| number(transaction, "net")).sum();
    let balance = api.get("/v1/balance").await?;
    let held: i64 = ["available", "pending"]
        .iter()
        .flat_map(|part| balance[*part].as_array().into_iter().flatten())
        .filter(|entry| entry["currency"] == "usd")
        .map(|entry| number(entry, "amount"))
        .sum();
    ensure!(held == net, "the balance is {held}, its transactions add up to {net}");
    let gross: i64 = transactions
        .iter()
        .map(|transaction| number(transaction, "amount"))
        .sum();
    let refunded = |payment: &Acknowledged| payment.refund.as_ref().map_or(0, |(_, amount)| *amount);
    let paid = settled.iter().filter(|payment| payment.kind != Kind::Declined);
    let wanted: i64 = paid.map(|payment| payment.amount - refunded(payment)).sum();
    ensure!(gross == wanted, "the transactions move {gross}, the shop took {wanted}");
    Ok(())
}

fn grouped(objects: Vec<Value>, field: &str) -> HashMap<String, Vec<Value>> {
    let mut groups: HashMap<String, Vec<Value>> = HashMap::new();
    for object in objects {
        groups.entry(text(&object, field).to_owned()).or_default().push(object);
    }
    groups
}

fn number(object: &Value, field: &str) -> i64 {
    object[field].as_i64().unwrap_or_default()
}

/// All of the above.
pub async fn all(api: &Api, settled: &[Acknowledged], sink: &Sink) -> Result<()> {
    every_payment_exists(api, settled).await.context("a payment was lost")?;
    one_intent_per_order(api, settled)
        .await
        .context("a payment was made twice")?;
    one_charge_per_payment(api, settled)
        .await
        .context("a card was charged wrongly")?;
    balance_adds_up(api, settled).await.context("the ledger is wrong")?;
    every_event_is_delivered(api, settled, sink)
        .await
        .context("an event was lost")
}
