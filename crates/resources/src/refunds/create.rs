//! `POST /v1/refunds`: return part or all of a captured charge to the cardholder.

use std::time::Duration;

use acquiring::sandbox::{After, RefundEnd, RefundPlan};
use db::Stored;
use kernel::ids::{ChargeId, CustomerId, RefundId};
use kernel::{Currency, Key, Money};
use serde_json::json;
use wire::{Answer, ApiError, Ctx, Params};

use super::destination::DestinationDetails;
use super::model::Private;
use super::{ADVANCE, Refund, Status, by_method, events};
use crate::attempts::{self, Pace, Shows, Work};
use crate::balance_transactions::{self, Kind, New};
use crate::charges::{self, Charge, ChargeStatus};
use crate::parts::Metadata;
use crate::{customers, disputes, early_fraud_warnings, payment_intents, reviews};

pub async fn handler(ctx: &mut Ctx<'_>, params: &Params) -> Result<Answer, ApiError> {
    if params.has("origin") {
        return Err(of_cash_balance(ctx, params).await);
    }
    let charge = target(ctx, params).await?;
    let refunded = of_charge(ctx, charge, params, Shows::Refund).await?;
    Ok(refunded.answer(ctx))
}

/// A refund that was made, or that an acquirer far away is asked for.
pub struct Refunded {
    pub refund: Stored<Refund>,
    pub outside: Option<Key>,
}

impl Refunded {
    /// The refund, or that it must be asked for first.
    pub fn answer(&self, ctx: &Ctx<'_>) -> Answer {
        match self.outside {
            Some(attempt) => Answer::Outside(attempt),
            None => Answer::written(&ctx.tx, &self.refund),
        }
    }
}

/// The charge to refund: named itself, or through its intent.
async fn target(ctx: &Ctx<'_>, params: &Params) -> Result<Stored<Charge>, ApiError> {
    match (params.text("charge"), params.text("payment_intent")) {
        (Some(_), Some(_)) => Err(ApiError::parameters_exclusive(&["charge", "payment_intent"])),
        (Some(charge), None) => charges::named(ctx, "charge", charge).await,
        (None, Some(id)) => {
            let intent = payment_intents::named(ctx, "payment_intent", id).await?;
            let charge = match &intent.latest_charge {
                Some(charge) => ctx.tx.get::<Charge>(charge.key()).await?,
                None => None,
            };
            let paid = charge.filter(|charge| charge.status == ChargeStatus::Succeeded && charge.captured);
            paid.ok_or_else(|| {
                ApiError::refused(format!(
                    "This PaymentIntent ({id}) does not have a successful charge to refund."
                ))
            })
        }
        (None, None) => Err(ApiError::refused(
            "One of the following params should be provided for this request: payment_intent or charge.",
        )),
    }
}

/// Money that lies in a customer's cash balance goes back to the bank it came from. Nothing lies there before bank
/// transfers can arrive, so it is never enough.
async fn of_cash_balance(ctx: &Ctx<'_>, params: &Params) -> ApiError {
    if params.has("charge") || params.has("payment_intent") {
        let message = "`origin` is for refunds of a customer's cash balance, which have no charge or payment_intent.";
        return ApiError::refused(message).param("origin");
    }
    let missing = ["customer", "amount", "currency"]
        .into_iter()
        .find(|name| !params.has(name));
    if let Some(missing) = missing {
        return ApiError::parameter_missing(missing);
    }
    if params.int("amount").is_some_and(|amount| amount < 1) {
        return Refused::NotPositive.into();
    }
    let currency = match payment_intents::currency(params.text("currency").unwrap_or_default()) {
        Ok(currency) => currency,
        Err(error) => return error,
    };
    match customers::named(ctx, "customer", params.text("customer").unwrap_or_default()).await {
        Ok(customer) => Refused::CashBalanceInsufficient {
            customer: customer.id.clone(),
            currency,
        }
        .into(),
        Err(error) => error,
    }
}

/// What a request says of the charge must be so: whose it is, and what went on from it to other accounts.
fn agrees(charge: &Charge, params: &Params) -> Result<(), Refused> {
    let (id, is) = (|| charge.id.clone(), |name: &str| params.boolean(name) == Some(true));
    if params.has("customer") || params.has("origin") {
        let param = if params.has("origin") { "origin" } else { "customer" };
        return Err(Refused::OnlyCashBalance { param });
    }
    for (param, own) in [
        ("charge", Some(charge.id.as_str())),
        ("payment_intent", charge.payment_intent.as_ref().map(|id| id.as_str())),
    ] {
        if params.text(param).is_some_and(|given| own != Some(given)) {
            return Err(Refused::OtherCharge { param });
        }
    }
    if is("refund_application_fee") && charge.application_fee.is_none() {
        return Err(Refused::NoApplicationFee(id()));
    }
    if is("reverse_transfer") {
        return Err(Refused::NoTransfer(id()));
    }
    Ok(())
}

