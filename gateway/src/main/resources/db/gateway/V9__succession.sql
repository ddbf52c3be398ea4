-- Who took over from whom: agencies that were merged, accounts that were replaced, under which legal act, since when. Nothing is ever rewritten here
-- but the end of a belief; the map of accounts stays as it was and is followed from the former to the successor.

create table gateway.succession (
    id uuid primary key,
    legal_act text not null check (legal_act <> ''),
    cut_over timestamptz not null,
    note text check (note <> ''),
    status text not null check (status in ('proposed', 'approved', 'rejected', 'undone')),
    proposed_at timestamptz not null,
    proposed_by text not null,
    approved_at timestamptz,
    approved_by text,
    rejected_at timestamptz,
    rejected_by text,
    rejected_reason text,
    undo_from timestamptz,
    undo_reason text check (undo_reason <> ''),
    undo_proposed_at timestamptz,
    undo_proposed_by text,
    undone_at timestamptz,
    undone_by text,
    constraint succession_four_eyes check (approved_by is null or approved_by <> proposed_by),
    constraint succession_undo_four_eyes check (undone_by is null or undone_by <> undo_proposed_by),
    constraint succession_approved check (
        (status in ('approved', 'undone')) = (approved_by is not null) and (approved_by is null) = (approved_at is null)),
    constraint succession_rejected check (
        (status = 'rejected') = (rejected_by is not null) and num_nulls(rejected_by, rejected_at, rejected_reason) in (0, 3)),
    constraint succession_undo_proposed check (
        num_nulls(undo_from, undo_reason, undo_proposed_at, undo_proposed_by) in (0, 4) and (undo_from is null or approved_by is not null)),
    constraint succession_undone check (
        (status = 'undone') = (undone_by is not null) and (undone_by is null) = (undone_at is null)
        and (undone_by is null or undo_proposed_by is not null))
);

-- One former agency or account. divided: the law split a former commune over several present ones, and somebody has to decide whose its money is.
create table gateway.succession_part (
    id uuid primary key,
    succession_id uuid not null references gateway.succession,
    position integer not null,
    former_agency bigint references gateway.agency,
    former_account uuid references gateway.collection_account,
    divided boolean not null,
    -- The days of the code that the approval ended; an undo gives back what is left of them.
    code_was daterange,
    constraint part_one_former check (num_nonnulls(former_agency, former_account) = 1),
    constraint part_divided_agency check (not divided or former_agency is not null),
    unique (succession_id, position),
    unique (succession_id, former_agency),
    unique (succession_id, former_account)
);
create index succession_part_former on gateway.succession_part (former_agency);

create table gateway.succession_candidate (
    part_id uuid not null references gateway.succession_part,
    position integer not null,
    agency_id bigint references gateway.agency,
    account_id uuid references gateway.collection_account,
    primary key (part_id, position),
    constraint candidate_one_successor check (num_nonnulls(agency_id, account_id) = 1),
    unique (part_id, agency_id),
    unique (part_id, account_id)
);
create index succession_candidate_agency on gateway.succession_candidate (agency_id);

create table gateway.succession_decision (
    id uuid primary key,
    part_id uuid not null,
    agency_id bigint not null,
    document text not null check (document <> ''),
    proposed_at timestamptz not null,
    proposed_by text not null,
    approved_at timestamptz,
    approved_by text,
    rejected_at timestamptz,
    rejected_by text,
    rejected_reason text,
    constraint decision_four_eyes check (approved_by is null or approved_by <> proposed_by),
    constraint decision_one_end check (
        num_nonnulls(approved_by, rejected_by) <= 1 and (approved_by is null) = (approved_at is null)
        and num_nulls(rejected_by, rejected_at, rejected_reason) in (0, 3)),
    foreign key (part_id, agency_id) references gateway.succession_candidate (part_id, agency_id)
);
-- Asked once: a decision stands, or is proposed, for ever but when it was turned down.
create unique index succession_decision_once on gateway.succession_decision (part_id) where rejected_by is null;

