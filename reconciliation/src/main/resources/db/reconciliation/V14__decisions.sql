-- What people decide about lines of the bank: proposals of one person that another approves, pairs they refused, their notes; and what follows of it: matches by
-- hand and matches taken back, small differences written off, money for another agency or back to its sender. All of it is kept; nothing is overwritten.

-- A discrepancy's type may change with what is known; what people said and were given stays with its thread, the first discrepancy of the line.
alter table reconciliation.discrepancy
    add column thread uuid,
    -- Dossiers among the candidates that are unpaid: their people wait.
    add column citizens_waiting integer not null default 0 check (citizens_waiting >= 0),
    add column assigned_to text check (assigned_to <> ''),
    -- Left in suspense, with a reason, until somebody looks again.
    add column held_until date,
    add column held_reason text check (held_reason <> ''),
    add column held_by text,
    add constraint discrepancy_held check (num_nonnulls(held_until, held_reason, held_by) in (0, 3));
update reconciliation.discrepancy d set thread = coalesce(
    (select x.id from reconciliation.discrepancy x where x.line_id = d.line_id order by x.id limit 1), d.id);
alter table reconciliation.discrepancy alter column thread set not null;
create function reconciliation.begin_thread() returns trigger language plpgsql as $$
begin
    new.thread := new.id;
    return new;
end
$$;
create trigger discrepancy_begins_thread before insert on reconciliation.discrepancy
    for each row when (new.thread is null) execute function reconciliation.begin_thread();
create index discrepancy_thread on reconciliation.discrepancy (thread);
create index discrepancy_open on reconciliation.discrepancy (business_day, id) where status = 'open';
create index discrepancy_assigned on reconciliation.discrepancy (assigned_to) where status = 'open';
create index discrepancy_line on reconciliation.discrepancy (line_id, id);
grant update (amount_vnd, citizens_waiting, assigned_to, held_until, held_reason, held_by) on reconciliation.discrepancy to phigate_app;

-- Comments, and who gave it to whom, in the order of their numbers.
create table reconciliation.work_note (
    id uuid primary key,
    number bigint generated always as identity,
    thread uuid not null,
    kind text not null check (kind in ('comment', 'assigned', 'held', 'released', 'refused', 'proposed', 'approved', 'rejected', 'withdrawn')),
    body text not null check (body <> ''),
    written_by text not null,
    written_at timestamptz not null
);
create index work_note_thread on reconciliation.work_note (thread, number);

-- This line is not for that payment or dossier: said once, for ever.
create table reconciliation.refused_pair (
    line_id uuid not null references reconciliation.statement_line,
    subject_id uuid not null,
    account_id uuid not null references gateway.collection_account,
    label text not null,
    reason text not null check (reason <> ''),
    refused_by text not null,
    refused_at timestamptz not null,
    primary key (line_id, subject_id)
);
create index refused_pair_account on reconciliation.refused_pair (account_id);

-- What one person proposes and another decides. Withdrawn by the proposer himself.
create table reconciliation.proposal (
    id uuid primary key,
    line_id uuid not null references reconciliation.statement_line,
    account_id uuid not null references gateway.collection_account,
    kind text not null check (kind in ('match', 'unmatch', 'write_off', 'transfer', 'refund')),
    -- What of the line it decides about: as the line above 0 for money in.
    amount_vnd bigint not null check (amount_vnd <> 0),
    match_id uuid references reconciliation.match,
    content jsonb not null,
    reason text not null check (reason <> ''),
    status text not null check (status in ('proposed', 'approved', 'rejected', 'withdrawn')),
    proposed_by text not null,
    proposed_at timestamptz not null,
    decided_by text,
    decided_at timestamptz,
    decided_why text check (decided_why <> ''),
    constraint proposal_four_eyes check (status not in ('approved', 'rejected') or decided_by <> proposed_by),
    constraint proposal_withdrawn check (status <> 'withdrawn' or decided_by = proposed_by),
    constraint proposal_decided check ((status = 'proposed') = (decided_by is null) and (decided_by is null) = (decided_at is null)),
    constraint proposal_rejected check (status <> 'rejected' or decided_why is not null),
    constraint proposal_unmatch check ((kind = 'unmatch') = (match_id is not null))
);
create unique index proposal_one_open on reconciliation.proposal (line_id) where status = 'proposed';
create index proposal_open on reconciliation.proposal (id) where status = 'proposed';
create index proposal_line on reconciliation.proposal (line_id, id);
create index proposal_binding on reconciliation.proposal (account_id) where status in ('proposed', 'approved');

