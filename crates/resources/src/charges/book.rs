//! Booking captured funds: balance transaction, postings, and when the charge shows them.

use acquiring::cards::Behavior;
use db::Stored;
use kernel::{Money, Timestamp};
use ledger::{Availability, CardOrigin};
use wire::{ApiError, Ctx};

use super::{Charge, PUBLISH, publish};
use crate::balance_transactions::{self, Kind, New};

/// When the charge shows its balance transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Booking {
    /// In the answer: `capture_method=automatic`.
    Shown,
    /// A little later, with `charge.updated`.
    Later,
}

/// Writes the money of a captured charge: to be called once, in the commit that captures.
pub fn book(ctx: &mut Ctx<'_>, charge: &mut Stored<Charge>, booking: Booking) -> Result<(), ApiError> {
    let captured = Money::new(charge.amount_captured, charge.currency);
    let country = ctx.account().country.as_str();
    let origin = CardOrigin::of(charge.private.card_country.as_deref(), country);
    let fee = match ledger::MethodFee::of(charge.method()) {
        Some(fee) => fee.on(captured),
        None => ledger::card_fee(captured, country, origin),
    };
    let fee = fee.map_err(overflow)?;
    let available_on = match charge.private.bypass_pending {
        true => ctx.now(),
        false => ledger::available_on(ctx.now(), country),
    };
    let availability = match charge.private.bypass_pending {
        true => Availability::Now,
        false => Availability::On(available_on),
    };
    let kind = if charge.id.as_str().starts_with("py_") {
        Kind::Payment
    } else {
        Kind::Charge
    };
    let new = New {
        kind,
        source: charge.id.as_str().to_owned(),
        amount: captured,
        fee,
        available_on,
        availability,
        description: charge.description.clone(),
    };
    let transaction = balance_transactions::record(&mut ctx.tx, new)?;
    charge.private.balance_transaction = Some(transaction.clone());
    charge.private.available_on = Some(available_on);
    match booking {
        Booking::Shown => charge.balance_transaction = Some(transaction),
        Booking::Later if ctx.app.settings.async_delay.is_zero() => {}
        Booking::Later => {
            let due = ctx.now().plus(ctx.app.settings.async_delay);
            ctx.tx.timer(PUBLISH, charge.id.key(), due);
        }
    }
    Ok(())
}

/// With no delay set, "a little later" is the end of the same commit.
pub fn publish_now(ctx: &mut Ctx<'_>, charge: &mut Stored<Charge>) {
    if ctx.app.settings.async_delay.is_zero() && charge.balance_transaction.is_none() {
        // No request asked for it: with a delay it would happen by itself.
        let origin = ctx.tx.origin().clone();
        ctx.without_request();
        publish(&mut ctx.tx, charge);
        ctx.tx.set_origin(origin);
    }
}

pub(super) fn overflow(error: kernel::MoneyError) -> ApiError {
    tracing::error!(%error, "an amount does not fit");
    ApiError::internal()
}

/// When the funds of a charge can be used: refunds of them come from the same place.
pub fn availability(charge: &Charge, now: Timestamp) -> Availability {
    match charge.private.available_on {
        Some(at) if at > now && !charge.private.bypass_pending => Availability::On(at),
        Some(_) | None => Availability::Now,
    }
}

/// What the sandbox does later with a charge of this card.
pub fn behavior(charge: &Charge) -> Behavior {
    Behavior::parse(&charge.private.behavior).unwrap_or(Behavior::Success)
}
