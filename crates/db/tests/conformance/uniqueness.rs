//! Unique values: within an account, across accounts, null, and `Ensure`.

use db::{Action, Change, CommitError};

use crate::lab::{LIVE, Lab, OTHER, TEST, THINGS, Thing, Writing};

on_all_stores! {
    a_scoped_value_is_unique_in_its_scope
    a_global_value_is_unique_everywhere
    null_is_not_unique
    an_update_cannot_take_a_value
    ensure_writes_only_what_is_new
    a_value_passes_from_a_deleted_row_to_a_new_one
    two_rows_of_one_change_cannot_share_a_value
    rows_are_found_by_unique_values
}

fn email(email: &'static str) -> Thing {
    Thing {
        email: Some(email),
        ..Thing::default()
    }
}

fn code(code: &'static str) -> Thing {
    Thing {
        code: Some(code),
        ..Thing::default()
    }
}

#[track_caller]
fn assert_duplicate(result: Result<(), CommitError>, index: &str) {
    match result {
        Err(CommitError::Duplicate {
            table: "things",
            index: found,
        }) => assert_eq!(found, index),
        other => panic!("{other:?} is no duplicate of {index}"),
    }
}

async fn a_scoped_value_is_unique_in_its_scope(lab: &Lab) {
    lab.inserted(TEST, email("a@b")).await;
    assert_duplicate(lab.commit(lab.insert(TEST, email("a@b")).1).await, "email");
    lab.inserted(LIVE, email("a@b")).await;
    lab.inserted(OTHER, email("a@b")).await;
    lab.inserted(TEST, email("A@b")).await;
}

async fn a_global_value_is_unique_everywhere(lab: &Lab) {
    lab.inserted(TEST, code("x")).await;
    assert_duplicate(lab.commit(lab.insert(OTHER, code("x")).1).await, "code");
}

async fn null_is_not_unique(lab: &Lab) {
    lab.inserted(TEST, Thing::default()).await;
    lab.inserted(TEST, Thing::default()).await;
    let found = lab
        .store
        .find(&THINGS, THINGS.index("email"), Some(TEST), vec![db::Cell::Null])
        .await
        .unwrap();
    assert!(found.is_none());
}

async fn an_update_cannot_take_a_value(lab: &Lab) {
    lab.inserted(TEST, email("a@b")).await;
    let key = lab.inserted(TEST, email("c@d")).await;
    assert_duplicate(lab.commit(lab.update(TEST, key, 1, email("a@b"))).await, "email");
    lab.commit(lab.update(TEST, key, 1, email("e@f"))).await.unwrap();
    lab.inserted(TEST, email("c@d")).await;
}

async fn ensure_writes_only_what_is_new(lab: &Lab) {
    let ensure = |key, thing| {
        let mut change = Change::default();
        let values = lab.values(&mut change, TEST, thing);
        change.write(TEST, key, Action::Ensure(values));
        change
    };
    let (first, second) = (lab.key(), lab.key());
    lab.commit(ensure(first, email("a@b"))).await.unwrap();
    lab.commit(ensure(first, email("c@d"))).await.unwrap();
    lab.commit(ensure(second, email("a@b"))).await.unwrap();
    assert_eq!(lab.get(TEST, first).await.unwrap().cells, email("a@b").cells());
    assert!(lab.get(TEST, second).await.is_none());
}

async fn a_value_passes_from_a_deleted_row_to_a_new_one(lab: &Lab) {
    let old = lab.inserted(TEST, email("a@b")).await;
    let (new, mut change) = lab.insert(TEST, email("a@b"));
    change.write(TEST, old, Action::Delete { read_at: 1 });
    lab.commit(change).await.unwrap();
    assert!(lab.get(TEST, old).await.is_none() && lab.get(TEST, new).await.is_some());
}

async fn two_rows_of_one_change_cannot_share_a_value(lab: &Lab) {
    let (first, mut change) = lab.insert(TEST, email("a@b"));
    let values = lab.values(&mut change, TEST, email("a@b"));
    change.write(TEST, lab.key(), Action::Insert(values));
    assert_duplicate(lab.commit(change).await, "email");
    assert!(lab.get(TEST, first).await.is_none());
}

async fn rows_are_found_by_unique_values(lab: &Lab) {
    let key = lab
        .inserted(
            TEST,
            Thing {
                code: Some("x"),
                ..email("a@b")
            },
        )
        .await;
    let find = async |index: &str, scope, value: &str| {
        let found = lab
            .store
            .find(&THINGS, THINGS.index(index), scope, vec![value.into()])
            .await
            .unwrap();
        found.map(|row| (row.key, row.body.is_some()))
    };
    assert_eq!(find("email", Some(TEST), "a@b").await, Some((key, true)));
    assert_eq!(find("email", Some(OTHER), "a@b").await, None);
    assert_eq!(find("code", None, "x").await, Some((key, true)));
    assert_eq!(find("code", None, "y").await, None);
}
