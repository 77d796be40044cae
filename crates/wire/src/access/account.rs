//! Accounts: whose data it is, and the settings that every request of theirs needs.

use std::time::Duration;

use db::{Cell, Record, Scope, Table, global_index, global_unique, int, text};
use kernel::ids::AccountId;
use kernel::{Currency, Key, Timestamp};
use serde::{Deserialize, Serialize};

/// Rows live in the scope of the account itself, in test mode.
pub static ACCOUNTS: Table = Table {
    name: "accounts",
    columns: &[int("number"), text("public_id"), int("creator"), int("ahead")],
    indexes: &[
        global_unique("number", &[0]),
        global_unique("public_id", &[1]),
        global_index("ahead", &[3]),
    ],
};

/// An account as it is stored. What the API shows of it is rendered by the resource.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Account {
    pub id: AccountId,
    pub number: u32,
    /// Number of the account whose key may act for this one; its own if it was made at first start.
    pub creator: u32,
    pub created: Timestamp,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    pub default_currency: Currency,
    pub business_name: Option<String>,
    pub email: Option<String>,
    pub statement_descriptor: String,
    /// The API version of requests that name none.
    pub api_version: String,
    pub payout_interval: String,
    /// How far the sandbox's clock has been moved forward. Live data is always at the machine's time.
    pub clock_offset_ms: i64,
    pub risk: RiskRules,
}

/// Rules on risk that the sandbox follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RiskRules {
    pub block_highest_risk: bool,
    pub review_elevated_risk: bool,
    pub block_cvc_check_fail: bool,
    pub block_postal_check_fail: bool,
}

impl Default for RiskRules {
    fn default() -> RiskRules {
        RiskRules {
            block_highest_risk: true,
            review_elevated_risk: false,
            block_cvc_check_fail: false,
            block_postal_check_fail: false,
        }
    }
}

impl Account {
    pub fn scope(&self, livemode: bool) -> Scope {
        Scope::new(self.number, livemode)
    }

    /// The account's time at a moment of the machine's.
    pub fn time(&self, real_now: Timestamp, livemode: bool) -> Timestamp {
        match livemode {
            true => real_now,
            false => real_now.plus(Duration::from_millis(self.clock_offset_ms.max(0) as u64)),
        }
    }
}

impl Record for Account {
    type Private = ();

    fn table() -> &'static Table {
        &ACCOUNTS
    }

    fn key(&self) -> Key {
        self.id.key()
    }

    fn cells(&self) -> Vec<Cell> {
        vec![
            i64::from(self.number).into(),
            self.id.as_str().into(),
            i64::from(self.creator).into(),
            (self.clock_offset_ms > 0).then_some(1).into(),
        ]
    }
}
