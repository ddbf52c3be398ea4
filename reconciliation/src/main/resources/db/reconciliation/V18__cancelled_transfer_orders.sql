-- An order whose succession was undone is taken back by two people, as long as the bank has shown neither end of it. What it was made of is kept here and is
-- attributed anew, to whoever it belongs to now; the books are countered.
alter table reconciliation.transfer_order
    add column cancel_reason text check (cancel_reason <> ''),
    add column cancel_proposed_by text,
    add column cancel_proposed_at timestamptz,
    add column cancelled_by text,
    add column cancelled_at timestamptz,
    drop constraint transfer_order_status_check,
    add constraint transfer_order_status_check check (status in ('waiting', 'proposed', 'approved', 'sent', 'seen', 'cancelled')),
    drop constraint transfer_order_approved,
    add constraint transfer_order_approved check (
        (status = 'cancelled' or (status in ('approved', 'sent', 'seen')) = (approved_by is not null)) and (approved_by is null) = (approved_at is null)
        and (approved_by is null or amount_vnd > 0)),
    drop constraint transfer_order_sent,
    add constraint transfer_order_sent check (
        (status = 'cancelled' or (status in ('sent', 'seen')) = (sent_by is not null)) and (sent_by is null) = (sent_at is null)
        and (sent_by is not null or num_nonnulls(debit_line_id, credit_line_id) = 0)),
    add constraint transfer_order_cancelled check (
        num_nonnulls(cancel_reason, cancel_proposed_by, cancel_proposed_at) in (0, 3)
        and (status = 'cancelled') = (cancelled_by is not null) and (cancelled_by is null) = (cancelled_at is null)
        and (cancelled_by is null or cancel_proposed_by is not null and num_nonnulls(debit_line_id, credit_line_id) = 0)),
    add constraint transfer_order_cancel_eyes check (cancelled_by is null or cancelled_by <> cancel_proposed_by);

create table reconciliation.inherited_cancelled (
    match_id uuid not null references reconciliation.match,
    order_id uuid not null references reconciliation.transfer_order,
    amount_vnd bigint not null check (amount_vnd > 0),
    successor_agency_id bigint references gateway.agency,
    successor_account_id uuid references gateway.collection_account,
    legal_act text not null,
    attributed_at timestamptz not null,
    cancelled_at timestamptz not null,
    primary key (match_id, order_id)
);
create index inherited_cancelled_order on reconciliation.inherited_cancelled (order_id);
create trigger inherited_cancelled_kept before update or delete on reconciliation.inherited_cancelled
    for each row execute function reconciliation.refuse_change();
create trigger inherited_cancelled_not_truncated before truncate on reconciliation.inherited_cancelled
    for each statement execute function reconciliation.refuse_change();

create or replace function reconciliation.keep_transfer_order() returns trigger language plpgsql as $$
declare
    whole record;
begin
    if tg_op = 'DELETE' then
        raise exception 'transfer orders are never deleted' using errcode = '23001';
    end if;
    if tg_op = 'INSERT' then
        if new.status not in ('waiting', 'proposed') or new.amount_vnd <> 0 then
            raise exception 'a transfer order begins empty, as a proposal' using errcode = '23514', constraint = 'transfer_order_life';
        end if;
        return new;
    end if;
    if old.status = 'cancelled' then
        raise exception 'a cancelled transfer order stays as it is' using errcode = '23514', constraint = 'transfer_order_life';
    end if;
    if old.status <> new.status and (old.status, new.status) not in (
        ('waiting', 'proposed'), ('proposed', 'approved'), ('approved', 'sent'), ('sent', 'seen'),
        ('proposed', 'cancelled'), ('approved', 'cancelled'), ('sent', 'cancelled'))
    then
        raise exception 'a transfer order does not go from % to %', old.status, new.status
            using errcode = '23514', constraint = 'transfer_order_life';
    end if;
    if (new.id, new.code, new.former_account_id, new.former_agency_id, new.business_day, new.succession_id, new.legal_act, new.cut_over,
            new.proposed_at)
        is distinct from
        (old.id, old.code, old.former_account_id, old.former_agency_id, old.business_day, old.succession_id, old.legal_act, old.cut_over,
            old.proposed_at)
        or not new.touched_by @> old.touched_by
        or old.status <> 'waiting' and (new.successor_agency_id, new.successor_account_id, new.label_vi, new.label_en, new.candidates)
            is distinct from (old.successor_agency_id, old.successor_account_id, old.label_vi, old.label_en, old.candidates)
        or old.status not in ('waiting', 'proposed') and (new.amount_vnd, new.line_count, new.touched_by, new.approved_by, new.approved_at)
            is distinct from (old.amount_vnd, old.line_count, old.touched_by, old.approved_by, old.approved_at)
        or old.status in ('sent', 'seen') and (new.sent_by, new.sent_at) is distinct from (old.sent_by, old.sent_at)
        or old.debit_line_id is not null and new.debit_line_id is distinct from old.debit_line_id
        or old.credit_line_id is not null and new.credit_line_id is distinct from old.credit_line_id
    then
        raise exception 'what was ordered or approved is never changed' using errcode = '23514', constraint = 'transfer_order_kept';
    end if;
    select coalesce(sum(i.amount_vnd), 0) as amount_vnd, count(*) as lines into whole
    from (select order_id, amount_vnd from reconciliation.inherited where order_id = new.id
          union all select order_id, amount_vnd from reconciliation.inherited_cancelled where order_id = new.id) i;
    if (new.amount_vnd, new.line_count) is distinct from (whole.amount_vnd, whole.lines) then
        raise exception 'a transfer order is the sum of its lines' using errcode = '23514', constraint = 'transfer_order_sum';
    end if;
    return new;
end
$$;

create or replace function reconciliation.keep_inherited() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and exists (select from reconciliation.inherited_cancelled c where c.match_id = old.match_id and c.order_id = old.order_id) then
        return old;
    end if;
    if tg_op = 'DELETE' or (new.match_id, new.order_id, new.amount_vnd, new.legal_act, new.attributed_at)
            is distinct from (old.match_id, old.order_id, old.amount_vnd, old.legal_act, old.attributed_at)
        or old.successor_account_id is not null and (new.successor_agency_id, new.successor_account_id)
            is distinct from (old.successor_agency_id, old.successor_account_id)
    then
        raise exception 'whose money it is was said once' using errcode = '23001';
    end if;
    return new;
end
$$;

grant select, insert on reconciliation.inherited_cancelled to phigate_app;
grant delete on reconciliation.inherited to phigate_app;
grant update (cancel_reason, cancel_proposed_by, cancel_proposed_at, cancelled_by, cancelled_at) on reconciliation.transfer_order to phigate_app;
