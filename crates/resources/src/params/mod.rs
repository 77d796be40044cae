//! What the parameter tables of several operations share.
//!
//! `@address` in a table stands for `address.params` here. Files that begin with "Words" are the values of an `enum`.

use wire::params::Fragments;

/// The table beside the calling file: `table!("create.params")`.
#[macro_export]
macro_rules! table {
    ($file:literal) => {
        ::wire::params_table!($crate::params::FRAGMENTS, $file)
    };
}

/// Every shared file, by name.
pub const FRAGMENTS: Fragments = &[
    ("address", include_str!("address.params")),
    ("amount_details", include_str!("amount_details.params")),
    ("api_versions", include_str!("api_versions.params")),
    (
        "automatic_payment_methods",
        include_str!("automatic_payment_methods.params"),
    ),
    ("billing_details", include_str!("billing_details.params")),
    ("card", include_str!("card.params")),
    ("card_networks", include_str!("card_networks.params")),
    (
        "company_registration_types",
        include_str!("company_registration_types.params"),
    ),
    ("company_structures", include_str!("company_structures.params")),
    ("confirm_mandate_data", include_str!("confirm_mandate_data.params")),
    (
        "customer_invoice_settings",
        include_str!("customer_invoice_settings.params"),
    ),
    ("customer_shipping", include_str!("customer_shipping.params")),
    ("eps_banks", include_str!("eps_banks.params")),
    ("ethnicities", include_str!("ethnicities.params")),
    ("event_types", include_str!("event_types.params")),
    (
        "excludable_payment_method_types",
        include_str!("excludable_payment_method_types.params"),
    ),
    ("fpx_banks", include_str!("fpx_banks.params")),
    ("ideal_banks", include_str!("ideal_banks.params")),
    ("japan_address", include_str!("japan_address.params")),
    ("klarna_locales", include_str!("klarna_locales.params")),
    ("mandate_data", include_str!("mandate_data.params")),
    ("p24_banks", include_str!("p24_banks.params")),
    ("page", include_str!("page.params")),
    ("payment_details", include_str!("payment_details.params")),
    (
        "payment_intent_method_options",
        include_str!("payment_intent_method_options.params"),
    ),
    ("payment_method_data", include_str!("payment_method_data.params")),
    (
        "payment_method_data_types",
        include_str!("payment_method_data_types.params"),
    ),
    (
        "payment_method_object_types",
        include_str!("payment_method_object_types.params"),
    ),
    (
        "payment_method_preferences",
        include_str!("payment_method_preferences.params"),
    ),
    ("payment_method_types", include_str!("payment_method_types.params")),
    ("paypal_locales", include_str!("paypal_locales.params")),
    ("payto_purposes", include_str!("payto_purposes.params")),
    ("races", include_str!("races.params")),
    (
        "setup_intent_method_options",
        include_str!("setup_intent_method_options.params"),
    ),
    ("shipping", include_str!("shipping.params")),
    ("tax_id_types", include_str!("tax_id_types.params")),
    ("us_bank_account", include_str!("us_bank_account.params")),
    ("verification", include_str!("verification.params")),
];

#[cfg(test)]
mod tests;
