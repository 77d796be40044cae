-- Balance transactions: what changed the merchant's balance.

create table balance_transactions (
  @head,
  -- charge, payment, refund, …: the API's `type`.
  type text not null,
  -- Key of the charge, refund or other object that it is about; null if it is about none.
  source bigint,
  -- Three lower-case letters, ISO 4217.
  currency text not null,
  -- Key of the automatic payout that paid it out; null until then.
  payout bigint,
  -- Milliseconds since 1970: when its net becomes available.
  available_on bigint not null
);
@newest balance_transactions;
create index balance_transactions_type on balance_transactions (account, type, id);
create index balance_transactions_source on balance_transactions (account, source, id);
