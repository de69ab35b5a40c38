-- Refunds that the report before this one had named, each with the day since when.
alter table report_return add column named jsonb;
