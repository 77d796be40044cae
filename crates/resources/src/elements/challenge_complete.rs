//! `POST /v1/3ds2/challenge_complete`: the dialog is closed. What the customer has not decided by then has failed.

use wire::{Answer, ApiError, Ctx, Params};

use super::shape;
use crate::challenge;

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let attempt = shape::attempt(ctx, params.text("source").unwrap_or_default()).await?;
    if challenge::is_open(ctx, &attempt).await? {
        challenge::give_up(ctx, &attempt).await?;
    }
    Ok(Answer::Made(shape::shown(ctx, &attempt, false)))
}
