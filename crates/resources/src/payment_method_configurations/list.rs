//! `GET /v1/payment_method_configurations`: the default first, as it was there before all others.

use db::Query;
use wire::{Answer, ApiError, Ctx, Item, Params};

use super::{NOUN, PAYMENT_METHOD_CONFIGURATIONS, PaymentMethodConfiguration, chosen};

const URL: &str = "/v1/payment_method_configurations";
/// An account has a handful; filters and cursors look at all of them.
const CONFIGURATIONS_MAX: usize = 1_000;
const LIMIT_DEFAULT: i64 = 10;
const LIMIT_MAX: i64 = 100;

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    ensure_default(ctx).await?;
    let query = Query::newest(&PAYMENT_METHOD_CONFIGURATIONS, ctx.scope(), CONFIGURATIONS_MAX);
    let rows = ctx.tx.rows(query, |_| true).await?;
    let read = rows.iter().map(<PaymentMethodConfiguration as db::Record>::read);
    let mut all: Vec<PaymentMethodConfiguration> = Vec::with_capacity(rows.len());
    for configuration in read {
        all.push(configuration?.object);
    }
    all.sort_by_key(|configuration| !configuration.is_default);
    if let Some(active) = params.boolean("active") {
        all.retain(|configuration| configuration.active == active);
    }
    if let Some(application) = params.text("application") {
        all.retain(|configuration| configuration.application.as_deref() == Some(application));
    }
    page(all, params)
}

fn page(mut all: Vec<PaymentMethodConfiguration>, params: &Params) -> Result<Answer, ApiError> {
    let limit = params.int("limit").unwrap_or(LIMIT_DEFAULT).clamp(1, LIMIT_MAX) as usize;
    let place = |param: &str, id: &str| {
        let found = all.iter().position(|configuration| configuration.id.as_str() == id);
        found.ok_or_else(|| ApiError::no_such_cursor(NOUN, param, id))
    };
    let has_more = match (params.text("starting_after"), params.text("ending_before")) {
        (Some(_), Some(_)) => return Err(ApiError::both_cursors()),
        (None, Some(before)) => {
            all.truncate(place("ending_before", before)?);
            let more = all.len() > limit;
            all.drain(..all.len().saturating_sub(limit));
            more
        }
        (after, None) => {
            if let Some(after) = after {
                all.drain(..=place("starting_after", after)?);
            }
            let more = all.len() > limit;
            all.truncate(limit);
            more
        }
    };
    let item = |configuration| Item::Made(serde_json::to_value(configuration).expect("models serialize"));
    Ok(Answer::Page {
        items: all.iter().map(item).collect(),
        has_more,
        url: URL.to_owned(),
    })
}

/// Stores the default when somebody looks for it. Two requests at once cannot both: its slot is unique.
async fn ensure_default(ctx: &mut Ctx<'_>) -> Result<(), ApiError> {
    if super::stored_default(ctx).await?.is_some() {
        return Ok(());
    }
    let mut default = PaymentMethodConfiguration::new(ctx.tx.id(), None, ctx.livemode());
    default.is_default = true;
    default.resolve(None, &ctx.account().country);
    ctx.tx.insert(default);
    chosen::forget(ctx);
    Ok(())
}
