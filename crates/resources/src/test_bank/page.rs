//! The bank's page: real HTML with a real form, so that a test can submit it and a person can use it, without scripts.

use std::sync::Arc;

use acquiring::methods::{self, Kind};
use db::{Record, Scope, Stored};
use kernel::ids::{PaymentAttemptId, PaymentMethodId};
use kernel::{Currency, Money};
use wire::{ApiError, App};

use crate::challenge::page::{Look, escape};
use crate::challenge::{Attempt, PAYMENT_ATTEMPTS, Subject};
use crate::payment_methods::{PAYMENT_METHODS, PaymentMethod};
use crate::{payment_intents, setup_intents};

/// Followed by the account's and the attempt's id.
pub const PATH: &str = "/test_bank/";

/// What the customer decides about.
struct Question {
    merchant: String,
    /// The type's name, for people.
    method: String,
    /// None for a set-up.
    amount: Option<Money>,
    /// Whether the customer shows an account to be theirs, rather than pays.
    verifies: bool,
}

/// The page of an attempt. `None` if there is no such attempt.
pub async fn show(app: &Arc<App>, account: &str, attempt: &str) -> Result<Option<String>, ApiError> {
    let Some(account) = app.directory.account_by_id(account).await? else {
        return Ok(None);
    };
    let Some(id) = PaymentAttemptId::parse(attempt) else {
        return Ok(None);
    };
    let scope = account.scope(false);
    let Some(row) = app.store.get(&PAYMENT_ATTEMPTS, scope, id.key()).await? else {
        return Ok(None);
    };
    let attempt = Attempt::read(&row)?.object;
    if attempt.id != id {
        return Ok(None);
    }
    let Some((method, amount)) = awaited(app, scope, &attempt).await? else {
        return Ok(Some(over()));
    };
    let row = app.store.get(&PAYMENT_METHODS, scope, method.key()).await?;
    let Some(method) = row.as_ref().map(PaymentMethod::read).transpose()? else {
        return Ok(Some(over()));
    };
    let known = methods::named(&method.r#type);
    let merchant = account.business_name.clone().unwrap_or_else(|| "Florin".to_owned());
    Ok(Some(html(&Question {
        merchant,
        method: name(&method.r#type),
        amount,
        verifies: known.is_some_and(|known| known.kind == Kind::DebitVerified),
    })))
}

/// The payment method and the amount of an attempt that still waits for its customer.
async fn awaited(
    app: &Arc<App>,
    scope: Scope,
    attempt: &Attempt,
) -> Result<Option<(PaymentMethodId, Option<Money>)>, ApiError> {
    match &attempt.subject {
        Subject::Payment(intent) => {
            let row = app
                .store
                .get(&payment_intents::PAYMENT_INTENTS, scope, intent.key())
                .await?;
            let intent = row.as_ref().map(payment_intents::PaymentIntent::read).transpose()?;
            let open = intent.filter(|intent: &Stored<_>| intent.awaits(&attempt.id));
            Ok(open.and_then(|intent| Some((intent.payment_method.clone()?, Some(intent.amount())))))
        }
        Subject::Setup(intent) => {
            let row = app
                .store
                .get(&setup_intents::SETUP_INTENTS, scope, intent.key())
                .await?;
            let intent = row.as_ref().map(setup_intents::SetupIntent::read).transpose()?;
            let open = intent.filter(|intent: &Stored<_>| intent.awaits(&attempt.id));
            Ok(open.and_then(|intent| Some((intent.payment_method.clone()?, None))))
        }
    }
}

/// Names that are not their words with a capital letter.
const NAMES: &[(&str, &str)] = &[
    ("acss_debit", "Pre-authorized debit"),
    ("afterpay_clearpay", "Afterpay / Clearpay"),
    ("blik", "BLIK"),
    ("cashapp", "Cash App Pay"),
    ("eps", "EPS"),
    ("fpx", "FPX"),
    ("grabpay", "GrabPay"),
    ("ideal", "iDEAL | Wero"),
    ("kr_card", "Korean card"),
    ("mb_way", "MB WAY"),
    ("mobilepay", "MobilePay"),
    ("oxxo", "OXXO"),
    ("p24", "Przelewy24"),
    ("paynow", "PayNow"),
    ("paypal", "PayPal"),
    ("paypay", "PayPay"),
    ("promptpay", "PromptPay"),
    ("twint", "TWINT"),
    ("upi", "UPI"),
    ("us_bank_account", "US bank account"),
    ("wechat_pay", "WeChat Pay"),
];

fn name(kind: &str) -> String {
    if let Some((_, name)) = NAMES.iter().find(|(known, _)| *known == kind) {
        return (*name).to_owned();
    }
    let words = kind.split('_').map(|word| {
        let mut characters = word.chars();
        let first = characters.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(characters).collect::<String>()
    });
    words.collect::<Vec<_>>().join(" ")
}

/// A page that only says something.
pub(super) fn message(text: &str) -> String {
    Look("Test payment page").document(&format!("<h1>Test payment page</h1><p>{}</p>", escape(text)))
}

fn over() -> String {
    Look("Test payment page").document(
        "<h1>Nothing to do</h1><p lang=\"en\">This payment is not waiting for you. You can close this page.</p>\
         <p lang=\"de\">Diese Zahlung wartet nicht auf Sie. Sie können diese Seite schließen.</p>",
    )
}

fn html(question: &Question) -> String {
    let method = escape(&question.method);
    let merchant = escape(&question.merchant);
    let amount = match question.amount {
        Some(amount) => format!("<dt>Amount · Betrag</dt><dd>{}</dd>", shown(amount)),
        None => "<dt>Purpose · Zweck</dt><dd>Save for later · Für später speichern</dd>".to_owned(),
    };
    let (en, de) = match question.verifies {
        true => (
            "This page stands for the bank statement. Authorize to show that the account is the customer's.",
            "Diese Seite steht für den Kontoauszug. Bestätigen Sie, dass das Konto der Kundin oder dem Kunden gehört.",
        ),
        false => (
            "This page stands for the provider's. Authorize the payment or let it fail.",
            "Diese Seite steht für die des Anbieters. Bestätigen Sie die Zahlung oder lassen Sie sie scheitern.",
        ),
    };
    Look(&format!("{} test payment page", question.method)).document(&format!(
        "<p class=\"bank\">Test bank · Testbank</p><h1>{method} test payment page</h1>\
         <p lang=\"en\">{en}</p><p lang=\"de\">{de}</p>\
         <dl><dt>Business · Unternehmen</dt><dd>{merchant}</dd>{amount}</dl>\
         <form method=\"post\"><button name=\"outcome\" value=\"authorize\" title=\"Testzahlung autorisieren\">Authorize Test Payment</button>\
         <button name=\"outcome\" value=\"fail\" class=\"second\" title=\"Testzahlung fehlschlagen lassen\">Fail Test Payment</button></form>"
    ))
}

fn shown(amount: Money) -> String {
    let currency: Currency = amount.currency();
    format!(
        "{} {}",
        escape(&currency.display(amount.minor_units())),
        currency.code().to_ascii_uppercase()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_what_is_decided_about_and_nothing_becomes_markup() {
        let page = html(&Question {
            merchant: "<script>\"&'".into(),
            method: name("ideal"),
            amount: Some(Money::new(1_099, Currency::EUR)),
            verifies: false,
        });
        assert!(!page.contains("<script>") && page.contains("&lt;script&gt;&quot;&amp;&#39;"));
        assert!(page.contains("<h1>iDEAL | Wero test payment page</h1>") && page.contains("€10.99 EUR"));
        assert!(page.contains(">Authorize Test Payment</button>") && page.contains(">Fail Test Payment</button>"));
    }

    #[test]
    fn types_have_names_for_people() {
        assert_eq!(name("revolut_pay"), "Revolut Pay");
        assert_eq!(name("mb_way"), "MB WAY");
    }
}
