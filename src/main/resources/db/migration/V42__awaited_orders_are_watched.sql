-- Since when an order is looked for is known from what is watched.
drop table awaited_order;
