//! `GET /v1/setup_intents`

use db::Query;
use wire::lists::Paging;
use wire::{Answer, ApiError, Ctx, Params};

use super::{SETUP_INTENTS, SetupIntent};
use crate::{customers, payment_methods, references};

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    references::check(ctx, params).await?;
    let mut query = Query::newest(&SETUP_INTENTS, ctx.scope(), 0);
    if let Some(customer) = params.text("customer") {
        let customer = customers::named(ctx, "customer", customer).await?;
        query = query.by("customer", vec![customer.id.key().into()]);
    }
    if let Some(method) = params.text("payment_method") {
        let key = payment_methods::named(ctx, "payment_method", method).await?.id.key();
        match query.index {
            None => query = query.by("payment_method", vec![key.into()]),
            Some(_) => query.filters.push((SETUP_INTENTS.column("payment_method"), key.into())),
        }
    }
    if let Some(to_self) = params.boolean("attach_to_self") {
        let column = SETUP_INTENTS.column("attach_to_self");
        query.filters.push((column, i64::from(to_self).into()));
    }
    Paging::of(params)?
        .page(
            ctx,
            query,
            "setup_intent",
            |intent: &SetupIntent| &intent.id,
            "/v1/setup_intents",
        )
        .await
}
