//! The `object` field: a constant of each model, so that no model can carry another's.

use std::borrow::Cow;
use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A name known at compile time.
pub trait Name: 'static {
    const NAME: &'static str;
}

/// Serializes as its name, and reads nothing else.
pub struct Tag<N>(PhantomData<fn() -> N>);

impl<N> Default for Tag<N> {
    fn default() -> Self {
        Tag(PhantomData)
    }
}

impl<N> Clone for Tag<N> {
    fn clone(&self) -> Self {
        Tag(PhantomData)
    }
}

impl<N: Name> std::fmt::Debug for Tag<N> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(N::NAME)
    }
}

impl<N: Name> Serialize for Tag<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(N::NAME)
    }
}

impl<'de, N: Name> Deserialize<'de> for Tag<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        match text == N::NAME {
            true => Ok(Tag::default()),
            false => Err(serde::de::Error::custom(format_args!(
                "expected the object {}",
                N::NAME
            ))),
        }
    }
}

macro_rules! tags {
    ($($tag:ident = $name:literal;)*) => {
        /// The objects' names.
        pub mod tags {
            $(pub enum $tag {} impl super::Name for $tag { const NAME: &'static str = $name; })*
        }
    };
}

tags! {
    BalanceTransaction = "balance_transaction";
    Card = "card";
    Charge = "charge";
    ConfirmationToken = "confirmation_token";
    Customer = "customer";
    CustomerSession = "customer_session";
    Dispute = "dispute";
    EarlyFraudWarning = "radar.early_fraud_warning";
    LinkedAccount = "financial_connections.account";
    Mandate = "mandate";
    PaymentIntent = "payment_intent";
    PaymentMethod = "payment_method";
    PaymentMethodConfiguration = "payment_method_configuration";
    Refund = "refund";
    Review = "review";
    SetupAttempt = "setup_attempt";
    SetupIntent = "setup_intent";
    TaxId = "tax_id";
    Token = "token";
    WebhookEndpoint = "webhook_endpoint";
}
