-- The bank's day: files as they came, their lines, what each line was matched to, what is left for people, the closed days.
grant usage on schema reconciliation to phigate_app;

-- Rows that are evidence are never changed, whoever asks: the privilege is withheld and a trigger stands behind it.
create function reconciliation.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'rows of %.% are never changed or deleted', tg_table_schema, tg_table_name using errcode = '23001';
end
$$;

-- Kept byte for byte; the same bytes are one file however often they are sent and whatever they are called.
create table reconciliation.statement_file (
    id uuid primary key,
    sha256 text not null constraint statement_file_once unique check (sha256 ~ '^[0-9a-f]{64}$'),
    filename text not null,
    content bytea not null,
    size_bytes bigint not null check (size_bytes = octet_length(content)),
    format text not null,
    verdict text not null check (verdict in ('accept', 'flag')),
    received_at timestamptz not null,
    received_by text not null
);
create trigger statement_file_kept before update or delete on reconciliation.statement_file
    for each row execute function reconciliation.refuse_change();

-- What one file says about one account, in the books. Only a statement whose own balances hold over all its lines is booked: once
-- booked it is the only one of its days, so that a bad file must never take the place of the right one.
create table reconciliation.statement (
    id uuid primary key,
    file_id uuid not null references reconciliation.statement_file,
    position integer not null check (position > 0),
    account_id uuid not null references gateway.collection_account,
    bank_bin text not null,
    account_number text not null,
    bank_statement_id text,
    bank_sequence text,
    currency text not null check (currency = 'VND'),
    from_day date not null,
    to_day date not null,
    opening_vnd bigint not null,
    closing_vnd bigint not null,
    credit_total_vnd bigint not null check (credit_total_vnd >= 0),
    debit_total_vnd bigint not null check (debit_total_vnd >= 0),
    line_count integer not null check (line_count >= 0),
    booked_at timestamptz not null,
    constraint statement_place unique (file_id, position),
    constraint statement_account unique (id, account_id),
    constraint statement_days check (from_day <= to_day),
    constraint statement_agrees check (opening_vnd + credit_total_vnd - debit_total_vnd = closing_vnd),
    constraint statement_days_once exclude using gist (account_id with =, daterange(from_day, to_day, '[]') with &&)
);
create index statement_file_of on reconciliation.statement (file_id);
create trigger statement_kept before update or delete on reconciliation.statement
    for each row execute function reconciliation.refuse_change();

-- What a file says of a statement that was not booked, for the people who need the right file; a finding says why. Its figures never
-- count. account_id is null while the account is unknown; figures are null when they are not in đồng. Once the statement is booked
-- after all, this row is history.
create table reconciliation.statement_refused (
    file_id uuid not null references reconciliation.statement_file,
    position integer not null check (position > 0),
    account_id uuid references gateway.collection_account,
    account text not null,
    currency text,
    bank_statement_id text,
    bank_sequence text,
    from_day date,
    to_day date,
    opening_vnd bigint,
    closing_vnd bigint,
    credit_total_vnd bigint,
    debit_total_vnd bigint,
    line_count integer,
    set_aside integer,
    agrees boolean,
    refused_at timestamptz not null,
    constraint statement_refused_once unique nulls not distinct (file_id, position, account_id)
);
create index statement_refused_day on reconciliation.statement_refused (account_id, from_day, to_day);
create trigger statement_refused_kept before update or delete on reconciliation.statement_refused
    for each row execute function reconciliation.refuse_change();

-- amount = allocated + open at every moment: open is computed by the database, allocated follows the matches by trigger,
-- and neither can be written by the application.
create table reconciliation.statement_line (
    id uuid primary key,
    statement_id uuid not null,
    account_id uuid not null,
    position integer not null,
    file_line bigint not null,
    booked_on date not null,
    value_on date,
    amount_vnd bigint not null,
    narrative text not null,
    bank_reference text,
    counterparty_name text,
    counterparty_account text,
    balance_after_vnd bigint,
    transactions integer not null check (transactions >= 1),
    reversal boolean not null,
    allocated_vnd bigint not null default 0,
    open_vnd bigint not null generated always as (amount_vnd - allocated_vnd) stored,
    constraint line_place unique (statement_id, position),
    constraint line_of_statement foreign key (statement_id, account_id) references reconciliation.statement (id, account_id),
    constraint line_not_overspent check (allocated_vnd between least(amount_vnd, 0) and greatest(amount_vnd, 0))
) with (fillfactor = 85);
create index statement_line_day on reconciliation.statement_line (account_id, booked_on);
create index statement_line_open on reconciliation.statement_line (booked_on, account_id) where allocated_vnd <> amount_vnd or amount_vnd = 0;

