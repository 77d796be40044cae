//! Whose a tax id is: a customer's, or the account's own.

use kernel::ids::CustomerId;
use serde_json::{Value, json};
use wire::{ApiError, Ctx, Params};

use crate::customers;

/// The customer that `owner` names; `None` for the account itself, which is the default.
pub(super) async fn given(ctx: &Ctx<'_>, params: &Params) -> Result<Option<CustomerId>, ApiError> {
    let Some(owner) = params.hash("owner") else {
        return Ok(None);
    };
    if let Some(account) = owner.text("customer_account") {
        let param = "owner[customer_account]";
        return Err(ApiError::no_such_in_body("customer_account", param, account));
    }
    let kind = owner.text("type").unwrap_or_default();
    for (param, of) in [("customer", "customer"), ("account", "account")] {
        if owner.has(param) && kind != of {
            let message = format!("`owner[{param}]` can only be used when `owner[type]` is `{of}`.");
            return Err(ApiError::refused(message).param(format!("owner[{param}]")));
        }
    }
    match (kind, owner.text("customer"), owner.text("account")) {
        ("self", _, _) => Ok(None),
        ("customer", Some(customer), _) => {
            let customer = customers::named(ctx, "owner[customer]", customer).await?;
            Ok(Some(customer.id.clone()))
        }
        ("customer", None, _) => Err(ApiError::parameter_missing("owner[customer]")),
        ("account", _, Some(account)) if account == ctx.account().id.as_str() => Ok(None),
        ("account", _, Some(account)) => Err(ApiError::no_such_in_body("account", "owner[account]", account)),
        ("account", _, None) => Err(ApiError::parameter_missing("owner[account]")),
        (other, _, _) => {
            let message = format!("Tax IDs of the owner type {other} are for platforms; this account is none.");
            Err(ApiError::refused(message).param("owner[type]"))
        }
    }
}

/// As the API shows it.
pub(super) fn shown(customer: Option<&CustomerId>) -> Value {
    match customer {
        Some(customer) => json!({"customer": customer, "customer_account": null, "type": "customer"}),
        None => json!({"customer_account": null, "type": "self"}),
    }
}

/// What the table's column says.
pub(super) fn column(customer: Option<&CustomerId>) -> db::Cell {
    customer.map_or(0, |customer| customer.key().0).into()
}
