//! What can go wrong with a setup intent, and what the client sees of it.

use wire::ApiError;

use super::{SetupIntent, Status};
use crate::refusal;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(
        "You cannot confirm this SetupIntent because it's missing a payment method. You can either update the SetupIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken."
    )]
    NoPaymentMethod,
    #[error("You cannot confirm this SetupIntent because it has already succeeded.")]
    AlreadySucceeded,
    #[error(
        "You cannot confirm this SetupIntent because it has a status of {}. Only a SetupIntent with one of the following statuses may be confirmed: requires_payment_method, requires_confirmation, requires_action.", status.name()
    )]
    NotConfirmable { status: Status },
    #[error("You cannot update this SetupIntent because it has already succeeded.")]
    UpdateSucceeded,
    #[error("You cannot update this SetupIntent because it has a status of {}.", status.name())]
    NotUpdatable { status: Status },
    #[error(
        "You cannot cancel this SetupIntent because it has a status of {}. Only a SetupIntent with one of the following statuses may be canceled: `requires_payment_method`, `requires_confirmation`, or `requires_action`.", status.name()
    )]
    NotCancelable { status: Status },
    #[error("You cannot cancel this SetupIntent because it is already canceled.")]
    AlreadyCanceled,
    #[error("This SetupIntent is not waiting for microdeposits: it has a status of {}.", status.name())]
    NotWaiting { status: Status },
    #[error(
        "This SetupIntent is configured to accept payment methods enabled in your Dashboard. Because some of these payment methods might redirect your customer off of your page, you must provide a `return_url`. If you don't want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents."
    )]
    NoReturnUrl,
    #[error("The `single_use` parameter is not supported for the payment method type {kind}.")]
    NoSingleUse { kind: String },
}

impl Error {
    /// As the API says it, with the intent as it stands.
    pub fn about(self, intent: &SetupIntent) -> ApiError {
        let refused = ApiError::refused(self.to_string());
        let code = match self {
            Error::NoReturnUrl => return refused.param("return_url"),
            Error::NoSingleUse { .. } => return refused.param("single_use"),
            Error::NotWaiting { .. } => "intent_invalid_state",
            Error::NoPaymentMethod
            | Error::AlreadySucceeded
            | Error::NotConfirmable { .. }
            | Error::UpdateSucceeded
            | Error::NotUpdatable { .. }
            | Error::NotCancelable { .. }
            | Error::AlreadyCanceled => "setup_intent_unexpected_state",
        };
        refused.code(code).setup_intent(refusal::raw(intent))
    }
}
