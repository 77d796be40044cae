-- Deliveries: one event on its way to one webhook endpoint.

create table deliveries (
  @head,
  event bigint not null,
  endpoint bigint not null,
  -- Milliseconds of the account's own clock: when the next attempt is due; null once there is none.
  due bigint,
  -- 1 until the endpoint has answered 2xx, also when it was given up; null from then on.
  undelivered bigint,
  -- Real time in milliseconds until which one process alone may attempt it.
  lease bigint not null,
  -- How often it was attempted by schedule.
  attempts bigint not null,
  -- HTTP status of the last answer; null if there was none.
  status bigint,
  -- The beginning of the last answer, or why there was none.
  response text
);
create index deliveries_endpoint_due on deliveries (account, endpoint, due, id);
create index deliveries_undelivered on deliveries (account, undelivered, event, id);
