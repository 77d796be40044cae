//! Debits of bank accounts: by the sandbox's accounts, after microdeposits, stopped on their way, set up for later.

use acquiring::methods;
use florin_flows::{Shop, flows, text};
use serde_json::{Value, json};

use crate::ways::{begin_set_up, charge_of, debit, events_of, form, paid_with, pay, read, verify};

flows![
    a_debit_tells_its_events_in_order,
    accounts_decide_about_debits,
    a_revoked_debit_ends_its_mandate,
    an_account_is_verified_by_deposits,
    wrong_deposits_count,
    an_account_that_cannot_get_deposits_fails,
    a_debit_on_its_way_can_be_stopped,
    a_bank_account_is_set_up,
];

async fn a_debit_tells_its_events_in_order(shop: Shop) {
    let begun = paid_with(&shop, "sepa_debit", &[]).await.ok();
    let pending = charge_of(&shop, &begun).await;
    assert_eq!(
        (&pending["status"], &pending["paid"]),
        (&"pending".into(), &false.into())
    );
    assert_eq!(pending["balance_transaction"], Value::Null);
    shop.later().await;
    shop.later().await;
    assert_eq!(
        events_of(&shop).await,
        "payment_intent.created payment_intent.processing charge.pending charge.succeeded payment_intent.succeeded charge.updated"
    );
    let refused = shop
        .post(&format!("/v1/payment_intents/{}/confirm", text(&begun["id"])), &[])
        .await;
    refused.error(400);
}

async fn accounts_decide_about_debits(shop: Shop) {
    for (account, code) in [
        ("pm_usBankAccount_success", None),
        ("pm_usBankAccount", None),
        ("pm_usBankAccount_insufficientFunds", Some("insufficient_funds")),
        ("pm_usBankAccount_noAccount", Some("no_account")),
        ("pm_sepaDebit_success_fr", None),
        ("pm_sepaDebit_disputed_de", None),
        ("pm_failed_de", Some("generic_could_not_process")),
    ] {
        let begun = debit(&shop, account, &[]).await.ok();
        assert_eq!(begun["status"], "processing", "{account}");
        shop.advance("10s").await;
        let ended = read(&shop, &begun).await;
        let expected = if code.is_some() {
            "requires_payment_method"
        } else {
            "succeeded"
        };
        assert_eq!(ended["status"], expected, "{account}");
        let error = code.map_or(Value::Null, |code| json!(code));
        assert_eq!(ended["last_payment_error"]["code"], error, "{account}");
    }
    let delayed = debit(&shop, "pm_sepaDebit_successDelayed_de", &[]).await.ok();
    shop.advance("2m").await;
    assert_eq!(read(&shop, &delayed).await["status"], "processing");
    shop.advance("2m").await;
    assert_eq!(read(&shop, &delayed).await["status"], "succeeded");
    for (account, code) in [
        (
            "pm_sepaDebit_exceedsWeeklyTransactionLimit_de",
            "charge_exceeds_weekly_limit",
        ),
        ("pm_usBankAccount_weeklyLimitExceeded", "charge_exceeds_source_limit"),
        ("pm_usBankAccount_riskLevelHighest", "card_declined"),
    ] {
        let error = debit(&shop, account, &[]).await.error(402);
        assert_eq!(error["code"], code, "{account}");
        assert_eq!(error["payment_intent"]["status"], "requires_payment_method");
    }
}

async fn a_revoked_debit_ends_its_mandate(shop: Shop) {
    let begun = debit(&shop, "pm_usBankAccount_debitNotAuthorized", &[]).await.ok();
    let charge = charge_of(&shop, &begun).await;
    let mandate = text(&charge["payment_method_details"]["us_bank_account"]["mandate"]).to_owned();
    let path = format!("/v1/mandates/{mandate}");
    let given = shop.get(&path, &[]).await.ok();
    assert_eq!(
        (&given["status"], &given["type"]),
        (&"active".into(), &"single_use".into())
    );
    assert_eq!(given["single_use"], json!({"amount": 2000, "currency": "usd"}));
    shop.advance("10s").await;
    assert_eq!(shop.get(&path, &[]).await.ok()["status"], "inactive");
    assert!(shop.events().await.contains(&"mandate.updated".to_owned()));
}

async fn an_account_is_verified_by_deposits(shop: Shop) {
    let intent = paid_with(&shop, "us_bank_account", &[]).await.ok();
    let action = &intent["next_action"]["verify_with_microdeposits"];
    assert_eq!(action["microdeposit_type"], "amounts");
    let browser = shop.browser();
    let secret = text(&intent["client_secret"]);
    let form = [("amounts[]", "32"), ("amounts[]", "45"), ("client_secret", secret)];
    let going = verify(&browser, &intent, &form).await.ok();
    assert_eq!(going["status"], "processing");
    shop.advance("10s").await;
    assert_eq!(read(&shop, &intent).await["status"], "succeeded");
    let again = verify(&shop, &intent, &[("descriptor_code", "SM11AA")]).await;
    assert_eq!(again.error(400)["code"], "intent_invalid_state");
}

