//! What every test card does, as tables: one row per case.

use acquiring::cards::{Behavior, Brand, Network, test_cards};
use acquiring::refusal::{ErrorType, PaymentError};
use acquiring::sandbox::{
    After, Authorization, Card, CaseType, ChallengeKind, ChallengeResult, CheckResult, Checks, Decision, DisputeReason,
    FraudType, Given, NetworkStatus, OutcomeType, Presence, Purpose, RefundBehavior, RefundEnd, Refusal, RiskLevel,
    RiskRules, ThreeDSecureFlow, ThreeDSecureRequest, ThreeDSecureResult, authorize, payout_failure,
};
use kernel::{Currency, Money};

const ALL_GIVEN: Given = Given { cvc: true, postal_code: true, line1: true };
const ON: Purpose = Purpose::Payment(Presence::OnSession);
const OFF: Purpose = Purpose::Payment(Presence::OffSession { set_up_before: false });
const OFF_SET_UP: Purpose = Purpose::Payment(Presence::OffSession { set_up_before: true });

fn pay(behavior: Behavior) -> Authorization {
    let card = test_cards().find(|card| card.behavior == behavior).expect("every behavior has a card");
    Authorization {
        purpose: ON,
        card: Card::from(card),
        amount: Money::new(1000, Currency::USD),
        given: ALL_GIVEN,
        moto: false,
        request_three_d_secure: ThreeDSecureRequest::Automatic,
        challenge: None,
        rules: RiskRules::default(),
        preferred_network: None,
        seed: 4711,
    }
}

fn for_purpose(behavior: Behavior, purpose: Purpose) -> Decision {
    authorize(&Authorization { purpose, ..pay(behavior) })
}

/// A decision in a word.
fn word(decision: &Decision) -> &'static str {
    match decision {
        Decision::Approved(approval) if approval.needs_review() => "review",
        Decision::Approved(_) => "approved",
        Decision::RequiresAction(_) => "challenge",
        Decision::Blocked(_) => "blocked",
        Decision::Declined(refusal) => refusal.error.decline_code.unwrap_or(refusal.error.code),
    }
}

fn refusal(decision: Decision) -> Refusal {
    match decision {
        Decision::Declined(refusal) | Decision::Blocked(refusal) => refusal,
        Decision::Approved(_) | Decision::RequiresAction(_) => panic!("not refused: {decision:?}"),
    }
}

