//! What the stories about ways to pay share: shops in the countries that take them, forms that fill in what a type wants,
//! and what the customer does.

use std::collections::HashMap;

use acquiring::methods::{self, Currencies, Kind, Method};
use florin_flows::{Reply, Shop, text};
use serde_json::Value;

pub const RETURN: &str = "https://shop.test/done?order=7#top";

/// Countries in which an account can be opened, most first.
pub const COUNTRIES: &[&str] = &[
    "US", "DE", "AU", "BR", "GB", "MY", "NZ", "JP", "SG", "TH", "MX", "FR", "CA", "CH", "ES", "IT",
];

/// One shop per country, made when it is needed.
pub struct Shops<'a> {
    first: &'a Shop,
    open: HashMap<&'static str, Shop>,
}

impl<'a> Shops<'a> {
    pub fn new(first: &'a Shop) -> Shops<'a> {
        Shops {
            first,
            open: HashMap::new(),
        }
    }

    pub async fn that_may_take(&mut self, method: &Method) -> Shop {
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
pub fn takable() -> impl Iterator<Item = &'static Method> {
    methods::all().iter().filter(|method| {
        let nowhere = COUNTRIES.iter().all(|country| !method.businesses.has(country));
        !nowhere && method.kind != Kind::Transfer && method.name != "card"
    })
}

/// A payment's parameters.
pub type Form = Vec<(String, String)>;

pub fn currency(method: &Method) -> &'static str {
    match &method.currencies {
        Currencies::All => "usd",
        Currencies::These(these) => these[0].code(),
    }
}

/// What a type wants to know, beyond name, address and e-mail.
pub fn details(name: &str) -> &'static [(&'static str, &'static str)] {
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

pub fn form(method: &Method, email: &str, phone: &str) -> Form {
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

pub async fn pay(shop: &Shop, form: &Form, more: &[(&str, &str)]) -> Reply {
    let given = form.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let all: Vec<(&str, &str)> = given.chain(more.iter().copied()).collect();
    shop.post("/v1/payment_intents", &all).await
}

pub async fn paid_with(shop: &Shop, name: &str, more: &[(&str, &str)]) -> Reply {
    let method = methods::named(name).unwrap();
    pay(shop, &form(method, "jenny@shop.test", "+351911111110"), more).await
}

/// The bank's page of an intent, wherever its action has it.
pub fn page_of(intent: &Value) -> String {
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

pub async fn read(shop: &Shop, intent: &Value) -> Value {
    shop.get(
        &format!("/v1/{}s/{}", text(&intent["object"]), text(&intent["id"])),
        &[],
    )
    .await
    .ok()
}

pub async fn charge_of(shop: &Shop, intent: &Value) -> Value {
    let charge = text(&intent["latest_charge"]).to_owned();
    shop.get(&format!("/v1/charges/{charge}"), &[]).await.ok()
}

/// Does what the customer has to do, and lets the time pass that it takes.
pub async fn go_through(shop: &Shop, method: &Method, intent: &Value, button: &str) -> Value {
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

/// A payment with a magic id of a bank account.
pub async fn debit(shop: &Shop, account: &str, more: &[(&str, &str)]) -> Reply {
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

pub async fn verify(shop: &Shop, intent: &Value, read: &[(&str, &str)]) -> Reply {
    let path = format!(
        "/v1/{}s/{}/verify_microdeposits",
        text(&intent["object"]),
        text(&intent["id"])
    );
    shop.post(&path, read).await
}

pub fn set_up(name: &str) -> Form {
    let mut form = form(methods::named(name).unwrap(), "jenny@shop.test", "");
    form.retain(|(given, _)| given != "amount" && given != "currency");
    form
}

pub async fn begin_set_up(shop: &Shop, name: &str, customer: &str) -> Value {
    let form = set_up(name);
    let given = form.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let all: Vec<(&str, &str)> = given.chain([("customer", customer)]).collect();
    shop.post("/v1/setup_intents", &all).await.ok()
}

pub async fn events_of(shop: &Shop) -> String {
    shop.events().await.join(" ")
}
