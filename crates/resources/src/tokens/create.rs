//! `POST /v1/tokens`: cards and security codes.

use acquiring::cards::{self, Network};
use acquiring::vault::Cvc;
use kernel::ids::{PaymentMethodId, TokenId};
use wire::params::Value;
use wire::{Answer, ApiError, Ctx, Params};

use super::Token;
use super::model::{CardObject, Private};
use crate::parts::{Address, BillingDetails};
use crate::payment_methods::{self, PaymentMethod};

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    let token = match (params.get("card"), params.hash("cvc_update"), params.hash("pii")) {
        (Some(Value::Hash(card)), _, _) => of_card(ctx, card)?,
        (Some(Value::Text(magic)), _, _) => of_magic(ctx, magic)?,
        (_, Some(update), _) => of_cvc(ctx, update)?,
        (_, _, Some(_)) => bare(ctx, "pii"),
        _ => return Err(missing()),
    };
    let stored = ctx.tx.insert(token);
    Ok(Answer::written(&ctx.tx, &stored))
}

/// Bank accounts and tokens about people come with the resources that take them.
fn missing() -> ApiError {
    ApiError::refused("You must supply either a card, cvc_update or pii to create a token.")
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
    let method = payment_methods::entered(ctx, params, billing, preferred, "card")?;
    Ok(of_method(ctx, method))
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
