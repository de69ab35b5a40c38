-- Each piece of failed work has its own case: the same trouble of another step, or of another inventory entry, is another.
drop index exception_case_unresolved;
create unique index exception_case_unresolved on exception_case
  (step, work_subject, code, coalesce(store, ''), coalesce(return_id, ''), subject) where status <> 'resolved';

-- Raw webhooks that could not be read, for the retry of their case. Personal data: gone with the case, or after 30 days.
create table kept_webhook (
  work_subject text        primary key,
  store        text        not null,
  event_id     text        not null,
  body         bytea       not null,
  kept_at      timestamptz not null default now()
);
create index kept_webhook_kept_at on kept_webhook (kept_at);
create function forget_webhook() returns trigger language plpgsql as $$
  begin
    delete from kept_webhook k where k.work_subject = new.work_subject and not exists (
      select 1 from exception_case c
      where c.step = new.step and c.work_subject = new.work_subject and c.status <> 'resolved');
    return null;
  end $$;
create trigger case_forgets_its_webhook after update of status on exception_case for each row
  when (new.status = 'resolved' and new.work_subject like 'webhook/%') execute function forget_webhook();

-- Since when this program has looked for the order of a return and not found it.
create table awaited_order (
  store     text        not null,
  return_id text        not null,
  since     timestamptz not null default now(),
  primary key (store, return_id)
);
