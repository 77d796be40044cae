-- Customer sessions: found by their client secret alone.

create table customer_sessions (
  @head,
  -- SHA-256 of the client secret, hexadecimal.
  secret_hash text not null
);
create unique index customer_sessions_secret_hash on customer_sessions (account, secret_hash);
