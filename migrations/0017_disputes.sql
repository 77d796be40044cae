-- Disputes, early fraud warnings and reviews: what becomes of charges that somebody doubts.

create table disputes (
  @head,
  -- Keys of the disputed charge and of its payment intent; the second null if there is none.
  charge bigint not null,
  payment_intent bigint
);
@newest disputes;
create index disputes_charge on disputes (account, charge, id);
create index disputes_payment_intent on disputes (account, payment_intent, id);

create table early_fraud_warnings (
  @head,
  -- Keys of the charge that the issuer reported and of its payment intent; the second null if there is none.
  charge bigint not null,
  payment_intent bigint
);
@newest early_fraud_warnings;
create index early_fraud_warnings_charge on early_fraud_warnings (account, charge, id);
create index early_fraud_warnings_payment_intent on early_fraud_warnings (account, payment_intent, id);

create table reviews (
  @head,
  -- Key of the charge that was put up for review.
  charge bigint not null
);
@newest reviews;
