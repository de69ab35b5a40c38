-- Versions of the mapping tables as they were put into force; the last one is. With their files, so that it can be said
-- later by what something was decided, and a replica that starts beside others can work with what these work with.
create table mapping_change (
  id      bigint generated always as identity primary key,
  version text        not null,
  files   text        not null,
  who     text        not null,
  at      timestamptz not null default now()
);
-- Which of them a write was made by, a case was met by, and a replica works with.
alter table effect add column tables text;
alter table exception_case add column tables text;
alter table replica add column tables text;
create trigger mapping_change_append_only before update or delete on mapping_change
  for each row execute function refuse_change_of_records();
