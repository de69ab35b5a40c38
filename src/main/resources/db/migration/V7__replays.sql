-- Replays: what was asked for, how far it is, and what came of it.
create table replay (
  id         text        primary key,
  kind       text        not null check (kind in ('return', 'period', 'topic')),
  store      text,
  return_id  text,
  from_at    timestamptz,
  to_at      timestamptz,
  topic      text,
  dry_run    boolean     not null,
  who        text        not null,
  asked_at   timestamptz not null default now(),
  state      text        not null default 'finding' check (state in ('finding', 'running', 'done', 'failed')),
  spans      jsonb,
  records    bigint      not null default 0,
  unreadable bigint      not null default 0,
  returns    bigint      not null default 0,
  effects    bigint      not null default 0,
  events     bigint      not null default 0,
  cases      bigint      not null default 0,
  problem    text,
  ended_at   timestamptz
);
create index replay_by_age on replay (asked_at desc, id desc);

-- What a replay looks at: one row a subject, however many records named it. At its end only problems are kept.
create table replay_part (
  replay_id text        not null references replay (id) on delete cascade,
  subject   text        not null,
  store     text,
  return_id text,
  state     text        not null default 'found' check (state in ('found', 'woken', 'followed', 'done')),
  attempt   int         not null default 0,
  woken_at  timestamptz,
  done_at   timestamptz,
  problem   text,
  primary key (replay_id, subject)
);
create index replay_part_by_state on replay_part (replay_id, state, attempt, subject);

-- What a dry run would have written.
create table replay_change (
  id           bigint generated always as identity primary key,
  replay_id    text   not null references replay (id) on delete cascade,
  subject      text   not null,
  step         text   not null,
  resource     text   not null,
  resource_key text   not null,
  what         text   not null
);
create index replay_change_of on replay_change (replay_id, id);

-- By which a period is found.
create index return_state_by_save on return_state (saved_at);
create index scan_by_acceptance on scan (accepted_at);
