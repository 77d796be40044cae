//! `POST /v1/payment_methods`, and every other way in which a payment method comes to be: magic ids,
//! tokens, and the data inside another request.

use acquiring::cards::{self, CardDetails, CardInput, Mode, Network, TestCard};
use acquiring::methods::accounts;
use acquiring::sandbox::Given;
use db::Stored;
use kernel::ids::PaymentMethodId;
use serde_json::Map;
use wire::{Answer, ApiError, Ctx, Params};

use super::bank::{self, Account};
use super::card::{self, CardHash, CardState};
use super::{PaymentMethod, Private, details, generated, vault};
use crate::parts::{BillingDetails, Metadata};
use crate::refusal;
use crate::tokens;

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    if let Some(existing) = params.text("payment_method") {
        let message =
            format!("Cloning {existing} is for platforms; this account is none. Create the payment method anew.");
        return Err(ApiError::refused(message).param("payment_method"));
    }
    if params.has("customer") {
        let message = "`customer` is for cloning a payment method, which platforms do. Attach the new one instead.";
        return Err(ApiError::refused(message).param("customer"));
    }
    let method = from_params(ctx, params, "").await?;
    Ok(Answer::written(&ctx.tx, &method))
}

/// From the parameters of a create, or from `payment_method_data`: `prefix` is what errors put before
/// the names of parameters (`payment_method_data`).
pub async fn from_params(ctx: &mut Ctx<'_>, params: &Params, prefix: &str) -> Result<Stored<PaymentMethod>, ApiError> {
    let name = |param: &str| {
        if prefix.is_empty() {
            param.to_owned()
        } else {
            format!("{prefix}[{param}]")
        }
    };
    let kind = params
        .text("type")
        .ok_or_else(|| ApiError::parameter_missing(name("type")))?;
    if let Some(other) = of_another_type(params, kind) {
        let message = format!("`{}` can only be given with the type {other}, not {kind}.", name(other));
        return Err(ApiError::refused(message).param(name(other)));
    }
    let billing = BillingDetails::new(params.hash("billing_details"));
    let mut method = match kind {
        "card" => {
            let card = params
                .hash("card")
                .ok_or_else(|| ApiError::parameter_missing(name("card")))?;
            of_card(ctx, card, billing, &name("card")).await?
        }
        other => {
            let given = params.hash(other);
            let mut method = of_type(ctx, other, given, billing, &name(other)).await?;
            method.private.given = given.and_then(bank::without_number);
            method
        }
    };
    if let Some(allow) = params.text("allow_redisplay") {
        method.allow_redisplay = allow.to_owned();
    }
    if let Some(options) = params.hash("radar_options") {
        method.radar_options = Some(options.to_json());
    }
    method.metadata = Metadata::new(params);
    Ok(ctx.tx.insert(method))
}

/// The hash of a type that the payment method is not of.
fn of_another_type(params: &Params, kind: &str) -> Option<&'static str> {
    let hashes = params.iter().filter(|(_, value)| value.as_hash().is_some());
    let mut types = hashes
        .map(|(name, _)| name)
        .filter(|name| !matches!(*name, "billing_details" | "radar_options"));
    types.find(|name| *name != kind)
}

async fn of_card(
    ctx: &mut Ctx<'_>,
    params: &Params,
    billing: BillingDetails,
    name: &str,
) -> Result<PaymentMethod, ApiError> {
    if let Some(token) = params.text("token") {
        return tokens::redeem(ctx, token, &format!("{name}[token]"), billing).await;
    }
    let preferred = params
        .hash("networks")
        .and_then(|networks| networks.text("preferred"))
        .and_then(Network::parse);
    entered(ctx, params, billing, preferred, name)
}

/// A card entered by number. Only Florin's own frames may do so, unless the operator allows it.
pub fn entered(
    ctx: &mut Ctx<'_>,
    params: &Params,
    billing: BillingDetails,
    preferred: Option<Network>,
    name: &str,
) -> Result<PaymentMethod, ApiError> {
    let number = params
        .text("number")
        .ok_or_else(|| ApiError::parameter_missing(format!("{name}[number]")))?;
    if !ctx.may_send_card_numbers() {
        return Err(refusal::raw_card_numbers());
    }
    let missing = |part: &str| ApiError::parameter_missing(format!("{name}[{part}]"));
    let input = CardInput {
        number,
        exp_month: number_in(params, "exp_month").ok_or_else(|| missing("exp_month"))?,
        exp_year: number_in(params, "exp_year").ok_or_else(|| missing("exp_year"))?,
        cvc: params.text("cvc"),
    };
    let mode = if ctx.livemode() { Mode::Live } else { Mode::Test };
    let card = cards::validate(input, mode, ctx.now()).map_err(|error| refusal::card(error.refusal()))?;
    let given = card::given(card.cvc.is_some(), &billing);
    let row = vault::store(ctx, &card)?;
    Ok(of_details(ctx, &card, given, billing, preferred, Some(row)))
}