#[test]
fn every_behavior_for_every_purpose() {
    use Behavior as B;
    // Columns: paid on-session; off-session; off-session after a set-up; set up; attached.
    let declines = |code| [code; 5];
    let charges_decline = |code| [code, code, code, "approved", "approved"];
    let risky = ["blocked", "blocked", "blocked", "approved", "approved"];
    let authentication = "authentication_required";
    let always = ["challenge", authentication, authentication, "challenge", "approved"];
    for behavior in Behavior::ALL {
        let expected = match behavior {
            B::GenericDecline => declines("generic_decline"),
            B::InsufficientFunds => declines("insufficient_funds"),
            B::LostCard => declines("lost_card"),
            B::StolenCard => declines("stolen_card"),
            B::ExpiredCard => declines("expired_card"),
            B::IncorrectCvc => declines("incorrect_cvc"),
            B::ProcessingError => declines("processing_error"),
            B::IncorrectNumber => declines("incorrect_number"),
            B::CardVelocityExceeded => declines("card_velocity_exceeded"),
            B::Fraudulent => declines("fraudulent"),
            B::AttachOkChargeFails => charges_decline("generic_decline"),
            B::AttachOkChargeFailsLostCard => charges_decline("lost_card"),
            B::AttachOkChargeFailsStolenCard => charges_decline("stolen_card"),
            B::MandateFail => {
                let canceled = "india_recurring_payment_mandate_canceled";
                ["approved", canceled, canceled, "approved", "approved"]
            }
            B::RadarBlock | B::RiskHighest => risky,
            B::ThreeDSecureUnlessSetUp => ["challenge", authentication, "approved", "challenge", "approved"],
            B::ThreeDSecureAlreadySetUp => ["challenge", "approved", "approved", "challenge", "approved"],
            B::ThreeDSecureThenInsufficientFunds => {
                ["challenge", authentication, "insufficient_funds", "challenge", "approved"]
            }
            B::ThreeDSecureAlways
            | B::ThreeDSecure2Required
            | B::ThreeDSecureThenGenericDecline
            | B::ThreeDSecureMobileOutOfBand
            | B::ThreeDSecureMobileOtp
            | B::ThreeDSecureMobileSingleSelect
            | B::ThreeDSecureMobileMultiSelect => always,
            B::ThreeDSecureLookupErrorDeclined => {
                ["generic_decline", authentication, authentication, "generic_decline", "approved"]
            }
            B::Success
            | B::RiskElevated
            | B::CvcCheckFail
            | B::PostalCheckFail
            | B::CvcCheckFailElevated
            | B::PostalCheckFailElevated
            | B::Line1CheckFail
            | B::AddressChecksFail
            | B::AddressChecksUnavailable
            | B::DisputeFraudulent
            | B::DisputeProductNotReceived
            | B::DisputeInquiry
            | B::DisputeMultiple
            | B::DisputeCe3
            | B::DisputeCompliance
            | B::EarlyFraudWarning
            | B::RefundAsyncSuccess
            | B::RefundAsyncFailure
            | B::BypassPending
            | B::ThreeDSecureOptional
            | B::ThreeDSecureOptionalError
            | B::ThreeDSecureNotSupported
            | B::CaptchaChallenge
            | B::PinCard
            | B::PayoutCouldNotProcess => ["approved"; 5],
        };
        let seen = [ON, OFF, OFF_SET_UP, Purpose::Setup, Purpose::Attach].map(|it| word(&for_purpose(*behavior, it)));
        assert_eq!(seen, expected, "{behavior}");
    }
}

#[test]
fn requested_three_d_secure() {
    use Behavior as B;
    use ThreeDSecureResult::{AttemptAcknowledged, NotSupported, ProcessingError};
    for request_three_d_secure in [ThreeDSecureRequest::Any, ThreeDSecureRequest::Challenge] {
        let cases = [
            (B::Success, Some(AttemptAcknowledged)),
            (B::DisputeFraudulent, Some(AttemptAcknowledged)),
            (B::ThreeDSecureOptionalError, Some(ProcessingError)),
            (B::ThreeDSecureNotSupported, Some(NotSupported)),
        ];
        for (behavior, expected) in cases {
            let asked = |purpose| authorize(&Authorization { purpose, request_three_d_secure, ..pay(behavior) });
            let Decision::Approved(approval) = asked(ON) else { panic!("{behavior} is approved") };
            assert_eq!(approval.three_d_secure.map(|shown| shown.result), expected, "{behavior}");
            let Decision::Approved(approval) = asked(OFF) else { panic!("{behavior} is approved off-session") };
            assert_eq!(approval.three_d_secure, None, "{behavior}: nobody can be asked");
        }
        let optional = pay(B::ThreeDSecureOptional);
        assert_eq!(word(&authorize(&Authorization { request_three_d_secure, ..optional })), "challenge");
    }
    let Decision::Approved(plain) = authorize(&pay(B::Success)) else { panic!("approved") };
    assert_eq!(plain.three_d_secure, None);
}

