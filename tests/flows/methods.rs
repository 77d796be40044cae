//! Every way to pay, through the table: each type is paid and fails as its row says. And the types with ways of their own.

use std::collections::HashMap;

use acquiring::methods::{self, Currencies, Kind, Method, Refunds};
use florin_flows::{Reply, Shop, flows, text};
use serde_json::{Value, json};

flows![
    every_type_is_paid,
    every_type_fails,
    types_that_can_be_held_are_captured_later,
    what_does_not_fit_is_refused,
    a_redirect_tells_its_events_in_order,
    a_debit_tells_its_events_in_order,
    a_page_leads_back_once,
    accounts_decide_about_debits,
    a_revoked_debit_ends_its_mandate,
    an_account_is_verified_by_deposits,
    wrong_deposits_count,
    an_account_that_cannot_get_deposits_fails,
    a_linked_account_needs_no_deposits,
    a_debit_on_its_way_can_be_stopped,
    a_redirect_leaves_an_account_for_later,
    a_bank_account_is_set_up,
    a_redirect_is_set_up,
    vouchers_run_out,
    refunds_go_as_the_type_says,
    a_refund_waits_for_bank_details,
];

const RETURN: &str = "https://shop.test/done?order=7#top";

/// Countries in which an account can be opened, most first.
const COUNTRIES: &[&str] = &[
    "US", "DE", "AU", "BR", "GB", "MY", "NZ", "JP", "SG", "TH", "MX", "FR", "CA", "CH", "ES", "IT",
];

/// One shop per country, made when it is needed.
struct Shops<'a> {
    first: &'a Shop,
    open: HashMap<&'static str, Shop>,
}

impl<'a> Shops<'a> {
    fn new(first: &'a Shop) -> Shops<'a> {
        Shops {
            first,
            open: HashMap::new(),
        }
    }

    async fn that_may_take(&mut self, method: &Method) -> Shop {
        let fits = |country: &&&str| method.businesses.has(country);
        let country = COUNTRIES
            .iter()
            .find(fits)
            .unwrap_or_else(|| panic!("nowhere: {}", method.name));
        if !self.open.contains_key(country) {
            let shop = self.first.open_another(&[("country", country)]).await;
            self.open.insert(country, shop);
        }
        self.open[country].clone()
    }
}

/// Types that an account somewhere can take, but cards and bank transfers.
fn takable() -> impl Iterator<Item = &'static Method> {
    methods::all().iter().filter(|method| {
        let nowhere = COUNTRIES.iter().all(|country| !method.businesses.has(country));
        !nowhere && method.kind != Kind::Transfer && method.name != "card"
    })
}

/// A payment's parameters.
type Form = Vec<(String, String)>;

fn currency(method: &Method) -> &'static str {
    match &method.currencies {
        Currencies::All => "usd",
        Currencies::These(these) => these[0].code(),
    }
}

/// What a type wants to know, beyond name, address and e-mail.
fn details(name: &str) -> &'static [(&'static str, &'static str)] {
    match name {
        "acss_debit" => &[
            ("[acss_debit][account_number]", "000123456789"),
            ("[acss_debit][institution_number]", "000"),
            ("[acss_debit][transit_number]", "11000"),
        ],
        "au_becs_debit" => &[
            ("[au_becs_debit][account_number]", "000123456"),
            ("[au_becs_debit][bsb_number]", "000000"),
        ],
        "bacs_debit" => &[
            ("[bacs_debit][account_number]", "00012345"),
            ("[bacs_debit][sort_code]", "108800"),
        ],
        "boleto" => &[("[boleto][tax_id]", "000.000.000-00")],
        "fpx" => &[("[fpx][bank]", "maybank2u")],
        "nz_bank_account" => &[
            ("[nz_bank_account][account_number]", "0000000"),
            ("[nz_bank_account][bank_code]", "11"),
            ("[nz_bank_account][branch_code]", "0000"),
            ("[nz_bank_account][suffix]", "010"),
        ],
        "sepa_debit" => &[("[sepa_debit][iban]", "DE89 3704 0044 0532 0130 00")],
        "sofort" => &[("[sofort][country]", "DE")],
        "us_bank_account" => &[
            ("[us_bank_account][account_number]", "000123456789"),
            ("[us_bank_account][routing_number]", "110000000"),
        ],
        _ => &[],
    }
}

