//! Events: what happened, kept for thirty days. Each is written in the commit that it tells of, and shows
//! the object as that commit left it.

mod list;
mod model;
mod retrieve;
mod retry;
mod wanted;

use db::{EVENTS, Row, Scope};
use kernel::Timestamp;
use kernel::ids::EventId;
use serde_json::Value;
use wire::resource::{Resource, Show};
use wire::versions::Version;
use wire::{ApiError, Ctx, operation};

use crate::webhook_endpoints::Queue;

pub use model::Event;

pub fn resource() -> Resource {
    Resource {
        object: "event",
        prefixes: &["evt_"],
        table: &EVENTS,
        key: |id| EventId::parse(id).map(|id| id.key()),
        show: Show::At(show),
        expands: &[],
        publishable: &[],
        routes: || {
            vec![
                operation!(GET "/v1/events", secret "event_read", "list.params", list::handler => "list:event"),
                operation!(GET "/v1/events/{id}", secret "event_read", "../params/expand_only.params", retrieve::handler => "event"),
                operation!(POST "/v1/events/{id}/retry", secret "event_read", "retry.params", retry::handler => "event"),
            ]
        },
    }
}

/// Nothing expands to an event, so nobody asks how many webhooks wait for it here.
fn show(row: &Row, _now: Timestamp) -> Result<Value, ApiError> {
    let event = Event::read(row).ok_or_else(ApiError::internal)?;
    event.to_value(Version::NEWEST.as_str(), 0, None)
}

/// The event that a path names, unless it is too old to be shown.
async fn get(ctx: &Ctx<'_>, id: &str) -> Result<Event, ApiError> {
    find(ctx, id).await?.ok_or_else(|| ApiError::no_such("event", id))
}

async fn find(ctx: &Ctx<'_>, id: &str) -> Result<Option<Event>, ApiError> {
    find_of(ctx, ctx.scope(), id).await
}

async fn find_of(ctx: &Ctx<'_>, scope: Scope, id: &str) -> Result<Option<Event>, ApiError> {
    let Some(id) = EventId::parse(id).filter(|id| id.key() > model::oldest(ctx.now())) else {
        return Ok(None);
    };
    let row = ctx.app.store.get(&EVENTS, scope, id.key()).await?;
    Ok(row
        .as_ref()
        .and_then(Event::read)
        .filter(|event| *event.id == *id.as_str()))
}

/// An event in its own API version; the pipeline turns the object in it into that version.
async fn shown(ctx: &Ctx<'_>, event: &Event) -> Result<Value, ApiError> {
    let queue = Queue::behind(ctx.app, event.scope, event.key).await?;
    shown_with(ctx, event, &queue).await
}

async fn shown_with(ctx: &Ctx<'_>, event: &Event, queue: &Queue) -> Result<Value, ApiError> {
    let pending = queue.pending(ctx.app, event.key, &event.kind).await?;
    event.to_value(&event.api_version, pending, None)
}
