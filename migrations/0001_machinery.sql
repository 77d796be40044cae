-- The machinery: bodies, ledger, events, outbox, timers, idempotency.

-- One version of an object each, compressed (the first byte names the codec). Append-only.
create table bodies (
  @head,
  -- Compressed JSON; `version` and `body` of this table are always 1 and null.
  data @blob not null
);

-- One debit and one credit of the same amount. Append-only.
create table postings (
  @head,
  -- Key of the balance transaction or settlement that the posting belongs to.
  txn bigint not null,
  -- Names of ledger accounts, as in docs/ledger.md.
  debit text not null,
  credit text not null,
  -- Three lower-case letters, ISO 4217.
  currency text not null,
  -- Minor units.
  amount bigint not null check (amount > 0),
  check (debit <> credit)
);
@newest postings;
create index postings_txn on postings (account, txn, id);

-- Sums of postings, kept by commutative increments over shards: credits less debits.
create table balances (
  account bigint not null,
  name text not null,
  currency text not null,
  -- Spreads concurrent increments; the balance is the sum over all shards.
  shard bigint not null,
  -- Minor units, may be negative.
  amount bigint not null,
  primary key (account, name, currency, shard)
);

-- Events; the body is the object as the event shows it. Append-only.
create table events (
  @head,
  type text not null,
  -- The event's public id.
  id_text text not null,
  -- JSON of what changed, with the old values; null if the event has none.
  previous text,
  -- Request that caused it, and that request's idempotency key; null for what happened by itself.
  request text,
  idempotency_key text
);
@newest events;
create index events_type on events (account, type, id);

-- One row for each commit with events, until they are deliveries.
create table outbox (
  @head,
  -- Real time in milliseconds from which it may be taken; whoever takes it moves this on.
  due bigint not null,
  -- Keys of the events, comma-separated.
  events text not null
);
create index outbox_due on outbox (due, id);

-- What happens later.
create table timers (
  @head,
  -- Milliseconds of the account's own clock.
  due bigint not null,
  kind text not null,
  -- Key of the row that it is about.
  subject bigint not null,
  -- How often it was tried and failed.
  attempts bigint not null
);
create index timers_due on timers (due, id);
create index timers_account_due on timers (account, due, id);

-- Answers kept for replay under their idempotency key; the body is what was answered.
create table idempotency (
  @head,
  key text not null,
  -- Of endpoint and parameters: the same key with others is refused.
  fingerprint text not null,
  -- HTTP status of the answer.
  status bigint not null,
  -- Id of the request that was answered first.
  request text not null
);
create unique index idempotency_key on idempotency (account, key);
