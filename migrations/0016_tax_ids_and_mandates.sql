-- Tax ids of customers and of the account, mandates, and setup intents by whom they attach to.

create table tax_ids (
  @head,
  -- Key of the customer; 0 if it is the account's own.
  customer bigint not null
);
create index tax_ids_customer on tax_ids (account, customer, id);

create table mandates (
  @head
);

-- 1 if the payment method is attached to the account itself.
alter table setup_intents add column attach_to_self bigint not null default 0;