fn form(method: &Method, email: &str, phone: &str) -> Form {
    let name = method.name;
    let code = currency(method);
    let (least, _) = method.limits(code.parse().unwrap());
    let amount = least.unwrap_or_default().max(2_000);
    let data = |part: &str| format!("payment_method_data{part}");
    let mut form = vec![
        ("amount".to_owned(), amount.to_string()),
        ("currency".to_owned(), code.to_owned()),
        ("allowed_payment_method_types[]".to_owned(), name.to_owned()),
        (data("[type]"), name.to_owned()),
        (data("[billing_details][name]"), "Jenny Rosen".to_owned()),
        (data("[billing_details][email]"), email.to_owned()),
        (data("[billing_details][phone]"), phone.to_owned()),
        (data("[billing_details][tax_id]"), "000.000.000-00".to_owned()),
        (data("[billing_details][address][line1]"), "Hauptstr. 1".to_owned()),
        (data("[billing_details][address][country]"), "DE".to_owned()),
        (
            "mandate_data[customer_acceptance][type]".to_owned(),
            "offline".to_owned(),
        ),
        ("return_url".to_owned(), RETURN.to_owned()),
        ("confirm".to_owned(), "true".to_owned()),
    ];
    form.extend(
        details(name)
            .iter()
            .map(|(part, value)| (data(part), (*value).to_owned())),
    );
    match name {
        "blik" => form.push(("payment_method_options[blik][code]".to_owned(), "123456".to_owned())),
        "wechat_pay" => form.push((
            "payment_method_options[wechat_pay][client]".to_owned(),
            "web".to_owned(),
        )),
        _ => {}
    }
    form
}

async fn pay(shop: &Shop, form: &Form, more: &[(&str, &str)]) -> Reply {
    let given = form.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let all: Vec<(&str, &str)> = given.chain(more.iter().copied()).collect();
    shop.post("/v1/payment_intents", &all).await
}

async fn paid_with(shop: &Shop, name: &str, more: &[(&str, &str)]) -> Reply {
    let method = methods::named(name).unwrap();
    pay(shop, &form(method, "jenny@shop.test", "+351911111110"), more).await
}

/// The bank's page of an intent, wherever its action has it.
fn page_of(intent: &Value) -> String {
    let action = &intent["next_action"];
    let own = &action[text(&action["type"])];
    let urls = [
        "url",
        "hosted_instructions_url",
        "hosted_voucher_url",
        "hosted_verification_url",
    ];
    let url = urls.iter().find_map(|name| own[*name].as_str());
    url.unwrap_or_else(|| panic!("no page: {intent}")).to_owned()
}

async fn read(shop: &Shop, intent: &Value) -> Value {
    shop.get(
        &format!("/v1/{}s/{}", text(&intent["object"]), text(&intent["id"])),
        &[],
    )
    .await
    .ok()
}

async fn charge_of(shop: &Shop, intent: &Value) -> Value {
    let charge = text(&intent["latest_charge"]).to_owned();
    shop.get(&format!("/v1/charges/{charge}"), &[]).await.ok()
}

/// Does what the customer has to do, and lets the time pass that it takes.
async fn go_through(shop: &Shop, method: &Method, intent: &Value, button: &str) -> Value {
    match method.kind {
        Kind::Instant | Kind::Debit | Kind::Voucher | Kind::Push | Kind::Transfer => {}
        Kind::Redirect | Kind::RedirectDelayed | Kind::Scan | Kind::DebitVerified => {
            assert_eq!(intent["status"], "requires_action", "{}: {intent}", method.name);
            let page = shop.open_page(&page_of(intent)).await;
            assert!(page.body.contains("Authorize Test Payment"), "{}", page.body);
            let back = shop.press(&page_of(intent), button).await;
            assert_eq!(back.status, 303, "{}", back.body);
        }
    }
    shop.advance("5m").await;
    read(shop, intent).await
}

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

async fn events_of(shop: &Shop) -> String {
    shop.events().await.join(" ")
}

async fn a_redirect_tells_its_events_in_order(shop: Shop) {
    let paid = paid_with(&shop, "ideal", &[]).await.ok();
    shop.press(&page_of(&paid), "authorize").await;
    shop.later().await;
    assert_eq!(
        events_of(&shop).await,
        "payment_intent.created payment_intent.requires_action payment_intent.succeeded charge.succeeded charge.updated"
    );
    let other = shop.open_another(&[]).await;
    let failed = paid_with(&other, "ideal", &[]).await.ok();
    other.press(&page_of(&failed), "fail").await;
    assert_eq!(
        events_of(&other).await,
        "payment_intent.created payment_intent.requires_action charge.failed payment_intent.payment_failed"
    );
}

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

async fn a_page_leads_back_once(shop: Shop) {
    let intent = paid_with(&shop, "ideal", &[]).await.ok();
    let page = page_of(&intent);
    let shown = shop.open_page(&page).await.body;
    assert!(
        shown.contains("iDEAL") && shown.contains("€20.00") && shown.contains("lang=\"de\""),
        "{shown}"
    );
    let back = shop.press(&page, "authorize").await;
    let (id, secret) = (text(&intent["id"]), text(&intent["client_secret"]));
    let expected = format!(
        "https://shop.test/done?order=7&payment_intent={id}&payment_intent_client_secret={secret}&redirect_status=succeeded#top"
    );
    assert_eq!(back.header("location"), Some(expected.as_str()));
    shop.press(&page, "fail").await;
    assert_eq!(read(&shop, &intent).await["status"], "succeeded");
    assert!(shop.open_page(&page).await.body.contains("Nothing to do"));
    let delayed = paid_with(&shop, "sofort", &[]).await.ok();
    let back = shop.press(&page_of(&delayed), "authorize").await;
    assert!(
        back.header("location")
            .is_some_and(|url| url.contains("redirect_status=pending"))
    );
    assert_eq!(read(&shop, &delayed).await["status"], "processing");
}

