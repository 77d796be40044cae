-- Charges and refunds.

create table charges (
  @head,
  -- Keys of the customer and the payment intent; null if there is none.
  customer bigint,
  payment_intent bigint,
  transfer_group text,
  status text not null check (status in ('succeeded', 'pending', 'failed')),
  -- 1 once the funds were captured.
  captured bigint not null,
  -- Key of the balance transaction that booked the captured funds; null before.
  txn bigint
);
@newest charges;
create index charges_customer on charges (account, customer, id);
create index charges_payment_intent on charges (account, payment_intent, id);
create index charges_transfer_group on charges (account, transfer_group, id);

create table refunds (
  @head,
  -- Keys of the refunded charge and of its payment intent.
  charge bigint,
  payment_intent bigint
);
@newest refunds;
create index refunds_charge on refunds (account, charge, id);
create index refunds_payment_intent on refunds (account, payment_intent, id);
