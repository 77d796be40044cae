//! Payment intents: one payment from the first word to the money, through every attempt.
//!
//! ```text
//! requires_payment_method ◀─decline── ┌──────────────┐ ──approved, manual──▶ requires_capture ──capture──▶ succeeded
//!          │ payment method           │   confirm    │ ──approved────────────────────────────────────▶ succeeded
//!          ▼                          └──────────────┘ ──challenge──▶ requires_action ──passed──▶ as approved
//! requires_confirmation ──confirm──────────▲                              └──failed──▶ requires_payment_method
//! all but succeeded ──cancel──▶ canceled
//! ```
//!
//! With other payment methods than cards, what confirm leads to is a row of `acquiring::methods`: a page, a voucher or a
//! push is `requires_action` until the customer has acted, a debit is `processing` until it is paid or comes back.
//!
//! With an acquirer far away, confirm, capture and the cancel of a hold go through `processing` until it has answered.
//!
//! There is no `payment_intent.updated` event. A refund or dispute never changes the status.

mod agreed;
mod amount_details;
mod amounts;
mod apply_customer_balance;
mod attempt;
mod authenticate;
mod automatic;
mod by_method;
mod cancel;
mod capture;
mod choose;
mod confirm;
mod create;
mod error;
pub(crate) mod fits;
mod increment_authorization;
mod list;
mod list_amount_details_line_items;
mod model;
mod options;
mod retrieve;
mod settings;
mod settle_debit;
mod update;
mod verify_microdeposits;

use db::{Record, Stored, Table, index, int};
use kernel::Key;
use kernel::ids::PaymentIntentId;
use wire::resource::{Expand, Resource, Show, by_id};
use wire::timer::TimerKind;
use wire::{ApiError, Ctx, operation};

pub use amounts::currency;
pub use attempt::{asked, settle as settle_payment};
pub use authenticate::authenticate;
pub(crate) use automatic::none_fits;
pub use cancel::{EXPIRE_HOLD, settle as settle_void};
pub use capture::settle as settle_capture;
pub use model::{PaymentIntent, Status, Terms};

pub static PAYMENT_INTENTS: Table = Table {
    name: "payment_intents",
    columns: &[int("customer")],
    indexes: &[index("customer", &[0])],
};

pub fn resource() -> Resource {
    Resource {
        object: "payment_intent",
        prefixes: &["pi_"],
        table: &PAYMENT_INTENTS,
        key: |id| PaymentIntentId::parse(id).map(|id| id.key()),
        show: Show::AsStored,
        expands: EXPANDS,
        publishable: PUBLISHABLE,
        routes: || {
            vec![
                operation!(POST "/v1/payment_intents", secret "payment_intent_write", "create.params", create::handler => "payment_intent"),
                operation!(GET "/v1/payment_intents", secret "payment_intent_read", "list.params", list::handler => "list:payment_intent"),
                operation!(GET "/v1/payment_intents/{id}", publishable "payment_intent_read", "retrieve.params", retrieve::handler => "payment_intent"),
                operation!(POST "/v1/payment_intents/{id}", secret "payment_intent_write", "update.params", update::handler => "payment_intent"),
                operation!(POST "/v1/payment_intents/{id}/confirm", publishable "payment_intent_write", "confirm.params", confirm::handler => "payment_intent"),
                operation!(POST "/v1/payment_intents/{id}/capture", secret "payment_intent_write", "capture.params", capture::handler => "payment_intent"),
                operation!(POST "/v1/payment_intents/{id}/cancel", secret "payment_intent_write", "cancel.params", cancel::handler => "payment_intent"),
                operation!(POST "/v1/payment_intents/{id}/increment_authorization", secret "payment_intent_write", "increment_authorization.params", increment_authorization::handler => "payment_intent"),
                operation!(POST "/v1/payment_intents/{id}/apply_customer_balance", secret "payment_intent_write", "apply_customer_balance.params", apply_customer_balance::handler => "payment_intent"),
                operation!(POST "/v1/payment_intents/{id}/verify_microdeposits", publishable "payment_intent_write", "verify_microdeposits.params", verify_microdeposits::handler => "payment_intent"),
                operation!(GET "/v1/payment_intents/{id}/amount_details_line_items", secret "payment_intent_read", "../params/paginate_only.params", list_amount_details_line_items::handler => "list:payment_intent_amount_details_line_item"),
            ]
        },
    }
}

pub fn timers() -> Vec<TimerKind> {
    vec![
        TimerKind {
            kind: cancel::EXPIRE_HOLD,
            run: |ctx| Box::pin(cancel::on_expire_hold(ctx)),
        },
        TimerKind {
            kind: settle_debit::END,
            run: |ctx| Box::pin(settle_debit::on_end(ctx)),
        },
    ]
}

const EXPANDS: &[Expand] = &[
    by_id("application", "application"),
    by_id("customer", "customer"),
    by_id("last_payment_error.payment_method", "payment_method"),
    by_id("latest_charge", "charge"),
    by_id("on_behalf_of", "account"),
    by_id("payment_method", "payment_method"),
    by_id("review", "review"),
    by_id("source", "source"),
    by_id("transfer_data.destination", "account"),
];

/// Source: API reference, "Retrieve a PaymentIntent" with a publishable key, and observed replies.
const PUBLISHABLE: &[&str] = &[
    "id",
    "object",
    "amount",
    "automatic_payment_methods",
    "canceled_at",
    "cancellation_reason",
    "capture_method",
    "client_secret",
    "confirmation_method",
    "created",
    "currency",
    "description",
    "last_payment_error",
    "livemode",
    "next_action",
    "payment_method",
    "payment_method_configuration_details",
    "payment_method_types",
    "processing",
    "receipt_email",
    "setup_future_usage",
    "shipping",
    "source",
    "status",
];

/// The intent that a path names.
pub async fn get(ctx: &Ctx<'_>, id: &str) -> Result<Stored<PaymentIntent>, ApiError> {
    find(ctx, id)
        .await?
        .ok_or_else(|| ApiError::no_such("payment_intent", id))
}

/// The intent that a parameter names.
pub async fn named(ctx: &Ctx<'_>, param: &str, id: &str) -> Result<Stored<PaymentIntent>, ApiError> {
    find(ctx, id)
        .await?
        .ok_or_else(|| ApiError::no_such_in_body("payment_intent", param, id))
}

async fn find(ctx: &Ctx<'_>, id: &str) -> Result<Option<Stored<PaymentIntent>>, ApiError> {
    ctx.load::<PaymentIntent, _>(id, |intent| &intent.id).await
}

impl Record for PaymentIntent {
    type Private = model::Private;

    const EVENT_VARIANT: char = '3';

    fn table() -> &'static Table {
        &PAYMENT_INTENTS
    }

    fn key(&self) -> Key {
        self.id.key()
    }

    fn cells(&self) -> Vec<db::Cell> {
        vec![self.customer.as_ref().map(|id| id.key()).into()]
    }

    fn private(&self) -> Option<&model::Private> {
        Some(&self.private)
    }

    fn restore(&mut self, private: model::Private) {
        self.private = private;
    }
}
