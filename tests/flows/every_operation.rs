//! What holds for every operation of the API: keys, unknown parameters, idempotency, and that nothing a client sends
//! makes a fault of the server.

use florin_flows::{Reply, Shop, flows, text};
use futures::StreamExt as _;
use http::Method;
use wire::operation::Operation;
use wire::params::{Kind, Shape};

use crate::world::World;

flows![
    needs_a_key,
    refuses_the_browsers_key_unless_it_is_meant_for_it,
    refuses_unknown_parameters,
    survives_ids_that_are_none,
    survives_malformed_requests,
    survives_wrong_values,
    answers_a_repeated_key_alike,
];

/// Requests at a time.
const CONCURRENT: usize = 16;
const UNKNOWN: &str = "florin_nonsense";

fn operations() -> Vec<Operation> {
    let operations = resources::registry().operations();
    assert!(operations.len() > 50, "only {} operations", operations.len());
    operations
}

fn encode(form: &[(String, String)]) -> String {
    let pairs = form
        .iter()
        .map(|(name, value)| format!("{}={}", escape(name), escape(value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn escape(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// A fault of the server, or something that no client library can read.
fn fault(reply: &Reply, sent: &str) -> Option<String> {
    let status = reply.status.as_u16();
    let json: Option<serde_json::Value> = serde_json::from_str(&reply.body).ok();
    let readable = json.is_some_and(|body| status == 200 || body["error"]["message"].is_string());
    let sent: String = sent.chars().take(300).collect();
    (status >= 500 || !readable).then(|| format!("{} {sent}: {status} {}", reply.call, reply.body))
}

/// Sends all, and ends the test with every fault there was.
async fn assert_no_fault(requests: impl Iterator<Item = (Shop, Method, String, String)>) {
    let replies = requests.map(|(shop, method, path, form)| async move {
        let reply = shop.send(method, &path, &form).await;
        fault(&reply, &form)
    });
    let faults = futures::stream::iter(replies).buffer_unordered(CONCURRENT);
    let faults: Vec<String> = faults.filter_map(async |fault| fault).collect().await;
    let shown: Vec<&String> = faults.iter().take(30).collect();
    assert!(faults.is_empty(), "{} faults: {shown:#?}", faults.len());
}

async fn needs_a_key(shop: Shop) {
    let stranger = shop.without_key();
    let wrong = shop.with_key("sk_test_00000000000000000000000000");
    for operation in operations() {
        let path = World::path(operation.path, |_| "x_1".to_owned());
        let reply = stranger.send(operation.method.clone(), &path, "").await;
        let error = reply.error(401);
        assert!(
            text(&error["message"]).starts_with("You did not provide an API key."),
            "{}",
            reply.call
        );
        assert_eq!(reply.header("www-authenticate"), Some("Bearer realm=\"Stripe\""));
        let reply = wrong.send(operation.method.clone(), &path, "").await;
        assert_eq!(reply.error(401)["message"], "Invalid API Key provided: sk_test_***0000");
    }
}

async fn refuses_the_browsers_key_unless_it_is_meant_for_it(shop: Shop) {
    let meant = [
        "POST /v1/elements/bank_accounts",
        "POST /v1/tokens",
        "POST /v1/payment_methods",
        "GET /v1/payment_intents/{id}",
        "POST /v1/payment_intents/{id}/confirm",
        "POST /v1/payment_intents/{id}/verify_microdeposits",
        "GET /v1/setup_intents/{id}",
        "POST /v1/setup_intents/{id}/confirm",
        "POST /v1/setup_intents/{id}/verify_microdeposits",
        "POST /v1/confirmation_tokens",
        "GET /v1/elements/sessions",
        "POST /v1/elements/payment_methods/{id}",
        "POST /v1/elements/payment_methods/{id}/detach",
        "POST /v1/3ds2/authenticate",
        "POST /v1/3ds2/challenge_complete",
    ];
    for operation in operations() {
        let path = World::path(operation.path, |_| "x_1".to_owned());
        let reply = shop.browser().send(operation.method.clone(), &path, "").await;
        match meant.contains(&operation.name().as_str()) {
            true => assert_ne!(reply.status, 401, "{}", operation.name()),
            false => assert_eq!(reply.error(401)["code"], "secret_key_required", "{}", operation.name()),
        }
    }
}

async fn refuses_unknown_parameters(shop: Shop) {
    let world = World::make(&shop).await;
    for operation in operations() {
        let path = world.real_path(operation.path);
        let form = format!("{UNKNOWN}=1");
        let reply = shop.send(operation.method.clone(), &path, &form).await;
        let message = format!("Received unknown parameter: {UNKNOWN}");
        reply.refused(400, "parameter_unknown", UNKNOWN, &message);
    }
}

async fn survives_ids_that_are_none(shop: Shop) {
    let long = "a".repeat(3_000);
    let ids = [
        "%00",
        "%zz",
        "%",
        "%ff",
        "%F0%9F%92%B3",
        "..%2F",
        "null",
        "-1",
        "pi_!!!",
        "%20",
        long.as_str(),
    ];
    let requests = operations()
        .into_iter()
        .filter(|operation| operation.path.contains('{'))
        .flat_map(|operation| {
            ids.map(|id| {
                let path = World::path(operation.path, |_| id.to_owned());
                (operation.method.clone(), path, String::new())
            })
        });
    assert_no_fault(requests.map(|(method, path, form)| (shop.clone(), method, path, form))).await;
}

async fn survives_malformed_requests(shop: Shop) {
    let world = World::make(&shop).await;
    let deep = format!("metadata{}=1", "[a]".repeat(2_000));
    let many: String = (0..5_000).map(|at| format!("metadata[k{at}]=v&")).collect();
    let bodies = [
        "%",
        "a=%zz",
        "%zz=1",
        "a[=1",
        "a]=1",
        "[]=1",
        "=",
        "&&&=&",
        "a[b]=1&a=2",
        "a=1&a[]=2",
        "%ff=%ff",
        "%00=%00",
        "metadata=x",
        "metadata[]=x",
        "metadata[a][b]=x",
        "metadata[%00]=%00",
        "expand=x",
        "expand[a]=b",
        "expand[][]=x",
        "expand[]=%00",
        "expand[]=",
        "expand[]=....",
        "expand[]=data.data.data",
        "expand[99999999999]=customer",
        "limit=%00",
        "starting_after=%00",
        "created[gt]=99999999999999999999",
        "created[x]=1",
        deep.as_str(),
        many.as_str(),
        "{\"amount\": 1}",
    ];
    let bodies: Vec<String> = bodies.into_iter().map(str::to_owned).collect();
    let requests = operations().into_iter().flat_map(|operation| {
        let path = world.real_path(operation.path);
        // A long query is refused by every HTTP server; only bodies are long.
        let method = operation.method;
        let fits = |body: &&String| method == Method::POST || body.len() < 8_000;
        let bodies: Vec<String> = bodies.iter().filter(fits).cloned().collect();
        bodies.into_iter().map(move |body| (method.clone(), path.clone(), body))
    });
    assert_no_fault(requests.map(|(method, path, form)| (shop.clone(), method, path, form))).await;
    let json = shop.with_header("content-type", "application/json");
    let wrong = json.send(Method::POST, "/v1/customers", "{}").await;
    assert!(wrong.status.as_u16() < 500, "{}", wrong.body);
}

/// Values that are wrong almost everywhere.
const VALUES: [&str; 14] = [
    "",
    "x",
    "-1",
    "0",
    "1",
    "1.5",
    "true",
    "99999999999999999999",
    "9223372036854775807",
    "-9223372036854775808",
    "\0",
    "💳",
    "<long>",
    "pm_card_visa",
];

/// What is put behind a parameter's name to give it another shape.
const SHAPES: [&str; 5] = ["", "[]", "[a]", "[0][a]", "[a][b]"];

async fn survives_wrong_values(shop: Shop) {
    let world = World::make(&shop).await;
    let mut requests = Vec::new();
    let mut turn = 0;
    for operation in operations() {
        let base = world.form(&operation);
        let mut names = Vec::new();
        collect((operation.params)().root, "", &mut names);
        for name in names {
            for _ in 0..2 {
                turn += 1;
                let value = VALUES[turn % VALUES.len()].replace("<long>", &"v".repeat(6_000));
                let shape = SHAPES[if turn % 3 == 0 { turn % SHAPES.len() } else { 0 }];
                let mut form: Vec<_> = base.iter().filter(|(other, _)| *other != name).cloned().collect();
                form.push((format!("{name}{shape}"), value));
                requests.push((operation.method.clone(), world.real_path(operation.path), encode(&form)));
            }
        }
    }
    // Last, because afterwards there is nothing left to call.
    requests.sort_by_key(|(method, path, _)| {
        *method == Method::DELETE || path.ends_with("cancel") || path.ends_with("detach")
    });
    assert!(requests.len() > 3_000, "only {} requests", requests.len());
    assert_no_fault(
        requests
            .into_iter()
            .map(|(method, path, form)| (shop.clone(), method, path, form)),
    )
    .await;
    shop.get("/v1/customers", &[]).await.ok();
}

/// The bracketed names of all parameters, whatever their depth.
fn collect(shape: &'static Shape, prefix: &str, names: &mut Vec<String>) {
    for param in shape.params() {
        let name = if prefix.is_empty() {
            param.name.to_owned()
        } else {
            format!("{prefix}[{}]", param.name)
        };
        let inner = if matches!(param.kind, Kind::List(_)) {
            format!("{name}[0]")
        } else {
            name.clone()
        };
        if let Some(shape) = param.kind.shape() {
            collect(shape, &inner, names);
        }
        names.push(name);
    }
}

async fn answers_a_repeated_key_alike(shop: Shop) {
    let world = World::make(&shop).await;
    let mut replayed = 0;
    for (at, operation) in operations()
        .into_iter()
        .filter(|operation| operation.method == Method::POST)
        .enumerate()
    {
        let path = world.real_path(operation.path);
        let form = encode(&world.form(&operation));
        let twice = shop.idempotent(&format!("key-{at}"));
        let first = twice.send(Method::POST, &path, &form).await;
        let again = twice.send(Method::POST, &path, &form).await;
        assert_eq!(first.status, again.status, "{}: {}", first.call, again.body);
        // An answer of a request that ran is kept; one to what was wrong in itself is given anew.
        if again.header("idempotent-replayed") != Some("true") {
            assert!(first.status.is_client_error(), "{}: {}", first.call, first.body);
            continue;
        }
        replayed += 1;
        assert_eq!(first.body, again.body, "{}", first.call);
        let original = first.header("request-id").map(str::to_owned);
        assert_eq!(
            again.header("original-request").map(str::to_owned),
            original,
            "{}",
            first.call
        );
        let other = twice.post("/v1/customers", &[("description", "another request")]).await;
        assert_eq!(other.error(400)["type"], "idempotency_error", "{}", first.call);
    }
    assert!(replayed > 20, "only {replayed} operations kept their answer");
}