create function reconciliation.keep_proposal() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or tg_op = 'INSERT' and new.status <> 'proposed'
        or tg_op = 'UPDATE' and (old.status <> 'proposed'
            or to_jsonb(new) - '{status,decided_by,decided_at,decided_why}'::text[] <> to_jsonb(old) - '{status,decided_by,decided_at,decided_why}'::text[])
    then
        raise exception 'a proposal is decided once, and never changed' using errcode = '23001';
    end if;
    return new;
end
$$;
create trigger proposal_kept before insert or update or delete on reconciliation.proposal
    for each row execute function reconciliation.keep_proposal();

do $$
declare
    t text;
begin
    foreach t in array array['work_note', 'refused_pair'] loop
        execute format('create trigger %I before update or delete on reconciliation.%I for each row execute function reconciliation.refuse_change()',
            t || '_kept', t);
    end loop;
    foreach t in array array['work_note', 'refused_pair', 'proposal'] loop
        execute format('create trigger %I before truncate on reconciliation.%I for each statement execute function reconciliation.refuse_change()',
            t || '_not_truncated', t);
    end loop;
end
$$;

-- A match by people names the proposal that was approved. One that is taken back gets a row of the opposite amount, so that a line's allocations stay the sum
-- of its matches; neither of the two stands any longer.
alter table reconciliation.match
    add column proposal_id uuid references reconciliation.proposal,
    add column undoes uuid references reconciliation.match;
create unique index match_undone_once on reconciliation.match (undoes) where undoes is not null;
create index match_of_proposal on reconciliation.match (proposal_id) where proposal_id is not null;

alter table reconciliation.match
    drop constraint match_evidence,
    add constraint match_evidence check (evidence_to > evidence_from or rule = 'by_hand' and evidence_to = evidence_from),
    add constraint match_by_hand check ((rule = 'by_hand') = (proposal_id is not null) and (undoes is null) = (outcome <> 'undone')
        and (undoes is null or rule = 'by_hand'));

-- What a rule may say of a line is as before, wrong_agency again among it, which the list of the migration before had dropped; people may say more.
do $$
declare
    c record;
begin
    for c in select conname, pg_get_expr(conbin, conrelid) as says from pg_constraint
             where conrelid = 'reconciliation.match'::regclass and conname in ('match_subject_type', 'match_outcome', 'match_of_payment')
    loop
        execute format('alter table reconciliation.match drop constraint %1$I, add constraint %1$I check (rule = ''by_hand'' or %2$s)', c.conname, c.says);
    end loop;
    for c in select conname, pg_get_expr(conbin, conrelid) as says from pg_constraint
             where conrelid = 'reconciliation.discrepancy'::regclass and conname in ('discrepancy_type', 'discrepancy_resolution_check')
    loop
        execute format('alter table reconciliation.discrepancy drop constraint %1$I, add constraint %1$I check (%2$s or %3$s)', c.conname,
            case c.conname when 'discrepancy_type' then $q$type = 'taken_back'$q$ else $q$resolution = 'decided'$q$ end, c.says);
    end loop;
end
$$;
alter table reconciliation.match add constraint match_people_say check (rule <> 'by_hand'
    or subject_type in ('payment', 'dossier') and payment_id is not null and outcome in ('seen', 'paid', 'surplus', 'undone')
    or subject_type = 'write_off' and payment_id is null and outcome in ('written_off', 'undone')
    or subject_type = 'passed_on' and payment_id is null and outcome in ('passed_on', 'given_back'));

