//! Confirmation tokens: what the customer entered, collected in the browser and used once by the server.
//!
//! ```text
//! unused ──confirm──▶ used          unused ──12 hours──▶ expired
//! ```

mod collect;
mod create;
mod model;
mod redeem;
mod retrieve;

use db::{Record, Table};
use kernel::Key;
use kernel::ids::ConfirmationTokenId;
use wire::operation;
use wire::resource::{Resource, Show};

pub use model::ConfirmationToken;
pub use redeem::{Redeemed, redeem_for_payment, redeem_for_setup};

pub static CONFIRMATION_TOKENS: Table = Table {
    name: "confirmation_tokens",
    columns: &[],
    indexes: &[],
};

pub fn resource() -> Resource {
    Resource {
        object: "confirmation_token",
        prefixes: &["ctoken_"],
        table: &CONFIRMATION_TOKENS,
        key: |id| ConfirmationTokenId::parse(id).map(|id| id.key()),
        show: Show::AsStored,
        expands: &[],
        publishable: &[],
        routes: || {
            vec![
                operation!(POST "/v1/test_helpers/confirmation_tokens", secret "confirmation_token_client_write", "create.params", create::handler => "confirmation_token"),
                operation!(POST "/v1/confirmation_tokens", publishable "confirmation_token_client_write", "collect.params", collect::handler => "confirmation_token"),
                operation!(GET "/v1/confirmation_tokens/{id}", secret "confirmation_token_client_read", "../params/expand_only.params", retrieve::handler => "confirmation_token"),
            ]
        },
    }
}

impl Record for ConfirmationToken {
    type Private = model::Private;

    fn table() -> &'static Table {
        &CONFIRMATION_TOKENS
    }

    fn key(&self) -> Key {
        self.id.key()
    }

    fn cells(&self) -> Vec<db::Cell> {
        Vec::new()
    }

    fn private(&self) -> Option<&model::Private> {
        Some(&self.private)
    }

    fn restore(&mut self, private: model::Private) {
        self.private = private;
    }
}
