-- A dossier and what it owes. Personal data stands here and in frozen receipts only, never in the ledger.

create table gateway.dossier (
    id uuid primary key,
    code text not null unique,
    compact text not null,
    procedure_code text not null references gateway.procedure,
    agency_id bigint not null references gateway.agency,
    channel text not null check (channel in ('online', 'counter', 'post')),
    received_on date not null,
    payer_name text,
    payer_phone text,
    payer_identity_digits text check (payer_identity_digits ~ '^[0-9]{4}$'),
    link_token text not null unique,
    request_hash bytea not null,
    created_at timestamptz not null,
    created_by text not null
);
-- Not unique: two codes can share one compact form, and then a person decides.
create index dossier_compact on gateway.dossier (compact);

create table gateway.obligation (
    id uuid primary key,
    dossier_id uuid not null references gateway.dossier,
    position integer not null,
    fee_item_id bigint not null references gateway.fee_item,
    kind text not null check (kind in ('FEE', 'CHARGE')),
    name text not null,
    quantity integer not null check (quantity between 1 and 10000),
    amount_vnd bigint not null check (amount_vnd between 0 and 9999999999),
    legal_basis text not null,
    status text not null check (status in ('due', 'pending', 'paid', 'free', 'refunded', 'cancelled')),
    constraint obligation_free_when_zero check ((amount_vnd = 0) = (status = 'free')),
    unique (dossier_id, position)
) with (fillfactor = 80);

create index obligation_due on gateway.obligation (dossier_id) where status = 'due';

grant select, insert on gateway.dossier, gateway.obligation to phigate_app;
grant update (status) on gateway.obligation to phigate_app;
