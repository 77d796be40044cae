//! Why a card was not charged: the facts that an error, a failed charge and a `last_payment_error` share.
//!
//! One table of constants. Public text is reproduced exactly; codes are the networks' two-character ones.

words! {
    /// `error.type`.
    pub enum ErrorType {
        CardError = "card_error",
        InvalidRequestError = "invalid_request_error",
    }
}

words! {
    /// What the merchant should do about a decline.
    pub enum AdviceCode {
        ConfirmCardData = "confirm_card_data",
        DoNotTryAgain = "do_not_try_again",
        TryAgainLater = "try_again_later",
    }
}

/// A refusal as the client sees it. Always HTTP 402; absent optionals are left out of the error, not null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaymentError {
    pub kind: ErrorType,
    /// `error.code` and `charge.failure_code`.
    pub code: &'static str,
    pub decline_code: Option<&'static str>,
    /// For people; also `charge.failure_message`.
    pub message: &'static str,
    pub param: Option<&'static str>,
    pub advice_code: Option<AdviceCode>,
    pub network_decline_code: Option<&'static str>,
    pub network_advice_code: Option<&'static str>,
}

const DECLINED: &str = "Your card was declined.";

impl PaymentError {
    const fn card(code: &'static str, decline_code: Option<&'static str>, message: &'static str) -> Self {
        Self {
            kind: ErrorType::CardError,
            code,
            decline_code,
            message,
            param: None,
            advice_code: None,
            network_decline_code: None,
            network_advice_code: None,
        }
    }

    const fn at(mut self, param: &'static str) -> Self {
        self.param = Some(param);
        self
    }

    const fn advice(mut self, advice: AdviceCode) -> Self {
        self.advice_code = Some(advice);
        self
    }

    const fn network(mut self, decline: &'static str, advice: Option<&'static str>) -> Self {
        self.network_decline_code = Some(decline);
        self.network_advice_code = advice;
        self
    }

    /// The HTTP status that answers it.
    pub const HTTP_STATUS: u16 = 402;

    pub const GENERIC_DECLINE: Self = Self::card("card_declined", Some("generic_decline"), DECLINED)
        .advice(AdviceCode::TryAgainLater)
        .network("01", None);
    pub const INSUFFICIENT_FUNDS: Self = Self::card(
        "card_declined",
        Some("insufficient_funds"),
        "Your card has insufficient funds.",
    )
    .advice(AdviceCode::TryAgainLater)
    .network("51", Some("02"));
    pub const LOST_CARD: Self = Self::card("card_declined", Some("lost_card"), DECLINED)
        .advice(AdviceCode::DoNotTryAgain)
        .network("41", Some("01"));
    pub const STOLEN_CARD: Self = Self::card("card_declined", Some("stolen_card"), DECLINED)
        .advice(AdviceCode::DoNotTryAgain)
        .network("43", Some("01"));
    pub const EXPIRED_CARD: Self = Self::card("expired_card", Some("expired_card"), "Your card has expired.")
        .at("exp_month")
        .advice(AdviceCode::ConfirmCardData)
        .network("54", Some("03"));
    pub const INCORRECT_CVC: Self = Self::card(
        "incorrect_cvc",
        Some("incorrect_cvc"),
        "Your card's security code is incorrect.",
    )
    .at("cvc")
    .advice(AdviceCode::ConfirmCardData)
    .network("N7", Some("03"));
    pub const PROCESSING_ERROR: Self = Self::card(
        "processing_error",
        Some("processing_error"),
        "An error occurred while processing your card. Try again in a little bit.",
    )
    .advice(AdviceCode::TryAgainLater)
    .network("06", None);
    pub const CARD_VELOCITY_EXCEEDED: Self = Self::card(
        "card_declined",
        Some("card_velocity_exceeded"),
        "Your card was declined for making repeated attempts too frequently or exceeding its amount limit.",
    )
    .advice(AdviceCode::TryAgainLater)
    .network("61", Some("02"));
    /// Both what an issuer answers and what a risk block shows.
    pub const FRAUDULENT: Self = Self::card("card_declined", Some("fraudulent"), DECLINED);
    pub const AUTHENTICATION_REQUIRED: Self = Self::card(
        "authentication_required",
        Some("authentication_required"),
        "Your card was declined. This transaction requires authentication.",
    );
    /// The account's own rule on a failed CVC check: no network answered, so no network codes.
    pub const CVC_RULE: Self = Self::card(
        "incorrect_cvc",
        Some("incorrect_cvc"),
        "Your card's security code is incorrect.",
    )
    .at("cvc");
    /// The account's own rule on a failed postal code check.
    pub const POSTAL_RULE: Self = Self::card(
        "incorrect_zip",
        Some("incorrect_zip"),
        "Your card could not be authorized using the postal code provided. Please update the postal code, or contact \
         your card issuer for further details.",
    )
    .at("address_zip");
    /// The recurring mandate of an Indian card was canceled. Wording is ours: no recording of it is known.
    pub const MANDATE_CANCELED: Self = Self::card(
        "india_recurring_payment_mandate_canceled",
        None,
        "The mandate for recurring payments with this card has been canceled.",
    );

    pub const INCORRECT_NUMBER: Self =
        Self::card("incorrect_number", None, "Your card number is incorrect.").at("number");
    pub const INVALID_NUMBER: Self = Self::card(
        "invalid_number",
        None,
        "The card number is not a valid credit card number.",
    )
    .at("number");
    pub const INVALID_EXPIRY_MONTH: Self =
        Self::card("invalid_expiry_month", None, "Your card's expiration month is invalid.").at("exp_month");
    pub const INVALID_EXPIRY_YEAR: Self =
        Self::card("invalid_expiry_year", None, "Your card's expiration year is invalid.").at("exp_year");
    pub const INVALID_CVC: Self = Self::card("invalid_cvc", None, "Your card's security code is invalid.").at("cvc");
    pub const TEST_MODE_LIVE_CARD: Self = Self::card(
        "card_declined",
        Some("test_mode_live_card"),
        "Your card was declined. Your request was in test mode, but used a non test (live) card. For a list of valid \
         test cards, visit: https://stripe.com/docs/testing.",
    )
    .at("number");
    pub const LIVE_MODE_TEST_CARD: Self = Self::card(
        "card_declined",
        Some("live_mode_test_card"),
        "Your card was declined. Your request was in live mode, but used a known test card.",
    )
    .at("number");

    /// A challenge was not passed while paying.
    pub const PAYMENT_AUTHENTICATION_FAILURE: Self = Self {
        kind: ErrorType::InvalidRequestError,
        ..Self::card(
            "payment_intent_authentication_failure",
            None,
            "The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new \
             PaymentMethod to attempt to fulfill this PaymentIntent again.",
        )
    };
    /// A challenge was not passed while saving a card. The text follows the payment's.
    pub const SETUP_AUTHENTICATION_FAILURE: Self = Self {
        kind: ErrorType::InvalidRequestError,
        ..Self::card(
            "setup_intent_authentication_failure",
            None,
            "The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new \
             PaymentMethod to attempt to fulfill this SetupIntent again.",
        )
    };
}
