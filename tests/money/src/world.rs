//! One installation: its store outlives the process that runs on it.

use std::sync::Arc;
use std::time::Duration;

use acquiring::acquirer::Acquirer;
use bytes::Bytes;
use db::{Memory, Origin, Query, Sqlite, Store, TIMERS, Tx};
use florin::assemble::{Parts, assemble_from};
use florin::workers::{TimerKinds, run};
use florin::{Settings, Sources};
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderValue, Method};
use kernel::clock::ManualClock;
use kernel::{Chance, Clock as _, Timestamp};
use serde_json::Value;
use wire::App;
use wire::access::{ApiKey, KeyKind, hash, new_secret};
use wire::outside::Acquirers;
use wire::pipeline::{Incoming, handle};
use wire::router::Router;
use wire::timer::Timer;

const SECRET: &str = "sk_test_0123456789abcdefghijklmnopqrstuvwxyz";
/// A Wednesday.
const START: Timestamp = Timestamp::from_seconds(1_792_000_000);

pub struct World {
    pub store: Arc<dyn Store>,
    /// The same store, if it is the one that can misbehave.
    pub memory: Option<Arc<Memory>>,
    pub clock: Arc<ManualClock>,
    folder: tempfile::TempDir,
    chance: Arc<Chance>,
    acquirer: Option<Arc<dyn Acquirer>>,
    /// For real money, from the next start on.
    pub live: Option<Arc<dyn Acquirer>>,
    settings: Settings,
    process: Option<Process>,
}

/// What a crash takes away.
#[derive(Clone)]
pub struct Process {
    pub app: Arc<App>,
    router: Arc<Router>,
    timers: Arc<TimerKinds>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    Memory,
    Sqlite,
}

/// What a client saw.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    pub status: u16,
    pub body: Value,
    pub replayed: bool,
}

impl Answered {
    pub fn is_ok(&self) -> bool {
        self.status == 200
    }

    /// Worth another try with the same key: it may not have run, or still does. A fault that was kept under the key is
    /// final, like every answer that is replayed: nothing was changed by that request, and nothing will be.
    pub fn is_passing(&self) -> bool {
        let failed = self.status == 409 || self.status >= 500 || self.body["error"]["code"] == "lock_timeout";
        failed && !self.replayed
    }

    pub fn id(&self) -> Option<String> {
        self.body["id"].as_str().map(str::to_owned)
    }
}

impl World {
    /// With an acquirer of one's own in the place of the sandbox, or with the sandbox.
    pub async fn new(database: Database, seed: u64, acquirer: Option<Arc<dyn Acquirer>>) -> World {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (store, memory): (Arc<dyn Store>, _) = match database {
            Database::Memory => {
                let memory = Arc::new(Memory::new(florin::tables(), seed));
                (memory.clone(), Some(memory))
            }
            Database::Sqlite => {
                let store = Sqlite::open(folder.path(), florin::tables()).expect("a new database");
                (Arc::new(store), None)
            }
        };
        let mut settings = Settings::ephemeral();
        settings.keys.secret = Some(SECRET.to_owned());
        settings.async_delay = Duration::from_secs(2);
        let mut world = World {
            store,
            memory,
            clock: Arc::new(ManualClock::at(START)),
            folder,
            chance: Arc::new(Chance::from_seed(seed)),
            acquirer,
            live: None,
            settings,
            process: None,
        };
        world.start().await;
        world
    }

    /// A new process over the same store. What the last one had in memory is gone.
    pub async fn start(&mut self) {
        self.process = None;
        let parts = Parts {
            store: self.store.clone(),
            folder: self.folder.path(),
            sources: Sources {
                clock: self.clock.clone(),
                chance: self.chance.clone(),
            },
            acquirers: Acquirers {
                live: self.live.clone(),
                test: self.acquirer.clone(),
                ..Acquirers::default()
            },
            public_url: "http://florin.test".to_owned(),
        };
        let assembled = assemble_from(&self.settings, parts).await.expect("it starts");
        self.process = Some(Process {
            app: assembled.app,
            router: Arc::new(assembled.router),
            timers: Arc::new(TimerKinds::new(resources::timers())),
        });
    }

    pub fn process(&self) -> Process {
        self.process.clone().expect("it was started")
    }

    /// A POST. Parameters as they are written in a form: `("card[number]", "…")`.
    pub async fn post(&self, path: &str, form: &[(String, String)], key: Option<&str>) -> Answered {
        self.process().post(path, form, key).await
    }

