//! Lists by declared index: order, bounds, filters, limits, what falls due.

use db::{Cell, Order, Query};
use kernel::Key;

use crate::lab::{LIVE, Lab, OTHER, TEST, THINGS, Thing};

on_all_stores! {
    a_list_comes_newest_first_in_pages
    a_list_by_index_has_only_its_rows
    filters_and_bounds_combine
    null_matches_nothing
    what_is_due_comes_in_order_of_time
    bodies_come_only_when_asked_for
}

async fn keys(lab: &Lab, query: Query) -> Vec<i64> {
    lab.store
        .list(query)
        .await
        .unwrap()
        .iter()
        .map(|row| row.key.0)
        .collect()
}

/// Ten things of owners 0, 1, 2 in turn, with due times 90 down to 0; and things of other scopes.
async fn ten(lab: &Lab) -> Vec<i64> {
    let mut made = Vec::new();
    for nth in 0..10 {
        let thing = Thing {
            owner: Some(nth % 3),
            due: Some(90 - nth * 10),
            ..Thing::default()
        };
        made.push(lab.inserted(TEST, thing).await.0);
        lab.inserted(
            LIVE,
            Thing {
                owner: Some(nth % 3),
                ..Thing::default()
            },
        )
        .await;
    }
    made
}

async fn a_list_comes_newest_first_in_pages(lab: &Lab) {
    let made = ten(lab).await;
    let newest = |limit| Query::newest(&THINGS, TEST, limit);
    let reversed: Vec<i64> = made.iter().rev().copied().collect();
    assert_eq!(keys(lab, newest(100)).await, reversed);
    assert_eq!(keys(lab, newest(3)).await, reversed[..3]);
    let below = Query {
        below: Some(Key(reversed[2])),
        ..newest(3)
    };
    assert_eq!(keys(lab, below).await, reversed[3..6]);
    let above = Query {
        above: Some(Key(made[6])),
        order: Order::OldestFirst,
        ..newest(2)
    };
    assert_eq!(keys(lab, above).await, made[7..9]);
    let none = Query {
        above: Some(Key(made[3])),
        below: Some(Key(made[4])),
        ..newest(9)
    };
    assert!(keys(lab, none).await.is_empty());
    assert!(keys(lab, newest(0)).await.is_empty());
}

async fn a_list_by_index_has_only_its_rows(lab: &Lab) {
    let made = ten(lab).await;
    let of = |owner: i64| Query::newest(&THINGS, TEST, 100).by("owner", vec![owner.into()]);
    assert_eq!(keys(lab, of(0)).await, [made[9], made[6], made[3], made[0]]);
    assert_eq!(
        keys(
            lab,
            Query {
                below: Some(Key(made[6])),
                limit: 1,
                ..of(0)
            }
        )
        .await,
        [made[3]]
    );
    assert!(keys(lab, of(7)).await.is_empty());
}

async fn filters_and_bounds_combine(lab: &Lab) {
    let made = ten(lab).await;
    let due = THINGS.column("due");
    let of = Query::newest(&THINGS, TEST, 100).by("owner", vec![1.into()]);
    let filtered = Query {
        filters: vec![(due, Cell::Int(50))],
        ..of.clone()
    };
    assert_eq!(keys(lab, filtered).await, [made[4]]);
    let outside = Query {
        filters: vec![(due, Cell::Int(50))],
        above: Some(Key(made[4])),
        ..of
    };
    assert!(keys(lab, outside).await.is_empty());
}

async fn null_matches_nothing(lab: &Lab) {
    lab.inserted(TEST, Thing::default()).await;
    let null = Query {
        filters: vec![(THINGS.column("owner"), Cell::Null)],
        ..Query::newest(&THINGS, TEST, 9)
    };
    assert!(keys(lab, null).await.is_empty());
    assert!(
        keys(lab, Query::newest(&THINGS, TEST, 9).by("owner", vec![Cell::Null]))
            .await
            .is_empty()
    );
    assert!(keys(lab, Query::due(&THINGS, "due", i64::MAX, 9)).await.is_empty());
}

async fn what_is_due_comes_in_order_of_time(lab: &Lab) {
    let made = ten(lab).await;
    let other = lab
        .inserted(
            OTHER,
            Thing {
                due: Some(15),
                ..Thing::default()
            },
        )
        .await
        .0;
    let due = |up_to, limit| Query::due(&THINGS, "due", up_to, limit);
    assert_eq!(keys(lab, due(20, 100)).await, [made[9], made[8], other, made[7]]);
    assert_eq!(keys(lab, due(20, 2)).await, [made[9], made[8]]);
    assert!(keys(lab, due(-1, 2)).await.is_empty());
    let rows = lab.store.list(due(15, 9)).await.unwrap();
    assert_eq!(rows.last().unwrap().scope, OTHER);
}

async fn bodies_come_only_when_asked_for(lab: &Lab) {
    ten(lab).await;
    for bodies in [true, false] {
        let rows = lab
            .store
            .list(Query {
                bodies,
                ..Query::newest(&THINGS, TEST, 5)
            })
            .await
            .unwrap();
        assert!(rows.len() == 5 && rows.iter().all(|row| row.body.is_some() == bodies));
    }
}
