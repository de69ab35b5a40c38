create index return_state_by_change on return_state (reveni_at desc, (store || '/' || return_id) desc);
create index exception_case_by_due on exception_case ((coalesce(due_at, timestamptz '9000-01-01 00:00:00+00')), id);
