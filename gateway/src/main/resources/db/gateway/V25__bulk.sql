-- A transfer's two accounts and its payment, looked up once a statement and not three times a row (as V16 does for evidence and outbox). The other half of these
-- foreign keys holds from the other side: payments are never deleted (V15), and neither are accounts of the books.
alter table gateway.ledger_transfer drop constraint ledger_transfer_debit_account_fkey, drop constraint ledger_transfer_credit_account_fkey,
    drop constraint ledger_transfer_payment_id_fkey;
create function gateway.transfer_names_known() returns trigger language plpgsql
    set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
    if exists (select from (select debit_account as id from fresh union select credit_account from fresh) f
               where not exists (select from gateway.ledger_account a where a.id = f.id))
    then
        raise exception 'a transfer names an account that is not in the books' using errcode = '23503', constraint = 'transfer_accounts_known';
    end if;
    if exists (select from fresh f where f.payment_id is not null and not exists (select from gateway.payment p where p.id = f.payment_id)) then
        raise exception 'a transfer names a payment that is not there' using errcode = '23503', constraint = 'transfer_payment_known';
    end if;
    return null;
end
$$;
create trigger transfer_names_known after insert on gateway.ledger_transfer referencing new table as fresh
    for each statement execute function gateway.transfer_names_known();
create trigger ledger_account_not_deleted before delete on gateway.ledger_account for each row execute function gateway.refuse_change();
create trigger ledger_account_keeps_id before update of id, code on gateway.ledger_account for each row execute function gateway.refuse_change();
create trigger ledger_account_not_truncated before truncate on gateway.ledger_account for each statement execute function gateway.refuse_change();
