//! `POST /v1/payment_intents`

use kernel::ids::PaymentIntentId;
use wire::{Answer, ApiError, Ctx, Params};

use super::model::ConfirmationMethod;
use super::{PaymentIntent, amounts, automatic, choose, confirm, settings};

/// Parameters that only a confirmation has a use for.
const ONLY_WITH_CONFIRM: &[&str] = &[
    "confirmation_token",
    "error_on_requires_action",
    "mandate",
    "mandate_data",
    "off_session",
    "return_url",
    "use_stripe_sdk",
];

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let amount = amounts::check(
        params.int("amount").unwrap_or_default(),
        amounts::currency(params.text("currency").unwrap_or_default())?,
    )?;
    let confirmed = params.boolean("confirm").unwrap_or_default();
    let early = ONLY_WITH_CONFIRM
        .iter()
        .find(|name| params.has(name) && !confirmed && **name != "return_url" && **name != "use_stripe_sdk");
    if let Some(param) = early {
        let message = format!("The `{param}` parameter can only be used when `confirm` is true.");
        return Err(ApiError::refused(message).param(*param));
    }
    let id: PaymentIntentId = ctx.tx.id_with("pi_", '3');
    let secret = ctx.app.chance.alphanumeric(25);
    let mut intent = PaymentIntent::new(id, secret, amount, ctx.now(), ctx.livemode());
    if params.text("confirmation_method") == Some("manual") {
        intent.confirmation_method = ConfirmationMethod::Manual;
    }
    settings::apply(ctx, &mut intent, params).await?;
    automatic::choose(ctx, &mut intent, params).await?;
    super::options::apply(&mut intent, params)?;
    let mut intent = ctx.tx.insert(intent);
    if confirmed {
        // The event shows the intent before its first attempt, as the original's does.
        ctx.tx.event("payment_intent.created", &intent.object, None);
        return confirm::confirm(ctx, intent, params).await;
    }
    if let Some(method) = choose::given(ctx, &intent, params).await?.method {
        intent.set_payment_method(Some(method.id.clone()));
        ctx.tx.update(&intent);
    }
    ctx.tx.event("payment_intent.created", &intent.object, None);
    Ok(Answer::written(&ctx.tx, &intent))
}
