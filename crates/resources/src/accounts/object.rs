//! Account -> JSON. What Florin has no setting for is shown as an account without it shows it.

use serde_json::{Value, json};
use wire::access::Account;

pub fn render(account: &Account) -> Value {
    json!({
        "id": account.id,
        "object": "account",
        "business_profile": business_profile(account),
        "business_type": null,
        "capabilities": {"card_payments": "active", "transfers": "active"},
        "charges_enabled": true,
        "controller": {"type": "account"},
        "country": account.country,
        "created": account.created,
        "default_currency": account.default_currency.code(),
        "details_submitted": true,
        "email": account.email,
        "external_accounts": {
            "object": "list",
            "data": [],
            "has_more": false,
            "url": format!("/v1/accounts/{}/external_accounts", account.id),
        },
        "future_requirements": requirements(),
        "metadata": {},
        "payouts_enabled": true,
        "requirements": requirements(),
        "settings": settings(account),
        "tos_acceptance": {"date": null, "ip": null, "user_agent": null},
        "type": "standard",
    })
}

fn business_profile(account: &Account) -> Value {
    json!({
        "annual_revenue": null,
        "estimated_worker_count": null,
        "mcc": null,
        "minority_owned_business_designation": null,
        "name": account.business_name,
        "product_description": null,
        "specified_commercial_transactions_act_url": null,
        "support_address": null,
        "support_email": null,
        "support_phone": null,
        "support_url": null,
        "url": null,
    })
}

/// Nothing is due, now or later.
fn requirements() -> Value {
    json!({
        "alternatives": [],
        "current_deadline": null,
        "currently_due": [],
        "disabled_reason": null,
        "errors": [],
        "eventually_due": [],
        "past_due": [],
        "pending_verification": [],
    })
}

fn settings(account: &Account) -> Value {
    json!({
        "bacs_debit_payments": {"display_name": null, "service_user_number": null},
        "branding": {"icon": null, "logo": null, "primary_color": null, "secondary_color": null},
        "card_issuing": {"tos_acceptance": {"date": null, "ip": null}},
        "card_payments": {
            "decline_on": {
                "avs_failure": account.risk.block_postal_check_fail,
                "cvc_failure": account.risk.block_cvc_check_fail,
            },
            "statement_descriptor_prefix": account.statement_descriptor,
            "statement_descriptor_prefix_kana": null,
            "statement_descriptor_prefix_kanji": null,
        },
        "dashboard": {"display_name": account.business_name, "timezone": "Etc/UTC"},
        "invoices": {"default_account_tax_ids": null, "hosted_payment_method_save": null},
        "payments": {
            "statement_descriptor": account.statement_descriptor,
            "statement_descriptor_kana": null,
            "statement_descriptor_kanji": null,
            "statement_descriptor_prefix_kana": null,
            "statement_descriptor_prefix_kanji": null,
        },
        "payouts": {
            "debit_negative_balances": true,
            "schedule": schedule(account),
            "statement_descriptor": null,
        },
        "sepa_debit_payments": {},
    })
}

/// Each interval has its anchor, at the defaults of the API reference.
fn schedule(account: &Account) -> Value {
    let mut schedule = json!({"delay_days": delay_days(account), "interval": account.payout_interval});
    match account.payout_interval.as_str() {
        "weekly" => {
            schedule["weekly_anchor"] = "monday".into();
            schedule["weekly_payout_days"] = json!(["monday"]);
        }
        "monthly" => {
            schedule["monthly_anchor"] = 1.into();
            schedule["monthly_payout_days"] = json!([1]);
        }
        _ => {}
    }
    schedule
}

/// As settlement does: two business days in the US, seven days elsewhere.
fn delay_days(account: &Account) -> u32 {
    if account.country == "US" { 2 } else { 7 }
}
