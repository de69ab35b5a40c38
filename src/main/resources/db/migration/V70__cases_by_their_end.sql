-- What was resolved yesterday. One that is not resolved ends last.
create index exception_case_by_end on exception_case (
  (coalesce(case when status = 'resolved' then resolved_at end, timestamptz '9000-01-01 00:00:00+00')), id);
