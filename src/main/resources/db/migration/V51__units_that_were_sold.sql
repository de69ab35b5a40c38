-- What was sold, as sums only; the channel is empty where nobody says which has sold it.
create table sold (
  month   date   not null,
  channel text   not null,
  sku     text   not null,
  units   bigint not null,
  primary key (month, channel, sku)
);

-- How far orders were read: those created since counted_from, in order, and those that were cancelled afterwards.
create table sold_reading (
  only_row     boolean     primary key default true check (only_row),
  counted_from timestamptz not null,
  created_at   timestamptz not null,
  created_id   text        not null,
  cancelled_at timestamptz not null,
  cancelled_id text        not null
);

-- Orders of which it has to be remembered that they were read: the latest, which are read once more, and cancelled ones, which do not count.
create table sold_order (
  id         text        primary key,
  created_at timestamptz not null,
  cancelled  boolean     not null
);
create index sold_order_latest on sold_order (created_at) where not cancelled;
