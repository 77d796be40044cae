//! What a merchant and its customers may do next, drawn at random.

use proptest::prelude::*;

/// One thing that somebody does. Numbers choose among what there is by then.
#[derive(Clone, Debug)]
pub enum Step {
    Customer,
    /// A new card, given to the newest customer.
    Attach {
        card: usize,
    },
    Create {
        amount: u32,
        currency: usize,
        manual: bool,
        card: Option<usize>,
        saved: bool,
    },
    /// With something else than a card.
    PayOtherwise {
        amount: u32,
        way: usize,
    },
    Confirm {
        intent: usize,
        card: usize,
    },
    Capture {
        intent: usize,
        share: u32,
    },
    Cancel {
        intent: usize,
    },
    Refund {
        intent: usize,
        share: u32,
    },
    Authenticate {
        intent: usize,
        passes: bool,
    },
    /// Evidence for a dispute, staged or sent.
    Answer {
        dispute: usize,
        evidence: usize,
        sent: bool,
    },
    Accept {
        dispute: usize,
    },
    /// Seconds.
    Wait {
        span: u32,
    },
    /// An earlier request once more, under its key.
    Repeat {
        request: usize,
    },
    /// The key of an earlier request for something else.
    Misuse {
        request: usize,
    },
    /// Capture, cancel and two refunds at the same moment.
    Scramble {
        intent: usize,
    },
}

pub const CARDS: &[&str] = &[
    "pm_card_visa",
    "pm_card_mastercard",
    "pm_card_chargeDeclined",
    "pm_card_visa_chargeDeclinedInsufficientFunds",
    "pm_card_authenticationRequired",
    "pm_card_refundFail",
    "pm_card_pendingRefund",
    "pm_card_bypassPending",
    "pm_card_riskLevelHighest",
    "pm_card_createDispute",
    "pm_card_createDisputeInquiry",
    "pm_card_createMultipleDisputes",
    "pm_card_createIssuerFraudRecord",
];
/// Types, and payment methods of them: redirects, debits that are paid, come back or stay on their way, vouchers.
pub const WAYS: &[(&str, &str, &str)] = &[
    ("ideal", "eur", ""),
    ("affirm", "usd", ""),
    ("cashapp", "usd", ""),
    ("multibanco", "eur", ""),
    ("sofort", "eur", ""),
    ("link", "usd", ""),
    ("sepa_debit", "eur", "pm_sepaDebit_success_de"),
    ("sepa_debit", "eur", "pm_sepaDebit_failed_de"),
    ("sepa_debit", "eur", "pm_sepaDebit_failedDelayed_de"),
    ("us_bank_account", "usd", "pm_usBankAccount_success"),
    ("us_bank_account", "usd", "pm_usBankAccount_insufficientFunds"),
    ("us_bank_account", "usd", "pm_usBankAccount_processing"),
    ("us_bank_account", "usd", "pm_usBankAccount_weeklyLimitExceeded"),
];
pub const EVIDENCE: &[&str] = &[
    "winning_evidence",
    "losing_evidence",
    "escalate_inquiry_evidence",
    "we sent it on Monday",
];
pub const CURRENCIES: &[&str] = &["usd", "eur", "jpy"];

pub fn step() -> impl Strategy<Value = Step> {
    let which = || 0..1000_usize;
    prop_oneof![
        1 => Just(Step::Customer),
        2 => which().prop_map(|card| Step::Attach { card }),
        6 => (50..200_000_u32, which(), any::<bool>(), prop::option::weighted(0.7, which()), any::<bool>())
            .prop_map(|(amount, currency, manual, card, saved)| Step::Create { amount, currency, manual, card, saved }),
        4 => (5_000..200_000_u32, which()).prop_map(|(amount, way)| Step::PayOtherwise { amount, way }),
        3 => (which(), which()).prop_map(|(intent, card)| Step::Confirm { intent, card }),
        4 => (which(), 0..130_u32).prop_map(|(intent, share)| Step::Capture { intent, share }),
        2 => which().prop_map(|intent| Step::Cancel { intent }),
        5 => (which(), 0..130_u32).prop_map(|(intent, share)| Step::Refund { intent, share }),
        2 => (which(), any::<bool>()).prop_map(|(intent, passes)| Step::Authenticate { intent, passes }),
        4 => (which(), which(), any::<bool>())
            .prop_map(|(dispute, evidence, sent)| Step::Answer { dispute, evidence, sent }),
        1 => which().prop_map(|dispute| Step::Accept { dispute }),
        2 => prop_oneof![1..100_u32, 3_600..1_000_000_u32].prop_map(|span| Step::Wait { span }),
        2 => which().prop_map(|request| Step::Repeat { request }),
        1 => which().prop_map(|request| Step::Misuse { request }),
        2 => which().prop_map(|intent| Step::Scramble { intent }),
    ]
}
