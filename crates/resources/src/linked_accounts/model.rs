//! A linked account as the dialog and the payment method show it.

use acquiring::methods::accounts::{self, TestAccount};
use kernel::Timestamp;
use kernel::ids::LinkedAccountId;
use serde::{Deserialize, Serialize};

use crate::parts::{Tag, tags};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LinkedAccount {
    pub id: LinkedAccountId,
    pub object: Tag<tags::LinkedAccount>,
    pub category: String,
    pub created: Timestamp,
    pub display_name: String,
    pub institution_name: String,
    pub last4: String,
    pub livemode: bool,
    pub status: String,
    pub subcategory: String,
    pub supported_payment_method_types: Vec<String>,
    #[serde(skip)]
    pub private: Private,
}

/// What Florin keeps beside it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Private {
    /// The sandbox's name of the account.
    pub account: String,
}

impl LinkedAccount {
    pub fn account(&self) -> Option<&'static TestAccount> {
        accounts::by_name("us_bank_account", &self.private.account)
    }
}
