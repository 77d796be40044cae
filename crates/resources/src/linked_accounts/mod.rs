//! Bank accounts that a customer linked in the sandbox's dialog: shown to be theirs, without a deposit.
//!
//! There is one institution, and its accounts are the sandbox's test accounts.

mod create;
mod model;

use db::{Record, Table};
use kernel::Key;
use kernel::ids::LinkedAccountId;
use wire::resource::{Resource, Show};
use wire::{ApiError, Ctx, operation};

pub use model::LinkedAccount;

pub static LINKED_ACCOUNTS: Table = Table {
    name: "linked_accounts",
    columns: &[],
    indexes: &[],
};

pub fn resource() -> Resource {
    Resource {
        object: "financial_connections.account",
        prefixes: &["fca_"],
        table: &LINKED_ACCOUNTS,
        key: |id| LinkedAccountId::parse(id).map(|id| id.key()),
        show: Show::AsStored,
        expands: &[],
        publishable: &[],
        routes: || {
            vec![
                operation!(POST "/v1/elements/bank_accounts", publishable "payment_method_write", "create.params", create::handler => "financial_connections.account"),
            ]
        },
    }
}

/// The account that a parameter names.
pub async fn named(ctx: &Ctx<'_>, param: &str, id: &str) -> Result<LinkedAccount, ApiError> {
    let found = ctx.load::<LinkedAccount, _>(id, |account| &account.id).await?;
    let found = found.ok_or_else(|| ApiError::no_such_in_body("financial_connections_account", param, id))?;
    Ok(found.object)
}

impl Record for LinkedAccount {
    type Private = model::Private;

    fn table() -> &'static Table {
        &LINKED_ACCOUNTS
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
