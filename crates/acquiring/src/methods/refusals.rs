//! What the client reads when a payment with something else than a card fails, by its code.

use crate::refusal::{ErrorType, PaymentError};

const fn error(code: &'static str, message: &'static str) -> PaymentError {
    PaymentError {
        kind: ErrorType::InvalidRequestError,
        code,
        decline_code: None,
        message,
        param: None,
        advice_code: None,
        network_decline_code: None,
        network_advice_code: None,
    }
}

const REFUSALS: &[PaymentError] = &[
    error("account_closed", "The customer's bank account has been closed."),
    error(
        "bank_ownership_changed",
        "The customer's bank account has been transferred to another bank.",
    ),
    error(
        "charge_exceeds_source_limit",
        "This payment exceeds the total amount that can be processed from this payment method in a rolling week.",
    ),
    error(
        "charge_exceeds_transaction_limit",
        "This payment exceeds the amount that a single payment with this payment method may have.",
    ),
    error(
        "charge_exceeds_weekly_limit",
        "This payment exceeds the number of payments that can be made with this payment method in a rolling week.",
    ),
    error(
        "debit_not_authorized",
        "The customer has told their bank that this debit was not authorized.",
    ),
    error(
        "generic_could_not_process",
        "The payment could not be processed by the customer's bank.",
    ),
    error(
        "insufficient_funds",
        "The customer's account has insufficient funds to cover this payment.",
    ),
    error("invalid_account_number", "The account number is not valid."),
    error(
        "invalid_currency",
        "The customer's bank account cannot be debited in this currency.",
    ),
    error("no_account", "The customer's bank account could not be found."),
    error(
        "refer_to_customer",
        "The customer's bank asks to speak with the customer.",
    ),
    error(
        "payment_intent_authentication_failure",
        "The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to attempt to fulfill this PaymentIntent again.",
    ),
    error(
        "payment_intent_payment_attempt_expired",
        "The latest payment attempt for this PaymentIntent has expired. Check its last_payment_error, and confirm it again with another payment method.",
    ),
    error("payment_method_customer_decline", "The customer declined the payment."),
    error(
        "payment_method_invalid_parameter",
        "The details of the payment method are not valid, or no longer so.",
    ),
    error(
        "payment_method_microdeposit_failed",
        "Microdeposits could not be sent to the customer's bank account. Check the account number.",
    ),
    error(
        "payment_method_microdeposit_verification_amounts_mismatch",
        "The amounts provided do not match the amounts that were sent to the bank account.",
    ),
    error(
        "payment_method_microdeposit_verification_attempts_exceeded",
        "You have exceeded the number of allowed verification attempts.",
    ),
    error(
        "payment_method_microdeposit_verification_descriptor_code_mismatch",
        "The descriptor code provided does not match the one that was sent to the bank account.",
    ),
    error(
        "payment_method_microdeposit_verification_timeout",
        "The microdeposits were not verified in time.",
    ),
    error(
        "payment_method_not_available",
        "The payment method is not available at the moment.",
    ),
    error(
        "payment_method_provider_decline",
        "The payment was declined by the provider of the payment method.",
    ),
    error(
        "payment_method_provider_timeout",
        "The provider of the payment method did not answer in time.",
    ),
    error(
        "setup_intent_authentication_failure",
        "The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to attempt to fulfill this SetupIntent again.",
    ),
];

/// The refusal of a code of this module's tables.
#[must_use]
pub fn refusal(code: &str) -> PaymentError {
    let found = REFUSALS.iter().find(|refusal| refusal.code == code);
    *found.unwrap_or(&PaymentError::PROCESSING_ERROR)
}

#[cfg(test)]
mod tests {
    use super::super::accounts::{AccountEnd, test_accounts};
    use super::*;

    #[test]
    fn every_code_of_an_account_has_a_text() {
        for account in test_accounts()
            .iter()
            .filter(|account| account.end != AccountEnd::Unsupported)
        {
            if let Some(code) = account.code {
                assert_eq!(refusal(code).code, code);
            }
        }
    }
}
