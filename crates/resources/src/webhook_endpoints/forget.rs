//! What a deleted endpoint leaves: deliveries that nobody waits for any more.

use db::{Action, Query};
use wire::ApiError;
use wire::timer::TimerCtx;

use super::{DELIVERIES, Delivery};

/// The timer that a deletion sets. Its subject is the endpoint.
pub const FORGET: &str = "webhook_endpoint.forget";
/// So many in one commit; the rest in the next.
const AT_ONCE: usize = 500;

pub async fn forget(ctx: &mut TimerCtx<'_>) -> Result<(), ApiError> {
    let mut open = Query::newest(&DELIVERIES, ctx.scope(), AT_ONCE).by("endpoint_due", vec![ctx.subject().into()]);
    open.up_to = Some(i64::MAX);
    let rows = ctx.app.store.list(open).await?;
    for mut delivery in rows.iter().filter_map(Delivery::read) {
        let read_at = delivery.version;
        delivery.end();
        let values = delivery.values();
        ctx.tx
            .write(&DELIVERIES, delivery.key, Action::Update { read_at, values });
    }
    if rows.len() == AT_ONCE {
        let now = ctx.now();
        let subject = ctx.subject();
        ctx.tx.timer(FORGET, subject, now);
    }
    Ok(())
}
