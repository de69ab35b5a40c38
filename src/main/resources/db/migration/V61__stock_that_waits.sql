-- The console lists what waits for its inspection, the oldest first.
create index watch_inspection on watch (since) where code = 'INSPECTION_OVERDUE' and met_at is null;
