-- Reports as they were made. They are kept: finance looks at old ones.
create table report (
  id        text        primary key,
  name      text        not null,
  day       date        not null,
  as_of     timestamptz not null,
  sentence  text        not null,
  complete  boolean     not null,
  document  jsonb       not null,
  to_mail   boolean     not null,
  mailed_at timestamptz,
  unique (name, day, as_of)
);
create index report_by_time on report (as_of desc, name desc);
create index report_to_mail on report (as_of) where to_mail and mailed_at is null;

-- A report that is being made; as_of is when that began, and touched_at when it last went on.
create table report_run (
  name       text        not null,
  day        date        not null,
  as_of      timestamptz not null,
  touched_at timestamptz not null default now(),
  lists      jsonb       not null default '[]',
  unlisted   text[]      not null default '{}',
  primary key (name, day)
);

-- Its returns: what a look at both systems has shown, null for not looked at yet.
create table report_return (
  name      text        not null,
  day       date        not null,
  store     text        not null,
  return_id text        not null,
  looks     int         not null default 0,
  looked_at timestamptz,
  again     boolean     not null default false,
  result    jsonb,
  primary key (name, day, store, return_id),
  foreign key (name, day) references report_run (name, day) on delete cascade
);

-- A report is sent as alerts are: claimed, tried again, and a case when it does not get through.
alter table alert_channel drop constraint alert_channel_channel_check;
alter table alert_channel add constraint alert_channel_channel_check check (channel in ('email', 'webhook', 'report'));
