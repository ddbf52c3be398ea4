-- Receipts: the number and the frozen content in one short transaction; drawing and signing afterwards and repeatable.

create table gateway.receipt_series (
    agency_id bigint not null references gateway.agency,
    year integer not null,
    template text not null,
    serial text not null,
    last_number bigint not null default 0 check (last_number >= 0),
    primary key (agency_id, year, template)
);

create table gateway.receipt (
    id uuid primary key,
    code text not null unique,
    agency_id bigint not null references gateway.agency,
    year integer not null,
    template text not null,
    serial text not null,
    number bigint not null check (number > 0),
    payment_id uuid not null unique references gateway.payment,
    content text not null,
    signed text,
    issued_at timestamptz not null,
    signed_at timestamptz,
    unique (agency_id, year, template, number)
);
create index receipt_unsigned on gateway.receipt (issued_at) where signed is null;

create table gateway.webhook_endpoint (
    id uuid primary key,
    url text not null,
    secret text not null,
    events text[] not null,
    created_at timestamptz not null,
    created_by text not null,
    disabled_at timestamptz
);

-- An event is written once and delivered to each endpoint that asked for it.
create table gateway.webhook_event (
    id uuid primary key,
    type text not null,
    payment_id uuid not null references gateway.payment,
    body text not null,
    created_at timestamptz not null
);

create table gateway.webhook_delivery (
    event_id uuid not null references gateway.webhook_event,
    endpoint_id uuid not null references gateway.webhook_endpoint,
    tries integer not null default 0,
    next_try_at timestamptz,
    delivered_at timestamptz,
    last_outcome text,
    primary key (event_id, endpoint_id)
);
create index webhook_delivery_due on gateway.webhook_delivery (next_try_at) where next_try_at is not null;

grant select, insert on gateway.receipt_series, gateway.receipt, gateway.webhook_endpoint, gateway.webhook_event, gateway.webhook_delivery to phigate_app;
grant update (last_number) on gateway.receipt_series to phigate_app;
grant update (signed, signed_at) on gateway.receipt to phigate_app;
grant update (disabled_at) on gateway.webhook_endpoint to phigate_app;
grant update (tries, next_try_at, delivered_at, last_outcome) on gateway.webhook_delivery to phigate_app;
