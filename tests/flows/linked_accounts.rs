//! Accounts that a customer links in the dialog.

use florin_flows::{Shop, flows, text};

use crate::ways::read;

flows![a_linked_account_needs_no_deposits,];

async fn a_linked_account_needs_no_deposits(shop: Shop) {
    let choose = async |account: &str| {
        let form = [("institution", "test"), ("account", account)];
        shop.browser().post("/v1/elements/bank_accounts", &form).await
    };
    for (account, status) in [("success", "succeeded"), ("no_account", "requires_payment_method")] {
        let linked = choose(account).await.ok();
        assert_eq!(linked["institution_name"], "Test Institution");
        let intent = shop
            .post(
                "/v1/payment_intents",
                &[
                    ("amount", "2000"),
                    ("currency", "usd"),
                    ("allowed_payment_method_types[]", "us_bank_account"),
                    ("payment_method_data[type]", "us_bank_account"),
                    ("payment_method_data[billing_details][name]", "Jenny Rosen"),
                    (
                        "payment_method_data[us_bank_account][financial_connections_account]",
                        text(&linked["id"]),
                    ),
                    ("mandate_data[customer_acceptance][type]", "offline"),
                    ("confirm", "true"),
                ],
            )
            .await
            .ok();
        assert_eq!(intent["status"], "processing", "{intent}");
        shop.advance("10s").await;
        assert_eq!(read(&shop, &intent).await["status"], status);
    }
    choose("gold").await.error(400);
}
