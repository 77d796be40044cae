//! `GET /v1/payment_intents`

use db::Query;
use wire::lists::Paging;
use wire::{Answer, ApiError, Ctx, Params};

use super::{PAYMENT_INTENTS, PaymentIntent};
use crate::{customers, references};

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    references::check(ctx, params).await?;
    let mut query = Query::newest(&PAYMENT_INTENTS, ctx.scope(), 0);
    if let Some(customer) = params.text("customer") {
        let customer = customers::named(ctx, "customer", customer).await?;
        query = query.by("customer", vec![customer.id.key().into()]);
    }
    Paging::of(params)?
        .page(
            ctx,
            query,
            "payment_intent",
            |intent: &PaymentIntent| &intent.id,
            "/v1/payment_intents",
        )
        .await
}
