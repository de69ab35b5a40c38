-- A return that names an exchange order belongs to the original, and is looked for by either.
create index return_state_by_named_order on return_state ((document -> 'snapshot' ->> 'orderNumber'));
create index allocation_by_order on allocation (order_number);
