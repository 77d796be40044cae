//! Every way to pay, through the table: each type is paid, fails and is held as its row says, or is refused.

use acquiring::methods::{self, Kind};
use florin_flows::{Shop, flows, text};
use serde_json::{Value, json};

use crate::ways::{Shops, charge_of, form, go_through, page_of, paid_with, pay, read, takable};

flows![
    every_type_is_paid,
    every_type_fails,
    types_that_can_be_held_are_captured_later,
    what_does_not_fit_is_refused,
    vouchers_run_out,
];

async fn every_type_is_paid(shop: Shop) {
    let mut shops = Shops::new(&shop);
    for method in takable() {
        let name = method.name;
        let shop = shops.that_may_take(method).await;
        let begun = paid_with(&shop, name, &[]).await.ok();
        let expected = match method.kind {
            Kind::Instant => "succeeded",
            Kind::Debit => "processing",
            _ => "requires_action",
        };
        assert_eq!(begun["status"], expected, "{name}: {begun}");
        let action = method.action.filter(|_| method.kind != Kind::Debit);
        let shown = action.map_or(Value::Null, |action| action.as_str().into());
        assert_eq!(begun["next_action"]["type"], shown, "{name}");
        let paid = go_through(&shop, method, &begun, "authorize").await;
        assert_eq!(paid["status"], "succeeded", "{name}: {paid}");
        assert_eq!(
            (&paid["amount_received"], &paid["next_action"]),
            (&begun["amount"], &Value::Null)
        );
        shop.later().await;
        let charge = charge_of(&shop, &paid).await;
        assert_eq!(charge["payment_method_details"]["type"], name);
        assert!(charge["payment_method_details"][name].is_object(), "{name}");
        assert!(text(&charge["id"]).starts_with("py_"));
        let transaction = text(&charge["balance_transaction"]).to_owned();
        let path = format!("/v1/balance_transactions/{transaction}");
        let transaction = shop.get(&path, &[]).await.ok();
        assert_eq!(
            (&transaction["type"], &transaction["amount"]),
            (&"payment".into(), &paid["amount"])
        );
    }
}

async fn every_type_fails(shop: Shop) {
    let mut shops = Shops::new(&shop);
    for method in takable() {
        let name = method.name;
        let shop = shops.that_may_take(method).await;
        let mut form = form(method, "expire_with_delay@shop.test", "+351911111116");
        let number = match name {
            "acss_debit" => Some(("account_number", "000222222227")),
            "au_becs_debit" => Some(("account_number", "111111113")),
            "bacs_debit" => Some(("account_number", "22222227")),
            "sepa_debit" => Some(("iban", "DE62370400440532013001")),
            "us_bank_account" => Some(("account_number", "000222222227")),
            _ => None,
        };
        if let Some((part, number)) = number {
            let param = format!("payment_method_data[{name}][{part}]");
            for (_, value) in form.iter_mut().filter(|(given, _)| *given == param) {
                *value = number.to_owned();
            }
        }
        match name {
            // Nothing in the sandbox makes these fail.
            "link" | "nz_bank_account" | "payto" => continue,
            "blik" => form.retain(|(given, _)| !given.ends_with("[email]")),
            _ => {}
        }
        let email = [(
            "payment_method_data[billing_details][email]",
            "customer_declined@shop.test",
        )];
        let more = if name == "blik" { &email[..] } else { &[] };
        let begun = pay(&shop, &form, more).await.ok();
        // A debit comes back after its account was shown to be the customer's; a page lets it fail itself.
        let button = if number.is_some() { "authorize" } else { "fail" };
        let failed = go_through(&shop, method, &begun, button).await;
        assert_eq!(failed["status"], "requires_payment_method", "{name}: {failed}");
        assert_eq!(
            (&failed["payment_method"], &failed["amount_received"]),
            (&Value::Null, &json!(0)),
            "{name}"
        );
        let error = &failed["last_payment_error"];
        assert!(
            error["code"].is_string() && error["payment_method"]["type"] == name,
            "{name}: {error}"
        );
        let charge = charge_of(&shop, &failed).await;
        assert_eq!(
            (&charge["status"], &charge["paid"]),
            (&"failed".into(), &false.into()),
            "{name}"
        );
        assert_eq!(charge["failure_code"], error["code"], "{name}");
    }
}

