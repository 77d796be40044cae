//! A payment intent as the API shows it, and the moves between its statuses. Pure.

use kernel::ids::{ChargeId, CustomerId, MandateId, PaymentAttemptId, PaymentIntentId, PaymentMethodId, ReviewId};
use kernel::{Currency, Key, Money, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::mandates::Acceptance;
use crate::parts::{AutomaticPaymentMethods, CardOnce, Metadata, Methods, Shipping, Tag, tags};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PaymentIntent {
    pub id: PaymentIntentId,
    pub object: Tag<tags::PaymentIntent>,
    pub allowed_payment_method_types: Option<Vec<String>>,
    /// Minor units, as are all amounts here.
    pub amount: i64,
    pub amount_capturable: i64,
    pub amount_details: Value,
    pub amount_received: i64,
    pub application: Option<String>,
    pub application_fee_amount: Option<i64>,
    pub automatic_payment_methods: Option<AutomaticPaymentMethods>,
    pub canceled_at: Option<Timestamp>,
    pub cancellation_reason: Option<String>,
    pub capture_method: CaptureMethod,
    pub client_secret: String,
    pub confirmation_method: ConfirmationMethod,
    pub created: Timestamp,
    pub currency: Currency,
    pub customer: Option<CustomerId>,
    pub customer_account: Option<String>,
    pub description: Option<String>,
    pub excluded_payment_method_types: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hooks: Option<Value>,
    pub last_payment_error: Option<Value>,
    pub latest_charge: Option<ChargeId>,
    pub livemode: bool,
    pub managed_payments: Option<Value>,
    pub metadata: Metadata,
    pub next_action: Option<Value>,
    pub on_behalf_of: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_details: Option<Value>,
    pub payment_method: Option<PaymentMethodId>,
    pub payment_method_configuration_details: Option<Value>,
    pub payment_method_options: Value,
    pub payment_method_types: Vec<String>,
    pub payment_record: Option<String>,
    pub processing: Option<Value>,
    pub receipt_email: Option<String>,
    pub review: Option<ReviewId>,
    pub setup_future_usage: Option<String>,
    pub shipping: Option<Shipping>,
    pub source: Option<String>,
    pub statement_descriptor: Option<String>,
    pub statement_descriptor_suffix: Option<String>,
    pub status: Status,
    pub transfer_data: Option<Value>,
    pub transfer_group: Option<String>,
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
    RequiresCapture,
    Succeeded,
    Canceled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaptureMethod {
    Automatic,
    AutomaticAsync,
    Manual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConfirmationMethod {
    Automatic,
    Manual,
}

/// What Florin keeps beside an intent.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Private {
    pub return_url: Option<String>,
    pub radar_options: Option<Value>,
    pub line_items: Vec<Value>,
    /// Options of the next attempt with a card.
    pub card_once: CardOnce,
    /// What the customer agreed to at the last confirmation; a mandate is made of it.
    pub acceptance: Option<Acceptance>,
    /// The mandate that the last confirmation named.
    pub mandate: Option<MandateId>,
    /// The attempt that waits for the customer, and how its confirmation was asked for.
    pub challenge: Option<Challenge>,
    /// With manual confirmation: the customer passed, and the server must confirm once more.
    pub passed: bool,
    /// Counts attempts, so that each has a seed of its own.
    pub attempts: u32,
    pub increments: u32,
    /// The acquirer is being asked; the intent is `processing` until that attempt is settled.
    pub outside: Option<Key>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Challenge {
    pub attempt: PaymentAttemptId,
    pub method: PaymentMethodId,
    pub terms: Terms,
    pub seed: u64,
}

/// How a confirmation was asked for; kept while the customer authenticates.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Terms {
    pub off_session: bool,
    pub moto: bool,
    pub error_on_requires_action: bool,
    pub use_stripe_sdk: bool,
    pub return_url: Option<String>,
    pub cvc_given: bool,
}

impl Status {
    pub fn name(self) -> &'static str {
        match self {
            Status::RequiresPaymentMethod => "requires_payment_method",
            Status::RequiresConfirmation => "requires_confirmation",
            Status::RequiresAction => "requires_action",
            Status::Processing => "processing",
            Status::RequiresCapture => "requires_capture",
            Status::Succeeded => "succeeded",
            Status::Canceled => "canceled",
        }
    }

    /// Whether amount, payment method and the like may still change.
    pub fn is_open(self) -> bool {
        match self {
            Status::RequiresPaymentMethod | Status::RequiresConfirmation | Status::RequiresAction => true,
            Status::Processing | Status::RequiresCapture | Status::Succeeded | Status::Canceled => false,
        }
    }

    pub fn may_cancel(self) -> bool {
        match self {
            Status::RequiresPaymentMethod
            | Status::RequiresConfirmation
            | Status::RequiresAction
            | Status::RequiresCapture => true,
            Status::Processing | Status::Succeeded | Status::Canceled => false,
        }
    }
}

impl PaymentIntent {
    pub fn amount(&self) -> Money {
        Money::new(self.amount, self.currency)
    }

    /// The payment method for the next confirmation; `None` takes it away.
    pub fn set_payment_method(&mut self, method: Option<PaymentMethodId>) {
        self.status = if method.is_some() {
            Status::RequiresConfirmation
        } else {
            Status::RequiresPaymentMethod
        };
        self.payment_method = method;
        self.next_action = None;
        self.private.challenge = None;
        self.private.passed = false;
    }

    /// Approved, and the money is ours.
    pub fn succeed(&mut self, charge: ChargeId, received: i64) {
        self.settle_attempt(Some(charge));
        self.status = Status::Succeeded;
        self.amount_capturable = 0;
        self.amount_received = received;
    }

    /// Approved, and held until it is captured.
    pub fn hold(&mut self, charge: ChargeId) {
        self.settle_attempt(Some(charge));
        self.status = Status::RequiresCapture;
        self.amount_capturable = self.amount;
    }

    /// An acquirer far away is asked to authorize, with this attempt.
    pub fn process(&mut self, method: PaymentMethodId, attempt: Key) {
        self.settle_attempt(None);
        self.payment_method = Some(method);
        self.process_hold(attempt);
    }

    /// An acquirer far away is asked to capture or to let go of what is held.
    pub fn process_hold(&mut self, attempt: Key) {
        self.private.outside = Some(attempt);
        self.status = Status::Processing;
    }

    /// It was not done: the funds are held as before.
    pub fn keep_hold(&mut self) {
        self.private.outside = None;
        self.status = Status::RequiresCapture;
    }

    /// The customer must act first.
    pub fn require_action(&mut self, next_action: Value, challenge: Challenge) {
        self.private.outside = None;
        self.payment_method = Some(challenge.method.clone());
        self.last_payment_error = None;
        self.next_action = Some(next_action);
        self.private.challenge = Some(challenge);
        self.private.passed = false;
        self.status = Status::RequiresAction;
    }

    /// A debit was accepted; whether it is paid turns out later.
    pub fn await_debit(&mut self, charge: ChargeId, challenge: Challenge) {
        self.settle_attempt(Some(charge));
        self.payment_method = Some(challenge.method.clone());
        self.private.challenge = Some(challenge);
        self.status = Status::Processing;
    }

    /// Whether a debit of it is on its way.
    pub fn has_open_debit(&self) -> bool {
        self.status == Status::Processing && self.private.challenge.is_some()
    }

    /// With manual confirmation: the customer did what was asked, the server confirms once more.
    pub fn await_server(&mut self) {
        self.next_action = None;
        self.private.passed = true;
        self.status = Status::RequiresConfirmation;
    }

    /// The attempt failed; another payment method is wanted.
    pub fn fail(&mut self, error: Value, charge: Option<ChargeId>) {
        self.settle_attempt(charge);
        self.forget_terms();
        self.last_payment_error = Some(error);
        self.payment_method = None;
        self.status = Status::RequiresPaymentMethod;
    }

    pub fn cancel(&mut self, reason: Option<String>, now: Timestamp) {
        self.next_action = None;
        self.private.challenge = None;
        self.private.outside = None;
        self.amount_capturable = 0;
        self.canceled_at = Some(now);
        self.cancellation_reason = reason;
        self.status = Status::Canceled;
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

    /// The attempt failed, and what was said for it alone does not serve the next. After one that succeeded there is no
    /// next, and what was said stays as evidence.
    fn forget_terms(&mut self) {
        self.private.card_once = CardOnce::default();
        self.private.acceptance = None;
        self.private.mandate = None;
    }

    fn settle_attempt(&mut self, charge: Option<ChargeId>) {
        self.next_action = None;
        self.last_payment_error = None;
        self.private.challenge = None;
        self.private.outside = None;
        self.private.passed = false;
        if charge.is_some() {
            self.latest_charge = charge;
        }
    }

    /// An intent with nothing but what it cannot be without.
    pub fn new(
        id: PaymentIntentId,
        secret: String,
        amount: Money,
        created: Timestamp,
        livemode: bool,
    ) -> PaymentIntent {
        PaymentIntent {
            client_secret: format!("{id}_secret_{secret}"),
            id,
            object: Default::default(),
            allowed_payment_method_types: None,
            amount: amount.minor_units(),
            amount_capturable: 0,
            amount_details: json!({"tip": {}}),
            amount_received: 0,
            application: None,
            application_fee_amount: None,
            automatic_payment_methods: None,
            canceled_at: None,
            cancellation_reason: None,
            capture_method: CaptureMethod::AutomaticAsync,
            confirmation_method: ConfirmationMethod::Automatic,
            created,
            currency: amount.currency(),
            customer: None,
            customer_account: None,
            description: None,
            excluded_payment_method_types: None,
            hooks: None,
            last_payment_error: None,
            latest_charge: None,
            livemode,
            managed_payments: None,
            metadata: Metadata::default(),
            next_action: None,
            on_behalf_of: None,
            payment_details: None,
            payment_method: None,
            payment_method_configuration_details: None,
            payment_method_options: json!({}),
            payment_method_types: Vec::new(),
            payment_record: None,
            processing: None,
            receipt_email: None,
            review: None,
            setup_future_usage: None,
            shipping: None,
            source: None,
            statement_descriptor: None,
            statement_descriptor_suffix: None,
            status: Status::RequiresPaymentMethod,
            transfer_data: None,
            transfer_group: None,
            private: Private::default(),
        }
    }
}

impl CaptureMethod {
    pub fn parse(word: &str) -> Option<CaptureMethod> {
        match word {
            "automatic" => Some(CaptureMethod::Automatic),
            "automatic_async" => Some(CaptureMethod::AutomaticAsync),
            "manual" => Some(CaptureMethod::Manual),
            _ => None,
        }
    }
}
