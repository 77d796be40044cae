-- Attempts at an acquirer that is far away, and requests that wait for one.

create table acquirer_attempts (
  @head,
  -- 1 until its outcome is known; null afterwards. Set by the commit before the call, cleared by the one after it.
  open bigint
);
create index acquirer_attempts_open on acquirer_attempts (open, id);

-- Key of the attempt that the request has begun; null if it needed none. While status is 0 it has no answer yet.
alter table idempotency add column attempt bigint;
