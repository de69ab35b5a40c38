-- Each change of what a return's money comes to, in minor units. Never changed, but for the month that it is closed in.
create table money_entry (
  id           bigint generated always as identity primary key,
  store        text        not null,
  return_id    text        not null,
  subject      text        not null,
  kind         text        not null,
  currency     text        not null,
  paid_by      text        not null,
  by_reveni    boolean     not null,
  store_credit boolean     not null,
  cents        bigint      not null,
  at           timestamptz not null,
  seen_at      timestamptz not null default now(),
  rma_number   text        not null,
  order_number text,
  month        date
);
create index money_entry_by_return on money_entry (store, return_id);
create index money_entry_by_month on money_entry (month);
create function refuse_other_entry() returns trigger language plpgsql as $$
  begin
    if tg_op = 'DELETE' or old.month is not null or to_jsonb(new) - 'month' <> to_jsonb(old) - 'month' then
      raise exception 'an entry is not changed';
    end if;
    return new;
  end $$;
create trigger money_entry_is_not_changed before update or delete on money_entry
  for each row execute function refuse_other_entry();

-- Months that are closed; with one all before it are.
create table money_month (
  month     date        primary key,
  closed_at timestamptz not null default now()
);

-- Until when something was read that is read again and again.
create table reading (
  name       text        primary key,
  read_until timestamptz not null
);

-- Reveni's invoices, line by line; the same invoice sent again replaces its lines.
create table invoice_line (
  id        bigint generated always as identity primary key,
  invoice   text   not null,
  store     text   not null,
  return_id text   not null,
  rma       text   not null,
  refund_id text   not null,
  currency  text   not null,
  cents     bigint not null
);
create index invoice_line_by_invoice on invoice_line (invoice);
create index money_entry_by_subject on money_entry (store, subject);

-- Months that an invoice was sent of: what Reveni has paid in them and bills nowhere is missing.
create table invoice_month (
  month date primary key
);
