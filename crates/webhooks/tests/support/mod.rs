//! A shop on a real store, and a receiver of webhooks on a real socket.

#![allow(dead_code, reason = "each test file uses its part")]

#[macro_use]
mod database;
mod sink;
mod watched;

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use acquiring::cards::FingerprintKey;
use acquiring::vault::{DataKey, KeyPurpose, Vault};
use bytes::Bytes;
use db::{Origin, Query, Record, Store, Table, Tx};
use http::{HeaderMap, Method};
use kernel::{Chance, Clock, Currency, Ids, Key, ManualClock, Timestamp};
use resources::webhook_endpoints::{DELIVERIES, Delivery};
use serde_json::{Value, json};
use tokio::sync::{Notify, watch};
use webhooks::{Client, Dispatcher};
use wire::App;
use wire::access::{ACCOUNTS, API_KEYS, Account, ApiKey, Directory, KeyKind, RiskRules, hash};
use wire::app::{Settings, Wake};
use wire::drain::Drain;
use wire::pipeline::{self, Incoming};
use wire::router::Router;

/// Nothing here takes this long; it only keeps a fault from hanging the tests.
pub const PATIENCE: Duration = Duration::from_secs(60);
pub const KEY: &str = "sk_test_webhooks";
#[allow(unused_imports, reason = "each test file uses its part")]
pub use database::{Database, is_there, on, run};
#[allow(unused_imports, reason = "each test file uses its part")]
pub use sink::{Reply, Sink};

use database::Place;
use watched::Watched;

const START: Timestamp = Timestamp::from_seconds(1_800_000_000);

pub struct Shop {
    pub app: Arc<App>,
    pub clock: Arc<ManualClock>,
    router: Router,
    pub dispatcher: Arc<Dispatcher>,
    pub scope: db::Scope,
    committed: Arc<Notify>,
    place: Arc<Place>,
    _stop: watch::Sender<bool>,
}

fn tables() -> &'static [&'static Table] {
    let mut tables = vec![
        &db::EVENTS,
        &db::OUTBOX,
        &db::TIMERS,
        &db::IDEMPOTENCY,
        &ACCOUNTS,
        &API_KEYS,
    ];
    for table in resources::tables() {
        if !tables.iter().any(|known| known.name == table.name) {
            tables.push(table);
        }
    }
    tables.leak()
}

/// All processes have the same: they read it from the store.
static SEALING: LazyLock<DataKey> = LazyLock::new(|| DataKey::generate(1, KeyPurpose::Seal).unwrap());

fn app(store: Arc<dyn Store>, clock: Arc<dyn Clock>, seed: u64) -> Arc<App> {
    let chance = Arc::new(Chance::from_seed(seed));
    Arc::new(App {
        directory: Directory::new(store.clone(), clock.clone()),
        store,
        clock,
        ids: Ids::new(chance.clone()),
        chance,
        registry: resources::registry(),
        vault: Vault::new([&*SEALING]).unwrap(),
        fingerprints: FingerprintKey::new(&[7; 32].into()),
        secret: [7; 32],
        settings: Settings {
            public_url: "http://florin.test".into(),
            async_delay: Duration::ZERO,
            raw_card_numbers: true,
            allow_private_webhooks: true,
            webhook_secret: None,
            browser: Default::default(),
        },
        wake: Wake::default(),
        in_flight: Default::default(),
        remembered: Default::default(),
        faults: Default::default(),
        acquirers: Default::default(),
    })
}

impl Shop {
    /// With a clock that stands still and a dispatcher that runs.
    pub async fn new() -> Shop {
        Shop::with(true, Arc::new(ManualClock::at(START))).await
    }

    pub async fn with(running: bool, clock: Arc<ManualClock>) -> Shop {
        let place = Arc::new(Place::new().await);
        let store = place.open(tables()).await;
        let committed = Arc::new(Notify::new());
        let shop = Shop::over(store, place, committed, clock, 1, running);
        create_account(&shop.app, 1).await;
        shop
    }

