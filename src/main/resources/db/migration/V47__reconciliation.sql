-- A comparison of what Reveni says, what our own records say, and what commercetools holds: of a time, or of everything.
create table reconciliation (
  id       text        primary key,
  trigger  text        not null,
  from_at  timestamptz not null,
  until_at timestamptz not null,
  as_of    timestamptz not null,
  ended_at timestamptz,
  sentence text
);

-- Its progress: what is to be looked at, and what was seen of it. due_at says when it is looked at next; null for no more.
-- Of a list that is read page by page, result says how far.
create table reconciled (
  run     text        not null references reconciliation (id) on delete cascade,
  kind    text        not null,
  subject text        not null,
  due_at  timestamptz,
  tries   int         not null default 0,
  result  jsonb,
  primary key (run, kind, subject)
);
create index reconciled_due on reconciled (run, kind, due_at) where due_at is not null;

-- What the ledger has of one entry.
create index stock_leg_by_entry on stock_leg (channel, sku);
