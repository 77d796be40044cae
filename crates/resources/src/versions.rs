//! Every breaking change of the API that the product undoes for older versions: one line per module.

use std::sync::LazyLock;

use futures::future::BoxFuture;
use serde_json::Value;
use wire::versions::{Change, Changes, Need, Preload};
use wire::{ApiError, Ctx};

use crate::{charges, disputes};

#[path = "charges/v2022_11_15.rs"]
pub mod charges_v2022_11_15;
#[path = "charges/v2023_08_16.rs"]
pub mod charges_v2023_08_16;
#[path = "charges/v2025_03_31.rs"]
pub mod charges_v2025_03_31;
#[path = "payment_intents/v2022_11_15.rs"]
pub mod payment_intents_v2022_11_15;
#[path = "payment_intents/v2023_08_16.rs"]
pub mod payment_intents_v2023_08_16;
#[path = "payment_intents/v2024_04_10.rs"]
pub mod payment_intents_v2024_04_10;
#[path = "payment_intents/v2025_03_31.rs"]
pub mod payment_intents_v2025_03_31;
#[path = "payment_intents/v2026_09_30.rs"]
pub mod payment_intents_v2026_09_30;
#[path = "setup_intents/v2023_08_16.rs"]
pub mod setup_intents_v2023_08_16;
#[path = "setup_intents/v2026_09_30.rs"]
pub mod setup_intents_v2026_09_30;

/// In any order: [`Changes`] sorts them.
pub const ALL: &[&Change] = &[
    &charges_v2022_11_15::CHANGE,
    &charges_v2023_08_16::CHANGE,
    &charges_v2025_03_31::CHANGE,
    &payment_intents_v2022_11_15::CHANGE,
    &payment_intents_v2023_08_16::CHANGE,
    &payment_intents_v2024_04_10::CHANGE,
    &payment_intents_v2025_03_31::CHANGE,
    &payment_intents_v2026_09_30::CHANGE,
    &setup_intents_v2023_08_16::CHANGE,
    &setup_intents_v2026_09_30::CHANGE,
];

/// All of them, ready to apply.
pub fn changes() -> &'static Changes {
    static CHANGES: LazyLock<Changes> = LazyLock::new(|| Changes::new(ALL.iter().copied()).with_loader(load));
    &CHANGES
}

/// What older versions show inside an object, newest first.
fn load<'a>(ctx: &'a Ctx<'_>, need: &'a Need) -> BoxFuture<'a, Result<Vec<Value>, ApiError>> {
    Box::pin(async move {
        match need.preload {
            Preload::ChargesOfIntent => charges::of_intent(ctx, &need.id).await,
            Preload::DisputesOfCharge => disputes::of_charge(ctx, &need.id).await,
            Preload::RefundsOfCharge => Ok(charges::refunds_of_charge(ctx, &need.id).await?.0),
            // The machinery finds a single object by itself.
            Preload::Intent => Ok(Vec::new()),
        }
    })
}
