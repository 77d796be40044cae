//! Faults that the sandbox injects on request: an account asks for them, and only its own calls meet them.
//!
//! They live in memory: a restart is free of faults, and each of several processes has its own.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use db::Scope;
use kernel::{Chance, Timestamp};
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// The acquirer does not answer in time; whether it acted is unknown at first.
    AcquirerTimeout,
    /// The API's answer comes late.
    SlowAnswer,
    /// The connection breaks in place of an answer.
    ConnectionReset,
    /// The API answers 500.
    ServerError,
    /// A webhook's delivery fails as if the endpoint had answered 500.
    WebhookFailure,
}

/// Before or after the operation ran: a break after it is what idempotency keys are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    Before,
    After,
}

#[derive(Clone, Debug)]
pub struct Fault {
    pub kind: FaultKind,
    pub scope: Scope,
    /// Strikes left; `None` for any number.
    pub count: Option<u32>,
    /// Strikes in a thousand chances.
    pub per_mille: u32,
    /// Real time from which it strikes no more.
    pub until: Option<Timestamp>,
    pub when: When,
    /// How late a slow answer comes.
    pub delay: Duration,
    /// Only for paths that begin with this; empty for all.
    pub path: String,
}

#[derive(Default)]
pub struct Faults {
    /// Whether there are any, so that requests of a server without faults pay one load.
    any: AtomicBool,
    set: Mutex<Vec<Fault>>,
}

/// More than this per account is a client that adds in a loop.
const FAULTS_MAX: usize = 100;

impl Faults {
    pub fn is_empty(&self) -> bool {
        !self.any.load(Ordering::Relaxed)
    }

    /// False if the account has as many as it may have.
    pub fn add(&self, fault: Fault) -> bool {
        let mut set = self.set.lock();
        if set.iter().filter(|known| known.scope == fault.scope).count() >= FAULTS_MAX {
            return false;
        }
        set.push(fault);
        self.any.store(true, Ordering::Relaxed);
        true
    }

    /// Those of an account that can still strike, oldest first.
    pub fn of(&self, scope: Scope, now: Timestamp) -> Vec<Fault> {
        let mut set = self.set.lock();
        self.prune(&mut set, now);
        set.iter().filter(|fault| fault.scope == scope).cloned().collect()
    }

    pub fn clear(&self, scope: Scope) {
        let mut set = self.set.lock();
        set.retain(|fault| fault.scope != scope);
        self.any.store(!set.is_empty(), Ordering::Relaxed);
    }

    /// The fault that strikes here, if any; its count goes down by one. `path` is empty where there is none.
    pub fn strike(
        &self,
        scope: Scope,
        kinds: &[FaultKind],
        path: &str,
        now: Timestamp,
        chance: &Chance,
    ) -> Option<Fault> {
        if self.is_empty() {
            return None;
        }
        let mut set = self.set.lock();
        self.prune(&mut set, now);
        let fitting = |fault: &&mut Fault| {
            fault.scope == scope && kinds.contains(&fault.kind) && path.starts_with(fault.path.as_str())
        };
        let struck = set
            .iter_mut()
            .filter(fitting)
            .find(|fault| chance.below(1_000) < u64::from(fault.per_mille))?;
        struck.count = struck.count.map(|left| left.saturating_sub(1));
        Some(struck.clone())
    }

    fn prune(&self, set: &mut Vec<Fault>, now: Timestamp) {
        set.retain(|fault| fault.count != Some(0) && fault.until.is_none_or(|until| until > now));
        self.any.store(!set.is_empty(), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(scope: Scope) -> Fault {
        Fault {
            kind: FaultKind::ServerError,
            scope,
            count: Some(2),
            per_mille: 1_000,
            until: None,
            when: When::Before,
            delay: Duration::ZERO,
            path: String::new(),
        }
    }

    #[test]
    fn a_fault_strikes_its_own_account_as_often_as_it_says() {
        let (mine, other) = (Scope::new(1, false), Scope::new(2, false));
        let (faults, chance, now) = (Faults::default(), Chance::from_seed(1), Timestamp::from_seconds(10));
        let strike = |scope| {
            faults
                .strike(scope, &[FaultKind::ServerError], "/v1/x", now, &chance)
                .is_some()
        };
        assert!(!strike(mine));
        assert!(faults.add(fault(mine)));
        assert!(!strike(other));
        assert_eq!([strike(mine), strike(mine), strike(mine)], [true, true, false]);
        assert!(faults.is_empty());
    }

    #[test]
    fn it_ends_by_time_and_keeps_to_its_path_and_share() {
        let scope = Scope::new(1, false);
        let (faults, chance) = (Faults::default(), Chance::from_seed(1));
        let limited = Fault {
            count: None,
            per_mille: 250,
            until: Some(Timestamp::from_seconds(20)),
            path: "/v1/refunds".into(),
            ..fault(scope)
        };
        faults.add(limited);
        let strikes = |path: &str, at| {
            let now = Timestamp::from_seconds(at);
            let hit = |_: &i32| {
                faults
                    .strike(scope, &[FaultKind::ServerError], path, now, &chance)
                    .is_some()
            };
            (0..1_000).filter(hit).count()
        };
        assert!((200..300).contains(&strikes("/v1/refunds/re_1", 10)));
        assert_eq!(strikes("/v1/charges", 10), 0);
        assert_eq!(strikes("/v1/refunds", 20), 0);
    }
}
