-- When commercetools was last asked whether an exchange order has been picked up, and when it last answered that it has not.
alter table watch
  add column looked_at    timestamptz,
  add column untouched_at timestamptz;
create index watch_pick_up on watch (since) where code = 'EXCHANGE_NOT_PICKED_UP' and met_at is null;
