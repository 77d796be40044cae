//! Postings and balances: what the stores refuse, and that balances are sums.

use std::collections::BTreeMap;
use std::sync::Arc;

use db::{Change, CommitError, Scope, Store};
use futures::future::join_all;
use kernel::Key;

use crate::lab::{Lab, OTHER, TEST};

on_all_stores! {
    unsound_postings_are_refused
    the_database_itself_refuses_unsound_postings
    a_posting_is_read_back
    balances_are_sums_under_concurrent_commits
}

async fn unsound_postings_are_refused(lab: &Lab) {
    for (debit, credit, amount) in [("a", "b", 0), ("a", "b", -5), ("a", "a", 5), ("", "b", 5), ("a", "", 5)] {
        let mut change = Change::default();
        lab.post(&mut change, TEST, debit, credit, amount);
        let refused = lab.commit(change).await;
        assert!(
            matches!(refused, Err(CommitError::Refused { .. })),
            "{debit} {credit} {amount}: {refused:?}"
        );
    }
    assert!(lab.store.postings(None, Key(0), 9).await.unwrap().is_empty());
}

async fn the_database_itself_refuses_unsound_postings(lab: &Lab) {
    let insert = |id: i64, debit: &str, credit: &str, amount: i64| {
        format!(
            "insert into postings (id, account, version, body, txn, debit, credit, currency, amount) \
             values ({id}, 2, 1, null, 1, '{debit}', '{credit}', 'eur', {amount})"
        )
    };
    let Some(sound) = lab.raw(&insert(1, "a", "b", 5)).await else {
        return;
    };
    sound.unwrap();
    for (debit, credit, amount) in [("a", "b", 0), ("a", "b", -5), ("a", "a", 5)] {
        let refused = lab.raw(&insert(2, debit, credit, amount)).await.unwrap().unwrap_err();
        assert!(refused.to_lowercase().contains("check constraint"), "{refused}");
    }
}

async fn a_posting_is_read_back(lab: &Lab) {
    let mut change = Change::default();
    lab.post(&mut change, TEST, "left", "right", 12_345);
    lab.post(&mut change, OTHER, "left", "right", 1);
    let written = change.postings.clone();
    lab.commit(change).await.unwrap();
    let read = lab.store.postings(Some(TEST), Key(0), 9).await.unwrap();
    assert_eq!(format!("{read:?}"), format!("{:?}", &written[..1]));
    assert_eq!(lab.store.postings(None, Key(0), 1).await.unwrap().len(), 1);
    assert_eq!(
        lab.store.postings(None, written[0].key, 9).await.unwrap()[0].key,
        written[1].key
    );
    assert!(
        lab.store
            .postings(Some(TEST), written[0].key, 9)
            .await
            .unwrap()
            .is_empty()
    );
}

async fn balances_are_sums_under_concurrent_commits(lab: &Lab) {
    let accounts = ["acquirer", "pending", "available", "fees"];
    let committer = async |nth: usize| {
        for round in 0..10 {
            let mut change = Change::default();
            let (debit, credit) = (accounts[(nth + round) % 4], accounts[(nth + round * 3 + 1) % 4]);
            if debit != credit {
                lab.post(&mut change, TEST, debit, credit, (nth * 7 + round + 1) as i64);
            }
            lab.post(&mut change, OTHER, "left", "right", 1);
            lab.commit(change).await.unwrap();
        }
    };
    join_all((0..32).map(committer)).await;
    assert_balanced(&lab.store).await;
    let right = lab
        .store
        .balances(Some(OTHER))
        .await
        .unwrap()
        .into_iter()
        .find(|balance| &*balance.account == "right");
    assert_eq!(right.unwrap().amount, 320);
}

/// Every balance is the sum of its postings, and all of them together are nothing.
pub async fn assert_balanced(store: &Arc<dyn Store>) {
    let mut sums: BTreeMap<(Scope, String, &str), i64> = BTreeMap::new();
    for posting in store.postings(None, Key(0), usize::MAX >> 1).await.unwrap() {
        let (amount, currency) = (posting.amount.minor_units(), posting.amount.currency().code());
        *sums
            .entry((posting.scope, posting.debit.to_string(), currency))
            .or_default() -= amount;
        *sums
            .entry((posting.scope, posting.credit.to_string(), currency))
            .or_default() += amount;
    }
    sums.retain(|_, sum| *sum != 0);
    let balances = store.balances(None).await.unwrap().into_iter();
    let kept: BTreeMap<_, _> = balances
        .filter(|balance| balance.amount != 0)
        .map(|balance| {
            (
                (balance.scope, balance.account.to_string(), balance.currency.code()),
                balance.amount,
            )
        })
        .collect();
    assert_eq!(kept, sums);
    assert_eq!(sums.values().sum::<i64>(), 0);
}
