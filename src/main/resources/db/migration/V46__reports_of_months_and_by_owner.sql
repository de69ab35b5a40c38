-- A report is of a day or of a month, which goes by its first day, and is mailed to its owner.
alter table report
  add column period text not null default 'day' check (period in ('day', 'month')),
  add column owner  text not null default 'finance';
drop index report_to_mail;
create index report_to_mail on report (owner, as_of) where to_mail and mailed_at is null;

-- What was reported stays as it was, whatever is known later; only that it was mailed is noted.
create function refuse_other_report() returns trigger language plpgsql as $$
  begin
    if tg_op = 'DELETE' or to_jsonb(new) - 'mailed_at' <> to_jsonb(old) - 'mailed_at' then
      raise exception 'a report is not changed';
    end if;
    return new;
  end $$;
create trigger report_is_not_changed before update or delete on report
  for each row execute function refuse_other_report();