    pub async fn advance(&self, span: Duration) {
        self.process().advance(&self.clock, span).await;
    }
}

impl Process {
    pub async fn post(&self, path: &str, form: &[(String, String)], key: Option<&str>) -> Answered {
        self.post_as(SECRET, path, form, key).await
    }

    /// With another API key.
    pub async fn post_as(&self, api_key: &str, path: &str, form: &[(String, String)], key: Option<&str>) -> Answered {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, format!("Bearer {api_key}").parse().expect("a header"));
        if let Some(key) = key {
            headers.insert("idempotency-key", HeaderValue::from_str(key).expect("a header"));
        }
        self.call(Method::POST, path, headers, body).await
    }

    pub async fn get(&self, path: &str) -> Answered {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, format!("Bearer {SECRET}").parse().expect("a header"));
        self.call(Method::GET, path, headers, String::new()).await
    }

    async fn call(&self, method: Method, path: &str, headers: HeaderMap, body: String) -> Answered {
        let (path, query) = path
            .split_once('?')
            .map_or((path, None), |(path, query)| (path, Some(query)));
        let incoming = Incoming {
            method,
            path: path.to_owned(),
            query: query.map(str::to_owned),
            headers,
            body: Bytes::from(body),
        };
        let reply = handle(&self.app, &self.router, incoming).await;
        Answered {
            status: reply.status.as_u16(),
            body: serde_json::from_slice(&reply.body).expect("answers are JSON"),
            replayed: reply.headers.contains_key("idempotent-replayed"),
        }
    }

    /// Makes keys for real money: secret and publishable.
    pub async fn live_keys(&self) -> (String, String) {
        let account = self.app.directory.accounts().await.expect("accounts")[0].clone();
        let (store, ids, now) = (&*self.app.store, &self.app.ids, self.app.now());
        let mut tx = Tx::new(store, ids, account.scope(true), now, now, Origin::default());
        let kinds = [KeyKind::Secret, KeyKind::Publishable];
        let [secret, publishable] = kinds.map(|kind| {
            let text = new_secret(kind, true, &self.app.chance);
            tx.insert(ApiKey {
                id: tx.id(),
                hash: hash(&text),
                last4: String::new(),
                kind,
                name: None,
                livemode: true,
                created: now,
                expires_at: None,
                permissions: Vec::new(),
            });
            text
        });
        store.commit(tx.into_change()).await.expect("keys are committed");
        (secret, publishable)
    }

    /// The customer presses a button of the authentication page.
    pub async fn authenticate(&self, intent: &Value, result: acquiring::sandbox::ChallengeResult) {
        let url = intent["next_action"].to_string();
        let Some(attempt) = url.find("payatt_").map(|at| &url[at..]) else {
            return;
        };
        let end = attempt.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let attempt = &attempt[..end.unwrap_or(attempt.len())];
        let accounts = self.app.directory.accounts().await.unwrap_or_default();
        if let Some(account) = accounts.first() {
            // The page shows a failure, and the customer may press again.
            drop(resources::challenge::submit(&self.app, account.id.as_str(), attempt, result).await);
        }
    }

    /// Moves the clock through everything that falls due on the way, each at its moment.
    pub async fn advance(&self, clock: &ManualClock, span: Duration) {
        let target = clock.now().plus(span);
        for _ in 0..10_000 {
            self.run_due(clock.now()).await;
            let next = self.due(Timestamp::from_millis(i64::MAX), 1).await;
            let Some(next) = next.first().map(|timer| timer.due).filter(|due| *due <= target) else {
                break;
            };
            clock.advance(Duration::from_millis(
                (next.millis() - clock.now().millis()).max(0) as u64
            ));
        }
        clock.advance(Duration::from_millis(
            (target.millis() - clock.now().millis()).max(0) as u64
        ));
        self.run_due(clock.now()).await;
    }

    /// Runs what is due once; what fails is due again later.
    pub async fn run_due(&self, now: Timestamp) {
        for timer in self.due(now, 1_000).await {
            if let Ok(Some(account)) = self.app.directory.account(timer.scope.account()).await {
                run(&self.app, &self.timers, &account, &timer).await;
            }
        }
    }

    async fn due(&self, now: Timestamp, limit: usize) -> Vec<Timer> {
        let query = Query::due(&TIMERS, "due", now.millis(), limit);
        let rows = self.app.store.list(query).await.unwrap_or_default();
        rows.iter().filter_map(Timer::read).collect()
    }

    /// What a server does when it starts.
    pub async fn resume(&self) {
        drop(resources::attempts::resume(&self.app).await);
    }
}