async fn wrong_deposits_count(shop: Shop) {
    let intent = paid_with(&shop, "us_bank_account", &[]).await.ok();
    for _ in 0..2 {
        let error = verify(&shop, &intent, &[("amounts[]", "1"), ("amounts[]", "2")])
            .await
            .error(400);
        assert_eq!(
            error["code"],
            "payment_method_microdeposit_verification_amounts_mismatch"
        );
        assert_eq!(read(&shop, &intent).await["status"], "requires_action");
    }
    let error = verify(&shop, &intent, &[("amounts[]", "1"), ("amounts[]", "2")])
        .await
        .error(400);
    assert_eq!(
        error["code"],
        "payment_method_microdeposit_verification_attempts_exceeded"
    );
    assert_eq!(read(&shop, &intent).await["status"], "requires_payment_method");
    let other = paid_with(&shop, "us_bank_account", &[]).await.ok();
    let error = verify(&shop, &other, &[("descriptor_code", "SM44DD")]).await.error(400);
    assert_eq!(error["code"], "payment_method_microdeposit_verification_timeout");
    let third = paid_with(&shop, "us_bank_account", &[]).await.ok();
    verify(&shop, &third, &[("amounts[]", "32")]).await.error(400);
    verify(&shop, &third, &[]).await.error(400);
    assert_eq!(read(&shop, &third).await["status"], "requires_action");
}

async fn an_account_that_cannot_get_deposits_fails(shop: Shop) {
    let mut form = form(methods::named("us_bank_account").unwrap(), "jenny@shop.test", "");
    for (_, value) in form.iter_mut().filter(|(name, _)| name.ends_with("[account_number]")) {
        *value = "000666666661".to_owned();
    }
    let intent = pay(&shop, &form, &[]).await.ok();
    assert_eq!(intent["status"], "requires_action");
    shop.advance("10s").await;
    let failed = read(&shop, &intent).await;
    assert_eq!(
        failed["last_payment_error"]["code"],
        "payment_method_microdeposit_failed"
    );
    for (_, value) in form.iter_mut().filter(|(name, _)| name.ends_with("[account_number]")) {
        *value = "123".to_owned();
    }
    assert_eq!(
        pay(&shop, &form, &[]).await.error(400)["code"],
        "account_number_invalid"
    );
}

async fn a_debit_on_its_way_can_be_stopped(shop: Shop) {
    let intent = debit(&shop, "pm_usBankAccount_processing", &[]).await.ok();
    shop.later().await;
    assert_eq!(read(&shop, &intent).await["status"], "processing");
    let cancel = format!("/v1/payment_intents/{}/cancel", text(&intent["id"]));
    let canceled = shop.post(&cancel, &[]).await.ok();
    assert_eq!(canceled["status"], "canceled");
    assert_eq!(charge_of(&shop, &canceled).await["status"], "failed");
    let other = debit(&shop, "pm_sepaDebit_successDelayed_de", &[]).await.ok();
    let cancel = format!("/v1/payment_intents/{}/cancel", text(&other["id"]));
    shop.post(&cancel, &[]).await.error(400);
}

async fn a_bank_account_is_set_up(shop: Shop) {
    let customer = shop.customer().await;
    let done = begin_set_up(&shop, "sepa_debit", &customer).await;
    assert_eq!(done["status"], "succeeded");
    let mandate = shop
        .get(&format!("/v1/mandates/{}", text(&done["mandate"])), &[])
        .await
        .ok();
    assert_eq!(mandate["type"], "multi_use");
    let account = begin_set_up(&shop, "us_bank_account", &customer).await;
    assert_eq!(account["next_action"]["type"], "verify_with_microdeposits");
    let wrong = verify(&shop, &account, &[("descriptor_code", "SM00ZZ")])
        .await
        .error(400);
    assert_eq!(
        wrong["code"],
        "payment_method_microdeposit_verification_descriptor_code_mismatch"
    );
    let done = verify(&shop, &account, &[("descriptor_code", "SM11AA")]).await.ok();
    assert_eq!(done["status"], "succeeded");
    let path = format!("/v1/customers/{customer}/payment_methods");
    let saved = shop.get(&path, &[]).await.ok();
    assert_eq!(saved["data"].as_array().map(Vec::len), Some(2));
    let over = begin_set_up(&shop, "us_bank_account", &customer).await;
    verify(&shop, &over, &[("descriptor_code", "SM33CC")]).await.error(400);
    assert_eq!(read(&shop, &over).await["status"], "requires_payment_method");
}
