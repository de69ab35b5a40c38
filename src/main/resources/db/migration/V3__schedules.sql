-- When each schedule was due and began, once for the whole installation.
create table schedule_run (
  job      text        not null,
  due_at   timestamptz not null,
  began_at timestamptz not null default now(),
  primary key (job, due_at)
);