create function reconciliation.check_match_by_hand() returns trigger language plpgsql as $$
begin
    if not exists (select from reconciliation.proposal p
                   where p.id = new.proposal_id and p.line_id = new.line_id and p.status = 'approved'
                     and (p.match_id is not distinct from new.undoes
                          -- A small difference goes with the match that it was agreed on with.
                          or exists (select from reconciliation.match w join reconciliation.match m on m.proposal_id = w.proposal_id and m.line_id = w.line_id
                                     where w.id = new.undoes and w.subject_type = 'write_off' and m.id = p.match_id))) then
        raise exception 'people match only what two of them agreed on' using errcode = '23514', constraint = 'match_approved';
    end if;
    if new.undoes is not null and not exists (
        select from reconciliation.match m
        where m.id = new.undoes and m.undoes is null and m.line_id = new.line_id and m.amount_vnd = - new.amount_vnd
          and m.subject_type = new.subject_type and m.subject_id = new.subject_id and m.payment_id is not distinct from new.payment_id)
    then
        raise exception 'what is taken back is a whole match of the same line' using errcode = '23514', constraint = 'match_undoes_whole';
    end if;
    return null;
end
$$;
create trigger match_by_hand_agreed after insert on reconciliation.match
    for each row when (new.proposal_id is not null) execute function reconciliation.check_match_by_hand();

-- The matches that stand.
create view reconciliation.standing_match with (security_invoker = true) as
select m.* from reconciliation.match m
where m.undoes is null and not exists (select from reconciliation.match u where u.undoes = m.id);

-- Small differences: what was written off on a day of an agency, under the ceiling of that day.
create table reconciliation.write_off_day (
    agency_id bigint not null references gateway.agency,
    day date not null,
    amount_vnd bigint not null check (amount_vnd >= 0),
    ceiling_vnd bigint not null,
    primary key (agency_id, day),
    constraint write_off_within check (amount_vnd <= ceiling_vnd)
);

-- Orders to move money: from a former account to its successor's, from the account of the wrong agency to the right one's, or back to whoever sent it.
alter table reconciliation.transfer_order
    add column kind text not null default 'succession' check (kind in ('succession', 'wrong_agency', 'return')),
    add column beneficiary_bin text check (beneficiary_bin ~ '^[0-9]{6}$'),
    add column beneficiary_number text check (beneficiary_number ~ '^[0-9A-Z]{4,19}$'),
    add column beneficiary_holder text check (beneficiary_holder <> ''),
    alter column succession_id drop not null,
    alter column cut_over drop not null,
    drop constraint transfer_order_decided,
    drop constraint transfer_order_seen,
    add constraint transfer_order_kind check (
        (kind = 'succession') = (succession_id is not null) and (kind = 'succession') = (cut_over is not null)
        and (kind = 'return') = (beneficiary_bin is not null) and num_nonnulls(beneficiary_bin, beneficiary_number, beneficiary_holder) in (0, 3)),
    add constraint transfer_order_decided check (
        case when kind = 'return' then successor_account_id is null and successor_agency_id is null and status <> 'waiting'
             else (status = 'waiting') = (successor_account_id is null) and (successor_account_id is null or successor_agency_id is not null) end),
    add constraint transfer_order_seen check (
        (status = 'seen') = (seen_at is not null)
        and (status = 'seen') = (debit_line_id is not null and (kind = 'return' or credit_line_id is not null)));
drop index reconciliation.transfer_order_one_open;
create unique index transfer_order_one_open on reconciliation.transfer_order (former_account_id, business_day, successor_account_id)
    nulls not distinct where status in ('waiting', 'proposed') and kind = 'succession';

create function reconciliation.keep_transfer_kind() returns trigger language plpgsql as $$
begin
    if (new.kind, new.beneficiary_bin, new.beneficiary_number, new.beneficiary_holder)
        is distinct from (old.kind, old.beneficiary_bin, old.beneficiary_number, old.beneficiary_holder) then
        raise exception 'what was ordered or approved is never changed' using errcode = '23514', constraint = 'transfer_order_kept';
    end if;
    return new;
end
$$;
create trigger transfer_order_kind_kept before update on reconciliation.transfer_order
    for each row execute function reconciliation.keep_transfer_kind();

grant select on reconciliation.standing_match to phigate_app;
grant usage on all sequences in schema reconciliation to phigate_app;
grant select, insert on reconciliation.work_note, reconciliation.refused_pair, reconciliation.proposal, reconciliation.write_off_day to phigate_app;
grant update (status, decided_by, decided_at, decided_why) on reconciliation.proposal to phigate_app;
grant update (amount_vnd, ceiling_vnd) on reconciliation.write_off_day to phigate_app;
