//! Random changes do the same on every store. The store in memory is the simple one that the others follow.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use db::{Action, Body, Change, Memory, Query, Row, Scope, Store, Values};
use kernel::Key;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::lab::{Kind, LIVE, Lab, TABLES, TEST, THINGS, Thing, Writing};
use crate::ledger::assert_balanced;

/// One write of a change. A slot is a row that is there or not; even ones belong to TEST, odd ones to LIVE.
#[derive(Clone, Debug)]
struct Op {
    slot: i64,
    kind: u8,
    /// Whether the version is a wrong one.
    stale: bool,
    thing: Thing,
    amount: i64,
}

fn op() -> impl Strategy<Value = Op> {
    let name = || prop_oneof![3 => Just(None), 1 => Just(Some("a")), 1 => Just(Some("b")), 1 => Just(Some("c"))];
    let number = || prop_oneof![Just(None), (0..4i64).prop_map(Some)];
    let thing = (name(), name(), number(), number()).prop_map(|(code, email, owner, due)| Thing {
        code,
        email,
        owner,
        due,
    });
    (0..8i64, 0..5u8, prop::bool::weighted(0.1), thing, -1..9i64).prop_map(|(slot, kind, stale, thing, amount)| Op {
        slot,
        kind,
        stale,
        thing,
        amount,
    })
}

struct World<'a> {
    model: Arc<dyn Store>,
    lab: &'a Lab,
}

impl World<'_> {
    fn change(&self, ops: &[Op], versions: &[i64]) -> Change {
        let mut change = Change::default();
        let mut seen = [false; 8];
        for op in ops {
            let (scope, key) = (if op.slot % 2 == 0 { TEST } else { LIVE }, Key(op.slot + 1));
            if std::mem::replace(&mut seen[op.slot as usize], true) {
                continue;
            }
            let body = Key(self.lab.key().0 + 1_000);
            let values = Values {
                body: Some(body),
                cells: op.thing.cells(),
            };
            let read_at = versions[op.slot as usize] + i64::from(op.stale);
            let action = match op.kind {
                0 => Action::Insert(values),
                1 => Action::Ensure(values),
                2 => Action::Update { read_at, values },
                3 => Action::Delete { read_at },
                _ => Action::Unmoved { read_at },
            };
            if op.kind < 3 {
                change
                    .bodies
                    .push((scope, Body::new(body, format!("{op:?}").as_bytes(), b"")));
            }
            change.write(scope, key, action);
            if op.amount >= 0 {
                let credit = if op.slot < 4 { "right" } else { "fees" };
                self.lab.post(&mut change, scope, "left", credit, op.amount + 1);
            }
        }
        change
    }

    async fn versions(&self) -> Vec<i64> {
        let mut versions = Vec::new();
        for slot in 0..8 {
            let scope = if slot % 2 == 0 { TEST } else { LIVE };
            let row = self.model.get(&THINGS, scope, Key(slot + 1)).await.unwrap();
            versions.push(row.map_or(0, |row| row.version));
        }
        versions
    }

    async fn run(&self, changes: &[Vec<Op>]) {
        for ops in changes {
            let change = self.change(ops, &self.versions().await);
            let copy = Change {
                bodies: change.bodies.clone(),
                dropped: change.dropped.clone(),
                writes: change.writes.clone(),
                postings: change.postings.clone(),
            };
            let (expected, found) = (self.model.commit(copy).await, self.lab.commit(change).await);
            // With several flaws in one change, any of them may be the one that is named.
            match ops.len() {
                1 => assert_eq!(format!("{expected:?}"), format!("{found:?}"), "{ops:?}"),
                _ => assert_eq!(expected.is_ok(), found.is_ok(), "{ops:?}: {expected:?}, {found:?}"),
            }
        }
        for query in queries() {
            let (expected, found) = (
                self.model.list(query.clone()).await,
                self.lab.store.list(query.clone()).await,
            );
            assert_eq!(shown(&expected.unwrap()), shown(&found.unwrap()), "{query:?}");
        }
        let sums = async |store: &Arc<dyn Store>| {
            let mut balances = store.balances(None).await.unwrap();
            balances.retain(|balance| balance.amount != 0);
            balances
        };
        assert_eq!(sums(&self.model).await, sums(&self.lab.store).await);
        assert_balanced(&self.lab.store).await;
    }
}

fn queries() -> Vec<Query> {
    let all = |scope: Scope| Query::newest(&THINGS, scope, 100);
    vec![
        all(TEST),
        all(LIVE),
        Query {
            above: Some(Key(2)),
            below: Some(Key(7)),
            limit: 2,
            ..all(TEST)
        },
        all(TEST).by("owner", vec![1.into()]),
        Query {
            filters: vec![(3, 2.into())],
            ..all(LIVE)
        },
        Query::due(&THINGS, "due", 2, 5),
    ]
}

fn shown(rows: &[Row]) -> Vec<String> {
    let body = |row: &Row| row.body.as_ref().map(|body| (body.id, body.public()));
    rows.iter()
        .map(|row| {
            format!(
                "{:?} {:?} {} {:?} {:?}",
                row.key,
                row.scope,
                row.version,
                row.cells,
                body(row)
            )
        })
        .collect()
}

fn agrees(kind: Kind, cases: u32) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let Some(lab) = runtime.block_on(Lab::open(kind)) else {
        return;
    };
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let result = TestRunner::new_with_rng(config, deterministic()).run(&vec(vec(op(), 1..5), 1..12), |changes| {
        let world = World {
            model: Arc::new(Memory::new(TABLES, 1)),
            lab: &lab,
        };
        let outcome = std::panic::catch_unwind(AssertUnwindSafe(|| runtime.block_on(world.run(&changes))));
        for scope in [TEST, LIVE] {
            runtime.block_on(lab.store.erase(scope, &[])).unwrap();
        }
        outcome.map_err(|panic| TestCaseError::fail(panic.downcast_ref::<String>().cloned().unwrap_or_default()))
    });
    runtime.block_on(lab.close());
    result.unwrap();
}

fn deterministic() -> proptest::test_runner::TestRng {
    proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha)
}

#[test]
fn sqlite_does_what_memory_does() {
    agrees(Kind::Sqlite, 150);
}

#[test]
fn postgres_does_what_memory_does() {
    agrees(Kind::Postgres, 60);
}
