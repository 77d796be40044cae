//! Tokens: card details or a security code, exchanged once for something that can be kept.

mod create;
mod model;
mod redeem;
mod retrieve;

use db::{Record, Table};
use kernel::Key;
use kernel::ids::TokenId;
use wire::operation;
use wire::resource::{Resource, Show};

pub use model::{CardObject, Token};
pub use redeem::{redeem, use_security_code};

pub static TOKENS: Table = Table {
    name: "tokens",
    columns: &[],
    indexes: &[],
};

pub fn resource() -> Resource {
    Resource {
        object: "token",
        prefixes: &["tok_", "cvctok_"],
        table: &TOKENS,
        key: |id| TokenId::parse(id).map(|id| id.key()),
        show: Show::AsStored,
        expands: &[],
        publishable: &[],
        routes: || {
            vec![
                operation!(POST "/v1/tokens", publishable "token_write", "create.params", create::handler => "token"),
                operation!(GET "/v1/tokens/{id}", secret "token_read", "../params/expand_only.params", retrieve::handler => "token"),
            ]
        },
    }
}

impl Record for Token {
    type Private = model::Private;

    fn table() -> &'static Table {
        &TOKENS
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
