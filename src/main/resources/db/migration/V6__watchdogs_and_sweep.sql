-- What is expected of a return and has not happened: one row each, written with the state that expects it. "expected" says
-- what exactly; something else is another row, whose time begins anew. Deleted when it has happened, or is no longer
-- expected; met_at is set where another step than the one that saves the state has seen it happen.
create table watch (
  store        text        not null,
  return_id    text        not null,
  code         text        not null,
  subject      text        not null,
  expected     text        not null,
  step         text        not null,
  work_subject text        not null,
  since        timestamptz not null,
  details      jsonb       not null default '{}',
  met_at       timestamptz,
  opened_at    timestamptz,
  primary key (store, return_id, code, subject, expected)
);
create index watch_due on watch (code, since) where met_at is null and opened_at is null;

-- When a return was last read from Reveni, and whether the sweep reads it again: until it is terminal, nothing of it is
-- unfinished, and 30 days have passed.
alter table return_state
  add column seen_at        timestamptz not null default now(),
  add column terminal_since timestamptz,
  add column unfinished     boolean     not null default true,
  add column in_sweep       boolean     not null default true;
update return_state set terminal_since = reveni_at where terminal;
drop index return_state_open;
create index return_state_swept on return_state (seen_at, store, return_id) where in_sweep;
create index return_state_ended on return_state (terminal_since) where in_sweep and not unfinished;

-- Imports name refunds.
create index return_state_by_refund on return_state
  using gin (jsonb_path_query_array(document, '$.snapshot.refunds[*].refundId'));

-- How far the list of a store's returns at Reveni has been read.
create table list_reading (
  store      text        primary key,
  read_until timestamptz,
  began_at   timestamptz,
  next       text,
  pages      int         not null default 0
);
