//! What create, update and confirm set on an intent alike.

use serde_json::{Value, json};
use wire::params::Field;
use wire::{ApiError, Ctx, Params};

use super::model::CaptureMethod;
use super::{PaymentIntent, amount_details, options};
use crate::parts::{Shipping, without_nulls};
use crate::{customers, references, statement};

/// Applies what a request says about the payment itself. Parameters that the operation's table does
/// not have are left alone, so one function serves create, update, confirm and capture.
pub(super) async fn apply(ctx: &Ctx<'_>, intent: &mut PaymentIntent, params: &Params) -> Result<(), ApiError> {
    references::check(ctx, params).await?;
    if let Some(customer) = given(params, "customer") {
        let customer = customers::named(ctx, "customer", customer).await?;
        intent.customer = Some(customer.id.clone());
    }
    fields(intent, params)
}

/// All that needs no look at another object.
fn fields(intent: &mut PaymentIntent, params: &Params) -> Result<(), ApiError> {
    texts(intent, params)?;
    intent.methods().apply(params);
    if let Some(method) = given(params, "capture_method").and_then(CaptureMethod::parse) {
        intent.capture_method = method;
    }
    if params.knows("shipping") {
        match params.change_hash("shipping") {
            Field::Absent => {}
            Field::Clear => intent.shipping = None,
            Field::Set(shipping) => intent.shipping = Some(Shipping::of_payment(shipping)),
        }
    }
    if let Some(fee) = params
        .knows("application_fee_amount")
        .then(|| params.change_int("application_fee_amount"))
    {
        fee.apply(&mut intent.application_fee_amount);
    }
    hashes(intent, params)?;
    options::apply(intent, params)?;
    if params.knows("metadata") {
        intent.metadata.merge(params);
    }
    Ok(())
}

fn given<'p>(params: &'p Params, name: &str) -> Option<&'p str> {
    if params.knows(name) { params.text(name) } else { None }
}

fn texts(intent: &mut PaymentIntent, params: &Params) -> Result<(), ApiError> {
    if let Some(descriptor) = given(params, "statement_descriptor") {
        statement::check(descriptor, "statement_descriptor")?;
    }
    if let Some(suffix) = given(params, "statement_descriptor_suffix") {
        statement::check_suffix(suffix, "statement_descriptor_suffix")?;
    }
    let change = |name: &str, target: &mut Option<String>| {
        if params.knows(name) {
            params.change_text(name).apply(target);
        }
    };
    change("description", &mut intent.description);
    change("receipt_email", &mut intent.receipt_email);
    change("setup_future_usage", &mut intent.setup_future_usage);
    change("statement_descriptor", &mut intent.statement_descriptor);
    change("statement_descriptor_suffix", &mut intent.statement_descriptor_suffix);
    change("transfer_group", &mut intent.transfer_group);
    change("on_behalf_of", &mut intent.on_behalf_of);
    change("return_url", &mut intent.private.return_url);
    Ok(())
}

/// Hashes that are kept as they were given.
fn hashes(intent: &mut PaymentIntent, params: &Params) -> Result<(), ApiError> {
    let change = |name: &str| {
        if params.knows(name) {
            params.change_hash(name)
        } else {
            Field::Absent
        }
    };
    match change("amount_details") {
        Field::Absent => {}
        Field::Clear => intent.amount_details = json!({"tip": {}}),
        Field::Set(details) => {
            let partial = params
                .knows("amount_to_capture")
                .then(|| params.int("amount_to_capture"));
            amount_details::apply(intent, details, partial.flatten())?;
        }
    }
    match change("payment_details") {
        Field::Absent => {}
        Field::Clear => intent.payment_details = None,
        Field::Set(details) => {
            let mut value = json!({"customer_reference": null, "order_reference": null});
            extend(&mut value, details.to_json());
            intent.payment_details = Some(value);
        }
    }
    match change("transfer_data") {
        Field::Absent => {}
        Field::Clear => intent.transfer_data = None,
        Field::Set(data) => {
            let mut value = intent.transfer_data.take().unwrap_or_else(|| json!({}));
            extend(&mut value, data.to_json());
            let value = without_nulls(value).filter(|value| value["destination"].is_string());
            intent.transfer_data =
                Some(value.ok_or_else(|| ApiError::parameter_missing("transfer_data[destination]"))?);
        }
    }
    if let Field::Set(hooks) = change("hooks") {
        intent.hooks = without_nulls(hooks.to_json());
    }
    if let Field::Set(options) = change("radar_options") {
        intent.private.radar_options = Some(options.to_json());
    }
    Ok(())
}

pub(super) fn extend(target: &mut Value, with: Value) {
    if let (Some(target), Value::Object(with)) = (target.as_object_mut(), with) {
        target.extend(with);
    }
}

#[cfg(test)]
mod tests {
    use kernel::ids::PaymentIntentId;
    use kernel::{Currency, Money, Timestamp};
    use wire::form::Form;
    use wire::params::Table;

    use super::*;

    const TABLES: fn() -> [&'static Table; 4] = || {
        [
            crate::table!("create.params"),
            crate::table!("update.params"),
            crate::table!("confirm.params"),
            crate::table!("capture.params"),
        ]
    };

    #[test]
    fn each_operation_leaves_alone_what_it_cannot_name() {
        let id = PaymentIntentId::parse("pi_300000000001abcdefghijkl").unwrap();
        let amount = Money::new(2000, Currency::USD);
        let mut new = PaymentIntent::new(id, "secret".to_owned(), amount, Timestamp::from_seconds(1), false);
        new.payment_method_types = vec!["card".to_owned()];
        new.description = Some("kept".to_owned());
        for table in TABLES() {
            let sent = match table.root.param("currency") {
                Some(currency) if currency.required => "amount=2000&currency=usd",
                _ => "",
            };
            let params = table
                .check(&Form::parse(sent.as_bytes()).unwrap(), "2026-10-28.endive")
                .unwrap();
            let mut intent = new.clone();
            fields(&mut intent, &params).unwrap();
            assert_eq!(intent.description.as_deref(), Some("kept"), "{}", table.title);
            let card = &intent.payment_method_options["card"]["request_three_d_secure"];
            assert_eq!(card, "automatic", "{}", table.title);
        }
    }
}