-- What holds, on the two axes of the map of accounts. valid: when it applies; recorded: when it was believed.
-- A former agency without a successor here is one whose successor is not decided yet.
create table gateway.succession_link (
    id uuid primary key,
    part_id uuid not null references gateway.succession_part,
    former_agency bigint references gateway.agency,
    former_account uuid references gateway.collection_account,
    successor_agency bigint references gateway.agency,
    successor_account uuid references gateway.collection_account,
    valid tstzrange not null check (not isempty(valid)),
    recorded tstzrange not null,
    constraint link_one_former check (num_nonnulls(former_agency, former_account) = 1),
    constraint link_same_level check (
        (successor_agency is null or former_agency is not null) and (successor_account is null) = (former_account is null)),
    constraint link_not_itself check (successor_agency is distinct from former_agency or former_agency is null),
    constraint link_not_itself_account check (successor_account is distinct from former_account or former_account is null),
    constraint link_one_agency exclude using gist (former_agency with =, valid with &&, recorded with &&),
    constraint link_one_account exclude using gist (former_account with =, valid with &&, recorded with &&)
);
create index succession_link_part on gateway.succession_link (part_id);
create index succession_link_to on gateway.succession_link (successor_agency);

-- Approved by two people, to one of the successors that were named, decided where it had to be, and never in a circle.
create function gateway.keep_succession_link() returns trigger language plpgsql as $$
declare
    part gateway.succession_part;
begin
    if tg_op = 'UPDATE' then
        if (new.id, new.part_id, new.former_agency, new.former_account, new.successor_agency, new.successor_account, new.valid)
            is distinct from
            (old.id, old.part_id, old.former_agency, old.former_account, old.successor_agency, old.successor_account, old.valid)
            or not upper_inf(old.recorded) or not new.recorded <@ old.recorded
            or (not isempty(new.recorded) and lower(new.recorded) <> lower(old.recorded))
        then
            raise exception 'of a succession only the end of the belief is written' using errcode = '23514', constraint = 'link_kept';
        end if;
        return new;
    end if;
    -- Two approvals at once could close a circle that neither sees.
    perform pg_advisory_xact_lock(hashtextextended('gateway.succession_link', 0));
    select * into part from gateway.succession_part where id = new.part_id;
    if (part.former_agency, part.former_account) is distinct from (new.former_agency, new.former_account)
        or not exists (select from gateway.succession s where s.id = part.succession_id and s.status in ('approved', 'undone')) then
        raise exception 'a succession holds only after its approval' using errcode = '23514', constraint = 'link_approved';
    end if;
    if new.successor_agency is null and new.successor_account is null and not part.divided
        or (new.successor_agency is not null or new.successor_account is not null) and not exists (
            select from gateway.succession_candidate c
            where c.part_id = part.id and (c.agency_id = new.successor_agency or c.account_id = new.successor_account))
        or part.divided and new.successor_agency is not null and not exists (
            select from gateway.succession_decision d
            where d.part_id = part.id and d.agency_id = new.successor_agency and d.approved_by is not null)
    then
        raise exception 'the successor was not named, or not decided' using errcode = '23514', constraint = 'link_named';
    end if;
    if exists (
        with recursive onwards(agency, account, valid, steps) as (
            select new.successor_agency, new.successor_account, new.valid, 1
            union all
            select l.successor_agency, l.successor_account, l.valid * o.valid, o.steps + 1
            from onwards o join gateway.succession_link l
                on (l.former_agency = o.agency or l.former_account = o.account) and l.valid && o.valid and upper_inf(l.recorded)
            where o.steps < 100 and o.agency is distinct from new.former_agency
                or o.steps < 100 and o.account is distinct from new.former_account
        )
        select from onwards where agency = new.former_agency or account = new.former_account)
    then
        raise exception 'a succession must not lead back to where it began' using errcode = '23514', constraint = 'succession_cycle';
    end if;
    return new;
end
$$;
create trigger succession_link_kept after insert or update on gateway.succession_link
    for each row execute function gateway.keep_succession_link();

