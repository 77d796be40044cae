//! `POST /v1/elements/payment_methods/{id}/detach`: a customer takes back what was saved.

use wire::{Answer, ApiError, Ctx, Params};

use super::saved;
use crate::{customers, payment_methods};

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let secret = params.text(saved::PARAM).unwrap_or_default();
    let (method, features) = saved::named(ctx, secret).await?;
    if features.payment_method_remove != "enabled" {
        let message = "This customer session does not allow removing payment methods: enable its feature \
                       payment_method_remove.";
        return Err(ApiError::refused(message));
    }
    if let Some(customer) = &method.customer {
        customers::forget_default(ctx, customer.as_str(), &method.id).await?;
    }
    let method = payment_methods::detach(ctx, method);
    Ok(Answer::Made(saved::seen(&method)))
}
