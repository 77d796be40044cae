//! A shop with something of everything, and copies of it that are all alike.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use db::{Memory, Order, Query, Scope, Store, Table};
use florin::assemble::{Assembled, Parts, assemble_from, update_account};
use florin::{Settings, Sources};
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue, Method};
use kernel::clock::ManualClock;
use kernel::{Chance, Timestamp};
use serde_json::Value;
use wire::outside::Acquirers;
use wire::pipeline::{Incoming, handle};

const SECRET: &str = "sk_test_0123456789abcdefghijklmnopqrstuvwxyz";
const PUBLISHABLE: &str = "pk_test_0123456789abcdefghijklmnopqrstuvwxyz";
/// A Wednesday.
const OPENED: i64 = 1_792_000_000;
/// When the copies live: after all that the shop has done.
pub const NOW: i64 = OPENED + 600;
/// What no table may differ in: sealed card numbers have a nonce each.
const SEALED: &[&str] = &["cards"];

/// A name, a path, and what is sent there or looked for in the answer.
pub type Step = (&'static str, &'static str, &'static str);
pub type Form = Vec<(String, String)>;

/// A shop that is done with its preparations.
pub struct Shop {
    store: Memory,
    folder: tempfile::TempDir,
    /// Ids by the name that cases use: `{customer}`.
    pub names: HashMap<String, String>,
}

/// What a request came to.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub status: u16,
    pub body: Value,
    /// Of all that is stored.
    pub stored: u64,
}

impl Outcome {
    pub fn differs(&self, other: &Outcome) -> bool {
        (self.status, self.stored) != (other.status, other.stored) || self.body != other.body
    }

    /// The parameter that an error names.
    pub fn refusal(&self) -> Option<&str> {
        let refused = self.status == 400 || self.status == 404;
        refused.then(|| self.body["error"]["param"].as_str().unwrap_or_default())
    }
}

async fn open(store: Arc<dyn Store>, folder: &Path, second: i64, seed: u64) -> Assembled {
    let mut settings = Settings::ephemeral();
    settings.keys.secret = Some(SECRET.to_owned());
    settings.keys.publishable = Some(PUBLISHABLE.to_owned());
    settings.async_delay = Duration::from_secs(3_600);
    let parts = Parts {
        store,
        folder,
        sources: Sources {
            clock: Arc::new(ManualClock::at(Timestamp::from_seconds(second))),
            chance: Arc::new(Chance::from_seed(seed)),
        },
        acquirers: Acquirers::default(),
        public_url: "http://florin.test".to_owned(),
    };
    assemble_from(&settings, parts).await.expect("it starts")
}

/// One call as the merchant or, with the client's secret only, as a browser makes it.
async fn call(assembled: &Assembled, method: Method, path: &str, form: &Form, version: Option<&str>) -> (u16, Value) {
    let encoded = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish();
    let key = if form.iter().any(|(name, _)| name == "client_secret") {
        PUBLISHABLE
    } else {
        SECRET
    };
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, format!("Bearer {key}").parse().expect("a header"));
    if let Some(version) = version {
        headers.insert("stripe-version", HeaderValue::from_str(version).expect("a header"));
    }
    let (query, body) = match method == Method::POST {
        true => (None, encoded),
        false => (Some(encoded), String::new()),
    };
    let incoming = Incoming {
        method,
        path: path.to_owned(),
        query,
        headers,
        body: Bytes::from(body),
    };
    let reply = handle(&assembled.app, &assembled.router, incoming).await;
    (
        reply.status.as_u16(),
        serde_json::from_slice(&reply.body).expect("answers are JSON"),
    )
}

impl Shop {
    /// Opens a shop and makes what the steps say. A step is `name`, path, form; the names stand for the ids made.
    pub async fn open(steps: &[Step], found: &[Step]) -> Shop {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = Arc::new(Memory::new(florin::tables(), 1));
        let assembled = open(store.clone(), folder.path(), OPENED, 1).await;
        let mut shop = Shop {
            store: Memory::new(florin::tables(), 1),
            folder,
            names: HashMap::new(),
        };
        let account = assembled.app.directory.accounts().await.expect("accounts")[0].clone();
        let rules = update_account(&assembled.app, account.number, |account| {
            account.risk.review_elevated_risk = true;
        });
        rules.await.expect("the rule is set");
        shop.names.insert("account".to_owned(), account.id.as_str().to_owned());
        for (name, path, form) in steps {
            let (path, form) = (shop.filled(path), shop.form(form));
            let (status, made) = call(&assembled, Method::POST, &path, &form, None).await;
            assert!(matches!(status, 200 | 402), "{name}: {path} {form:?}: {made}");
            for field in [
                "id",
                "client_secret",
                "latest_charge",
                "latest_attempt",
                "payment_method",
                "balance_transaction",
            ] {
                if let Some(text) = made[field].as_str().filter(|_| status == 200) {
                    let name = if field == "id" {
                        (*name).to_owned()
                    } else {
                        format!("{name}.{field}")
                    };
                    shop.names.insert(name, text.to_owned());
                }
            }
        }
        for (name, path, pointer) in found {
            let path = shop.filled(path);
            let (path, query) = path.split_once('?').unwrap_or((&path, ""));
            let (_, answer) = call(&assembled, Method::GET, path, &shop.form(query), None).await;
            let id = answer.pointer(pointer).and_then(Value::as_str);
            let id = id.unwrap_or_else(|| panic!("{name}: {path} has no {pointer}: {answer}"));
            shop.names.insert((*name).to_owned(), id.to_owned());
        }
        shop.store = store.copy(2);
        shop
    }

    /// With ids in the place of their names.
    pub fn filled(&self, text: &str) -> String {
        let mut out = text.to_owned();
        while let Some((before, rest)) = out.split_once('{') {
            let (name, after) = rest.split_once('}').expect("a closing brace");
            let id = self.names.get(name).unwrap_or_else(|| panic!("the shop has no {name}"));
            out = format!("{before}{id}{after}");
        }
        out
    }

    /// `a=1&b={customer}` as pairs.
    pub fn form(&self, text: &str) -> Form {
        let pairs = text.split('&').filter(|pair| !pair.is_empty());
        let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        pairs
            .map(|(name, value)| (name.to_owned(), self.filled(value)))
            .collect()
    }

    /// What a request does to a copy of the shop.
    pub async fn outcome(&self, method: Method, path: &str, form: &Form, version: Option<&str>) -> Outcome {
        let store = Arc::new(self.store.copy(3));
        let copy = open(store.clone(), self.folder.path(), NOW, 3).await;
        let (status, body) = call(&copy, method, path, form, version).await;
        let mut hasher = DefaultHasher::new();
        for table in florin::tables().iter().filter(|table| !SEALED.contains(&table.name)) {
            for row in rows(&store, table).await {
                (table.name, row.key, row.scope, row.version, format!("{:?}", row.cells)).hash(&mut hasher);
                if let Some(body) = row.body {
                    (body.public(), body.private()).hash(&mut hasher);
                }
            }
        }
        format!("{:?}", store.balances(None).await).hash(&mut hasher);
        Outcome {
            status,
            body,
            stored: hasher.finish(),
        }
    }
}

async fn rows(store: &Memory, table: &'static Table) -> Vec<db::Row> {
    let all = Query {
        scope: None,
        order: Order::OldestFirst,
        ..Query::newest(table, Scope::from_raw(0), 10_000)
    };
    store.list(all).await.expect("a list")
}
