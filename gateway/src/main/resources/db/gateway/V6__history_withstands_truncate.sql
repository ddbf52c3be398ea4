-- A trigger for each row does not see TRUNCATE, which the owner of the tables may do.
create trigger audit_event_not_truncated before truncate on gateway.audit_event for each statement execute function gateway.refuse_change();
create trigger ledger_transfer_not_truncated before truncate on gateway.ledger_transfer for each statement execute function gateway.refuse_change();
