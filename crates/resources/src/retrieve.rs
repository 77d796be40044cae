//! `GET …/{id}` for objects that are shown as they are stored: without reading their JSON.

use db::Table;
use kernel::Id;
use kernel::ids::Kind;
use wire::{Answer, ApiError, Ctx};

/// The object that the path names.
pub async fn stored<K: Kind>(ctx: &Ctx<'_>, table: &'static Table, noun: &str) -> Result<Answer, ApiError> {
    let given = ctx.path("id");
    let missing = || ApiError::no_such(noun, given);
    let id = Id::<K>::parse(given).ok_or_else(missing)?;
    let row = ctx.tx.row(table, id.key()).await?.ok_or_else(missing)?;
    let body = row
        .body
        .filter(|body| begins_with_id(&body.public(), given))
        .ok_or_else(missing)?;
    Ok(Answer::Stored(body))
}

/// Bodies begin with `{"id":"…"`: the key alone finds the row, the whole id proves that it was meant.
fn begins_with_id(public: &[u8], id: &str) -> bool {
    let rest = public.strip_prefix(br#"{"id":""#).unwrap_or_default();
    rest.strip_prefix(id.as_bytes())
        .is_some_and(|rest| rest.first() == Some(&b'"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_id_with_the_same_key_is_not_the_object() {
        let body = br#"{"id":"pi_1","object":"payment_intent"}"#;
        assert!(begins_with_id(body, "pi_1"));
        assert!(!begins_with_id(body, "pi_12"));
        assert!(!begins_with_id(body, "pi_"));
        assert!(!begins_with_id(b"", "pi_1"));
    }
}
