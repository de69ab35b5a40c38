-- When Reveni last answered with a return of the store (to some seconds): returns that it has not found since then may be
-- missing because the store id is wrong.
create table reveni_store (
  store    text        primary key,
  found_at timestamptz not null
);