    /// A further process on the same data.
    pub async fn beside(&self, running: bool) -> Shop {
        let seed = 1_000 + self.app.chance.below(1_000);
        let own = self.place.open_again(tables()).await;
        let store = own.unwrap_or_else(|| self.app.store.clone());
        let committed = self.committed.clone();
        Shop::over(store, self.place.clone(), committed, self.clock.clone(), seed, running)
    }

    fn over(
        store: Arc<dyn Store>,
        place: Arc<Place>,
        committed: Arc<Notify>,
        clock: Arc<ManualClock>,
        seed: u64,
        running: bool,
    ) -> Shop {
        let watched = Watched {
            store,
            committed: committed.clone(),
        };
        let app = app(Arc::new(watched), clock.clone(), seed);
        let router = Router::new(app.registry.operations()).unwrap();
        let dispatcher = Dispatcher::with_client(app.clone(), Client::new(true));
        let (stop, stopping) = watch::channel(false);
        if running {
            tokio::spawn(dispatcher.clone().run(stopping));
        }
        Shop {
            app,
            clock,
            router,
            dispatcher,
            scope: db::Scope::new(1, false),
            committed,
            place,
            _stop: stop,
        }
    }

    pub async fn call(&self, method: Method, path: &str, form: &str) -> (u16, Value) {
        self.call_for(None, method, path, form).await
    }

    /// In the name of an account that this one made, if one is given.
    pub async fn call_for(&self, account: Option<&str>, method: Method, path: &str, form: &str) -> (u16, Value) {
        let header = account.map(|account| ("stripe-account", account));
        self.call_with(header, method, path, form).await
    }

