-- Payment intents, setup intents, their attempts, and confirmation tokens.

create table payment_intents (
  @head,
  -- Key of the customer; null if there is none.
  customer bigint
);
@newest payment_intents;
create index payment_intents_customer on payment_intents (account, customer, id);

-- Attempts that wait for their customer to authenticate.
create table payment_attempts (
  @head
);

create table setup_intents (
  @head,
  -- Keys of the customer and of the payment method; null if there is none.
  customer bigint,
  payment_method bigint
);
@newest setup_intents;
create index setup_intents_customer on setup_intents (account, customer, id);
create index setup_intents_payment_method on setup_intents (account, payment_method, id);

create table setup_attempts (
  @head,
  -- Key of the setup intent.
  setup_intent bigint not null
);
create index setup_attempts_setup_intent on setup_attempts (account, setup_intent, id);

create table confirmation_tokens (
  @head
);
