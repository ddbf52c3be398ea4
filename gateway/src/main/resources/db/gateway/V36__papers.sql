-- Papers beside receipts, signed and looked up like them: that nothing is due for a dossier, and the notice that words of a receipt are wrong.
create table gateway.paper (
    id uuid primary key,
    code text not null unique,
    kind text not null check (kind in ('no_fee', 'correction')),
    agency_id bigint not null references gateway.agency,
    dossier_id uuid not null references gateway.dossier,
    receipt_id uuid references gateway.receipt,
    signed text not null,
    issued_at timestamptz not null,
    -- When something became due after all.
    withdrawn_at timestamptz,
    constraint paper_receipt check ((kind = 'correction') = (receipt_id is not null)),
    constraint paper_withdrawn check (withdrawn_at is null or kind = 'no_fee')
);
create unique index paper_no_fee_once on gateway.paper (dossier_id) where kind = 'no_fee' and withdrawn_at is null;
create index paper_of_receipt on gateway.paper (receipt_id) where receipt_id is not null;
create index paper_day on gateway.paper (issued_at);
create trigger paper_kept before update or delete on gateway.paper for each row execute function gateway.refuse_other_change('withdrawn_at');
create trigger paper_withdrawn_once before update on gateway.paper
    for each row when (old.withdrawn_at is not null and old.withdrawn_at is distinct from new.withdrawn_at) execute function gateway.refuse_change();
create trigger paper_not_truncated before truncate on gateway.paper for each statement execute function gateway.refuse_change();

-- Nobody is told that nothing is due while something is, was, or becomes due. The dossier is locked, which whoever adds an obligation waits for.
create function gateway.no_fee_only_when_free() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform from gateway.dossier d where d.id = new.dossier_id for update;
    if exists (select from gateway.obligation o where o.dossier_id = new.dossier_id and o.status <> 'free') then
        raise exception 'dossier % owes or owed something', new.dossier_id using errcode = '23514', constraint = 'no_fee_only_when_free',
            schema = 'gateway', table = 'paper';
    end if;
    return new;
end
$$;
revoke execute on function gateway.no_fee_only_when_free() from public;
create trigger no_fee_only_when_free before insert on gateway.paper for each row when (new.kind = 'no_fee') execute function gateway.no_fee_only_when_free();

create function gateway.withdraw_no_fee() returns trigger language plpgsql as $$
begin
    update gateway.paper set withdrawn_at = greatest(issued_at, clock_timestamp()
        + coalesce((select offset_millis from gateway.sandbox_clock), 0) * interval '1 millisecond')
    where dossier_id = new.dossier_id and kind = 'no_fee' and withdrawn_at is null;
    return null;
end
$$;
create trigger obligation_withdraws_no_fee after insert on gateway.obligation
    for each row when (new.status <> 'free') execute function gateway.withdraw_no_fee();
create trigger obligation_withdraws_no_fee_later after update on gateway.obligation
    for each row when (old.status = 'free' and new.status <> 'free') execute function gateway.withdraw_no_fee();

-- A wrong receipt stays; another stands in its place.
alter table gateway.receipt
    add column replaces uuid unique references gateway.receipt,
    add column replaced_at timestamptz;
drop index gateway.receipt_once;
create unique index receipt_once on gateway.receipt (payment_id, dossier_id) where withdrawn_at is null and replaced_at is null;
create index receipt_day on gateway.receipt (agency_id, issued_at);
drop trigger receipt_kept on gateway.receipt;
create trigger receipt_kept before update or delete on gateway.receipt
    for each row execute function gateway.refuse_other_change('signed', 'signed_at', 'withdrawn_at', 'replaced_at');
create trigger receipt_replaced_once before update on gateway.receipt
    for each row when (old.replaced_at is not null and old.replaced_at is distinct from new.replaced_at) execute function gateway.refuse_change();
create function gateway.replace_its_own() returns trigger language plpgsql as $$
begin
    if not exists (select from gateway.receipt r where r.id = new.replaces and r.payment_id = new.payment_id and r.dossier_id = new.dossier_id
                   and r.agency_id = new.agency_id and r.replaced_at is not null and r.withdrawn_at is null) then
        raise exception 'a receipt replaces one of the same payment and dossier' using errcode = '23514';
    end if;
    return new;
end
$$;
create trigger receipt_replaces_its_own before insert on gateway.receipt
    for each row when (new.replaces is not null) execute function gateway.replace_its_own();

-- What is wrong with a receipt, by two people; the law says whether a notice or another receipt puts it right.
create table gateway.receipt_correction (
    id uuid primary key,
    receipt_id uuid not null references gateway.receipt,
    action text not null check (action in ('notice', 'replacement')),
    -- JSON: the misprints, the right tax code, whether the amount is drawn anew.
    errors text not null,
    reason text not null check (reason <> ''),
    status text not null check (status in ('proposed', 'done', 'refused')),
    proposed_at timestamptz not null,
    proposed_by text not null,
    decided_at timestamptz,
    decided_by text,
    refused_why text check (refused_why <> ''),
    paper_id uuid unique references gateway.paper,
    replacement_id uuid unique references gateway.receipt,
    constraint receipt_correction_four_eyes check (status <> 'done' or decided_by <> proposed_by),
    constraint receipt_correction_decided check ((status = 'proposed') = (decided_at is null) and (decided_at is null) = (decided_by is null)),
    constraint receipt_correction_refused check ((status = 'refused') = (refused_why is not null)),
    constraint receipt_correction_result check (
        (paper_id is not null) = (status = 'done' and action = 'notice') and (replacement_id is not null) = (status = 'done' and action = 'replacement'))
);
create unique index receipt_correction_once on gateway.receipt_correction (receipt_id) where status = 'proposed';
create index receipt_correction_receipt on gateway.receipt_correction (receipt_id);
create trigger receipt_correction_kept before update or delete on gateway.receipt_correction
    for each row execute function gateway.refuse_other_change('status', 'decided_at', 'decided_by', 'refused_why', 'paper_id', 'replacement_id');
create trigger receipt_correction_decided_once before update on gateway.receipt_correction
    for each row when (old.status <> 'proposed') execute function gateway.refuse_change();
create trigger receipt_correction_not_truncated before truncate on gateway.receipt_correction for each statement execute function gateway.refuse_change();

-- Papers stand under the same daily roots.
alter table gateway.receipt_leaf
    alter column receipt_id drop not null,
    add column paper_id uuid unique references gateway.paper,
    add constraint receipt_leaf_of_one check (num_nonnulls(receipt_id, paper_id) = 1);

grant select, insert on gateway.paper, gateway.receipt_correction to phigate_app;
grant update (withdrawn_at) on gateway.paper to phigate_app;
grant update (replaced_at) on gateway.receipt to phigate_app;
grant update (status, decided_at, decided_by, refused_why, paper_id, replacement_id) on gateway.receipt_correction to phigate_app;
