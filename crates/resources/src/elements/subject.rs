//! What a session is about: an intent, or what the page says of one that is made later.

use std::sync::Arc;

use db::Record;
use kernel::Currency;
use kernel::ids::CustomerId;
use serde_json::Value;
use wire::access::Account;
use wire::{ApiError, Ctx, Params};

use super::specs::can_be_shown;
use crate::offers::{self, Choice, Mode, Sale};
use crate::payment_intents::none_fits;
use crate::{payment_intents, payment_method_configurations as configurations, references, secret, setup_intents};

pub(super) struct Subject {
    /// `payment_intent`, `setup_intent` or `deferred_intent`.
    pub kind: &'static str,
    /// The offered payment methods, in the order in which they are shown.
    pub types: Vec<String>,
    /// What the browser sees of the intent.
    pub intent: Option<Value>,
    /// The intent's customer: a customer session must be of the same.
    pub customer: Option<CustomerId>,
    /// Whether the payment method is to be used again later.
    pub saves: bool,
    /// Whose customer the shopper is.
    pub business: Arc<Account>,
}

pub(super) async fn of_payment(ctx: &Ctx<'_>, params: &Params) -> Result<Subject, ApiError> {
    let intent = payment_intents::get(ctx, intent_id(params)?).await?;
    secret::check(ctx, params, &intent.client_secret, intent.id.as_str())?;
    Ok(Subject {
        kind: "payment_intent",
        types: shown(&intent.payment_method_types),
        intent: Some(seen(ctx, &intent.object, "payment_intent")),
        customer: intent.customer.clone(),
        saves: intent.setup_future_usage.is_some(),
        business: business(ctx, intent.on_behalf_of.as_deref()).await?,
    })
}

pub(super) async fn of_setup(ctx: &Ctx<'_>, params: &Params) -> Result<Subject, ApiError> {
    let intent = setup_intents::get(ctx, intent_id(params)?).await?;
    secret::check(ctx, params, &intent.client_secret, intent.id.as_str())?;
    Ok(Subject {
        kind: "setup_intent",
        types: shown(&intent.payment_method_types),
        intent: Some(seen(ctx, &intent.object, "setup_intent")),
        customer: intent.customer.clone(),
        saves: true,
        business: business(ctx, intent.on_behalf_of.as_deref()).await?,
    })
}

/// The id that a client secret begins with.
fn intent_id(params: &Params) -> Result<&str, ApiError> {
    let secret = params.text("client_secret");
    let secret = secret.ok_or_else(|| ApiError::parameter_missing("client_secret"))?;
    let id = secret.split_once("_secret_").map(|(id, _)| id);
    id.ok_or_else(|| ApiError::invalid("The client_secret is not that of an intent.").param("client_secret"))
}

/// The fields that a publishable key sees, and the options of single methods, which say what to collect.
fn seen(ctx: &Ctx<'_>, intent: &impl Record, object: &str) -> Value {
    let mut value = serde_json::to_value(intent).expect("models serialize");
    let fields = ctx
        .app
        .registry
        .object(object)
        .map_or(&[][..], |resource| resource.publishable);
    if let Some(map) = value.as_object_mut() {
        map.retain(|field, _| fields.contains(&field.as_str()) || field == "payment_method_options");
    }
    value
}

fn shown(types: &[String]) -> Vec<String> {
    types.iter().filter(|name| can_be_shown(name)).cloned().collect()
}

async fn business(ctx: &Ctx<'_>, on_behalf_of: Option<&str>) -> Result<Arc<Account>, ApiError> {
    let other = match on_behalf_of {
        Some(id) => ctx.app.directory.account_by_id(id).await?,
        None => None,
    };
    Ok(other.unwrap_or_else(|| ctx.caller.account.clone()))
}

/// The name in front of the parameters of a deferred intent.
const HASH: &str = "deferred_intent";

/// The parameter that an error names is inside the hash.
fn inside(error: ApiError) -> ApiError {
    match error.param_str().map(|param| format!("{HASH}[{param}]")) {
        Some(param) => error.param(param),
        None => error,
    }
}

pub(super) async fn deferred(ctx: &Ctx<'_>, params: &Params) -> Result<Subject, ApiError> {
    let about = params.hash(HASH).ok_or_else(|| ApiError::parameter_missing(HASH))?;
    references::check(ctx, about).await.map_err(inside)?;
    let business = business(ctx, about.text("on_behalf_of")).await?;
    let options = about
        .hash("payment_method_options")
        .map(Params::to_json)
        .unwrap_or_default();
    let sale = sale(about, &business.country, &options)?;
    let types = match named(about, "payment_method_types") {
        types if types.is_empty() => automatic(ctx, about, &sale).await?,
        types => {
            let fits =
                |name: &&String| acquiring::methods::named(name).is_some_and(|method| offers::fits(method, &sale));
            types.iter().filter(fits).cloned().collect()
        }
    };
    // It confirms with a code that only the customer's app accepts, for which there must be an intent first.
    let types: Vec<String> = shown(&types).into_iter().filter(|name| name != "blik").collect();
    if types.is_empty() {
        return Err(none_fits("payment").param(format!("{HASH}[payment_method_types]")));
    }
    Ok(Subject {
        kind: HASH,
        types,
        intent: None,
        customer: None,
        saves: sale.mode != Mode::Payment || sale.future_usage.is_some(),
        business,
    })
}

fn sale<'a>(about: &'a Params, country: &'a str, options: &'a Value) -> Result<Sale<'a>, ApiError> {
    let mode = match about.text("mode") {
        Some("setup") => Mode::Setup,
        Some("subscription") => Mode::Subscription,
        _ => Mode::Payment,
    };
    let missing = |name: &str| ApiError::parameter_missing(format!("{HASH}[{name}]"));
    let currency = about.text("currency").map(currency).transpose()?;
    let amount = about.int("amount");
    if mode != Mode::Setup {
        currency.ok_or_else(|| missing("currency"))?;
        let amount = amount.ok_or_else(|| missing("amount"))?;
        // The first period of a subscription may be free.
        let least = i64::from(mode == Mode::Payment);
        if amount < least {
            return Err(ApiError::integer_below(format!("{HASH}[amount]"), least));
        }
    }
    Ok(Sale {
        business: country,
        mode,
        currency,
        amount,
        holds: about.text("capture_method") == Some("manual"),
        future_usage: about.text("setup_future_usage"),
        options,
    })
}

fn currency(text: &str) -> Result<Currency, ApiError> {
    payment_intents::currency(text).map_err(|error| error.param(format!("{HASH}[currency]")))
}

async fn automatic(ctx: &Ctx<'_>, about: &Params, sale: &Sale<'_>) -> Result<Vec<String>, ApiError> {
    let param = format!("{HASH}[payment_method_configuration]");
    let chosen = configurations::chosen(ctx, &param, about.text("payment_method_configuration")).await?;
    let choice = Choice {
        allowed: named(about, "allowed_payment_method_types"),
        excluded: named(about, "excluded_payment_method_types"),
        without_redirects: false,
    };
    Ok(offers::automatic(sale, &chosen.preferences, &choice))
}

fn named(about: &Params, list: &str) -> Vec<String> {
    about.texts(list).map(str::to_owned).collect()
}
