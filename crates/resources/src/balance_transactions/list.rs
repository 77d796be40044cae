//! `GET /v1/balance_transactions`

use db::Query;
use kernel::{Currency, Key};
use wire::lists::Paging;
use wire::{Answer, ApiError, Ctx, Item, Params};

use super::{BALANCE_TRANSACTIONS, BalanceTransaction};

const URL: &str = "/v1/balance_transactions";

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    if let Some(payout) = params.text("payout") {
        // Payouts are not part of this version, so no id names one.
        return Err(ApiError::no_such_in_body("payout", "payout", payout));
    }
    let mut query = Query::newest(&BALANCE_TRANSACTIONS, ctx.scope(), 0);
    let mut filter = |column: &str, cell: db::Cell| query.filters.push((BALANCE_TRANSACTIONS.column(column), cell));
    if let Some(code) = params.text("currency") {
        filter("currency", currency(code)?.code().into());
    }
    match (params.text("source"), params.text("type")) {
        (Some(source), kind) => {
            if let Some(kind) = kind {
                filter("type", kind.into());
            }
            match source_key(ctx, source).await? {
                Some(key) => query = query.by("source", vec![key.into()]),
                None => return Ok(page(ctx, Vec::new(), false)),
            }
        }
        (None, Some(kind)) => query = query.by("type", vec![kind.into()]),
        (None, None) => {}
    }
    let (found, has_more) = Paging::of(params)?
        .records(ctx, query, "balance_transaction", |found: &BalanceTransaction| {
            &found.id
        })
        .await?;
    let found = found.into_iter().map(|stored| stored.object).collect();
    Ok(page(ctx, found, has_more))
}

fn page(ctx: &Ctx<'_>, found: Vec<BalanceTransaction>, has_more: bool) -> Answer {
    let show = |transaction: &BalanceTransaction| Item::Made(transaction.shown(ctx.now()));
    Answer::Page {
        items: found.iter().map(show).collect(),
        has_more,
        url: URL.to_owned(),
    }
}

fn currency(code: &str) -> Result<Currency, ApiError> {
    let supported: Vec<&str> = Currency::all().map(Currency::code).collect();
    code.parse().map_err(|_| ApiError::invalid_currency(code, &supported))
}

/// The key of the object that an id names; an id of nothing has no balance transactions.
async fn source_key(ctx: &Ctx<'_>, id: &str) -> Result<Option<Key>, ApiError> {
    let key = ctx.app.registry.of_id(id).and_then(|resource| (resource.key)(id));
    Ok(key.zip(ctx.object(id).await?).map(|(key, _)| key))
}
