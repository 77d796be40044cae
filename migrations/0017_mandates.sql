-- Mandates: a customer's permission to debit.

create table mandates (
  @head
);
