-- Payment methods, tokens, and the vault's rows.

create table payment_methods (
  @head,
  -- Key of the customer who has it; null if none has.
  customer bigint
);
@newest payment_methods;
create index payment_methods_customer on payment_methods (account, customer, id);

create table tokens (
  @head
);

create table cards (
  @head,
  -- Sealed card number, hexadecimal.
  pan text not null,
  -- Sealed security code, hexadecimal; null once it was used or an hour old.
  cvc text
);
