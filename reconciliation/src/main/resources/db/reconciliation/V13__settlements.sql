-- What providers pay out: files kept byte for byte, the batches they explain, each row of a batch, and what became of it.

create table reconciliation.settlement_file (
    id uuid primary key,
    sha256 text not null constraint settlement_file_once unique check (sha256 ~ '^[0-9a-f]{64}$'),
    filename text not null,
    content bytea not null,
    size_bytes bigint not null check (size_bytes = octet_length(content)),
    format text not null,
    layout text not null,
    received_at timestamptz not null,
    received_by text not null
);
create trigger settlement_file_kept before update or delete on reconciliation.settlement_file
    for each row execute function reconciliation.refuse_change();

-- A batch is taken whole or not at all, and is known by one name at its provider. The rows, counted and added up, are the batch.
create table reconciliation.settlement_batch (
    id uuid primary key,
    file_id uuid not null references reconciliation.settlement_file,
    position integer not null check (position > 0),
    provider text not null,
    layout text not null,
    -- The provider's name of it; made from the file's hash where the provider gives none.
    batch_no text not null check (batch_no <> ''),
    named boolean not null,
    -- Where the file itself, or all its known orders, say so; null while nothing does.
    account_id uuid references gateway.collection_account,
    account text,
    first_day date not null,
    last_day date not null,
    pays text not null check (pays in ('net', 'gross')),
    row_count integer not null check (row_count > 0),
    gross_vnd bigint not null,
    fee_vnd bigint not null,
    net_vnd bigint not null,
    payout_vnd bigint not null generated always as (case pays when 'net' then net_vnd else gross_vnd end) stored,
    taken_at timestamptz not null,
    line_id uuid unique references reconciliation.statement_line,
    -- Which stretch of the line's narrative named it, and by which code.
    code text,
    evidence_from integer,
    evidence_to integer,
    paid_out_at timestamptz,
    constraint settlement_batch_place unique (file_id, position),
    constraint settlement_batch_once unique (provider, batch_no),
    constraint settlement_batch_account check ((account_id is null) = (account is null)),
    constraint settlement_batch_days check (first_day <= last_day),
    constraint settlement_batch_net check (net_vnd = gross_vnd - fee_vnd),
    constraint settlement_batch_paid_out check (num_nonnulls(line_id, code, evidence_from, evidence_to, paid_out_at) in (0, 5)),
    constraint settlement_batch_evidence check (evidence_to > evidence_from and evidence_from >= 0)
);
create index settlement_batch_open on reconciliation.settlement_batch (provider, payout_vnd) where line_id is null;

create table reconciliation.settlement_row (
    batch_id uuid not null references reconciliation.settlement_batch,
    position integer not null check (position > 0),
    file_line bigint not null,
    transaction_id text,
    order_id text,
    day date,
    gross_vnd bigint not null check (gross_vnd <> 0),
    fee_vnd bigint not null,
    net_vnd bigint not null,
    -- By the contract of the day; null when there is none.
    contract_fee_vnd bigint,
    payment_id uuid references gateway.payment,
    attempt_id uuid references gateway.attempt,
    refund_id uuid references gateway.refund,
    -- Why nothing of ours fits it, as of the last look.
    misfit text,
    matched_at timestamptz,
    primary key (batch_id, position),
    constraint settlement_row_net check (net_vnd = gross_vnd - fee_vnd),
    constraint settlement_row_named check (transaction_id is not null or order_id is not null),
    constraint settlement_row_matched check (
        (matched_at is null) = (payment_id is null) and (matched_at is null) = (num_nonnulls(attempt_id, refund_id) = 0)
        and num_nonnulls(attempt_id, refund_id) <= 1 and (matched_at is null or misfit is null))
);
-- An order is paid out once, a refund is kept back once.
create unique index settlement_row_order_once on reconciliation.settlement_row (attempt_id) where attempt_id is not null;
create unique index settlement_row_refund_once on reconciliation.settlement_row (refund_id) where refund_id is not null;
create index settlement_row_order on reconciliation.settlement_row (order_id);
create index settlement_row_transaction on reconciliation.settlement_row (transaction_id);
create index settlement_row_open on reconciliation.settlement_row (batch_id) where matched_at is null;

create table reconciliation.settlement_finding (
    id bigint generated always as identity primary key,
    file_id uuid not null references reconciliation.settlement_file,
    batch_position integer,
    file_line bigint not null,
    field text not null,
    value text not null,
    rule text not null,
    severity text not null check (severity in ('notice', 'flag')),
    refuses boolean not null,
    text_vi text not null,
    text_en text not null,
    found_at timestamptz not null,
    constraint settlement_finding_once unique nulls not distinct (file_id, batch_position, file_line, field, rule, value)
);
create trigger settlement_finding_kept before update or delete on reconciliation.settlement_finding
    for each row execute function reconciliation.refuse_change();

