-- How many units wait for their inspection stands with what is expected; the page of the stock reads the index alone.
update watch w set details = details || jsonb_build_object('units', (
  select count(*) from stock_leg l where l.store = w.store and l.return_id = w.return_id and l.item_id = w.subject
    and l.kind in ('hold', 'back-in') and not exists (select 1 from stock_leg n where n.after_leg = l.id))::text)
where code = 'INSPECTION_OVERDUE' and met_at is null;
drop index watch_inspection;
create index watch_inspection on watch (since) include (store, return_id, details)
  where code = 'INSPECTION_OVERDUE' and met_at is null;
-- A SKU can be in so many returns that reading each one's document takes longer than finding it.
create function texts_of(jsonb) returns text[] language sql immutable strict parallel safe
  as 'select array(select pg_catalog.jsonb_array_elements_text($1))';
alter table return_state add column goods text[] generated always as (
  texts_of(jsonb_path_query_array(document, '$.snapshot.items[*].sku')
    || jsonb_path_query_array(document, '$.snapshot.shipments[*].trackingNumber'))) stored;
create index return_state_by_goods on return_state using gin (goods);
drop index return_state_by_content;
