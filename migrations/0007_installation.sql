-- What belongs to the installation as a whole; its rows have the scope 0.

-- Data keys of the card vault, wrapped by a master key that is kept outside the database.
create table vault_keys (
  @head,
  -- From 1; sealed values name the key that opens them.
  number bigint not null,
  -- Hexadecimal; names its purpose and its master key.
  wrapped text not null
);
create unique index vault_keys_number on vault_keys (number);

-- Secrets that all processes share and that are made at the first start.
create table installation (
  @head,
  name text not null,
  -- Hexadecimal.
  value text not null
);
create unique index installation_name on installation (name);
