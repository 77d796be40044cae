-- Payment method configurations: which payment methods an account offers.

create table payment_method_configurations (
  @head,
  -- "default" of the account's default configuration, else the configuration's own id: so there is one default.
  slot text not null
);
@newest payment_method_configurations;
create unique index payment_method_configurations_slot on payment_method_configurations (account, slot);
