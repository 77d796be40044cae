//! What happens once a charge stands: disputes, warnings, how refunds go, when funds are there.

use crate::cards::Behavior;

/// The sequel of an approved charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After {
    /// Opened within the call that captures the funds, dated [`Dispute::DELAY_SECONDS`] later.
    pub disputes: &'static [Dispute],
    pub early_fraud_warning: Option<FraudType>,
    pub refund: RefundBehavior,
    /// The funds are available at once.
    pub bypass_pending: bool,
}

/// A dispute of the whole charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dispute {
    pub reason: DisputeReason,
    pub case_type: CaseType,
    /// The network's own code for the reason.
    pub network_reason_code: Option<&'static str>,
    /// `enhanced_eligibility_types`.
    pub enhanced_eligibility: &'static [&'static str],
}

words! {
    /// `dispute.reason`, as far as test cards give it.
    pub enum DisputeReason {
        Fraudulent = "fraudulent",
        Noncompliant = "noncompliant",
        ProductNotReceived = "product_not_received",
    }
}

words! {
    /// `dispute.payment_method_details.card.case_type`.
    pub enum CaseType {
        Chargeback = "chargeback",
        Compliance = "compliance",
        Inquiry = "inquiry",
    }
}

words! {
    /// `early_fraud_warning.fraud_type`, as far as test cards give it.
    pub enum FraudType {
        MadeWithStolenCard = "made_with_stolen_card",
    }
}

words! {
    /// How refunds of a charge go. The words are stored with the charge.
    pub enum RefundBehavior {
        Succeeded = "succeeded",
        PendingThenSucceeded = "pending_then_succeeded",
        SucceededThenFailed = "succeeded_then_failed",
    }
}

/// A refund's course: the status it is created with and, if it changes, when and to what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefundPlan {
    pub starts_pending: bool,
    pub then: Option<(i64, RefundEnd)>,
}

/// How a refund ends that did not end at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundEnd {
    Succeeded,
    Failed { reason: &'static str },
}

impl Dispute {
    /// `dispute.created` after `charge.created`.
    pub const DELAY_SECONDS: i64 = 1;

    const FRAUD: Self = Self {
        reason: DisputeReason::Fraudulent,
        case_type: CaseType::Chargeback,
        network_reason_code: Some("10.4"),
        enhanced_eligibility: &[],
    };

    /// `dispute.status` at first.
    #[must_use]
    pub const fn status(&self) -> &'static str {
        match self.case_type {
            CaseType::Inquiry => "warning_needs_response",
            CaseType::Chargeback | CaseType::Compliance => "needs_response",
        }
    }

    /// Whether the funds go back at once. An inquiry moves none, and its charge can still be refunded.
    #[must_use]
    pub const fn withdraws_funds(&self) -> bool {
        match self.case_type {
            CaseType::Inquiry => false,
            CaseType::Chargeback | CaseType::Compliance => true,
        }
    }
}

impl After {
    pub const NOTHING: Self = Self {
        disputes: &[],
        early_fraud_warning: None,
        refund: RefundBehavior::Succeeded,
        bypass_pending: false,
    };
    pub(super) const DISPUTED_AS_FRAUD: Self = Self::disputed(&[Dispute::FRAUD]);
    pub(super) const DISPUTED_TWICE: Self = Self::disputed(&[Dispute::FRAUD, Dispute::FRAUD]);
    pub(super) const DISPUTED_AS_NOT_RECEIVED: Self = Self::disputed(&[Dispute {
        reason: DisputeReason::ProductNotReceived,
        network_reason_code: Some("13.1"),
        ..Dispute::FRAUD
    }]);
    pub(super) const INQUIRED: Self = Self::disputed(&[Dispute {
        case_type: CaseType::Inquiry,
        network_reason_code: Some("10"),
        ..Dispute::FRAUD
    }]);
    pub(super) const DISPUTED_DESPITE_HISTORY: Self = Self::disputed(&[Dispute {
        enhanced_eligibility: &["visa_compelling_evidence_3"],
        ..Dispute::FRAUD
    }]);
    pub(super) const COMPLIANCE_CASE: Self = Self::disputed(&[Dispute {
        reason: DisputeReason::Noncompliant,
        case_type: CaseType::Compliance,
        network_reason_code: None,
        enhanced_eligibility: &["visa_compliance"],
    }]);
    pub(super) const REPORTED_AS_FRAUD: Self = Self {
        early_fraud_warning: Some(FraudType::MadeWithStolenCard),
        ..Self::NOTHING
    };
    pub(super) const FUNDS_AT_ONCE: Self = Self {
        bypass_pending: true,
        ..Self::NOTHING
    };

    pub(super) const fn refunds(refund: RefundBehavior) -> Self {
        Self {
            refund,
            ..Self::NOTHING
        }
    }

    const fn disputed(disputes: &'static [Dispute]) -> Self {
        Self {
            disputes,
            ..Self::NOTHING
        }
    }

    /// The sequel of charges to this card, for a charge that was made earlier.
    #[must_use]
    pub const fn of(behavior: Behavior) -> Self {
        super::script::Script::of(behavior).after
    }
}

impl RefundBehavior {
    /// How long a refund stays as it was created before it changes: long enough to be seen, short enough to wait for.
    pub const DELAY_SECONDS: i64 = 60;

    #[must_use]
    pub const fn plan(self) -> RefundPlan {
        match self {
            Self::Succeeded => RefundPlan {
                starts_pending: false,
                then: None,
            },
            Self::PendingThenSucceeded => RefundPlan {
                starts_pending: true,
                then: Some((Self::DELAY_SECONDS, RefundEnd::Succeeded)),
            },
            Self::SucceededThenFailed => RefundPlan {
                starts_pending: false,
                then: Some((
                    Self::DELAY_SECONDS,
                    RefundEnd::Failed {
                        reason: "expired_or_canceled_card",
                    },
                )),
            },
        }
    }
}

/// `payout.failure_code` when this card is the destination of a payout that fails.
#[must_use]
pub fn payout_failure(behavior: Behavior) -> Option<&'static str> {
    (behavior == Behavior::PayoutCouldNotProcess).then_some("could_not_process")
}
