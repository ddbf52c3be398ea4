-- How a collection account comes into force: drafted, submitted, checked, approved by another person, cooled off, its test deposit seen.
-- Swapping an account is how fees are stolen, so every step that must not be skipped or taken alone is a constraint or a trigger here.

-- Who is told. A contact who was taken off is still told for a while: whoever swaps an account would silence the old contact first.
create table gateway.agency_contact (
    id uuid primary key,
    agency_id bigint not null references gateway.agency,
    name text not null check (name <> ''),
    email text not null check (email ~ '^[^@[:space:]]+@[^@[:space:]]+$'),
    added_at timestamptz not null,
    added_by text not null,
    ended_at timestamptz,
    ended_by text,
    constraint contact_ended check ((ended_at is null) = (ended_by is null))
);
create index agency_contact_agency on gateway.agency_contact (agency_id);

alter table gateway.collection_account
    drop constraint collection_account_status_check,
    drop constraint account_approved_when_active,
    drop constraint account_submitted_first,
    drop constraint account_one_owner,
    add column requested_from timestamptz,
    add column treasury jsonb,
    add column replaces uuid references gateway.collection_account,
    add column touched_by text[] not null default '{}',
    add column findings jsonb not null default '[]',
    add column checked_at timestamptz,
    add column acknowledged text[] not null default '{}',
    add column cool_off_until timestamptz,
    add column deposit text not null default 'off',
    add column deposit_code text,
    add column deposit_vnd bigint,
    add column deposit_seen_at timestamptz,
    add column deposit_evidence text,
    add column waiver_reason text,
    add column waiver_first_by text,
    add column waiver_first_at timestamptz,
    add column waiver_second_by text,
    add column waiver_second_at timestamptz,
    add column effective_at timestamptz,
    add column rejected_by text,
    add column rejected_at timestamptz,
    add column rejected_reason text,
    add column superseded_at timestamptz,
    add column superseded_by uuid references gateway.collection_account,
    add column closing_from timestamptz,
    add column closing_reason text,
    add column closing_proposed_by text,
    add column closing_proposed_at timestamptz,
    add column closed_by text,
    add column closed_at timestamptz;

update gateway.collection_account set
    requested_from = lower(valid),
    touched_by = case when submitted_by is null or submitted_by = created_by then array[created_by] else array[created_by, submitted_by] end,
    checked_at = submitted_at,
    effective_at = case when status in ('active', 'closed') then lower(valid) end;

alter table gateway.collection_account
    alter column requested_from set not null,
    add constraint account_status check (status in ('draft', 'submitted', 'approved', 'active', 'superseded', 'closed', 'rejected')),
    add constraint account_submitted_first check (status in ('draft', 'rejected') or (submitted_by is not null and checked_at is not null)),
    add constraint account_approved_when_active check (
        status not in ('approved', 'active', 'superseded', 'closed') or (approved_by is not null and approved_at is not null)),
    -- Whoever drafted or edited is in touched_by for ever, and never approves.
    add constraint account_touched check (created_by = any (touched_by) and (submitted_by is null or submitted_by = any (touched_by))),
    add constraint account_untouched_approver check (approved_by is null or approved_by <> all (touched_by)),
    add constraint account_deposit check (
        deposit in ('off', 'required') and (deposit = 'off' or (deposit_code is not null and deposit_vnd > 0))),
    add constraint account_deposit_code unique (deposit_code),
    -- The test deposit is the one witness from outside. Two people stand in for it who neither drafted nor approved.
    add constraint account_waiver_people check (
        (waiver_first_by is null or (waiver_first_by <> all (touched_by) and waiver_first_by <> approved_by))
        and (waiver_second_by is null
            or (waiver_second_by <> all (touched_by) and waiver_second_by <> approved_by and waiver_second_by <> waiver_first_by))),
    add constraint account_waiver_reason check (
        (waiver_first_by is null) = (waiver_reason is null) and (waiver_first_by is null) = (waiver_first_at is null)
        and (waiver_second_by is null) = (waiver_second_at is null) and (waiver_second_by is null or waiver_first_by is not null)),
    -- In force only after the cool-off, and after the deposit was seen or waived.
    add constraint account_waited check (
        status not in ('active', 'superseded', 'closed')
        or (effective_at is not null and lower(valid) >= effective_at and (cool_off_until is null or cool_off_until <= effective_at)
            and (deposit = 'off' or deposit_seen_at <= effective_at or waiver_second_at <= effective_at) is true)),
    add constraint account_rejected check (
        (status = 'rejected') = (rejected_by is not null) and (status = 'rejected') = (rejected_reason is not null)),
    add constraint account_closing_four_eyes check (closed_by is null or closed_by <> closing_proposed_by),
    add constraint account_closed check (
        (status = 'closed') <= (closed_by is not null and closed_at is not null and closing_proposed_by is not null
            and closing_reason is not null and upper(valid) is not null) is true),
    add constraint account_one_owner exclude using gist (bank_bin with =, number with =, valid with &&)
        where (status in ('approved', 'active', 'superseded'));