    pub async fn call_with(
        &self,
        header: Option<(&'static str, &str)>,
        method: Method,
        path: &str,
        form: &str,
    ) -> (u16, Value) {
        let mut headers = HeaderMap::new();
        if let Some((name, value)) = header {
            headers.insert(name, value.parse().unwrap());
        }
        headers.insert("authorization", format!("Bearer {KEY}").parse().unwrap());
        let (path, query) = match path.split_once('?') {
            Some((path, query)) => (path.to_owned(), Some(query.to_owned())),
            None => (path.to_owned(), None),
        };
        let body = Bytes::from(form.to_owned());
        let incoming = Incoming {
            method,
            path,
            query,
            headers,
            body,
        };
        let reply = pipeline::handle(&self.app, &self.router, incoming).await;
        (reply.status.as_u16(), serde_json::from_slice(&reply.body).unwrap())
    }

    pub async fn post(&self, path: &str, form: &str) -> Value {
        let (status, body) = self.call(Method::POST, path, form).await;
        assert_eq!(status, 200, "{body}");
        body
    }

    pub async fn get(&self, path: &str) -> Value {
        let (status, body) = self.call(Method::GET, path, "").await;
        assert_eq!(status, 200, "{body}");
        body
    }

    /// An endpoint for these types; its id and secret.
    pub async fn subscribe(&self, url: &str, types: &[&str]) -> (String, String) {
        let mut form = format!("url={url}");
        for wanted in types {
            form.push_str(&format!("&enabled_events[]={wanted}"));
        }
        let made = self.post("/v1/webhook_endpoints", &form).await;
        (
            made["id"].as_str().unwrap().to_owned(),
            made["secret"].as_str().unwrap().to_owned(),
        )
    }

    /// A further account, made by this shop's; its id.
    pub async fn open_account(&self, number: u32) -> String {
        create_account(&self.app, number).await
    }

    /// One commit with events of these types, about an object that says which it is.
    pub async fn happen(&self, types: &[&str], number: usize) -> Vec<Key> {
        self.happen_in(self.scope, types, number).await
    }

    pub async fn happen_in(&self, scope: db::Scope, types: &[&str], number: usize) -> Vec<Key> {
        let now = self.app.now();
        let account = self.app.directory.account(scope.account()).await.unwrap().unwrap();
        let at = account.time(now, false);
        let mut tx = Tx::new(&*self.app.store, &self.app.ids, scope, at, now, Origin::default());
        for kind in types {
            let object = json!({"id": format!("cus_{number}"), "object": "customer", "metadata": {"n": number}});
            tx.event_about(kind, object.to_string().as_bytes());
        }
        let keys = tx.events().to_vec();
        self.app.commit(tx.into_change()).await.unwrap();
        keys
    }

    pub async fn deliveries(&self) -> Vec<Delivery> {
        let mut query = Query::newest(&DELIVERIES, self.scope, 100_000);
        query.order = db::Order::OldestFirst;
        let rows = self.app.store.list(query).await.unwrap();
        rows.iter().filter_map(Delivery::read).collect()
    }

    /// Until the deliveries are as they should be.
    pub async fn until(&self, what: &str, holds: impl Fn(&[Delivery]) -> bool) -> Vec<Delivery> {
        let waiting = async {
            loop {
                let committed = self.committed.notified();
                tokio::pin!(committed);
                committed.as_mut().enable();
                let deliveries = self.deliveries().await;
                if holds(&deliveries) {
                    return deliveries;
                }
                committed.await;
            }
        };
        match tokio::time::timeout(PATIENCE, waiting).await {
            Ok(deliveries) => deliveries,
            Err(_) => panic!("{what} did not happen: {:?}", self.deliveries().await),
        }
    }

    /// Moves the account's clock and delivers what is due by then, as the control call does.
    pub async fn advance(&self, seconds: i64) {
        self.change_account(|account| account.clock_offset_ms += seconds * 1_000)
            .await;
        self.drain().await;
    }

    pub async fn change_account(&self, change: impl FnOnce(&mut Account)) {
        let row = self
            .app
            .store
            .find(&ACCOUNTS, ACCOUNTS.index("number"), None, vec![1.into()])
            .await
            .unwrap();
        let mut account = Account::read(&row.unwrap()).unwrap();
        change(&mut account.object);
        let now = self.app.now();
        let mut tx = Tx::new(&*self.app.store, &self.app.ids, self.scope, now, now, Origin::default());
        tx.update(&account);
        self.app.commit(tx.into_change()).await.unwrap();
        self.app.directory.forget(1);
    }

    pub async fn drain(&self) {
        self.drain_of(self.scope).await;
    }

    pub async fn drain_of(&self, scope: db::Scope) {
        let account = self.app.directory.account(scope.account()).await.unwrap().unwrap();
        let now = account.time(self.app.now(), false);
        let draining: Arc<dyn Drain> = self.dispatcher.draining();
        tokio::time::timeout(PATIENCE, draining.drain(scope, now))
            .await
            .expect("a drain ends");
    }
}

/// All are made by the first, whose key is known.
async fn create_account(app: &App, number: u32) -> String {
    let scope = db::Scope::new(number, false);
    let now = app.now();
    let mut tx = Tx::new(&*app.store, &app.ids, scope, now, now, Origin::default());
    let account = tx.insert(Account {
        id: tx.id(),
        number,
        creator: 1,
        created: now,
        country: "US".into(),
        default_currency: Currency::USD,
        business_name: None,
        email: None,
        statement_descriptor: "FLORIN".into(),
        api_version: "2026-10-28.endive".into(),
        payout_interval: "daily".into(),
        clock_offset_ms: 0,
        risk: RiskRules::default(),
    });
    if number == 1 {
        tx.insert(ApiKey {
            id: tx.id(),
            hash: hash(KEY),
            last4: "ooks".into(),
            kind: KeyKind::Secret,
            name: None,
            livemode: false,
            created: now,
            expires_at: None,
            permissions: Vec::new(),
        });
    }
    app.commit(tx.into_change()).await.unwrap();
    account.object.id.as_str().to_owned()
}
