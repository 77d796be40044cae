//! What an attempt is at the acquirer: built anew for each send from the rows, which do not change while it is open.

use std::sync::Arc;

use acquiring::acquirer::{AttemptId, AuthorizeRequest, Capture, CaptureRequest, CardSecrets, RefundRequest};
use acquiring::sandbox::{After, Authorization};
use db::{Record, Stored};
use kernel::{Key, Money};
use wire::{ApiError, Ctx};

use super::known_by;
use super::model::Work;
use crate::charges::{self, Charge};
use crate::payment_methods::{PaymentMethod, vault};
use crate::refunds::Refund;
use crate::{payment_intents, setup_intents};

pub enum Request {
    Authorize(Box<AuthorizeRequest>),
    Capture(CaptureRequest),
    Void(AttemptId),
    Refund(RefundRequest),
}

pub async fn of(ctx: &Ctx<'_>, work: &Work) -> Result<Request, ApiError> {
    match work {
        Work::Pay { .. } => authorize(ctx, payment_intents::asked(ctx, work).await?).await,
        Work::SetUp { .. } => authorize(ctx, setup_intents::asked(ctx, work).await?).await,
        Work::Capture { charge, amount, .. } => {
            let charge = row::<Charge>(ctx, charge.key()).await?;
            Ok(Request::Capture(CaptureRequest {
                authorization: authorization(&charge)?,
                amount: Money::new(*amount, charge.currency),
            }))
        }
        Work::Void { charge, .. } => {
            let charge = row::<Charge>(ctx, charge.key()).await?;
            Ok(Request::Void(authorization(&charge)?))
        }
        Work::Refund { refund, charge, .. } => {
            let refund = row::<Refund>(ctx, refund.key()).await?;
            let charge = row::<Charge>(ctx, charge.key()).await?;
            Ok(Request::Refund(RefundRequest {
                authorization: authorization(&charge)?,
                amount: refund.amount(),
                behavior: After::of(charges::behavior(&charge)).refund,
            }))
        }
    }
}

/// What an authorization is about, read from its intent.
pub struct Asked {
    pub authorization: Authorization,
    pub capture: Capture,
    pub method: Stored<PaymentMethod>,
    pub statement_descriptor: Option<String>,
}

async fn authorize(ctx: &Ctx<'_>, asked: Asked) -> Result<Request, ApiError> {
    let state = asked.method.private.card.as_ref();
    let previous = state.and_then(|state| state.network_transaction_id.clone());
    let card: CardSecrets = vault::of_method(ctx, &asked.method).await?;
    Ok(Request::Authorize(Box::new(AuthorizeRequest {
        previous_network_transaction_id: previous.filter(|_| asked.authorization.off_session().is_some()),
        authorization: asked.authorization,
        card: Arc::new(card),
        capture: asked.capture,
        statement_descriptor: asked.statement_descriptor,
    })))
}

fn authorization(charge: &Charge) -> Result<AttemptId, ApiError> {
    charge
        .private
        .authorization
        .map(known_by)
        .ok_or_else(ApiError::internal)
}

/// A row that an attempt names. Nothing that money touched is deleted, so it is there.
pub async fn row<T: Record>(ctx: &Ctx<'_>, key: Key) -> Result<Stored<T>, ApiError> {
    let found = ctx.tx.get::<T>(key).await?;
    found.ok_or_else(|| {
        tracing::error!(
            table = T::table().name,
            key = key.0,
            "an attempt names a row that is not there"
        );
        ApiError::internal()
    })
}
