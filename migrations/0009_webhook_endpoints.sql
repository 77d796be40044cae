-- Webhook endpoints: where events are sent to.

create table webhook_endpoints (
  @head,
  -- 1 while events are sent to it, 0 while it is disabled.
  enabled bigint not null
);
@newest webhook_endpoints;
