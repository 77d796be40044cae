//! What an operation answers, before it is rendered for the caller's version, key and `expand`.

use db::{Body, Record, Stored, Tx};
use kernel::Key;
use serde_json::Value;

use crate::error::ApiError;

pub enum Answer {
    /// An object at the version that the unit of work holds: sent as stored if nothing must change.
    Stored(Body),
    /// An object that is made for the answer (balance, account, what depends on the time).
    Made(Value),
    /// As `Made`, and shown only now: what is kept of it for replay is sealed.
    Confidential(Value),
    /// A page of a list, newest first.
    Page {
        items: Vec<Item>,
        has_more: bool,
        url: String,
    },
    /// The operation ran and this is its outcome: what it wrote is committed all the same (a decline).
    Failed(ApiError),
    /// What this unit of work has written needs an acquirer that is far away; the key is its attempt's. The pipeline commits,
    /// calls, and answers with what comes of it.
    Outside(Key),
}

pub enum Item {
    Stored(Body),
    Made(Value),
}

impl Answer {
    /// The object as this unit of work has written it.
    pub fn written<T: Record>(tx: &Tx<'_>, object: &Stored<T>) -> Answer {
        match tx.written_body(T::table(), object.object.key()) {
            Some(body) => Answer::Stored(body.clone()),
            None => Answer::Made(serde_json::to_value(&object.object).expect("models serialize")),
        }
    }

    /// What an acquirer must be asked before there is an answer.
    pub fn outside(&self) -> Option<Key> {
        match self {
            Answer::Outside(attempt) => Some(*attempt),
            Answer::Stored(_) | Answer::Made(_) | Answer::Confidential(_) | Answer::Page { .. } | Answer::Failed(_) => {
                None
            }
        }
    }

    /// `{"id", "object", "deleted": true}`
    pub fn deleted(id: &str, object: &str) -> Answer {
        Answer::Made(serde_json::json!({"id": id, "object": object, "deleted": true}))
    }
}
