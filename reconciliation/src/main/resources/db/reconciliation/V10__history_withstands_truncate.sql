-- A trigger for each row does not see TRUNCATE, which the owner of the tables may do.
create trigger closing_not_truncated before truncate on reconciliation.closing for each statement execute function reconciliation.refuse_change();
create trigger match_not_truncated before truncate on reconciliation.match for each statement execute function reconciliation.refuse_change();
create trigger statement_file_not_truncated before truncate on reconciliation.statement_file for each statement execute function reconciliation.refuse_change();
create trigger statement_not_truncated before truncate on reconciliation.statement for each statement execute function reconciliation.refuse_change();
create trigger statement_line_not_truncated before truncate on reconciliation.statement_line for each statement execute function reconciliation.refuse_change();
create trigger finding_not_truncated before truncate on reconciliation.finding for each statement execute function reconciliation.refuse_change();
