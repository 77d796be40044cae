//! The `card` hash of a payment method, and what the sandbox keeps of a card.

use acquiring::cards::{self, CardDetails, Network};
use acquiring::sandbox::{Card, CheckResult, Checks, Given};
use kernel::Key;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::parts::BillingDetails;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CardHash {
    pub brand: String,
    pub checks: CardChecks,
    pub country: Option<String>,
    pub display_brand: String,
    pub exp_month: u8,
    pub exp_year: u16,
    pub fingerprint: String,
    pub funding: String,
    pub generated_from: Option<Value>,
    pub last4: String,
    pub networks: Networks,
    pub regulated_status: String,
    pub three_d_secure_usage: ThreeDSecureUsage,
    pub wallet: Option<Value>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardChecks {
    pub address_line1_check: Option<String>,
    pub address_postal_code_check: Option<String>,
    pub cvc_check: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Networks {
    pub available: Vec<String>,
    pub preferred: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ThreeDSecureUsage {
    pub supported: bool,
}

/// What is kept beside the hash: never the number itself, which is in the vault.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CardState {
    /// The sandbox's word for what the card does; empty for live cards.
    pub behavior: String,
    pub cvc_given: bool,
    pub postal_code_given: bool,
    pub line1_given: bool,
    /// The customer agreed to off-session use, by a set-up or an on-session payment that asked for it.
    pub set_up_off_session: bool,
    /// The row of the vault that holds the number; `None` for magic ids, whose number is public.
    pub vault: Option<Key>,
    /// Of the last approval by an acquirer far away: off-session payments refer to it.
    #[serde(default)]
    pub network_transaction_id: Option<String>,
}

impl From<Checks> for CardChecks {
    fn from(checks: Checks) -> CardChecks {
        let word = |check: Option<CheckResult>| check.map(|check| check.as_str().to_owned());
        CardChecks {
            address_line1_check: word(checks.address_line1),
            address_postal_code_check: word(checks.address_postal_code),
            cvc_check: word(checks.cvc),
        }
    }
}

impl CardHash {
    pub fn new(card: &CardDetails, given: Given, fingerprint: String, preferred: Option<Network>) -> CardHash {
        CardHash {
            brand: card.brand.as_str().to_owned(),
            checks: Checks::before_use(given).into(),
            country: card.country.map(str::to_owned),
            display_brand: card.brand.display(preferred).to_owned(),
            exp_month: card.exp_month,
            exp_year: card.exp_year,
            fingerprint,
            funding: card.funding.as_str().to_owned(),
            generated_from: None,
            last4: card.pan.last4().to_owned(),
            networks: Networks {
                available: card
                    .networks
                    .iter()
                    .map(|network| network.as_str().to_owned())
                    .collect(),
                preferred: preferred.map(|network| network.as_str().to_owned()),
            },
            regulated_status: "unregulated".to_owned(),
            three_d_secure_usage: ThreeDSecureUsage {
                supported: card.behavior != cards::Behavior::ThreeDSecureNotSupported,
            },
            wallet: None,
        }
    }
}

impl CardState {
    pub fn new(card: &CardDetails, given: Given, vault: Option<Key>) -> CardState {
        CardState {
            behavior: card.behavior.as_str().to_owned(),
            cvc_given: given.cvc,
            postal_code_given: given.postal_code,
            line1_given: given.line1,
            set_up_off_session: false,
            vault,
            network_transaction_id: None,
        }
    }

    /// What came with the card when it was entered.
    pub fn given(&self) -> Given {
        Given {
            cvc: self.cvc_given,
            postal_code: self.postal_code_given,
            line1: self.line1_given,
        }
    }

    /// The card as the sandbox looks at it.
    pub fn in_sandbox(&self, hash: &CardHash) -> Option<Card> {
        Card::stored(
            &self.behavior,
            &hash.brand,
            hash.networks.available.iter().map(String::as_str),
        )
    }
}

/// What was given, beside the number, when a card was entered by number.
pub(super) fn given(cvc: bool, billing: &BillingDetails) -> Given {
    Given {
        cvc,
        postal_code: billing.address.postal_code.is_some(),
        line1: billing.address.line1.is_some(),
    }
}
