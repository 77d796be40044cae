//! Which events a dispute makes, and what they show.

use db::Tx;
use serde_json::Value;

use super::Dispute;

pub fn opened(tx: &mut Tx<'_>, dispute: &Dispute) {
    tx.event("charge.dispute.created", dispute, None);
    if dispute.withdrawn().is_some() {
        tx.event("charge.dispute.funds_withdrawn", dispute, None);
    }
}

pub fn updated(tx: &mut Tx<'_>, dispute: &Dispute, previous: Value) {
    tx.event("charge.dispute.updated", dispute, Some(previous));
}

pub fn escalated(tx: &mut Tx<'_>, dispute: &Dispute) {
    tx.event("charge.dispute.funds_withdrawn", dispute, None);
}

/// It is over; `reinstated` says that the funds came back with it.
pub fn closed(tx: &mut Tx<'_>, dispute: &Dispute, reinstated: bool) {
    if reinstated {
        tx.event("charge.dispute.funds_reinstated", dispute, None);
    }
    tx.event("charge.dispute.closed", dispute, None);
}
