//! `POST /v1/elements/bank_accounts`: the customer has chosen an account in the dialog.

use acquiring::methods::accounts::{self, TestAccount};
use wire::{Answer, ApiError, Ctx, Params};

use super::LinkedAccount;
use super::model::Private;
use crate::payment_intents::PaymentIntent;
use crate::secret::equal;
use crate::setup_intents::SetupIntent;

const INSTITUTION: &str = "Test Institution";

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    if ctx.livemode() {
        return Err(ApiError::refused(
            "Accounts can be linked in test mode only; enter the account by its number.",
        ));
    }
    if let Some(other) = params.text("institution").filter(|name| *name != "test") {
        let message = format!("There is no institution called {other} here; the sandbox's is called test.");
        return Err(ApiError::refused(message).param("institution"));
    }
    if let Some(secret) = params.text("client_secret") {
        known(ctx, secret).await?;
    }
    let name = params.text("account").unwrap_or_default();
    let Some(account) = chosen(name) else {
        let message = format!("The test institution has no account called {name}.");
        return Err(ApiError::refused(message).param("account"));
    };
    let number = account.number();
    let linked = ctx.tx.insert(LinkedAccount {
        id: ctx.tx.id(),
        object: Default::default(),
        category: "cash".to_owned(),
        created: ctx.now(),
        display_name: title(name),
        institution_name: INSTITUTION.to_owned(),
        last4: number[number.len().saturating_sub(4)..].to_owned(),
        livemode: false,
        status: "active".to_owned(),
        subcategory: "checking".to_owned(),
        supported_payment_method_types: vec!["us_bank_account".to_owned()],
        private: Private {
            account: account.name().to_owned(),
        },
    });
    Ok(Answer::written(&ctx.tx, &linked))
}

/// The intent that the account is linked for must be there, and not be over.
async fn known(ctx: &Ctx<'_>, secret: &str) -> Result<(), ApiError> {
    let id = secret.split("_secret_").next().unwrap_or_default();
    let payment = ctx.load::<PaymentIntent, _>(id, |intent| &intent.id).await?;
    let setup = ctx.load::<SetupIntent, _>(id, |intent| &intent.id).await?;
    let payment = payment.is_some_and(|intent| equal(&intent.client_secret, secret) && intent.status.is_open());
    let setup = setup.is_some_and(|intent| equal(&intent.client_secret, secret) && intent.status.is_open());
    match payment || setup {
        true => Ok(()),
        false => Err(ApiError::no_such_in_body("payment_intent", "client_secret", id)),
    }
}

/// The test account of a name in the list: `account_closed`.
fn chosen(name: &str) -> Option<&'static TestAccount> {
    let scenario = match name {
        "high_balance" => "success".to_owned(),
        name => camel(name),
    };
    accounts::by_payment_method_id(&format!("pm_usBankAccount_{scenario}"))
}

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| name + &upper(word))
}

fn title(name: &str) -> String {
    name.split('_').map(upper).collect::<Vec<_>>().join(" ")
}

fn upper(word: &str) -> String {
    let mut characters = word.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_chosen_by_its_name_in_the_list() {
        for (name, expected) in [
            ("success", Some("pm_usBankAccount_success")),
            ("high_balance", Some("pm_usBankAccount_success")),
            ("account_closed", Some("pm_usBankAccount_accountClosed")),
            ("debit_not_authorized", Some("pm_usBankAccount_debitNotAuthorized")),
            ("dispute", Some("pm_usBankAccount_dispute")),
            ("processing", Some("pm_usBankAccount_processing")),
            ("gold", None),
        ] {
            assert_eq!(chosen(name).map(TestAccount::name), expected, "{name}");
        }
        assert_eq!(title("high_balance"), "High Balance");
    }
}
