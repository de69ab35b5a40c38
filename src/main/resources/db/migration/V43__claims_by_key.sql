-- The order whose goods were exchanged, perhaps several times, for those of an exchange order; any other order is its own.
create function root_order(number text) returns text language plpgsql stable as $$
declare
  seen text[] := array[]::text[];
  found_ text;
begin
  while number like 'EX-%' and not number = any(seen) loop
    seen := seen || number;
    select order_number into found_ from return_state
    where document -> 'exchanges' @> jsonb_build_array(jsonb_build_object('orderNumber', number))
      and order_number is not null and exists (
        select 1 from jsonb_array_elements(document -> 'exchanges') e
        where e ->> 'orderNumber' = number and e ->> 'orderId' is not null)
    order by created_at limit 1;
    number := coalesce(found_, number);
  end loop;
  return number;
end $$;

-- What must not be done twice at once: the order of a return with its exchange orders; the return, scan or entry itself
-- where there is no order; a job; replays, one after the other.
create function work_key(step text, subject text) returns text language sql stable as $$
  select case when step = 'replay' or subject = 'all' then step else coalesce(
    (select 'order/' || root_order(r.order_number) from return_state r
     where r.store = split_part(subject, '/', 1)
       and r.return_id = substr(subject, length(split_part(subject, '/', 1)) + 2)),
    subject) end
$$;

-- One worker has a key, by the token of one of its rows, until it gives it back or its replica is dead. There are no leases.
alter table work
  add column key        text,
  add column token      uuid,
  add column claimed_at timestamptz,
  drop column claimed_until,
  drop column waits_for,
  drop column put_off;
update work set key = work_key(step, subject), claimed_by = null,
  due_at = case when due_at = 'infinity' then now() else due_at end;
alter table work alter column key set not null;
create unique index work_claimed on work (key) where token is not null;
create index work_by_token on work (token) where token is not null;
create index work_by_key on work (key, due_at);
create index work_by_subject on work (subject);

create function give_key() returns trigger language plpgsql as $$
begin
  new.key := work_key(new.step, new.subject);
  return new;
end $$;
create trigger work_gets_its_key before insert on work for each row execute function give_key();

-- A return that gets another order: its work belongs there from then on.
create function rekey_work() returns trigger language plpgsql as $$
begin
  update work w set key = work_key(w.step, w.subject)
  where w.subject = new.store || '/' || new.return_id and w.token is null;
  return new;
end $$;
create trigger return_rekeys_its_work_at_first after insert on return_state
  for each row when (new.order_number is not null) execute function rekey_work();
create trigger return_rekeys_its_work after update of order_number on return_state
  for each row when (new.order_number is distinct from old.order_number) execute function rekey_work();

drop table lease;

-- Which of the units of an order line a unit of a return is: no two are the same one.
alter table allocation add column place int;
update allocation a set place = numbered.place
from (
  select store, return_id, item_id, unit,
    row_number() over (partition by line_item_id order by store, return_id, item_id, unit) as place
  from allocation) numbered
where (a.store, a.return_id, a.item_id, a.unit) = (numbered.store, numbered.return_id, numbered.item_id, numbered.unit);
alter table allocation alter column place set not null;
drop index allocation_by_line;
create unique index allocation_place on allocation (line_item_id, place);
