-- Money that still reaches a former account belongs to whoever took over: it is attributed, and collected by day into orders to move it.
-- Nobody approves an order he had a hand in, its sum is that of its lines, and it is over only when the bank showed both ends of the transfer.

create table reconciliation.transfer_order (
    id uuid primary key,
    -- Stands in the narrative of the transfer; both ends are recognised by it.
    code text not null unique check (code ~ '^LCT[2-9A-HJ-NP-Z]{9}$'),
    former_account_id uuid not null references gateway.collection_account,
    former_agency_id bigint not null references gateway.agency,
    business_day date not null,
    succession_id uuid not null references gateway.succession,
    legal_act text not null,
    cut_over timestamptz not null,
    divided boolean not null,
    candidates bigint[] not null check (cardinality(candidates) > 0),
    successor_agency_id bigint references gateway.agency,
    successor_account_id uuid references gateway.collection_account,
    label_vi text not null,
    label_en text not null,
    amount_vnd bigint not null default 0 check (amount_vnd >= 0),
    line_count integer not null default 0 check (line_count >= 0),
    status text not null check (status in ('waiting', 'proposed', 'approved', 'sent', 'seen')),
    touched_by text[] not null check (cardinality(touched_by) > 0),
    proposed_at timestamptz not null,
    approved_by text,
    approved_at timestamptz,
    sent_by text,
    sent_at timestamptz,
    debit_line_id uuid references reconciliation.statement_line,
    credit_line_id uuid references reconciliation.statement_line,
    seen_at timestamptz,
    constraint transfer_order_four_eyes check (approved_by is null or approved_by <> all (touched_by)),
    constraint transfer_order_decided check (
        (status = 'waiting') = (successor_account_id is null) and (successor_account_id is null or successor_agency_id is not null)),
    constraint transfer_order_moves check (successor_account_id is distinct from former_account_id),
    constraint transfer_order_approved check (
        (status in ('approved', 'sent', 'seen')) = (approved_by is not null) and (approved_by is null) = (approved_at is null)
        and (approved_by is null or amount_vnd > 0)),
    constraint transfer_order_sent check (
        (status in ('sent', 'seen')) = (sent_by is not null) and (sent_by is null) = (sent_at is null)
        and (sent_by is not null or num_nonnulls(debit_line_id, credit_line_id) = 0)),
    constraint transfer_order_seen check (
        (status = 'seen') = (seen_at is not null) and (status = 'seen') = (debit_line_id is not null and credit_line_id is not null))
);
create unique index transfer_order_one_open on reconciliation.transfer_order (former_account_id, business_day, successor_account_id)
    nulls not distinct where status in ('waiting', 'proposed');
create index transfer_order_to on reconciliation.transfer_order (successor_account_id);

-- Whose the money of a match is. Written once; who took over is added once it is decided.
create table reconciliation.inherited (
    match_id uuid primary key references reconciliation.match,
    order_id uuid not null references reconciliation.transfer_order,
    amount_vnd bigint not null check (amount_vnd > 0),
    successor_agency_id bigint references gateway.agency,
    successor_account_id uuid references gateway.collection_account,
    legal_act text not null,
    attributed_at timestamptz not null
);
create index inherited_order on reconciliation.inherited (order_id);

create function reconciliation.keep_transfer_order() returns trigger language plpgsql as $$
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
    if old.status <> new.status and (old.status, new.status) not in (
        ('waiting', 'proposed'), ('proposed', 'approved'), ('approved', 'sent'), ('sent', 'seen'))
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
    select coalesce(sum(i.amount_vnd), 0) as amount_vnd, count(*) as lines into whole from reconciliation.inherited i where i.order_id = new.id;
    if (new.amount_vnd, new.line_count) is distinct from (whole.amount_vnd, whole.lines) then
        raise exception 'a transfer order is the sum of its lines' using errcode = '23514', constraint = 'transfer_order_sum';
    end if;
    return new;
end
$$;
create trigger transfer_order_kept before insert or update or delete on reconciliation.transfer_order
    for each row execute function reconciliation.keep_transfer_order();

create function reconciliation.keep_inherited() returns trigger language plpgsql as $$
begin
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
create trigger inherited_kept before update or delete on reconciliation.inherited
    for each row execute function reconciliation.keep_inherited();

-- A line joins only an order that nobody has approved; the order's sum follows.
create function reconciliation.add_to_order() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
    update reconciliation.transfer_order o
    set amount_vnd = o.amount_vnd + new.amount_vnd, line_count = o.line_count + 1
    where o.id = new.order_id and o.status in ('waiting', 'proposed');
    if not found then
        raise exception 'this transfer order is approved already' using errcode = '23514', constraint = 'transfer_order_kept';
    end if;
    return null;
end
$$;
create trigger inherited_counts after insert on reconciliation.inherited for each row execute function reconciliation.add_to_order();

do $$
declare
    t text;
begin
    foreach t in array array['transfer_order', 'inherited'] loop
        execute format('create trigger %I before truncate on reconciliation.%I for each statement execute function reconciliation.refuse_change()',
            t || '_not_truncated', t);
    end loop;
end
$$;

-- A line may also be one end of such a transfer; each end is one line.
alter table reconciliation.match
    drop constraint match_subject_type,
    drop constraint match_outcome,
    drop constraint match_of_payment,
    add constraint match_subject_type check (subject_type in ('payment', 'dossier', 'test_deposit', 'transfer_order')),
    add constraint match_outcome check (outcome in ('seen', 'paid', 'proved', 'moved')),
    add constraint match_of_payment check (
        (subject_type in ('test_deposit', 'transfer_order')) = (payment_id is null)
        and (outcome = 'proved') = (subject_type = 'test_deposit') and (outcome = 'moved') = (subject_type = 'transfer_order'));
create unique index match_transfer_end_once on reconciliation.match (subject_id, (amount_vnd > 0)) where subject_type = 'transfer_order';

-- Money on a former account that names nothing: the successor has to find out.
alter table reconciliation.discrepancy
    drop constraint discrepancy_type_check,
    add column owner_agency_id bigint references gateway.agency,
    add constraint discrepancy_type check (type in ('debit', 'multiple_codes', 'ambiguous_code', 'already_paid', 'amount_differs', 'near_code',
                                                    'provider_silent', 'former_account', 'unidentified'));

grant select, insert on reconciliation.transfer_order, reconciliation.inherited to phigate_app;
grant update (successor_agency_id, successor_account_id, label_vi, label_en, candidates, status, touched_by, approved_by, approved_at, sent_by, sent_at,
    debit_line_id, credit_line_id, seen_at) on reconciliation.transfer_order to phigate_app;
grant update (successor_agency_id, successor_account_id) on reconciliation.inherited to phigate_app;
grant update (owner_agency_id) on reconciliation.discrepancy to phigate_app;
