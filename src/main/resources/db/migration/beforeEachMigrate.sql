-- Other replicas may be at work. A migration that touches several tables would meet their locks in another order, and one
-- of the two would end in a deadlock: so it has all tables before it begins, or none and tries again, in another order, mostly with
-- the busiest first. It gives up before PostgreSQL looks for a deadlock (deadlock_timeout, one second): no work of others is ended for it. After 50
-- seconds it ends with a word, before the connection does without one (socketTimeout).
do $$
declare
  usual text := current_setting('lock_timeout');
  tables text;
begin
  while clock_timestamp() < statement_timestamp() + interval '50 seconds' loop
    select string_agg(format('%I.%I', schemaname, relname), ', ' order by random() * (n_tup_ins + n_tup_upd + n_tup_del) desc)
      into tables from pg_stat_user_tables where schemaname = current_schema() and relname <> 'flyway_schema_history';
    begin
      set local lock_timeout = '800ms';
      if tables is not null then
        execute 'lock table ' || tables || ' in access exclusive mode';
      end if;
      perform set_config('lock_timeout', usual, true);
      return;
    exception when lock_not_available then
      perform pg_sleep(random() / 5);
    end;
  end loop;
  raise exception 'the tables of the database are not free: end what reads or writes them all the time, such as a backup, or wait for a quieter time, and start again';
end $$;
