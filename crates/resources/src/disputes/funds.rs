//! The money of a dispute: taken with a fee when it is opened, given back without one when it is won.
//!
//! Taken from, and given back to, where the charge's funds are: still pending, or available. The postings are those of
//! `ledger::dispute` and `ledger::reinstate`.

use kernel::Money;
use ledger::Availability;
use wire::{ApiError, Ctx};

use super::Dispute;
use crate::balance_transactions::{self, Kind, New};
use crate::charges::{self, Charge};

/// Takes the disputed funds, but not what has gone back to the cardholder by refunds.
pub fn withdraw(ctx: &mut Ctx<'_>, dispute: &mut Dispute, charge: &Charge) -> Result<(), ApiError> {
    let left = charge.left_to_refund().map_err(|_| ApiError::internal())?;
    let taken = dispute.amount.min(left.minor_units());
    let new = New {
        kind: Kind::Dispute,
        amount: Money::new(taken, dispute.currency),
        fee: ledger::dispute_fee(dispute.currency),
        description: Some(format!("Chargeback withdrawal for {}", charge.id)),
        ..movement(ctx, dispute, charge)
    };
    let made = balance_transactions::recorded(&mut ctx.tx, new)?;
    dispute.balance_transactions.push(made);
    Ok(())
}

/// Gives back what was taken; the fee is kept. Answers whether there was something to give back.
pub fn reinstate(ctx: &mut Ctx<'_>, dispute: &mut Dispute, charge: &Charge) -> Result<bool, ApiError> {
    let Some(taken) = dispute.withdrawn() else {
        return Ok(false);
    };
    let new = New {
        kind: Kind::DisputeReversal,
        amount: taken,
        description: Some(format!("Chargeback reversal for {}", charge.id)),
        ..movement(ctx, dispute, charge)
    };
    let made = balance_transactions::recorded(&mut ctx.tx, new)?;
    dispute.balance_transactions.push(made);
    Ok(true)
}

/// Nothing yet, at the place of the charge's funds.
fn movement(ctx: &Ctx<'_>, dispute: &Dispute, charge: &Charge) -> New {
    let availability = charges::availability(charge, ctx.now());
    New {
        kind: Kind::Dispute,
        source: dispute.id.as_str().to_owned(),
        amount: Money::zero(dispute.currency),
        fee: Money::zero(dispute.currency),
        available_on: match availability {
            Availability::Now => ctx.now(),
            Availability::On(at) => at,
        },
        availability,
        description: None,
    }
}
