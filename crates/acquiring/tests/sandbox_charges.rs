//! What a charge shows of its decision, and what happens to it afterwards.

mod support;

use acquiring::cards::{Behavior, Network, test_cards};
use acquiring::refusal::PaymentError;
use acquiring::sandbox::{
    After, Authorization, Card, CaseType, CheckResult, Checks, Decision, DisputeReason, FraudType, Given,
    NetworkStatus, OutcomeType, Purpose, RefundBehavior, RefundEnd, RiskLevel, RiskRules, authorize, payout_failure,
};
use kernel::Money;
use support::{ALL_GIVEN, ON, for_purpose, pay, refusal, word};

#[test]
fn declines_with_all_their_facts() {
    let cases = [
        (Behavior::GenericDecline, PaymentError::GENERIC_DECLINE),
        (Behavior::InsufficientFunds, PaymentError::INSUFFICIENT_FUNDS),
        (Behavior::LostCard, PaymentError::LOST_CARD),
        (Behavior::StolenCard, PaymentError::STOLEN_CARD),
        (Behavior::ExpiredCard, PaymentError::EXPIRED_CARD),
        (Behavior::IncorrectCvc, PaymentError::INCORRECT_CVC),
        (Behavior::ProcessingError, PaymentError::PROCESSING_ERROR),
        (Behavior::CardVelocityExceeded, PaymentError::CARD_VELOCITY_EXCEEDED),
    ];
    for (behavior, error) in cases {
        let refusal = refusal(for_purpose(behavior, ON));
        assert_eq!(refusal.error, error);
        let outcome = refusal.outcome.expect("a failed charge");
        assert_eq!(outcome.kind, OutcomeType::IssuerDeclined);
        assert_eq!(outcome.network_status, NetworkStatus::DeclinedByNetwork);
        assert_eq!(
            (outcome.reason, outcome.risk_level),
            (error.decline_code, RiskLevel::Normal)
        );
        assert_eq!(outcome.advice_code, error.advice_code);
        assert_eq!(outcome.network_decline_code, error.network_decline_code);
        assert_eq!(outcome.network_advice_code, error.network_advice_code);
    }
    let message = |behavior| {
        refusal(for_purpose(behavior, ON))
            .outcome
            .expect("a charge")
            .seller_message
            .to_string()
    };
    let no_details = "The bank did not return any further details with this decline.";
    assert_eq!(message(Behavior::GenericDecline), no_details);
    assert_eq!(
        message(Behavior::LostCard),
        "The bank returned the decline code `lost_card`."
    );
}

#[test]
fn check_results() {
    use CheckResult::{Fail, Pass, Unavailable};
    // Columns: line1, postal code, security code.
    let cases = [
        (Behavior::Success, [Pass, Pass, Pass]),
        (Behavior::CvcCheckFail, [Pass, Pass, Fail]),
        (Behavior::CvcCheckFailElevated, [Pass, Pass, Fail]),
        (Behavior::PostalCheckFail, [Pass, Fail, Pass]),
        (Behavior::PostalCheckFailElevated, [Pass, Fail, Pass]),
        (Behavior::Line1CheckFail, [Fail, Pass, Pass]),
        (Behavior::AddressChecksFail, [Fail, Fail, Pass]),
        (Behavior::AddressChecksUnavailable, [Unavailable, Unavailable, Pass]),
        (Behavior::RadarBlock, [Unavailable; 3]),
        (Behavior::RiskHighest, [Unavailable; 3]),
        (Behavior::IncorrectCvc, [Pass, Pass, Fail]),
        (Behavior::GenericDecline, [Pass, Pass, Pass]),
    ];
    for (behavior, [line1, postal_code, cvc]) in cases {
        let checks = |given| match authorize(&Authorization { given, ..pay(behavior) }) {
            Decision::Approved(approval) => approval.checks,
            Decision::Declined(refusal) | Decision::Blocked(refusal) => refusal.checks,
            Decision::RequiresAction(_) => panic!("no challenge here"),
        };
        let expected = Checks {
            address_line1: Some(line1),
            address_postal_code: Some(postal_code),
            cvc: Some(cvc),
        };
        assert_eq!(checks(ALL_GIVEN), expected, "{behavior}");
        assert_eq!(
            checks(Given::default()),
            Checks::default(),
            "{behavior}: nothing given, nothing checked"
        );
    }
    assert_eq!(
        Checks::before_use(Given {
            cvc: true,
            ..Given::default()
        })
        .cvc,
        Some(CheckResult::Unchecked)
    );
}

