//! What becomes of a dispute later: the bank's verdict, a due date that passes, an inquiry that nobody asks about again.

use db::Stored;
use serde_json::json;
use wire::timer::TimerCtx;
use wire::{ApiError, Ctx};

use super::model::Dispute;
use super::{Status, events, funds};
use crate::charges::Charge;

/// The timers' kinds; their subject is the dispute.
pub const DUE: &str = "dispute.due";
pub const SILENCE: &str = "dispute.silence";
pub const VERDICT: &str = "dispute.verdict";

/// The bank has read the evidence.
pub async fn on_verdict(ctx: &mut TimerCtx<'_>) -> Result<(), ApiError> {
    let Some((mut dispute, mut charge)) = disputed(ctx).await? else {
        return Ok(());
    };
    match dispute.decided() {
        Some(status) => end(ctx, dispute, &mut charge, status),
        None => Ok(()),
    }
}

/// The last moment for evidence is past. Does nothing if the bank has some.
pub async fn on_due(ctx: &mut TimerCtx<'_>) -> Result<(), ApiError> {
    let Some((dispute, mut charge)) = disputed(ctx).await? else {
        return Ok(());
    };
    let past = dispute.evidence_details.due_by.is_some_and(|due| due < ctx.now());
    match dispute.status == Status::NeedsResponse && past {
        true => end(ctx, dispute, &mut charge, Status::Lost),
        false => Ok(()),
    }
}

/// An inquiry that did not become more.
pub async fn on_silence(ctx: &mut TimerCtx<'_>) -> Result<(), ApiError> {
    let Some((dispute, mut charge)) = disputed(ctx).await? else {
        return Ok(());
    };
    match dispute.status.is_inquiry() && !dispute.status.is_closed() {
        true => end(ctx, dispute, &mut charge, Status::WarningClosed),
        false => Ok(()),
    }
}

async fn disputed(ctx: &TimerCtx<'_>) -> Result<Option<(Stored<Dispute>, Stored<Charge>)>, ApiError> {
    let Some(dispute) = ctx.tx.get::<Dispute>(ctx.subject()).await? else {
        return Ok(None);
    };
    let charge = charge_of(ctx, &dispute).await?;
    Ok(Some((dispute, charge)))
}

pub async fn charge_of(ctx: &Ctx<'_>, dispute: &Dispute) -> Result<Stored<Charge>, ApiError> {
    let charge = ctx.tx.get::<Charge>(dispute.charge.key()).await?;
    charge.ok_or_else(ApiError::internal)
}

/// Closes a dispute with the status it ends in: who has the money, and whether the charge can be refunded from here on.
pub fn end(
    ctx: &mut Ctx<'_>,
    mut dispute: Stored<Dispute>,
    charge: &mut Stored<Charge>,
    status: Status,
) -> Result<(), ApiError> {
    dispute.status = status;
    let reinstated = match status {
        Status::Won => funds::reinstate(ctx, &mut dispute, charge)?,
        Status::WarningClosed
        | Status::Lost
        | Status::WarningNeedsResponse
        | Status::WarningUnderReview
        | Status::NeedsResponse
        | Status::UnderReview
        | Status::AppealNeedsResponse
        | Status::AppealUnderReview => false,
    };
    dispute.is_charge_refundable = status != Status::Lost && !charge.refunded;
    mark(ctx, &dispute, charge);
    ctx.tx.update(&dispute);
    events::closed(&mut ctx.tx, &dispute, reinstated);
    Ok(())
}

/// The merchant has accepted a dispute.
pub async fn accepted(ctx: &mut Ctx<'_>, dispute: Stored<Dispute>) -> Result<Stored<Dispute>, ApiError> {
    let mut charge = charge_of(ctx, &dispute).await?;
    let (key, status) = (dispute.id.key(), dispute.status);
    end(ctx, dispute, &mut charge, status)?;
    if status == Status::Lost {
        ctx.tx.event("charge.updated", &charge.object, Some(json!({})));
    }
    let ended = ctx.tx.get::<Dispute>(key).await?;
    ended.ok_or_else(ApiError::internal)
}

/// The charge knows which of its disputes keep it from being refunded.
pub fn mark(ctx: &mut Ctx<'_>, dispute: &Dispute, charge: &mut Stored<Charge>) {
    let own = charge.private.disputes.iter_mut().find(|mark| mark.id == dispute.id);
    if let Some(mark) = own.filter(|mark| mark.refundable != dispute.is_charge_refundable) {
        mark.refundable = dispute.is_charge_refundable;
        ctx.tx.update(charge);
    }
}
