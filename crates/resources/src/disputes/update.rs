//! `POST /v1/disputes/{id}`: evidence, staged or sent to the bank, and metadata.

use db::Stored;
use wire::params::Field;
use wire::{Answer, ApiError, Ctx, Params};

use super::evidence::Said;
use super::model::Verdict;
use super::{Dispute, Status, VERDICT, advance, events, funds, open};
use crate::parts::previous_attributes;

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let mut dispute = super::get(ctx, ctx.path("id")).await?;
    let before = dispute.object.clone();
    let given = params.hash("evidence").filter(|evidence| !evidence.is_empty());
    let appeals = given.is_some_and(|evidence| matches!(evidence.change_hash("appeal"), Field::Set(_)));
    dispute.check_open(appeals)?;
    if appeals {
        dispute.appeal();
    }
    if let Some(given) = given {
        let mut evidence = dispute.evidence.clone();
        evidence.merge(ctx, given).await?;
        dispute.hold(evidence);
    }
    if let Some(method) = params.text("intended_submission_method") {
        dispute.intended_submission_method = Some(submission_method(method)?);
    }
    dispute.metadata.merge(params);
    // Evidence goes out with the request that brings it, unless it shall be staged.
    if params.boolean("submit").unwrap_or(given.is_some()) {
        return submit(ctx, dispute, &before).await;
    }
    ctx.tx.update(&dispute);
    tell(ctx, &before, &dispute);
    Ok(Answer::Made(dispute.shown(ctx.now())))
}

/// Nobody answers disputes for the merchant here.
fn submission_method(asked: &str) -> Result<String, ApiError> {
    match asked {
        "smart_disputes" => Err(ApiError::refused(
            "Smart Disputes is not available for this dispute. Submit evidence instead.",
        )
        .code("smart_disputes_not_available")
        .param("intended_submission_method")),
        other => Ok(other.to_owned()),
    }
}

async fn submit(ctx: &mut Ctx<'_>, mut dispute: Stored<Dispute>, before: &Dispute) -> Result<Answer, ApiError> {
    let said = match dispute.status {
        Status::AppealNeedsResponse => dispute.evidence.said_in_appeal(),
        Status::WarningNeedsResponse
        | Status::WarningUnderReview
        | Status::WarningClosed
        | Status::NeedsResponse
        | Status::UnderReview
        | Status::AppealUnderReview
        | Status::Won
        | Status::Lost => dispute.evidence.said(),
    };
    match (said, dispute.status.is_inquiry()) {
        (Some(Said::Escalate), true) => escalate(ctx, &mut dispute, before).await?,
        (Some(Said::Verdict(verdict)), _) => answer(ctx, &mut dispute, before, Some(verdict))?,
        (Some(Said::Escalate) | None, _) => answer(ctx, &mut dispute, before, None)?,
    }
    Ok(Answer::Made(dispute.shown(ctx.now())))
}

/// The bank has the evidence, and decides a little later if the sandbox knows how.
fn answer(
    ctx: &mut Ctx<'_>,
    dispute: &mut Stored<Dispute>,
    before: &Dispute,
    verdict: Option<Verdict>,
) -> Result<(), ApiError> {
    dispute.submit(verdict)?;
    dispute.evidence_details.enhanced_eligibility.check_fee()?;
    ctx.tx.update(dispute);
    tell(ctx, before, dispute);
    if verdict.is_some() {
        let due = ctx.now().plus(ctx.app.settings.async_delay);
        ctx.tx.timer(VERDICT, dispute.id.key(), due);
    }
    Ok(())
}

/// An inquiry that becomes a chargeback at once: the funds go, and the merchant must answer again.
async fn escalate(ctx: &mut Ctx<'_>, dispute: &mut Stored<Dispute>, before: &Dispute) -> Result<(), ApiError> {
    let mut charge = advance::charge_of(ctx, dispute).await?;
    dispute.escalate(open::due_by(ctx.now()));
    ctx.tx.update(dispute);
    tell(ctx, before, dispute);
    funds::withdraw(ctx, dispute, &charge)?;
    advance::mark(ctx, dispute, &mut charge);
    ctx.tx.update(dispute);
    open::expect_answer(ctx, dispute);
    events::escalated(&mut ctx.tx, dispute);
    Ok(())
}

fn tell(ctx: &mut Ctx<'_>, before: &Dispute, after: &Dispute) {
    if let Some(previous) = previous_attributes(before, after) {
        events::updated(&mut ctx.tx, after, previous);
    }
}
