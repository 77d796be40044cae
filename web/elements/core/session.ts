/** What `GET /v1/elements/sessions` answers: everything that elements need to know before the first input. */

export interface ElementsSession {
  object: 'elements_session';
  session_id: string;
  livemode: boolean;
  account: string;
  business_name: string;
  /** ISO 3166 alpha-2. */
  merchant_country: string;
  payment_method_preference: {
    object: 'payment_method_preference';
    type: 'payment_intent' | 'setup_intent' | 'deferred_intent';
    country_code: string;
    /** The offered payment methods, in the order in which they are shown. */
    ordered_payment_method_types: string[];
    payment_intent?: SessionIntent;
    setup_intent?: SessionIntent;
  };
  payment_method_specs: PaymentMethodSpec[];
  customer: SessionCustomer | null;
  settings: {
    /** Ids inside frames: `Field-numberInput` (legacy) or `payment-numberInput` (current). `auto`: by train. */
    dom_profile: 'auto' | 'legacy' | 'current';
    link_checkbox: 'off' | 'compat';
    /** Frames around the 3-D Secure page; the server's page follows it by itself. */
    three_ds_nesting?: 'current' | 'old';
    /** Whether the sandbox shows a wallet to play with. */
    test_wallet: boolean;
    checkout_base_url: string;
  };
}

/** The fields that a publishable key and the client secret may see. */
export interface SessionIntent {
  id: string;
  object: 'payment_intent' | 'setup_intent';
  client_secret: string;
  status: string;
  amount?: number;
  currency?: string;
  capture_method?: string;
  setup_future_usage?: 'off_session' | 'on_session' | null;
  payment_method_types: string[];
  payment_method_options?: Record<string, Record<string, unknown>> | null;
  [field: string]: unknown;
}

/** How one payment method looks and behaves. */
export interface PaymentMethodSpec {
  type: string;
  /** `card`: own form; `bank_dialog`: linked accounts; `iban`: direct debit; `redirect`: the customer is sent elsewhere. */
  kind: 'card' | 'bank_dialog' | 'iban' | 'redirect' | 'voucher' | 'link';
  /** The result comes later than the confirmation. */
  delayed: boolean;
  /** Can be saved for future payments. */
  reusable: boolean;
  /** Billing details that this method cannot do without. */
  required: ('name' | 'email' | 'phone' | 'country' | 'address')[];
}

export interface SessionCustomer {
  id: string;
  default_payment_method: string | null;
  /** Saved payment methods as the API shows them, filtered and in order. */
  payment_methods: SavedPaymentMethod[];
  customer_session: {
    id: string;
    customer: string;
    expires_at: number;
    components: {
      payment_element: {
        enabled: boolean;
        features: null | {
          payment_method_allow_redisplay_filters: string[];
          payment_method_redisplay: 'enabled' | 'disabled';
          payment_method_redisplay_limit: number | null;
          payment_method_remove: 'enabled' | 'disabled';
          payment_method_save: 'enabled' | 'disabled';
          payment_method_save_usage: 'on_session' | 'off_session' | null;
        };
      };
    };
  };
}

export interface SavedPaymentMethod {
  id: string;
  object: 'payment_method';
  type: string;
  allow_redisplay?: string;
  billing_details: Record<string, unknown>;
  [detail: string]: unknown;
}
