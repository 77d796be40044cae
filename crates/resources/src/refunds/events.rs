//! Which events a refund makes, and what they show.

use db::Tx;
use serde_json::json;

use super::Refund;
use crate::charges::Charge;

/// A refund was made: it, and what it makes of its charge.
pub fn created(tx: &mut Tx<'_>, refund: &Refund, charge: &Charge, before: &Charge) {
    tx.event("refund.created", refund, None);
    let mut previous = json!({"amount_refunded": before.amount_refunded});
    if before.refunded != charge.refunded {
        previous["refunded"] = json!(before.refunded);
    }
    tx.event("charge.refunded", charge, Some(previous));
}

/// A refund changed: the event, and its deprecated twin.
pub fn updated(tx: &mut Tx<'_>, refund: &Refund, previous: serde_json::Value) {
    tx.event("refund.updated", refund, Some(previous.clone()));
    tx.event("charge.refund.updated", refund, Some(previous));
}

pub fn failed(tx: &mut Tx<'_>, refund: &Refund, previous: serde_json::Value) {
    tx.event("refund.failed", refund, None);
    updated(tx, refund, previous);
}
