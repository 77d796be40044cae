//! Timers against a real store: once each, in order when the clock moves, again after a failure.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use bytes::Bytes;
use db::{IDEMPOTENCY, Query, Scope, TIMERS};
use http::{HeaderMap, HeaderValue, Method};
use kernel::{Chance, Key, ManualClock, Timestamp};
use parking_lot::Mutex;
use tokio::sync::watch;
use wire::access::ACCOUNTS;
use wire::pipeline::{self, Incoming, Reply};
use wire::timer::{Timer, TimerCtx, TimerKind};
use wire::{ApiError, Ctx};

use super::run::{Outcome, run};
use super::{TimerKinds, prune, timers};
use crate::assemble::{Assembled, Sources, assemble};
use crate::control;
use crate::server::Shared;
use crate::settings::{Limits, Settings};

const SCOPE: Scope = Scope::new(1, false);
const START: Timestamp = Timestamp::from_seconds(1_800_000_000);
const FAILS: Key = Key(66);
const PANICS: Key = Key(67);
/// Sets another timer for an hour later.
const CHAINS: Key = Key(68);

type Ran = Vec<(i64, i64)>;

/// Subject and time of what ran, by the installation's secret: tests run side by side.
static RAN: Mutex<Vec<([u8; 32], i64, i64)>> = Mutex::new(Vec::new());

async fn note(ctx: &mut TimerCtx<'_>) -> Result<(), ApiError> {
    let subject = ctx.subject();
    if subject == FAILS {
        return Err(ApiError::internal());
    }
    assert!(subject != PANICS, "as asked");
    if subject == CHAINS {
        let due = ctx.now().plus(Duration::from_secs(3_600));
        ctx.tx.timer("note", Key(subject.0 + 1), due);
    }
    let entry = (ctx.app.secret, subject.0, ctx.now().seconds() - START.seconds());
    RAN.lock().push(entry);
    Ok(())
}

/// Nothing hangs any more.
static RELEASED: LazyLock<watch::Sender<bool>> = LazyLock::new(|| watch::Sender::new(false));

/// Waits as for an acquirer that does not answer.
async fn hang(ctx: &mut TimerCtx<'_>) -> Result<(), ApiError> {
    let _ = RELEASED.subscribe().wait_for(|released| *released).await;
    note(ctx).await
}

/// A shop without workers, with one kind of timer, on a clock that stands still.
struct Shop {
    shared: Arc<Shared>,
    clock: Arc<ManualClock>,
    key: String,
    _folder: Option<tempfile::TempDir>,
}

impl Shop {
    async fn open(seed: u64) -> Shop {
        let clock = Arc::new(ManualClock::at(START));
        let sources = Sources {
            clock: clock.clone(),
            chance: Arc::new(Chance::from_seed(seed)),
        };
        let assembled = assemble(&Settings::ephemeral(), sources, "http://localhost".into()).await;
        let Assembled {
            app,
            router,
            first_start,
            temporary,
        } = assembled.expect("it is assembled");
        let mut shared = Shared::new(app, router, Limits::default(), crate::web::Files::Embedded);
        shared.timers = TimerKinds::new(vec![
            TimerKind {
                kind: "note",
                run: |ctx| Box::pin(note(ctx)),
            },
            TimerKind {
                kind: "hang",
                run: |ctx| Box::pin(hang(ctx)),
            },
        ]);
        let key = first_start.expect("it is the first").secret_key;
        Shop {
            shared: Arc::new(shared),
            clock,
            key,
            _folder: temporary,
        }
    }

    /// A timer about a subject, so many seconds after the start.
    async fn plant(&self, subject: Key, after: u64) {
        self.plant_kind("note", subject, after).await;
    }

    async fn plant_kind(&self, kind: &str, subject: Key, after: u64) {
        let app = &self.shared.app;
        let account = app.directory.account(1).await.unwrap().expect("the first account");
        let caller = wire::access::Caller::system(account, false);
        let mut ctx = Ctx::background(app, &caller);
        ctx.tx.timer(kind, subject, START.plus(Duration::from_secs(after)));
        app.commit(ctx.tx.into_change()).await.unwrap();
    }

    async fn timers(&self) -> Vec<Timer> {
        let rows = self
            .shared
            .app
            .store
            .list(Query::newest(&TIMERS, SCOPE, 100))
            .await
            .unwrap();
        rows.iter().filter_map(Timer::read).collect()
    }