create function gateway.keep_succession() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.status <> 'proposed' or new.undo_from is not null then
            raise exception 'a succession begins as a proposal' using errcode = '23514', constraint = 'succession_life';
        end if;
        return new;
    end if;
    if (old.status, new.status) not in (
        ('proposed', 'approved'), ('proposed', 'rejected'), ('approved', 'approved'), ('approved', 'undone')) then
        raise exception 'a succession does not go from % to %', old.status, new.status using errcode = '23514', constraint = 'succession_life';
    end if;
    if (new.id, new.legal_act, new.cut_over, new.note, new.proposed_by, new.proposed_at)
        is distinct from (old.id, old.legal_act, old.cut_over, old.note, old.proposed_by, old.proposed_at)
        or old.approved_by is not null and (new.approved_by, new.approved_at) is distinct from (old.approved_by, old.approved_at)
        or new.status = 'undone' and (new.undo_from, new.undo_reason, new.undo_proposed_by, new.undo_proposed_at)
            is distinct from (old.undo_from, old.undo_reason, old.undo_proposed_by, old.undo_proposed_at)
    then
        raise exception 'what was proposed or approved is never changed' using errcode = '23514', constraint = 'succession_kept';
    end if;
    return new;
end
$$;
create trigger succession_kept after insert or update on gateway.succession for each row execute function gateway.keep_succession();

create function gateway.keep_decision() returns trigger language plpgsql as $$
begin
    if old.approved_by is not null or old.rejected_by is not null
        or (new.id, new.part_id, new.agency_id, new.document, new.proposed_by, new.proposed_at)
            is distinct from (old.id, old.part_id, old.agency_id, old.document, old.proposed_by, old.proposed_at)
    then
        raise exception 'what was decided is never changed' using errcode = '23514', constraint = 'decision_kept';
    end if;
    return new;
end
$$;
create trigger succession_decision_kept after update on gateway.succession_decision for each row execute function gateway.keep_decision();

-- What was proposed stays word for word.
create trigger succession_candidate_kept before update on gateway.succession_candidate
    for each row execute function gateway.refuse_change();

do $$
declare
    t text;
begin
    foreach t in array array['succession', 'succession_part', 'succession_candidate', 'succession_decision', 'succession_link'] loop
        execute format('create trigger %I before delete on gateway.%I for each row execute function gateway.refuse_change()', t || '_not_deleted', t);
        execute format('create trigger %I before truncate on gateway.%I for each statement execute function gateway.refuse_change()',
            t || '_not_truncated', t);
    end loop;
end
$$;

-- Who has an agency's duties at an instant, by what was believed at another: itself when nobody took over, null when that is not decided.
create function gateway.succeeding_agency(given bigint, at timestamptz, known_at timestamptz)
    returns table (agency_id bigint, links uuid[]) language sql stable as $$
    with recursive chain(agency_id, links) as (
        select given, cast('{}' as uuid[])
        union all
        select l.successor_agency, c.links || l.id
        from chain c join gateway.succession_link l on l.former_agency = c.agency_id and l.valid @> at and l.recorded @> known_at
        where cardinality(c.links) < 100
    )
    select c.agency_id, c.links from chain c order by cardinality(c.links) desc limit 1
$$;

create function gateway.succeeding_account(given uuid, at timestamptz, known_at timestamptz)
    returns table (account_id uuid, links uuid[]) language sql stable as $$
    with recursive chain(account_id, links) as (
        select given, cast('{}' as uuid[])
        union all
        select l.successor_account, c.links || l.id
        from chain c join gateway.succession_link l on l.former_account = c.account_id and l.valid @> at and l.recorded @> known_at
        where cardinality(c.links) < 100
    )
    select c.account_id, c.links from chain c order by cardinality(c.links) desc limit 1
$$;

grant select, insert on gateway.succession, gateway.succession_part, gateway.succession_candidate, gateway.succession_decision,
    gateway.succession_link to phigate_app;
grant update (status, approved_at, approved_by, rejected_at, rejected_by, rejected_reason, undo_from, undo_reason, undo_proposed_at,
    undo_proposed_by, undone_at, undone_by) on gateway.succession to phigate_app;
grant update (code_was) on gateway.succession_part to phigate_app;
grant update (approved_at, approved_by, rejected_at, rejected_by, rejected_reason) on gateway.succession_decision to phigate_app;
grant update (recorded) on gateway.succession_link to phigate_app;
