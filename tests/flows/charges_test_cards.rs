//! Every test card does what the table says: as a payment method, as a token, and as a number.

use acquiring::cards::{Behavior, TestCard, test_cards};
use florin_flows::{Shop, flows, text};
use futures::StreamExt as _;
use serde_json::Value;

flows![every_payment_method_id, every_token, every_number];

/// Requests at a time.
const CONCURRENT: usize = 8;

/// What a card does when it pays with its customer present.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Approved,
    Challenged,
    /// `code`, `decline_code`
    Declined(&'static str, &'static str),
}
use Outcome::{Approved, Challenged, Declined};

/// Source: API reference, "Testing", and observed replies. `cvc` says whether a security code was given.
fn outcome(behavior: Behavior, cvc: bool) -> Outcome {
    use Behavior as B;
    match behavior {
        B::GenericDecline | B::AttachOkChargeFails => Declined("card_declined", "generic_decline"),
        B::InsufficientFunds => Declined("card_declined", "insufficient_funds"),
        B::LostCard | B::AttachOkChargeFailsLostCard => Declined("card_declined", "lost_card"),
        B::StolenCard | B::AttachOkChargeFailsStolenCard => Declined("card_declined", "stolen_card"),
        B::ExpiredCard => Declined("expired_card", "expired_card"),
        B::IncorrectCvc if cvc => Declined("incorrect_cvc", "incorrect_cvc"),
        B::ProcessingError => Declined("processing_error", "processing_error"),
        B::IncorrectNumber => Declined("incorrect_number", ""),
        B::CardVelocityExceeded => Declined("card_declined", "card_velocity_exceeded"),
        B::Fraudulent | B::RadarBlock | B::RiskHighest => Declined("card_declined", "fraudulent"),
        B::ThreeDSecureLookupErrorDeclined => Declined("card_declined", "generic_decline"),
        B::ThreeDSecureUnlessSetUp
        | B::ThreeDSecureAlways
        | B::ThreeDSecureAlreadySetUp
        | B::ThreeDSecureThenInsufficientFunds
        | B::ThreeDSecure2Required
        | B::ThreeDSecureThenGenericDecline
        | B::ThreeDSecureMobileOutOfBand
        | B::ThreeDSecureMobileOtp
        | B::ThreeDSecureMobileSingleSelect
        | B::ThreeDSecureMobileMultiSelect => Challenged,
        B::Success
        | B::IncorrectCvc
        | B::RiskElevated
        | B::CvcCheckFail
        | B::CvcCheckFailElevated
        | B::PostalCheckFail
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
        | B::MandateFail
        | B::PayoutCouldNotProcess => Approved,
    }
}

async fn every_payment_method_id(shop: Shop) {
    let cards = test_cards().filter_map(|card| Some((card, card.payment_method_id?.to_owned())));
    check(cards, |id| vec![("payment_method", id)], &shop).await;
}

async fn every_token(shop: Shop) {
    let cards = test_cards().filter_map(|card| Some((card, card.token_id?.to_owned())));
    let form = |id| {
        vec![
            ("payment_method_data[type]", "card".to_owned()),
            ("payment_method_data[card][token]", id),
        ]
    };
    check(cards, form, &shop).await;
}

async fn every_number(shop: Shop) {
    let mut numbers: Vec<&str> = test_cards().map(|card| card.number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let cards = numbers.into_iter().map(|number| {
        let card = acquiring::cards::by_number(number).expect("the number is of the table");
        (card, number.to_owned())
    });
    let form = |number: String| {
        let cvc = if number.len() == 15 { "1234" } else { "123" };
        vec![
            ("payment_method_data[type]", "card".to_owned()),
            ("payment_method_data[card][number]", number),
            ("payment_method_data[card][exp_month]", "12".to_owned()),
            ("payment_method_data[card][exp_year]", "2040".to_owned()),
            ("payment_method_data[card][cvc]", cvc.to_owned()),
        ]
    };
    check(cards, form, &shop).await;
}

async fn check(
    cards: impl Iterator<Item = (&'static TestCard, String)>,
    form: impl Fn(String) -> Vec<(&'static str, String)>,
    shop: &Shop,
) {
    let cards: Vec<_> = cards.collect();
    assert!(cards.len() > 50, "only {} cards", cards.len());
    let runs = cards.into_iter().map(|(card, given)| {
        let form = form(given.clone());
        async move {
            let found = pay(shop, card, &form).await;
            let expected = outcome(card.behavior, true);
            (found.as_ref() != Ok(&expected))
                .then(|| format!("{given} ({}): {found:?}, not {expected:?}", card.behavior.as_str()))
        }
    });
    let wrong: Vec<String> = futures::stream::iter(runs)
        .buffer_unordered(CONCURRENT)
        .filter_map(async |wrong| wrong)
        .collect()
        .await;
    assert!(wrong.is_empty(), "{} cards:\n{}", wrong.len(), wrong.join("\n"));
}

/// What the reply says; an error where it says something unheard of.
async fn pay(shop: &Shop, card: &TestCard, form: &[(&'static str, String)]) -> Result<Outcome, String> {
    let mut all = vec![
        ("amount", "2000"),
        ("currency", "usd"),
        ("confirm", "true"),
        ("return_url", "https://shop.test/done"),
        ("expand[]", "latest_charge"),
    ];
    all.extend(form.iter().map(|(name, value)| (*name, value.as_str())));
    let reply = shop.post("/v1/payment_intents", &all).await;
    let body = reply.json();
    match reply.status.as_u16() {
        200 => match text(&body["status"]) {
            "succeeded" => approved(card, &body).map(|()| Approved),
            "requires_action" => Ok(Challenged),
            other => Err(other.to_owned()),
        },
        402 => declined(card, &body["error"]),
        _ => Err(reply.body),
    }
}

fn approved(card: &TestCard, intent: &Value) -> Result<(), String> {
    let charge = &intent["latest_charge"];
    let details = &charge["payment_method_details"]["card"];
    let right = details["brand"] == card.brand.as_str()
        && details["last4"] == card.last4()
        && details["country"] == card.country
        && details["funding"] == card.funding.as_str()
        && charge["paid"] == true
        && charge["outcome"]["type"] == "authorized";
    if right { Ok(()) } else { Err(charge.to_string()) }
}

/// Every decline shows on the charge, too; a number that is none never gets that far.
fn declined(card: &TestCard, error: &Value) -> Result<Outcome, String> {
    let expected = outcome(card.behavior, true);
    let Declined(code, decline_code) = expected else {
        return Err(error.to_string());
    };
    let intent = &error["payment_intent"];
    let shown = error["code"] == code && error["decline_code"].as_str().unwrap_or_default() == decline_code;
    let consistent = match card.behavior {
        Behavior::IncorrectNumber => error["charge"].is_null(),
        _ => {
            intent["status"] == "requires_payment_method"
                && intent["latest_charge"] == error["charge"]
                && error["charge"].is_string()
        }
    };
    if shown && consistent {
        Ok(expected)
    } else {
        Err(error.to_string())
    }
}
