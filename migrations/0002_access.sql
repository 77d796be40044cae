-- Accounts and their API keys.

create table accounts (
  @head,
  -- From 1; the scope of the account's rows is twice this, plus one in live mode.
  number bigint not null,
  -- acct_…
  public_id text not null,
  -- Number of the account whose keys may act for this one.
  creator bigint not null
);
create unique index accounts_number on accounts (number);
create unique index accounts_public_id on accounts (public_id);

create table api_keys (
  @head,
  -- SHA-256 of the key's text, hexadecimal. The text itself is nowhere.
  hash text not null,
  kind text not null check (kind in ('secret', 'publishable', 'restricted'))
);
create unique index api_keys_hash on api_keys (hash);
