//! The sandbox's authentication page: real HTML with a real form, so that a test can submit it and a
//! person can use it, without scripts.

use db::Record;
use wire::{ApiError, App};

use super::{Attempt, PAYMENT_ATTEMPTS, Subject, frame};
use crate::{payment_intents, setup_intents};
use kernel::ids::PaymentAttemptId;
use kernel::{Currency, Money};

/// Followed by the account's and the attempt's id.
pub const PATH: &str = "/3d_secure_2_test/";

/// What there is to see.
enum Page {
    /// The customer decides.
    Open {
        merchant: String,
        amount: Option<Money>,
        words: Words,
    },
    /// The attempt was decided before, or another one has taken its place.
    Over,
}

/// What the buttons say. The older words were those of the page one frame deeper.
#[derive(Clone, Copy)]
enum Words {
    Current,
    Older,
}

impl Words {
    fn complete(self) -> &'static str {
        match self {
            Words::Current => "Complete",
            Words::Older => "Complete authentication",
        }
    }

    fn fail(self) -> &'static str {
        match self {
            Words::Current => "Fail",
            Words::Older => "Fail authentication",
        }
    }
}

/// The page of an attempt. `None` if there is no such attempt.
///
/// `inner`: this is the document inside the one that the older nesting puts around it.
pub async fn show(
    app: &std::sync::Arc<App>,
    account: &str,
    attempt: &str,
    inner: bool,
) -> Result<Option<String>, ApiError> {
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
    let is_nested = attempt.in_frame && app.settings.browser.three_ds_nesting == "old";
    if is_nested && !inner {
        return Ok(Some(frame::around(&account.id, &attempt.id)));
    }
    let words = if is_nested { Words::Older } else { Words::Current };
    let merchant = account.business_name.clone().unwrap_or_else(|| "Florin".to_owned());
    let page = match &attempt.subject {
        Subject::Payment(intent) => {
            let row = app
                .store
                .get(&payment_intents::PAYMENT_INTENTS, scope, intent.key())
                .await?;
            let intent = row.as_ref().map(payment_intents::PaymentIntent::read).transpose()?;
            let open = intent.filter(|intent| intent.awaits(&attempt.id));
            open.map(|intent| Page::Open {
                merchant,
                amount: Some(intent.amount()),
                words,
            })
        }
        Subject::Setup(intent) => {
            let row = app
                .store
                .get(&setup_intents::SETUP_INTENTS, scope, intent.key())
                .await?;
            let intent = row.as_ref().map(setup_intents::SetupIntent::read).transpose()?;
            intent.filter(|intent| intent.awaits(&attempt.id)).map(|_| Page::Open {
                merchant,
                amount: None,
                words,
            })
        }
    };
    Ok(Some(html(&page.unwrap_or(Page::Over))))
}

/// A page that only says something.
pub(super) fn message(text: &str) -> String {
    document(&format!("<h1>3D Secure 2 Test Page</h1><p>{}</p>", escape(text)))
}

fn html(page: &Page) -> String {
    document(&match page {
        Page::Open {
            merchant,
            amount,
            words,
        } => open(merchant, *amount, *words),
        Page::Over => "<h1>Nothing to do</h1><p lang=\"en\">This authentication is over. You can close this page.</p>\
                       <p lang=\"de\">Diese Authentifizierung ist abgeschlossen. Sie können diese Seite schließen.</p>"
            .to_owned(),
    })
}

pub(super) fn document(body: &str) -> String {
    Look("3D Secure 2 Test Page").document(body)
}

/// The look of the sandbox's pages, with their title.
pub(crate) struct Look<'a>(pub &'a str);

impl Look<'_> {
    pub(crate) fn document(&self, body: &str) -> String {
        let title = escape(self.0);
        format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
             <title>{title}</title><style>{STYLE}</style></head><body><main>{body}</main></body></html>"
        )
    }
}

fn open(merchant: &str, amount: Option<Money>, words: Words) -> String {
    let (merchant, complete, fail) = (escape(merchant), words.complete(), words.fail());
    let what = match amount {
        Some(amount) => format!("<dt>Amount · Betrag</dt><dd>{}</dd>", shown(amount)),
        None => "<dt>Purpose · Zweck</dt><dd>Save a card · Karte speichern</dd>".to_owned(),
    };
    format!(
        "<p class=\"bank\">Test bank · Testbank</p><h1>3D Secure 2 Test Page</h1>\
         <p lang=\"en\">This page stands for the card issuer's. Complete or fail the authentication.</p>\
         <p lang=\"de\">Diese Seite steht für die des Kartenherausgebers. Bestätigen Sie die Authentifizierung oder lassen Sie sie scheitern.</p>\
         <dl><dt>Merchant · Händler</dt><dd>{merchant}</dd>{what}</dl>\
         <form method=\"post\"><button id=\"test-source-authorize-3ds\" name=\"outcome\" value=\"complete\">{complete}</button>\
         <button id=\"test-source-fail-3ds\" name=\"outcome\" value=\"fail\" class=\"second\">{fail}</button></form>"
    )
}

fn shown(amount: Money) -> String {
    let currency: Currency = amount.currency();
    format!(
        "{} {}",
        escape(&currency.display(amount.minor_units())),
        currency.code().to_ascii_uppercase()
    )
}

/// Text inside HTML.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1a1f36;--soft:#5b6478;--line:#d8dce6;--ground:#f4f5f9;--card:#fff;--accent:#2f5bd7}\
@media(prefers-color-scheme:dark){:root{--ink:#eceff7;--soft:#a4adc2;--line:#3a4258;--ground:#11141c;--card:#1b202c;--accent:#7d9cff}}\
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;padding:16px;background:var(--ground);\
color:var(--ink);font:16px/1.5 system-ui,sans-serif}main{width:100%;max-width:420px;background:var(--card);border:1px solid var(--line);\
border-radius:12px;padding:28px}h1{font-size:22px;line-height:1.25;margin:0 0 12px}p{margin:0 0 10px}p[lang=de]{color:var(--soft)}\
.bank{color:var(--soft);font-size:14px;margin-bottom:4px}dl{display:grid;grid-template-columns:auto 1fr;gap:6px 16px;margin:18px 0 22px;\
padding:14px 0;border:1px solid var(--line);border-width:1px 0}dt{color:var(--soft)}dd{margin:0;text-align:right;font-weight:600;\
overflow-wrap:anywhere}form{display:grid;gap:10px}button{font:inherit;font-weight:600;padding:12px 16px;border-radius:8px;cursor:pointer;\
border:1px solid var(--accent);background:var(--accent);color:#fff}button.second{background:transparent;color:var(--accent)}\
button:focus-visible{outline:3px solid var(--accent);outline-offset:2px}\
@media(prefers-color-scheme:dark){button{color:#11141c}}";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_merchants_name_cannot_become_markup() {
        let page = html(&Page::Open {
            merchant: "<script>\"&'".into(),
            amount: Some(Money::new(1_099, Currency::EUR)),
            words: Words::Current,
        });
        assert!(!page.contains("<script>") && page.contains("&lt;script&gt;&quot;&amp;&#39;"));
        assert!(page.contains("€10.99 EUR") && page.contains("test-source-authorize-3ds"));
    }
}
