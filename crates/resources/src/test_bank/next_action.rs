//! `next_action` of everything but 3-D Secure: where the customer goes, or what they are shown.

use acquiring::methods::Action;
use kernel::ids::PaymentAttemptId;
use kernel::{Money, Timestamp};
use serde_json::{Value, json};
use wire::Ctx;

/// What there is to act on.
pub struct Occasion<'a> {
    pub attempt: &'a PaymentAttemptId,
    pub return_url: Option<&'a str>,
    pub amount: Option<Money>,
    pub expires_at: Timestamp,
    /// `payment_method_options` of the type.
    pub options: Option<&'a Value>,
}

/// Deposits arrive after this. Source: API reference, "Verify a bank account with microdeposits".
const DEPOSIT_SECONDS: i64 = 86_400;
/// How long a code can be scanned.
const CODE_SECONDS: i64 = 3_600;

/// The whole hash: the action's own under its name, and `type`.
pub fn next_action(ctx: &Ctx<'_>, action: Action, occasion: &Occasion<'_>) -> Value {
    let attempt = occasion.attempt;
    let url = format!(
        "{}{}{}/{attempt}",
        ctx.app.settings.public_url,
        super::page::PATH,
        ctx.account().id
    );
    let own = own(action, occasion, &url, ctx.now());
    json!({(action.as_str()): own, "type": action.as_str()})
}

fn own(action: Action, occasion: &Occasion<'_>, url: &str, now: Timestamp) -> Value {
    let expires_at = occasion.expires_at;
    let code_until = Timestamp::from_seconds(now.seconds() + CODE_SECONDS);
    let image = |kind: &str| format!("{url}.{kind}");
    let with_code = |code: Value| json!({"hosted_instructions_url": url, "mobile_auth_url": url, "qr_code": code});
    let code = || {
        json!({
            "data": url,
            "hosted_instructions_url": url,
            "image_url_png": image("png"),
            "image_url_svg": image("svg"),
        })
    };
    match action {
        Action::RedirectToUrl => json!({"return_url": occasion.return_url, "url": url}),
        Action::AlipayHandleRedirect => json!({
            "native_data": null,
            "native_url": null,
            "return_url": occasion.return_url,
            "url": url,
        }),
        Action::BlikAuthorize => json!({}),
        Action::BoletoDisplayDetails => json!({
            "expires_at": expires_at,
            "hosted_voucher_url": url,
            "number": digits(occasion, 47),
            "pdf": url,
        }),
        Action::OxxoDisplayDetails => json!({
            "expires_after": expires_at,
            "hosted_voucher_url": url,
            "number": digits(occasion, 32),
        }),
        Action::MultibancoDisplayDetails => json!({
            "entity": "11111",
            "expires_at": expires_at,
            "hosted_voucher_url": url,
            "reference": digits(occasion, 9),
        }),
        Action::KonbiniDisplayDetails => {
            let confirmation = occasion.options.and_then(|options| options.get("confirmation_number"));
            let confirmation = confirmation.filter(|number| number.is_string()).cloned();
            let store = json!({
                "confirmation_number": confirmation.unwrap_or_else(|| json!(digits(occasion, 11))),
                "payment_code": digits(occasion, 6),
            });
            json!({
                "expires_at": expires_at,
                "hosted_voucher_url": url,
                "stores": {"familymart": store, "lawson": store, "ministop": store, "seicomart": store},
            })
        }
        Action::CashappHandleRedirectOrDisplayQrCode => with_code(json!({
            "expires_at": code_until,
            "image_url_png": image("png"),
            "image_url_svg": image("svg"),
        })),
        Action::SwishHandleRedirectOrDisplayQrCode => with_code(json!({
            "data": url,
            "expires_at": code_until,
            "image_url_png": image("png"),
            "image_url_svg": image("svg"),
        })),
        Action::UpiHandleRedirectOrDisplayQrCode => json!({
            "hosted_instructions_url": url,
            "qr_code": {"expires_at": code_until, "image_url_png": image("png"), "image_url_svg": image("svg")},
        }),
        Action::PaynowDisplayQrCode | Action::PromptpayDisplayQrCode => code(),
        Action::PixDisplayQrCode => {
            let mut code = code();
            code["expires_at"] = json!(expires_at);
            code
        }
        Action::WechatPayDisplayQrCode => {
            let mut code = code();
            code["image_data_url"] = json!(image("svg"));
            code
        }
        Action::VerifyWithMicrodeposits => json!({
            "arrival_date": now.seconds() + DEPOSIT_SECONDS,
            "hosted_verification_url": url,
            "microdeposit_type": "amounts",
        }),
        Action::DisplayBankTransferInstructions => json!({
            "amount_remaining": occasion.amount.map(Money::minor_units),
            "currency": occasion.amount.map(Money::currency),
            "hosted_instructions_url": url,
            "reference": digits(occasion, 12),
            "type": "eu_bank_transfer",
        }),
    }
}

/// A number of so many digits, the same for the same attempt.
fn digits(occasion: &Occasion<'_>, length: usize) -> String {
    let mut state = occasion.attempt.key().0.unsigned_abs();
    let mut out = String::with_capacity(length);
    for _ in 0..length {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        out.push(char::from(b'0' + u8::try_from(state >> 60).unwrap_or_default() % 10));
    }
    out
}
