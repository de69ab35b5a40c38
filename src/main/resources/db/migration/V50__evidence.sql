-- Which return a webhook was taken in for; null for those of before.
alter table inbox add column subject text;
create index inbox_by_subject on inbox (subject) where subject is not null;

-- What was written stays as it was written.
create function refuse_change_of_records() returns trigger language plpgsql as
  $$ begin raise exception '% is append-only', tg_table_name; end $$;
create trigger effect_append_only before update or delete on effect
  for each row execute function refuse_change_of_records();
create trigger inbox_append_only before update or delete on inbox
  for each row execute function refuse_change_of_records();
-- That Kafka has confirmed it is noted later.
create trigger outgoing_append_only before delete or update of id, step, subject, topic, record_key, payload, created_at
  on outgoing for each row execute function refuse_change_of_records();

create index case_history_by_time on case_history (at desc);

-- What is recorded of a return, chained. source names the fact in its own table. Content and salt are null once they are
-- erased, together; everything else stays for good.
create table evidence (
  store      text        not null,
  return_id  text        not null,
  n          int         not null,
  source     text        not null,
  at         timestamptz not null,
  kind       text        not null,
  content    text,
  salt       text,
  digest     text        not null,
  hash       text        not null,
  chained_at timestamptz not null default now(),
  primary key (store, return_id, n),
  unique (store, return_id, source),
  check ((content is null) = (salt is null))
);
create function keep_evidence() returns trigger language plpgsql as $$
  begin
    if tg_op = 'UPDATE' and new.content is null and new.salt is null
        and (new.store, new.return_id, new.n, new.source, new.at, new.kind, new.digest, new.hash, new.chained_at)
          = (old.store, old.return_id, old.n, old.source, old.at, old.kind, old.digest, old.hash, old.chained_at) then
      return new;
    end if;
    raise exception 'evidence is append-only';
  end $$;
create trigger evidence_append_only before update or delete on evidence
  for each row execute function keep_evidence();
