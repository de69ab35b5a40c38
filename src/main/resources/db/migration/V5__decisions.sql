-- What a person resolves stays resolved while the same trouble is met: content is a hash of the trouble as it was met last,
-- accepted says that a person closed the case over it.
alter table exception_case
  add column content text,
  add column accepted boolean not null default false;
create index exception_case_accepted on exception_case (step, work_subject) where accepted;
create index exception_case_snoozed on exception_case (snoozed_until) where status = 'snoozed';
create index exception_case_reason on exception_case (store, return_id, item_id)
  where status <> 'resolved' and code in ('REASON_MISSING', 'REASON_UNMAPPED');

-- The audit also says what was decided, and from what to what.
alter table case_history
  add column detail        text,
  add column from_status   text,
  add column to_status     text,
  add column from_assignee text,
  add column to_assignee   text;
create trigger case_history_never_emptied before truncate on case_history
  for each statement execute function refuse_change();

-- Reasons that people want to be mapped from now on; an engineer exports them into reason-codes.csv.
create table mapping_proposal (
  id            bigint generated always as identity primary key,
  mapping       text        not null,
  reveni_reason text        not null,
  code          text        not null,
  proposed_by   text        not null,
  proposed_at   timestamptz not null default now(),
  case_id       text        not null references exception_case (id),
  exported_at   timestamptz
);
create index mapping_proposal_by_age on mapping_proposal (proposed_at desc, id desc);
