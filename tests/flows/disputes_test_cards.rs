//! Every test card whose payment has a sequel: the disputes and warnings that it has in store, to the field.

use acquiring::cards::{Behavior, TestCard, test_cards};
use florin_flows::{Shop, flows, text};
use serde_json::{Value, json};

use crate::disputes::{answer, balance, path};

flows![every_sequel_is_as_the_table_says, compelling_evidence, compliance];

/// What is due a second after a payment.
struct Sequel {
    /// How many disputes, and what each shows of its own.
    disputes: usize,
    reason: &'static str,
    case_type: &'static str,
    network_reason_code: Option<&'static str>,
    eligible: &'static [&'static str],
}

/// Source: API reference, "Testing", and observed disputes. `None`: nobody disputes.
fn sequel(behavior: Behavior) -> Option<Sequel> {
    use Behavior as B;
    let fraud = Sequel {
        disputes: 1,
        reason: "fraudulent",
        case_type: "chargeback",
        network_reason_code: Some("10.4"),
        eligible: &[],
    };
    Some(match behavior {
        B::DisputeFraudulent => fraud,
        B::DisputeProductNotReceived => Sequel {
            reason: "product_not_received",
            network_reason_code: Some("13.1"),
            ..fraud
        },
        B::DisputeInquiry => Sequel {
            case_type: "inquiry",
            network_reason_code: Some("10"),
            ..fraud
        },
        B::DisputeMultiple => Sequel { disputes: 2, ..fraud },
        B::DisputeCe3 => Sequel {
            eligible: &["visa_compelling_evidence_3"],
            ..fraud
        },
        B::DisputeCompliance => Sequel {
            reason: "noncompliant",
            case_type: "compliance",
            network_reason_code: None,
            eligible: &["visa_compliance"],
            ..fraud
        },
        B::EarlyFraudWarning => Sequel { disputes: 0, ..fraud },
        _ => return None,
    })
}

/// Each card as a payment method, as a token and by its number; then every dispute is answered, in one way or another.
async fn every_sequel_is_as_the_table_says(shop: Shop) {
    let cards: Vec<(&TestCard, Sequel)> = test_cards()
        .filter_map(|card| Some((card, sequel(card.behavior)?)))
        .collect();
    assert!(cards.len() >= 7, "only {} cards", cards.len());
    for (card, sequel) in &cards {
        for form in ways(card) {
            let charge = pay(&shop, &form).await;
            check(&shop, card, sequel, &charge).await;
        }
        balance(&shop).await;
    }
    shop.assert_sound().await;
    for (at, evidence) in ["winning_evidence", "losing_evidence", "escalate_inquiry_evidence"]
        .iter()
        .enumerate()
    {
        let open = shop.get("/v1/disputes", &[("limit", "100")]).await.ok();
        let open = open["data"].as_array().expect("a list").clone();
        for dispute in open.iter().skip(at).step_by(3) {
            let acknowledged = "evidence[enhanced_evidence][visa_compliance][fee_acknowledged]";
            let form = [("evidence[uncategorized_text]", *evidence), (acknowledged, "true")];
            let reply = shop.post(&path(dispute), &form).await;
            assert!(reply.status.is_success(), "{}", reply.body);
        }
    }
    shop.later().await;
    balance(&shop).await;
    shop.assert_sound().await;
    shop.advance("130d").await;
    let list = shop.get("/v1/disputes", &[("limit", "100")]).await.ok();
    let waiting = list["data"].as_array().expect("a list").iter();
    let waiting = waiting.filter(|dispute| text(&dispute["status"]).ends_with("needs_response"));
    assert_eq!(waiting.count(), 0, "time decides what nobody answered");
    balance(&shop).await;
    shop.assert_sound().await;
}

/// What each name of a card is as a parameter.
fn ways(card: &TestCard) -> Vec<Vec<(&'static str, &'static str)>> {
    let data = ("payment_method_data[type]", "card");
    let mut ways = vec![vec![
        data,
        ("payment_method_data[card][number]", card.number),
        ("payment_method_data[card][exp_month]", "12"),
        ("payment_method_data[card][exp_year]", "2040"),
        ("payment_method_data[card][cvc]", "123"),
    ]];
    ways.extend(card.payment_method_id.map(|id| vec![("payment_method", id)]));
    ways.extend(
        card.token_id
            .map(|id| vec![data, ("payment_method_data[card][token]", id)]),
    );
    ways
}

async fn pay(shop: &Shop, form: &[(&str, &str)]) -> Value {
    let mut all = vec![
        ("amount", "2000"),
        ("currency", "usd"),
        ("confirm", "true"),
        ("return_url", "https://shop.test/done"),
        ("expand[]", "latest_charge"),
    ];
    all.extend_from_slice(form);
    let intent = shop.post("/v1/payment_intents", &all).await.ok();
    assert_eq!(intent["status"], "succeeded");
    intent["latest_charge"].clone()
}

