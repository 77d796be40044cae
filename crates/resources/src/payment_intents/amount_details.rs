//! `amount_details`: what an amount consists of, and whether the parts add up to it.

use serde_json::{Value, json};
use wire::{ApiError, Params};

use super::PaymentIntent;
use super::settings::extend;
use crate::parts::complete;

/// Applies the hash. Line items are a list of their own; the rest shows on the intent. What is wrong with the sums fails
/// the request, unless it says that it shall only be shown.
pub(super) fn apply(intent: &mut PaymentIntent, params: &Params, partial: Option<i64>) -> Result<(), ApiError> {
    let mut value = params.to_json();
    if let Some(map) = value.as_object_mut() {
        if let Some(Value::Array(items)) = map.remove("line_items") {
            intent.private.line_items = items;
        }
        map.remove("enforce_arithmetic_validation");
        map.retain(|_, field| !field.is_null());
    }
    let mut shown = intent.amount_details.take();
    extend(&mut shown, value);
    complete(
        &mut shown,
        &[("shipping", &["amount", "from_postal_code", "to_postal_code"])],
    );
    let amount = partial.unwrap_or(intent.amount);
    let wrong = wrong(amount, &shown, &intent.private.line_items);
    let enforced = params.boolean("enforce_arithmetic_validation").unwrap_or(true);
    match (wrong, shown.as_object_mut()) {
        (Some(wrong), _) if enforced => {
            let refused = ApiError::refused(wrong.message(amount));
            return Err(refused.code(wrong.code()).param("amount_details"));
        }
        (Some(wrong), Some(map)) => {
            let error = json!({"code": wrong.code(), "message": wrong.message(amount)});
            map.insert("error".to_owned(), error);
            map.sort_keys();
        }
        (None, Some(map)) => {
            map.remove("error");
        }
        (_, None) => {}
    }
    intent.amount_details = shown;
    Ok(())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrong {
    /// The line items and what is beside them are not the amount.
    Mismatch { sum: i128 },
    /// What is beside the goods is more than all of it.
    Beside { sum: i128 },
}

impl Wrong {
    fn code(self) -> &'static str {
        match self {
            Wrong::Mismatch { .. } => "amount_details_amount_mismatch",
            Wrong::Beside { .. } => "amount_details_tax_shipping_discount_greater_than_amount",
        }
    }

    fn message(self, amount: i64) -> String {
        match self {
            Wrong::Mismatch { sum } => format!("The amount details add up to {sum}, but the amount is {amount}."),
            Wrong::Beside { sum } => {
                format!(
                    "Tax, shipping and discount in the amount details come to {sum}, more than the amount of {amount}."
                )
            }
        }
    }
}

/// Wide integers: sums of products of what clients send.
fn wrong(amount: i64, details: &Value, items: &[Value]) -> Option<Wrong> {
    let at = |value: &Value, path: &str| value.pointer(path).and_then(Value::as_i64).map_or(0, i128::from);
    let total = |value: &Value| at(value, "/tax/total_tax_amount") - at(value, "/discount_amount");
    let beside = total(details) + at(details, "/shipping/amount");
    let discount = at(details, "/discount_amount");
    let weight = beside + discount + discount;
    if weight > i128::from(amount) && items.is_empty() {
        return Some(Wrong::Beside { sum: weight });
    }
    let goods = items
        .iter()
        .map(|item| at(item, "/quantity") * at(item, "/unit_cost") + total(item));
    let sum = goods.sum::<i128>() + beside;
    (!items.is_empty() && sum != i128::from(amount)).then_some(Wrong::Mismatch { sum })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_add_up_or_it_is_said_how_they_do_not() {
        let item = |quantity: i64, cost: i64| json!({"quantity": quantity, "unit_cost": cost});
        let none = json!({"tip": {}});
        let beside = json!({"shipping": {"amount": 300}, "tax": {"total_tax_amount": 200}, "discount_amount": 500});
        let taxed = json!({"quantity": 1, "unit_cost": 1000, "tax": {"total_tax_amount": 90}, "discount_amount": 40});
        let cases = [
            (2000, &none, vec![], None),
            (2000, &none, vec![item(2, 1000)], None),
            (2000, &none, vec![item(2, 999)], Some(Wrong::Mismatch { sum: 1998 })),
            (2000, &beside, vec![item(2, 1000)], None),
            (2000, &beside, vec![], None),
            (999, &beside, vec![], Some(Wrong::Beside { sum: 1000 })),
            (1050, &none, vec![taxed], None),
            (
                1,
                &none,
                vec![item(i64::MAX, i64::MAX)],
                Some(Wrong::Mismatch {
                    sum: i128::from(i64::MAX).pow(2),
                }),
            ),
        ];
        for (amount, details, items, expected) in cases {
            assert_eq!(wrong(amount, details, &items), expected, "{amount} {details} {items:?}");
        }
    }
}