-- What a person should know about a file. refuses: the statement at this place was not booked because of it.
create table reconciliation.finding (
    id bigint generated always as identity primary key,
    file_id uuid not null references reconciliation.statement_file,
    statement_position integer,
    file_line bigint not null,
    field text not null,
    value text not null,
    rule text not null,
    severity text not null check (severity in ('notice', 'flag')),
    refuses boolean not null,
    text_vi text not null,
    text_en text not null,
    found_at timestamptz not null,
    constraint finding_once unique nulls not distinct (file_id, statement_position, file_line, field, rule, value)
);
create trigger finding_kept before update or delete on reconciliation.finding
    for each row execute function reconciliation.refuse_change();

-- A line belongs to a payment. The evidence is the exact stretch of the raw narrative, the rule with its version, and who was passed over.
create table reconciliation.match (
    id uuid primary key,
    line_id uuid not null references reconciliation.statement_line,
    subject_type text not null check (subject_type in ('payment', 'dossier')),
    subject_id uuid not null,
    payment_id uuid not null references gateway.payment,
    dossiers text not null,
    amount_vnd bigint not null check (amount_vnd <> 0),
    outcome text not null check (outcome in ('seen', 'paid')),
    rule text not null,
    rule_version integer not null check (rule_version > 0),
    code text not null,
    evidence_from integer not null check (evidence_from >= 0),
    evidence_to integer not null,
    evidence_text text not null,
    rivals jsonb not null,
    made_at timestamptz not null,
    made_by text not null,
    constraint match_evidence check (evidence_to > evidence_from)
);
-- Not unique: a payment that a provider reported twice is on two lines. The gateway counts them under the payment's lock.
create index match_payment on reconciliation.match (payment_id);
create index match_line on reconciliation.match (line_id);
create trigger match_kept before update or delete on reconciliation.match
    for each row execute function reconciliation.refuse_change();

create function reconciliation.allocate() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
    update reconciliation.statement_line
    set allocated_vnd = (select sum(m.amount_vnd) from reconciliation.match m where m.line_id = new.line_id)
    where id = new.line_id;
    return null;
end
$$;
create trigger match_allocates after insert on reconciliation.match for each row execute function reconciliation.allocate();

create function reconciliation.keep_line() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE'
        or to_jsonb(new) - 'allocated_vnd' - 'open_vnd' <> to_jsonb(old) - 'allocated_vnd' - 'open_vnd'
        or new.allocated_vnd <> (select coalesce(sum(m.amount_vnd), 0) from reconciliation.match m where m.line_id = new.id)
    then
        raise exception 'a bank line is never changed or deleted' using errcode = '23001';
    end if;
    return new;
end
$$;
create trigger statement_line_kept before update or delete on reconciliation.statement_line
    for each row execute function reconciliation.keep_line();

-- A line that no rule may book, for people. Judged again by each run until a person decides or a match is found.
create table reconciliation.discrepancy (
    id uuid primary key,
    line_id uuid references reconciliation.statement_line,
    account_id uuid not null references gateway.collection_account,
    account text not null,
    business_day date not null,
    type text not null check (type in ('debit', 'multiple_codes', 'ambiguous_code', 'already_paid', 'amount_differs', 'near_code',
                                       'provider_silent', 'unidentified')),
    amount_vnd bigint not null,
    reason_vi text not null,
    reason_en text not null,
    candidates jsonb not null,
    status text not null default 'open' check (status in ('open', 'resolved')),
    resolution text check (resolution in ('matched', 'reclassified')),
    opened_at timestamptz not null,
    resolved_at timestamptz,
    constraint discrepancy_resolved check (
        (status = 'resolved') = (resolution is not null) and (status = 'resolved') = (resolved_at is not null))
);
create unique index discrepancy_one_open on reconciliation.discrepancy (line_id) where status = 'open';
create index discrepancy_day on reconciliation.discrepancy (business_day, account_id);

