//! What a mandate shows of its payment method: the reference under which the bank knows it.

use kernel::ids::MandateId;
use serde_json::{Value, json};
use wire::Ctx;

use crate::payment_methods::PaymentMethod;

/// Source: API reference, "The Mandate object".
pub(super) fn of(ctx: &Ctx<'_>, id: &MandateId, method: &PaymentMethod) -> Value {
    let kind = method.r#type.as_str();
    let unique: String = id.as_str().chars().rev().take(16).collect();
    let reference = unique.to_ascii_uppercase();
    let url = format!("{}/mandates/{id}", ctx.app.settings.public_url);
    let own = match kind {
        "sepa_debit" => json!({"reference": reference, "url": url}),
        "au_becs_debit" => json!({"url": url}),
        "bacs_debit" => json!({
            "display_name": null,
            "network_status": "accepted",
            "reference": reference,
            "revocation_reason": null,
            "service_user_number": null,
            "url": url,
        }),
        "acss_debit" => json!({
            "interval_description": null,
            "payment_schedule": "sporadic",
            "transaction_type": "personal",
        }),
        "paypal" => json!({"billing_agreement_id": null, "payer_id": null}),
        "payto" => json!({
            "amount": null,
            "amount_type": "maximum",
            "end_date": null,
            "payment_schedule": "adhoc",
            "payments_per_period": null,
            "purpose": null,
            "start_date": null,
        }),
        _ => json!({}),
    };
    json!({(kind.to_owned()): own, "type": kind})
}
