//! Card numbers and security codes are nowhere: not on disk, not in what the server says or logs.

use std::io::Write;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use florin_flows::{Reply, Shop, TestServer, flows, text};
use parking_lot::Mutex;

flows![
    a_number_sent_in_any_way_is_kept_nowhere,
    the_operator_can_refuse_numbers
];

/// Numbers and a code that no other test uses, so that what is found is ours. The last is no card.
const NUMBERS: [&str; 6] = [
    "4000056655665556",
    "5200828282828210",
    "4000000000009995",
    "4000002760003184",
    "371449635398431",
    "4929907390318794",
];
const CVC: &str = "830";
const CVC_OF_FOUR: &str = "8307";

/// What the server logs at its most talkative, of all tests of this process.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

static LOG: LazyLock<Log> = LazyLock::new(|| {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    // Another test may have set one; then there is nothing to look at.
    let _ = tracing_subscriber::util::SubscriberInitExt::try_init(subscriber);
    log
});

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn card<'a>(prefix: &str, number: &'a str) -> Vec<(String, &'a str)> {
    let parts = [
        ("number", number),
        ("exp_month", "12"),
        ("exp_year", "2044"),
        ("cvc", if number.len() == 15 { CVC_OF_FOUR } else { CVC }),
    ];
    let named = |(name, value): (&str, &'a str)| (format!("{prefix}[{name}]"), value);
    parts.into_iter().map(named).collect()
}

async fn post(shop: &Shop, path: &str, more: &[(&str, &str)], card: &[(String, &str)]) -> Reply {
    let mut form = more.to_vec();
    form.extend(card.iter().map(|(name, value)| (name.as_str(), *value)));
    shop.post(path, &form).await
}

async fn a_number_sent_in_any_way_is_kept_nowhere(shop: Shop) {
    LazyLock::force(&LOG);
    let Some(server) = TestServer::start(shop.server.database, |_| {}).await else {
        return;
    };
    let server = Arc::new(server);
    let shop = Shop::open(&server, &[]).await;
    let mut bodies = Vec::new();
    for number in NUMBERS {
        bodies.extend(send_in_every_way(&shop, number).await);
    }
    shop.later().await;
    bodies.push(shop.get("/v1/events", &[("limit", "100")]).await.body);
    bodies.push(shop.get("/v1/charges", &[("limit", "100")]).await.body);
    for secret in NUMBERS.iter().chain([&CVC, &CVC_OF_FOUR]) {
        for body in &bodies {
            assert!(
                !contains_alone(body.as_bytes(), secret.as_bytes()),
                "{secret} is in {body}"
            );
        }
    }
    drop(shop);
    let database = server.database_files().await;
    let server = Arc::try_unwrap(server).ok().expect("nobody else holds the server");
    let folder = server.stop().await;
    for folder in database.iter().chain([&folder]) {
        assert!(searched_below(folder) > 0, "{} has files", folder.display());
    }
    std::fs::remove_dir_all(folder).expect("the folder can be removed");
    assert_not_logged();
}

async fn send_in_every_way(shop: &Shop, number: &str) -> Vec<String> {
    let done = ("return_url", "https://shop.test/done");
    let kind = ("payment_method_data[type]", "card");
    let pay = [("amount", "2000"), ("currency", "usd"), ("confirm", "true"), done, kind];
    let data = card("payment_method_data[card]", number);
    let plain = card("card", number);
    let browser = shop.browser();
    let intent = shop.post("/v1/payment_intents", &pay[..2]).await.ok();
    let confirm = format!("/v1/payment_intents/{}/confirm", text(&intent["id"]));
    let secret = ("client_secret", text(&intent["client_secret"]));
    let replies = [
        post(&browser, "/v1/tokens", &[], &plain).await,
        post(shop, "/v1/tokens", &[], &plain).await,
        post(&browser, "/v1/payment_methods", &[("type", "card")], &plain).await,
        post(shop, "/v1/payment_methods", &[("type", "card")], &plain).await,
        post(shop, "/v1/payment_intents", &pay, &data).await,
        post(
            &shop.idempotent(&format!("key-of-{}", number.len())),
            "/v1/payment_intents",
            &pay,
            &data,
        )
        .await,
        post(&browser, &confirm, &[secret, done, kind], &data).await,
        post(shop, "/v1/setup_intents", &[("confirm", "true"), done, kind], &data).await,
        post(shop, "/v1/test_helpers/confirmation_tokens", &[kind], &data).await,
        // In the wrong place, where errors repeat what was sent.
        shop.post("/v1/customers", &[(number, "x")]).await,
        shop.get(&format!("/v1/customers/{number}"), &[]).await,
        shop.pay(number, &[]).await,
        shop.post("/v1/payment_intents", &[("amount", number), ("currency", number)])
            .await,
        shop.post("/v1/tokens", &[("card", number)]).await,
        shop.post(
            "/v1/tokens",
            &[("card[number]", number), ("card[exp_month]", "13"), ("card[cvc]", CVC)],
        )
        .await,
        shop.version(number).get("/v1/customers", &[]).await,
        shop.with_key(number).get("/v1/customers", &[]).await,
        shop.get(&format!("/{number}"), &[]).await,
    ];
    assert!(replies.iter().all(|reply| reply.status.as_u16() < 500));
    replies.into_iter().map(|reply| reply.body).collect()
}

fn assert_not_logged() {
    let log = LOG.0.lock();
    for line in log.split(|byte| *byte == b'\n') {
        let found = NUMBERS.iter().find(|number| contains_alone(line, number.as_bytes()));
        assert_eq!(found, None, "in {}", String::from_utf8_lossy(line));
    }
}

/// No number is in any file; how many bytes were looked at.
fn searched_below(folder: &Path) -> usize {
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() {
            seen += searched_below(&path);
            continue;
        }
        let bytes = match std::fs::read(&path) {
            // A database that runs removes some.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            read => read.expect("the file can be read"),
        };
        seen += bytes.len();
        // As `contains_alone`, in one pass: these files are large.
        let mut words = bytes.split(|byte| !byte.is_ascii_alphanumeric());
        let found = words.find(|word| NUMBERS.iter().any(|number| number.as_bytes() == *word));
        assert_eq!(found, None, "in {}", path.display());
    }
    seen
}

/// Whether the digits are there, and not as a part of a longer number.
fn contains_alone(bytes: &[u8], digits: &[u8]) -> bool {
    let is_digit = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at))
            .is_some_and(|byte| byte.is_ascii_alphanumeric())
    };
    let windows = bytes.windows(digits.len()).enumerate();
    windows
        .filter(|(_, window)| *window == digits)
        .any(|(at, _)| !is_digit(at.checked_sub(1)) && !is_digit(Some(at + digits.len())))
}

async fn the_operator_can_refuse_numbers(shop: Shop) {
    let Some(server) = TestServer::start(shop.server.database, |settings| settings.raw_card_numbers = false).await
    else {
        return;
    };
    let shop = Shop::first(&Arc::new(server));
    let refused = post(
        &shop,
        "/v1/payment_methods",
        &[("type", "card")],
        &card("card", NUMBERS[0]),
    )
    .await;
    let error = refused.error(402);
    assert_eq!(error["type"], "invalid_request_error");
    let start = "Sending credit card numbers directly to the Stripe API is generally unsafe.";
    assert!(text(&error["message"]).starts_with(start));
    // The browser's frames still may, and magic ids are no numbers.
    post(
        &shop.browser(),
        "/v1/payment_methods",
        &[("type", "card")],
        &card("card", "371449635398431"),
    )
    .await
    .ok();
    shop.pay("pm_card_visa", &[]).await.ok();
}