#[test]
fn risk_rules() {
    use Behavior as B;
    let usual = RiskRules::default();
    let none = RiskRules {
        block_highest_risk: false,
        ..usual
    };
    let review = RiskRules {
        review_elevated_risk: true,
        ..usual
    };
    let cvc = RiskRules {
        block_cvc_check_fail: true,
        ..usual
    };
    let postal = RiskRules {
        block_postal_check_fail: true,
        ..usual
    };
    let cases = [
        (B::RadarBlock, usual, "blocked"),
        (B::RadarBlock, none, "blocked"),
        (B::RiskHighest, usual, "blocked"),
        (B::RiskHighest, none, "approved"),
        (B::RiskElevated, usual, "approved"),
        (B::RiskElevated, review, "review"),
        (B::CvcCheckFailElevated, review, "review"),
        (B::Success, review, "approved"),
        (B::CvcCheckFail, usual, "approved"),
        (B::CvcCheckFail, cvc, "blocked"),
        (B::CvcCheckFailElevated, cvc, "blocked"),
        (B::CvcCheckFail, postal, "approved"),
        (B::PostalCheckFail, postal, "blocked"),
        (B::PostalCheckFailElevated, postal, "blocked"),
        (B::AddressChecksFail, postal, "blocked"),
        (B::AddressChecksUnavailable, postal, "approved"),
        (B::Line1CheckFail, postal, "approved"),
        (B::Success, cvc, "approved"),
    ];
    for (behavior, rules, expected) in cases {
        assert_eq!(
            word(&authorize(&Authorization { rules, ..pay(behavior) })),
            expected,
            "{behavior} {rules:?}"
        );
    }
    let not_given = Authorization {
        rules: cvc,
        given: Given::default(),
        ..pay(B::CvcCheckFail)
    };
    assert_eq!(word(&authorize(&not_given)), "approved");
}

#[test]
fn what_a_block_shows() {
    let by_risk = refusal(for_purpose(Behavior::RadarBlock, ON));
    assert_eq!(by_risk.error, PaymentError::FRAUDULENT);
    let outcome = by_risk.outcome.expect("a failed charge");
    assert_eq!(
        (outcome.kind, outcome.network_status),
        (OutcomeType::Blocked, NetworkStatus::NotSentToNetwork)
    );
    assert_eq!(
        (outcome.reason, outcome.risk_level),
        (Some("highest_risk_level"), RiskLevel::Highest)
    );
    assert_eq!(
        outcome.seller_message.to_string(),
        "Stripe blocked this payment as too risky."
    );

    let rules = RiskRules {
        block_postal_check_fail: true,
        ..RiskRules::default()
    };
    let by_rule = refusal(authorize(&Authorization {
        rules,
        ..pay(Behavior::PostalCheckFail)
    }));
    assert_eq!(
        (by_rule.error.code, by_rule.error.param),
        ("incorrect_zip", Some("address_zip"))
    );
    let outcome = by_rule.outcome.expect("a failed charge");
    assert_eq!(
        (outcome.kind, outcome.network_status),
        (OutcomeType::Blocked, NetworkStatus::ReversedAfterApproval)
    );
    assert_eq!(outcome.reason, Some("rule"));
}

#[test]
fn scores_follow_the_seed_and_stay_in_their_range() {
    let score = |behavior, seed| {
        let rules = RiskRules {
            block_highest_risk: false,
            ..RiskRules::default()
        };
        match authorize(&Authorization {
            seed,
            rules,
            ..pay(behavior)
        }) {
            Decision::Approved(approval) => approval.outcome.risk_score,
            other => panic!("{other:?}"),
        }
    };
    for (behavior, range) in [
        (Behavior::Success, 0..=64),
        (Behavior::RiskElevated, 65..=74),
        (Behavior::RiskHighest, 75..=100),
    ] {
        for seed in 0..500 {
            assert!(range.contains(&score(behavior, seed)), "{behavior} {seed}");
            assert_eq!(score(behavior, seed), score(behavior, seed));
        }
    }
    assert!((1..100).any(|seed| score(Behavior::Success, seed) != score(Behavior::Success, 0)));
}

#[test]
fn an_approval_in_full() {
    let Decision::Approved(approval) = authorize(&pay(Behavior::Success)) else {
        panic!("approved")
    };
    let outcome = approval.outcome;
    assert_eq!(
        (outcome.kind, outcome.network_status),
        (OutcomeType::Authorized, NetworkStatus::ApprovedByNetwork)
    );
    assert_eq!((outcome.reason, outcome.risk_level), (None, RiskLevel::Normal));
    assert_eq!(outcome.seller_message.to_string(), "Payment complete.");
    assert_eq!(
        (
            outcome.advice_code,
            outcome.network_decline_code,
            outcome.network_advice_code
        ),
        (None, None, None)
    );
    assert_eq!(approval.network, Network::Visa);
    assert_eq!(
        (approval.network_transaction_id.len(), approval.authorization_code.len()),
        (15, 6)
    );
    assert_eq!(approval.after, After::NOTHING);
}

