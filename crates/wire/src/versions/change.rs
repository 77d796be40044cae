//! One breaking change of the API, as data.

use serde_json::{Map, Value};

use super::loaded::View;
use super::request::OlderRequest;
use super::version::Version;

/// A JSON object of an answer.
pub type Object = Map<String, Value>;

/// One breaking change: what is different for those who ask for a version before it.
///
/// Each lives beside its resource, in a module named for the version (`charges/v2022_11_15.rs`).
pub struct Change {
    /// The first version with the new behavior.
    pub version: Version,
    /// The value of `object` in the answers it is about.
    pub object: &'static str,
    /// One line for the reader of `docs/versions.md`: what an older version sees.
    pub title: &'static str,
    pub request: RequestChange,
    pub response: ResponseChange,
}

/// What must happen to a request of an older version before the product reads it.
pub enum RequestChange {
    Same,
    /// A parameter that the operation's table marks `until=` this version; nothing is left to do here.
    Table,
    /// Called for these operations (`POST /v1/refunds`), or for all if the list is empty.
    Upgrade {
        operations: &'static [&'static str],
        apply: fn(&mut OlderRequest<'_>),
    },
}

/// What must happen to an answer before a client of an older version sees it.
pub enum ResponseChange {
    Same,
    Downgrade(fn(&mut Object)),
    /// The older shape shows what the newest does not hold: `needs` says what to load for this object, if anything.
    DowngradeWith {
        needs: fn(&Object) -> Option<Need>,
        apply: fn(&mut Object, &View<'_>),
    },
}

/// What an older shape shows and the newest does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Preload {
    /// The charges of a payment intent, newest first. They become part of the answer.
    ChargesOfIntent,
    /// The refunds of a charge, newest first. They become part of the answer.
    RefundsOfCharge,
    /// The disputes of a charge, newest first, which a change only looks at.
    DisputesOfCharge,
    /// The payment intent itself, which a change only looks at.
    Intent,
}

/// Something to load: what, and of which object.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Need {
    pub preload: Preload,
    /// The id of the payment intent or charge that [`Preload`] names.
    pub id: String,
}

impl Preload {
    /// The `object` of what is loaded.
    pub fn object(self) -> &'static str {
        match self {
            Preload::ChargesOfIntent => "charge",
            Preload::DisputesOfCharge => "dispute",
            Preload::RefundsOfCharge => "refund",
            Preload::Intent => "payment_intent",
        }
    }

    /// Whether what is loaded is shown, and so must itself be turned into the older shape.
    pub(super) fn shown(self) -> bool {
        match self {
            Preload::ChargesOfIntent | Preload::RefundsOfCharge => true,
            Preload::DisputesOfCharge | Preload::Intent => false,
        }
    }
}

impl Change {
    pub(super) fn alters_answers(&self) -> bool {
        match self.response {
            ResponseChange::Same => false,
            ResponseChange::Downgrade(_) | ResponseChange::DowngradeWith { .. } => true,
        }
    }
}
