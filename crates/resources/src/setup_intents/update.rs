//! `POST /v1/setup_intents/{id}`

use wire::{Answer, ApiError, Ctx, Params};

use super::error::Error;
use super::{Status, automatic, confirm, settings};

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let mut intent = super::get(ctx, ctx.path("id")).await?;
    let harmless = |name: &str| matches!(name, "description" | "metadata" | "expand");
    if !intent.status.is_open() && params.iter().any(|(name, _)| !harmless(name)) {
        return Err(match intent.status {
            Status::Succeeded => Error::UpdateSucceeded.about(&intent),
            status @ (Status::RequiresPaymentMethod
            | Status::RequiresConfirmation
            | Status::RequiresAction
            | Status::Processing
            | Status::Canceled) => Error::NotUpdatable { status }.about(&intent),
        });
    }
    settings::apply(ctx, &mut intent.object, params).await?;
    automatic::choose_again(ctx, &mut intent.object, params).await?;
    if params.has("payment_method") && params.text("payment_method").is_none() {
        intent.set_payment_method(None);
    } else if let Some(method) = confirm::given(ctx, params).await? {
        confirm::check(&intent, &method)?;
        intent.set_payment_method(Some(method.id.clone()));
    }
    ctx.tx.update(&intent);
    Ok(Answer::written(&ctx.tx, &intent))
}
