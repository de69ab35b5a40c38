-- Returns that were taken in as of a time to come, before that was refused: the sweep reads them again, and what was told of
-- them was told when it was saved.
update return_state set in_sweep = true, terminal_since = case when terminal then now() end,
  document = case when jsonb_array_length(document -> 'timeline') = 0 then document else jsonb_set(document, '{timeline}', (
    select jsonb_agg(
      case when (e ->> 'at')::timestamptz > now() + interval '1 day'
        then jsonb_set(e, '{at}', to_jsonb(saved_at)) else e end
      order by n)
    from jsonb_array_elements(document -> 'timeline') with ordinality as entry (e, n))) end
where reveni_at > now() + interval '1 day';
