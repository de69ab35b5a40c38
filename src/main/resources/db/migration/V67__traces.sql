-- The trace that a row belongs to, where one is made: by whom work was woken, the last behind the others, and what has
-- made a record.
alter table work add column traceparent text;
alter table outgoing add column traceparent text;
alter table scan add column traceparent text;
