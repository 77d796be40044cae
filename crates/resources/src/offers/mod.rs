//! Which payment methods are offered for a payment or a setup: one rule for intents that take "automatic" methods and for
//! the elements that show them.
//!
//! A method is offered if the payment method configuration has it on and it can do what is asked: the business's country,
//! the currency, the amount, a hold, usage in the future. What it can do is the acquirers' table.

mod preferences;

use acquiring::methods::{self, Asked, Method};
use kernel::Currency;
use serde_json::Value;

pub use preferences::{ON_BY_DEFAULT, Preferences};

/// What is to be paid, or set up for later.
#[derive(Clone, Debug)]
pub struct Sale<'a> {
    /// The business's country: ISO 3166-1 alpha-2.
    pub business: &'a str,
    pub mode: Mode,
    pub currency: Option<Currency>,
    /// In minor units.
    pub amount: Option<i64>,
    /// Whether confirming only holds the funds.
    pub holds: bool,
    pub future_usage: Option<&'a str>,
    /// `payment_method_options`: what is asked of single methods.
    pub options: &'a Value,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Payment,
    Setup,
    /// The first payment of several, or a setup if the first is later.
    Subscription,
}

/// What the request says about the methods themselves.
#[derive(Debug, Default)]
pub struct Choice {
    /// Only these; empty for all.
    pub allowed: Vec<String>,
    pub excluded: Vec<String>,
    /// Whether the customer must not be sent to another page.
    pub without_redirects: bool,
}

/// The methods of a configuration that fit, in the order in which they are shown.
pub fn automatic(sale: &Sale<'_>, preferences: &Preferences, choice: &Choice) -> Vec<String> {
    let on = methods::all().iter().filter(|method| preferences.has_on(method.name));
    let chosen = on.filter(|method| {
        let is = |name: &String| name == method.name;
        (choice.allowed.is_empty() || choice.allowed.iter().any(is))
            && !choice.excluded.iter().any(is)
            && !(choice.without_redirects && method.redirects())
    });
    let fitting = chosen.filter(|method| fits(method, sale));
    fitting.map(|method| method.name.to_owned()).collect()
}

/// Whether one method can do what is asked. Its own options stand before those of all.
pub fn fits(method: &Method, sale: &Sale<'_>) -> bool {
    let own = |name: &str| sale.options.get(method.name)?.get(name)?.as_str();
    let holds = own("capture_method").map_or(sale.holds, |own| own == "manual");
    let usage = own("setup_future_usage").or(sale.future_usage);
    let is_setup = sale.mode == Mode::Setup;
    let asked = Asked {
        business: sale.business,
        currency: sale.currency,
        amount: sale.amount.filter(|_| sale.mode == Mode::Payment),
        manual_capture: holds && !is_setup,
        // What a setup intent sets up, it sets up for any usage that the method has.
        future_usage: usage.filter(|usage| *usage != "none" && !is_setup),
        setup: is_setup,
    };
    let kept = sale.mode != Mode::Subscription || method.saved_as.is_some();
    kept && method.fits(&asked).is_ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn usd() -> Sale<'static> {
        Sale {
            business: "US",
            mode: Mode::Payment,
            currency: Some(Currency::USD),
            amount: Some(1_099),
            holds: false,
            future_usage: None,
            options: &Value::Null,
        }
    }

    fn eur() -> Sale<'static> {
        Sale {
            currency: Some(Currency::EUR),
            ..usd()
        }
    }

    fn offered(sale: &Sale<'_>) -> String {
        automatic(sale, &Preferences::default(), &Choice::default()).join(" ")
    }

    #[test]
    fn what_is_offered_follows_the_sale() {
        let off = Some("off_session");
        let cases = [
            (usd(), "card link us_bank_account klarna"),
            (
                Sale {
                    amount: Some(49),
                    ..usd()
                },
                "card link klarna",
            ),
            (eur(), "card link sepa_debit ideal bancontact eps p24 klarna"),
            (
                Sale {
                    business: "DE",
                    ..eur()
                },
                "card link sepa_debit ideal bancontact eps p24 klarna",
            ),
            (
                Sale {
                    business: "BR",
                    ..eur()
                },
                "card",
            ),
            (Sale { holds: true, ..usd() }, "card link klarna"),
            (
                Sale {
                    future_usage: off,
                    ..usd()
                },
                "card link us_bank_account klarna",
            ),
            (
                Sale {
                    future_usage: Some("on_session"),
                    ..usd()
                },
                "card us_bank_account klarna",
            ),
            (
                Sale {
                    future_usage: off,
                    ..eur()
                },
                "card link sepa_debit ideal bancontact klarna",
            ),
            (
                Sale {
                    mode: Mode::Subscription,
                    ..eur()
                },
                "card link sepa_debit ideal bancontact klarna",
            ),
            (
                Sale {
                    currency: Some(Currency::JPY),
                    ..usd()
                },
                "card link",
            ),
        ];
        for (sale, expected) in cases {
            assert_eq!(offered(&sale), expected, "{sale:?}");
        }
        let setup = Sale {
            mode: Mode::Setup,
            currency: None,
            amount: None,
            future_usage: Some("on_session"),
            ..usd()
        };
        assert_eq!(
            offered(&setup),
            "card link us_bank_account sepa_debit ideal bancontact klarna"
        );
    }

    #[test]
    fn a_methods_own_options_stand_first() {
        let options = json!({"link": {"setup_future_usage": "none"}, "card": {"capture_method": "manual"}});
        let sale = Sale {
            future_usage: Some("on_session"),
            options: &options,
            ..usd()
        };
        assert_eq!(offered(&sale), "card link us_bank_account klarna");
    }

    #[test]
    fn what_is_offered_follows_the_choice() {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let chosen = |allowed: &str, excluded: &str, without_redirects| {
            let choice = Choice {
                allowed: words(allowed),
                excluded: words(excluded),
                without_redirects,
            };
            automatic(&usd(), &Preferences::default(), &choice).join(" ")
        };
        assert_eq!(chosen("us_bank_account card ideal", "", false), "card us_bank_account");
        assert_eq!(chosen("", "card klarna", false), "link us_bank_account");
        assert_eq!(chosen("", "", true), "card link us_bank_account");
        let mut preferences = Preferences::default();
        preferences.set("klarna", false);
        preferences.set("affirm", true);
        let dear = Sale {
            amount: Some(5_000),
            ..usd()
        };
        let offered = automatic(&dear, &preferences, &Choice::default()).join(" ");
        assert_eq!(offered, "card link us_bank_account affirm");
    }
}
