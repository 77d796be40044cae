//! What can go wrong with an intent, and what the client sees of it.

use wire::ApiError;

use super::{PaymentIntent, Status};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(
        "This PaymentIntent's {what} could not be updated because it has a status of {}. You may only update the {what} of a PaymentIntent with one of the following statuses: requires_payment_method, requires_confirmation, requires_action.", status.name()
    )]
    NotUpdatable { what: &'static str, status: Status },
    #[error("You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.")]
    AlreadySucceeded,
    #[error(
        "You cannot confirm this PaymentIntent because it has a status of {}. Only a PaymentIntent with one of the following statuses may be confirmed: requires_confirmation, requires_action.", status.name()
    )]
    NotConfirmable { status: Status },
    #[error(
        "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken."
    )]
    NoPaymentMethod,
    #[error(
        "You cannot confirm this PaymentIntent because it's missing a payment method. To confirm the PaymentIntent with {customer}, specify a payment method attached to this customer along with the customer ID."
    )]
    NoPaymentMethodOfCustomer { customer: String },
    #[error(
        "This PaymentIntent could not be captured because it has a status of {}. Only a PaymentIntent with one of the following statuses may be captured: requires_capture.", status.name()
    )]
    NotCapturable { status: Status },
    #[error(
        "The remaining amount on this PaymentIntent could not be captured because the remainder of the authorized amount has been released."
    )]
    RemainderReleased,
    #[error(
        "The payment could not be captured with `final_capture` set to false because its card does not support multiple captures."
    )]
    OnlyOneCapture,
    #[error(
        "The payment could not be captured because the requested capture amount is greater than the amount you can capture for this charge. Contact us via https://support.stripe.com/contact/ for help."
    )]
    CaptureTooLarge,
    #[error(
        "You cannot cancel this PaymentIntent because it has a status of {}. Only a PaymentIntent with one of the following statuses may be canceled: requires_payment_method, requires_capture, requires_reauthorization, requires_confirmation, requires_action, expired, processing.", status.name()
    )]
    NotCancelable { status: Status },
    #[error(
        "This PaymentIntent's authorization could not be incremented because it has a status of {}. Only a PaymentIntent with one of the following statuses may have its authorization incremented: requires_capture.", status.name()
    )]
    NotIncrementable { status: Status },
    #[error(
        "This PaymentIntent's authorization cannot be incremented: its card does not support incremental authorizations."
    )]
    IncrementUnavailable,
    #[error(
        "The `amount_to_confirm` is not the amount of this PaymentIntent, which is {amount}. Update the PaymentIntent, or confirm its amount."
    )]
    OtherAmount { amount: i64 },
    #[error("This PaymentIntent is not waiting for {what}: it has a status of {}.", status.name())]
    NotWaiting { what: &'static str, status: Status },
    #[error(
        "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of these payment methods might redirect your customer off of your page, you must provide a `return_url`. If you don't want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents."
    )]
    NoReturnUrl,
}

impl Error {
    /// As the API says it, with the intent as it stands where the state is to blame.
    pub fn about(self, intent: &PaymentIntent) -> ApiError {
        let message = self.to_string();
        let state = |error: ApiError| with_intent(error.code("payment_intent_unexpected_state"), intent);
        match self {
            Error::NotUpdatable { what, .. } => state(ApiError::refused(message).param(what)),
            Error::AlreadySucceeded
            | Error::NotConfirmable { .. }
            | Error::NoPaymentMethod
            | Error::NoPaymentMethodOfCustomer { .. }
            | Error::NotCapturable { .. }
            | Error::RemainderReleased
            | Error::NotCancelable { .. }
            | Error::NotIncrementable { .. } => state(ApiError::refused(message)),
            Error::CaptureTooLarge => with_intent(
                ApiError::refused(message)
                    .code("amount_too_large")
                    .param("amount_to_capture"),
                intent,
            ),
            Error::OnlyOneCapture => with_intent(ApiError::refused(message).param("final_capture"), intent),
            Error::IncrementUnavailable => with_intent(ApiError::refused(message), intent),
            Error::NotWaiting { .. } => with_intent(ApiError::refused(message).code("intent_invalid_state"), intent),
            Error::OtherAmount { .. } => with_intent(ApiError::refused(message).param("amount_to_confirm"), intent),
            Error::NoReturnUrl => ApiError::refused(message).param("return_url"),
        }
    }
}

/// The whole intent inside an error.
pub fn with_intent(error: ApiError, intent: &PaymentIntent) -> ApiError {
    error.payment_intent(crate::refusal::raw(intent))
}