#[test]
fn after_a_challenge() {
    use Behavior as B;
    let cases = [
        (B::ThreeDSecureUnlessSetUp, ON, "approved"),
        (B::ThreeDSecureAlways, ON, "approved"),
        (B::ThreeDSecureAlreadySetUp, ON, "approved"),
        (B::ThreeDSecure2Required, ON, "approved"),
        (B::ThreeDSecureOptional, ON, "approved"),
        (B::ThreeDSecureThenInsufficientFunds, ON, "insufficient_funds"),
        (B::ThreeDSecureThenGenericDecline, ON, "generic_decline"),
        (B::ThreeDSecureThenInsufficientFunds, Purpose::Setup, "approved"),
        (B::ThreeDSecureThenGenericDecline, Purpose::Setup, "approved"),
    ];
    for (behavior, purpose, expected) in cases {
        let answered = |result| authorize(&Authorization { purpose, challenge: Some(result), ..pay(behavior) });
        let decision = answered(ChallengeResult::Passed);
        assert_eq!(word(&decision), expected, "{behavior}");
        let shown = match decision {
            Decision::Approved(approval) => approval.three_d_secure,
            Decision::Declined(refusal) => refusal.three_d_secure,
            Decision::Blocked(_) | Decision::RequiresAction(_) => None,
        };
        let shown = shown.expect("authenticated");
        assert_eq!(shown.authentication_flow, Some(ThreeDSecureFlow::Challenge));
        assert_eq!((shown.result, shown.version), (ThreeDSecureResult::Authenticated, Some("2.2.0")));
        assert_eq!(shown.electronic_commerce_indicator, Some("05"));

        let failed = refusal(answered(ChallengeResult::Failed));
        let code = match purpose {
            Purpose::Payment(_) => "payment_intent_authentication_failure",
            Purpose::Setup | Purpose::Attach => "setup_intent_authentication_failure",
        };
        assert_eq!((failed.error.code, failed.error.kind), (code, ErrorType::InvalidRequestError));
        assert_eq!(failed.outcome, None, "no charge row");
    }
}

#[test]
fn the_challenge_and_the_charge_after_it_show_one_transaction() {
    let request = pay(Behavior::ThreeDSecure2Required);
    let Decision::RequiresAction(challenge) = authorize(&request) else { panic!("a challenge") };
    assert_eq!((challenge.kind, challenge.directory_server_name), (ChallengeKind::Fingerprint, "visa"));
    let passed = Authorization { challenge: Some(ChallengeResult::Passed), ..request };
    let Decision::Approved(approval) = authorize(&passed) else { panic!("approved") };
    assert_eq!(approval.three_d_secure.and_then(|shown| shown.transaction_id), Some(challenge.transaction_id));
}

#[test]
fn mail_and_telephone_orders_ask_nobody() {
    let cases = [
        (Behavior::ThreeDSecureAlways, "approved"),
        (Behavior::ThreeDSecureThenGenericDecline, "generic_decline"),
        (Behavior::ThreeDSecureLookupErrorDeclined, "approved"),
        (Behavior::GenericDecline, "generic_decline"),
    ];
    for (behavior, expected) in cases {
        assert_eq!(word(&authorize(&Authorization { moto: true, ..pay(behavior) })), expected, "{behavior}");
    }
}

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
        assert_eq!((outcome.reason, outcome.risk_level), (error.decline_code, RiskLevel::Normal));
        assert_eq!(outcome.advice_code, error.advice_code);
        assert_eq!(outcome.network_decline_code, error.network_decline_code);
        assert_eq!(outcome.network_advice_code, error.network_advice_code);
    }
    let message = |behavior| refusal(for_purpose(behavior, ON)).outcome.expect("a charge").seller_message.to_string();
    let no_details = "The bank did not return any further details with this decline.";
    assert_eq!(message(Behavior::GenericDecline), no_details);
    assert_eq!(message(Behavior::LostCard), "The bank returned the decline code `lost_card`.");
}

#[test]
fn refusals_without_a_charge() {
    for (behavior, purpose) in [
        (Behavior::GenericDecline, Purpose::Setup),
        (Behavior::GenericDecline, Purpose::Attach),
        (Behavior::IncorrectNumber, ON),
        (Behavior::ThreeDSecureAlways, OFF),
    ] {
        assert_eq!(refusal(for_purpose(behavior, purpose)).outcome, None, "{behavior}");
    }
    let param = |behavior, purpose| refusal(for_purpose(behavior, purpose)).error.param;
    assert_eq!(param(Behavior::GenericDecline, Purpose::Attach), Some(""));
    assert_eq!(param(Behavior::ExpiredCard, Purpose::Attach), Some("exp_month"));
    assert_eq!(param(Behavior::GenericDecline, Purpose::Setup), None);
}

