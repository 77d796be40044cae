//! Refunds of payments with anything but a card, by the type's row.

use acquiring::methods::{self, Refunds};
use acquiring::sandbox::{RefundEnd, RefundPlan};
use kernel::Timestamp;
use serde_json::json;
use wire::ApiError;

use super::Refund;
use super::create::REFERENCE_SECONDS;
use crate::charges::Charge;

/// How long the customer has to say where the money is to go.
const ANSWER_SECONDS: i64 = 45 * DAY;
const DAY: i64 = 86_400;

#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error("Payments with {0} cannot be refunded.")]
    Never(String),
    #[error("Payments with {method} can be refunded within {days} days.")]
    TooLate { method: String, days: u32 },
}

impl From<Refused> for ApiError {
    fn from(error: Refused) -> ApiError {
        match error {
            Refused::Never(_) | Refused::TooLate { .. } => {
                ApiError::refused(error.to_string()).code("charge_not_refundable")
            }
        }
    }
}

/// How a refund of the charge goes, if it can be refunded at all.
pub(super) fn plan(charge: &Charge, now: Timestamp) -> Result<RefundPlan, ApiError> {
    let name = charge.method();
    let Some(method) = methods::named(name) else {
        return Ok(AT_ONCE);
    };
    let age_days = (now.seconds() - charge.created.seconds()) / DAY;
    if let Some(days) = method.refund_days.filter(|days| age_days > i64::from(*days)) {
        let method = name.to_owned();
        return Err(Refused::TooLate { method, days }.into());
    }
    match method.refunds {
        Refunds::No => Err(Refused::Never(name.to_owned()).into()),
        Refunds::AtOnce => Ok(AT_ONCE),
        Refunds::Later => Ok(RefundPlan {
            starts_pending: true,
            then: Some((REFERENCE_SECONDS, RefundEnd::Succeeded)),
        }),
        Refunds::Details => Ok(RefundPlan {
            starts_pending: true,
            then: Some((ANSWER_SECONDS, RefundEnd::Succeeded)),
        }),
    }
}

const AT_ONCE: RefundPlan = RefundPlan {
    starts_pending: false,
    then: None,
};

/// A refund that has no way back by itself waits for the customer's bank details.
pub(super) fn ask_where_to(refund: &mut Refund, charge: &Charge, now: Timestamp) {
    let asks = methods::named(charge.method()).is_some_and(|method| method.refunds == Refunds::Details);
    if !asks {
        return;
    }
    let own = charge.billing_details.email.clone();
    let to = refund.instructions_email.clone().or(own).unwrap_or_default();
    refund.require_action(json!({
        "display_details": {
            "email_sent": {"email_sent_at": now, "email_sent_to": to},
            "expires_at": now.seconds() + ANSWER_SECONDS,
        },
        "type": "display_details",
    }));
}
