-- Money that is overdue is a discrepancy without a line.
alter table reconciliation.discrepancy add column payment_id uuid references gateway.payment;
create unique index discrepancy_one_open_payment on reconciliation.discrepancy (payment_id) where status = 'open';
do $$
declare
    known text;
begin
    -- The list of types has several owners: what stands there stays, and one is added.
    select pg_get_expr(c.conbin, c.conrelid) into strict known from pg_constraint c
    where c.conrelid = 'reconciliation.discrepancy'::regclass and c.conname = 'discrepancy_type';
    alter table reconciliation.discrepancy drop constraint discrepancy_type;
    execute format('alter table reconciliation.discrepancy add constraint discrepancy_type check ((%s) or type = ''late'')', known);
end
$$;
alter table reconciliation.discrepancy add constraint discrepancy_late check ((type = 'late') = (payment_id is not null) and (type <> 'late' or line_id is null));

-- What was learned of a closed day. The day stays as it was signed; two people agree on the correction, and its lines are booked on the first open day.
create table reconciliation.correction (
    id uuid primary key,
    account_id uuid not null references gateway.collection_account,
    account text not null,
    closed_day date not null,
    closing_id uuid not null references reconciliation.closing,
    -- statement: lines of a late file; lines: lines that a person enters; note: words only; reclassified: lines whose bucket changed.
    kind text not null check (kind in ('statement', 'lines', 'note', 'reclassified')),
    file_id uuid references reconciliation.statement_file,
    reason text not null check (btrim(reason) <> ''),
    lines jsonb not null check (jsonb_typeof(lines) = 'array'),
    amount_vnd bigint not null,
    status text not null check (status in ('proposed', 'approved')),
    proposed_by text not null,
    proposed_at timestamptz not null,
    approved_by text,
    approved_at timestamptz,
    booked_on date,
    constraint correction_four_eyes check (approved_by is null or approved_by <> proposed_by),
    constraint correction_approved check (
        (status = 'approved') = (approved_by is not null) and (status = 'approved') = (approved_at is not null)
        and (status = 'approved') = (booked_on is not null)),
    constraint correction_later check (booked_on > closed_day),
    constraint correction_of_file check ((kind = 'statement') = (file_id is not null)),
    constraint correction_amount check (kind in ('statement', 'lines') or amount_vnd = 0),
    constraint correction_says check (kind = 'note' or jsonb_array_length(lines) > 0)
);
create unique index correction_file_once on reconciliation.correction (account_id, closed_day, file_id) where file_id is not null;
create index correction_of_day on reconciliation.correction (account_id, closed_day);
create index correction_booked on reconciliation.correction (account_id, booked_on);

create function reconciliation.keep_correction() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if not exists (select from reconciliation.closing c where c.id = new.closing_id and c.status = 'closed'
                       and c.account_id = new.account_id and c.business_day = new.closed_day) then
            raise exception 'only a closed day is corrected' using errcode = '23514', constraint = 'correction_of_closed_day';
        end if;
        return new;
    end if;
    if tg_op = 'DELETE' or old.status <> 'proposed'
        or to_jsonb(new) - '{status,approved_by,approved_at,booked_on}'::text[] <> to_jsonb(old) - '{status,approved_by,approved_at,booked_on}'::text[]
    then
        raise exception 'a correction is approved once, and never changed or deleted' using errcode = '23001';
    end if;
    return new;
end
$$;
create trigger correction_kept before insert or update or delete on reconciliation.correction
    for each row execute function reconciliation.keep_correction();
create trigger correction_not_truncated before truncate on reconciliation.correction
    for each statement execute function reconciliation.refuse_change();

-- The lines of a correction stand beside the bank's statement of the day on which they are booked, and take no day from it.
alter table reconciliation.statement
    add column correction_id uuid unique references reconciliation.correction,
    drop constraint statement_days_once,
    add constraint statement_days_once exclude using gist (account_id with =, daterange(from_day, to_day, '[]') with &&) where (correction_id is null);

-- What the proofs said last of each line of a closed day; what is learned later is told against this in the next proof.
create table reconciliation.told_line (
    line_id uuid primary key references reconciliation.statement_line,
    account_id uuid not null,
    business_day date not null,
    allocated_vnd bigint not null,
    parts text not null,
    told_at timestamptz not null
);
create index told_line_account on reconciliation.told_line (account_id);

grant select, insert on reconciliation.correction, reconciliation.told_line to phigate_app;
grant update (status, approved_by, approved_at, booked_on) on reconciliation.correction to phigate_app;
grant update (allocated_vnd, parts, told_at) on reconciliation.told_line to phigate_app;
