//! The rows, and the rules: whole or not at all, versions, unique values.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Bound;

use kernel::{Currency, Key};

use crate::{
    Action, Balance, Body, Cell, Change, CommitError, Index, Order, Posting, Query, Row, Scope, StoreError, Table,
    Values, Write,
};

#[derive(Clone)]
struct Held {
    scope: Scope,
    version: i64,
    body: Option<Key>,
    cells: Vec<Cell>,
}

/// Table and index, the scope unless the index is global, and the values.
type UniqueKey = (&'static str, &'static str, Option<Scope>, Vec<Cell>);

#[derive(Clone)]
pub(super) struct Data {
    tables: HashMap<&'static str, BTreeMap<Key, Held>>,
    unique: HashMap<UniqueKey, Key>,
    bodies: BTreeMap<Key, (Scope, Body)>,
    postings: BTreeMap<Key, Posting>,
    balances: BTreeMap<(Scope, Box<str>, &'static str), (Currency, i64)>,
}

/// How to take back what a change has written so far.
enum Undo {
    Row(&'static Table, Key, Option<Held>),
    Body(Key),
    Dropped(Key, (Scope, Body)),
    Posting(Key),
}

impl Data {
    pub(super) fn new(tables: &[&'static Table]) -> Data {
        Data {
            tables: tables.iter().map(|table| (table.name, BTreeMap::new())).collect(),
            unique: HashMap::new(),
            bodies: BTreeMap::new(),
            postings: BTreeMap::new(),
            balances: BTreeMap::new(),
        }
    }

    // Reading.

    fn rows(&self, table: &Table) -> &BTreeMap<Key, Held> {
        self.tables
            .get(table.name)
            .unwrap_or_else(|| panic!("{} is not among the tables of the store", table.name))
    }

    pub(super) fn get(&self, table: &Table, scope: Scope, key: Key) -> Result<Option<Row>, StoreError> {
        let held = self.rows(table).get(&key).filter(|held| held.scope == scope);
        held.map(|held| self.row(key, held, true)).transpose()
    }

    pub(super) fn find(
        &self,
        table: &Table,
        index: &Index,
        scope: Option<Scope>,
        values: Vec<Cell>,
    ) -> Result<Option<Row>, StoreError> {
        let same = |held: &Held| {
            index
                .columns
                .iter()
                .zip(&values)
                .all(|(&at, value)| equal(&held.cells[at], value))
        };
        let found = match index.unique {
            true => self
                .unique
                .get(&(table.name, index.name, scope, values.clone()))
                .copied(),
            false => {
                let in_scope = |held: &Held| scope.is_none_or(|scope| held.scope == scope);
                self.rows(table)
                    .iter()
                    .find(|(_, held)| in_scope(held) && same(held))
                    .map(|(key, _)| *key)
            }
        };
        found
            .map(|key| self.row(key, &self.rows(table)[&key], true))
            .transpose()
    }

    pub(super) fn list(&self, query: &Query) -> Result<Vec<Row>, StoreError> {
        let columns = query.index.map_or(&[][..], |index| index.columns);
        let due = query.up_to.map(|up_to| (columns[query.prefix.len()], up_to));
        let wanted = |held: &Held| {
            query.scope.is_none_or(|scope| held.scope == scope)
                && columns
                    .iter()
                    .zip(&query.prefix)
                    .all(|(&at, value)| equal(&held.cells[at], value))
                && query.filters.iter().all(|(at, value)| equal(&held.cells[*at], value))
                && due.is_none_or(|(at, up_to)| held.cells[at].int().is_some_and(|due| due <= up_to))
        };
        let (above, below) = (
            query.above.unwrap_or(Key(i64::MIN)),
            query.below.unwrap_or(Key(i64::MAX)),
        );
        if above >= below {
            return Ok(Vec::new());
        }
        let bounds = (
            query.above.map_or(Bound::Unbounded, Bound::Excluded),
            query.below.map_or(Bound::Unbounded, Bound::Excluded),
        );
        let mut found: Vec<(Key, &Held)> = self
            .rows(query.table)
            .range(bounds)
            .filter(|(_, held)| wanted(held))
            .map(|(key, held)| (*key, held))
            .collect();
        if let Some((at, _)) = due {
            found.sort_by_key(|(key, held)| (held.cells[at].int(), *key));
        }
        if query.order == Order::NewestFirst {
            found.reverse();
        }
        found
            .into_iter()
            .take(query.limit)
            .map(|(key, held)| self.row(key, held, query.bodies))
            .collect()
    }

    fn row(&self, key: Key, held: &Held, bodies: bool) -> Result<Row, StoreError> {
        let body = held
            .body
            .filter(|_| bodies)
            .map(|id| self.body(held.scope, id))
            .transpose()?;
        Ok(Row {
            scope: held.scope,
            key,
            version: held.version,
            cells: held.cells.clone(),
            body,
        })
    }

    pub(super) fn body(&self, scope: Scope, key: Key) -> Result<Body, StoreError> {
        let found = self
            .bodies
            .get(&key)
            .filter(|(of, _)| *of == scope)
            .map(|(_, body)| body.clone());
        found.ok_or_else(|| StoreError::Damaged {
            what: format!("body {} is missing", key.0),
        })
    }

    pub(super) fn balances(&self, scope: Option<Scope>) -> Vec<Balance> {
        let wanted = self
            .balances
            .iter()
            .filter(|((of, _, _), _)| scope.is_none_or(|scope| scope == *of));
        let balance =
            |((scope, account, _), (currency, amount)): (&(Scope, Box<str>, &str), &(Currency, i64))| Balance {
                scope: *scope,
                account: account.clone(),
                currency: *currency,
                amount: *amount,
            };
        wanted.map(balance).collect()
    }

    pub(super) fn postings(&self, scope: Option<Scope>, after: Key, limit: usize) -> Vec<Posting> {
        let behind = self
            .postings
            .range((Bound::Excluded(after), Bound::Unbounded))
            .map(|(_, posting)| posting);
        behind
            .filter(|posting| scope.is_none_or(|scope| scope == posting.scope))
            .take(limit)
            .cloned()
            .collect()
    }

    // Writing.

    pub(super) fn commit(&mut self, change: &Change) -> Result<(), CommitError> {
        let mut undo = Vec::new();
        let written = self.write(change, &mut undo);
        if written.is_err() {
            undo.into_iter().rev().for_each(|step| self.undo(step));
            return written;
        }
        for posting in &change.postings {
            let (amount, currency) = (posting.amount.minor_units(), posting.amount.currency());
            for (account, amount) in [(&posting.debit, -amount), (&posting.credit, amount)] {
                let balance = self.balances.entry((posting.scope, account.clone(), currency.code()));
                balance.or_insert((currency, 0)).1 += amount;
            }
        }
        Ok(())
    }

    fn write(&mut self, change: &Change, undo: &mut Vec<Undo>) -> Result<(), CommitError> {
        for write in &change.writes {
            self.write_row(write, undo)?;
        }
        for (scope, key) in &change.dropped {
            if let Some(held) = self.bodies.get(key).filter(|(of, _)| of == scope).cloned() {
                self.bodies.remove(key);
                undo.push(Undo::Dropped(*key, held));
            }
        }
        for (scope, body) in &change.bodies {
            if self.bodies.contains_key(&body.id) {
                return Err(CommitError::Conflict);
            }
            self.bodies.insert(body.id, (*scope, body.clone()));
            undo.push(Undo::Body(body.id));
        }
        for posting in &change.postings {
            if self.postings.contains_key(&posting.key) {
                return Err(CommitError::Conflict);
            }
            self.postings.insert(posting.key, posting.clone());
            undo.push(Undo::Posting(posting.key));
        }
        Ok(())
    }

    fn write_row(&mut self, write: &Write, undo: &mut Vec<Undo>) -> Result<(), CommitError> {
        let before = self.rows(write.table).get(&write.key).cloned();
        let in_scope = before.as_ref().filter(|held| held.scope == write.scope);
        if let Some(read_at) = write.action.read_at()
            && in_scope.is_none_or(|held| held.version != read_at)
        {
            return Err(CommitError::Conflict);
        }
        let held = |version, values: &Values| {
            Some(Held {
                scope: write.scope,
                version,
                body: values.body,
                cells: values.cells.clone(),
            })
        };
        let after = match &write.action {
            Action::Unmoved { .. } => return Ok(()),
            Action::Ensure(values) => {
                if before.is_some() || self.taken(write, &values.cells).is_some() {
                    return Ok(());
                }
                held(1, values)
            }
            Action::Insert(values) => held(1, values),
            Action::Update { read_at, values } => held(read_at + 1, values),
            Action::Delete { .. } => None,
        };
        if let Some(held) = &after
            && let Some(index) = self.taken(write, &held.cells)
        {
            return Err(CommitError::Duplicate {
                table: write.table.name,
                index: index.name,
            });
        }
        if matches!(write.action, Action::Insert(_)) && before.is_some() {
            return Err(CommitError::Conflict);
        }
        self.place(write.table, write.key, after);
        undo.push(Undo::Row(write.table, write.key, before));
        Ok(())
    }

    /// The unique index in which another row has these values.
    fn taken(&self, write: &Write, cells: &[Cell]) -> Option<&'static Index> {
        let unique = write.table.indexes.iter().filter(|index| index.unique);
        unique.into_iter().find(|index| {
            let key = unique_key(write.table, index, write.scope, cells);
            key.and_then(|key| self.unique.get(&key))
                .is_some_and(|holder| *holder != write.key)
        })
    }

