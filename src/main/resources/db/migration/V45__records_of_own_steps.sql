-- Records that a step of one's own has still to do, as they came. The first of a subject, which is a key of Kafka, is the
-- next; the row of the subject in the table work says when. What is done is deleted.
create table own_record (
  seq       bigint generated always as identity primary key,
  step      text        not null,
  subject   text        not null,
  place     text        not null,
  key       bytea,
  value     bytea       not null,
  headers   jsonb       not null,
  stored_at timestamptz not null default now(),
  unique (step, place)
);
create index own_record_next on own_record (step, subject, seq);
