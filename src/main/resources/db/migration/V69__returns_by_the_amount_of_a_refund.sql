-- A bank statement says how much.
create index return_state_by_amount on return_state
  using gin (jsonb_path_query_array(document, '$.snapshot.refunds[*].amount'));
