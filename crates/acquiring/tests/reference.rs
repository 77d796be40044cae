//! Our tables against the machine-readable reference, where that is at hand. Elsewhere these tests say so and pass.

use std::collections::HashMap;
use std::path::PathBuf;

use acquiring::cards::{Behavior, TestCard, by_number, by_payment_method_id, by_token_id, test_cards};
use acquiring::refusal::PaymentError;
use acquiring::sandbox::{
    Authorization, Card, Decision, Given, Outcome, Presence, Purpose, Refusal, RiskRules, ThreeDSecureRequest,
    authorize,
};
use kernel::{Currency, Money};
use serde_json::Value;

fn read(name: &str) -> Option<String> {
    let folder = std::env::var_os("FLORIN_CONTRACT_DIR").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/contract"),
        PathBuf::from,
    );
    let text = std::fs::read_to_string(folder.join("data").join(name)).ok();
    if text.is_none() {
        eprintln!("skipped: no {name} in {}; set FLORIN_CONTRACT_DIR", folder.display());
    }
    text
}

fn rows(text: &str) -> Vec<HashMap<&str, &str>> {
    let mut lines = text.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let header = lines.next().expect("a header");
    lines.map(|cells| header.iter().copied().zip(cells).collect()).collect()
}

#[test]
fn test_cards_are_those_of_the_reference() {
    let Some(text) = read("test_cards.tsv") else { return };
    let rows = rows(&text);
    for row in &rows {
        let some = |column: &str| Some(row[column]).filter(|cell| !cell.is_empty());
        let is_same = |card: &&TestCard| {
            card.number == row["number"]
                && card.payment_method_id == some("pm_id")
                && card.token_id == some("tok_id")
                && card.behavior.as_str() == row["outcome_key"]
        };
        let card = test_cards()
            .find(is_same)
            .unwrap_or_else(|| panic!("no such card: {row:?}"));
        let networks: Vec<_> = card.networks.iter().map(|network| network.as_str()).collect();
        let seen = [
            card.brand.as_str(),
            card.funding.as_str(),
            card.country,
            card.last4(),
            &networks.join(","),
        ];
        let expected = ["brand", "funding", "country", "last4", "networks"].map(|column| row[column]);
        assert_eq!(seen, expected, "{}", card.number);
        assert!(by_number(card.number).is_some());
        assert_eq!(
            some("pm_id").and_then(by_payment_method_id),
            card.payment_method_id.map(|_| card)
        );
        assert_eq!(some("tok_id").and_then(by_token_id), card.token_id.map(|_| card));
    }
    let Some(text) = read("test_tokens_extra.tsv") else {
        return;
    };
    let extra = self::rows(&text);
    for row in &extra {
        let card = by_token_id(row["tok_id"]).unwrap_or_else(|| panic!("no such token: {row:?}"));
        assert_eq!(card.behavior.as_str(), row["outcome_key"], "{row:?}");
    }
    assert_eq!(test_cards().count(), rows.len() + extra.len());
}

#[test]
fn behaviors_are_those_of_the_reference() {
    let Some(text) = read("card_outcomes.json") else { return };
    let outcomes: serde_json::Map<String, Value> = serde_json::from_str(&text).expect("JSON");
    let mut keys: Vec<_> = outcomes
        .keys()
        .map(String::as_str)
        .filter(|key| !key.starts_with('_'))
        .collect();
    let mut ours: Vec<_> = Behavior::ALL.iter().map(|behavior| behavior.as_str()).collect();
    keys.sort_unstable();
    ours.sort_unstable();
    assert_eq!(ours, keys);
    for behavior in Behavior::ALL {
        let expected = &outcomes[behavior.as_str()];
        let decision = pay(*behavior, RiskRules::default());
        compare(behavior.as_str(), expected, &decision);
        if let Some(rule) = expected.get("on_rule") {
            let rules = RiskRules {
                block_cvc_check_fail: true,
                block_postal_check_fail: true,
                ..RiskRules::default()
            };
            let Decision::Blocked(refusal) = pay(*behavior, rules) else {
                panic!("{behavior}: the rule blocks")
            };
            compare_error(behavior.as_str(), &rule["error"], &refusal.error);
        }
    }
}

#[test]
fn decline_codes_are_known_to_the_reference() {
    let Some(text) = read("decline_codes.tsv") else { return };
    let known: Vec<_> = rows(&text).iter().map(|row| row["decline_code"].to_owned()).collect();
    for behavior in Behavior::ALL {
        if let Decision::Declined(Refusal { error, .. }) | Decision::Blocked(Refusal { error, .. }) =
            pay(*behavior, RiskRules::default())
            && let Some(code) = error.decline_code
        {
            assert!(known.iter().any(|known| known == code), "{behavior}: {code}");
        }
    }
}

