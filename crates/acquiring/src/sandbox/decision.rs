//! What the sandbox answers, in the shape that the charge and the payment method show it.

use super::{After, Given};
use crate::cards::Network;
use crate::refusal::{AdviceCode, PaymentError};

/// The answer to an authorization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    Approved(Approval),
    /// The cardholder must be asked; then authorize again with the result.
    RequiresAction(Challenge),
    Declined(Refusal),
    /// The risk check or a rule of the account said no, not the issuer.
    Blocked(Refusal),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// `charge.outcome`; of no use for a set-up or an attach.
    pub outcome: Outcome,
    pub checks: Checks,
    pub three_d_secure: Option<ThreeDSecure>,
    pub network: Network,
    pub network_transaction_id: String,
    pub authorization_code: String,
    pub after: After,
}

impl Approval {
    /// Whether the charge goes to review (`review.opened`, reason `elevated_risk_level`).
    #[must_use]
    pub fn needs_review(&self) -> bool {
        self.outcome.kind == OutcomeType::ManualReview
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The error, `last_payment_error` or `last_setup_error`, and `failure_code` and `failure_message`.
    pub error: PaymentError,
    /// `charge.outcome` of the failed charge. None: no charge row is written.
    pub outcome: Option<Outcome>,
    pub checks: Checks,
    pub three_d_secure: Option<ThreeDSecure>,
}

/// `charge.outcome`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    pub kind: OutcomeType,
    pub network_status: NetworkStatus,
    /// Why, in a word: a decline code, a risk level or `rule`.
    pub reason: Option<&'static str>,
    pub risk_level: RiskLevel,
    /// 0 to 100; 65 and more is elevated, 75 and more highest.
    pub risk_score: u8,
    pub seller_message: SellerMessage,
    pub advice_code: Option<AdviceCode>,
    pub network_decline_code: Option<&'static str>,
    pub network_advice_code: Option<&'static str>,
}

/// `outcome.seller_message`: text for the merchant, not the customer. Its `Display` is the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SellerMessage {
    Complete,
    Review,
    NoDetails,
    DeclineCode(&'static str),
    TooRisky,
    Rule(&'static str),
}

impl std::fmt::Display for SellerMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Complete => f.write_str("Payment complete."),
            Self::Review => f.write_str(
                "Stripe evaluated this payment as having elevated risk, and placed it in your manual review queue.",
            ),
            Self::NoDetails => f.write_str("The bank did not return any further details with this decline."),
            Self::DeclineCode(code) => write!(f, "The bank returned the decline code `{code}`."),
            Self::TooRisky => f.write_str("Stripe blocked this payment as too risky."),
            Self::Rule(name) => f.write_str(name),
        }
    }
}

words! {
    /// `outcome.type`.
    pub enum OutcomeType {
        Authorized = "authorized",
        ManualReview = "manual_review",
        IssuerDeclined = "issuer_declined",
        Blocked = "blocked",
        Invalid = "invalid",
    }
}

words! {
    /// `outcome.network_status`.
    pub enum NetworkStatus {
        ApprovedByNetwork = "approved_by_network",
        DeclinedByNetwork = "declined_by_network",
        NotSentToNetwork = "not_sent_to_network",
        ReversedAfterApproval = "reversed_after_approval",
    }
}

words! {
    /// `outcome.risk_level`.
    pub enum RiskLevel {
        Normal = "normal",
        Elevated = "elevated",
        Highest = "highest",
    }
}

words! {
    /// How a check of what was given ended.
    pub enum CheckResult {
        Pass = "pass",
        Fail = "fail",
        Unavailable = "unavailable",
        /// Given, but nobody was asked yet.
        Unchecked = "unchecked",
    }
}

/// `card.checks`. None for what was not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Checks {
    pub address_line1: Option<CheckResult>,
    pub address_postal_code: Option<CheckResult>,
    pub cvc: Option<CheckResult>,
}

impl Checks {
    /// Of a card that was entered and not used yet.
    #[must_use]
    pub fn before_use(given: Given) -> Self {
        Self::all(given, CheckResult::Unchecked)
    }

    pub(super) fn all(given: Given, result: CheckResult) -> Self {
        Self {
            address_line1: given.line1.then_some(result),
            address_postal_code: given.postal_code.then_some(result),
            cvc: given.cvc.then_some(result),
        }
    }
}

/// A challenge that the cardholder has to pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    pub kind: ChallengeKind,
    /// Of the directory server; the 3-D Secure result shows it later.
    pub transaction_id: String,
    /// For `stripe_3ds2_fingerprint`.
    pub server_transaction_id: String,
    pub directory_server_name: &'static str,
    pub version: &'static str,
}

words! {
    /// The shape of `next_action.use_stripe_sdk`. With a `return_url` both become `redirect_to_url`.
    pub enum ChallengeKind {
        Redirect = "three_d_secure_redirect",
        Fingerprint = "stripe_3ds2_fingerprint",
    }
}

/// `card.three_d_secure` of a charge or set-up attempt. `exemption_indicator` and `result_reason` are always null here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreeDSecure {
    pub authentication_flow: Option<ThreeDSecureFlow>,
    pub electronic_commerce_indicator: Option<&'static str>,
    pub result: ThreeDSecureResult,
    pub transaction_id: Option<String>,
    pub version: Option<&'static str>,
}

words! {
    /// How the issuer authenticated the cardholder.
    pub enum ThreeDSecureFlow {
        Challenge = "challenge",
        Frictionless = "frictionless",
    }
}

words! {
    /// `three_d_secure.result`, as far as the sandbox gives it.
    pub enum ThreeDSecureResult {
        AttemptAcknowledged = "attempt_acknowledged",
        Authenticated = "authenticated",
        NotSupported = "not_supported",
        ProcessingError = "processing_error",
    }
}
