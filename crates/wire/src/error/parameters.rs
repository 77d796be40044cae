//! What is wrong with a parameter.
//!
//! What the parameter table finds comes before the operation and is never kept for replay. The constructors that only
//! an operation can call (amounts, currencies, exclusive parameters) are kept; for the rest it has [`ApiError::kept`].

use std::fmt::Display;

use super::{ApiError, Replay};
use crate::form::FormError;

/// Characters of a client's own text that a message repeats. A metadata value that is too long, thus over 500, is
/// repeated whole unless it is absurd.
const ECHO_CHARS_MAX: usize = 5_000;

impl ApiError {
    /// The operation itself found this: its answer is kept for replay after all.
    pub fn kept(mut self) -> Self {
        self.0.replay = Replay::Stored;
        self
    }

    pub fn parameter_missing(param: impl Display) -> Self {
        Self::invalid(format!("Missing required param: {param}."))
            .code("parameter_missing")
            .param(param.to_string())
    }

    /// All unknown parameters of a request, in the order they came; the first becomes `param`.
    pub fn parameters_unknown(params: &[String]) -> Self {
        let message = match params {
            [one] => format!("Received unknown parameter: {}", echo(one)),
            many => {
                let names: Vec<_> = many.iter().map(|name| echo(name)).collect();
                format!("Received unknown parameters: {}", names.join(", "))
            }
        };
        let error = Self::invalid(message).code("parameter_unknown");
        match params.first() {
            Some(first) => error.param(echo(first)),
            None => error,
        }
    }

    /// An empty value where there is nothing to unset.
    pub fn parameter_invalid_empty(param: impl Display) -> Self {
        Self::invalid(format!(
            "You passed an empty string for '{param}'. We assume empty values are an attempt to unset a parameter; \
             however '{param}' cannot be unset. You should remove '{param}' from your request or supply a non-empty \
             value."
        ))
        .code("parameter_invalid_empty")
        .param(param.to_string())
    }

    pub fn invalid_integer(param: impl Display, value: &str) -> Self {
        integer(param, format!("Invalid integer: {}", echo(value)))
    }

    /// An integer below what the parameter allows.
    pub fn integer_below(param: impl Display, least: i64) -> Self {
        integer(param, format!("This value must be greater than or equal to {least}.")).kept()
    }

    /// A PaymentIntent of nothing.
    pub fn amount_zero() -> Self {
        integer(
            "amount",
            "The amount must be greater than or equal to the minimum charge amount allowed for your account and the \
             currency set (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts).  If you want to save \
             a Payment Method for future use without an immediate payment, use a Setup Intent instead: \
             https://docs.stripe.com/payments/save-and-reuse"
                .to_owned(),
        )
        .kept()
    }

    /// `least` as people write it, with the currency: `$0.50 usd`.
    pub fn amount_too_small(least: impl Display) -> Self {
        Self::refused(format!("Amount must be at least {least}"))
            .code("amount_too_small")
            .param("amount")
    }

    /// `most` as people write it: `$999,999.99`.
    pub fn amount_too_large(most: impl Display) -> Self {
        Self::refused(format!("Amount must be no more than {most}"))
            .code("amount_too_large")
            .param("amount")
    }

    /// A hash or an array where text is due; `json` shows it.
    pub fn invalid_string(param: impl Display, json: &str) -> Self {
        Self::invalid(format!("Invalid string: {}", echo(json))).param(param.to_string())
    }

    pub fn string_too_long(param: impl Display, value: &str, chars_max: u32) -> Self {
        let start: String = value.chars().take(10).collect();
        Self::invalid(format!(
            "Invalid string: {start}...; must be at most {chars_max} characters"
        ))
        .param(param.to_string())
    }

    pub fn invalid_object(param: impl Display) -> Self {
        Self::invalid("Invalid object").param(param.to_string())
    }

    pub fn invalid_array(param: impl Display) -> Self {
        Self::invalid("Invalid array").param(param.to_string())
    }

