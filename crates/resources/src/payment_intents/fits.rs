//! Whether an intent can be paid with a payment method of another type than a card, and what is missing for it.

use acquiring::methods::{self, Asked, Kind, MandateRule, Method, Part, Unfit};
use kernel::Currency;
use wire::{ApiError, Ctx};

use super::attempt::Paying;
use super::by_method::return_url;
use super::{PaymentIntent, options};
use crate::parts::BillingDetails;
use crate::payment_methods::PaymentMethod;

/// The type's row; there is no acquirer for others than cards where money is real.
pub(super) fn known(ctx: &Ctx<'_>, method: &PaymentMethod) -> Result<&'static Method, ApiError> {
    let found = methods::named(&method.r#type).filter(|known| !ctx.livemode() && known.kind != Kind::Transfer);
    found.ok_or_else(|| {
        let message = format!("Payments with {} are not available on this account yet.", method.r#type);
        ApiError::refused(message)
            .code("payment_method_unsupported_type")
            .param("payment_method")
    })
}

/// All that a confirmation needs.
pub(super) fn check(ctx: &Ctx<'_>, method: &Method, paying: &Paying) -> Result<(), ApiError> {
    let intent = &paying.intent;
    let usage = options::setup_future_usage(intent, method.name);
    let asked = Asked {
        business: &ctx.account().country,
        currency: Some(intent.currency),
        amount: Some(intent.amount),
        manual_capture: options::holds(intent, method.name),
        future_usage: usage.as_deref(),
        setup: false,
    };
    method
        .fits(&asked)
        .map_err(|unfit| refused(method, unfit, intent.currency))?;
    billing(method, &paying.method.billing_details, usage.is_some())?;
    own_options(method, intent)?;
    let saved = paying.method.customer.is_some();
    if method.redirects() && !saved && return_url(paying).is_none() {
        return Err(ApiError::parameter_missing("return_url"));
    }
    let agreed = intent.private.acceptance.is_some() || intent.private.mandate.is_some() || saved;
    if needs_mandate(method, usage.is_some()) && !agreed && !ctx.caller.is_publishable() {
        return Err(ApiError::parameter_missing("mandate_data"));
    }
    Ok(())
}

/// Whether the customer must have agreed to debits.
pub fn needs_mandate(method: &Method, saving: bool) -> bool {
    match method.mandate {
        MandateRule::Always => true,
        MandateRule::Saving => saving,
        MandateRule::Never => false,
    }
}

/// Why a type cannot be used, as the API says it.
pub fn refused(method: &Method, unfit: Unfit, currency: Currency) -> ApiError {
    let name = method.name;
    let incompatible = |message: String| {
        ApiError::refused(message)
            .code("payment_intent_incompatible_payment_method")
            .param("payment_method")
    };
    match unfit {
        Unfit::Business => match &method.businesses {
            methods::Countries::These(countries) if countries.len() == 1 => incompatible(format!(
                "This payment method is available to Stripe accounts in {}.",
                countries.join(", ")
            )),
            methods::Countries::All | methods::Countries::These(_) => incompatible(format!(
                "The payment method type provided: {name} is invalid. It cannot be used by accounts in this country."
            )),
        },
        Unfit::Currency => ApiError::refused(format!(
            "The currency provided ({currency}) is invalid for payments with {name}."
        ))
        .code("payment_method_currency_mismatch")
        .param("payment_method"),
        Unfit::TooSmall { least } => ApiError::amount_too_small(currency.display(least)),
        Unfit::TooLarge { most } => ApiError::amount_too_large(currency.display(most)),
        Unfit::ManualCapture => incompatible(format!("The payment method type {name} cannot be captured later.")),
        Unfit::FutureUsage => ApiError::refused(format!(
            "The payment method type {name} cannot be set up for this usage in the future."
        ))
        .param("setup_future_usage"),
        Unfit::Setup => {
            ApiError::refused(format!("The payment method type {name} cannot be set up.")).param("payment_method")
        }
    }
}

/// What the type wants to know of the customer.
pub fn billing(method: &Method, given: &BillingDetails, saving: bool) -> Result<(), ApiError> {
    let more = method.requires_saving.iter().filter(|_| saving);
    for part in method.requires.iter().chain(more) {
        if !has(given, *part) {
            let part = match part {
                Part::Country => "address][country",
                Part::Address => "address][line1",
                Part::Name | Part::Email | Part::Phone | Part::TaxId => part.as_str(),
            };
            return Err(ApiError::parameter_missing(format!("billing_details[{part}]")));
        }
    }
    Ok(())
}

fn has(given: &BillingDetails, part: Part) -> bool {
    let text = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
    match part {
        Part::Name => text(&given.name),
        Part::Email => text(&given.email),
        Part::Phone => text(&given.phone),
        Part::TaxId => text(&given.tax_id),
        Part::Country => text(&given.address.country),
        Part::Address => text(&given.address.line1),
    }
}

/// What only one type asks for, and refuses.
fn own_options(method: &Method, intent: &PaymentIntent) -> Result<(), ApiError> {
    let option = |name: &str| options::of_type(intent, method.name, name);
    let param = |name: &str| format!("payment_method_options[{}][{name}]", method.name);
    match method.name {
        "blik" => match option("code") {
            Some(code) if code.len() == 6 && code.bytes().all(|digit| digit.is_ascii_digit()) => Ok(()),
            Some(_) => {
                let refused = ApiError::refused("The BLIK code has six digits.");
                Err(refused.code("payment_method_invalid_parameter").param(param("code")))
            }
            None => Err(ApiError::parameter_missing(param("code"))),
        },
        "wechat_pay" if option("client").is_none() => Err(ApiError::parameter_missing(param("client"))),
        "konbini" => match option("confirmation_number") {
            Some(number) if number.bytes().all(|digit| digit == b'0') => {
                let refused = ApiError::refused("The confirmation number was refused. Use another one.");
                let refused = refused.code("payment_intent_konbini_rejected_confirmation_number");
                Err(refused.param(param("confirmation_number")))
            }
            Some(_) | None => Ok(()),
        },
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_type_asks_for_its_own_details() {
        let text = |text: &str| Some(text.to_owned());
        let named = BillingDetails {
            name: text("Jenny"),
            ..BillingDetails::default()
        };
        let both = BillingDetails {
            email: text("jenny@shop.test"),
            ..named.clone()
        };
        for (name, given, saving, missing) in [
            (
                "sepa_debit",
                BillingDetails::default(),
                false,
                Some("billing_details[name]"),
            ),
            ("sepa_debit", named.clone(), false, Some("billing_details[email]")),
            ("sepa_debit", both.clone(), false, None),
            ("ideal", BillingDetails::default(), false, None),
            ("ideal", named, true, Some("billing_details[email]")),
            ("klarna", both, false, Some("billing_details[address][country]")),
        ] {
            let found = billing(methods::named(name).unwrap(), &given, saving);
            assert_eq!(
                found
                    .err()
                    .and_then(|error| error.param_str().map(str::to_owned))
                    .as_deref(),
                missing,
                "{name}"
            );
        }
    }

    #[test]
    fn another_countrys_types_say_so() {
        for (name, expected) in [
            (
                "au_becs_debit",
                "This payment method is available to Stripe accounts in AU",
            ),
            ("grabpay", "The payment method type provided: grabpay is invalid"),
        ] {
            let error = refused(methods::named(name).unwrap(), Unfit::Business, Currency::USD);
            assert!(error.to_string().contains(expected), "{error}");
        }
    }
}
