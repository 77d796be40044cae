-- The API version that an event is shown in, fixed when it happened.

-- Null for 2026-10-28.endive, which all had before this column.
alter table events add column api_version text;
