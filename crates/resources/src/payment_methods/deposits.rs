//! Microdeposits to a bank account: what a request says of them, and what the account remembers.

use acquiring::methods::microdeposits::Read;
use serde_json::Value;
use wire::{ApiError, Params};

use super::PaymentMethod;

/// Whether an intent's `next_action` is to verify them.
pub fn are_awaited(next_action: Option<&Value>) -> bool {
    let kind = next_action
        .and_then(|action| action.get("type"))
        .and_then(Value::as_str);
    kind == Some("verify_with_microdeposits")
}

/// The two amounts, or the code, that the customer read on the statement.
pub fn read(params: &Params) -> Result<Read<'_>, ApiError> {
    let amounts: Vec<i64> = params.ints("amounts").collect();
    match (amounts.as_slice(), params.text("descriptor_code")) {
        ([], None) => Err(ApiError::refused(
            "You must provide either `amounts` or a `descriptor_code` to verify the microdeposits.",
        )
        .code("parameter_missing")),
        ([], Some(code)) => Ok(Read::Code(code)),
        (_, Some(_)) => Err(ApiError::parameters_exclusive(&["amounts", "descriptor_code"])),
        ([first, second], None) => Ok(Read::Amounts(*first, *second)),
        (_, None) => Err(ApiError::refused("There are two deposits: give both amounts.")
            .code("payment_method_microdeposit_verification_amounts_invalid")
            .param("amounts")),
    }
}

/// Tries that were wrong.
pub fn tries(method: &PaymentMethod) -> u32 {
    method.private.bank.as_ref().map_or(0, |bank| bank.tries)
}

/// One more was wrong.
pub fn mistaken(method: &mut PaymentMethod) {
    if let Some(bank) = method.private.bank.as_mut() {
        bank.tries += 1;
    }
}

/// The account is the customer's. False if it was known before, or there is none.
pub fn verify(method: &mut PaymentMethod) -> bool {
    match method.private.bank.as_mut().filter(|bank| !bank.verified) {
        Some(bank) => {
            bank.verified = true;
            bank.tries = 0;
            true
        }
        None => false,
    }
}
