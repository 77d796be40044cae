//! A dispute as the API shows it, and the moves between its statuses. Pure.

use kernel::ids::{ChargeId, DisputeId, PaymentIntentId};
use kernel::{Currency, Money, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use wire::ApiError;

use super::eligibility::Eligibility;
use super::evidence::Evidence;
use crate::balance_transactions::BalanceTransaction;
use crate::parts::{Metadata, Tag, tags};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Dispute {
    pub id: DisputeId,
    pub object: Tag<tags::Dispute>,
    /// Minor units.
    pub amount: i64,
    /// Of the withdrawal and, once won, of the reinstatement, as they were when they were made.
    pub balance_transactions: Vec<BalanceTransaction>,
    pub charge: ChargeId,
    pub created: Timestamp,
    pub currency: Currency,
    pub enhanced_eligibility_types: Vec<String>,
    pub evidence: Evidence,
    pub evidence_details: EvidenceDetails,
    pub intended_submission_method: Option<String>,
    pub is_charge_refundable: bool,
    pub livemode: bool,
    pub metadata: Metadata,
    pub payment_intent: Option<PaymentIntentId>,
    pub payment_method_details: PaymentMethodDetails,
    pub reason: String,
    pub status: Status,
    #[serde(skip)]
    pub private: Private,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EvidenceDetails {
    pub due_by: Option<Timestamp>,
    pub enhanced_eligibility: Eligibility,
    pub has_evidence: bool,
    pub past_due: bool,
    pub submission_count: u32,
    pub submission_method: SubmissionMethod,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubmissionMethod {
    Manual,
    NotSubmitted,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PaymentMethodDetails {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<CardDetails>,
    pub r#type: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CardDetails {
    pub brand: String,
    pub case_type: String,
    pub network: String,
    pub network_reason_code: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    WarningNeedsResponse,
    WarningUnderReview,
    WarningClosed,
    NeedsResponse,
    UnderReview,
    AppealNeedsResponse,
    AppealUnderReview,
    Won,
    Lost,
}

/// What Florin keeps beside a dispute.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Private {
    /// What the bank will say of the evidence that it has.
    pub verdict: Option<Verdict>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Won,
    Lost,
}

/// A step that the dispute's status does not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This dispute is already closed")]
pub struct IllegalMove;

impl From<IllegalMove> for ApiError {
    fn from(error: IllegalMove) -> ApiError {
        ApiError::refused(error.to_string())
    }
}

impl Status {
    /// Whether the bank asks only, and has taken nothing.
    pub fn is_inquiry(self) -> bool {
        match self {
            Status::WarningNeedsResponse | Status::WarningUnderReview | Status::WarningClosed => true,
            Status::NeedsResponse
            | Status::UnderReview
            | Status::AppealNeedsResponse
            | Status::AppealUnderReview
            | Status::Won
            | Status::Lost => false,
        }
    }

    pub fn is_closed(self) -> bool {
        match self {
            Status::WarningClosed | Status::Won | Status::Lost => true,
            Status::WarningNeedsResponse
            | Status::WarningUnderReview
            | Status::NeedsResponse
            | Status::UnderReview
            | Status::AppealNeedsResponse
            | Status::AppealUnderReview => false,
        }
    }

    /// Once the bank has the evidence, which it takes once.
    fn submitted(self) -> Result<Status, IllegalMove> {
        match self {
            Status::WarningNeedsResponse => Ok(Status::WarningUnderReview),
            Status::NeedsResponse => Ok(Status::UnderReview),
            Status::AppealNeedsResponse => Ok(Status::AppealUnderReview),
            Status::WarningUnderReview
            | Status::WarningClosed
            | Status::UnderReview
            | Status::AppealUnderReview
            | Status::Won
            | Status::Lost => Err(IllegalMove),
        }
    }

    /// Once the merchant has accepted the dispute.
    fn accepted(self) -> Result<Status, IllegalMove> {
        match self {
            Status::WarningNeedsResponse => Ok(Status::WarningClosed),
            Status::NeedsResponse | Status::AppealNeedsResponse => Ok(Status::Lost),
            Status::WarningUnderReview
            | Status::WarningClosed
            | Status::UnderReview
            | Status::AppealUnderReview
            | Status::Won
            | Status::Lost => Err(IllegalMove),
        }
    }
}

impl Dispute {
    /// What was taken back, without the fee; `None` while nothing was, or if it was given back.
    pub fn withdrawn(&self) -> Option<Money> {
        match self.balance_transactions.as_slice() {
            [withdrawal] => Some(Money::new(-withdrawal.amount, withdrawal.currency)),
            _ => None,
        }
    }

    /// What the API shows at a moment: its balance transactions become available by themselves.
    pub fn shown(&self, now: Timestamp) -> Value {
        let mut shown = serde_json::to_value(self).expect("models serialize");
        let transactions = self.balance_transactions.iter().map(|made| made.shown(now));
        shown["balance_transactions"] = transactions.collect();
        shown
    }

    /// Whether anything may still be said about it. A lost dispute can be appealed.
    pub fn check_open(&self, appeals: bool) -> Result<(), IllegalMove> {
        match self.status.is_closed() && !(appeals && self.status == Status::Lost) {
            true => Err(IllegalMove),
            false => Ok(()),
        }
    }

    /// Keeps evidence, for the bank or to be added to.
    pub fn hold(&mut self, evidence: Evidence) {
        self.evidence_details.has_evidence = evidence.is_given();
        self.evidence_details.enhanced_eligibility = Eligibility::of(&self.enhanced_eligibility_types, &evidence);
        self.evidence = evidence;
    }

    /// The merchant wants a lost dispute to be looked at once more.
    pub fn appeal(&mut self) {
        if self.status == Status::Lost {
            self.status = Status::AppealNeedsResponse;
        }
    }

    /// The evidence goes to the bank.
    pub fn submit(&mut self, verdict: Option<Verdict>) -> Result<(), IllegalMove> {
        self.status = self.status.submitted()?;
        self.evidence_details.submission_count += 1;
        self.evidence_details.submission_method = SubmissionMethod::Manual;
        self.private.verdict = verdict;
        Ok(())
    }

    /// The merchant lets the cardholder have it.
    pub fn accept(&mut self) -> Result<(), IllegalMove> {
        self.status = self.status.accepted()?;
        Ok(())
    }

    /// An inquiry becomes a chargeback: the same case, answered anew.
    pub fn escalate(&mut self, due_by: Timestamp) {
        self.status = Status::NeedsResponse;
        self.is_charge_refundable = false;
        self.evidence_details.due_by = Some(due_by);
        if let Some(card) = self.payment_method_details.card.as_mut() {
            card.case_type = "chargeback".to_owned();
        }
    }

    /// How the bank decides on what it has. `None` if it does not have to.
    pub fn decided(&mut self) -> Option<Status> {
        let verdict = self.private.verdict.take()?;
        match (self.status, verdict) {
            (Status::WarningUnderReview, Verdict::Won | Verdict::Lost) => Some(Status::WarningClosed),
            (Status::UnderReview | Status::AppealUnderReview, Verdict::Won) => Some(Status::Won),
            (Status::UnderReview | Status::AppealUnderReview, Verdict::Lost) => Some(Status::Lost),
            (
                Status::WarningNeedsResponse
                | Status::WarningClosed
                | Status::NeedsResponse
                | Status::AppealNeedsResponse
                | Status::Won
                | Status::Lost,
                _,
            ) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Status; 9] = [
        Status::WarningNeedsResponse,
        Status::WarningUnderReview,
        Status::WarningClosed,
        Status::NeedsResponse,
        Status::UnderReview,
        Status::AppealNeedsResponse,
        Status::AppealUnderReview,
        Status::Won,
        Status::Lost,
    ];

    /// Where a step leads from each status; where it is not in the list, it is refused.
    fn check(step: fn(Status) -> Result<Status, IllegalMove>, expected: &[(Status, Status)]) {
        for status in ALL {
            let to = expected.iter().find(|(from, _)| *from == status).map(|(_, to)| *to);
            assert_eq!(step(status).ok(), to, "{status:?}");
        }
    }

    #[test]
    fn evidence_is_taken_once_and_only_who_was_asked_may_accept() {
        check(
            Status::submitted,
            &[
                (Status::WarningNeedsResponse, Status::WarningUnderReview),
                (Status::NeedsResponse, Status::UnderReview),
                (Status::AppealNeedsResponse, Status::AppealUnderReview),
            ],
        );
        check(
            Status::accepted,
            &[
                (Status::WarningNeedsResponse, Status::WarningClosed),
                (Status::NeedsResponse, Status::Lost),
                (Status::AppealNeedsResponse, Status::Lost),
            ],
        );
    }
}
