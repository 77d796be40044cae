//! What an update changed: the `previous_attributes` of its event.

use serde::Serialize;
use serde_json::{Map, Value};

/// The changed leaves with their old values; arrays and what was null before are given whole. `None`
/// if nothing changed, in which case there is no event either.
pub fn previous_attributes<T: Serialize>(before: &T, after: &T) -> Option<Value> {
    let value = |object: &T| serde_json::to_value(object).expect("models serialize");
    difference(&value(before), &value(after))
}

fn difference(before: &Value, after: &Value) -> Option<Value> {
    match (before, after) {
        (before, after) if before == after => None,
        (Value::Object(before), Value::Object(after)) => Some(Value::Object(leaves(before, after))),
        (before, _) => Some(before.clone()),
    }
}

fn leaves(before: &Map<String, Value>, after: &Map<String, Value>) -> Map<String, Value> {
    let gone = |key: &String| after.get(key).unwrap_or(&Value::Null);
    let mut changed: Map<String, Value> = before
        .iter()
        .filter_map(|(key, old)| Some((key.clone(), difference(old, gone(key))?)))
        .collect();
    let new = after.keys().filter(|key| !before.contains_key(*key));
    changed.extend(new.map(|key| (key.clone(), Value::Null)));
    changed
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_changed_is_told_with_its_old_value() {
        let cases = [
            (json!({"a": 1, "b": 2}), json!({"a": 1, "b": 3}), Some(json!({"b": 2}))),
            (
                json!({"a": {"x": 1, "y": 2}}),
                json!({"a": {"x": 1, "y": null}}),
                Some(json!({"a": {"y": 2}})),
            ),
            (json!({"a": [1, 2]}), json!({"a": [1]}), Some(json!({"a": [1, 2]}))),
            (
                json!({"m": {}}),
                json!({"m": {"k": "v"}}),
                Some(json!({"m": {"k": null}})),
            ),
            (
                json!({"m": {"k": "v"}}),
                json!({"m": {}}),
                Some(json!({"m": {"k": "v"}})),
            ),
            (json!({"a": 1}), json!({"a": 1}), None),
        ];
        for (before, after, expected) in cases {
            assert_eq!(previous_attributes(&before, &after), expected);
        }
    }
}
