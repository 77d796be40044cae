//! Who is approved, asked, declined and blocked: what every test card does, as tables, one row per case.

mod support;

use acquiring::cards::Behavior;
use acquiring::refusal::ErrorType;
use acquiring::sandbox::{
    Authorization, ChallengeKind, ChallengeResult, Decision, Given, Purpose, ThreeDSecureFlow, ThreeDSecureRequest,
    ThreeDSecureResult, authorize,
};
use support::{ALL_GIVEN, OFF, OFF_SET_UP, ON, for_purpose, pay, refusal, word};

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
            B::ThreeDSecureThenInsufficientFunds => [
                "challenge",
                authentication,
                "insufficient_funds",
                "challenge",
                "approved",
            ],
            B::ThreeDSecureAlways
            | B::ThreeDSecure2Required
            | B::ThreeDSecureThenGenericDecline
            | B::ThreeDSecureMobileOutOfBand
            | B::ThreeDSecureMobileOtp
            | B::ThreeDSecureMobileSingleSelect
            | B::ThreeDSecureMobileMultiSelect => always,
            B::ThreeDSecureLookupErrorDeclined => [
                "generic_decline",
                authentication,
                authentication,
                "generic_decline",
                "approved",
            ],
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
            let asked = |purpose| {
                authorize(&Authorization {
                    purpose,
                    request_three_d_secure,
                    ..pay(behavior)
                })
            };
            let Decision::Approved(approval) = asked(ON) else {
                panic!("{behavior} is approved")
            };
            assert_eq!(
                approval.three_d_secure.map(|shown| shown.result),
                expected,
                "{behavior}"
            );
            let Decision::Approved(approval) = asked(OFF) else {
                panic!("{behavior} is approved off-session")
            };
            assert_eq!(approval.three_d_secure, None, "{behavior}: nobody can be asked");
        }
        let optional = pay(B::ThreeDSecureOptional);
        assert_eq!(
            word(&authorize(&Authorization {
                request_three_d_secure,
                ..optional
            })),
            "challenge"
        );
    }
    let Decision::Approved(plain) = authorize(&pay(B::Success)) else {
        panic!("approved")
    };
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
        let answered = |result| {
            authorize(&Authorization {
                purpose,
                challenge: Some(result),
                ..pay(behavior)
            })
        };
        let decision = answered(ChallengeResult::Passed);
        assert_eq!(word(&decision), expected, "{behavior}");
        let shown = match decision {
            Decision::Approved(approval) => approval.three_d_secure,
            Decision::Declined(refusal) => refusal.three_d_secure,
            Decision::Blocked(_) | Decision::RequiresAction(_) => None,
        };
        let shown = shown.expect("authenticated");
        assert_eq!(shown.authentication_flow, Some(ThreeDSecureFlow::Challenge));
        assert_eq!(
            (shown.result, shown.version),
            (ThreeDSecureResult::Authenticated, Some("2.2.0"))
        );
        assert_eq!(shown.electronic_commerce_indicator, Some("05"));

        let failed = refusal(answered(ChallengeResult::Failed));
        let code = match purpose {
            Purpose::Payment(_) => "payment_intent_authentication_failure",
            Purpose::Setup | Purpose::Attach => "setup_intent_authentication_failure",
        };
        assert_eq!(
            (failed.error.code, failed.error.kind),
            (code, ErrorType::InvalidRequestError)
        );
        assert_eq!(failed.outcome, None, "no charge row");
    }
}

#[test]
fn the_challenge_and_the_charge_after_it_show_one_transaction() {
    let request = pay(Behavior::ThreeDSecure2Required);
    let Decision::RequiresAction(challenge) = authorize(&request) else {
        panic!("a challenge")
    };
    assert_eq!(
        (challenge.kind, challenge.directory_server_name),
        (ChallengeKind::Fingerprint, "visa")
    );
    let passed = Authorization {
        challenge: Some(ChallengeResult::Passed),
        ..request
    };
    let Decision::Approved(approval) = authorize(&passed) else {
        panic!("approved")
    };
    assert_eq!(
        approval.three_d_secure.and_then(|shown| shown.transaction_id),
        Some(challenge.transaction_id)
    );
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
        assert_eq!(
            word(&authorize(&Authorization {
                moto: true,
                ..pay(behavior)
            })),
            expected,
            "{behavior}"
        );
    }
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
    let without = Given {
        cvc: false,
        ..ALL_GIVEN
    };
    for purpose in [ON, Purpose::Setup, Purpose::Attach] {
        let given = |given| {
            authorize(&Authorization {
                purpose,
                given,
                ..pay(Behavior::IncorrectCvc)
            })
        };
        assert_eq!(word(&given(ALL_GIVEN)), "incorrect_cvc");
        assert_eq!(word(&given(without)), "approved");
        assert_eq!(
            word(&given(Given::with_magic_id(Behavior::IncorrectCvc))),
            "incorrect_cvc"
        );
    }
}
