-- The console's page of the day asks what was written, and which cases ended, since midnight.
create index effect_at on effect using brin (at);
create index case_history_at on case_history using brin (at);
-- Returns are found by the beginning of what people read from a label or a mail, and by what is in them.
create index return_state_rma_begins on return_state (rma_number text_pattern_ops);
create index return_state_order_begins on return_state (order_number text_pattern_ops);
create index return_state_by_content on return_state using gin (
  (jsonb_path_query_array(document, '$.snapshot.items[*].sku')
   || jsonb_path_query_array(document, '$.snapshot.shipments[*].trackingNumber')) jsonb_path_ops);
