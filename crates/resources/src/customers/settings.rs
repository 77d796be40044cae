//! What creating and updating a customer set alike.

use wire::params::Field;
use wire::{ApiError, Params};

use super::Customer;
use super::model::{CustomField, InvoiceSettings, Private, RenderingOptions};
use super::tax;
use crate::parts::{Address, Shipping};

/// Applies the parameters that concern the customer alone. Payment methods are the caller's business.
pub(super) fn apply(customer: &mut Customer, params: &Params) -> Result<(), ApiError> {
    if let Field::Set(email) = params.change_text("email") {
        check_email(email)?;
    }
    params.change_text("business_name").apply(&mut customer.business_name);
    params
        .change_text("individual_name")
        .apply(&mut customer.individual_name);
    params.change_text("description").apply(&mut customer.description);
    params.change_text("email").apply(&mut customer.email);
    params.change_text("name").apply(&mut customer.name);
    params.change_text("phone").apply(&mut customer.phone);
    match params.change_hash("address") {
        Field::Absent => {}
        Field::Clear => customer.address = None,
        Field::Set(address) => customer.address.get_or_insert_default().merge(address),
    }
    match params.change_hash("shipping") {
        Field::Absent => {}
        Field::Clear => customer.shipping = None,
        Field::Set(shipping) => customer.shipping = Some(Shipping::of_customer(shipping)),
    }
    if params.has("preferred_locales") {
        customer.preferred_locales = params.texts("preferred_locales").map(str::to_owned).collect();
    }
    if let Some(prefix) = params.text("invoice_prefix") {
        check_prefix(prefix)?;
        customer.invoice_prefix = prefix.to_owned();
    }
    if let Some(sequence) = params.int("next_invoice_sequence") {
        customer.next_invoice_sequence = at_least(sequence, 1, "next_invoice_sequence")?;
    }
    if let Some(balance) = params.int("balance") {
        customer.balance = balance;
    }
    match params.change_text("tax_exempt") {
        Field::Absent => {}
        Field::Clear => customer.tax_exempt = "none".to_owned(),
        Field::Set(value) => customer.tax_exempt = value.to_owned(),
    }
    if let Some(settings) = params.hash("invoice_settings") {
        invoice_settings(&mut customer.invoice_settings, settings);
    }
    if let Some(mode) = params
        .hash("cash_balance")
        .and_then(|balance| balance.hash("settings"))
        .and_then(|settings| settings.text("reconciliation_mode"))
    {
        customer.private.reconciliation_mode = Some(mode.to_owned()).filter(|mode| mode != "merchant_default");
    }
    customer.metadata.merge(params);
    // Last, because it looks at the addresses.
    tax::apply(customer, params)
}

/// All but the default payment method, which must be looked up.
fn invoice_settings(settings: &mut InvoiceSettings, params: &Params) {
    match params.change_list("custom_fields") {
        Field::Absent => {}
        Field::Clear => settings.custom_fields = None,
        Field::Set(fields) => {
            let text = |field: &Params, name: &str| field.text(name).unwrap_or_default().to_owned();
            let fields = fields.iter().filter_map(wire::params::Value::as_hash);
            let fields = fields.map(|field| CustomField {
                name: text(field, "name"),
                value: text(field, "value"),
            });
            settings.custom_fields = Some(fields.collect());
        }
    }
    params.change_text("footer").apply(&mut settings.footer);
    match params.change_hash("rendering_options") {
        Field::Absent => {}
        Field::Clear => settings.rendering_options = None,
        Field::Set(options) => {
            let target = settings.rendering_options.get_or_insert_with(RenderingOptions::default);
            options
                .change_text("amount_tax_display")
                .apply(&mut target.amount_tax_display);
            options.change_text("template").apply(&mut target.template);
        }
    }
}

fn check_email(email: &str) -> Result<(), ApiError> {
    let plausible = email
        .split_once('@')
        .is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty());
    match plausible && email.chars().count() <= 512 && !email.chars().any(char::is_whitespace) {
        true => Ok(()),
        false => Err(ApiError::refused(format!("Invalid email address: {email}"))
            .code("email_invalid")
            .param("email")),
    }
}

/// Source: API reference, customers: 3 to 12 upper-case letters or numbers.
fn check_prefix(prefix: &str) -> Result<(), ApiError> {
    let fits = (3..=12).contains(&prefix.len());
    match fits
        && prefix
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    {
        true => Ok(()),
        false => Err(
            ApiError::refused("Invoice prefixes must be 3 to 12 uppercase letters or numbers.").param("invoice_prefix"),
        ),
    }
}

fn at_least(value: i64, least: i64, param: &str) -> Result<i64, ApiError> {
    if value < least {
        Err(ApiError::integer_below(param, least))
    } else {
        Ok(value)
    }
}

impl Customer {
    /// A customer without anything set.
    pub(super) fn new(
        id: kernel::ids::CustomerId,
        created: kernel::Timestamp,
        livemode: bool,
        prefix: String,
    ) -> Customer {
        Customer {
            id,
            object: Default::default(),
            address: None::<Address>,
            balance: 0,
            business_name: None,
            created,
            currency: None,
            customer_account: None,
            default_source: None,
            delinquent: false,
            description: None,
            discount: None,
            email: None,
            individual_name: None,
            invoice_prefix: prefix,
            invoice_settings: InvoiceSettings::default(),
            livemode,
            metadata: Default::default(),
            name: None,
            next_invoice_sequence: 1,
            phone: None,
            preferred_locales: Vec::new(),
            shipping: None,
            tax_exempt: "none".to_owned(),
            test_clock: None,
            private: Private::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emails_and_prefixes_are_checked_for_shape() {
        for (email, right) in [
            ("a@b", true),
            ("jenny@example.com", true),
            ("a", false),
            ("@b", false),
            ("a @b", false),
        ] {
            assert_eq!(check_email(email).is_ok(), right, "{email}");
        }
        for (prefix, right) in [
            ("ABC", true),
            ("A1B2C3D4E5F6", true),
            ("AB", false),
            ("abc", false),
            ("ABCDEFGHIJKLM", false),
        ] {
            assert_eq!(check_prefix(prefix).is_ok(), right, "{prefix}");
        }
    }
}
