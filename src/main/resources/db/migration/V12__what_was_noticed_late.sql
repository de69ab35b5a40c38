-- When this program first saw that something is expected; since may lie long before, when a return is taken in late.
alter table watch add column noticed_at timestamptz not null default now();