    pub fn invalid_boolean(param: impl Display, value: &str) -> Self {
        Self::invalid(format!("Invalid boolean: {}", echo(value))).param(param.to_string())
    }

    pub fn invalid_decimal(param: impl Display, value: &str) -> Self {
        Self::invalid(format!("Invalid decimal: {}", echo(value))).param(param.to_string())
    }

    /// A value that is none of the few the parameter has.
    pub fn invalid_choice(param: impl Display, choices: &[&str]) -> Self {
        Self::invalid(format!("Invalid {param}: must be {}", one_of(choices))).param(param.to_string())
    }

    pub fn invalid_currency(currency: &str, supported: &[&str]) -> Self {
        Self::refused(format!(
            "Invalid currency: {}. Stripe currently supports these currencies: {}",
            echo(currency),
            supported.join(", ")
        ))
        .param("currency")
    }

    pub fn parameters_exclusive(params: &[&str]) -> Self {
        Self::refused(format!(
            "You may only specify one of these parameters: {}.",
            params.join(", ")
        ))
        .code("parameters_exclusive")
    }

    pub fn metadata_value_too_long(param: impl Display, value: &str, chars: usize) -> Self {
        Self::invalid(format!(
            "Metadata values can have up to 500 characters, but you passed in a value that is {chars} characters. \
             Invalid value: {}",
            echo(value)
        ))
        .param(param.to_string())
    }

    pub fn metadata_key_too_long(param: impl Display, key: &str, chars: usize) -> Self {
        Self::invalid(format!(
            "Metadata keys can have up to 40 characters, but you passed in a key that is {chars} characters. Invalid \
             key: {}",
            echo(key)
        ))
        .param(param.to_string())
    }

    pub fn metadata_too_many_keys(param: impl Display, keys: usize) -> Self {
        Self::invalid(format!(
            "Metadata can have up to 50 keys, but you passed in {keys} keys."
        ))
        .param(param.to_string())
    }

    /// A path of `expand` that leads nowhere. On lists, where `data.` was forgotten, the message says so.
    pub fn cannot_expand(path: &str, is_list: bool) -> Self {
        let path = echo(path);
        let hint = match is_list {
            true => format!(" You may want to try expanding 'data.{path}' instead."),
            false => String::new(),
        };
        Self::invalid(format!("This property cannot be expanded ({path}).{hint}")).param("expand")
    }

    pub fn expand_too_deep(path: &str) -> Self {
        Self::invalid(format!(
            "You cannot expand more than 4 levels of a property. Property: {}",
            echo(path)
        ))
        .param("expand")
    }

    pub fn both_cursors() -> Self {
        Self::invalid("Received both starting_after and ending_before parameters. Please pass in only one.")
    }
}

impl From<FormError> for ApiError {
    /// The wording is ours: no reply of the original to such a body is known.
    fn from(error: FormError) -> Self {
        let refused = Self::invalid(format!("Invalid request parameters: {error}."));
        match error {
            FormError::Conflict(param) => refused.param(echo(&param)),
            FormError::TooLong
            | FormError::TooManyPairs
            | FormError::TooDeep
            | FormError::BrokenEscape
            | FormError::NotUtf8
            | FormError::Nul => refused,
        }
    }
}

fn integer(param: impl Display, message: String) -> ApiError {
    ApiError::invalid(message)
        .code("parameter_invalid_integer")
        .param(param.to_string())
}

/// `a`, `one of a or b`, `one of a, b, or c`.
fn one_of(choices: &[&str]) -> String {
    match choices {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [one, other] => format!("one of {one} or {other}"),
        [most @ .., last] => format!("one of {}, or {last}", most.join(", ")),
    }
}

/// The client's own text, cut so that an answer is never as large as the largest request.
fn echo(text: &str) -> String {
    match text.char_indices().nth(ECHO_CHARS_MAX) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}
