-- Deliveries of other accounts' events: to endpoints of the account that made those accounts.

-- The scope that the event belongs to, where it is not the endpoint's own.
alter table deliveries add column event_scope bigint;
