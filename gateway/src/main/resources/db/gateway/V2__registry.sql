-- Who collects, into which account, for which procedure and fee: dated, approved, never two answers at one instant.

create table gateway.agency (
    id bigint generated always as identity primary key,
    kind text not null check (kind in ('commune', 'department', 'centre')),
    name text not null check (name <> ''),
    name_en text,
    tax_code text,
    address text,
    sample boolean not null,
    created_at timestamptz not null,
    created_by text not null
);

-- An agency is not its code: codes of former communes were given to present ones.
create table gateway.agency_code (
    agency_id bigint not null references gateway.agency,
    code text not null check (code ~ '^[0-9A-Z][0-9A-Z.]{0,34}$'),
    valid daterange not null check (not isempty(valid)),
    constraint agency_code_one_agency exclude using gist (code with =, valid with &&),
    constraint agency_code_one_code exclude using gist (agency_id with =, valid with &&)
);

create table gateway.procedure (
    code text primary key check (code ~ '^[0-9]\.[0-9]{6}$'),
    name text not null check (name <> ''),
    field text not null,
    level text not null check (level in ('commune', 'department')),
    sample boolean not null,
    source text not null
);

create table gateway.fee_item (
    id bigint generated always as identity primary key,
    procedure_code text not null references gateway.procedure,
    kind text not null check (kind in ('FEE', 'CHARGE')),
    position integer not null,
    name text not null check (name <> ''),
    unit text,
    confirmed text not null,
    unique (procedure_code, position)
);

-- The price of a fee item for one channel and one span of days, with the law it stands on. 0 is a price.
create table gateway.fee_price (
    fee_item_id bigint not null references gateway.fee_item,
    channel text not null check (channel in ('online', 'counter', 'post')),
    valid daterange not null check (not isempty(valid)),
    amount_vnd bigint not null check (amount_vnd between 0 and 9999999999),
    legal_basis text not null check (legal_basis <> ''),
    constraint fee_price_one_price exclude using gist (fee_item_id with =, channel with =, valid with &&)
);

create table gateway.collection_account (
    id uuid primary key,
    agency_id bigint not null references gateway.agency,
    bank_bin text not null check (bank_bin ~ '^[0-9]{6}$'),
    number text not null check (number ~ '^[0-9A-Z]{4,19}$'),
    holder text not null check (holder <> ''),
    valid tstzrange not null check (not isempty(valid)),
    legal_basis text,
    status text not null check (status in ('draft', 'submitted', 'active', 'closed')),
    sample boolean not null,
    created_at timestamptz not null,
    created_by text not null,
    submitted_at timestamptz,
    submitted_by text,
    approved_at timestamptz,
    approved_by text,
    constraint account_four_eyes check (approved_by is null or (approved_by <> created_by and approved_by <> submitted_by)),
    constraint account_approved_when_active check (status not in ('active', 'closed') or (approved_by is not null and approved_at is not null)),
    constraint account_submitted_first check (status = 'draft' or submitted_by is not null),
    constraint account_one_owner exclude using gist (bank_bin with =, number with =, valid with &&) where (status = 'active')
);
create index collection_account_agency on gateway.collection_account (agency_id);

-- (agency, procedure or all, kind, instant) -> account. A row with a procedure beats the agency's default row.
-- valid: when it applies. recorded: when we believed it. A correction ends "recorded" and writes a new row.
create table gateway.account_assignment (
    id uuid primary key,
    agency_id bigint not null references gateway.agency,
    procedure_code text references gateway.procedure,
    kind text not null check (kind in ('FEE', 'CHARGE')),
    account_id uuid not null references gateway.collection_account,
    valid tstzrange not null check (not isempty(valid)),
    recorded tstzrange,
    status text not null check (status in ('proposed', 'approved', 'ended')),
    reason text not null,
    proposed_at timestamptz not null,
    proposed_by text not null,
    approved_at timestamptz,
    approved_by text,
    constraint assignment_four_eyes check (approved_by is null or approved_by <> proposed_by),
    constraint assignment_approved check (status = 'proposed' or (approved_by is not null and approved_at is not null and recorded is not null)),
    constraint assignment_one_account exclude using gist (
        agency_id with =, coalesce(procedure_code, '*') with =, kind with =, valid with &&, recorded with &&
    ) where (status <> 'proposed')
);

grant select, insert, update on all tables in schema gateway to phigate_app;
revoke update on gateway.audit_event, gateway.idempotency_key from phigate_app;
grant usage on all sequences in schema gateway to phigate_app;
