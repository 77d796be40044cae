//! `GET /v1/tax_ids/{id}` and `GET /v1/customers/{customer}/tax_ids/{id}`

use wire::{Answer, ApiError, Ctx, Params};

use super::TAX_IDS;
use crate::retrieve;

pub async fn handler(ctx: &mut Ctx<'_>, _params: &Params) -> Result<Answer, ApiError> {
    retrieve::stored::<kernel::ids::kinds::TaxId>(ctx, &TAX_IDS, "tax_id").await
}

pub async fn of_customer(ctx: &mut Ctx<'_>, _params: &Params) -> Result<Answer, ApiError> {
    let tax_id = super::get_of_customer(ctx).await?;
    Ok(Answer::Made(
        serde_json::to_value(&tax_id.object).expect("models serialize"),
    ))
}