-- Rows come in one statement for each batch, so that the sums are looked at once.
create function reconciliation.settlement_adds_up() returns trigger language plpgsql as $$
begin
    if exists (
        select from reconciliation.settlement_batch b
        cross join lateral (
            select count(*) as rows, sum(r.gross_vnd) as gross, sum(r.fee_vnd) as fee, sum(r.net_vnd) as net
            from reconciliation.settlement_row r where r.batch_id = b.id
        ) s
        where b.id in (select n.batch_id from new_rows n)
          and (s.rows, s.gross, s.fee, s.net) is distinct from (b.row_count, b.gross_vnd, b.fee_vnd, b.net_vnd))
    then
        raise exception 'the rows of a settlement batch do not add up to it' using errcode = '23514', constraint = 'settlement_adds_up';
    end if;
    return null;
end
$$;
create trigger settlement_adds_up after insert on reconciliation.settlement_row
    referencing new table as new_rows for each statement execute function reconciliation.settlement_adds_up();

create function reconciliation.settlement_has_rows() returns trigger language plpgsql as $$
begin
    if not exists (select from reconciliation.settlement_row r where r.batch_id = new.id) then
        raise exception 'a settlement batch came without its rows' using errcode = '23514', constraint = 'settlement_adds_up';
    end if;
    return null;
end
$$;
create constraint trigger settlement_has_rows after insert on reconciliation.settlement_batch
    deferrable initially deferred for each row execute function reconciliation.settlement_has_rows();

-- What the provider said is never rewritten; what became of it is said once.
create function reconciliation.keep_settlement() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'settlements are never deleted' using errcode = '23001';
    end if;
    if tg_table_name = 'settlement_batch' then
        -- A generated column has no value yet before the update.
        if to_jsonb(new) - '{account_id,account,line_id,code,evidence_from,evidence_to,paid_out_at,payout_vnd}'::text[]
                <> to_jsonb(old) - '{account_id,account,line_id,code,evidence_from,evidence_to,paid_out_at,payout_vnd}'::text[]
            or old.account_id is not null and new.account_id is distinct from old.account_id
            or old.line_id is not null
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
        or old.matched_at is not null
    then
        raise exception 'a row of a settlement is matched once, and otherwise never changed' using errcode = '23001';
    end if;
    return new;
end
$$;
create trigger settlement_batch_kept before update or delete on reconciliation.settlement_batch
    for each row execute function reconciliation.keep_settlement();
create trigger settlement_row_kept before update or delete on reconciliation.settlement_row
    for each row execute function reconciliation.keep_settlement();

do $$
declare
    t text;
begin
    foreach t in array array['settlement_file', 'settlement_batch', 'settlement_row', 'settlement_finding'] loop
        execute format('create trigger %I before truncate on reconciliation.%I for each statement execute function reconciliation.refuse_change()',
            t || '_not_truncated', t);
    end loop;
end
$$;

-- A line may also be a refund: its transfer leaving, that transfer coming back, or what a provider kept back from a pay-out.
alter table reconciliation.match
    drop constraint match_subject_type,
    drop constraint match_outcome,
    drop constraint match_of_payment,
    add constraint match_subject_type check (subject_type in ('payment', 'dossier', 'test_deposit', 'transfer_order', 'refund')),
    add constraint match_outcome check (outcome in ('seen', 'paid', 'proved', 'moved', 'refunded', 'returned', 'kept_back')),
    add constraint match_of_payment check (
        (subject_type in ('test_deposit', 'transfer_order')) = (payment_id is null)
        and (outcome = 'proved') = (subject_type = 'test_deposit') and (outcome = 'moved') = (subject_type = 'transfer_order')
        and (outcome in ('refunded', 'returned', 'kept_back')) = (subject_type = 'refund'));

alter table reconciliation.discrepancy
    drop constraint discrepancy_type,
    add constraint discrepancy_type check (type in (
        'debit', 'multiple_codes', 'ambiguous_code', 'already_paid', 'amount_differs', 'near_code', 'wrong_agency', 'provider_silent', 'former_account',
        'unidentified',
        'batch_awaited', 'batch_ambiguous', 'batch_amount_differs', 'batch_rows', 'fee_differs', 'returned')),
    -- Of a discrepancy that is about a pay-out and not about a line.
    add column settlement_batch_id uuid references reconciliation.settlement_batch;
create unique index discrepancy_one_of_batch on reconciliation.discrepancy (settlement_batch_id, type) where status = 'open';

grant select, insert on reconciliation.settlement_file, reconciliation.settlement_batch, reconciliation.settlement_row, reconciliation.settlement_finding
    to phigate_app;
revoke insert on reconciliation.settlement_batch from phigate_app;
grant insert (id, file_id, position, provider, layout, batch_no, named, account_id, account, first_day, last_day, pays, row_count, gross_vnd, fee_vnd, net_vnd, taken_at)
    on reconciliation.settlement_batch to phigate_app;
grant update (account_id, account, line_id, code, evidence_from, evidence_to, paid_out_at) on reconciliation.settlement_batch to phigate_app;
grant update (contract_fee_vnd, payment_id, attempt_id, refund_id, misfit, matched_at) on reconciliation.settlement_row to phigate_app;