    async fn run(&self, timer: &Timer) -> Outcome {
        let app = &self.shared.app;
        let account = app.directory.account(1).await.unwrap().expect("the first account");
        run(app, &self.shared.timers, &account, timer).await
    }

    fn ran(&self) -> Ran {
        let mine =
            |(shop, subject, at): &([u8; 32], i64, i64)| (*shop == self.shared.app.secret).then_some((*subject, *at));
        RAN.lock().iter().filter_map(mine).collect()
    }

    async fn post(&self, path: &str, form: &str, key: &str) -> Reply {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("authorization", format!("Bearer {}", self.key)),
            ("idempotency-key", key.into()),
        ] {
            headers.insert(name, HeaderValue::from_str(&value).unwrap());
        }
        let incoming = Incoming {
            method: Method::POST,
            path: path.to_owned(),
            query: None,
            headers,
            body: Bytes::from(form.to_owned()),
        };
        pipeline::handle(&self.shared.app, &self.shared.router, incoming).await
    }

    /// Idempotency keys with the bodies they show.
    async fn kept(&self) -> Vec<(String, Key)> {
        let store = &self.shared.app.store;
        let rows = store.list(Query::newest(&IDEMPOTENCY, SCOPE, 1_000)).await.unwrap();
        let mut kept: Vec<_> = rows
            .iter()
            .map(|row| (row.cells[0].text().unwrap().to_owned(), row.body.as_ref().unwrap().id))
            .collect();
        kept.sort();
        kept
    }

    async fn advance(&self, span: &str) -> serde_json::Value {
        let mut headers = HeaderMap::new();
        let key = HeaderValue::from_str(&format!("Bearer {}", self.key)).unwrap();
        headers.insert(http::header::AUTHORIZATION, key);
        let incoming = Incoming {
            method: Method::POST,
            path: "/_florin/time".into(),
            query: None,
            headers,
            body: Bytes::from(format!(r#"{{"advance": "{span}"}}"#)),
        };
        serde_json::from_slice(&control::handle(&self.shared, incoming).await.body).unwrap()
    }
}

#[tokio::test]
async fn moving_the_clock_runs_what_is_due_in_order_and_at_its_time() {
    let shop = Shop::open(1).await;
    for (subject, after) in [(Key(3), 259_200), (Key(2), 86_400), (CHAINS, 7_200), (Key(1), 7_200)] {
        shop.plant(subject, after).await;
    }
    let now = shop.advance("2d").await;
    assert_eq!(now["now"], START.seconds() + 172_800, "{now}");
    assert_eq!(shop.ran(), [(68, 7_200), (1, 7_200), (69, 10_800), (2, 86_400)]);
    assert_eq!(shop.timers().await.len(), 1);
    shop.advance("1d").await;
    assert_eq!(shop.ran().last(), Some(&(3, 259_200)));
    assert!(shop.timers().await.is_empty());
}

#[tokio::test]
async fn of_two_runs_at_once_one_commits() {
    let shop = Shop::open(2).await;
    shop.plant(CHAINS, 0).await;
    let timer = shop.timers().await.remove(0);
    let (one, other) = tokio::join!(shop.run(&timer), shop.run(&timer));
    let mut outcomes = [format!("{one:?}"), format!("{other:?}")];
    outcomes.sort();
    assert_eq!(outcomes, ["Done", "Gone"]);
    assert_eq!(shop.timers().await.len(), 1, "what it led to is there once");
}

#[tokio::test]
async fn what_fails_or_panics_is_due_again_a_little_later() {
    let shop = Shop::open(3).await;
    for (subject, pauses) in [(FAILS, [5, 10]), (PANICS, [5, 10])] {
        shop.plant(subject, 0).await;
        for (attempts, pause) in (1..).zip(pauses) {
            let timer = shop
                .timers()
                .await
                .into_iter()
                .find(|timer| timer.subject == subject)
                .unwrap();
            assert_eq!(shop.run(&timer).await, Outcome::Failed);
            let timer = shop
                .timers()
                .await
                .into_iter()
                .find(|timer| timer.subject == subject)
                .unwrap();
            assert_eq!(
                (timer.attempts, timer.due),
                (attempts, START.plus(Duration::from_secs(pause)))
            );
        }
    }
    assert!(shop.ran().is_empty());
}

#[tokio::test]
async fn the_worker_finds_what_is_due_also_of_accounts_whose_clock_is_ahead() {
    let shop = Shop::open(4).await;
    let (stop, stopping) = watch::channel(false);
    let worker = tokio::spawn(timers::work(shop.shared.clone(), stopping));
    shop.plant(Key(1), 0).await;
    while !shop.timers().await.is_empty() {
        tokio::task::yield_now().await;
    }
    shop.advance("1d").await;
    shop.plant(Key(2), 60).await;
    shop.plant(Key(3), 90_000).await;
    while shop.timers().await.len() > 1 {
        tokio::task::yield_now().await;
    }
    stop.send_replace(true);
    worker.await.unwrap();
    assert_eq!(shop.ran(), [(1, 0), (2, 86_400)]);
}

#[tokio::test]
async fn idempotency_keys_go_after_a_day_with_what_only_they_show() {
    let shop = Shop::open(5).await;
    for number in 0..150 {
        // More than go in one commit; none of them shows an object.
        let failed = shop
            .post("/v1/payment_intents/pi_none/cancel", "", &format!("unknown {number}"))
            .await;
        assert_eq!(failed.status, 404);
    }
    let made = shop.post("/v1/customers", "email=a@shop.test", "shared").await;
    assert_eq!(made.status, 200);
    let before = shop.kept().await;
    assert_eq!(before.len(), 151);
    shop.clock.advance(Duration::from_secs(86_400));
    let late = shop.post("/v1/payment_intents/pi_other/cancel", "", "late").await;
    assert_eq!(late.status, 404);
    prune::round(&shop.shared.app).await;
    assert_eq!(shop.kept().await.len(), before.len() + 1, "a day is not over yet");

    shop.clock.advance(Duration::from_millis(10));
    prune::round(&shop.shared.app).await;
    let left = shop.kept().await;
    assert_eq!(left.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(), ["late"]);
    for (key, body) in before {
        let there = shop.shared.app.store.bodies(SCOPE, vec![body]).await.is_ok();
        assert_eq!(there, key == "shared", "{key}");
    }
}

#[tokio::test]
async fn a_kind_that_hangs_delays_no_other() {
    let shop = Shop::open(6).await;
    // More than are read at once, all due before the others.
    for subject in 0..300 {
        shop.plant_kind("hang", Key(1_000 + subject), 0).await;
    }
    shop.clock.advance(Duration::from_secs(10));
    let (stop, stopping) = watch::channel(false);
    let worker = tokio::spawn(timers::work(shop.shared.clone(), stopping));
    for subject in 1..=3 {
        shop.plant(Key(subject), 5).await;
    }
    while shop.ran().len() < 3 {
        tokio::task::yield_now().await;
    }
    let mut ran: Vec<i64> = shop.ran().iter().map(|(subject, _)| *subject).collect();
    ran.sort_unstable();
    assert_eq!(ran, [1, 2, 3]);
    RELEASED.send_replace(true);
    while shop.ran().len() < 303 {
        tokio::task::yield_now().await;
    }
    stop.send_replace(true);
    worker.await.unwrap();
    assert!(shop.timers().await.is_empty());
}

#[tokio::test]
async fn an_account_that_an_early_version_moved_ahead_is_found() {
    let shop = Shop::open(7).await;
    shop.advance("1d").await;
    let store = &shop.shared.app.store;
    let row = store.find(&ACCOUNTS, ACCOUNTS.index("number"), None, vec![1.into()]);
    let row = row.await.unwrap().unwrap();
    let mut cells = row.cells.clone();
    assert_eq!(std::mem::replace(&mut cells[3], db::Cell::Null), db::Cell::Int(1));
    let values = db::Values {
        body: row.body.as_ref().map(|body| body.id),
        cells,
    };
    let mut change = db::Change::default();
    change.writes.push(db::Write {
        table: &ACCOUNTS,
        scope: row.scope,
        key: row.key,
        action: db::Action::Update {
            read_at: row.version,
            values,
        },
    });
    store.commit(change).await.unwrap();
    shop.plant(Key(2), 60).await;
    let (stop, stopping) = watch::channel(false);
    let worker = tokio::spawn(timers::work(shop.shared.clone(), stopping));
    while !shop.timers().await.is_empty() {
        tokio::task::yield_now().await;
    }
    stop.send_replace(true);
    worker.await.unwrap();
    assert_eq!(shop.ran(), [(2, 86_400)]);
}
