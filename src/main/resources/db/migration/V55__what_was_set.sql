-- What an update of an order has set, by its name: digests, by which it is known again when somebody has changed it since.
alter table effect add column digests jsonb;