#[test]
fn the_incorrect_cvc_card_declines_only_when_one_was_given() {
    let without = Given { cvc: false, ..ALL_GIVEN };
    for purpose in [ON, Purpose::Setup, Purpose::Attach] {
        let given = |given| authorize(&Authorization { purpose, given, ..pay(Behavior::IncorrectCvc) });
        assert_eq!(word(&given(ALL_GIVEN)), "incorrect_cvc");
        assert_eq!(word(&given(without)), "approved");
        assert_eq!(word(&given(Given::with_magic_id(Behavior::IncorrectCvc))), "incorrect_cvc");
    }
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
        let expected = Checks { address_line1: Some(line1), address_postal_code: Some(postal_code), cvc: Some(cvc) };
        assert_eq!(checks(ALL_GIVEN), expected, "{behavior}");
        assert_eq!(checks(Given::default()), Checks::default(), "{behavior}: nothing given, nothing checked");
    }
    assert_eq!(Checks::before_use(Given { cvc: true, ..Given::default() }).cvc, Some(CheckResult::Unchecked));
}

#[test]
fn risk_rules() {
    use Behavior as B;
    let usual = RiskRules::default();
    let none = RiskRules { block_highest_risk: false, ..usual };
    let review = RiskRules { review_elevated_risk: true, ..usual };
    let cvc = RiskRules { block_cvc_check_fail: true, ..usual };
    let postal = RiskRules { block_postal_check_fail: true, ..usual };
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
        assert_eq!(word(&authorize(&Authorization { rules, ..pay(behavior) })), expected, "{behavior} {rules:?}");
    }
    let not_given = Authorization { rules: cvc, given: Given::default(), ..pay(B::CvcCheckFail) };
    assert_eq!(word(&authorize(&not_given)), "approved");
}

#[test]
fn what_a_block_shows() {
    let by_risk = refusal(for_purpose(Behavior::RadarBlock, ON));
    assert_eq!(by_risk.error, PaymentError::FRAUDULENT);
    let outcome = by_risk.outcome.expect("a failed charge");
    assert_eq!((outcome.kind, outcome.network_status), (OutcomeType::Blocked, NetworkStatus::NotSentToNetwork));
    assert_eq!((outcome.reason, outcome.risk_level), (Some("highest_risk_level"), RiskLevel::Highest));
    assert_eq!(outcome.seller_message.to_string(), "Stripe blocked this payment as too risky.");

    let rules = RiskRules { block_postal_check_fail: true, ..RiskRules::default() };
    let by_rule = refusal(authorize(&Authorization { rules, ..pay(Behavior::PostalCheckFail) }));
    assert_eq!((by_rule.error.code, by_rule.error.param), ("incorrect_zip", Some("address_zip")));
    let outcome = by_rule.outcome.expect("a failed charge");
    assert_eq!((outcome.kind, outcome.network_status), (OutcomeType::Blocked, NetworkStatus::ReversedAfterApproval));
    assert_eq!(outcome.reason, Some("rule"));
}

#[test]
fn scores_follow_the_seed_and_stay_in_their_range() {
    let score = |behavior, seed| {
        let rules = RiskRules { block_highest_risk: false, ..RiskRules::default() };
        match authorize(&Authorization { seed, rules, ..pay(behavior) }) {
            Decision::Approved(approval) => approval.outcome.risk_score,
            other => panic!("{other:?}"),
        }
    };
    for (behavior, range) in
        [(Behavior::Success, 0..=64), (Behavior::RiskElevated, 65..=74), (Behavior::RiskHighest, 75..=100)]
    {
        for seed in 0..500 {
            assert!(range.contains(&score(behavior, seed)), "{behavior} {seed}");
            assert_eq!(score(behavior, seed), score(behavior, seed));
        }
    }
    assert!((1..100).any(|seed| score(Behavior::Success, seed) != score(Behavior::Success, 0)));
}