    /// Puts a row in the place of what was there, with its unique values.
    fn place(&mut self, table: &'static Table, key: Key, held: Option<Held>) {
        let rows = self.tables.get_mut(table.name).expect("the table was read before");
        let before = match &held {
            Some(held) => rows.insert(key, held.clone()),
            None => rows.remove(&key),
        };
        for index in table.indexes.iter().filter(|index| index.unique) {
            if let Some(before) = &before
                && let Some(unique) = unique_key(table, index, before.scope, &before.cells)
            {
                self.unique.remove(&unique);
            }
            if let Some(held) = &held
                && let Some(unique) = unique_key(table, index, held.scope, &held.cells)
            {
                self.unique.insert(unique, key);
            }
        }
    }

    fn undo(&mut self, step: Undo) {
        match step {
            Undo::Row(table, key, before) => self.place(table, key, before),
            Undo::Body(key) => drop(self.bodies.remove(&key)),
            Undo::Dropped(key, held) => drop(self.bodies.insert(key, held)),
            Undo::Posting(key) => drop(self.postings.remove(&key)),
        }
    }

    pub(super) fn erase(&mut self, scope: Scope, keep: &[&Table]) {
        let mut shown: HashSet<Key> = HashSet::new();
        for (name, rows) in &mut self.tables {
            match keep.iter().any(|table| table.name == *name) {
                true => shown.extend(rows.values().filter_map(|held| held.body)),
                false => rows.retain(|_, held| held.scope != scope),
            }
        }
        let Data { tables, unique, .. } = self;
        unique.retain(|(table, ..), key| tables[table].contains_key(key));
        self.bodies.retain(|key, (of, _)| *of != scope || shown.contains(key));
        self.postings.retain(|_, posting| posting.scope != scope);
        self.balances.retain(|(of, _, _), _| *of != scope);
    }
}

/// As in SQL, null is equal to nothing, not even to null.
fn equal(a: &Cell, b: &Cell) -> bool {
    a == b && *a != Cell::Null
}

/// `None` if a value is null: such rows are not unique.
fn unique_key(table: &'static Table, index: &'static Index, scope: Scope, cells: &[Cell]) -> Option<UniqueKey> {
    let values: Vec<Cell> = index.columns.iter().map(|&at| cells[at].clone()).collect();
    let any_null = values.contains(&Cell::Null);
    (!any_null).then(|| (table.name, index.name, index.scoped.then_some(scope), values))
}
