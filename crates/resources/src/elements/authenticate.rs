//! `POST /v1/3ds2/authenticate`: whether the customer must be asked, and where.

use wire::{Answer, ApiError, Ctx, Params};

use super::shape;
use crate::challenge;

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let attempt = shape::attempt(ctx, params.text("source").unwrap_or_default()).await?;
    let is_open = challenge::is_open(ctx, &attempt).await?;
    Ok(Answer::Made(shape::shown(ctx, &attempt, is_open)))
}
