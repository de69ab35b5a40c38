-- Cases of a cover that ends say on which day, 30 days after what they said before.
update exception_case
set details = details || jsonb_build_object('expected', to_char(left(details ->> 'detail', 10)::date + 30, 'YYYY-MM-DD'))
where code = 'COVER_EXPIRING' and details ->> 'detail' ~ '^\d{4}-\d{2}-\d{2} ' and details -> 'expected' is null;