#[test]
fn texts_of_refused_cards_are_those_of_the_reference() {
    let Some(text) = read("errors.tsv") else { return };
    let texts = [
        PaymentError::INVALID_EXPIRY_MONTH,
        PaymentError::INVALID_EXPIRY_YEAR,
        PaymentError::INVALID_CVC,
        PaymentError::TEST_MODE_LIVE_CARD,
        PaymentError::LIVE_MODE_TEST_CARD,
    ];
    for error in texts {
        let rows = rows(&text);
        let row = rows.iter().find(|row| row["message"] == error.message);
        let row = row.unwrap_or_else(|| panic!("no such text: {}", error.message));
        let seen = ["402", error.kind.as_str(), error.code, error.param.unwrap_or_default()];
        assert_eq!(seen, ["http", "type", "code", "param"].map(|column| row[column]));
    }
}

/// A plain on-session payment with everything given.
fn pay(behavior: Behavior, rules: RiskRules) -> Decision {
    let card = test_cards()
        .find(|card| card.behavior == behavior)
        .expect("every behavior has a card");
    authorize(&Authorization {
        purpose: Purpose::Payment(Presence::OnSession),
        card: Card::from(card),
        amount: Money::new(1000, Currency::USD),
        given: Given {
            cvc: true,
            postal_code: true,
            line1: true,
        },
        moto: false,
        request_three_d_secure: ThreeDSecureRequest::Automatic,
        challenge: None,
        rules,
        preferred_network: None,
        seed: 1,
    })
}

fn compare(key: &str, expected: &Value, decision: &Decision) {
    let (outcome, checks) = match decision {
        Decision::Declined(refusal) | Decision::Blocked(refusal) => {
            // A mandate's end is described in words, and so are most 3-D Secure cards.
            if let Some(error) = expected.get("error") {
                compare_error(key, error, &refusal.error);
                assert_eq!(expected["payment_method_after"], Value::Null, "{key}");
            }
            (refusal.outcome, refusal.checks)
        }
        Decision::Approved(approval) => {
            assert_eq!(expected.get("error"), None, "{key}");
            (Some(approval.outcome), approval.checks)
        }
        Decision::RequiresAction(_) => {
            assert!(key.starts_with("3ds"), "{key}");
            return;
        }
    };
    let shown = [
        ("cvc_check", checks.cvc),
        ("address_line1_check", checks.address_line1),
        ("address_postal_code_check", checks.address_postal_code),
    ];
    for (name, check) in shown {
        if let Some(expected) = expected["checks"]
            .get(name)
            .or_else(|| expected["charge"]["checks"].get(name))
        {
            assert_eq!(check.map(|check| check.as_str()), expected.as_str(), "{key} {name}");
        }
    }
    if let (Some(outcome), Some(expected)) = (outcome, expected["charge"].get("outcome")) {
        compare_outcome(key, expected, &outcome);
    }
}

fn compare_error(key: &str, expected: &Value, error: &PaymentError) {
    let shown = [
        ("type", Some(error.kind.as_str())),
        ("code", Some(error.code)),
        ("decline_code", error.decline_code),
        ("message", Some(error.message)),
        ("advice_code", error.advice_code.map(|advice| advice.as_str())),
        ("network_decline_code", error.network_decline_code),
        ("network_advice_code", error.network_advice_code),
        ("param", error.param),
    ];
    for (name, shown) in shown {
        assert_eq!(shown, expected[name].as_str(), "{key} {name}");
    }
}

/// Texts with a remark in brackets say more than the wire shows: only what comes before counts.
fn compare_outcome(key: &str, expected: &Value, outcome: &Outcome) {
    let message = outcome.seller_message.to_string();
    let shown = [
        ("type", Some(outcome.kind.as_str())),
        ("network_status", Some(outcome.network_status.as_str())),
        ("risk_level", Some(outcome.risk_level.as_str())),
        ("seller_message", Some(message.as_str())),
        ("advice_code", outcome.advice_code.map(|advice| advice.as_str())),
        ("network_decline_code", outcome.network_decline_code),
        ("network_advice_code", outcome.network_advice_code),
    ];
    for (name, shown) in shown {
        let expected = expected[name]
            .as_str()
            .map(|text| text.split(" (").next().unwrap_or(text));
        assert_eq!(shown, expected, "{key} {name}");
    }
    if key != "risk_elevated" {
        assert_eq!(outcome.reason, expected["reason"].as_str(), "{key} reason");
    }
}
