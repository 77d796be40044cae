//! `GET /v1/reviews`: those that are open, newest first.

use db::Query;
use wire::lists::Paging;
use wire::{Answer, ApiError, Ctx, Params};

use super::{REVIEWS, Review};

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let query = Query::newest(&REVIEWS, ctx.scope(), 0);
    Paging::of(params)?
        .page(ctx, query, "review", |review: &Review| &review.id, "/v1/reviews")
        .await
}