#[test]
fn an_approval_in_full() {
    let Decision::Approved(approval) = authorize(&pay(Behavior::Success)) else { panic!("approved") };
    let outcome = approval.outcome;
    assert_eq!((outcome.kind, outcome.network_status), (OutcomeType::Authorized, NetworkStatus::ApprovedByNetwork));
    assert_eq!((outcome.reason, outcome.risk_level), (None, RiskLevel::Normal));
    assert_eq!(outcome.seller_message.to_string(), "Payment complete.");
    assert_eq!((outcome.advice_code, outcome.network_decline_code, outcome.network_advice_code), (None, None, None));
    assert_eq!(approval.network, Network::Visa);
    assert_eq!((approval.network_transaction_id.len(), approval.authorization_code.len()), (15, 6));
    assert_eq!(approval.after, After::NOTHING);
}

#[test]
fn networks_of_co_branded_cards() {
    use Network::{CartesBancaires, EftposAu, Mastercard, Visa};
    let french: &[Network] = &[CartesBancaires, Visa];
    let australian: &[Network] = &[EftposAu, Mastercard];
    let cases = [
        (french, Brand::Visa, "eur", None, CartesBancaires),
        (french, Brand::Visa, "usd", None, Visa),
        (french, Brand::Visa, "eur", Some(Visa), Visa),
        (french, Brand::Visa, "usd", Some(CartesBancaires), CartesBancaires),
        (french, Brand::Visa, "usd", Some(Mastercard), Visa),
        (australian, Brand::Mastercard, "aud", None, EftposAu),
        (australian, Brand::Mastercard, "eur", None, Mastercard),
    ];
    for (networks, brand, currency, preferred_network, expected) in cases {
        let currency: Currency = currency.parse().expect("a currency");
        let card = Card { networks, brand, behavior: Behavior::Success };
        let amount = Money::new(1000, currency);
        let request = Authorization { card, amount, preferred_network, ..pay(Behavior::Success) };
        assert_eq!(request.network(), expected, "{currency} {preferred_network:?}");
    }
}

#[test]
fn sequels() {
    use Behavior as B;
    let fraud = (DisputeReason::Fraudulent, CaseType::Chargeback, Some("10.4"), "needs_response");
    let not_received = (DisputeReason::ProductNotReceived, CaseType::Chargeback, Some("13.1"), "needs_response");
    let inquiry = (DisputeReason::Fraudulent, CaseType::Inquiry, Some("10"), "warning_needs_response");
    let compliance = (DisputeReason::Noncompliant, CaseType::Compliance, None, "needs_response");
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
        let Decision::Approved(approval) = authorize(&pay(behavior)) else { panic!("{behavior} is approved") };
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
    assert_eq!(After::of(B::DisputeCe3).disputes[0].enhanced_eligibility, ["visa_compelling_evidence_3"]);
    assert_eq!(After::of(B::DisputeCompliance).disputes[0].enhanced_eligibility, ["visa_compliance"]);
    assert!(!After::of(B::DisputeInquiry).disputes[0].withdraws_funds());
    assert_eq!(After::of(B::EarlyFraudWarning).early_fraud_warning, Some(FraudType::MadeWithStolenCard));
    assert!(After::of(B::BypassPending).bypass_pending && !After::of(B::Success).bypass_pending);
    assert_eq!(payout_failure(B::PayoutCouldNotProcess), Some("could_not_process"));
    assert_eq!(payout_failure(B::Success), None);
}

#[test]
fn refund_plans() {
    let plan = |behavior| After::of(behavior).refund.plan();
    assert_eq!((plan(Behavior::Success).starts_pending, plan(Behavior::Success).then), (false, None));
    let late = plan(Behavior::RefundAsyncSuccess);
    assert_eq!((late.starts_pending, late.then), (true, Some((RefundBehavior::DELAY_SECONDS, RefundEnd::Succeeded))));
    let failing = plan(Behavior::RefundAsyncFailure);
    assert!(!failing.starts_pending);
    assert!(matches!(failing.then, Some((_, RefundEnd::Failed { .. }))));
}
