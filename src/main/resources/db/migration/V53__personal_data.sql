-- Who asked for a customer's data, or for its end, with the receipt of what became of it. It names no customer.
create table data_request (
  id       text        primary key,
  kind     text        not null check (kind in ('erasure', 'export')),
  who      text        not null,
  asked_at timestamptz not null default now(),
  receipt  jsonb
);
create index data_request_by_age on data_request (asked_at desc);

-- Returns that were under way when their customer's data was to be erased.
create table to_erase (
  store     text        not null,
  return_id text        not null,
  asked_at  timestamptz not null default now(),
  primary key (store, return_id)
);

-- Of the history of cases a note may be erased, and nothing else.
create or replace function refuse_change() returns trigger language plpgsql as $$
  begin
    if tg_op = 'UPDATE' and new.note = '(erased)' and to_jsonb(new) - 'note' = to_jsonb(old) - 'note' then
      return new;
    end if;
    raise exception 'case_history is append-only';
  end $$;

create index scan_with_operator on scan (accepted_at) where body ->> 'operator' is not null;
