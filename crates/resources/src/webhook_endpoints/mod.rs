//! Webhook endpoints: where a merchant wants events sent to.
//!
//! ```text
//! enabled ◀──update disabled=…──▶ disabled        either ──delete──▶ (gone)
//! ```
//!
//! What is on its way waits while an endpoint is disabled and goes on if it is enabled in time. The
//! secret that signs is shown once, in the answer to `create`.

mod create;
mod delete;
mod deliveries;
mod forget;
mod list;
mod model;
mod retrieve;
mod settings;
mod signing;
pub mod target;
mod update;
mod waiting;

use db::{Record, Stored, Table, int};
use kernel::Key;
use kernel::ids::WebhookEndpointId;
use wire::resource::{Resource, Show};
use wire::timer::TimerKind;
use wire::{ApiError, Ctx, operation};

pub use deliveries::{DELIVERIES, Delivery, FORWARDED};
pub use forget::FORGET;
pub use model::{Private, RetiredSecret, Status, WebhookEndpoint};
pub use signing::{SigningSecret, seal_all, signing_secrets};
pub use waiting::{Queue, maker, pending};

pub static WEBHOOK_ENDPOINTS: Table = Table {
    name: "webhook_endpoints",
    columns: &[int("enabled")],
    indexes: &[],
};

pub fn resource() -> Resource {
    Resource {
        object: "webhook_endpoint",
        prefixes: &["we_"],
        table: &WEBHOOK_ENDPOINTS,
        key: |id| WebhookEndpointId::parse(id).map(|id| id.key()),
        show: Show::AsStored,
        expands: &[],
        publishable: &[],
        routes: || {
            vec![
                operation!(POST "/v1/webhook_endpoints", secret "webhook_write", "create.params", create::handler => "webhook_endpoint"),
                operation!(GET "/v1/webhook_endpoints", secret "webhook_read", "../params/paginate_only.params", list::handler => "list:webhook_endpoint"),
                operation!(GET "/v1/webhook_endpoints/{id}", secret "webhook_read", "../params/expand_only.params", retrieve::handler => "webhook_endpoint"),
                operation!(POST "/v1/webhook_endpoints/{id}", secret "webhook_write", "update.params", update::handler => "webhook_endpoint"),
                operation!(DELETE "/v1/webhook_endpoints/{id}", secret "webhook_write", "../params/none.params", delete::handler => "webhook_endpoint"),
            ]
        },
    }
}

/// The endpoint that a path names.
async fn get(ctx: &Ctx<'_>, id: &str) -> Result<Stored<WebhookEndpoint>, ApiError> {
    let found = find(ctx, id).await?;
    found.ok_or_else(|| ApiError::no_such("webhook_endpoint", id))
}

/// The endpoint that a parameter names.
pub async fn named(ctx: &Ctx<'_>, param: &str, id: &str) -> Result<Stored<WebhookEndpoint>, ApiError> {
    let found = find(ctx, id).await?;
    found.ok_or_else(|| ApiError::no_such_in_body("webhook_endpoint", param, id))
}

async fn find(ctx: &Ctx<'_>, id: &str) -> Result<Option<Stored<WebhookEndpoint>>, ApiError> {
    ctx.load::<WebhookEndpoint, _>(id, |endpoint| &endpoint.id).await
}

pub fn timers() -> Vec<TimerKind> {
    vec![TimerKind {
        kind: FORGET,
        run: |ctx| Box::pin(forget::forget(ctx)),
    }]
}

impl Record for WebhookEndpoint {
    type Private = Private;

    fn table() -> &'static Table {
        &WEBHOOK_ENDPOINTS
    }

    fn key(&self) -> Key {
        self.id.key()
    }

    fn cells(&self) -> Vec<db::Cell> {
        vec![self.is_enabled().into()]
    }

    fn private(&self) -> Option<&Private> {
        Some(&self.private)
    }

    fn restore(&mut self, private: Private) {
        self.private = private;
    }
}
