-- Customers.

create table customers (
  @head,
  email text,
  -- 1 once the customer was deleted; its body is then what is left of it.
  deleted bigint not null
);
@newest customers;
create index customers_email on customers (account, email, id);
