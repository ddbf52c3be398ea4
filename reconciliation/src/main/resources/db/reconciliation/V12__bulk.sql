-- What a line and its match cost is what their row triggers and foreign keys cost: each asked once a row. The same truths, asked once a statement, so that
-- ten thousand lines ask once. A statement-level check sees all rows of its statement, and the rows it needs are found through their primary key
-- whatever the planner believed when the tables were empty.

-- A line is of a statement, and of that statement's account. Statements are never deleted and never change (statement_kept).
alter table reconciliation.statement_line drop constraint line_of_statement;
create function reconciliation.lines_of_statements() returns trigger language plpgsql as $$
begin
    if exists (select from (select distinct statement_id, account_id from fresh) f
               where not exists (select from reconciliation.statement s where s.id = f.statement_id and s.account_id = f.account_id))
    then
        raise exception 'a line names a statement that is not there' using errcode = '23503', constraint = 'line_of_statement';
    end if;
    return null;
end
$$;
create trigger line_of_statement after insert on reconciliation.statement_line referencing new table as fresh
    for each statement execute function reconciliation.lines_of_statements();

-- Nothing of a line changes but what is allocated of it, and that only from within the trigger that follows the matches.
drop trigger statement_line_kept on reconciliation.statement_line;
drop function reconciliation.keep_line();
create trigger statement_line_kept before delete or update of id, statement_id, account_id, position, file_line, booked_on, value_on, amount_vnd, narrative,
        bank_reference, counterparty_name, counterparty_account, balance_after_vnd, transactions, reversal on reconciliation.statement_line
    for each row execute function reconciliation.refuse_change();
create trigger statement_line_allocated_by_matches before update of allocated_vnd on reconciliation.statement_line
    for each row when (pg_trigger_depth() = 0) execute function reconciliation.refuse_change();
create function reconciliation.refuse_allocated() returns trigger language plpgsql as $$
begin
    raise exception 'a new bank line has no match yet' using errcode = '23514', constraint = 'line_begins_open';
end
$$;
create trigger line_begins_open before insert on reconciliation.statement_line
    for each row when (new.allocated_vnd <> 0) execute function reconciliation.refuse_allocated();

-- allocated = the sum of the matches: added up per line, on top of what the line has when its turn comes, so that two transactions never overwrite each
-- other's. That every match finds its line is the foreign key.
drop trigger match_allocates on reconciliation.match;
drop function reconciliation.allocate();
alter table reconciliation.match drop constraint match_line_id_fkey, drop constraint match_payment_id_fkey;
create function reconciliation.allocate() returns trigger language plpgsql security definer
    set search_path = pg_catalog set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
    allocated bigint;
begin
    update reconciliation.statement_line l set allocated_vnd = l.allocated_vnd + f.amount_vnd
    from (select line_id, sum(amount_vnd) as amount_vnd from fresh group by line_id) f where l.id = f.line_id;
    get diagnostics allocated = row_count;
    if allocated <> (select count(distinct line_id) from fresh) then
        raise exception 'a match names a line that is not there' using errcode = '23503', constraint = 'match_line_known';
    end if;
    if exists (select from fresh f where f.payment_id is not null and not exists (select from gateway.payment p where p.id = f.payment_id)) then
        raise exception 'a match names a payment that is not there' using errcode = '23503', constraint = 'match_payment_known';
    end if;
    return null;
end
$$;
create trigger match_allocates after insert on reconciliation.match referencing new table as fresh
    for each statement execute function reconciliation.allocate();

-- Files are kept as they came; packing them costs more than the disk it saves.
alter table reconciliation.statement_file alter column content set storage external;
