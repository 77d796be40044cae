//! `GET /v1/radar/early_fraud_warnings`

use acquiring::sandbox::Dispute;
use db::Query;
use wire::lists::Paging;
use wire::{Answer, ApiError, Ctx, Params};

use super::{EARLY_FRAUD_WARNINGS, EarlyFraudWarning};
use crate::{charges, payment_intents};

const URL: &str = "/v1/radar/early_fraud_warnings";

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let mut query = Query::newest(&EARLY_FRAUD_WARNINGS, ctx.scope(), 0);
    if let Some(charge) = params.text("charge") {
        let charge = charges::named(ctx, "charge", charge).await?;
        query = query.by("charge", vec![charge.id.key().into()]);
    }
    if let Some(intent) = params.text("payment_intent") {
        let key = payment_intents::named(ctx, "payment_intent", intent).await?.id.key();
        match query.index {
            None => query = query.by("payment_intent", vec![key.into()]),
            Some(_) => {
                let column = EARLY_FRAUD_WARNINGS.column("payment_intent");
                query.filters.push((column, key.into()));
            }
        }
    }
    Paging::of(params)?
        .dated_later(Dispute::DELAY_SECONDS)
        .page(
            ctx,
            query,
            "early_fraud_warning",
            |warning: &EarlyFraudWarning| &warning.id,
            URL,
        )
        .await
}
