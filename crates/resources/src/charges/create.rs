//! How charges come to be: from an attempt that was approved or refused, and `POST /v1/charges`.

use acquiring::sandbox::{Approval, Refusal};
use db::Stored;
use kernel::ids::{ChargeId, CustomerId, MandateId, PaymentIntentId, PaymentMethodId};
use kernel::{Money, Timestamp};
use serde_json::{Value, json};
use wire::{Answer, ApiError, Ctx, Params};

use super::details::{HOLD_SECONDS, PaymentMethodDetails, Seen};
use super::model::Private;
use super::shown::Own;
use super::{Charge, ChargeStatus};
use crate::parts::{Metadata, Shipping, ThreeDSecureElsewhere};
use crate::payment_methods::PaymentMethod;
use crate::statement;

/// What an attempt was about; the charge copies it.
pub struct Attempt<'a> {
    pub amount: Money,
    pub method: &'a PaymentMethod,
    pub customer: Option<CustomerId>,
    pub payment_intent: Option<PaymentIntentId>,
    pub description: Option<String>,
    pub metadata: Metadata,
    pub shipping: Option<Shipping>,
    pub receipt_email: Option<String>,
    pub statement_descriptor: Option<String>,
    pub statement_descriptor_suffix: Option<String>,
    pub transfer_group: Option<String>,
    pub transfer_data: Option<Value>,
    pub on_behalf_of: Option<String>,
    pub application_fee_amount: Option<i64>,
    pub radar_options: Option<Value>,
    pub mandate: Option<MandateId>,
    /// An authentication that the merchant had done elsewhere.
    pub three_d_secure: Option<&'a ThreeDSecureElsewhere>,
    /// Captured with the authorization, or held for later.
    pub capture: bool,
    pub moto: bool,
}

/// The charge of an approved attempt; captured funds are not booked yet.
pub fn approved(ctx: &Ctx<'_>, attempt: &Attempt<'_>, approval: &Approval) -> Charge {
    let mut charge = bare(ctx, attempt, ChargeStatus::Succeeded);
    charge.paid = true;
    charge.captured = attempt.capture;
    charge.amount_captured = if attempt.capture { charge.amount } else { 0 };
    charge.outcome = Some((&approval.outcome).into());
    charge.receipt_url = Some(format!("{}/receipts/{}", ctx.app.settings.public_url, charge.id));
    charge.private.bypass_pending = approval.after.bypass_pending;
    let hold_until = (!attempt.capture).then(|| Timestamp::from_seconds(ctx.now().seconds() + HOLD_SECONDS));
    let seen = Seen {
        checks: approval.checks.into(),
        three_d_secure: approval.three_d_secure.as_ref(),
        network: Some(approval.network.as_str().to_owned()),
        network_transaction_id: Some(approval.network_transaction_id.clone()),
        authorization_code: Some(approval.authorization_code.clone()),
    };
    charge.payment_method_details = Some(details(attempt, seen, hold_until));
    charge
}

/// The charge of a refused attempt; `None` if the network was never asked.
pub fn refused(ctx: &Ctx<'_>, attempt: &Attempt<'_>, refusal: &Refusal) -> Option<Charge> {
    let outcome = refusal.outcome.as_ref()?;
    let mut charge = bare(ctx, attempt, ChargeStatus::Failed);
    charge.outcome = Some(outcome.into());
    charge.failure_code = Some(refusal.error.code.to_owned());
    charge.failure_message = Some(refusal.error.message.to_owned());
    let network = attempt.method.card.as_ref().map(|card| card.brand.clone());
    let seen = Seen {
        checks: refusal.checks.into(),
        three_d_secure: refusal.three_d_secure.as_ref(),
        network,
        network_transaction_id: None,
        authorization_code: None,
    };
    charge.payment_method_details = Some(details(attempt, seen, None));
    Some(charge)
}

fn details(attempt: &Attempt<'_>, seen: Seen<'_>, hold_until: Option<Timestamp>) -> PaymentMethodDetails {
    match &attempt.method.card {
        Some(card) => {
            let amount = attempt.amount.minor_units();
            let mut details = PaymentMethodDetails::of_card(card, amount, seen, hold_until, attempt.moto);
            if let Some(card) = details.card.as_mut() {
                card.mandate = attempt.mandate.as_ref().map(|id| id.as_str().to_owned());
                if let Some(elsewhere) = attempt.three_d_secure {
                    card.electronic_commerce_indicator = elsewhere.electronic_commerce_indicator.clone();
                    card.three_d_secure = Some(elsewhere.into());
                }
            }
            details
        }
        None => PaymentMethodDetails::of_other(attempt.method, Own::new()),
    }
}

pub(super) fn bare(ctx: &Ctx<'_>, attempt: &Attempt<'_>, status: ChargeStatus) -> Charge {
    let card = attempt.method.card_state();
    let prefix = if card.is_some() { "ch_" } else { "py_" };
    let id: ChargeId = ctx.tx.id_with(prefix, '3');
    let method: PaymentMethodId = attempt.method.id.clone();
    let suffix = attempt.statement_descriptor_suffix.as_deref();
    Charge {
        id,
        object: Default::default(),
        amount: attempt.amount.minor_units(),
        amount_captured: 0,
        amount_refunded: 0,
        application: None,
        application_fee: None,
        application_fee_amount: attempt.application_fee_amount,
        balance_transaction: None,
        billing_details: attempt.method.billing_details.clone(),
        calculated_statement_descriptor: Some(statement::calculated(
            &ctx.account().statement_descriptor,
            attempt.statement_descriptor.as_deref(),
            suffix,
        )),
        captured: false,
        created: ctx.now(),
        currency: attempt.amount.currency(),
        customer: attempt.customer.clone(),
        description: attempt.description.clone(),
        disputed: false,
        failure_balance_transaction: None,
        failure_code: None,
        failure_message: None,
        fraud_details: json!({}),
        livemode: ctx.livemode(),
        metadata: attempt.metadata.clone(),
        on_behalf_of: attempt.on_behalf_of.clone(),
        outcome: None,
        paid: false,
        payment_intent: attempt.payment_intent.clone(),
        payment_method: Some(method),
        payment_method_details: None,
        radar_options: Some(attempt.radar_options.clone().unwrap_or_else(|| json!({}))),
        receipt_email: attempt.receipt_email.clone(),
        receipt_number: None,
        receipt_url: None,
        refunded: false,
        review: None,
        shipping: attempt.shipping.clone(),
        source: None,
        source_transfer: None,
        statement_descriptor: attempt.statement_descriptor.clone(),
        statement_descriptor_suffix: attempt.statement_descriptor_suffix.clone(),
        status,
        transfer_data: attempt.transfer_data.clone(),
        transfer_group: attempt.transfer_group.clone(),
        private: Private {
            behavior: card.map(|(_, state)| state.behavior.clone()).unwrap_or_default(),
            card_country: card.and_then(|(hash, _)| hash.country.clone()),
            ..Private::default()
        },
    }
}

/// Charging a source directly is how it was done before payment intents. New accounts of the original
/// refuse it too; the error says what to call instead.
pub async fn handler(_ctx: &mut Ctx<'_>, _params: &Params) -> Result<Answer, ApiError> {
    Err(ApiError::refused(
        "This integration surface is unsupported for publishable and new accounts: create a PaymentIntent instead \
         (POST /v1/payment_intents with payment_method and confirm=true).",
    ))
}

/// The charge as it stands in this unit of work.
pub fn answer(ctx: &Ctx<'_>, charge: &Stored<Charge>) -> Result<Answer, ApiError> {
    Ok(Answer::written(&ctx.tx, charge))
}
