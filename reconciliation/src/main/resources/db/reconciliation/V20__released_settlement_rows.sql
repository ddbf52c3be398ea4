-- A match of a provider's batch that two people took back releases its row of the settlement, so that the order can be matched again, by another file or another
-- line; a batch of which nothing is matched any more is released from its line. What the provider said stays as it is.
create or replace function reconciliation.keep_settlement() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'settlements are never deleted' using errcode = '23001';
    end if;
    if tg_table_name = 'settlement_batch' then
        -- A generated column has no value yet before the update.
        if to_jsonb(new) - '{account_id,account,line_id,code,evidence_from,evidence_to,paid_out_at,payout_vnd}'::text[]
                <> to_jsonb(old) - '{account_id,account,line_id,code,evidence_from,evidence_to,paid_out_at,payout_vnd}'::text[]
            or old.account_id is not null and new.account_id is distinct from old.account_id
            or old.line_id is not null and (
                new.line_id is not null
                or exists (select from reconciliation.settlement_row r where r.batch_id = old.id and r.matched_at is not null)
                or not exists (select from reconciliation.match m join reconciliation.match u on u.undoes = m.id
                               where m.line_id = old.line_id and m.rule = 'provider_batch'))
        then
            raise exception 'a settlement batch is paid out once, and otherwise never changed' using errcode = '23001';
        end if;
        if new.line_id is not null and not exists (
            select from reconciliation.statement_line l
            where l.id = new.line_id and l.account_id = new.account_id
              and l.amount_vnd = case new.pays when 'net' then new.net_vnd else new.gross_vnd end)
        then
            raise exception 'a line pays out a batch of its account and amount' using errcode = '23514', constraint = 'settlement_paid_out_exactly';
        end if;
    elsif to_jsonb(new) - '{contract_fee_vnd,payment_id,attempt_id,refund_id,misfit,matched_at}'::text[]
            <> to_jsonb(old) - '{contract_fee_vnd,payment_id,attempt_id,refund_id,misfit,matched_at}'::text[]
        or old.matched_at is not null and (
            new.matched_at is not null
            or not exists (select from reconciliation.settlement_batch b
                           join reconciliation.match m on m.line_id = b.line_id and m.rule = 'provider_batch' and m.payment_id = old.payment_id
                           join reconciliation.match u on u.undoes = m.id
                           where b.id = old.batch_id))
    then
        raise exception 'a row of a settlement is matched once, and otherwise never changed' using errcode = '23001';
    end if;
    return new;
end
$$;

-- The match that is taken back names its row by the line that paid the batch out, the payment, and the row's share.
create function reconciliation.release_settlement() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
declare
    batch uuid;
begin
    select b.id into batch from reconciliation.match m join reconciliation.settlement_batch b on b.line_id = m.line_id
    where m.id = new.undoes and m.rule = 'provider_batch';
    if not found then
        return null;
    end if;
    update reconciliation.settlement_row set payment_id = null, attempt_id = null, refund_id = null, matched_at = null
    where (batch_id, position) = (
        select r.batch_id, r.position from reconciliation.settlement_row r join reconciliation.settlement_batch b on b.id = r.batch_id
        where r.batch_id = batch and r.payment_id = new.payment_id and r.matched_at is not null
          and (new.subject_type = 'refund') = (r.refund_id is not null)
        order by case b.pays when 'net' then r.net_vnd else r.gross_vnd end = - new.amount_vnd desc, r.position limit 1);
    if not exists (select from reconciliation.settlement_row r where r.batch_id = batch and r.matched_at is not null) then
        update reconciliation.settlement_batch set line_id = null, code = null, evidence_from = null, evidence_to = null, paid_out_at = null where id = batch;
    end if;
    return null;
end
$$;
create trigger settlement_released_by_undo after insert on reconciliation.match
    for each row when (new.undoes is not null) execute function reconciliation.release_settlement();
