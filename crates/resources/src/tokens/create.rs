//! `POST /v1/tokens`: cards and security codes.

use acquiring::cards::{self, Network};
use acquiring::vault::Cvc;
use kernel::ids::{PaymentMethodId, TokenId};
use wire::params::Value;
use wire::{Answer, ApiError, Ctx, Params};

use super::Token;
use super::model::{CardObject, Private};
use crate::parts::{Address, BillingDetails};
use crate::payment_intents;
use crate::payment_methods::{self, PaymentMethod};

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    one_kind(params)?;
    let token = match (params.get("card"), params.hash("cvc_update")) {
        (Some(Value::Hash(card)), _) => of_card(ctx, card)?,
        (Some(Value::Text(magic)), _) => of_magic(ctx, magic)?,
        (_, Some(update)) => of_cvc(ctx, update)?,
        (_, None) => return Err(missing()),
    };
    let stored = ctx.tx.insert(token);
    Ok(Answer::written(&ctx.tx, &stored))
}

/// A token stands for one thing. Bank accounts, accounts, people and what identifies them
/// come with the resources that take them.
fn one_kind(params: &Params) -> Result<(), ApiError> {
    let kinds = ["account", "bank_account", "card", "cvc_update", "person", "pii"];
    let given: Vec<&str> = kinds.into_iter().filter(|kind| params.has(kind)).collect();
    if params.has("customer") {
        let message = "Tokens of a customer's saved card are for platforms; this account is none.";
        return Err(ApiError::refused(message).param("customer"));
    }
    match given[..] {
        [] => Err(missing()),
        [kind @ ("account" | "bank_account" | "person" | "pii")] => {
            let message = format!("Tokens of the kind {kind} are not available on this account yet.");
            Err(ApiError::refused(message).param(kind))
        }
        [_] => Ok(()),
        [_, ..] => Err(ApiError::parameters_exclusive(&given)),
    }
}

fn missing() -> ApiError {
    ApiError::refused("You must supply either a card or cvc_update to create a token.")
        .code("parameter_missing")
        .param("card")
}

fn of_card(ctx: &mut Ctx<'_>, params: &Params) -> Result<Token, ApiError> {
    let text = |name: &str| params.text(name).map(str::to_owned);
    let billing = BillingDetails {
        address: Address {
            city: text("address_city"),
            country: text("address_country"),
            line1: text("address_line1"),
            line2: text("address_line2"),
            postal_code: text("address_zip"),
            state: text("address_state"),
        },
        name: text("name"),
        ..BillingDetails::default()
    };
    let preferred = params
        .hash("networks")
        .and_then(|networks| networks.text("preferred"))
        .and_then(Network::parse);
    let currency = params.text("currency").map(payment_intents::currency).transpose();
    let currency = currency.map_err(|error| error.param("card[currency]"))?;
    let method = payment_methods::entered(ctx, params, billing, preferred, "card")?;
    let mut token = of_method(ctx, method);
    if let Some(card) = token.card.as_mut() {
        card.currency = currency;
    }
    Ok(token)
}

fn of_magic(ctx: &Ctx<'_>, token: &str) -> Result<Token, ApiError> {
    let card = cards::by_token_id(token).filter(|_| !ctx.livemode());
    let method = card.and_then(|card| payment_methods::of_test_card(ctx, card, BillingDetails::default()));
    method
        .map(|method| of_method(ctx, method))
        .ok_or_else(|| ApiError::no_such_in_body("token", "card", token))
}

fn of_method(ctx: &Ctx<'_>, method: PaymentMethod) -> Token {
    let id: PaymentMethodId = ctx.tx.id_with("card_", '1');
    let card = method.card.as_ref().map(|card| CardObject::new(id, &method, card));
    let private = Private {
        card: method.card.clone().zip(method.private.card.clone()),
        billing: method.billing_details,
    };
    Token {
        card,
        private,
        ..bare(ctx, "card")
    }
}

/// The code itself is not kept: it stands for "a code was given" when the token is used.
fn of_cvc(ctx: &Ctx<'_>, update: &Params) -> Result<Token, ApiError> {
    let given = update.text("cvc").unwrap_or_default();
    match Cvc::parse(given) {
        Some(_) => Ok(bare(ctx, "cvc_update")),
        None => Err(crate::refusal::card(cards::CardError::InvalidCvc.refusal())),
    }
}

fn bare(ctx: &Ctx<'_>, kind: &str) -> Token {
    let id: TokenId = match kind {
        "cvc_update" => ctx.tx.id_with("cvctok_", '1'),
        _ => ctx.tx.id(),
    };
    Token {
        id,
        object: Default::default(),
        card: None,
        client_ip: None,
        created: ctx.now(),
        livemode: ctx.livemode(),
        r#type: kind.to_owned(),
        used: false,
        private: Private::default(),
    }
}