#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error("The customer {customer} does not have enough money in its cash balance in {currency}.")]
    CashBalanceInsufficient { customer: CustomerId, currency: Currency },
    #[error("`{param}` is for refunds of a customer's cash balance, which have no charge or payment_intent.")]
    OnlyCashBalance { param: &'static str },
    #[error("`{param}` names another charge than the one that is refunded.")]
    OtherCharge { param: &'static str },
    #[error("Charge {0} has no application fee to refund.")]
    NoApplicationFee(ChargeId),
    #[error("Charge {0} does not have an associated transfer to reverse.")]
    NoTransfer(ChargeId),
    #[error("Charge {0} has already been refunded.")]
    AlreadyRefunded(ChargeId),
    #[error("Refund amount ({asked}) is greater than charge amount ({amount})")]
    ExceedsCharge { asked: Money, amount: Money },
    #[error("Refund amount ({asked}) is greater than unrefunded amount on charge ({left})")]
    ExceedsLeft { asked: Money, left: Money },
    #[error("Charge {0} has been charged back; cannot issue a refund.")]
    Disputed(ChargeId),
    #[error("Charge {0} has not been captured; cancel its PaymentIntent to release the funds.")]
    NotCaptured(ChargeId),
    #[error("Charge {0} failed; there is nothing to refund.")]
    NotPaid(ChargeId),
    #[error("This value must be greater than or equal to 1.")]
    NotPositive,
}

impl From<Refused> for ApiError {
    fn from(error: Refused) -> ApiError {
        let refused = ApiError::refused(error.to_string());
        match error {
            Refused::CashBalanceInsufficient { .. } => refused.code("balance_insufficient").param("customer"),
            Refused::OnlyCashBalance { param } | Refused::OtherCharge { param } => refused.param(param),
            Refused::NoApplicationFee(_) => refused.param("refund_application_fee"),
            Refused::NoTransfer(_) => refused.param("reverse_transfer"),
            Refused::AlreadyRefunded(_) => refused.code("charge_already_refunded"),
            Refused::ExceedsCharge { .. } | Refused::ExceedsLeft { .. } => refused.param("amount"),
            Refused::Disputed(_) => refused.code("charge_disputed"),
            Refused::NotCaptured(_) | Refused::NotPaid(_) => refused.code("charge_not_refundable"),
            Refused::NotPositive => refused.code("parameter_invalid_integer").param("amount"),
        }
    }
}

/// How much is refunded: what was asked for, or all that is left.
fn decide(charge: &Charge, asked: Option<i64>) -> Result<Money, ApiError> {
    let id = || charge.id.clone();
    if charge.status != ChargeStatus::Succeeded {
        return Err(Refused::NotPaid(id()).into());
    }
    if !charge.captured {
        return Err(Refused::NotCaptured(id()).into());
    }
    if charge.is_charged_back() {
        return Err(Refused::Disputed(id()).into());
    }
    let left = charge.left_to_refund().map_err(|_| ApiError::internal())?;
    if !left.is_positive() {
        return Err(Refused::AlreadyRefunded(id()).into());
    }
    let asked = Money::new(asked.unwrap_or(left.minor_units()), charge.currency);
    if !asked.is_positive() {
        return Err(Refused::NotPositive.into());
    }
    let captured = Money::new(charge.amount_captured, charge.currency);
    if asked.minor_units() > captured.minor_units() {
        return Err(Refused::ExceedsCharge {
            asked,
            amount: captured,
        }
        .into());
    }
    if asked.minor_units() > left.minor_units() {
        return Err(Refused::ExceedsLeft { asked, left }.into());
    }
    Ok(asked)
}

/// As long as a pending refund takes to resolve.
pub(super) const REFERENCE_SECONDS: i64 = 60;

/// Refunds a charge as the parameters say, and writes all that follows.
pub async fn of_charge(
    ctx: &mut Ctx<'_>,
    mut charge: Stored<Charge>,
    params: &Params,
    shows: Shows,
) -> Result<Refunded, ApiError> {
    if let Some(currency) = params
        .text("currency")
        .filter(|currency| *currency != charge.currency.code())
    {
        let message = format!(
            "The charge is in {}, so its refund cannot be in {currency}.",
            charge.currency
        );
        return Err(ApiError::refused(message).param("currency"));
    }
    agrees(&charge, params)?;
    let amount = decide(&charge, params.int("amount"))?;
    let before = charge.object.clone();
    let needs_call = attempts::needs_call_about(ctx, charge.private.authorization)?;
    let plan = match needs_call {
        Some(_) => ASKED_FOR,
        None if charge.method() == "card" => After::of(charges::behavior(&charge)).refund.plan(),
        None => by_method::plan(&charge, ctx.now())?,
    };
    let mut refund = new(ctx, &charge, amount, params, &plan)?;
    by_method::ask_where_to(&mut refund, &charge, ctx.now());
    charge.add_refund(amount).map_err(|_| ApiError::internal())?;
    if refund.reason.as_deref() == Some("fraudulent") {
        charge.fraud_details = json!({"user_report": "fraudulent"});
    }
    let refund = ctx.tx.insert(refund);
    ctx.tx.update(&charge);
    events::created(&mut ctx.tx, &refund.object, &charge.object, &before);
    if charge.refunded {
        reviews::refunded(ctx, &charge, refund.reason.as_deref()).await?;
        disputes::refunded(ctx, &mut charge).await?;
        early_fraud_warnings::recheck(ctx, &charge).await?;
    }
    // One that succeeds at once gets its reference then.
    let seconds = plan.then.map(|(seconds, _)| seconds);
    if let Some(seconds) = seconds.or(needs_call.is_none().then_some(REFERENCE_SECONDS)) {
        let due = ctx.now().plus(Duration::from_secs(seconds.unsigned_abs()));
        ctx.tx.timer(ADVANCE, refund.id.key(), due);
    }
    let outside = needs_call.map(|call| {
        let work = Work::Refund {
            refund: refund.id.clone(),
            charge: charge.id.clone(),
            shows,
        };
        attempts::begin(ctx, work, call, Pace::Request)
    });
    Ok(Refunded { refund, outside })
}

/// Until the acquirer has answered. The funds are taken meanwhile, so that nobody refunds them twice.
const ASKED_FOR: RefundPlan = RefundPlan {
    starts_pending: true,
    then: None,
};

fn new(
    ctx: &mut Ctx<'_>,
    charge: &Charge,
    amount: Money,
    params: &Params,
    plan: &RefundPlan,
) -> Result<Refund, ApiError> {
    let prefix = if charge.id.as_str().starts_with("py_") {
        "pyr_"
    } else {
        "re_"
    };
    let id: RefundId = ctx.tx.id_with(prefix, '3');
    let transaction = take(ctx, charge, &id, amount)?;
    let fails_with = match &plan.then {
        Some((_, RefundEnd::Failed { reason })) => Some((*reason).to_owned()),
        Some((_, RefundEnd::Succeeded)) | None => None,
    };
    Ok(Refund {
        id,
        object: Default::default(),
        amount: amount.minor_units(),
        balance_transaction: Some(transaction),
        charge: Some(charge.id.clone()),
        created: ctx.now(),
        currency: charge.currency,
        customer: charge.customer.clone(),
        customer_account: None,
        destination_details: DestinationDetails::of(charge.method()),
        failure_balance_transaction: None,
        failure_reason: None,
        instructions_email: params.text("instructions_email").map(str::to_owned),
        metadata: Metadata::new(params),
        next_action: None,
        payment_intent: charge.payment_intent.clone(),
        payment_method: charge.payment_method.clone(),
        pending_reason: plan.starts_pending.then(|| "processing".to_owned()),
        reason: params.text("reason").map(str::to_owned),
        receipt_number: None,
        source_transfer_reversal: None,
        status: if plan.starts_pending {
            Status::Pending
        } else {
            Status::Succeeded
        },
        transfer_reversal: None,
        private: Private {
            fails_with,
            taken_on: charge.private.available_on,
        },
    })
}

/// Takes the refunded funds from where the charge's are: still pending, or available.
fn take(
    ctx: &mut Ctx<'_>,
    charge: &Charge,
    refund: &RefundId,
    amount: Money,
) -> Result<kernel::ids::BalanceTransactionId, ApiError> {
    let availability = charges::availability(charge, ctx.now());
    let available_on = match availability {
        ledger::Availability::Now => ctx.now(),
        ledger::Availability::On(at) => at,
    };
    let new = New {
        kind: if refund.as_str().starts_with("pyr_") {
            Kind::PaymentRefund
        } else {
            Kind::Refund
        },
        source: refund.as_str().to_owned(),
        amount,
        fee: Money::zero(amount.currency()),
        available_on,
        availability,
        description: Some(format!(
            "REFUND FOR CHARGE{}",
            charge
                .description
                .as_ref()
                .map(|text| format!(" ({text})"))
                .unwrap_or_default()
        )),
    };
    balance_transactions::record(&mut ctx.tx, new)
}