-- One request to reconcile, with its answer; a repeated request with the same key gets the same answer.
create table reconciliation.run (
    id uuid primary key,
    business_day date not null,
    account_id uuid references gateway.collection_account,
    rule_version integer not null,
    requested_by text not null,
    request_key text,
    started_at timestamptz not null,
    finished_at timestamptz,
    answer text,
    constraint run_key_once unique (requested_by, request_key)
);

-- A day of an account. Prepared by one person, closed by another; from then on frozen and the ground of the next day.
create table reconciliation.closing (
    id uuid primary key,
    account_id uuid not null references gateway.collection_account,
    account text not null,
    business_day date not null,
    status text not null check (status in ('prepared', 'closed')),
    opening_vnd bigint not null,
    closing_vnd bigint not null,
    credit_total_vnd bigint not null check (credit_total_vnd >= 0),
    debit_total_vnd bigint not null check (debit_total_vnd >= 0),
    line_count integer not null,
    content jsonb not null,
    prepared_by text not null,
    prepared_at timestamptz not null,
    closed_by text,
    closed_at timestamptz,
    previous_hash text,
    proof text,
    hash text,
    constraint closing_one_a_day unique (account_id, business_day),
    constraint closing_adds_up check (opening_vnd + credit_total_vnd - debit_total_vnd = closing_vnd),
    constraint closing_four_eyes check (closed_by is null or closed_by <> prepared_by),
    constraint closing_signed check (
        (status = 'closed') = (closed_by is not null) and (status = 'closed') = (closed_at is not null)
        and (status = 'closed') = (proof is not null) and (status = 'closed') = (hash is not null)),
    constraint closing_hash check (hash = encode(sha256(convert_to(proof, 'UTF8')), 'hex')),
    constraint closing_previous check (previous_hash is null or status = 'closed')
);
-- The chain of an account never forks: each closed day is the ground of one other at most, and there is one first day.
create unique index closing_chain on reconciliation.closing (account_id, previous_hash) nulls not distinct where status = 'closed';

create function reconciliation.keep_closing() returns trigger language plpgsql as $$
declare
    last record;
begin
    if tg_op <> 'INSERT' and (tg_op = 'DELETE' or old.status = 'closed') then
        raise exception 'a closed day is never changed or deleted' using errcode = '23001';
    end if;
    if new.status = 'closed' then
        select c.business_day, c.hash into last from reconciliation.closing c
        where c.account_id = new.account_id and c.status = 'closed' and c.id <> new.id order by c.business_day desc limit 1;
        if found and (last.business_day >= new.business_day or last.hash is distinct from new.previous_hash)
            or not found and new.previous_hash is not null then
            raise exception 'day % does not follow the last closed day', new.business_day using errcode = '23001';
        end if;
    end if;
    return new;
end
$$;
create trigger closing_kept before insert or update or delete on reconciliation.closing
    for each row execute function reconciliation.keep_closing();

-- A late statement reopens nothing.
create function reconciliation.refuse_closed_day() returns trigger language plpgsql as $$
begin
    if exists (select from reconciliation.closing c
               where c.account_id = new.account_id and c.status = 'closed' and c.business_day >= new.from_day) then
        raise exception 'day % of this account is closed', new.from_day using errcode = '23001';
    end if;
    return new;
end
$$;
create trigger statement_of_open_days before insert on reconciliation.statement
    for each row execute function reconciliation.refuse_closed_day();

grant select on all tables in schema reconciliation to phigate_app;
grant insert on reconciliation.statement_file, reconciliation.statement, reconciliation.statement_refused, reconciliation.finding, reconciliation.match,
    reconciliation.discrepancy, reconciliation.run, reconciliation.closing to phigate_app;
grant insert (id, statement_id, account_id, position, file_line, booked_on, value_on, amount_vnd, narrative, bank_reference,
    counterparty_name, counterparty_account, balance_after_vnd, transactions, reversal) on reconciliation.statement_line to phigate_app;
grant update (reason_vi, reason_en, candidates, status, resolution, resolved_at) on reconciliation.discrepancy to phigate_app;
grant update (finished_at, answer) on reconciliation.run to phigate_app;
grant update (status, opening_vnd, closing_vnd, credit_total_vnd, debit_total_vnd, line_count, content, prepared_by, prepared_at,
    closed_by, closed_at, previous_hash, proof, hash) on reconciliation.closing to phigate_app;
grant usage on all sequences in schema reconciliation to phigate_app;
