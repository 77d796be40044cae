//! How disputes come to be: the sandbox's test cards have them in store for the charges that they pay.
//!
//! Opened in the commit that captures the funds, so that whoever lists disputes behind a confirmation finds them, and dated
//! a second later, as the original's are.

use std::time::Duration;

use acquiring::sandbox::{self, After};
use db::{Origin, Stored};
use kernel::Timestamp;
use wire::{ApiError, Ctx};

use super::advance::{self, DUE, SILENCE};
use super::eligibility::Eligibility;
use super::evidence::Evidence;
use super::model::{CardDetails, EvidenceDetails, PaymentMethodDetails, Private, SubmissionMethod};
use super::{Dispute, Status, events, funds};
use crate::charges::{self, Charge, DisputeMark};
use crate::parts::Metadata;
use crate::{early_fraud_warnings, reviews};

/// The merchant may answer until the end of the eighth day behind the dispute's. Source: observed disputes in test mode.
const DAYS_TO_ANSWER: i64 = 8;
/// An inquiry that nobody escalates is over then.
const INQUIRY_LIFE: Duration = Duration::from_secs(120 * 86_400);

/// Opens the disputes that are in store for a charge whose funds were captured just now.
pub async fn follow(ctx: &mut Ctx<'_>, charge: &mut Stored<Charge>) -> Result<(), ApiError> {
    // Real ones are told of by the acquirer.
    if ctx.livemode() {
        return Ok(());
    }
    for case in After::of(charges::behavior(charge)).disputes {
        // No request asked for it: at the original it happens a second later, by itself.
        let origin = ctx.tx.origin().clone();
        ctx.tx.set_origin(Origin::default());
        let opened = open(ctx, charge, case).await;
        ctx.tx.set_origin(origin);
        opened?;
    }
    Ok(())
}

async fn open(ctx: &mut Ctx<'_>, charge: &mut Stored<Charge>, case: &sandbox::Dispute) -> Result<(), ApiError> {
    let mut dispute = new(ctx, charge, case)?;
    if case.withdraws_funds() {
        funds::withdraw(ctx, &mut dispute, charge)?;
    }
    let dispute = ctx.tx.insert(dispute);
    charge.disputed = true;
    charge.private.disputes.push(DisputeMark {
        id: dispute.id.clone(),
        refundable: dispute.is_charge_refundable,
    });
    ctx.tx.update(charge);
    match dispute.status.is_inquiry() {
        true => {
            let over = dispute.created.plus(INQUIRY_LIFE);
            ctx.tx.timer(SILENCE, dispute.id.key(), over);
        }
        false => expect_answer(ctx, &dispute),
    }
    events::opened(&mut ctx.tx, &dispute);
    reviews::close(ctx, charge, reviews::ClosedReason::Disputed).await?;
    early_fraud_warnings::recheck(ctx, charge).await
}

/// The second behind the last one in which the merchant may answer.
pub fn expect_answer(ctx: &mut Ctx<'_>, dispute: &Dispute) {
    if let Some(due_by) = dispute.evidence_details.due_by {
        let past = due_by.plus(Duration::from_secs(1));
        ctx.tx.timer(DUE, dispute.id.key(), past);
    }
}

/// 23:59:59 UTC.
pub fn due_by(from: Timestamp) -> Timestamp {
    Timestamp::from_seconds(Timestamp::start_of_day(from.day() + DAYS_TO_ANSWER + 1).seconds() - 1)
}

fn new(ctx: &Ctx<'_>, charge: &Charge, case: &sandbox::Dispute) -> Result<Dispute, ApiError> {
    let left = charge.left_to_refund().map_err(|_| ApiError::internal())?;
    let created = Timestamp::from_seconds(ctx.now().seconds() + sandbox::Dispute::DELAY_SECONDS);
    let types: Vec<String> = case
        .enhanced_eligibility
        .iter()
        .map(|kind| (*kind).to_owned())
        .collect();
    let evidence = Evidence::default();
    Ok(Dispute {
        id: ctx.tx.id(),
        object: Default::default(),
        amount: left.minor_units(),
        balance_transactions: Vec::new(),
        charge: charge.id.clone(),
        created,
        currency: charge.currency,
        evidence_details: EvidenceDetails {
            due_by: Some(due_by(created)),
            enhanced_eligibility: Eligibility::of(&types, &evidence),
            has_evidence: false,
            past_due: false,
            submission_count: 0,
            submission_method: SubmissionMethod::NotSubmitted,
        },
        enhanced_eligibility_types: types,
        evidence,
        intended_submission_method: None,
        is_charge_refundable: !case.withdraws_funds(),
        livemode: charge.livemode,
        metadata: Metadata::default(),
        payment_intent: charge.payment_intent.clone(),
        payment_method_details: details(charge, case),
        reason: case.reason.as_str().to_owned(),
        status: match case.withdraws_funds() {
            true => Status::NeedsResponse,
            false => Status::WarningNeedsResponse,
        },
        private: Private::default(),
    })
}

fn details(charge: &Charge, case: &sandbox::Dispute) -> PaymentMethodDetails {
    let used = charge.payment_method_details.as_ref();
    let card = used.and_then(|used| used.card.as_ref()).map(|card| CardDetails {
        brand: card.brand.clone(),
        case_type: case.case_type.as_str().to_owned(),
        network: card.network.clone().unwrap_or_else(|| card.brand.clone()),
        network_reason_code: case.network_reason_code.map(str::to_owned),
    });
    PaymentMethodDetails {
        card,
        r#type: used.map(|used| used.r#type.clone()).unwrap_or_default(),
    }
}

/// A charge was refunded in full: there is nothing left that an inquiry could become.
pub async fn refunded(ctx: &mut Ctx<'_>, charge: &mut Stored<Charge>) -> Result<(), ApiError> {
    for mark in charge.private.disputes.clone() {
        let dispute = ctx.tx.get::<Dispute>(mark.id.key()).await?;
        if let Some(dispute) = dispute.filter(|dispute| dispute.status.is_inquiry() && !dispute.status.is_closed()) {
            advance::end(ctx, dispute, charge, Status::WarningClosed)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_is_due_at_the_end_of_a_day_between_eight_and_nine_days_on() {
        let day = 86_400;
        for seconds in [0, 1, 43_200, day - 1] {
            let opened = 20_000 * day + seconds;
            let due = due_by(Timestamp::from_seconds(opened)).seconds();
            assert_eq!(due % day, day - 1);
            assert!((8 * day..9 * day).contains(&(due - opened)), "{seconds}");
        }
    }
}
