//! The real binary's output, in each of its formats at its most talkative, tells no card number, code or key.

mod support;

use support::{Florin, KEY, florin};

const NUMBER: &str = "4000056655665556";
const CVC: &str = "8307";

/// A card as the form names it.
fn card(prefix: &str) -> String {
    format!("{prefix}[number]={NUMBER}&{prefix}[exp_month]=12&{prefix}[exp_year]=2040&{prefix}[cvc]=830")
}

fn send_in_every_way(server: &Florin) {
    let pay = format!(
        "amount=2000&currency=usd&confirm=true&return_url=https://shop.test&payment_method_data[type]=card&{}",
        card("payment_method_data[card]")
    );
    let ways = [
        ("POST", "/v1/tokens", card("card")),
        ("POST", "/v1/payment_methods", format!("type=card&{}", card("card"))),
        ("POST", "/v1/payment_intents", pay.clone()),
        (
            "POST",
            "/v1/setup_intents",
            pay.replace("amount=2000&currency=usd&", ""),
        ),
        (
            "POST",
            "/v1/test_helpers/confirmation_tokens",
            pay[pay.find("payment_method_data").unwrap()..].to_owned(),
        ),
        // In the wrong place.
        ("POST", "/v1/customers", format!("{NUMBER}={CVC}&name={NUMBER}")),
        ("POST", "/v1/payment_intents", format!("amount={NUMBER}&currency={CVC}")),
        ("GET", &format!("/v1/customers/{NUMBER}"), String::new()),
        ("GET", &format!("/v1/customers?email={NUMBER}&cvc={CVC}"), String::new()),
        ("GET", &format!("/{NUMBER}"), String::new()),
        ("POST", "/_florin/time", format!("{{\"advance\": \"{NUMBER}\"}}")),
    ];
    for (method, path, form) in ways {
        let answer = server.call(method, path, KEY, &form);
        assert!(answer.status < 500, "{method} {path}: {}", answer.body);
    }
    assert_eq!(server.call("GET", "/v1/customers", NUMBER, "").status, 401);
    assert_eq!(server.post("/v1/payment_intents", &pay).status, 200);
}

#[test]
fn no_log_tells_a_secret_in_whatever_format() {
    for format in [None, Some("text"), Some("json")] {
        let mut command = florin(&["serve", "--ephemeral", "--listen", "127.0.0.1:0"]);
        command.env("FLORIN_SECRET_KEY", KEY).env("FLORIN_LOG", "trace");
        if let Some(format) = format {
            command.args(["--log-format", format]);
        }
        let server = Florin::start(&mut command);
        send_in_every_way(&server);
        let (status, log) = server.stop();
        assert_eq!(status.code(), Some(0));
        assert!(log.lines().count() > 12, "{format:?}: it says something: {log}");
        for secret in [NUMBER, CVC, KEY] {
            let line = log.lines().find(|line| {
                line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                    .any(|word| word == secret)
            });
            assert_eq!(line, None, "{format:?}");
        }
    }
}
