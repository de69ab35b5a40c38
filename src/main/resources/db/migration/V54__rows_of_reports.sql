-- Rows of reports, one each: there may be more than fit into one document. They stand by place, then in the order in which
-- they were made.
create table report_row (
  report text        not null references report (id),
  place  text        collate "C" not null,
  n      int         not null,
  row    jsonb       not null,
  primary key (report, place, n)
);
insert into report_row (report, place, n, row)
  select id, '', n, row from report, jsonb_array_elements(document -> 'rows') with ordinality as r (row, n);
alter table report disable trigger report_is_not_changed;
update report set document = document - 'rows';
alter table report enable trigger report_is_not_changed;

create function refuse_other_report_row() returns trigger language plpgsql as $$
  begin
    raise exception 'a report is not changed';
  end $$;
create trigger report_row_is_not_changed before update or delete on report_row
  for each row execute function refuse_other_report_row();

-- Many are due at once.
drop index reconciled_due;
create index reconciled_due on reconciled (run, kind, due_at, subject) where due_at is not null;
