//! Accounts and modes: their data never meet, and can be erased.

use db::{Query, Scope};
use kernel::Key;

use crate::lab::{LIVE, Lab, OTHER, TABLES, TEST, THINGS, Thing};

on_all_stores! {
    scopes_never_meet
    bodies_come_in_the_order_asked_for
    erase_removes_one_scope_and_nothing_else
    erase_keeps_the_tables_it_is_told_to
    the_migrations_make_what_the_tables_declare
    the_store_answers
}

async fn scopes_never_meet(lab: &Lab) {
    let (key, change) = lab.insert(
        TEST,
        Thing {
            email: Some("a@b"),
            owner: Some(1),
            ..Thing::default()
        },
    );
    let body = change.bodies[0].1.id;
    lab.commit(change).await.unwrap();
    for scope in [LIVE, OTHER, Scope::new(2, true)] {
        assert!(lab.get(scope, key).await.is_none());
        assert!(lab.store.bodies(scope, vec![body]).await.is_err());
        let query = Query::newest(&THINGS, scope, 9);
        assert!(lab.store.list(query.clone()).await.unwrap().is_empty());
        assert!(
            lab.store
                .list(query.by("owner", vec![1.into()]))
                .await
                .unwrap()
                .is_empty()
        );
        let found = lab
            .store
            .find(&THINGS, THINGS.index("email"), Some(scope), vec!["a@b".into()])
            .await;
        assert!(found.unwrap().is_none());
    }
}

async fn bodies_come_in_the_order_asked_for(lab: &Lab) {
    let mut keys = Vec::new();
    for owner in 0..5 {
        let (_, change) = lab.insert(
            TEST,
            Thing {
                owner: Some(owner),
                ..Thing::default()
            },
        );
        keys.push(change.bodies[0].1.id);
        lab.commit(change).await.unwrap();
    }
    let asked = vec![keys[3], keys[0], keys[3], keys[4]];
    let bodies = lab.store.bodies(TEST, asked.clone()).await.unwrap();
    assert_eq!(bodies.iter().map(|body| body.id).collect::<Vec<_>>(), asked);
    assert!(bodies[0].public().ends_with(b"Some(3)}"));
    assert!(lab.store.bodies(TEST, Vec::new()).await.unwrap().is_empty());
    let error = lab.store.bodies(TEST, vec![keys[0], Key(987_654)]).await.unwrap_err();
    assert!(
        error.to_string().contains("987654") || error.to_string().contains("no rows"),
        "{error}"
    );
}

async fn erase_removes_one_scope_and_nothing_else(lab: &Lab) {
    let mut keys = Vec::new();
    for scope in [TEST, LIVE] {
        let (key, mut change) = lab.insert(
            scope,
            Thing {
                email: Some("a@b"),
                ..Thing::default()
            },
        );
        lab.post(&mut change, scope, "left", "right", 10);
        lab.commit(change).await.unwrap();
        keys.push(key);
    }
    lab.store.erase(TEST, &[]).await.unwrap();
    assert!(lab.get(TEST, keys[0]).await.is_none() && lab.get(LIVE, keys[1]).await.is_some());
    assert!(lab.store.balances(Some(TEST)).await.unwrap().is_empty());
    assert_eq!(lab.store.balances(None).await.unwrap().len(), 2);
    assert_eq!(lab.store.postings(None, Key(0), 9).await.unwrap().len(), 1);
    lab.inserted(
        TEST,
        Thing {
            email: Some("a@b"),
            ..Thing::default()
        },
    )
    .await;
}

async fn erase_keeps_the_tables_it_is_told_to(lab: &Lab) {
    static KEPT: &[&db::Table] = &[&THINGS];
    let (key, mut change) = lab.insert(TEST, Thing::default());
    lab.post(&mut change, TEST, "left", "right", 10);
    lab.commit(change).await.unwrap();
    lab.store.erase(TEST, KEPT).await.unwrap();
    let kept = lab.get(TEST, key).await.expect("the row is there");
    assert!(kept.body.is_some(), "and so is its body");
    assert!(lab.store.balances(Some(TEST)).await.unwrap().is_empty());
}

async fn the_migrations_make_what_the_tables_declare(lab: &Lab) {
    let differences = db::check_tables(&*lab.store, TABLES).await.unwrap();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

async fn the_store_answers(lab: &Lab) {
    lab.store.ping().await.unwrap();
}
