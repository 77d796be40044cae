//! What the elements in a browser ask for: the session that they begin with, changes of saved payment methods by the secret
//! of a customer session, and the steps of 3-D Secure.
//!
//! Nothing here is stored. A session is made of the intent or of what the page said, of the account's payment method
//! configuration, and of the customer session.

mod authenticate;
mod challenge_complete;
mod customer;
mod detach_payment_method;
mod saved;
mod sessions;
mod shape;
mod specs;
mod subject;
mod update_payment_method;

use wire::operation;
use wire::resource::{Resource, Show};

use crate::customer_sessions::CUSTOMER_SESSIONS;

pub fn resource() -> Resource {
    Resource {
        object: "elements_session",
        prefixes: &[],
        table: &CUSTOMER_SESSIONS,
        key: |_| None,
        show: Show::AsStored,
        expands: &[],
        publishable: &[],
        routes: || {
            vec![
                operation!(GET "/v1/elements/sessions", publishable "payment_intent_read", "sessions.params", sessions::handler => "elements_session"),
                operation!(POST "/v1/elements/payment_methods/{id}", publishable "payment_method_write", "update_payment_method.params", update_payment_method::handler => "payment_method"),
                operation!(POST "/v1/elements/payment_methods/{id}/detach", publishable "payment_method_write", "detach_payment_method.params", detach_payment_method::handler => "payment_method"),
                operation!(POST "/v1/3ds2/authenticate", publishable "payment_intent_write", "authenticate.params", authenticate::handler => "three_d_secure_2"),
                operation!(POST "/v1/3ds2/challenge_complete", publishable "payment_intent_write", "challenge_complete.params", challenge_complete::handler => "three_d_secure_2"),
            ]
        },
    }
}
