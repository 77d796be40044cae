//! `POST /v1/setup_intents`

use kernel::ids::SetupIntentId;
use wire::{Answer, ApiError, Ctx, Params};

use super::{SetupIntent, automatic, confirm, settings};

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let confirmed = params.boolean("confirm").unwrap_or_default();
    if let Some(param) = ["confirmation_token", "mandate_data"]
        .iter()
        .find(|name| params.has(name) && !confirmed)
    {
        let message = format!("The `{param}` parameter can only be used when `confirm` is true.");
        return Err(ApiError::refused(message).param(*param));
    }
    let id: SetupIntentId = ctx.tx.id();
    let secret = ctx.app.chance.alphanumeric(31);
    let mut intent = SetupIntent::new(id, secret, ctx.now(), ctx.livemode());
    settings::apply(ctx, &mut intent, params).await?;
    automatic::choose(ctx, &mut intent, params).await?;
    settings::show_card_options(&mut intent);
    let mut intent = ctx.tx.insert(intent);
    if confirmed {
        ctx.tx.event("setup_intent.created", &intent.object, None);
        return confirm::confirm(ctx, intent, params).await;
    }
    if let Some(method) = confirm::given(ctx, params).await? {
        confirm::check(&intent, &method)?;
        intent.set_payment_method(Some(method.id.clone()));
        ctx.tx.update(&intent);
    }
    ctx.tx.event("setup_intent.created", &intent.object, None);
    Ok(Answer::written(&ctx.tx, &intent))
}
