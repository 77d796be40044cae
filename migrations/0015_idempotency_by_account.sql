-- Idempotency keys in the order in which they go: by account and age, as PostgreSQL has them.

@rekey idempotency (
  key text not null,
  fingerprint text not null,
  status bigint not null,
  request text not null,
  attempt bigint
);
@sqlite create unique index idempotency_key on idempotency (account, key);
