-- Who has logged in and out, by what and from where, and who was refused, for the audit.
create table login_record (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  who text not null,
  what text not null,
  how text not null,
  -- Taken out after a while.
  client text
);
create index login_record_at on login_record (at);
