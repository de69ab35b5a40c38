-- One that was asked for while another is under way has not begun: it has no time yet. One waits at most.
alter table reconciliation alter as_of drop not null;
create unique index reconciliation_waits on reconciliation ((true)) where as_of is null;
