-- Other replicas may be at work. A migration that touches several tables would meet their locks in another order, and one
-- of the two would end in a deadlock: so it has all tables before it begins, or none and tries again, in another order. It
-- gives up before PostgreSQL looks for a deadlock (deadlock_timeout, one second): no work of others is ended for it.
do $$
declare
  usual text := current_setting('lock_timeout');
  tables text;
begin
  for attempt in 1..500 loop
    select string_agg(format('%I.%I', schemaname, tablename), ', ' order by random()) into tables from pg_tables
      where schemaname = current_schema() and tablename <> 'flyway_schema_history';
    begin
      set local lock_timeout = '200ms';
      if tables is not null then
        execute 'lock table ' || tables || ' in access exclusive mode';
      end if;
      perform set_config('lock_timeout', usual, true);
      return;
    exception when lock_not_available then
      perform pg_sleep(random() / 5);
    end;
  end loop;
  raise exception 'the tables of the database are never free: end what reads or writes them all the time, such as a backup, and start again';
end $$;
