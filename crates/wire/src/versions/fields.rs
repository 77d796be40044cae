//! Small steps that changes of answers are made of.

use serde_json::Value;

use super::change::Object;

/// Lists inside an object show this many elements. Source: API reference, "Pagination" (default `limit`).
const LIST_LEN_MAX: usize = 10;

/// Adds a field at its place: `id` and `object` first, then by name. One that is there already stays as it is.
pub fn add(object: &mut Object, name: &str, value: impl Into<Value>) {
    if object.contains_key(name) {
        return;
    }
    let place = object
        .keys()
        .position(|key| key != "id" && key != "object" && key.as_str() > name);
    object.shift_insert(place.unwrap_or(object.len()), name.to_owned(), value.into());
}

/// A text field, or nothing if it is absent, null or no text.
pub fn text<'a>(object: &'a Object, name: &str) -> Option<&'a str> {
    object.get(name).and_then(Value::as_str)
}

/// The id in a field that links to another object, expanded or not.
pub fn link<'a>(object: &'a Object, name: &str) -> Option<&'a str> {
    match object.get(name)? {
        Value::String(id) => Some(id),
        Value::Object(expanded) => text(expanded, "id"),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => None,
    }
}

/// A list as older versions put inside other objects, with the count that such lists had.
pub fn list(all: &[Value], url: String) -> Value {
    let shown: Vec<Value> = all.iter().take(LIST_LEN_MAX).cloned().collect();
    serde_json::json!({
        "object": "list",
        "data": shown,
        "has_more": all.len() > LIST_LEN_MAX,
        "total_count": all.len(),
        "url": url,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Object {
        match value {
            Value::Object(object) => object,
            other => panic!("not an object: {other}"),
        }
    }

    #[test]
    fn a_field_is_added_where_it_belongs() {
        let mut it = object(json!({ "id": "1", "object": "x", "b": 1, "d": 2 }));
        add(&mut it, "c", Value::Null);
        add(&mut it, "a", 3);
        add(&mut it, "e", 4);
        add(&mut it, "b", 5);
        assert_eq!(
            Value::Object(it).to_string(),
            r#"{"id":"1","object":"x","a":3,"b":1,"c":null,"d":2,"e":4}"#
        );
    }

    #[test]
    fn a_link_is_read_expanded_or_not() {
        let it = object(json!({ "a": "x_1", "b": { "id": "x_2" }, "c": null }));
        assert_eq!(
            [link(&it, "a"), link(&it, "b"), link(&it, "c"), link(&it, "d")],
            [Some("x_1"), Some("x_2"), None, None]
        );
    }

    #[test]
    fn a_long_list_is_cut_and_says_so() {
        let all: Vec<Value> = (0..12).map(Value::from).collect();
        let it = list(&all, "/v1/x".to_owned());
        assert_eq!(it["data"].as_array().map(Vec::len), Some(10));
        assert_eq!((&it["has_more"], &it["total_count"]), (&json!(true), &json!(12)));
    }
}
