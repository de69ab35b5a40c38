-- Verdicts of the warehouse that were written back to Reveni: one row a unit, stored before the request.
create table verdict (
  store         text        not null,
  return_id     text        not null,
  item_id       text        not null,
  unit          int         not null,
  scan          text        not null,
  grade         text        not null,
  verdict       text        not null check (verdict in ('accepted', 'rejected')),
  reject_reason text,
  sent_at       timestamptz not null default now(),
  confirmed_at  timestamptz,
  primary key (store, return_id, item_id, unit)
);

-- Whether store and return_id of a scan name a return that is known, or are only what the scan says.
alter table scan add column known boolean not null default false;
create index scan_by_rma on scan (rma_number) where not known;
