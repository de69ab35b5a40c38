-- When the goods of a scan that had to wait were given their place: until then they lie aside, and somebody has to put them away.
alter table scan add column placed_at timestamptz;
create index scan_by_place on scan (placed_at) where placed_at is not null;
