//! The misfortunes of the store in memory: by seed, and with all or nothing still true.

use std::sync::Arc;
use std::time::Duration;

use db::{CommitError, Faults, Memory, Store};
use kernel::Key;

use crate::lab::{Lab, Place, TABLES, TEST, THINGS, Thing, block_on};
use crate::ledger::assert_balanced;

/// What became of each of 200 commits.
async fn outcomes(seed: u64, faults: Faults) -> Vec<&'static str> {
    let memory = Arc::new(Memory::new(TABLES, seed));
    memory.set_faults(faults);
    let lab = Lab::over(memory.clone(), Place::Memory);
    let mut outcomes = Vec::new();
    for _ in 0..200 {
        let (key, mut change) = lab.insert(TEST, Thing::default());
        lab.post(&mut change, TEST, "left", "right", 5);
        let result = lab.commit(change).await;
        memory.set_faults(Faults::default());
        let there = lab.get(TEST, key).await.is_some();
        memory.set_faults(faults);
        outcomes.push(match (result, there) {
            (Ok(()), true) => "written",
            (Err(CommitError::Conflict), false) => "conflict",
            (Err(CommitError::Failed(_)), false) => "failed",
            (Err(CommitError::Unknown(_)), true) => "lost, written",
            (Err(CommitError::Unknown(_)), false) => "lost, not written",
            (other, there) => panic!("{other:?}, and the row is there: {there}"),
        });
    }
    assert_balanced(&lab.store).await;
    outcomes
}

#[test]
fn every_misfortune_happens_and_a_seed_repeats_it() {
    let faults = Faults {
        conflict: 200,
        fail_before: 200,
        lose_answer: 300,
        ..Faults::default()
    };
    block_on(async {
        let first = outcomes(7, faults).await;
        for outcome in ["written", "conflict", "failed", "lost, written", "lost, not written"] {
            assert!(first.contains(&outcome), "{outcome} never happened");
        }
        assert_eq!(first, outcomes(7, faults).await);
        assert_ne!(first, outcomes(8, faults).await);
    });
}

#[test]
fn a_lost_answer_that_is_looked_up_is_known() {
    let faults = Faults {
        lose_answer: 1_000,
        look_up: true,
        ..Faults::default()
    };
    block_on(async {
        let outcomes = outcomes(1, faults).await;
        assert!(outcomes.contains(&"written") && outcomes.contains(&"failed"));
        assert!(outcomes.iter().all(|outcome| ["written", "failed"].contains(outcome)));
    });
}

#[test]
fn reads_fail_and_delays_pass() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(async {
        let memory = Memory::new(TABLES, 1);
        memory.set_faults(Faults {
            fail_read: 500,
            ..Faults::default()
        });
        let mut failed = 0;
        for _ in 0..100 {
            failed += usize::from(memory.get(&THINGS, TEST, Key(1)).await.is_err());
        }
        assert!((20..80).contains(&failed), "{failed}");
        memory.set_faults(Faults {
            delay: Duration::from_secs(10),
            ..Faults::default()
        });
        let a_hundred = async {
            for _ in 0..100 {
                memory.ping().await.unwrap();
            }
        };
        // Half of ten seconds each is five hundred, which nobody waits for.
        assert!(tokio::time::timeout(Duration::from_secs(100), a_hundred).await.is_err());
    });
}
