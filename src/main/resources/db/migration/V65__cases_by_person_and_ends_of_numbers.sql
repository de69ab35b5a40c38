-- Who works at the console asks for what is assigned to them.
create index exception_case_by_assignee on exception_case (assigned_to, status, opened_at desc) where assigned_to is not null;
-- People read the end of a long number out aloud: 000104 of ORD-2026-000104.
create index return_state_rma_ends on return_state (reverse(rma_number) text_pattern_ops);
create index return_state_order_ends on return_state (reverse(order_number) text_pattern_ops);
