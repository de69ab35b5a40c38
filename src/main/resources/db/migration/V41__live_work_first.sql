-- What is done for many at once, as after an outage or by a replay, comes after what has just happened.
alter table work add column bulk boolean not null default false;
create index work_live on work (bulk, due_at);
-- One piece of work on a subject at a time.
drop index work_claimed;
create index work_claimed on work (subject, claimed_until) where claimed_until is not null;
