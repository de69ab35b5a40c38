-- How it stands with each channel to each owner: the digest that is under way, and since when nothing gets through.
create table alert_channel (
  owner           text        not null,
  channel         text        not null check (channel in ('email', 'webhook')),
  digest          text,
  claimed_until   timestamptz,
  last_digest_at  timestamptz,
  failing_since   timestamptz,
  failed_at       timestamptz,
  attempts        int         not null default 0,
  next_attempt_at timestamptz,
  last_error      text,
  primary key (owner, channel)
);

-- What was told of which case: written before the digest is sent, with the time once it has gone out.
create table alert_told (
  case_id text not null references exception_case (id) on delete cascade,
  channel text not null,
  kind    text not null check (kind in ('opened', 'resolved')),
  digest  text not null,
  told_at timestamptz,
  primary key (case_id, channel, kind)
);
create index alert_told_by_digest on alert_told (digest);

create index exception_case_open_by_owner on exception_case (owner, opened_at) where status = 'open';
create index exception_case_resolved_by_owner on exception_case (owner, resolved_at) where status = 'resolved';
