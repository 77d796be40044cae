//! Lists: limit, cursors, created ranges, and the page that comes of them. Newest first, always.

use db::{Order, Query, Record, Stored};
use kernel::ids::Kind;
use kernel::{Id, Key, Timestamp};

use crate::answer::{Answer, Item};
use crate::ctx::Ctx;
use crate::error::ApiError;
use crate::params::{Params, Range};

const LIMIT_DEFAULT: i64 = 10;
const LIMIT_MAX: i64 = 100;

/// What a list operation asks for, read from its parameters.
pub struct Paging {
    limit: usize,
    cursor: Option<Cursor>,
    created: Option<Range>,
}

enum Cursor {
    After(String),
    Before(String),
}

impl Paging {
    /// Out-of-range limits are clamped, as the original does.
    pub fn of(params: &Params) -> Result<Paging, ApiError> {
        let given = |name: &str| params.text(name).map(str::to_owned);
        let cursor = match (given("starting_after"), given("ending_before")) {
            (Some(_), Some(_)) => return Err(ApiError::both_cursors()),
            (Some(after), None) => Some(Cursor::After(after)),
            (None, Some(before)) => Some(Cursor::Before(before)),
            (None, None) => None,
        };
        let limit = params.int("limit").unwrap_or(LIMIT_DEFAULT).clamp(1, LIMIT_MAX) as usize;
        Ok(Paging {
            limit,
            cursor,
            created: if params.knows("created") {
                params.range("created")
            } else {
                None
            },
        })
    }

    /// For objects that say they were made `seconds` after their key was drawn.
    pub fn dated_later(mut self, seconds: i64) -> Paging {
        let earlier = |end: i64| match end {
            i64::MIN | i64::MAX => end,
            end => end.saturating_sub(seconds),
        };
        self.created = self.created.map(|range| Range {
            min: earlier(range.min),
            max: earlier(range.max),
        });
        self
    }

    /// The page of a table, or of one of its indexes. `noun` is what a missing cursor's error calls the object.
    pub async fn page<T: Record, K: Kind>(
        &self,
        ctx: &Ctx<'_>,
        query: Query,
        noun: &str,
        id_of: impl Fn(&T) -> &Id<K>,
        url: &str,
    ) -> Result<Answer, ApiError> {
        let query = self.bounded(ctx, query, noun, &id_of).await?;
        let (rows, has_more) = self.rows(ctx, query).await?;
        let missing = || ApiError::internal();
        let items = rows
            .into_iter()
            .map(|row| row.body.map(Item::Stored).ok_or_else(missing))
            .collect::<Result<_, _>>()?;
        Ok(Answer::Page {
            items,
            has_more,
            url: url.to_owned(),
        })
    }

    /// As `page`, for resources that show more than they store.
    pub async fn records<T: Record, K: Kind>(
        &self,
        ctx: &Ctx<'_>,
        query: Query,
        noun: &str,
        id_of: impl Fn(&T) -> &Id<K>,
    ) -> Result<(Vec<Stored<T>>, bool), ApiError> {
        let query = self.bounded(ctx, query, noun, &id_of).await?;
        let (rows, has_more) = self.rows(ctx, query).await?;
        Ok((rows.iter().map(T::read).collect::<Result<_, _>>()?, has_more))
    }

    /// The query with the cursor and the created range as bounds of the key, which carries the time.
    pub async fn bounded<T: Record, K: Kind>(
        &self,
        ctx: &Ctx<'_>,
        query: Query,
        noun: &str,
        id_of: &impl Fn(&T) -> &Id<K>,
    ) -> Result<Query, ApiError> {
        let cursor = match self.cursor() {
            Some((param, id)) => Some(cursor(ctx, param, id, noun, id_of).await?),
            None => None,
        };
        Ok(self.within(query, cursor))
    }

    /// The cursor's parameter and the id given there, for resources that look it up themselves.
    pub fn cursor(&self) -> Option<(&'static str, &str)> {
        match &self.cursor {
            Some(Cursor::After(id)) => Some(("starting_after", id)),
            Some(Cursor::Before(id)) => Some(("ending_before", id)),
            None => None,
        }
    }

    /// As `bounded`, with the key that the cursor was found to name. The limit is one more than the page has.
    pub fn within(&self, mut query: Query, cursor: Option<Key>) -> Query {
        if let Some(created) = self.created {
            query.above = higher(query.above, floor(created.min));
            query.below = lower(query.below, ceiling(created.max));
        }
        match (&self.cursor, cursor) {
            (Some(Cursor::After(_)), Some(key)) => query.below = lower(query.below, Some(key)),
            (Some(Cursor::Before(_)), Some(key)) => {
                query.above = higher(query.above, Some(key));
                query.order = Order::OldestFirst;
            }
            (None, _) | (Some(_), None) => {}
        }
        query.limit = self.limit + 1;
        query
    }

    /// The page's rows, newest first, and whether there are more in the direction asked for.
    pub async fn rows(&self, ctx: &Ctx<'_>, query: Query) -> Result<(Vec<db::Row>, bool), ApiError> {
        let backwards = query.order == Order::OldestFirst;
        let mut rows = ctx.app.store.list(query).await?;
        let has_more = rows.len() > self.limit;
        rows.truncate(self.limit);
        if backwards {
            rows.reverse();
        }
        Ok((rows, has_more))
    }
}

/// Cursors are looked up first: one that names nothing is refused.
async fn cursor<T: Record, K: Kind>(
    ctx: &Ctx<'_>,
    param: &str,
    id: &str,
    noun: &str,
    id_of: &impl Fn(&T) -> &Id<K>,
) -> Result<Key, ApiError> {
    let found = ctx.load::<T, K>(id, id_of).await?;
    found
        .map(|stored| stored.object.key())
        .ok_or_else(|| ApiError::no_such_cursor(noun, param, id))
}

/// Keys strictly above this were made in this second or later.
fn floor(seconds: i64) -> Option<Key> {
    (seconds > i64::MIN).then(|| Key(Key::first_at(Timestamp::from_seconds(seconds)).0 - 1))
}

/// Keys strictly below this were made in this second or earlier.
fn ceiling(seconds: i64) -> Option<Key> {
    (seconds < i64::MAX).then(|| Key::first_at(Timestamp::from_seconds(seconds + 1)))
}

fn higher(one: Option<Key>, other: Option<Key>) -> Option<Key> {
    one.max(other)
}

fn lower(one: Option<Key>, other: Option<Key>) -> Option<Key> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
