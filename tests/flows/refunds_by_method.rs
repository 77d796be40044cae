//! Refunds of payments with something else than a card.

use acquiring::methods::{self, Refunds};
use florin_flows::{Shop, flows, text};

use crate::ways::{Shops, charge_of, go_through, page_of, paid_with, read};

flows![refunds_go_as_the_type_says, a_refund_waits_for_bank_details,];

async fn refunds_go_as_the_type_says(shop: Shop) {
    let mut shops = Shops::new(&shop);
    for name in ["eps", "sepa_debit", "affirm", "oxxo", "promptpay", "link"] {
        let method = methods::named(name).unwrap();
        let shop = shops.that_may_take(method).await;
        let more = if name == "affirm" { &[][..] } else { &[] };
        let begun = paid_with(&shop, name, more).await.ok();
        let paid = go_through(&shop, method, &begun, "authorize").await;
        let intent = text(&paid["id"]).to_owned();
        let reply = shop
            .post("/v1/refunds", &[("payment_intent", &intent), ("amount", "100")])
            .await;
        let expected = match method.refunds {
            Refunds::No => {
                assert_eq!(reply.error(400)["code"], "charge_not_refundable");
                continue;
            }
            Refunds::AtOnce => "succeeded",
            Refunds::Later => "pending",
            Refunds::Details => "requires_action",
        };
        let refund = reply.ok();
        assert_eq!(refund["status"], expected, "{name}");
        assert!(text(&refund["id"]).starts_with("pyr_"));
        shop.later().await;
        let later = shop
            .get(&format!("/v1/refunds/{}", text(&refund["id"])), &[])
            .await
            .ok();
        let expected = if expected == "pending" { "succeeded" } else { expected };
        assert_eq!(later["status"], expected, "{name}");
    }
}

async fn a_refund_waits_for_bank_details(shop: Shop) {
    let thai = shop.open_another(&[("country", "TH")]).await;
    let begun = paid_with(&thai, "promptpay", &[]).await.ok();
    thai.press(&page_of(&begun), "authorize").await;
    let charge = async || charge_of(&thai, &read(&thai, &begun).await).await;
    for (call, status) in [("cancel", "canceled"), ("expire", "failed")] {
        let refund = thai
            .post("/v1/refunds", &[("payment_intent", text(&begun["id"]))])
            .await
            .ok();
        let asked = &refund["next_action"]["display_details"];
        assert_eq!(asked["email_sent"]["email_sent_to"], "jenny@shop.test");
        assert_eq!(charge().await["amount_refunded"], 2_000);
        let id = text(&refund["id"]);
        let path = match call {
            "cancel" => format!("/v1/refunds/{id}/cancel"),
            _ => format!("/v1/test_helpers/refunds/{id}/expire"),
        };
        let ended = thai.post(&path, &[]).await.ok();
        assert_eq!(ended["status"], status);
        assert_eq!(charge().await["amount_refunded"], 0);
    }
}
