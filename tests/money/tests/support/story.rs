//! What one customer's order goes through.

use std::sync::Arc;
use std::time::Duration;

use acquiring::sandbox::ChallengeResult;
use florin_money::{Dice, Process};
use serde_json::Value;

use super::{Shop, form};

const CARDS: &[&str] = &[
    "pm_card_visa",
    "pm_card_visa",
    "pm_card_mastercard",
    "pm_card_chargeDeclined",
    "pm_card_authenticationRequired",
    "pm_card_authenticationRequired",
    "pm_card_refundFail",
    "pm_card_pendingRefund",
    "pm_card_createDispute",
    "pm_card_createDisputeInquiry",
    "pm_card_createMultipleDisputes",
    "pm_card_createIssuerFraudRecord",
];
const EVIDENCE: &[&str] = &[
    "winning_evidence",
    "losing_evidence",
    "escalate_inquiry_evidence",
    "we sent it on Monday",
];

pub async fn story(shop: Arc<Shop>, dice: Dice, order: u64) {
    let Some(intent) = pay(&shop, &dice, order).await else {
        return;
    };
    let Some(intent) = authenticated(&shop, &dice, intent).await else {
        return;
    };
    match intent["status"].as_str() {
        Some("requires_capture") => end_hold(&shop, &dice, order, &intent).await,
        Some("succeeded") => after(&shop, &dice, order, &intent).await,
        _ => {}
    }
}

/// In one call or in two. Answers the intent once it is no longer processing.
async fn pay(shop: &Shop, dice: &Dice, order: u64) -> Option<Value> {
    let amount = (dice.below(90_000) + 100).to_string();
    let (order_text, card) = (order.to_string(), *dice.pick(CARDS));
    let mut fields = vec![
        ("amount", amount.as_str()),
        ("currency", *dice.pick(&["usd", "eur", "jpy"])),
        ("automatic_payment_methods[enabled]", "true"),
        ("automatic_payment_methods[allow_redirects]", "never"),
        ("metadata[order]", order_text.as_str()),
    ];
    if dice.percent(40) {
        fields.push(("capture_method", "manual"));
    }
    let at_once = dice.percent(60);
    if at_once {
        fields.extend([("payment_method", card), ("confirm", "true")]);
    }
    let path = "/v1/payment_intents".to_owned();
    let made = shop.insist(path, form(&fields), format!("create-{order}")).await?;
    // A decline carries the intent, too.
    let intent = match made.is_ok() {
        true => made.body,
        false => made.body["error"]["payment_intent"].clone(),
    };
    let id = intent["id"].as_str()?.to_owned();
    if !at_once {
        let path = format!("/v1/payment_intents/{id}/confirm");
        let given = form(&[("payment_method", card)]);
        match dice.percent(25) {
            // Two tabs at once.
            true => {
                let again = shop.insist(path.clone(), given.clone(), format!("confirm-{order}-b"));
                futures::join!(shop.insist(path, given, format!("confirm-{order}")), again);
            }
            false => drop(shop.insist(path, given, format!("confirm-{order}")).await),
        }
    }
    known(shop, &id).await
}

/// Looks until an intent is no longer processing, for a while.
async fn known(shop: &Shop, id: &str) -> Option<Value> {
    for _ in 0..40 {
        if let Some(seen) = shop.look(format!("/v1/payment_intents/{id}")).await
            && seen.body["status"] != "processing"
        {
            return Some(seen.body);
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    None
}

/// The customer on the page of the issuer, who may press twice.
async fn authenticated(shop: &Shop, dice: &Dice, intent: Value) -> Option<Value> {
    if intent["status"] != "requires_action" {
        return Some(intent);
    }
    let result = match dice.percent(80) {
        true => ChallengeResult::Passed,
        false => ChallengeResult::Failed,
    };
    for _ in 0..=dice.below(2) {
        let page = intent.clone();
        shop.within(async move |process: Process| process.authenticate(&page, result).await)
            .await;
    }
    known(shop, intent["id"].as_str()?).await
}

async fn end_hold(shop: &Shop, dice: &Dice, order: u64, intent: &Value) {
    let id = intent["id"].as_str().unwrap_or_default();
    let held = intent["amount_capturable"].as_i64().unwrap_or_default();
    let part = (dice.below(held.unsigned_abs()) + 1).to_string();
    let given = match dice.percent(50) {
        true => form(&[("amount_to_capture", part.as_str())]),
        false => Vec::new(),
    };
    let capture = shop.insist(
        format!("/v1/payment_intents/{id}/capture"),
        given,
        format!("capture-{order}"),
    );
    let cancel = shop.insist(
        format!("/v1/payment_intents/{id}/cancel"),
        Vec::new(),
        format!("cancel-{order}"),
    );
    match dice.below(10) {
        0..5 => drop(capture.await),
        5..8 => drop(cancel.await),
        _ => drop(futures::join!(capture, cancel)),
    }
    if let Some(intent) = known(shop, id).await.filter(|intent| intent["status"] == "succeeded") {
        after(shop, dice, order, &intent).await;
    }
}

/// Merchant and cardholder, at the same time.
async fn after(shop: &Shop, dice: &Dice, order: u64, intent: &Value) {
    futures::join!(refund(shop, dice, order, intent), contest(shop, dice, order, intent));
}

/// Evidence for each dispute of a payment, or none; once or twice, and perhaps the merchant gives up meanwhile.
async fn contest(shop: &Shop, dice: &Dice, order: u64, intent: &Value) {
    let id = intent["id"].as_str().unwrap_or_default();
    let listed = shop.look(format!("/v1/disputes?payment_intent={id}")).await;
    let disputes = listed.map_or(Vec::new(), |list| {
        list.body["data"].as_array().cloned().unwrap_or_default()
    });
    for (at, dispute) in disputes.iter().enumerate() {
        let path = format!("/v1/disputes/{}", dispute["id"].as_str().unwrap_or_default());
        let close = shop.insist(format!("{path}/close"), Vec::new(), format!("close-{order}-{at}"));
        let answers = (0..dice.below(3)).map(|time| {
            let given = form(&[("evidence[uncategorized_text]", *dice.pick(EVIDENCE))]);
            shop.insist(path.clone(), given, format!("evidence-{order}-{at}-{time}"))
        });
        let answers = futures::future::join_all(answers);
        match dice.percent(25) {
            true => drop(futures::join!(answers, close)),
            false => drop(answers.await),
        }
    }
}

/// Up to three refunds at once, together perhaps more than was paid.
async fn refund(shop: &Shop, dice: &Dice, order: u64, intent: &Value) {
    let id = intent["id"].as_str().unwrap_or_default();
    let received = intent["amount_received"].as_u64().unwrap_or_default();
    let refunds = (0..dice.below(4)).map(|at| {
        let amount = (dice.below(received) + 1).to_string();
        let given = form(&[("payment_intent", id), ("amount", amount.as_str())]);
        shop.insist("/v1/refunds".to_owned(), given, format!("refund-{order}-{at}"))
    });
    futures::future::join_all(refunds).await;
}
