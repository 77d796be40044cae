//! `GET /v1/payment_methods/{id}`

use wire::{Answer, ApiError, Ctx, Params};

use super::{PAYMENT_METHODS, create};
use crate::retrieve;

pub async fn handler(ctx: &mut Ctx<'_>, _params: &Params) -> Result<Answer, ApiError> {
    // Reading a magic id shows what it would make; nothing is kept of it.
    if let Some(method) = create::magic(ctx, ctx.path("id")) {
        ctx.tx.discard();
        return super::shown(ctx, &method);
    }
    retrieve::stored::<kernel::ids::kinds::PaymentMethod>(ctx, &PAYMENT_METHODS, "payment_method").await
}
