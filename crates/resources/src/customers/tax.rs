//! `customer.tax`: where a customer is, as far as taxes are concerned.

use std::net::IpAddr;

use serde_json::{Value, json};
use wire::{ApiError, Params};

use super::Customer;

/// Applies `tax`. Whether the location is known is asked only if the request wants to know at once.
pub(super) fn apply(customer: &mut Customer, params: &Params) -> Result<(), ApiError> {
    let Some(tax) = params.hash("tax") else { return Ok(()) };
    if let Some(address) = tax.text("ip_address")
        && address.parse::<IpAddr>().is_err()
    {
        let refused = ApiError::refused(format!("Invalid IP address: {address}"));
        return Err(refused.param("tax[ip_address]"));
    }
    tax.change_text("ip_address").apply(&mut customer.private.ip_address);
    if tax.text("validate_location") == Some("immediately") && location(customer).is_none() {
        let refused = ApiError::refused(
            "The customer's location isn't recognized. Set a valid customer address in order to automatically calculate \
             tax.",
        );
        return Err(refused
            .code("customer_tax_location_invalid")
            .param("tax[validate_location]"));
    }
    Ok(())
}

/// Where goods go, else where the bill goes. An IP address alone says nothing here: Florin has no map of them.
fn location(customer: &Customer) -> Option<Value> {
    let shipping = customer
        .shipping
        .as_ref()
        .map(|shipping| (&shipping.address, "shipping_destination"));
    let billing = customer.address.as_ref().map(|address| (address, "billing_address"));
    let known = |country: &&str| country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_alphabetic());
    shipping.into_iter().chain(billing).find_map(|(address, source)| {
        let country = address.country.as_deref().filter(known)?;
        Some(json!({"country": country.to_ascii_uppercase(), "source": source, "state": address.state}))
    })
}

/// No taxes are collected yet, wherever the customer is.
pub(super) fn shown(customer: &Customer) -> Value {
    let location = location(customer);
    json!({
        "automatic_tax": if location.is_some() { "not_collecting" } else { "unrecognized_location" },
        "ip_address": customer.private.ip_address,
        "location": location,
        "provider": "stripe",
    })
}
