//! What the sandbox is asked.

use kernel::Money;

use super::RiskRules;
use crate::cards::{Behavior, Brand, CardDetails, Network, TestCard};

/// One question to the card's issuer. Holds no card number and no security code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorization {
    pub purpose: Purpose,
    pub card: Card,
    /// Zero for a set-up or an attach.
    pub amount: Money,
    pub given: Given,
    /// Mail or telephone order: the cardholder cannot be asked, and need not be.
    pub moto: bool,
    pub request_three_d_secure: ThreeDSecureRequest,
    /// How the challenge that an earlier decision asked for ended; none before that.
    pub challenge: Option<ChallengeResult>,
    pub rules: RiskRules,
    /// The network chosen for a co-branded card. One that the card does not have is ignored.
    pub preferred_network: Option<Network>,
    /// The figures of the charge follow from it; our attempt's id serves.
    pub seed: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Payment(Presence),
    /// A SetupIntent.
    Setup,
    /// The check when a card is attached to a customer.
    Attach,
}

/// Whether the cardholder is there to be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    OnSession,
    OffSession {
        /// The card went through a set-up for off-session use, or an on-session payment that asked for one.
        set_up_before: bool,
    },
}

/// The card as far as the sandbox looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Card {
    pub behavior: Behavior,
    pub brand: Brand,
    /// The second network of a co-branded card, beside the brand's own.
    pub co_brand: Option<Network>,
}

/// What came with the card, now or when it was first entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Given {
    pub cvc: bool,
    pub postal_code: bool,
    pub line1: bool,
}

words! {
    /// `payment_method_options.card.request_three_d_secure`.
    pub enum ThreeDSecureRequest {
        Automatic = "automatic",
        Any = "any",
        Challenge = "challenge",
    }
}

words! {
    /// How a challenge ended.
    pub enum ChallengeResult {
        Passed = "passed",
        Failed = "failed",
    }
}

impl From<&TestCard> for Card {
    fn from(card: &TestCard) -> Self {
        Self {
            behavior: card.behavior,
            brand: card.brand,
            co_brand: co_brand(card.brand, card.networks),
        }
    }
}

impl From<&CardDetails> for Card {
    fn from(card: &CardDetails) -> Self {
        Self {
            behavior: card.behavior,
            brand: card.brand,
            co_brand: co_brand(card.brand, card.networks),
        }
    }
}

impl Card {
    /// A saved card, from the words it was stored with: the behavior, `card.brand` and `card.networks.available`.
    /// None if a word is not known.
    #[must_use]
    pub fn stored<'a>(behavior: &str, brand: &str, networks: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let networks = networks.into_iter().map(Network::parse).collect::<Option<Vec<_>>>()?;
        let brand = Brand::parse(brand)?;
        Some(Self {
            behavior: Behavior::parse(behavior)?,
            brand,
            co_brand: co_brand(brand, &networks),
        })
    }
}

fn co_brand(brand: Brand, networks: &[Network]) -> Option<Network> {
    networks.iter().copied().find(|network| *network != brand.network())
}

impl Given {
    /// What counts as given with a `pm_card_…` or `tok_…` id: a security code always, and an address where the card is
    /// there to show how the check of one ends, since nobody could give it one.
    #[must_use]
    pub fn with_magic_id(behavior: Behavior) -> Self {
        let line1 = matches!(
            behavior,
            Behavior::Line1CheckFail | Behavior::AddressChecksFail | Behavior::AddressChecksUnavailable
        );
        let postal_code = matches!(
            behavior,
            Behavior::PostalCheckFail
                | Behavior::PostalCheckFailElevated
                | Behavior::AddressChecksFail
                | Behavior::AddressChecksUnavailable
        );
        Self {
            cvc: true,
            postal_code,
            line1,
        }
    }

    /// Given here or there.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            cvc: self.cvc || other.cvc,
            postal_code: self.postal_code || other.postal_code,
            line1: self.line1 || other.line1,
        }
    }
}

impl Authorization {
    /// Whether money would move.
    #[must_use]
    pub fn pays(&self) -> bool {
        matches!(self.purpose, Purpose::Payment(_))
    }

    /// For an off-session payment, whether the card was set up for it before.
    #[must_use]
    pub fn off_session(&self) -> Option<bool> {
        match self.purpose {
            Purpose::Payment(Presence::OffSession { set_up_before }) => Some(set_up_before),
            Purpose::Payment(Presence::OnSession) | Purpose::Setup | Purpose::Attach => None,
        }
    }

    /// The network it runs on: the one chosen if the card has it, else a domestic one in its own currency, else the
    /// brand's.
    #[must_use]
    pub fn network(&self) -> Network {
        let own = self.card.brand.network();
        let has = |network: &Network| *network == own || Some(*network) == self.card.co_brand;
        let at_home = |network: &Network| network.home_currency() == Some(self.amount.currency().code());
        self.preferred_network
            .filter(has)
            .or_else(|| self.card.co_brand.filter(at_home))
            .unwrap_or(own)
    }
}
