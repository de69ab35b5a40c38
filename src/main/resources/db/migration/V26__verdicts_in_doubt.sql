-- A verdict that was sent without a clear answer moves money if it was taken, and is not sent again before two reads at
-- least 10 s apart have shown that it was not.
alter table verdict
  add column doubtful      boolean not null default true,
  add column pending_since timestamptz;
