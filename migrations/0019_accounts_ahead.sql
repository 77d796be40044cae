-- Accounts whose clock is ahead of the machine's, found without a look at the others.

-- 1 if it is ahead; else null.
alter table accounts add column ahead bigint;
create index accounts_ahead on accounts (ahead, id);
