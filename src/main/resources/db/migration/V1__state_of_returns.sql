-- Raw requests that were answered 202 while Kafka did not confirm; drained to their topic in the order of arrival.
create table intake_spool (
  id          bigint generated always as identity primary key,
  topic       text        not null,
  record_key  text        not null,
  headers     jsonb       not null default '{}',
  body        bytea       not null,
  accepted_at timestamptz not null default now()
);

-- What a step has already taken in, so that a repeat is recognised.
create table inbox (
  step       text        not null,
  dedupe_key text        not null,
  seen_at    timestamptz not null default now(),
  primary key (step, dedupe_key)
);
create index inbox_seen_at on inbox (seen_at);

-- Short leases on returns, orders and inventory entries, shared by all steps and replicas.
create table lease (
  name       text        primary key,
  token      uuid        not null,
  expires_at timestamptz not null
);

-- One row a return; the columns beside the document are what people and steps search by.
create table return_state (
  store        text        not null,
  return_id    text        not null,
  rma_number   text        not null,
  order_number text,
  status       text        not null,
  terminal     boolean     not null,
  reveni_at    timestamptz not null,
  document     jsonb       not null,
  version      bigint      not null,
  created_at   timestamptz not null default now(),
  saved_at     timestamptz not null default now(),
  primary key (store, return_id)
);
create index return_state_by_order on return_state (order_number);
create index return_state_by_rma on return_state (rma_number);
create index return_state_by_id on return_state (return_id);
create index return_state_by_status on return_state (status, reveni_at desc);
create index return_state_by_age on return_state (created_at desc, (store || '/' || return_id) desc);
create index return_state_open on return_state (saved_at) where not terminal;

-- Units that hold a place on an order line, so that two returns never get the same one.
create table allocation (
  store         text not null,
  return_id     text not null,
  item_id       text not null,
  unit          int  not null,
  order_number  text not null,
  line_item_id  text not null,
  primary key (store, return_id, item_id, unit)
);
create index allocation_by_line on allocation (line_item_id);

-- Work that is due: retries of what was unavailable, and wake-ups from within. One row a step and subject. A claimed row
-- is due at infinity, so that whoever wakes it meanwhile sets the true time.
create table work (
  step          text        not null,
  subject       text        not null,
  due_at        timestamptz not null default now(),
  attempt       int         not null default 0,
  generation    bigint      not null default 1,
  trigger       text,
  last_error    text,
  waiting       boolean     not null default false,
  claimed_until timestamptz,
  created_at    timestamptz not null default now(),
  primary key (step, subject)
);
create index work_due on work (due_at);
create index work_claimed on work (claimed_until) where claimed_until is not null;

-- Outgoing records of the steps; written with the state, published after it. Ids are stable: a repeat adds none.
create table outgoing (
  id           text        primary key,
  step         text        not null,
  subject      text        not null,
  topic        text        not null,
  record_key   text        not null,
  payload      text        not null,
  created_at   timestamptz not null default now(),
  published_at timestamptz
);
create index outgoing_unpublished on outgoing (step, subject, created_at) where published_at is null;
create index outgoing_by_subject on outgoing (subject, created_at);
create index outgoing_published_at on outgoing (published_at) where published_at is not null;

-- One row for each write to commercetools.
create table effect (
  id             bigint generated always as identity primary key,
  at             timestamptz not null default now(),
  resource       text        not null,
  resource_key   text        not null,
  version_before bigint,
  version_after  bigint,
  step           text        not null,
  subject        text        not null,
  trigger        text,
  what           text        not null
);
create index effect_by_subject on effect (subject, at);
create index effect_by_resource on effect (resource, resource_key);

-- Orders and inventory entries as last seen, with their versions and without personal data.
create table last_seen_order (
  order_number text        primary key,
  version      bigint      not null,
  view         jsonb       not null,
  seen_at      timestamptz not null default now()
);
create table last_seen_entry (
  sku     text        not null,
  channel text        not null,
  version bigint      not null,
  view    jsonb       not null,
  seen_at timestamptz not null default now(),
  primary key (sku, channel)
);

-- Warehouse scans. A scan's identity is (source, scan id); content is its hash, without which a repeat is a conflict.
create table scan (
  source      text        not null,
  scan_id     text        not null,
  content     text        not null,
  body        jsonb       not null,
  store       text,
  return_id   text,
  rma_number  text,
  status      text        not null,
  corrects    text,
  accepted_at timestamptz not null default now(),
  published_at timestamptz,
  primary key (source, scan_id)
);
create index scan_by_return on scan (store, return_id);
create index scan_unpublished on scan (accepted_at) where published_at is null;
create index scan_by_status on scan (status, accepted_at) where status <> 'done';

-- The stock ledger. A move is an out-leg and an in-leg; the in-leg is due once its out-leg has been applied.
create table stock_leg (
  id           text        primary key,
  sku          text        not null,
  channel      text        not null,
  delta        int         not null,
  state        text        not null default 'planned' check (state in ('planned', 'sent', 'applied')),
  writer       text        not null default 'middleware' check (writer in ('middleware', 'wms')),
  after_leg    text        references stock_leg (id),
  batch        text,
  store        text        not null,
  return_id    text        not null,
  item_id      text        not null,
  unit         int         not null,
  location     text        not null,
  kind         text        not null,
  planned_at   timestamptz not null default now(),
  sent_at      timestamptz,
  applied_at   timestamptz
);
create index stock_leg_due on stock_leg (channel, sku) where state <> 'applied';
create index stock_leg_by_return on stock_leg (store, return_id);
create index stock_leg_after on stock_leg (after_leg);

-- Cases: what a person has to decide. At most one that is not resolved for the same trouble.
create table exception_case (
  id           text        primary key,
  code         text        not null,
  owner        text        not null,
  severity     text        not null,
  verdict      text        not null,
  status       text        not null check (status in ('open', 'snoozed', 'retrying', 'resolved')),
  step         text        not null,
  store        text,
  return_id    text,
  rma_number   text,
  order_number text,
  item_id      text,
  subject      text        not null default '',
  work_subject text        not null,
  cause        text        not null,
  next_step    text        not null,
  details      jsonb       not null default '{}',
  count        int         not null default 1,
  assigned_to  text,
  opened_at    timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  due_at       timestamptz,
  snoozed_until timestamptz,
  resolved_at  timestamptz
);
create unique index exception_case_unresolved on exception_case (code, coalesce(store, ''), coalesce(return_id, ''), subject)
  where status <> 'resolved';
create index exception_case_by_status on exception_case (status, opened_at desc);
create index exception_case_by_age on exception_case (opened_at desc, id desc);
create index exception_case_by_return on exception_case (return_id);
create index exception_case_by_work on exception_case (step, work_subject) where status <> 'resolved';

-- What happened to a case; append-only.
create table case_history (
  id      bigint generated always as identity primary key,
  case_id text        not null references exception_case (id),
  at      timestamptz not null default now(),
  who     text        not null,
  what    text        not null,
  note    text
);
create index case_history_by_case on case_history (case_id, at);
create function refuse_change() returns trigger language plpgsql as
  $$ begin raise exception 'case_history is append-only'; end $$;
create trigger case_history_append_only before update or delete on case_history
  for each row execute function refuse_change();
