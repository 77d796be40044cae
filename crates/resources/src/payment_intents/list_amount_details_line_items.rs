//! `GET /v1/payment_intents/{id}/amount_details_line_items`

use serde_json::{Value, json};
use wire::{Answer, ApiError, Ctx, Item, Params};

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let intent = super::get(ctx, ctx.path("id")).await?;
    let limit = params.int("limit").unwrap_or(10).clamp(1, 100) as usize;
    let url = format!("/v1/payment_intents/{}/amount_details_line_items", intent.id);
    let items = intent.private.line_items.iter().enumerate();
    let mut shown: Vec<Value> = items.map(|(at, item)| object(intent.id.as_str(), at, item)).collect();
    let position = |shown: &[Value], param: &str, id: &str| {
        let at = shown.iter().position(|item| item["id"] == id);
        at.ok_or_else(|| ApiError::no_such_cursor("line item", param, id))
    };
    let has_more = match (params.text("starting_after"), params.text("ending_before")) {
        (Some(_), Some(_)) => return Err(ApiError::both_cursors()),
        (None, Some(before)) => {
            shown.truncate(position(&shown, "ending_before", before)?);
            let beyond = shown.len().saturating_sub(limit);
            shown.drain(..beyond);
            beyond > 0
        }
        (after, None) => {
            if let Some(after) = after {
                shown.drain(..=position(&shown, "starting_after", after)?);
            }
            let has_more = shown.len() > limit;
            shown.truncate(limit);
            has_more
        }
    };
    Ok(Answer::Page {
        items: shown.into_iter().map(Item::Made).collect(),
        has_more,
        url,
    })
}

/// Line items have no row of their own: their ids follow from the intent's.
fn object(intent: &str, at: usize, item: &Value) -> Value {
    let field = |name: &str| item.get(name).cloned().unwrap_or(Value::Null);
    json!({
        "id": format!("uli_{}{at:03}", intent.trim_start_matches("pi_")),
        "object": "payment_intent_amount_details_line_item",
        "discount_amount": field("discount_amount"),
        "payment_method_options": field("payment_method_options"),
        "product_code": field("product_code"),
        "product_name": field("product_name"),
        "quantity": field("quantity"),
        "tax": field("tax"),
        "unit_cost": field("unit_cost"),
        "unit_of_measure": field("unit_of_measure"),
    })
}