/// Tokens take the expiry as text, payment methods as a number.
fn number_in(params: &Params, name: &str) -> Option<i64> {
    params.int(name).or_else(|| params.text(name)?.trim().parse().ok())
}

fn of_details(
    ctx: &Ctx<'_>,
    card: &CardDetails,
    given: Given,
    billing: BillingDetails,
    preferred: Option<Network>,
    vault: Option<kernel::Key>,
) -> PaymentMethod {
    let fingerprint = vault::fingerprint(ctx, ctx.scope(), &card.pan);
    let hash = CardHash::new(card, given, fingerprint, preferred);
    let private = Private {
        card: Some(CardState::new(card, given, vault)),
        ..Private::default()
    };
    PaymentMethod {
        card: Some(hash),
        private,
        ..bare(ctx, "card", billing)
    }
}

/// Any type but a card.
async fn of_type(
    ctx: &Ctx<'_>,
    kind: &str,
    given: Option<&Params>,
    mut billing: BillingDetails,
    name: &str,
) -> Result<PaymentMethod, ApiError> {
    if bank::DEBITS.contains(&kind) {
        let account = bank::of_params(ctx, kind, given, name).await?;
        return Ok(of_account(ctx, kind, account, billing));
    }
    if kind == "boleto" && billing.tax_id.is_none() {
        billing.tax_id = given.and_then(|given| given.text("tax_id")).map(str::to_owned);
    }
    let shown = details::of(kind, given, billing.email.as_deref());
    Ok(PaymentMethod {
        details: Map::from_iter([(kind.to_owned(), shown)]),
        ..bare(ctx, kind, billing)
    })
}

pub(super) fn of_account(ctx: &Ctx<'_>, kind: &str, account: Account, billing: BillingDetails) -> PaymentMethod {
    let (hash, state) = account;
    PaymentMethod {
        details: Map::from_iter([(kind.to_owned(), hash)]),
        private: Private {
            bank: Some(state),
            ..Private::default()
        },
        ..bare(ctx, kind, billing)
    }
}

pub(super) fn bare(ctx: &Ctx<'_>, kind: &str, billing: BillingDetails) -> PaymentMethod {
    let id: PaymentMethodId = ctx.tx.id();
    PaymentMethod {
        id,
        object: Default::default(),
        allow_redisplay: "unspecified".to_owned(),
        billing_details: billing,
        card: None,
        created: ctx.now(),
        customer: None,
        customer_account: None,
        livemode: ctx.livemode(),
        metadata: Metadata::default(),
        radar_options: None,
        r#type: kind.to_owned(),
        details: Map::new(),
        private: Private::default(),
    }
}

/// The payment method that a magic id makes; `None` if the id is none, or money is real.
pub(super) fn magic(ctx: &mut Ctx<'_>, id: &str) -> Option<Stored<PaymentMethod>> {
    if ctx.livemode() {
        return None;
    }
    let method = match (cards::by_payment_method_id(id), accounts::by_payment_method_id(id)) {
        (Some(card), _) => of_test_card(ctx, card, BillingDetails::default())?,
        (None, Some(account)) => {
            let made = bank::of_test_account(ctx, account);
            of_account(ctx, account.method, made, generated::test_customer())
        }
        (None, None) => generated::magic(ctx, id)?,
    };
    Some(ctx.tx.insert(method))
}

/// A test card as if it had just been entered.
pub fn of_test_card(ctx: &Ctx<'_>, card: &TestCard, billing: BillingDetails) -> Option<PaymentMethod> {
    let details = CardDetails::of_test_card(card, ctx.now())?;
    let given = Given::with_magic_id(card.behavior).or(card::given(false, &billing));
    Some(of_details(ctx, &details, given, billing, None, None))
}

/// A card that a token kept.
pub fn of_stored_card(ctx: &Ctx<'_>, hash: CardHash, state: CardState, billing: BillingDetails) -> PaymentMethod {
    let private = Private {
        card: Some(state),
        ..Private::default()
    };
    PaymentMethod {
        card: Some(hash),
        private,
        ..bare(ctx, "card", billing)
    }
}

/// From a token where an old integration names one: `source=tok_visa`. Its id is a card's, and the customer lists it among
/// its sources.
pub async fn from_token(ctx: &mut Ctx<'_>, param: &str, token: &str) -> Result<Stored<PaymentMethod>, ApiError> {
    if let Some(made) = ctx.made(token) {
        let made = ctx.tx.get::<PaymentMethod>(made).await?;
        return made.ok_or_else(ApiError::internal);
    }
    let mut method = tokens::redeem(ctx, token, param, BillingDetails::default()).await?;
    method.id = ctx.tx.id_with("card_", '1');
    ctx.remember(token, method.id.key());
    Ok(ctx.tx.insert(method))
}
