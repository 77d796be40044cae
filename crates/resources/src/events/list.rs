//! `GET /v1/events`

use std::collections::BTreeSet;

use db::{Cell, EVENTS, Order, Query, Row};
use kernel::Key;
use wire::lists::Paging;
use wire::{Answer, ApiError, Ctx, Item, Params};

use super::wanted::Wanted;
use super::{Event, model};
use crate::webhook_endpoints::{DELIVERIES, Delivery, Queue, maker};

/// Events looked at in one read while searching for delivered ones.
const BATCH: usize = 256;
/// The newest undelivered events are searched, up to so many deliveries.
const UNDELIVERED_MAX: usize = 10_000;

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let paging = Paging::of(params)?;
    let cursor = match paging.cursor() {
        Some((param, id)) => {
            let found = super::find(ctx, id).await?;
            Some(found.ok_or_else(|| ApiError::no_such_cursor("event", param, id))?.key)
        }
        None => None,
    };
    let mut query = Query::newest(&EVENTS, ctx.scope(), 0);
    query.above = Some(model::oldest(ctx.now()));
    let query = paging.within(query, cursor);
    let limit = query.limit - 1;
    let order = query.order;
    let wanted = Wanted::of(params)?;
    let mut rows = match params.boolean("delivery_success") {
        None => rows(ctx, &query, &wanted).await?,
        Some(true) => delivered(ctx, query, &wanted).await?,
        Some(false) => undelivered(ctx, &query, &wanted).await?,
    };
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    if order == Order::OldestFirst {
        rows.reverse();
    }
    let mut items = Vec::with_capacity(rows.len());
    let oldest = rows.iter().map(|row| row.key).min().unwrap_or(Key(i64::MAX));
    let queue = Queue::behind(ctx.app, ctx.scope(), oldest).await?;
    for event in rows.iter().filter_map(Event::read) {
        items.push(Item::Made(super::shown_with(ctx, &event, &queue).await?));
    }
    Ok(Answer::Page {
        items,
        has_more,
        url: "/v1/events".to_owned(),
    })
}

/// The first rows in the query's order; of several types each is read by the index and the results are merged.
async fn rows(ctx: &Ctx<'_>, query: &Query, wanted: &Wanted) -> Result<Vec<Row>, ApiError> {
    let Wanted::Types(types) = wanted else {
        return Ok(ctx.app.store.list(query.clone()).await?);
    };
    let mut rows = Vec::new();
    for kind in types {
        let of_type = query.clone().by("type", vec![kind.as_str().into()]);
        rows.extend(ctx.app.store.list(of_type).await?);
    }
    sort(&mut rows, query.order);
    rows.truncate(query.limit);
    Ok(rows)
}

fn sort(rows: &mut Vec<Row>, order: Order) {
    rows.sort_by_key(|row| row.key);
    if order == Order::NewestFirst {
        rows.reverse();
    }
    rows.dedup_by_key(|row| row.key);
}

/// Events that nobody waits for: nearly all, so they are read in order until there are enough.
async fn delivered(ctx: &Ctx<'_>, mut query: Query, wanted: &Wanted) -> Result<Vec<Row>, ApiError> {
    let enough = std::mem::replace(&mut query.limit, BATCH);
    let mut found = Vec::new();
    loop {
        let batch = rows(ctx, &query, wanted).await?;
        let (more, last) = (batch.len() == BATCH, batch.last().map(|row| row.key));
        let oldest = batch.iter().map(|row| row.key).min().unwrap_or(Key(i64::MAX));
        let queue = Queue::behind(ctx.app, ctx.scope(), oldest).await?;
        for row in batch {
            let kind = row.cells[0].text().unwrap_or_default();
            if queue.pending(ctx.app, row.key, kind).await? == 0 {
                found.push(row);
                if found.len() == enough {
                    return Ok(found);
                }
            }
        }
        match (more, query.order) {
            (false, _) => return Ok(found),
            (true, Order::NewestFirst) => query.below = last,
            (true, Order::OldestFirst) => query.above = last,
        }
    }
}

/// Events that an endpoint has not answered 2xx to: few, and an index has them.
async fn undelivered(ctx: &Ctx<'_>, query: &Query, wanted: &Wanted) -> Result<Vec<Row>, ApiError> {
    // Before the deliveries: what becomes some meanwhile is in one of both.
    let queue = Queue::behind(ctx.app, ctx.scope(), query.above.unwrap_or(Key(0))).await?;
    let mut open = Vec::new();
    for scope in [Some(ctx.scope()), maker(ctx.app, ctx.scope()).await?]
        .into_iter()
        .flatten()
    {
        let mut query = Query::newest(&DELIVERIES, scope, UNDELIVERED_MAX).by("undelivered", vec![Cell::Int(1)]);
        query.up_to = Some(i64::MAX);
        query.bodies = false;
        open.extend(ctx.app.store.list(query).await?);
    }
    let within =
        |key: &Key| query.above.is_none_or(|above| *key > above) && query.below.is_none_or(|below| *key < below);
    let open = open.iter().filter_map(Delivery::read);
    let open = open
        .filter(|open| open.event_scope == ctx.scope())
        .map(|open| open.event);
    let keys: BTreeSet<Key> = open.chain(queue.events()).filter(within).collect();
    let ordered: Vec<Key> = match query.order {
        Order::NewestFirst => keys.into_iter().rev().collect(),
        Order::OldestFirst => keys.into_iter().collect(),
    };
    let mut found = Vec::new();
    for key in ordered {
        let row = ctx.app.store.get(&EVENTS, ctx.scope(), key).await?;
        let Some(row) = row.filter(|row| fits(row, wanted)) else {
            continue;
        };
        let kind = row.cells[0].text().unwrap_or_default();
        if queue.pending(ctx.app, key, kind).await? > 0 {
            found.push(row);
        }
        if found.len() == query.limit {
            break;
        }
    }
    Ok(found)
}

fn fits(row: &Row, wanted: &Wanted) -> bool {
    match wanted {
        Wanted::All => true,
        Wanted::Types(types) => row.cells[0]
            .text()
            .is_some_and(|kind| types.iter().any(|wanted| wanted == kind)),
    }
}