async fn types_that_can_be_held_are_captured_later(shop: Shop) {
    let mut shops = Shops::new(&shop);
    for method in takable() {
        let name = method.name;
        let shop = shops.that_may_take(method).await;
        let held = paid_with(&shop, name, &[("capture_method", "manual")]).await;
        if method.hold_days.is_none() {
            held.error(400);
            continue;
        }
        let held = held.ok();
        let held = match method.kind {
            Kind::Instant => held,
            _ => {
                shop.press(&page_of(&held), "authorize").await;
                read(&shop, &held).await
            }
        };
        assert_eq!(held["status"], "requires_capture", "{name}");
        let path = format!("/v1/payment_intents/{}", text(&held["id"]));
        let captured = shop.post(&format!("{path}/capture"), &[]).await.ok();
        assert_eq!(
            (&captured["status"], &captured["amount_received"]),
            (&"succeeded".into(), &held["amount"])
        );
    }
}

async fn what_does_not_fit_is_refused(shop: Shop) {
    let german = shop.open_another(&[("country", "DE")]).await;
    let cases = [
        (
            &shop,
            "au_becs_debit",
            vec![],
            "This payment method is available to Stripe accounts in AU",
        ),
        (
            &shop,
            "grabpay",
            vec![],
            "The payment method type provided: grabpay is invalid",
        ),
        (
            &german,
            "ideal",
            vec![("currency", "usd")],
            "is invalid for payments with ideal",
        ),
        (
            &german,
            "ideal",
            vec![("capture_method", "manual")],
            "cannot be captured later",
        ),
        (
            &german,
            "eps",
            vec![("setup_future_usage", "off_session")],
            "cannot be set up for this usage",
        ),
    ];
    for (shop, name, more, message) in cases {
        let method = methods::named(name).unwrap();
        let mut form = form(method, "jenny@shop.test", "");
        form.retain(|(given, _)| !more.iter().any(|(name, _)| given == name));
        let error = pay(shop, &form, &more).await.error(400);
        assert!(text(&error["message"]).contains(message), "{name}: {error}");
    }
    for (name, gone, param) in [
        ("sepa_debit", "mandate_data[customer_acceptance][type]", "mandate_data"),
        (
            "sepa_debit",
            "payment_method_data[billing_details][email]",
            "billing_details[email]",
        ),
        (
            "sepa_debit",
            "payment_method_data[sepa_debit][iban]",
            "payment_method_data[sepa_debit][iban]",
        ),
        ("ideal", "return_url", "return_url"),
    ] {
        let mut form = form(methods::named(name).unwrap(), "jenny@shop.test", "");
        form.retain(|(given, _)| given != gone);
        let error = pay(&german, &form, &[]).await.error(400);
        assert_eq!(
            (&error["code"], &error["param"]),
            (&"parameter_missing".into(), &param.into()),
            "{error}"
        );
    }
}

async fn vouchers_run_out(shop: Shop) {
    let mexican = shop.open_another(&[("country", "MX")]).await;
    let oxxo = methods::named("oxxo").unwrap();
    let never = form(oxxo, "fill_never@shop.test", "");
    let more = [("payment_method_options[oxxo][expires_after_days]", "1")];
    let intent = pay(&mexican, &never, &more).await.ok();
    assert!(intent["next_action"]["oxxo_display_details"]["expires_after"].is_i64());
    mexican.advance("12h").await;
    assert_eq!(read(&mexican, &intent).await["status"], "requires_action");
    mexican.advance("2d").await;
    let expired = read(&mexican, &intent).await;
    assert_eq!(expired["status"], "requires_payment_method");
    assert_eq!(
        expired["last_payment_error"]["code"],
        "payment_intent_payment_attempt_expired"
    );
    let canceled = pay(&mexican, &never, &[]).await.ok();
    let cancel = format!("/v1/payment_intents/{}/cancel", text(&canceled["id"]));
    mexican.post(&cancel, &[]).await.ok();
    mexican.advance("7d").await;
    assert_eq!(read(&mexican, &canceled).await["status"], "canceled");
}
