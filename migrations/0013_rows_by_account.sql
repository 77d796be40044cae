-- Rows in the order of their lists.
--
-- PostgreSQL keeps a table's rows by account and key from the start. SQLite kept them by key, with a second tree for each
-- account's newest first. Here its busy tables get the order of the other: one tree less for each row that is written.

@rekey customers (
  email text,
  deleted bigint not null
);
@sqlite create index customers_email on customers (account, email, id);

@rekey payment_methods (
  customer bigint
);
@sqlite create index payment_methods_customer on payment_methods (account, customer, id);

@rekey charges (
  customer bigint,
  payment_intent bigint,
  transfer_group text,
  status text not null check (status in ('succeeded', 'pending', 'failed')),
  captured bigint not null,
  txn bigint
);
@sqlite create index charges_customer on charges (account, customer, id);
@sqlite create index charges_payment_intent on charges (account, payment_intent, id);
-- Most charges are of no group, and need no entry.
@sqlite create index charges_transfer_group on charges (account, transfer_group, id) where transfer_group is not null;

@rekey refunds (
  charge bigint,
  payment_intent bigint
);
@sqlite create index refunds_charge on refunds (account, charge, id);
@sqlite create index refunds_payment_intent on refunds (account, payment_intent, id);

@rekey payment_intents (
  customer bigint
);
@sqlite create index payment_intents_customer on payment_intents (account, customer, id);

@rekey setup_intents (
  customer bigint,
  payment_method bigint
);
@sqlite create index setup_intents_customer on setup_intents (account, customer, id);
@sqlite create index setup_intents_payment_method on setup_intents (account, payment_method, id);

@rekey balance_transactions (
  type text not null,
  source bigint,
  currency text not null,
  payout bigint,
  available_on bigint not null
);
@sqlite create index balance_transactions_type on balance_transactions (account, type, id);
@sqlite create index balance_transactions_source on balance_transactions (account, source, id);

@rekey events (
  type text not null,
  id_text text not null,
  previous text,
  request text,
  idempotency_key text
);
@sqlite create index events_type on events (account, type, id);

-- Postings are followed by key, or by what they belong to; nobody lists the newest.
@sqlite drop index postings_newest;
