//! What a bank redirect leaves for later: a bank account that can be debited. The redirect itself can be used once.

use acquiring::methods::accounts;
use kernel::ids::{ChargeId, CustomerId, SetupAttemptId};
use serde_json::{Map, json};
use wire::Ctx;

use super::{PaymentMethod, bank, create};
use crate::parts::{Address, BillingDetails};

/// What the account is known from.
pub enum Origin<'a> {
    Charge(&'a ChargeId),
    SetupAttempt(&'a SetupAttemptId),
}

/// The account behind a redirect, which belongs to the customer if there is one.
pub fn generated(
    ctx: &Ctx<'_>,
    from: &PaymentMethod,
    origin: &Origin<'_>,
    customer: Option<&CustomerId>,
) -> Option<PaymentMethod> {
    let country = match from.r#type.as_str() {
        "bancontact" => "be",
        "ideal" => "nl",
        _ => "de",
    };
    let email = from.billing_details.email.as_deref().unwrap_or_default();
    let usual = || accounts::by_payment_method_id(&format!("pm_sepaDebit_success_{country}"));
    let account = accounts::generated(email).or_else(usual)?;
    let (mut hash, state) = bank::of_test_account(ctx, account);
    hash["generated_from"] = match origin {
        Origin::Charge(charge) => json!({"charge": charge, "setup_attempt": null}),
        Origin::SetupAttempt(attempt) => json!({"charge": null, "setup_attempt": attempt}),
    };
    let mut method = create::of_account(ctx, "sepa_debit", (hash, state), from.billing_details.clone());
    method.customer = customer.cloned();
    Some(method)
}

/// The customer of a magic id, who has everything that a type may ask for.
pub fn test_customer() -> BillingDetails {
    let text = |text: &str| Some(text.to_owned());
    BillingDetails {
        address: Address {
            city: text("San Francisco"),
            country: text("US"),
            line1: text("1234 Fake Street"),
            line2: None,
            postal_code: text("94102"),
            state: text("CA"),
        },
        email: text("jenny@example.com"),
        name: text("Jenny Rosen"),
        phone: None,
        tax_id: None,
    }
}

/// `pm_ideal_generatedSepaDebitIntentsFail`: the same as the e-mail address.
pub(super) fn magic(ctx: &Ctx<'_>, id: &str) -> Option<PaymentMethod> {
    let (kind, words) = id.strip_prefix("pm_")?.split_once('_')?;
    let known = ["bancontact", "ideal", "sofort"].contains(&kind) && accounts::generated(words).is_some();
    if !known {
        return None;
    }
    let billing = BillingDetails {
        email: Some(format!("{words}@example.com")),
        ..test_customer()
    };
    let shown = super::details::of(kind, None, None);
    Some(PaymentMethod {
        details: Map::from_iter([(kind.to_owned(), shown)]),
        ..create::bare(ctx, kind, billing)
    })
}