/// A payment with a magic id of a bank account.
async fn debit(shop: &Shop, account: &str, more: &[(&str, &str)]) -> Reply {
    let kind = if account.contains("usBank") {
        "us_bank_account"
    } else {
        "sepa_debit"
    };
    let currency = if kind == "sepa_debit" { "eur" } else { "usd" };
    let mut form = vec![
        ("amount", "2000"),
        ("currency", currency),
        ("payment_method", account),
        ("allowed_payment_method_types[]", kind),
        ("mandate_data[customer_acceptance][type]", "offline"),
        ("confirm", "true"),
    ];
    form.extend_from_slice(more);
    shop.post("/v1/payment_intents", &form).await
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

async fn verify(shop: &Shop, intent: &Value, read: &[(&str, &str)]) -> Reply {
    let path = format!(
        "/v1/{}s/{}/verify_microdeposits",
        text(&intent["object"]),
        text(&intent["id"])
    );
    shop.post(&path, read).await
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

async fn a_redirect_leaves_an_account_for_later(shop: Shop) {
    let customer = shop.customer().await;
    for (name, email, status) in [
        ("ideal", "jenny@shop.test", "succeeded"),
        (
            "bancontact",
            "generatedSepaDebitIntentsFail@example.com",
            "requires_payment_method",
        ),
    ] {
        let method = methods::named(name).unwrap();
        let more = [("customer", customer.as_str()), ("setup_future_usage", "off_session")];
        let intent = pay(&shop, &form(method, email, ""), &more).await.ok();
        shop.press(&page_of(&intent), "authorize").await;
        let paid = read(&shop, &intent).await;
        assert_eq!(paid["status"], "succeeded", "{paid}");
        let details = &charge_of(&shop, &paid).await["payment_method_details"][name];
        let account = text(&details["generated_sepa_debit"]).to_owned();
        assert!(text(&details["generated_sepa_debit_mandate"]).starts_with("mandate_"));
        let saved = shop.get(&format!("/v1/payment_methods/{account}"), &[]).await.ok();
        assert_eq!(
            (&saved["type"], &saved["customer"]),
            (&"sepa_debit".into(), &customer.as_str().into())
        );
        assert_eq!(saved["sepa_debit"]["generated_from"]["charge"], paid["latest_charge"]);
        let later = [("customer", customer.as_str()), ("off_session", "true")];
        let debited = shop
            .post(
                "/v1/payment_intents",
                &[
                    &[
                        ("amount", "2000"),
                        ("currency", "eur"),
                        ("payment_method", account.as_str()),
                        ("allowed_payment_method_types[]", "sepa_debit"),
                        ("confirm", "true"),
                    ][..],
                    &later[..],
                ]
                .concat(),
            )
            .await
            .ok();
        assert_eq!(debited["status"], "processing");
        shop.advance("10s").await;
        assert_eq!(read(&shop, &debited).await["status"], status, "{name}");
    }
}

fn set_up(name: &str) -> Form {
    let mut form = form(methods::named(name).unwrap(), "jenny@shop.test", "");
    form.retain(|(given, _)| given != "amount" && given != "currency");
    form
}

async fn begin_set_up(shop: &Shop, name: &str, customer: &str) -> Value {
    let form = set_up(name);
    let given = form.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let all: Vec<(&str, &str)> = given.chain([("customer", customer)]).collect();
    shop.post("/v1/setup_intents", &all).await.ok()
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

async fn a_redirect_is_set_up(shop: Shop) {
    let customer = shop.customer().await;
    for name in ["ideal", "bancontact", "sofort", "paypal"] {
        let german = shop.open_another(&[("country", "DE")]).await;
        let (shop, customer) = match name {
            "paypal" => (&german, german.customer().await),
            _ => (&shop, customer.clone()),
        };
        let intent = begin_set_up(shop, name, &customer).await;
        let back = shop.press(&page_of(&intent), "authorize").await;
        assert!(
            back.header("location")
                .is_some_and(|url| url.contains("setup_intent=") && url.contains("redirect_status=succeeded"))
        );
        let done = read(shop, &intent).await;
        assert_eq!(done["status"], "succeeded", "{name}");
        let path = format!("/v1/customers/{customer}/payment_methods");
        let saved = shop.get(&path, &[]).await.ok();
        let kind = if name == "paypal" { "paypal" } else { "sepa_debit" };
        assert_eq!(saved["data"][0]["type"], kind, "{name}");
        let attempts = shop
            .get("/v1/setup_attempts", &[("setup_intent", text(&done["id"]))])
            .await
            .ok();
        let details = &attempts["data"][0]["payment_method_details"];
        assert_eq!(details["type"], name);
        if kind == "sepa_debit" {
            assert_eq!(details[name]["generated_sepa_debit"], saved["data"][0]["id"]);
        }
        let failed = begin_set_up(shop, name, &customer).await;
        shop.press(&page_of(&failed), "fail").await;
        let failed = read(shop, &failed).await;
        assert_eq!(
            failed["last_setup_error"]["code"],
            "setup_intent_authentication_failure"
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
