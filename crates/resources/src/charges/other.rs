//! Charges of everything but cards: pending, paid or held, failed; and what becomes of pending ones.

use acquiring::refusal::PaymentError;
use kernel::Timestamp;
use wire::Ctx;

use super::create::{Attempt, bare};
use super::outcome::Outcome;
use super::shown::Own;
use super::{Charge, ChargeStatus, PaymentMethodDetails};

/// How a new charge stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Accepted; whether it is paid turns out later.
    Pending,
    Paid,
    /// To be captured until then.
    Held {
        until: Timestamp,
    },
}

/// The charge of an attempt that was not refused; captured funds are not booked yet.
pub fn of_method(ctx: &Ctx<'_>, attempt: &Attempt<'_>, standing: Standing, own: Own) -> Charge {
    let status = match standing {
        Standing::Pending => ChargeStatus::Pending,
        Standing::Paid | Standing::Held { .. } => ChargeStatus::Succeeded,
    };
    let mut charge = bare(ctx, attempt, status);
    charge.payment_method_details = Some(PaymentMethodDetails::of_other(attempt.method, own));
    charge.outcome = Some(Outcome::without_issuer(None));
    charge.receipt_url = Some(format!("{}/receipts/{}", ctx.app.settings.public_url, charge.id));
    match standing {
        Standing::Pending => {
            charge.captured = true;
            charge.amount_captured = charge.amount;
        }
        Standing::Paid => charge.settle(),
        Standing::Held { until } => {
            charge.paid = true;
            charge.private.hold_until = Some(until);
        }
    }
    charge
}

/// The charge of an attempt that was refused.
pub fn failed(ctx: &Ctx<'_>, attempt: &Attempt<'_>, error: &PaymentError, own: Own) -> Charge {
    let mut charge = bare(ctx, attempt, ChargeStatus::Failed);
    charge.payment_method_details = Some(PaymentMethodDetails::of_other(attempt.method, own));
    charge.bounce(error);
    charge
}

impl Charge {
    /// A pending charge is paid.
    pub fn settle(&mut self) {
        self.status = ChargeStatus::Succeeded;
        self.paid = true;
        self.captured = true;
        self.amount_captured = self.amount;
    }

    /// A pending charge was sent back, or a new one refused.
    pub fn bounce(&mut self, error: &PaymentError) {
        self.give_up();
        self.failure_code = Some(error.code.to_owned());
        self.failure_message = Some(error.message.to_owned());
        self.outcome = Some(Outcome::without_issuer(Some(error)));
    }

    /// A pending charge was canceled before it was paid.
    pub fn give_up(&mut self) {
        self.status = ChargeStatus::Failed;
        self.paid = false;
        self.captured = false;
        self.amount_captured = 0;
        self.receipt_url = None;
    }
}

impl Outcome {
    /// Of payments that no issuer of a card was asked about, and whose risk nobody looked at.
    fn without_issuer(refused: Option<&PaymentError>) -> Outcome {
        let blocked = refused.is_some_and(|error| error.decline_code == Some("fraudulent"));
        let (kind, network, message) = match (refused, blocked) {
            (None, _) => ("authorized", "approved_by_network", "Payment complete."),
            (Some(_), true) => (
                "blocked",
                "not_sent_to_network",
                "Stripe blocked this payment as too risky.",
            ),
            (Some(error), false) => ("issuer_declined", "declined_by_network", error.message),
        };
        let reason = match (refused, blocked) {
            (None, _) => None,
            (Some(_), true) => Some("highest_risk_level"),
            (Some(error), false) => Some(error.code),
        };
        Outcome {
            advice_code: None,
            network_advice_code: None,
            network_decline_code: None,
            network_status: network.to_owned(),
            reason: reason.map(str::to_owned),
            risk_level: if blocked { "highest" } else { "not_assessed" }.to_owned(),
            risk_score: None,
            seller_message: message.to_owned(),
            r#type: kind.to_owned(),
        }
    }
}
