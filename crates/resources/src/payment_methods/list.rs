//! `GET /v1/payment_methods`, and a customer's own list.

use db::Query;
use kernel::ids::CustomerId;
use wire::lists::Paging;
use wire::{Answer, ApiError, Ctx, Item, Params};

use super::{PAYMENT_METHODS, PaymentMethod};
use crate::{customers, references};

const URL: &str = "/v1/payment_methods";

/// Without a customer the list is empty, as with the original.
pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    references::check(ctx, params).await?;
    match params.text("customer") {
        Some(customer) => {
            let customer = customers::named(ctx, "customer", customer).await?;
            page_of_customer(ctx, &customer.id, params, URL).await
        }
        None => Ok(Answer::Page {
            items: Vec::new(),
            has_more: false,
            url: URL.to_owned(),
        }),
    }
}

/// A customer has few methods, so the filters look at all of them.
const METHODS_MAX: usize = 10_000;

pub async fn page_of_customer(
    ctx: &Ctx<'_>,
    customer: &CustomerId,
    params: &Params,
    url: &str,
) -> Result<Answer, ApiError> {
    let query = Query::newest(&PAYMENT_METHODS, ctx.scope(), 0).by("customer", vec![customer.key().into()]);
    let (kind, allow) = (params.text("type"), params.text("allow_redisplay"));
    let paging = Paging::of(params)?;
    if kind.is_none() && allow.is_none() {
        return paging
            .page(ctx, query, "payment_method", |method: &PaymentMethod| &method.id, url)
            .await;
    }
    let mut query = paging
        .bounded(ctx, query, "payment_method", &|method: &PaymentMethod| &method.id)
        .await?;
    let limit = std::mem::replace(&mut query.limit, METHODS_MAX) - 1;
    let order = query.order;
    let fits = |method: &PaymentMethod| {
        kind.is_none_or(|kind| method.r#type == kind) && allow.is_none_or(|allow| method.allow_redisplay == allow)
    };
    let mut methods = ctx.tx.list::<PaymentMethod>(query).await?;
    methods.retain(|method| fits(method));
    let has_more = methods.len() > limit;
    methods.truncate(limit);
    if order == db::Order::OldestFirst {
        methods.reverse();
    }
    let item =
        |method: db::Stored<PaymentMethod>| Item::Made(serde_json::to_value(&method.object).expect("models serialize"));
    Ok(Answer::Page {
        items: methods.into_iter().map(item).collect(),
        has_more,
        url: url.to_owned(),
    })
}
