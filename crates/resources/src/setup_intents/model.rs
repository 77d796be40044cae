//! A setup intent as the API shows it, and the moves between its statuses. Pure.

use kernel::ids::{CustomerId, MandateId, PaymentAttemptId, PaymentMethodId, SetupAttemptId, SetupIntentId};
use kernel::{Key, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::mandates::{Acceptance, SingleUse};
use crate::parts::{AutomaticPaymentMethods, CardOnce, Metadata, Methods, Tag, tags};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SetupIntent {
    pub id: SetupIntentId,
    pub object: Tag<tags::SetupIntent>,
    pub allowed_payment_method_types: Option<Vec<String>>,
    pub application: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attach_to_self: Option<bool>,
    pub automatic_payment_methods: Option<AutomaticPaymentMethods>,
    pub cancellation_reason: Option<String>,
    pub client_secret: String,
    pub created: Timestamp,
    pub customer: Option<CustomerId>,
    pub customer_account: Option<String>,
    pub description: Option<String>,
    pub excluded_payment_method_types: Option<Vec<String>>,
    pub flow_directions: Option<Vec<String>>,
    pub last_setup_error: Option<Value>,
    pub latest_attempt: Option<SetupAttemptId>,
    pub livemode: bool,
    pub mandate: Option<MandateId>,
    pub metadata: Metadata,
    pub next_action: Option<Value>,
    pub on_behalf_of: Option<String>,
    pub payment_method: Option<PaymentMethodId>,
    pub payment_method_configuration_details: Option<Value>,
    pub payment_method_options: Value,
    pub payment_method_types: Vec<String>,
    pub single_use_mandate: Option<MandateId>,
    pub status: Status,
    pub usage: String,
    #[serde(skip)]
    pub private: Private,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    RequiresPaymentMethod,
    RequiresConfirmation,
    RequiresAction,
    Processing,
    Succeeded,
    Canceled,
}

/// What Florin keeps beside an intent.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Private {
    pub challenge: Option<Challenge>,
    pub return_url: Option<String>,
    /// Options of the next attempt with a card.
    pub card_once: CardOnce,
    /// What the customer agreed to at the last confirmation; a mandate is made of it.
    pub acceptance: Option<Acceptance>,
    /// The one payment that the set-up is for.
    pub single_use: Option<SingleUse>,
    /// Asked for on-session use only, so off-session payments are not agreed to.
    pub on_session_only: bool,
    pub attempts: u32,
    /// The acquirer is being asked; `processing` until that attempt is settled.
    pub outside: Option<Key>,
}

/// The attempt that waits for the customer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Challenge {
    pub attempt: PaymentAttemptId,
    pub method: PaymentMethodId,
    pub seed: u64,
}

impl Status {
    pub fn name(self) -> &'static str {
        match self {
            Status::RequiresPaymentMethod => "requires_payment_method",
            Status::RequiresConfirmation => "requires_confirmation",
            Status::RequiresAction => "requires_action",
            Status::Processing => "processing",
            Status::Succeeded => "succeeded",
            Status::Canceled => "canceled",
        }
    }

    pub fn is_open(self) -> bool {
        match self {
            Status::RequiresPaymentMethod | Status::RequiresConfirmation | Status::RequiresAction => true,
            Status::Processing | Status::Succeeded | Status::Canceled => false,
        }
    }
}

impl SetupIntent {
    pub fn new(id: SetupIntentId, secret: String, created: Timestamp, livemode: bool) -> SetupIntent {
        SetupIntent {
            client_secret: format!("{id}_secret_{secret}"),
            id,
            object: Default::default(),
            allowed_payment_method_types: None,
            application: None,
            attach_to_self: None,
            automatic_payment_methods: None,
            cancellation_reason: None,
            created,
            customer: None,
            customer_account: None,
            description: None,
            excluded_payment_method_types: None,
            flow_directions: None,
            last_setup_error: None,
            latest_attempt: None,
            livemode,
            mandate: None,
            metadata: Metadata::default(),
            next_action: None,
            on_behalf_of: None,
            payment_method: None,
            payment_method_configuration_details: None,
            payment_method_options: json!({}),
            payment_method_types: Vec::new(),
            single_use_mandate: None,
            status: Status::RequiresPaymentMethod,
            usage: "off_session".to_owned(),
            private: Private::default(),
        }
    }

    pub fn set_payment_method(&mut self, method: Option<PaymentMethodId>) {
        self.status = if method.is_some() {
            Status::RequiresConfirmation
        } else {
            Status::RequiresPaymentMethod
        };
        self.payment_method = method;
        self.next_action = None;
        self.private.challenge = None;
    }

    /// An acquirer far away is asked, with this attempt.
    pub fn process(&mut self, method: PaymentMethodId, attempt: Key) {
        self.next_action = None;
        self.last_setup_error = None;
        self.payment_method = Some(method);
        self.private.challenge = None;
        self.private.outside = Some(attempt);
        self.status = Status::Processing;
    }

    pub fn succeed(&mut self, method: PaymentMethodId, attempt: SetupAttemptId) {
        self.next_action = None;
        self.last_setup_error = None;
        self.private.challenge = None;
        self.private.outside = None;
        self.payment_method = Some(method);
        self.latest_attempt = Some(attempt);
        self.status = Status::Succeeded;
    }

    pub fn require_action(&mut self, next_action: Value, challenge: Challenge, attempt: SetupAttemptId) {
        self.payment_method = Some(challenge.method.clone());
        self.last_setup_error = None;
        self.next_action = Some(next_action);
        self.private.challenge = Some(challenge);
        self.private.outside = None;
        self.latest_attempt = Some(attempt);
        self.status = Status::RequiresAction;
    }

    pub fn fail(&mut self, error: Value, attempt: SetupAttemptId) {
        self.next_action = None;
        self.private.challenge = None;
        self.private.outside = None;
        self.last_setup_error = Some(error);
        self.payment_method = None;
        self.latest_attempt = Some(attempt);
        self.forget_terms();
        self.status = Status::RequiresPaymentMethod;
    }

    /// The attempt failed, and what was said for it alone does not serve the next. After one that succeeded there is no
    /// next, and what was said stays as evidence.
    fn forget_terms(&mut self) {
        self.private.card_once = CardOnce::default();
        self.private.acceptance = None;
    }

    /// Which types of payment methods it takes.
    pub fn methods(&mut self) -> Methods<'_> {
        Methods {
            allowed: &mut self.allowed_payment_method_types,
            automatic: &mut self.automatic_payment_methods,
            excluded: &mut self.excluded_payment_method_types,
            types: &mut self.payment_method_types,
        }
    }

    pub fn cancel(&mut self, reason: Option<String>) {
        self.next_action = None;
        self.private.challenge = None;
        self.cancellation_reason = reason;
        self.status = Status::Canceled;
    }

    /// Whether this attempt waits for its customer.
    pub fn awaits(&self, attempt: &PaymentAttemptId) -> bool {
        let challenge = self.private.challenge.as_ref();
        self.status == Status::RequiresAction && challenge.is_some_and(|challenge| challenge.attempt == *attempt)
    }
}
