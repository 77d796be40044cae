//! Versions, conflicts, all or nothing.

use db::{Action, Change, CommitError};
use kernel::Key;

use crate::lab::{Lab, OTHER, TEST, Thing, Writing};

on_all_stores! {
    an_insert_is_read_back
    an_update_holds_only_at_the_version_it_was_decided_from
    a_delete_holds_only_at_its_version
    an_unmoved_row_guards_a_decision
    what_is_not_there_cannot_be_moved
    a_change_is_written_whole_or_not_at_all
    a_key_drawn_twice_is_a_conflict
    a_row_is_written_once
    an_empty_change_is_nothing
    a_change_may_be_large
    a_body_that_nothing_shows_can_go
    a_body_can_be_written_anew_in_place
}

fn owned(owner: i64) -> Thing {
    Thing {
        owner: Some(owner),
        ..Thing::default()
    }
}

async fn an_insert_is_read_back(lab: &Lab) {
    let thing = Thing {
        code: Some("c"),
        email: None,
        owner: Some(i64::MAX),
        due: None,
    };
    let key = lab.inserted(TEST, thing).await;
    let row = lab.get(TEST, key).await.unwrap();
    assert_eq!((row.key, row.scope, row.version), (key, TEST, 1));
    assert_eq!(row.cells, thing.cells());
    let body = row.body.unwrap();
    assert_eq!(
        &body.public()[..],
        format!("{{\"email\":\"none\",\"owner\":Some({})}}", i64::MAX).as_bytes()
    );
    assert_eq!(body.private(), b"private");
}

async fn an_update_holds_only_at_the_version_it_was_decided_from(lab: &Lab) {
    let key = lab.inserted(TEST, owned(1)).await;
    lab.commit(lab.update(TEST, key, 1, owned(2))).await.unwrap();
    for stale in [0, 1, 3] {
        let refused = lab.commit(lab.update(TEST, key, stale, owned(3))).await;
        assert!(matches!(refused, Err(CommitError::Conflict)), "{stale}: {refused:?}");
    }
    let row = lab.get(TEST, key).await.unwrap();
    assert_eq!((row.version, row.cells), (2, owned(2).cells()));
    assert!(row.body.unwrap().public().ends_with(b"Some(2)}"));
}

async fn a_delete_holds_only_at_its_version(lab: &Lab) {
    let key = lab.inserted(TEST, owned(1)).await;
    let delete = |read_at| {
        let mut change = Change::default();
        change.write(TEST, key, Action::Delete { read_at });
        change
    };
    assert!(matches!(lab.commit(delete(2)).await, Err(CommitError::Conflict)));
    assert!(lab.get(TEST, key).await.is_some());
    lab.commit(delete(1)).await.unwrap();
    assert!(lab.get(TEST, key).await.is_none());
    assert!(matches!(lab.commit(delete(1)).await, Err(CommitError::Conflict)));
}

async fn an_unmoved_row_guards_a_decision(lab: &Lab) {
    let guard = lab.inserted(TEST, owned(1)).await;
    let decide = |read_at| {
        let (key, mut change) = lab.insert(TEST, owned(9));
        change.write(TEST, guard, Action::Unmoved { read_at });
        (key, change)
    };
    let (held, change) = decide(1);
    lab.commit(change).await.unwrap();
    assert_eq!(lab.get(TEST, guard).await.unwrap().version, 1);
    lab.commit(lab.update(TEST, guard, 1, owned(2))).await.unwrap();
    let (moved, change) = decide(1);
    assert!(matches!(lab.commit(change).await, Err(CommitError::Conflict)));
    assert!(lab.get(TEST, held).await.is_some() && lab.get(TEST, moved).await.is_none());
}

async fn what_is_not_there_cannot_be_moved(lab: &Lab) {
    let key = lab.inserted(TEST, owned(1)).await;
    let missing = lab.commit(lab.update(TEST, Key(999), 1, owned(2))).await;
    assert!(matches!(missing, Err(CommitError::Conflict)), "{missing:?}");
    // Nor can another scope's row.
    let foreign = lab.commit(lab.update(OTHER, key, 1, owned(2))).await;
    assert!(matches!(foreign, Err(CommitError::Conflict)), "{foreign:?}");
    let mut change = Change::default();
    change.write(OTHER, key, Action::Unmoved { read_at: 1 });
    assert!(matches!(lab.commit(change).await, Err(CommitError::Conflict)));
}

