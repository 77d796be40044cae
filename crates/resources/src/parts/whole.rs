//! Hashes that clients give in part and the API shows whole: fields that are always there once their hash is.

use serde_json::Value;

/// A hash by its dotted path, and its fields in JSON where they are not null by default: `plan`, `enabled=false`.
pub type Whole = (&'static str, &'static [&'static str]);

/// Puts in what is always there and was not given.
pub fn complete(target: &mut Value, table: &[Whole]) {
    for (path, fields) in table {
        let found = path
            .split('.')
            .try_fold(&mut *target, |value, part| value.get_mut(part));
        let Some(Value::Object(map)) = found else { continue };
        for field in *fields {
            let (name, default) = field.split_once('=').unwrap_or((field, "null"));
            let default = || serde_json::from_str(default).expect("the table holds JSON");
            map.entry(name).or_insert_with(default);
        }
        map.sort_keys();
    }
}

/// Without what was unset, and without hashes that hold nothing because of it.
pub fn without_nulls(value: Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::Object(map) => {
            let was_empty = map.is_empty();
            let kept: serde_json::Map<_, _> = map
                .into_iter()
                .filter_map(|(name, value)| Some((name, without_nulls(value)?)))
                .collect();
            (was_empty || !kept.is_empty()).then_some(Value::Object(kept))
        }
        other => Some(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_missing_comes_in_and_what_was_given_stays() {
        let mut options =
            json!({"card": {"installments": {"plan": {"type": "fixed_count"}}}, "pix": {"expires_at": 7}});
        let table: [Whole; 3] = [
            ("card.installments", &["available_plans", "enabled=false", "plan"]),
            ("pix", &["expires_after_seconds", "expires_at"]),
            ("oxxo", &["expires_after_days=3"]),
        ];
        complete(&mut options, &table);
        let expected = json!({
            "card": {"installments": {"available_plans": null, "enabled": false, "plan": {"type": "fixed_count"}}},
            "pix": {"expires_after_seconds": null, "expires_at": 7},
        });
        assert_eq!(options, expected);
    }

    #[test]
    fn what_was_unset_is_gone() {
        let cases = [
            (json!({"a": null, "b": 1}), Some(json!({"b": 1}))),
            (json!({"a": {"b": {"c": null}}}), None),
            (json!({"a": {}}), Some(json!({"a": {}}))),
            (json!(null), None),
        ];
        for (given, expected) in cases {
            assert_eq!(without_nulls(given.clone()), expected, "{given}");
        }
    }
}
