//! Which amounts can be charged.

use kernel::{Currency, Money};
use wire::ApiError;

/// Twelve digits for cards. Source: API reference, "Minimum and maximum charge amounts".
const AMOUNT_MAX: i64 = 999_999_999_999;

/// The amount and currency of a new payment.
pub fn check(amount: i64, currency: Currency) -> Result<Money, ApiError> {
    if amount == 0 {
        return Err(ApiError::amount_zero());
    }
    if amount < 0 {
        return Err(ApiError::integer_below("amount", 1));
    }
    if amount > AMOUNT_MAX {
        return Err(ApiError::amount_too_large(currency.display(AMOUNT_MAX)));
    }
    let minimum = currency.minimum();
    if amount < minimum {
        return Err(ApiError::amount_too_small(shown(minimum, currency)));
    }
    if amount % currency.step() != 0 {
        let message = format!("Amounts in {currency} must be a multiple of {}.", currency.step());
        return Err(ApiError::refused(message)
            .code("parameter_invalid_integer")
            .param("amount"));
    }
    Ok(Money::new(amount, currency))
}

/// `$0.50 usd`: the code goes behind, unless it stands for the symbol already.
fn shown(amount: i64, currency: Currency) -> String {
    let text = currency.display(amount);
    if text.ends_with(currency.code()) {
        text
    } else {
        format!("{text} {currency}")
    }
}

/// A currency as parameters give it.
pub fn currency(text: &str) -> Result<Currency, ApiError> {
    text.parse().map_err(|_| {
        let codes: Vec<&str> = Currency::all().map(Currency::code).collect();
        ApiError::invalid_currency(text, &codes)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_checked_against_their_currency() {
        let code = |amount, currency: &str| {
            let error = check(amount, currency.parse().unwrap()).err();
            error.and_then(|error| error.code_str().map(str::to_owned))
        };
        let cases = [
            (50, "usd", None),
            (49, "usd", Some("amount_too_small")),
            (0, "usd", Some("parameter_invalid_integer")),
            (-5, "usd", Some("parameter_invalid_integer")),
            (1_000_000_000_000, "usd", Some("amount_too_large")),
            (1_005, "kwd", Some("parameter_invalid_integer")),
            (1_010, "kwd", None),
            (50, "jpy", None),
        ];
        for (amount, currency, expected) in cases {
            assert_eq!(code(amount, currency).as_deref(), expected, "{amount} {currency}");
        }
        assert!(check(49, Currency::USD).unwrap_err().message().contains("$0.50 usd"));
    }
}
