//! `POST /v1/webhook_endpoints/{id}`

use wire::{Answer, ApiError, Ctx, Params};

use super::{Status, settings};

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let mut endpoint = super::get(ctx, ctx.path("id")).await?;
    params.change_text("description").apply(&mut endpoint.description);
    match params.boolean("disabled") {
        Some(true) => endpoint.status = Status::Disabled,
        Some(false) => endpoint.status = Status::Enabled,
        None => {}
    }
    if let Some(events) = settings::enabled_events(params)? {
        endpoint.enabled_events = events;
    }
    endpoint.metadata.merge(params);
    if let Some(given) = params.text("url") {
        endpoint.url = settings::url(ctx, given)?;
    }
    ctx.tx.update(&endpoint);
    Ok(Answer::written(&ctx.tx, &endpoint))
}
