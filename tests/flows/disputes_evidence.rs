//! What the merchant says for itself: staged, sent, sent once more as an appeal, and refused.

use florin_flows::{Shop, flows, text};
use serde_json::json;

use crate::disputes::{CLOSED, answer, balance, disputed, events_since, path};

flows![
    other_evidence_stays_under_review,
    evidence_is_staged_and_then_submitted,
    a_lost_dispute_is_appealed,
    evidence_must_make_sense,
];

async fn other_evidence_stays_under_review(shop: Shop) {
    let (dispute, _) = disputed(&shop, "pm_card_createDispute").await;
    answer(&shop, &dispute, "we sent it on Monday").await;
    shop.advance("30d").await;
    assert_eq!(shop.get(&path(&dispute), &[]).await.ok()["status"], "under_review");
    // More can be kept for the file, but nothing more is sent.
    let staged = [("evidence[customer_name]", "Jenny"), ("submit", "false")];
    let staged = shop.post(&path(&dispute), &staged).await.ok();
    assert_eq!(staged["evidence_details"]["submission_count"], 1);
    let again = shop
        .post(&path(&dispute), &[("evidence[customer_name]", "Jenny Rosen")])
        .await;
    again.refused(400, "", "", CLOSED);
    let close = shop.post(&format!("{}/close", path(&dispute)), &[]).await;
    close.refused(400, "", "", CLOSED);
}

async fn evidence_is_staged_and_then_submitted(shop: Shop) {
    let (dispute, _) = disputed(&shop, "pm_card_createDispute").await;
    let before = shop.events().await.len();
    let form = [
        ("evidence[uncategorized_text]", "winning_evidence"),
        ("submit", "false"),
        ("intended_submission_method", "prefer_manual"),
    ];
    let staged = shop.post(&path(&dispute), &form).await.ok();
    assert_eq!(
        (&staged["status"], &staged["evidence_details"]["has_evidence"]),
        (&"needs_response".into(), &true.into())
    );
    assert_eq!(staged["evidence_details"]["submission_method"], "not_submitted");
    assert_eq!(staged["intended_submission_method"], "prefer_manual");
    shop.later().await;
    let waiting = shop.get(&path(&dispute), &[]).await.ok();
    assert_eq!(waiting["status"], "needs_response", "staged evidence decides nothing");
    let nothing_new = shop.post(&path(&dispute), &[("metadata[a]", "b")]).await.ok();
    assert_eq!(nothing_new["status"], "needs_response");
    let sent = shop.post(&path(&dispute), &[("submit", "true")]).await.ok();
    assert_eq!(sent["status"], "under_review");
    shop.later().await;
    assert_eq!(shop.get(&path(&dispute), &[]).await.ok()["status"], "won");
    let told = events_since(&shop, before).await;
    let updates = told.iter().filter(|kind| *kind == "charge.dispute.updated");
    assert_eq!(updates.count(), 3);
    shop.assert_sound().await;
}

async fn a_lost_dispute_is_appealed(shop: Shop) {
    let (dispute, _) = disputed(&shop, "pm_card_createDispute").await;
    answer(&shop, &dispute, "losing_evidence").await;
    shop.later().await;
    let reason = "evidence[appeal][card][reason_for_filing]";
    let staged = [(reason, "the parcel was signed for"), ("submit", "false")];
    let staged = shop.post(&path(&dispute), &staged).await.ok();
    assert_eq!(staged["status"], "appeal_needs_response");
    let filed = shop.post(&path(&dispute), &[(reason, "winning_evidence")]).await.ok();
    assert_eq!(filed["status"], "appeal_under_review");
    assert_eq!(
        filed["evidence"]["appeal"]["card"],
        json!({"reason_for_filing": "winning_evidence"})
    );
    shop.later().await;
    assert_eq!(shop.get(&path(&dispute), &[]).await.ok()["status"], "won");
    assert_eq!(balance(&shop).await, 2000 - 88 - 1500);
    shop.assert_sound().await;
}

async fn evidence_must_make_sense(shop: Shop) {
    let (dispute, _) = disputed(&shop, "pm_card_createCe3EligibleDispute").await;
    let post = async |form: &[(&str, &str)]| shop.post(&path(&dispute), form).await;
    let file = "file_1PgafuB7WZ01zgkWXYmPNZs8";
    let message = format!("No such file: '{file}'");
    let missing = post(&[("evidence[receipt]", file)]).await;
    missing.refused(400, "resource_missing", "evidence[receipt]", &message);
    let long = "a".repeat(20_001);
    let message = "Invalid string: aaaaaaaaaa...; must be at most 20000 characters";
    let reply = post(&[("evidence[uncategorized_text]", &long)]).await;
    reply.refused(400, "", "evidence[uncategorized_text]", message);
    let most = "a".repeat(20_000);
    let fields = [
        "access_activity_log",
        "billing_address",
        "cancellation_rebuttal",
        "refund_policy_disclosure",
        "refund_refusal_explanation",
        "product_description",
        "shipping_address",
        "uncategorized_text",
    ];
    let names = fields.map(|field| format!("evidence[{field}]"));
    let all: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), most.as_str())).collect();
    assert_eq!(post(&all).await.error(400)["param"], "evidence");
    let reply = post(&[("intended_submission_method", "smart_disputes")]).await;
    assert_eq!(reply.error(400)["code"], "smart_disputes_not_available");
    let short = "evidence[enhanced_evidence][visa_compelling_evidence_3][disputed_transaction][customer_device_id]";
    post(&[(short, "too short")]).await.error(400);
    let prior = "evidence[enhanced_evidence][visa_compelling_evidence_3][prior_undisputed_transactions][0][charge]";
    let reply = post(&[(prior, "ch_nonsense")]).await;
    reply.refused(400, "resource_missing", prior, "No such charge: 'ch_nonsense'");
    post(&[(prior, text(&dispute["charge"]))]).await.error(400);
    let untouched = shop.get(&path(&dispute), &[]).await.ok();
    assert_eq!(untouched, dispute, "what is refused changes nothing");
}