-- The arrows of the life, and what may change along each. A change to an account in force is a new account. After the constraints, so that these
-- are named first.
create function gateway.keep_account() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'collection accounts are never deleted' using errcode = '23001';
    end if;
    if tg_op = 'INSERT' then
        if new.status <> 'draft' or new.approved_by is not null or new.submitted_by is not null then
            raise exception 'a collection account begins as a draft' using errcode = '23514', constraint = 'account_life';
        end if;
        return new;
    end if;
    if (old.status, new.status) not in (
        ('draft', 'draft'), ('draft', 'submitted'), ('draft', 'rejected'),
        ('submitted', 'submitted'), ('submitted', 'approved'), ('submitted', 'rejected'),
        ('approved', 'approved'), ('approved', 'active'), ('approved', 'rejected'),
        ('active', 'active'), ('active', 'superseded'), ('active', 'closed'),
        ('superseded', 'superseded'), ('superseded', 'closed'))
    then
        raise exception 'a collection account does not go from % to %', old.status, new.status
            using errcode = '23514', constraint = 'account_life';
    end if;
    if not new.touched_by @> old.touched_by
        or (new.id, new.created_by, new.created_at, new.sample) is distinct from (old.id, old.created_by, old.created_at, old.sample)
        or old.status <> 'draft' and
            (new.agency_id, new.bank_bin, new.number, new.holder, new.treasury, new.legal_basis, new.requested_from, new.replaces,
                new.submitted_by, new.submitted_at, new.touched_by)
            is distinct from
            (old.agency_id, old.bank_bin, old.number, old.holder, old.treasury, old.legal_basis, old.requested_from, old.replaces,
                old.submitted_by, old.submitted_at, old.touched_by)
        or old.approved_by is not null and
            (new.approved_by, new.approved_at, new.cool_off_until, new.deposit, new.deposit_code, new.deposit_vnd, new.acknowledged, new.findings)
            is distinct from
            (old.approved_by, old.approved_at, old.cool_off_until, old.deposit, old.deposit_code, old.deposit_vnd, old.acknowledged, old.findings)
        or old.waiver_first_by is not null and
            (new.waiver_first_by, new.waiver_first_at, new.waiver_reason) is distinct from (old.waiver_first_by, old.waiver_first_at, old.waiver_reason)
        or old.effective_at is not null and new.effective_at is distinct from old.effective_at
        or old.status in ('active', 'superseded') and
            (lower(new.valid) <> lower(old.valid) or (new.status <> 'closed' and new.valid <> old.valid))
    then
        raise exception 'what was submitted or decided about a collection account is never changed; register a new one'
            using errcode = '23514', constraint = 'account_kept';
    end if;
    return new;
end
$$;
create trigger collection_account_kept after insert or update or delete on gateway.collection_account
    for each row execute function gateway.keep_account();