async fn check(shop: &Shop, card: &TestCard, sequel: &Sequel, charge: &Value) {
    let name = card.behavior.as_str();
    assert_eq!(charge["disputed"], sequel.disputes > 0, "{name}");
    let of_charge = [("charge", text(&charge["id"]))];
    let disputes = shop.get("/v1/disputes", &of_charge).await.ok();
    let disputes = disputes["data"].as_array().expect("a list").clone();
    assert_eq!(disputes.len(), sequel.disputes, "{name}");
    for dispute in &disputes {
        let is_inquiry = sequel.case_type == "inquiry";
        let status = match is_inquiry {
            true => "warning_needs_response",
            false => "needs_response",
        };
        let shown = json!([
            dispute["reason"],
            dispute["status"],
            dispute["amount"],
            dispute["is_charge_refundable"],
            dispute["enhanced_eligibility_types"],
            dispute["payment_method_details"]["card"]["case_type"],
            dispute["payment_method_details"]["card"]["network_reason_code"],
            dispute["balance_transactions"].as_array().map(Vec::len),
        ]);
        let expected = json!([
            sequel.reason,
            status,
            2000,
            is_inquiry,
            sequel.eligible,
            sequel.case_type,
            sequel.network_reason_code,
            usize::from(!is_inquiry),
        ]);
        assert_eq!(shown, expected, "{name}");
        let span = dispute["evidence_details"]["due_by"]
            .as_i64()
            .zip(dispute["created"].as_i64());
        let days = span.map(|(due, made)| (due - made) / 86_400);
        assert_eq!(days, Some(8), "{name}");
    }
    let warnings = shop.get("/v1/radar/early_fraud_warnings", &of_charge).await.ok();
    let expected = usize::from(card.behavior == Behavior::EarlyFraudWarning);
    assert_eq!(warnings["data"].as_array().map(Vec::len), Some(expected), "{name}");
}

async fn disputed(shop: &Shop, card: &'static str) -> Value {
    let charge = pay(shop, &[("payment_method", card)]).await;
    let list = shop.get("/v1/disputes", &[("charge", text(&charge["id"]))]).await.ok();
    list["data"][0].clone()
}

async fn compelling_evidence(shop: Shop) {
    const PROGRAM: &str = "evidence[enhanced_evidence][visa_compelling_evidence_3]";
    let mut prior = Vec::new();
    for _ in 0..2 {
        prior.push(pay(&shop, &[("payment_method", "pm_card_visa")]).await);
    }
    let dispute = disputed(&shop, "pm_card_createCe3EligibleDispute").await;
    let eligibility = &dispute["evidence_details"]["enhanced_eligibility"]["visa_compelling_evidence_3"];
    assert_eq!(eligibility["status"], "requires_action");
    assert_eq!(eligibility["required_actions"].as_array().map(Vec::len), Some(5));
    let mut form = vec![("submit".to_owned(), "false".to_owned())];
    let mut paths = vec![format!("{PROGRAM}[disputed_transaction]")];
    for (at, charge) in prior.iter().enumerate() {
        let path = format!("{PROGRAM}[prior_undisputed_transactions][{at}]");
        form.push((format!("{path}[charge]"), text(&charge["id"]).to_owned()));
        paths.push(path);
    }
    for path in &paths {
        for (field, value) in [
            ("customer_purchase_ip", "203.0.113.7"),
            ("customer_account_id", "jenny"),
            ("product_description", "a book"),
        ] {
            form.push((format!("{path}[{field}]"), value.to_owned()));
        }
    }
    let borrowed = |form: &[(String, String)]| -> Vec<(String, String)> { form.to_vec() };
    let send = async |form: Vec<(String, String)>| {
        let form: Vec<(&str, &str)> = form
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        shop.post(&path(&dispute), &form).await.ok()
    };
    let staged = send(borrowed(&form)).await;
    let eligibility = &staged["evidence_details"]["enhanced_eligibility"]["visa_compelling_evidence_3"];
    assert_eq!(
        eligibility["required_actions"],
        json!(["missing_merchandise_or_services"])
    );
    let given = &staged["evidence"]["enhanced_evidence"]["visa_compelling_evidence_3"];
    assert_eq!(given["prior_undisputed_transactions"][1]["charge"], prior[1]["id"]);
    assert!(given["disputed_transaction"]["shipping_address"].is_null());
    let kind = format!("{PROGRAM}[disputed_transaction][merchandise_or_services]");
    let staged = send(vec![(kind, "merchandise".to_owned())]).await;
    let eligibility = &staged["evidence_details"]["enhanced_eligibility"]["visa_compelling_evidence_3"];
    assert_eq!(
        (&eligibility["status"], &staged["status"]),
        (&"qualified".into(), &"under_review".into())
    );
}

async fn compliance(shop: Shop) {
    let dispute = disputed(&shop, "pm_card_createComplianceDispute").await;
    let acknowledged = "evidence[enhanced_evidence][visa_compliance][fee_acknowledged]";
    let status =
        |dispute: &Value| dispute["evidence_details"]["enhanced_eligibility"]["visa_compliance"]["status"].clone();
    assert_eq!(status(&dispute), "requires_fee_acknowledgement");
    let refused = shop
        .post(&path(&dispute), &[("evidence[uncategorized_text]", "winning_evidence")])
        .await;
    assert_eq!(refused.error(400)["param"], acknowledged);
    assert_eq!(shop.get(&path(&dispute), &[]).await.ok(), dispute);
    let staged = shop
        .post(&path(&dispute), &[(acknowledged, "true"), ("submit", "false")])
        .await
        .ok();
    assert_eq!(status(&staged), "fee_acknowledged");
    assert_eq!(
        answer(&shop, &dispute, "winning_evidence").await["status"],
        "under_review"
    );
    shop.later().await;
    assert_eq!(shop.get(&path(&dispute), &[]).await.ok()["status"], "won");
}
