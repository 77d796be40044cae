//! One unit of work: reads from the store, and the change that grows from what was decided.
//!
//! Nothing is written until the change is committed. Reads see what the unit has written itself.

use std::collections::HashSet;

use kernel::ids::EventId;
use kernel::{Ids, Key, Money, Timestamp};

use crate::system::{EVENTS, OUTBOX, TIMERS};
use crate::{
    Action, Body, Cell, Change, Order, Posting, Query, Record, Row, Scope, Store, StoreError, Stored, Table, Values,
    Write,
};

/// Where a change comes from; its events say so.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    pub request: Option<Box<str>>,
    pub idempotency_key: Option<Box<str>>,
    /// What the account shows its events in; `None` stands for what `EVENTS` says.
    pub api_version: Option<Box<str>>,
}

pub struct Tx<'a> {
    store: &'a dyn Store,
    ids: &'a Ids,
    scope: Scope,
    /// The account's time.
    now: Timestamp,
    /// The machine's time: for what waits outside the account's clock.
    real_now: Timestamp,
    origin: Origin,
    change: Change,
    events: Vec<Key>,
}

impl<'a> Tx<'a> {
    pub fn new(
        store: &'a dyn Store,
        ids: &'a Ids,
        scope: Scope,
        now: Timestamp,
        real_now: Timestamp,
        origin: Origin,
    ) -> Tx<'a> {
        Tx {
            store,
            ids,
            scope,
            now,
            real_now,
            origin,
            change: Change::default(),
            events: Vec::new(),
        }
    }

    pub fn scope(&self) -> Scope {
        self.scope
    }

    pub fn now(&self) -> Timestamp {
        self.now
    }

    pub fn ids(&self) -> &'a Ids {
        self.ids
    }

    pub fn store(&self) -> &'a dyn Store {
        self.store
    }

    pub fn set_origin(&mut self, origin: Origin) {
        self.origin = origin;
    }

    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// A new id of the scope, at the account's time.
    pub fn id<K: kernel::ids::Kind>(&self) -> kernel::Id<K> {
        self.ids.id(self.scope.raw(), self.now)
    }

    /// As `id`, with another prefix of the kind or another variant character.
    pub fn id_with<K: kernel::ids::Kind>(&self, prefix: &str, variant: char) -> kernel::Id<K> {
        self.ids.id_with(prefix, variant, self.scope.raw(), self.now)
    }

    pub fn new_key(&self) -> Key {
        self.ids.key(self.scope.raw(), self.now)
    }

    // Reading.

    pub async fn get<T: Record>(&self, key: Key) -> Result<Option<Stored<T>>, StoreError> {
        self.row(T::table(), key).await?.as_ref().map(T::read).transpose()
    }

    /// A row as it stands in this unit of work.
    pub async fn row(&self, table: &'static Table, key: Key) -> Result<Option<Row>, StoreError> {
        match self.written(table, key) {
            Some(write) => Ok(self.pending(write)),
            None => self.store.get(table, self.scope, key).await,
        }
    }

    /// Reads the store only: what this unit has written itself is not among what is listed.
    pub async fn list<T: Record>(&self, query: Query) -> Result<Vec<Stored<T>>, StoreError> {
        self.store.list(query).await?.iter().map(T::read).collect()
    }

    /// By a unique index of the scope.
    pub async fn find<T: Record>(&self, index: &str, values: Vec<Cell>) -> Result<Option<Stored<T>>, StoreError> {
        let index = T::table().index(index);
        let scope = index.scoped.then_some(self.scope);
        self.store
            .find(T::table(), index, scope, values)
            .await?
            .as_ref()
            .map(T::read)
            .transpose()
    }

    fn written(&self, table: &Table, key: Key) -> Option<&Write> {
        let same = |write: &&Write| write.key == key && write.table.name == table.name;
        self.change
            .writes
            .iter()
            .rev()
            .find(same)
            .filter(|write| !matches!(write.action, Action::Unmoved { .. }))
    }

    /// The rows of a list as this unit of work holds them: those it has written itself in place of, and
    /// before, what the store has. `belongs` says which of its own rows the list is about.
    pub async fn rows(&self, query: Query, belongs: impl Fn(&Row) -> bool) -> Result<Vec<Row>, StoreError> {
        let (table, newest_first) = (query.table, query.order == Order::NewestFirst);
        let mut rows = self.store.list(query).await?;
        let own = self.change.writes.iter().filter(|write| write.table.name == table.name);
        let own: Vec<Row> = own.filter_map(|write| self.pending(write)).filter(belongs).collect();
        rows.retain(|row| !own.iter().any(|own| own.key == row.key));
        rows.extend(own);
        rows.sort_by_key(|row| if newest_first { -row.key.0 } else { row.key.0 });
        Ok(rows)
    }

    fn pending(&self, write: &Write) -> Option<Row> {
        let (version, values) = match &write.action {
            Action::Insert(values) | Action::Ensure(values) => (0, values),
            Action::Update { read_at, values } => (*read_at, values),
            Action::Delete { .. } | Action::Unmoved { .. } => return None,
        };
        let body = values.body.and_then(|id| self.body(id));
        Some(Row {
            scope: write.scope,
            key: write.key,
            version,
            cells: values.cells.clone(),
            body: body.cloned(),
        })
    }

    fn body(&self, id: Key) -> Option<&Body> {
        self.change
            .bodies
            .iter()
            .rev()
            .map(|(_, body)| body)
            .find(|body| body.id == id)
    }

    // Writing.

    /// A new object. The returned copy can be changed further and handed to `update`.
    pub fn insert<T: Record>(&mut self, object: T) -> Stored<T> {
        let stored = Stored {
            object,
            scope: self.scope,
            version: 0,
        };
        let values = self.values(&stored.object);
        self.write(T::table(), stored.object.key(), Action::Insert(values));
        stored
    }

    /// The object as it shall be, decided from the version it carries.
    pub fn update<T: Record>(&mut self, stored: &Stored<T>) {
        let values = self.values(&stored.object);
        let key = stored.object.key();
        let earlier = self
            .change
            .writes
            .iter_mut()
            .find(|write| write.key == key && write.table.name == T::table().name);
        match earlier.map(|write| &mut write.action) {
            Some(Action::Insert(before) | Action::Ensure(before) | Action::Update { values: before, .. }) => {
                *before = values;
            }
            Some(action @ (Action::Unmoved { .. } | Action::Delete { .. })) => {
                *action = Action::Update {
                    read_at: stored.version,
                    values,
                };
            }
            None => self.write(
                T::table(),
                key,
                Action::Update {
                    read_at: stored.version,
                    values,
                },
            ),
        }
    }

    /// Also takes back what this unit has written for the object so far.
    pub fn delete<T: Record>(&mut self, stored: &Stored<T>) {
        let key = stored.object.key();
        self.change
            .writes
            .retain(|write| write.key != key || write.table.name != T::table().name);
        if stored.version > 0 {
            self.write(
                T::table(),
                key,
                Action::Delete {
                    read_at: stored.version,
                },
            );
        }
    }

    /// The decision holds only while this object is as it was read.
    pub fn unmoved<T: Record>(&mut self, stored: &Stored<T>) {
        let key = stored.object.key();
        let written = self
            .change
            .writes
            .iter()
            .any(|write| write.key == key && write.table.name == T::table().name);
        if stored.version > 0 && !written {
            self.write(
                T::table(),
                key,
                Action::Unmoved {
                    read_at: stored.version,
                },
            );
        }
    }

    /// A row of the machinery, without a model.
    pub fn write(&mut self, table: &'static Table, key: Key, action: Action) {
        self.change.writes.push(Write {
            table,
            scope: self.scope,
            key,
            action,
        });
    }

    /// A row of the machinery that shall be there, whoever makes it: written once however often this unit asks for it.
    pub fn ensure(&mut self, table: &'static Table, key: Key, values: Values) {
        if self.written(table, key).is_none() {
            self.write(table, key, Action::Ensure(values));
        }
    }

    /// Replaces the values of a row that this unit has written already.
    pub fn rewrite(&mut self, table: &'static Table, key: Key, with: Values) {
        let written = self
            .change
            .writes
            .iter_mut()
            .find(|write| write.key == key && write.table.name == table.name);
        if let Some(Action::Insert(values) | Action::Ensure(values) | Action::Update { values, .. }) =
            written.map(|write| &mut write.action)
        {
            *values = with;
        }
    }

    fn values<T: Record>(&mut self, object: &T) -> Values {
        let public = serde_json::to_vec(object).expect("models serialize");
        let private = object
            .private()
            .map(|private| serde_json::to_vec(private).expect("private state serializes"));
        let body = self.new_body(&public, private.as_deref().unwrap_or_default());
        Values {
            body: Some(body),
            cells: object.cells(),
        }
    }

    /// Adds bytes to the append-only bodies and answers their key.
    pub fn new_body(&mut self, public: &[u8], private: &[u8]) -> Key {
        let id = self.new_key();
        self.change.bodies.push((self.scope, Body::new(id, public, private)));
        id
    }

    /// As `new_body`, under a key that the caller has drawn: that of the only row that shows it.
    pub fn own_body(&mut self, key: Key, public: &[u8], private: &[u8]) -> Key {
        self.change.bodies.push((self.scope, Body::new(key, public, private)));
        key
    }

    /// Writes a stored body anew, in place, with other private state: for what must not stay as it was written.
    pub fn rewrite_body(&mut self, body: &Body, private: &[u8]) {
        self.drop_body(body.id);
        self.own_body(body.id, &body.public(), private);
    }

    /// Removes a body that nothing else refers to.
    pub fn drop_body(&mut self, key: Key) {
        self.change.dropped.push((self.scope, key));
    }

    /// The newest body that this unit has written for a row.
    pub fn written_body(&self, table: &Table, key: Key) -> Option<&Body> {
        match &self.written(table, key)?.action {
            Action::Insert(values) | Action::Ensure(values) | Action::Update { values, .. } => {
                values.body.and_then(|id| self.body(id))
            }
            Action::Delete { .. } | Action::Unmoved { .. } => None,
        }
    }

    /// An event about an object that this unit has written, showing it as it stands now.
    ///
    /// `previous` holds the changed fields with their old values, for events that carry them.
    pub fn event<T: Record>(&mut self, kind: &str, object: &T, previous: Option<serde_json::Value>) {
        let body = self.written_body(T::table(), object.key()).map(|body| body.id);
        let body = body.unwrap_or_else(|| self.values(object).body.expect("models have bodies"));
        self.event_showing(kind, T::EVENT_VARIANT, body, previous);
    }

    /// An event about an object that is not stored (a balance), shown by these bytes.
    pub fn event_about(&mut self, kind: &str, public: &[u8]) {
        let body = self.new_body(public, &[]);
        self.event_showing(kind, '1', body, None);
    }

    fn event_showing(&mut self, kind: &str, variant: char, body: Key, previous: Option<serde_json::Value>) {
        let id: EventId = self.id_with("evt_", variant);
        let cells = vec![
            kind.into(),
            id.as_str().into(),
            previous.map(|value| value.to_string()).into(),
            self.origin.request.as_deref().into(),
            self.origin.idempotency_key.as_deref().into(),
            self.origin.api_version.as_deref().into(),
        ];
        let body = Some(body);
        self.events.push(id.key());
        self.write(&EVENTS, id.key(), Action::Insert(Values { body, cells }));
    }

    /// Moves money between two accounts of the ledger. Nothing is written for nothing.
    pub fn post(&mut self, transaction: Key, debit: &str, credit: &str, amount: Money) {
        if amount.is_zero() {
            return;
        }
        let key = self.new_key();
        let (debit, credit) = (debit.into(), credit.into());
        self.change.postings.push(Posting {
            scope: self.scope,
            key,
            transaction,
            debit,
            credit,
            amount,
        });
    }

    /// Runs the worker of this kind about the subject when the account's clock reaches `due`. Answers its key.
    pub fn timer(&mut self, kind: &str, subject: Key, due: Timestamp) -> Key {
        let cells = vec![due.millis().into(), kind.into(), subject.into(), 0.into()];
        let key = self.new_key();
        self.write(&TIMERS, key, Action::Insert(Values { body: None, cells }));
        key
    }

    pub fn is_empty(&self) -> bool {
        self.change.is_empty()
    }

    /// Keys of the events that this unit makes.
    pub fn events(&self) -> &[Key] {
        &self.events
    }

    /// Forgets what was decided, for an answer that must not change anything.
    pub fn discard(&mut self) {
        self.change = Change::default();
        self.events.clear();
    }

    /// The change to commit: with its outbox row, without bodies that nothing refers to.
    pub fn into_change(mut self) -> Change {
        if !self.events.is_empty() {
            let keys: Vec<String> = self.events.iter().map(|key| key.0.to_string()).collect();
            let cells = vec![self.real_now.millis().into(), keys.join(",").into()];
            let key = self.new_key();
            self.write(&OUTBOX, key, Action::Insert(Values { body: None, cells }));
        }
        let referred: HashSet<Key> = self.change.writes.iter().filter_map(referred_body).collect();
        self.change.bodies.retain(|(_, body)| referred.contains(&body.id));
        self.change
    }
}

