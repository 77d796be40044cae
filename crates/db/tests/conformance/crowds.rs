//! Many at once: nothing is lost, nothing is written twice, and nobody pays for a neighbour's mistake.

use std::sync::Arc;

use db::{Action, Change, CommitError, Postgres, Store};
use futures::future::join_all;

use crate::lab::{Kind, Lab, Place, TABLES, TEST, THINGS, Thing, Writing, run};
use crate::ledger::assert_balanced;

on_all_stores! {
    exactly_the_acknowledged_increments_survive
    one_of_many_gets_a_unique_value
    a_bad_change_harms_no_neighbour
    a_claim_is_won_once
}

fn counter(value: i64) -> Thing {
    Thing {
        due: Some(value),
        ..Thing::default()
    }
}

async fn exactly_the_acknowledged_increments_survive(lab: &Lab) {
    let key = lab.inserted(TEST, counter(0)).await;
    let increment = async |_: usize| {
        for _ in 0..5 {
            loop {
                let row = lab.get(TEST, key).await.unwrap();
                let next = counter(row.cells[3].int().unwrap() + 1);
                match lab.commit(lab.update(TEST, key, row.version, next)).await {
                    Ok(()) => break,
                    Err(CommitError::Conflict) => tokio::task::yield_now().await,
                    Err(other) => panic!("{other}"),
                }
            }
        }
    };
    join_all((0..16).map(increment)).await;
    let row = lab.get(TEST, key).await.unwrap();
    assert_eq!((row.version, row.cells[3].int()), (81, Some(80)));
}

async fn one_of_many_gets_a_unique_value(lab: &Lab) {
    let results = join_all((0..32).map(|nth| {
        let (key, change) = lab.insert(
            TEST,
            Thing {
                email: Some("a@b"),
                owner: Some(nth),
                ..Thing::default()
            },
        );
        async move { (key, lab.commit(change).await) }
    }))
    .await;
    let (won, lost): (Vec<_>, Vec<_>) = results.into_iter().partition(|(_, result)| result.is_ok());
    assert_eq!(won.len(), 1);
    assert!(lab.get(TEST, won[0].0).await.is_some());
    for (key, result) in lost {
        assert!(
            matches!(result, Err(CommitError::Duplicate { index: "email", .. })),
            "{result:?}"
        );
        assert!(lab.get(TEST, key).await.is_none());
    }
}

async fn a_bad_change_harms_no_neighbour(lab: &Lab) {
    let row = lab.inserted(TEST, counter(0)).await;
    let taken = lab
        .inserted(
            TEST,
            Thing {
                email: Some("a@b"),
                ..Thing::default()
            },
        )
        .await;
    let results = join_all((0..60).map(|nth| {
        let (key, mut change) = lab.insert(TEST, counter(nth));
        match nth % 6 {
            1 => change.write(TEST, row, Action::Unmoved { read_at: 9 }),
            // An update that takes another row's value is seen by no check before it is written.
            3 => {
                let values = lab.values(
                    &mut change,
                    TEST,
                    Thing {
                        email: Some("a@b"),
                        ..Thing::default()
                    },
                );
                change.write(TEST, row, Action::Update { read_at: 1, values });
            }
            5 => {
                let values = lab.values(&mut change, TEST, counter(1));
                change.write(TEST, taken, Action::Insert(values));
            }
            _ => {}
        }
        async move { (nth, key, lab.commit(change).await) }
    }))
    .await;
    for (nth, key, result) in results {
        let expected = match nth % 6 {
            1 | 5 => matches!(result, Err(CommitError::Conflict)),
            // Those that share a group with another such update may lose against that.
            3 => matches!(result, Err(CommitError::Duplicate { .. } | CommitError::Conflict)),
            _ => result.is_ok(),
        };
        assert!(expected, "{nth}: {result:?}");
        assert_eq!(lab.get(TEST, key).await.is_some(), result.is_ok(), "{nth}");
    }
    assert_eq!(lab.get(TEST, row).await.unwrap().version, 1);
}

/// What workers do with timers and the outbox: whoever moves the row on has it.
async fn a_claim_is_won_once(lab: &Lab) {
    let mut keys = Vec::new();
    for _ in 0..8 {
        keys.push(lab.inserted(TEST, counter(0)).await);
    }
    let claims = keys.iter().flat_map(|key| (0..6).map(move |worker| (*key, worker)));
    let results = join_all(claims.map(async |(key, worker)| {
        let mut change = Change::default();
        let values = db::Values {
            body: None,
            cells: counter(1_000 + worker).cells(),
        };
        change.write(TEST, key, Action::Update { read_at: 1, values });
        (key, worker, lab.commit(change).await)
    }))
    .await;
    for key in keys {
        let won: Vec<i64> = results
            .iter()
            .filter(|(of, _, result)| *of == key && result.is_ok())
            .map(|(_, worker, _)| *worker)
            .collect();
        assert_eq!(won.len(), 1);
        assert_eq!(lab.get(TEST, key).await.unwrap().cells, counter(1_000 + won[0]).cells());
    }
}

/// Two processes over one database: what one commits, the other sees, and neither loses to the other.
#[test]
fn two_stores_over_one_postgres_share_it() {
    run(Kind::Postgres, async |lab: &Lab| {
        let Place::Postgres(server) = &lab.place else {
            unreachable!("the lab was opened on PostgreSQL")
        };
        let second: Arc<dyn Store> = Arc::new(Postgres::open(&server.url, TABLES).await.unwrap());
        let key = lab.inserted(TEST, counter(0)).await;
        let increment = async |nth: usize| {
            let store = if nth.is_multiple_of(2) { &lab.store } else { &second };
            for _ in 0..5 {
                loop {
                    let row = store.get(&THINGS, TEST, key).await.unwrap().unwrap();
                    let next = counter(row.cells[3].int().unwrap() + 1);
                    let mut change = lab.update(TEST, key, row.version, next);
                    lab.post(&mut change, TEST, "left", "right", 2);
                    lab.post(&mut change, TEST, "right", "fees", 1);
                    match store.commit(change).await {
                        Ok(()) => break,
                        Err(CommitError::Conflict) => tokio::task::yield_now().await,
                        Err(other) => panic!("{other}"),
                    }
                }
            }
        };
        join_all((0..16).map(increment)).await;
        assert_eq!(
            second.get(&THINGS, TEST, key).await.unwrap().unwrap().cells[3].int(),
            Some(80)
        );
        assert_balanced(&second).await;
    });
}
