//! Inquiries: the bank asks before it takes anything.

use florin_flows::{Shop, flows, text};
use serde_json::json;

use crate::disputes::{answer, balance, disputed, events_since, path};

flows![
    an_inquiry_moves_nothing,
    an_inquiry_is_closed_by_its_answer,
    an_inquiry_is_accepted,
    nobody_asks_again,
    an_inquiry_becomes_a_chargeback,
    a_refund_in_full_ends_an_inquiry,
    what_was_refunded_is_not_taken_again,
];

const CARD: &str = "pm_card_createDisputeInquiry";

async fn an_inquiry_moves_nothing(shop: Shop) {
    let (inquiry, _) = disputed(&shop, CARD).await;
    assert_eq!(
        (&inquiry["status"], &inquiry["is_charge_refundable"]),
        (&"warning_needs_response".into(), &true.into())
    );
    assert_eq!(inquiry["balance_transactions"], json!([]));
    let card = json!({"brand": "visa", "case_type": "inquiry", "network": "visa", "network_reason_code": "10"});
    assert_eq!(inquiry["payment_method_details"]["card"], card);
    let told = [
        "payment_intent.created",
        "charge.succeeded",
        "charge.dispute.created",
        "payment_intent.succeeded",
    ];
    assert_eq!(shop.events().await, told);
    assert_eq!(balance(&shop).await, 2000 - 88);
    // Its due date is no end: the bank may still ask.
    shop.advance("20d").await;
    let open = shop.get(&path(&inquiry), &[]).await.ok();
    assert_eq!(open["status"], "warning_needs_response");
    shop.assert_sound().await;
}

async fn an_inquiry_is_closed_by_its_answer(shop: Shop) {
    for evidence in ["losing_evidence", "winning_evidence"] {
        let (inquiry, _) = disputed(&shop, CARD).await;
        let answered = answer(&shop, &inquiry, evidence).await;
        assert_eq!(answered["status"], "warning_under_review");
        shop.later().await;
        let closed = shop.get(&path(&inquiry), &[]).await.ok();
        assert_eq!(closed["status"], "warning_closed", "{evidence}");
        assert_eq!(closed["balance_transactions"], json!([]));
    }
    shop.assert_sound().await;
}

async fn an_inquiry_is_accepted(shop: Shop) {
    let (inquiry, _) = disputed(&shop, CARD).await;
    let before = shop.events().await.len();
    let closed = shop.post(&format!("{}/close", path(&inquiry)), &[]).await.ok();
    assert_eq!(closed["status"], "warning_closed");
    assert_eq!(events_since(&shop, before).await, ["charge.dispute.closed"]);
    assert_eq!(balance(&shop).await, 2000 - 88);
    shop.post("/v1/refunds", &[("charge", text(&inquiry["charge"]))])
        .await
        .ok();
    shop.assert_sound().await;
}

async fn nobody_asks_again(shop: Shop) {
    let (inquiry, _) = disputed(&shop, CARD).await;
    shop.advance("119d").await;
    let open = shop.get(&path(&inquiry), &[]).await.ok();
    assert_eq!(open["status"], "warning_needs_response");
    shop.advance("2d").await;
    assert_eq!(shop.get(&path(&inquiry), &[]).await.ok()["status"], "warning_closed");
}

async fn an_inquiry_becomes_a_chargeback(shop: Shop) {
    let (inquiry, _) = disputed(&shop, CARD).await;
    let before = shop.events().await.len();
    let escalated = answer(&shop, &inquiry, "escalate_inquiry_evidence").await;
    assert_eq!(
        (&escalated["status"], &escalated["is_charge_refundable"]),
        (&"needs_response".into(), &false.into())
    );
    assert_eq!(escalated["balance_transactions"][0]["net"], -3500);
    assert_eq!(escalated["payment_method_details"]["card"]["case_type"], "chargeback");
    assert_eq!(
        events_since(&shop, before).await,
        ["charge.dispute.updated", "charge.dispute.funds_withdrawn"]
    );
    let refused = shop.post("/v1/refunds", &[("charge", text(&inquiry["charge"]))]).await;
    assert_eq!(refused.error(400)["code"], "charge_disputed");
    answer(&shop, &inquiry, "winning_evidence").await;
    shop.later().await;
    assert_eq!(shop.get(&path(&inquiry), &[]).await.ok()["status"], "won");
    // Escalated from under review, it waits for an answer as long as any.
    let (other, _) = disputed(&shop, CARD).await;
    answer(&shop, &other, "please look again").await;
    let escalated = answer(&shop, &other, "escalate_inquiry_evidence").await;
    assert_eq!(escalated["status"], "needs_response");
    shop.advance("10d").await;
    assert_eq!(shop.get(&path(&other), &[]).await.ok()["status"], "lost");
    balance(&shop).await;
    shop.assert_sound().await;
}

async fn a_refund_in_full_ends_an_inquiry(shop: Shop) {
    let (inquiry, _) = disputed(&shop, CARD).await;
    let before = shop.events().await.len();
    shop.post("/v1/refunds", &[("charge", text(&inquiry["charge"]))])
        .await
        .ok();
    let told = ["refund.created", "charge.refunded", "charge.dispute.closed"];
    assert_eq!(events_since(&shop, before).await, told);
    let closed = shop.get(&path(&inquiry), &[]).await.ok();
    assert_eq!(
        (&closed["status"], &closed["is_charge_refundable"]),
        (&"warning_closed".into(), &false.into())
    );
    shop.assert_sound().await;
}

async fn what_was_refunded_is_not_taken_again(shop: Shop) {
    let (inquiry, _) = disputed(&shop, CARD).await;
    let part = [("charge", text(&inquiry["charge"])), ("amount", "500")];
    shop.post("/v1/refunds", &part).await.ok();
    let escalated = answer(&shop, &inquiry, "escalate_inquiry_evidence").await;
    assert_eq!(
        (&escalated["amount"], &escalated["balance_transactions"][0]["amount"]),
        (&2000.into(), &(-1500).into())
    );
    answer(&shop, &inquiry, "winning_evidence").await;
    shop.later().await;
    assert_eq!(balance(&shop).await, 2000 - 88 - 500 - 1500);
    shop.assert_sound().await;
}