#[test]
fn networks_of_co_branded_cards() {
    use Network::{CartesBancaires, EftposAu, Mastercard, Visa};
    let cases = [
        ("visa", ["cartes_bancaires", "visa"], "eur", None, CartesBancaires),
        ("visa", ["cartes_bancaires", "visa"], "usd", None, Visa),
        ("visa", ["cartes_bancaires", "visa"], "eur", Some(Visa), Visa),
        (
            "visa",
            ["cartes_bancaires", "visa"],
            "usd",
            Some(CartesBancaires),
            CartesBancaires,
        ),
        ("visa", ["cartes_bancaires", "visa"], "usd", Some(Mastercard), Visa),
        ("mastercard", ["eftpos_au", "mastercard"], "aud", None, EftposAu),
        ("mastercard", ["eftpos_au", "mastercard"], "eur", None, Mastercard),
    ];
    for (brand, networks, currency, preferred_network, expected) in cases {
        let card = Card::stored("success", brand, networks).expect("known words");
        let amount = Money::new(1000, currency.parse().expect("a currency"));
        let request = Authorization {
            card,
            amount,
            preferred_network,
            ..pay(Behavior::Success)
        };
        assert_eq!(request.network(), expected, "{currency} {preferred_network:?}");
    }
}

#[test]
fn sequels() {
    use Behavior as B;
    let fraud = (
        DisputeReason::Fraudulent,
        CaseType::Chargeback,
        Some("10.4"),
        "needs_response",
    );
    let not_received = (
        DisputeReason::ProductNotReceived,
        CaseType::Chargeback,
        Some("13.1"),
        "needs_response",
    );
    let inquiry = (
        DisputeReason::Fraudulent,
        CaseType::Inquiry,
        Some("10"),
        "warning_needs_response",
    );
    let compliance = (
        DisputeReason::Noncompliant,
        CaseType::Compliance,
        None,
        "needs_response",
    );
    let cases = [
        (B::DisputeFraudulent, vec![fraud]),
        (B::DisputeProductNotReceived, vec![not_received]),
        (B::DisputeInquiry, vec![inquiry]),
        (B::DisputeMultiple, vec![fraud, fraud]),
        (B::DisputeCe3, vec![fraud]),
        (B::DisputeCompliance, vec![compliance]),
        (B::Success, vec![]),
    ];
    for (behavior, expected) in cases {
        let Decision::Approved(approval) = authorize(&pay(behavior)) else {
            panic!("{behavior} is approved")
        };
        let seen: Vec<_> = approval
            .after
            .disputes
            .iter()
            .map(|d| (d.reason, d.case_type, d.network_reason_code, d.status()))
            .collect();
        assert_eq!(seen, expected, "{behavior}");
        let Decision::Approved(saved) = for_purpose(behavior, Purpose::Setup) else {
            panic!("{behavior} can be saved")
        };
        assert_eq!(saved.after, After::NOTHING, "{behavior}: no charge, no sequel");
    }
    assert_eq!(
        After::of(B::DisputeCe3).disputes[0].enhanced_eligibility,
        ["visa_compelling_evidence_3"]
    );
    assert_eq!(
        After::of(B::DisputeCompliance).disputes[0].enhanced_eligibility,
        ["visa_compliance"]
    );
    assert!(!After::of(B::DisputeInquiry).disputes[0].withdraws_funds());
    assert_eq!(
        After::of(B::EarlyFraudWarning).early_fraud_warning,
        Some(FraudType::MadeWithStolenCard)
    );
    assert!(After::of(B::BypassPending).bypass_pending && !After::of(B::Success).bypass_pending);
    assert_eq!(payout_failure(B::PayoutCouldNotProcess), Some("could_not_process"));
    assert_eq!(payout_failure(B::Success), None);
}

#[test]
fn refund_plans() {
    let plan = |behavior| After::of(behavior).refund.plan();
    assert_eq!(
        (plan(Behavior::Success).starts_pending, plan(Behavior::Success).then),
        (false, None)
    );
    let late = plan(Behavior::RefundAsyncSuccess);
    assert_eq!(
        (late.starts_pending, late.then),
        (true, Some((RefundBehavior::DELAY_SECONDS, RefundEnd::Succeeded)))
    );
    let failing = plan(Behavior::RefundAsyncFailure);
    assert!(!failing.starts_pending);
    assert!(matches!(failing.then, Some((_, RefundEnd::Failed { .. }))));
}

#[test]
fn a_stored_card_is_the_card_that_was_stored() {
    for card in test_cards() {
        let networks = card.networks.iter().map(|network| network.as_str());
        let stored = Card::stored(card.behavior.as_str(), card.brand.as_str(), networks);
        assert_eq!(stored, Some(Card::from(card)));
    }
    assert_eq!(Card::stored("success", "visa", ["no such network"]), None);
}
