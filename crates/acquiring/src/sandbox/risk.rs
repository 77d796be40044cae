//! The risk check: scores, the account's rules, and the outcome that a charge shows.

use super::{Authorization, CheckResult, Checks, NetworkStatus, Outcome, OutcomeType, RiskLevel, SellerMessage};
use crate::refusal::PaymentError;
use crate::seed::Seed;

/// The account's rules. Only the block of the highest risk is on from the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RiskRules {
    pub block_highest_risk: bool,
    pub review_elevated_risk: bool,
    pub block_cvc_check_fail: bool,
    pub block_postal_check_fail: bool,
}

impl Default for RiskRules {
    fn default() -> Self {
        Self {
            block_highest_risk: true,
            review_elevated_risk: false,
            block_cvc_check_fail: false,
            block_postal_check_fail: false,
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Risk {
    Normal,
    Elevated,
    Highest,
    /// Whatever the rules say.
    HighestAlwaysBlocked,
}

impl Risk {
    const fn level(self) -> RiskLevel {
        match self {
            Self::Normal => RiskLevel::Normal,
            Self::Elevated => RiskLevel::Elevated,
            Self::Highest | Self::HighestAlwaysBlocked => RiskLevel::Highest,
        }
    }

    /// Normal 0 to 64, elevated 65 to 74, highest 75 to 100; the same each time for one charge.
    fn score(self, seed: u64) -> u8 {
        let (lowest, highest) = match self {
            Self::Normal => (0, 64),
            Self::Elevated => (65, 74),
            Self::Highest | Self::HighestAlwaysBlocked => (75, 100),
        };
        let above = Seed::new(seed, "risk score").below(highest - lowest + 1);
        (lowest + above) as u8
    }
}

pub(super) fn blocks(risk: Risk, rules: RiskRules) -> bool {
    match risk {
        Risk::HighestAlwaysBlocked => true,
        Risk::Highest => rules.block_highest_risk,
        Risk::Elevated | Risk::Normal => false,
    }
}

/// A rule of the account that a failed check broke.
pub(super) struct BrokenRule {
    pub error: PaymentError,
    pub name: &'static str,
}

/// Applies to saving a card as it does to charging it.
pub(super) fn broken_rule(checks: Checks, rules: RiskRules) -> Option<BrokenRule> {
    let failed = |check: Option<CheckResult>| check == Some(CheckResult::Fail);
    if rules.block_cvc_check_fail && failed(checks.cvc) {
        Some(BrokenRule {
            error: PaymentError::CVC_RULE,
            name: "Block if CVC verification fails",
        })
    } else if rules.block_postal_check_fail && failed(checks.address_postal_code) {
        Some(BrokenRule {
            error: PaymentError::POSTAL_RULE,
            name: "Block if postal code verification fails",
        })
    } else {
        None
    }
}

pub(super) fn approved_outcome(risk: Risk, request: &Authorization) -> Outcome {
    let approved = NetworkStatus::ApprovedByNetwork;
    if request.rules.review_elevated_risk && risk.level() == RiskLevel::Elevated {
        let reason = Some("elevated_risk_level");
        outcome(
            OutcomeType::ManualReview,
            approved,
            reason,
            SellerMessage::Review,
            risk,
            request,
        )
    } else {
        outcome(
            OutcomeType::Authorized,
            approved,
            None,
            SellerMessage::Complete,
            risk,
            request,
        )
    }
}

pub(super) fn blocked_outcome(risk: Risk, request: &Authorization) -> Outcome {
    let reason = Some("highest_risk_level");
    let status = NetworkStatus::NotSentToNetwork;
    outcome(
        OutcomeType::Blocked,
        status,
        reason,
        SellerMessage::TooRisky,
        risk,
        request,
    )
}

pub(super) fn rule_outcome(name: &'static str, risk: Risk, request: &Authorization) -> Outcome {
    let status = NetworkStatus::ReversedAfterApproval;
    outcome(
        OutcomeType::Blocked,
        status,
        Some("rule"),
        SellerMessage::Rule(name),
        risk,
        request,
    )
}

pub(super) fn declined_outcome(error: &PaymentError, risk: Risk, request: &Authorization) -> Outcome {
    let reason = error.decline_code.unwrap_or(error.code);
    let message = match reason {
        "generic_decline" => SellerMessage::NoDetails,
        code => SellerMessage::DeclineCode(code),
    };
    let status = NetworkStatus::DeclinedByNetwork;
    Outcome {
        advice_code: error.advice_code,
        network_decline_code: error.network_decline_code,
        network_advice_code: error.network_advice_code,
        ..outcome(
            OutcomeType::IssuerDeclined,
            status,
            Some(reason),
            message,
            risk,
            request,
        )
    }
}

fn outcome(
    kind: OutcomeType,
    network_status: NetworkStatus,
    reason: Option<&'static str>,
    seller_message: SellerMessage,
    risk: Risk,
    request: &Authorization,
) -> Outcome {
    Outcome {
        kind,
        network_status,
        reason,
        risk_level: risk.level(),
        risk_score: risk.score(request.seed),
        seller_message,
        advice_code: None,
        network_decline_code: None,
        network_advice_code: None,
    }
}
