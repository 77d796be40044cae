//! `POST /v1/events/{id}/retry`: sends an event again, once, whatever becomes of the tries by schedule.

use db::{Action, Cell, Query};
use kernel::Key;
use wire::{Answer, ApiError, Ctx, Params};

use super::Event;
use crate::webhook_endpoints::{self, DELIVERIES, Delivery, FORWARDED, WEBHOOK_ENDPOINTS, WebhookEndpoint};

/// No schedule has so many attempts, so there is none behind this one.
const LAST_ATTEMPT: i64 = 1_000;

/// To one endpoint, to whoever follows the account's events, or to all endpoints that want it.
pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let event = match params.text("account").filter(|id| *id != ctx.account().id.as_str()) {
        Some(account) => of_made_account(ctx, account).await?,
        None => super::get(ctx, ctx.path("id")).await?,
    };
    let forward = params.boolean("for_stripecli") == Some(true);
    let endpoints: Vec<Key> = match params.text("webhook_endpoint") {
        Some(id) => vec![webhook_endpoints::named(ctx, "webhook_endpoint", id).await?.id.key()],
        None if forward => Vec::new(),
        None => wanting(ctx, &event).await?,
    };
    for endpoint in endpoints.into_iter().chain(forward.then_some(FORWARDED)) {
        send_again(ctx, &event, endpoint).await?;
    }
    Ok(Answer::Made(super::shown(ctx, &event).await?))
}

/// The event of an account that the caller's account made: its endpoints may be about those, too.
async fn of_made_account(ctx: &Ctx<'_>, id: &str) -> Result<Event, ApiError> {
    let account = ctx.app.directory.account_by_id(id).await?;
    let account = account.filter(|account| account.creator == ctx.account().number);
    let account = account.ok_or_else(|| ApiError::no_such_in_body("account", "account", id))?;
    let given = ctx.path("id");
    let found = super::find_of(ctx, account.scope(ctx.livemode()), given).await?;
    found.ok_or_else(|| ApiError::no_such("event", given))
}

async fn wanting(ctx: &Ctx<'_>, event: &Event) -> Result<Vec<Key>, ApiError> {
    let all = Query::newest(&WEBHOOK_ENDPOINTS, ctx.scope(), 100);
    let all = ctx.tx.list::<WebhookEndpoint>(all).await?;
    let own = event.scope == ctx.scope();
    let wanting = all
        .iter()
        .filter(|endpoint| endpoint.is_enabled() && endpoint.is_about(own) && endpoint.wants(&event.kind));
    Ok(wanting.map(|endpoint| endpoint.id.key()).collect())
}

/// A delivery that was given up is taken up again; beside one that is still tried, this is another.
async fn send_again(ctx: &mut Ctx<'_>, event: &Event, endpoint: Key) -> Result<(), ApiError> {
    let prefix = vec![Cell::Int(1), event.key.into()];
    let mut open = Query::newest(&DELIVERIES, ctx.scope(), 1).by("undelivered", prefix);
    open.filters = vec![(DELIVERIES.column("endpoint"), endpoint.into())];
    let open = ctx.app.store.list(open).await?;
    let now = ctx.now();
    match open.iter().filter_map(Delivery::read).find(|open| open.due.is_none()) {
        Some(mut given_up) => {
            let read_at = given_up.version;
            given_up.due = Some(now);
            let values = given_up.values();
            ctx.tx
                .write(&DELIVERIES, given_up.key, Action::Update { read_at, values });
        }
        None => {
            let mut another = Delivery::new(ctx.scope(), ctx.tx.new_key(), event.key, endpoint, now);
            another.event_scope = event.scope;
            another.undelivered = false;
            another.attempts = LAST_ATTEMPT;
            ctx.tx.write(&DELIVERIES, another.key, Action::Insert(another.values()));
        }
    }
    Ok(())
}