fn referred_body(write: &Write) -> Option<Key> {
    match &write.action {
        Action::Insert(values) | Action::Ensure(values) | Action::Update { values, .. } => values.body,
        Action::Delete { .. } | Action::Unmoved { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use kernel::Chance;
    use serde::{Deserialize, Serialize};

    use super::*;
    use crate::{Column, ColumnKind, Memory};

    static NOTES: Table = Table {
        name: "notes",
        columns: &[Column {
            name: "text",
            kind: ColumnKind::Text,
        }],
        indexes: &[],
    };
    const SCOPE: Scope = Scope::new(1, false);

    #[derive(Clone, Serialize, Deserialize)]
    struct Note {
        key: i64,
        text: String,
    }

    impl Record for Note {
        type Private = ();
        fn table() -> &'static Table {
            &NOTES
        }
        fn key(&self) -> Key {
            Key(self.key)
        }
        fn cells(&self) -> Vec<Cell> {
            vec![self.text.as_str().into()]
        }
    }

    /// What a unit of work writes about a note that was read at a version.
    fn writes(version: i64, work: impl FnOnce(&mut Tx<'_>, &mut Stored<Note>)) -> Vec<String> {
        let (store, ids) = (Memory::new(&[&NOTES], 1), Ids::new(Arc::new(Chance::from_seed(1))));
        let now = Timestamp::from_seconds(1_700_000_000);
        let mut tx = Tx::new(&store, &ids, SCOPE, now, now, Origin::default());
        let mut note = Stored {
            object: Note {
                key: 1,
                text: "a".into(),
            },
            scope: SCOPE,
            version,
        };
        work(&mut tx, &mut note);
        let change = tx.into_change();
        assert!(change.inspect().is_ok());
        let shown = |write: &Write| match &write.action {
            Action::Insert(values) => format!("insert {}", values.cells[0].text().unwrap()),
            Action::Ensure(values) => format!("ensure {}", values.cells[0].text().unwrap()),
            Action::Update { read_at, values } => format!("update {read_at} {}", values.cells[0].text().unwrap()),
            Action::Delete { read_at } => format!("delete {read_at}"),
            Action::Unmoved { read_at } => format!("unmoved {read_at}"),
        };
        assert_eq!(
            change.bodies.len(),
            change.writes.iter().filter_map(referred_body).count()
        );
        change.writes.iter().map(shown).collect()
    }

    #[test]
    fn a_unit_writes_each_row_once() {
        let inserted = |tx: &mut Tx<'_>, note: &mut Stored<Note>| {
            *note = tx.insert(note.object.clone());
            note.text = "b".into();
            tx.update(note);
        };
        let updated = |tx: &mut Tx<'_>, note: &mut Stored<Note>| {
            tx.unmoved(note);
            tx.unmoved(note);
            tx.update(note);
            note.text = "c".into();
            tx.update(note);
            tx.unmoved(note);
        };
        assert_eq!(writes(0, inserted), ["insert b"]);
        assert_eq!(writes(4, updated), ["update 4 c"]);
        assert_eq!(
            writes(4, |tx, note| (updated(tx, note), tx.delete(note)).1),
            ["delete 4"]
        );
        assert!(writes(0, |tx, note| (inserted(tx, note), tx.delete(note)).1).is_empty());
    }
}