-- A change to the map is a new row: it closes what was believed ("recorded") and says what is believed from now on.
alter table gateway.account_assignment
    drop constraint account_assignment_status_check,
    drop constraint assignment_approved,
    drop constraint assignment_one_account,
    add column change text not null default 'new',
    add column replaces uuid references gateway.account_assignment,
    add column rejected_by text,
    add column rejected_at timestamptz,
    add constraint assignment_status check (status in ('proposed', 'approved', 'ended', 'rejected')),
    -- rest: what is left of a row after another took over; written by the approval itself.
    add constraint assignment_change check (
        change in ('new', 'succeed', 'correct', 'end', 'withdraw', 'rest') and (change = 'new') = (replaces is null)),
    add constraint assignment_approved check (
        status in ('proposed', 'rejected') or (approved_by is not null and approved_at is not null and recorded is not null)),
    add constraint assignment_rejected check ((status = 'rejected') = (rejected_by is not null)),
    add constraint assignment_one_account exclude using gist (
        agency_id with =, coalesce(procedure_code, '*') with =, kind with =, valid with &&, recorded with &&
    ) where (status in ('approved', 'ended'));
create index if not exists account_assignment_account on gateway.account_assignment (account_id);
create index account_assignment_replaces on gateway.account_assignment (replaces);

-- Delegated collection: one agency collects for another. Both say so in writing; whoever approves recorded neither paper.
create table gateway.assignment_consent (
    assignment_id uuid not null references gateway.account_assignment,
    agency_id bigint not null references gateway.agency,
    document text not null check (document <> ''),
    recorded_by text not null,
    recorded_at timestamptz not null,
    primary key (assignment_id, agency_id)
);
create trigger assignment_consent_kept before update or delete on gateway.assignment_consent
    for each row execute function gateway.refuse_change();

create function gateway.keep_assignment() returns trigger language plpgsql as $$
declare
    owner bigint;
    target gateway.account_assignment;
begin
    if tg_op = 'DELETE' then
        raise exception 'assignments are never deleted' using errcode = '23001';
    end if;
    if tg_op = 'UPDATE' then
        if (old.status, new.status) not in (
            ('proposed', 'proposed'), ('proposed', 'approved'), ('proposed', 'rejected'), ('proposed', 'ended'), ('approved', 'approved'),
            ('approved', 'ended'))
            or (new.status = 'ended' and old.status = 'proposed' and new.change <> 'withdraw')
        then
            raise exception 'an assignment does not go from % to %', old.status, new.status
                using errcode = '23514', constraint = 'assignment_life';
        end if;
        if (new.id, new.agency_id, new.procedure_code, new.kind, new.account_id, new.valid, new.reason, new.change, new.replaces,
                new.proposed_by, new.proposed_at)
            is distinct from
            (old.id, old.agency_id, old.procedure_code, old.kind, old.account_id, old.valid, old.reason, old.change, old.replaces,
                old.proposed_by, old.proposed_at)
            or old.status = 'approved' and
                ((new.approved_by, new.approved_at) is distinct from (old.approved_by, old.approved_at)
                    or (not isempty(new.recorded) and lower(new.recorded) <> lower(old.recorded)) or upper_inf(new.recorded))
        then
            raise exception 'what was proposed or approved is never changed; propose a correction'
                using errcode = '23514', constraint = 'assignment_kept';
        end if;
    end if;
    if new.replaces is not null then
        select * into target from gateway.account_assignment where id = new.replaces;
        if (target.agency_id, target.procedure_code, target.kind) is distinct from (new.agency_id, new.procedure_code, new.kind)
            or new.change in ('end', 'withdraw', 'rest') and (target.account_id <> new.account_id or not new.valid <@ target.valid)
        then
            raise exception 'a change keeps the key of the row it changes' using errcode = '23514', constraint = 'assignment_kept';
        end if;
    end if;
    if new.status = 'approved' and new.change in ('new', 'succeed', 'correct') and (tg_op = 'INSERT' or old.status = 'proposed') then
        select agency_id into owner from gateway.collection_account where id = new.account_id;
        if owner <> new.agency_id then
            if (select count(*) from gateway.assignment_consent c
                where c.assignment_id = new.id and c.agency_id in (owner, new.agency_id)) < 2
            then
                raise exception 'collecting for another agency needs the consent of both' using errcode = '23514', constraint = 'assignment_consents';
            end if;
            if exists (select from gateway.assignment_consent c where c.assignment_id = new.id and c.recorded_by = new.approved_by) then
                raise exception 'whoever recorded a consent may not approve' using errcode = '23514', constraint = 'assignment_four_eyes';
            end if;
        end if;
    end if;
    return new;
