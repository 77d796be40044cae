//! What a process remembers of the store for a second, so that not every request reads what hardly ever changes.
//!
//! What this process changes is seen at once, as whoever changes it says so (`forget`); what another process on the same
//! database changes is seen within that second.

use std::any::Any;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use db::Scope;
use kernel::Timestamp;
use parking_lot::RwLock;

const FOR: Duration = Duration::from_secs(1);
/// More scopes than this at once, and all are read anew.
const ENTRIES_MAX: usize = 10_000;

type Entry = (Timestamp, Arc<dyn Any + Send + Sync>);

#[derive(Default)]
pub struct Remembered(RwLock<HashMap<(Scope, &'static str), Entry>>);

impl Remembered {
    /// What was remembered under a name, if it was that lately. `now` is the machine's time.
    pub fn get<T: Send + Sync + 'static>(&self, scope: Scope, name: &'static str, now: Timestamp) -> Option<Arc<T>> {
        let (since, what) = self.0.read().get(&(scope, name)).cloned()?;
        let is_fresh = since <= now && now < since.plus(FOR);
        is_fresh.then(|| what.downcast().ok()).flatten()
    }

    pub fn put<T: Send + Sync + 'static>(&self, scope: Scope, name: &'static str, now: Timestamp, what: Arc<T>) {
        let mut entries = self.0.write();
        if entries.len() >= ENTRIES_MAX {
            entries.clear();
        }
        entries.insert((scope, name), (now, what));
    }

    pub fn forget(&self, scope: Scope, name: &'static str) {
        self.0.write().remove(&(scope, name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_remembered_for_longer_than_a_second_or_for_another() {
        let remembered = Remembered::default();
        let (one, other) = (Scope::new(1, false), Scope::new(1, true));
        let at = Timestamp::from_millis;
        remembered.put(one, "words", at(5_000), Arc::new(7_i32));
        assert_eq!(remembered.get::<i32>(one, "words", at(5_999)).as_deref(), Some(&7));
        assert!(remembered.get::<i32>(one, "words", at(6_000)).is_none());
        assert!(remembered.get::<i32>(one, "words", at(4_000)).is_none());
        assert!(remembered.get::<i32>(other, "words", at(5_000)).is_none());
        assert!(remembered.get::<String>(one, "words", at(5_000)).is_none());
        remembered.forget(one, "words");
        assert!(remembered.get::<i32>(one, "words", at(5_000)).is_none());
    }
}
