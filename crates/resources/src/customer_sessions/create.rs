//! `POST /v1/customer_sessions`

use kernel::Timestamp;
use wire::{Answer, ApiError, Ctx, Params};

use super::CustomerSession;
use super::model::{
    Component, Components, CustomerSheet, LIFETIME_SECONDS, MobilePaymentElement, PaymentElement, Private, WithFeatures,
};
use crate::customers;

/// Source: API reference, "Create a Customer Session", `payment_method_redisplay_limit`.
const REDISPLAY_LIMIT: i64 = 3;
const REDISPLAY_LIMIT_MAX: i64 = 10;
const SECRET_LENGTH: usize = 48;

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let components = components(params)?;
    let customer = match (params.text("customer"), params.text("customer_account")) {
        (Some(_), Some(_)) => return Err(ApiError::parameters_exclusive(&["customer", "customer_account"])),
        (Some(customer), None) => customers::named(ctx, "customer", customer).await?,
        (None, Some(account)) => return Err(ApiError::no_such_in_body("account", "customer_account", account)),
        (None, None) => return Err(ApiError::parameter_missing("customer")),
    };
    let secret = ctx.app.chance.alphanumeric(SECRET_LENGTH);
    let session = CustomerSession {
        object: Default::default(),
        client_secret: format!("cuss_secret_{secret}"),
        components,
        created: ctx.now(),
        customer: customer.id.clone(),
        customer_account: None,
        expires_at: Timestamp::from_seconds(ctx.now().seconds() + LIFETIME_SECONDS),
        livemode: ctx.livemode(),
        private: Private { key: ctx.tx.new_key() },
    };
    let stored = ctx.tx.insert(session);
    Ok(Answer::written(&ctx.tx, &stored))
}

fn components(params: &Params) -> Result<Components, ApiError> {
    let given = params
        .hash("components")
        .ok_or_else(|| ApiError::parameter_missing("components"))?;
    let plain = |name: &str| Component {
        enabled: is_enabled(given.hash(name)),
    };
    let components = Components {
        active_entitlements: plain("active_entitlements"),
        buy_button: plain("buy_button"),
        customer_portal: plain("customer_portal"),
        customer_sheet: with_features(given.hash("customer_sheet"), customer_sheet),
        mobile_payment_element: with_features(given.hash("mobile_payment_element"), mobile_payment_element),
        payment_element: with_features(given.hash("payment_element"), payment_element),
        pricing_table: plain("pricing_table"),
    };
    let limit = components
        .payment_element
        .features
        .as_ref()
        .map(|features| features.payment_method_redisplay_limit);
    check_limit(limit)?;
    match components.any_enabled() {
        true => Ok(components),
        false => Err(ApiError::invalid("At least one component must be enabled.").param("components")),
    }
}

fn check_limit(limit: Option<i64>) -> Result<(), ApiError> {
    let param = "components[payment_element][features][payment_method_redisplay_limit]";
    match limit {
        Some(limit) if limit < 1 => Err(ApiError::invalid("This value must be greater than or equal to 1.")
            .code("parameter_invalid_integer")
            .param(param)),
        Some(limit) if limit > REDISPLAY_LIMIT_MAX => Err(ApiError::invalid(format!(
            "This value must be less than or equal to {REDISPLAY_LIMIT_MAX}."
        ))
        .code("parameter_invalid_integer")
        .param(param)),
        Some(_) | None => Ok(()),
    }
}

fn is_enabled(component: Option<&Params>) -> bool {
    component
        .and_then(|component| component.boolean("enabled"))
        .unwrap_or(false)
}

fn with_features<F>(component: Option<&Params>, features: impl Fn(Option<&Params>) -> F) -> WithFeatures<F> {
    match component.filter(|_| is_enabled(component)) {
        Some(component) => WithFeatures {
            enabled: true,
            features: Some(features(component.hash("features"))),
        },
        None => WithFeatures::default(),
    }
}

fn customer_sheet(given: Option<&Params>) -> CustomerSheet {
    CustomerSheet {
        payment_method_allow_redisplay_filters: filters(given),
        payment_method_remove: switch(given, "payment_method_remove"),
    }
}

fn mobile_payment_element(given: Option<&Params>) -> MobilePaymentElement {
    MobilePaymentElement {
        payment_method_allow_redisplay_filters: filters(given),
        payment_method_redisplay: switch(given, "payment_method_redisplay"),
        payment_method_remove: switch(given, "payment_method_remove"),
        payment_method_save: switch(given, "payment_method_save"),
        payment_method_save_allow_redisplay_override: text(given, "payment_method_save_allow_redisplay_override"),
    }
}

fn payment_element(given: Option<&Params>) -> PaymentElement {
    PaymentElement {
        payment_method_allow_redisplay_filters: filters(given),
        payment_method_redisplay: switch(given, "payment_method_redisplay"),
        payment_method_redisplay_limit: given
            .and_then(|given| given.int("payment_method_redisplay_limit"))
            .unwrap_or(REDISPLAY_LIMIT),
        payment_method_remove: switch(given, "payment_method_remove"),
        payment_method_save: switch(given, "payment_method_save"),
        payment_method_save_usage: text(given, "payment_method_save_usage"),
    }
}

fn filters(given: Option<&Params>) -> Vec<String> {
    let name = "payment_method_allow_redisplay_filters";
    match given.filter(|given| given.has(name)) {
        Some(given) => given.texts(name).map(str::to_owned).collect(),
        None => vec!["always".to_owned()],
    }
}

fn switch(given: Option<&Params>, name: &str) -> String {
    text(given, name).unwrap_or_else(|| "disabled".to_owned())
}

fn text(given: Option<&Params>, name: &str) -> Option<String> {
    given.and_then(|given| given.text(name)).map(str::to_owned)
}
