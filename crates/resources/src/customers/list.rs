//! `GET /v1/customers`

use db::Query;
use wire::lists::Paging;
use wire::{Answer, ApiError, Ctx, Params};

use super::{CUSTOMERS, Entry};

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let mut query = Query::newest(&CUSTOMERS, ctx.scope(), 0);
    if let Some(email) = params.text("email") {
        query = query.by("email", vec![email.into()]);
    }
    if params.text("test_clock").is_some() {
        return Ok(Answer::Page {
            items: Vec::new(),
            has_more: false,
            url: "/v1/customers".into(),
        });
    }
    query.filters = vec![(CUSTOMERS.column("deleted"), 0.into())];
    Paging::of(params)?
        .page(ctx, query, "customer", Entry::id, "/v1/customers")
        .await
}
