-- Processes of the installation: one row each, which it refreshes every two seconds. A row that was not refreshed for ten
-- seconds is of a dead one, and is kept for a day.
create table replica (
  id                 text        primary key,
  started_at         timestamptz not null default now(),
  seen_at            timestamptz not null default now(),
  ended              boolean     not null default false,
  -- Requests a second to commercetools that it may send, and others must not.
  share              int         not null default 0,
  -- Until when commercetools has asked it for a pause.
  paused_until       timestamptz,
  -- Since when its breaker is not closed.
  commercetools_away timestamptz,
  reveni_away        timestamptz
);
create index replica_seen_at on replica (seen_at);

-- How often a piece of work was put off without an attempt since the last one; the lease that it waits for; who works on it.
alter table work
  add column put_off int not null default 0,
  add column waits_for text,
  add column claimed_by text;