end
$$;
create trigger account_assignment_kept after insert or update or delete on gateway.account_assignment
    for each row execute function gateway.keep_assignment();

-- A deadline for a set of agencies. How far each one is, is derived from the registry and typed by nobody.
create table gateway.campaign (
    id uuid primary key,
    title text not null check (title <> ''),
    legal_basis text,
    register_by date not null,
    configure_by date not null,
    reminder_days integer[] not null check (cardinality(reminder_days) <= 20),
    created_at timestamptz not null,
    created_by text not null,
    constraint campaign_days check (configure_by >= register_by)
);
create table gateway.campaign_agency (
    campaign_id uuid not null references gateway.campaign,
    agency_id bigint not null references gateway.agency,
    primary key (campaign_id, agency_id)
);

-- Told once, in words that stay. Delivery by e-mail is the city's mail system's; here they are kept, listed and offered as webhook events.
create table gateway.registry_notice (
    id uuid primary key,
    kind text not null,
    agency_id bigint not null references gateway.agency,
    audience text not null check (audience in ('agency', 'old_holder', 'account_agency')),
    recipients jsonb not null,
    account_id uuid references gateway.collection_account,
    assignment_id uuid references gateway.account_assignment,
    campaign_id uuid references gateway.campaign,
    text_vi text not null,
    text_en text not null,
    created_at timestamptz not null
);
create index registry_notice_agency on gateway.registry_notice (agency_id, id);
create index registry_notice_account on gateway.registry_notice (account_id, id);
create trigger registry_notice_kept before update or delete on gateway.registry_notice
    for each row execute function gateway.refuse_change();

create trigger assignment_consent_not_truncated before truncate on gateway.assignment_consent
    for each statement execute function gateway.refuse_change();
create trigger registry_notice_not_truncated before truncate on gateway.registry_notice
    for each statement execute function gateway.refuse_change();

create table gateway.campaign_reminder (
    campaign_id uuid not null,
    agency_id bigint not null,
    phase text not null check (phase in ('register', 'configure')),
    distance_days integer not null,
    notice_id uuid not null references gateway.registry_notice,
    primary key (campaign_id, agency_id, phase, distance_days),
    foreign key (campaign_id, agency_id) references gateway.campaign_agency (campaign_id, agency_id)
);

alter table gateway.outbox
    alter column payment_id drop not null,
    add column notice_id uuid references gateway.registry_notice,
    add constraint outbox_subject check (num_nonnulls(payment_id, notice_id) = 1);
alter table gateway.webhook_event
    alter column payment_id drop not null,
    add column notice_id uuid references gateway.registry_notice,
    add constraint webhook_event_subject check (num_nonnulls(payment_id, notice_id) = 1);

-- Where a dossier was handed in. Never asked for when the payee is resolved.
alter table gateway.dossier add column desk_agency_id bigint references gateway.agency;

revoke update on gateway.collection_account, gateway.account_assignment from phigate_app;
grant update (agency_id, bank_bin, number, holder, valid, legal_basis, status, submitted_at, submitted_by, approved_at, approved_by, requested_from,
    treasury, replaces, touched_by, findings, checked_at, acknowledged, cool_off_until, deposit, deposit_code, deposit_vnd, deposit_seen_at,
    deposit_evidence, waiver_reason, waiver_first_by, waiver_first_at, waiver_second_by, waiver_second_at, effective_at, rejected_by,
    rejected_at, rejected_reason, superseded_at, superseded_by, closing_from, closing_reason, closing_proposed_by, closing_proposed_at, closed_by,
    closed_at) on gateway.collection_account to phigate_app;
grant update (status, approved_at, approved_by, recorded, rejected_by, rejected_at) on gateway.account_assignment to phigate_app;
grant select, insert on gateway.agency_contact, gateway.assignment_consent, gateway.campaign, gateway.campaign_agency, gateway.registry_notice,
    gateway.campaign_reminder to phigate_app;
grant update (ended_at, ended_by) on gateway.agency_contact to phigate_app;