async fn a_change_is_written_whole_or_not_at_all(lab: &Lab) {
    let moved = lab.inserted(TEST, owned(1)).await;
    let kept = lab.inserted(TEST, owned(2)).await;
    let (new, mut change) = lab.insert(
        TEST,
        Thing {
            email: Some("a@b"),
            ..Thing::default()
        },
    );
    let body = change.bodies[0].1.id;
    let values = lab.values(&mut change, TEST, owned(7));
    change.write(TEST, kept, Action::Update { read_at: 1, values });
    change.write(TEST, moved, Action::Delete { read_at: 5 });
    lab.post(&mut change, TEST, "left", "right", 10);
    assert!(matches!(lab.commit(change).await, Err(CommitError::Conflict)));
    assert!(lab.get(TEST, new).await.is_none());
    assert_eq!(lab.get(TEST, kept).await.unwrap().version, 1);
    assert!(lab.store.bodies(TEST, vec![body]).await.is_err());
    assert!(lab.store.postings(None, Key(0), 10).await.unwrap().is_empty());
    assert!(
        lab.store
            .balances(None)
            .await
            .unwrap()
            .iter()
            .all(|balance| balance.amount == 0)
    );
}

async fn a_key_drawn_twice_is_a_conflict(lab: &Lab) {
    let key = lab.inserted(TEST, owned(1)).await;
    let mut change = Change::default();
    let values = lab.values(&mut change, TEST, owned(2));
    change.write(TEST, key, Action::Insert(values));
    let refused = lab.commit(change).await;
    assert!(matches!(refused, Err(CommitError::Conflict)), "{refused:?}");
    assert_eq!(lab.get(TEST, key).await.unwrap().cells, owned(1).cells());
}

async fn a_row_is_written_once(lab: &Lab) {
    let key = lab.inserted(TEST, owned(1)).await;
    let mut change = lab.update(TEST, key, 1, owned(2));
    change.write(TEST, key, Action::Delete { read_at: 1 });
    assert!(matches!(lab.commit(change).await, Err(CommitError::Refused { .. })));
    assert_eq!(lab.get(TEST, key).await.unwrap().version, 1);
}

async fn an_empty_change_is_nothing(lab: &Lab) {
    lab.commit(Change::default()).await.unwrap();
}

async fn a_change_may_be_large(lab: &Lab) {
    let mut change = Change::default();
    let keys: Vec<Key> = (0..1_000).map(|_| lab.key()).collect();
    for key in &keys {
        let values = lab.values(&mut change, TEST, owned(key.0));
        change.write(TEST, *key, Action::Insert(values));
    }
    lab.commit(change).await.unwrap();
    assert_eq!(
        lab.get(TEST, keys[999]).await.unwrap().cells,
        owned(keys[999].0).cells()
    );
}

async fn a_body_that_nothing_shows_can_go(lab: &Lab) {
    let key = lab.inserted(TEST, owned(1)).await;
    let shown = lab.get(TEST, key).await.unwrap().body.unwrap().id;
    lab.commit(lab.update(TEST, key, 1, owned(2))).await.unwrap();
    let elsewhere = Change {
        dropped: vec![(OTHER, shown)],
        ..Change::default()
    };
    lab.commit(elsewhere).await.unwrap();
    assert!(lab.store.bodies(TEST, vec![shown]).await.is_ok());
    // Nothing goes with a change that is not committed.
    let mut stale = lab.update(TEST, key, 1, owned(3));
    stale.dropped = vec![(TEST, shown)];
    assert!(matches!(lab.commit(stale).await, Err(CommitError::Conflict)));
    assert!(lab.store.bodies(TEST, vec![shown]).await.is_ok());
    for _ in 0..2 {
        let gone = Change {
            dropped: vec![(TEST, shown)],
            ..Change::default()
        };
        lab.commit(gone).await.unwrap();
        assert!(lab.store.bodies(TEST, vec![shown]).await.is_err());
    }
    assert!(lab.get(TEST, key).await.unwrap().body.is_some());
}

async fn a_body_can_be_written_anew_in_place(lab: &Lab) {
    let key = lab.inserted(TEST, owned(1)).await;
    let shown = lab.get(TEST, key).await.unwrap().body.unwrap();
    let anew = Change {
        dropped: vec![(TEST, shown.id)],
        bodies: vec![(TEST, db::Body::new(shown.id, &shown.public(), b"other"))],
        ..Change::default()
    };
    lab.commit(anew).await.unwrap();
    let body = lab.get(TEST, key).await.unwrap().body.unwrap();
    assert_eq!(
        (body.id, body.public(), body.private()),
        (shown.id, shown.public(), &b"other"[..])
    );
}
