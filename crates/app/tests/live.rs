//! Live mode: its keys, and a payment while nobody can make it.

mod support;

use std::path::Path;

use support::{Florin, florin, output};

/// What the command prints; it succeeds.
fn keys(folder: &Path, args: &[&str]) -> String {
    let mut command = florin(&["keys"]);
    let output = output(command.args(args).args(["--data-dir", folder.to_str().unwrap()]));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{args:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// Id and text of a new key.
fn create(folder: &Path, args: &[&str]) -> (String, String) {
    let printed = keys(folder, &[&["create"], args].concat());
    let (id, text) = printed.trim().split_once('\n').unwrap();
    (id.to_owned(), text.to_owned())
}

#[test]
fn a_live_payment_is_refused_while_no_acquirer_is_configured() {
    let folder = tempfile::tempdir().unwrap();
    let server = Florin::on(folder.path());
    let (_, secret) = create(folder.path(), &["--live", "--name", "shop"]);
    let (_, publishable) = create(folder.path(), &["--live", "--kind", "publishable"]);
    assert!(secret.starts_with("sk_live_") && publishable.starts_with("pk_live_"));

    let card = "type=card&card[number]=4929907390318794&card[exp_month]=12&card[exp_year]=2040&card[cvc]=123";
    let card = server.call("POST", "/v1/payment_methods", &publishable, card);
    assert_eq!(card.status, 200, "{}", card.body);
    let (card, pay) = (
        card.json(),
        "amount=2000&currency=usd&confirm=true&return_url=https://shop.test&payment_method=",
    );
    assert_eq!(card["livemode"], true);
    let refused = server.call(
        "POST",
        "/v1/payment_intents",
        &secret,
        &format!("{pay}{}", card["id"].as_str().unwrap()),
    );
    assert_eq!(refused.status, 402, "{}", refused.body);
    assert_eq!(
        refused.error("invalid_request_error"),
        "No acquirer is configured for live payments. Use a test key, or configure one."
    );
    // Nothing was charged, and test cards are no cards here.
    let list = server.call("GET", "/v1/charges", &secret, "").json();
    assert!(list["data"].as_array().unwrap().is_empty());
    let magic = server.call("POST", "/v1/payment_intents", &secret, &format!("{pay}pm_card_visa"));
    assert_eq!(magic.status, 400, "{}", magic.body);
    // The sandbox's controls are not for live keys, and what is made in live mode is not seen in test mode.
    assert_eq!(server.call("GET", "/_florin/state", &secret, "").status, 403);
    let path = format!("/v1/payment_methods/{}", card["id"].as_str().unwrap());
    assert_eq!(
        (server.get(&path).status, server.call("GET", &path, &secret, "").status),
        (404, 200)
    );
}

#[test]
fn keys_are_listed_made_and_revoked_while_the_server_runs() {
    let folder = tempfile::tempdir().unwrap();
    let server = Florin::on(folder.path());
    let (id, text) = create(
        folder.path(),
        &["--kind", "restricted", "--permission", "charge_read", "--name", "ci"],
    );
    assert_eq!(server.call("GET", "/v1/charges", &text, "").status, 200);
    assert_eq!(server.call("GET", "/v1/customers", &text, "").status, 403);
    let listed = keys(folder.path(), &["list"]);
    let line = listed.lines().find(|line| line.starts_with(&id)).unwrap();
    for part in ["rk_test_…", &text[text.len() - 4..], "restricted", "valid", "ci"] {
        assert!(line.contains(part), "{part}: {line}");
    }
    assert!(!listed.contains(&text));
    // The first start's two, and this one.
    assert_eq!(listed.lines().count(), 1 + 3, "{listed}");

    keys(folder.path(), &["revoke", &id]);
    keys(folder.path(), &["revoke", &id]);
    assert!(keys(folder.path(), &["list"]).contains("revoked"));
    // A server that starts now has never known it otherwise.
    assert_eq!(server.stop().0.code(), Some(0));
    let server = Florin::on(folder.path());
    let refused = server.call("GET", "/v1/charges", &text, "");
    assert_eq!(refused.status, 401);
    assert!(
        refused
            .error("invalid_request_error")
            .starts_with("Expired API Key provided: rk_test_")
    );

    for (args, says) in [
        (vec!["create", "--kind", "restricted"], "at least one --permission"),
        (
            vec!["create", "--kind", "restricted", "--permission", "nonsense"],
            "no permission nonsense",
        ),
        (
            vec!["create", "--permission", "charge_read"],
            "at least one --permission",
        ),
        (vec!["list", "--account", "acct_none"], "no account acct_none"),
        (vec!["revoke", "mk_none"], "has no key mk_none"),
    ] {
        let mut command = florin(&["keys"]);
        let said = support::refusal(
            command
                .args(&args)
                .args(["--data-dir", folder.path().to_str().unwrap()]),
        );
        assert!(said.contains(says), "{args:?}: {said}");
    }
}
