create index watch_deadline on watch (code, since) where met_at is null and code in ('REFUND_DUE', 'COVER_EXPIRING');
