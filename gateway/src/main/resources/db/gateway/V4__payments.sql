-- Payments, attempts, evidence, cases, ledger, outbox: everything one callback writes in one transaction.

create table gateway.payment (
    id uuid primary key,
    reference text not null unique check (reference ~ '^[A-Z0-9]{8,19}$'),
    account_id uuid not null references gateway.collection_account,
    amount_vnd bigint not null check (amount_vnd between 1 and 9999999999),
    surplus_vnd bigint not null default 0 check (surplus_vnd between 0 and amount_vnd),
    -- How often a provider reported the money, and how many bank lines showed it; more often than once is surplus.
    provider_times integer not null default 0 check (provider_times >= 0),
    bank_times integer not null default 0 check (bank_times >= 0),
    status text not null check (status in
        ('created', 'awaiting_provider', 'unknown', 'paid', 'failed', 'expired', 'cancelled', 'contested')),
    method text not null check (method in ('vnpay', 'momo', 'zalopay', 'vietqr', 'dvcqg')),
    return_url text,
    result_token text not null unique,
    created_at timestamptz not null,
    created_by text not null,
    expires_at timestamptz not null,
    paid_at timestamptz,
    recorded_at timestamptz,
    bank_seen_at timestamptz,
    provider text,
    provider_transaction text,
    constraint payment_paid check ((status = 'paid') = (paid_at is not null and recorded_at is not null and provider is not null))
) with (fillfactor = 80);
create index payment_open on gateway.payment (expires_at) where status in ('created', 'awaiting_provider', 'unknown');
create index payment_of_account on gateway.payment (account_id, paid_at);
create index payment_provider_transaction on gateway.payment (provider_transaction);

-- What a payment is for, pinned to the assignment that chose its account.
create table gateway.payment_item (
    payment_id uuid not null references gateway.payment,
    obligation_id uuid not null references gateway.obligation,
    amount_vnd bigint not null check (amount_vnd > 0),
    assignment_id uuid not null references gateway.account_assignment,
    primary key (payment_id, obligation_id)
);
create index payment_item_obligation on gateway.payment_item (obligation_id);

-- At most one open payment per obligation.
create table gateway.open_claim (
    obligation_id uuid primary key,
    payment_id uuid not null,
    foreign key (payment_id, obligation_id) references gateway.payment_item (payment_id, obligation_id)
);
create index open_claim_payment on gateway.open_claim (payment_id);

-- At most one settlement per obligation, for ever; what comes on top is surplus.
create table gateway.settlement (
    obligation_id uuid primary key,
    payment_id uuid not null,
    settled_at timestamptz not null,
    foreign key (payment_id, obligation_id) references gateway.payment_item (payment_id, obligation_id)
);
create index settlement_payment on gateway.settlement (payment_id);

create table gateway.attempt (
    id uuid primary key,
    payment_id uuid not null references gateway.payment,
    number integer not null check (number between 1 and 99),
    provider text not null,
    order_id text not null,
    key_id text not null,
    status text not null check (status in ('awaiting', 'unknown', 'paid', 'failed', 'expired', 'contested')),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    redirect_url text,
    qr text,
    provider_transaction text,
    provider_code text,
    next_query_at timestamptz,
    queries integer not null default 0,
    unique (provider, order_id),
    unique (payment_id, number)
) with (fillfactor = 80);
create index attempt_to_query on gateway.attempt (next_query_at) where next_query_at is not null;

-- The exact bytes of what a provider said, with the verdict on them. A repeat of the same bytes is counted, not stored again.
create table gateway.evidence (
    id uuid primary key,
    provider text not null,
    source text not null check (source in ('callback', 'query', 'return', 'statement')),
    attempt_id uuid references gateway.attempt,
    payment_id uuid references gateway.payment,
    content_hash bytea not null,
    content bytea not null,
    key_id text,
    verdict text not null,
    received_at timestamptz not null,
    times bigint not null default 1,
    last_received_at timestamptz not null,
    unique (provider, source, content_hash)
);
create index evidence_payment on gateway.evidence (payment_id);

-- A sample of what nobody vouched for: a ring of slots, so that a flood cannot fill the disk.
create table gateway.refused_callback (
    slot integer primary key check (slot between 0 and 999),
    provider text not null,
    peer text not null,
    why text not null,
    content bytea not null,
    received_at timestamptz not null
);

-- Money or news that does not fit: kept, owned, resolved by people (or by a rule), never thrown away.
create table gateway.payment_case (
    id uuid primary key,
    payment_id uuid references gateway.payment,
    attempt_id uuid references gateway.attempt,
    type text not null check (type in
        ('paid_twice', 'paid_after_expiry', 'amount_differs', 'contradiction', 'wrong_terminal', 'unknown_order')),
    constraint case_of_a_payment check (payment_id is not null or type = 'unknown_order'),
    amount_vnd bigint not null check (amount_vnd >= 0),
    detail text not null,
    evidence_id uuid,
    fingerprint text not null,
    status text not null default 'open' check (status in ('open', 'resolved')),
    opened_at timestamptz not null,
    unique nulls not distinct (payment_id, type, fingerprint)
);

create table gateway.ledger_account (
    id integer generated always as identity primary key,
    code text not null unique,
    name text not null,
    class text not null check (class in ('asset', 'liability', 'income', 'expense'))
);

-- One row per transfer: the sum over all accounts cannot be other than zero.
create table gateway.ledger_transfer (
    id bigint generated always as identity primary key,
    debit_account integer not null references gateway.ledger_account,
    credit_account integer not null references gateway.ledger_account,
    amount_vnd bigint not null check (amount_vnd > 0),
    business_day date not null,
    occurred_at timestamptz not null,
    recorded_at timestamptz not null,
    kind text not null,
    source text not null,
    payment_id uuid references gateway.payment,
    constraint transfer_two_sides check (debit_account <> credit_account),
    constraint transfer_once unique (source, kind)
);
create index ledger_transfer_day on gateway.ledger_transfer (business_day);
create index ledger_transfer_payment on gateway.ledger_transfer (payment_id);
create trigger ledger_transfer_kept before update or delete on gateway.ledger_transfer for each row execute function gateway.refuse_change();

-- What is to be done or told after a commit. Rows are taken by jobs, in order of id.
create table gateway.outbox (
    id bigint generated always as identity primary key,
    kind text not null,
    payment_id uuid not null references gateway.payment,
    created_at timestamptz not null,
    done_at timestamptz
);
create index outbox_due on gateway.outbox (kind, id) where done_at is null;

grant select, insert on gateway.payment, gateway.payment_item, gateway.open_claim, gateway.settlement, gateway.attempt, gateway.evidence,
    gateway.payment_case, gateway.ledger_account, gateway.ledger_transfer, gateway.outbox to phigate_app;
grant update (status, surplus_vnd, provider_times, bank_times, method, return_url, paid_at, recorded_at, bank_seen_at, provider, provider_transaction, expires_at) on gateway.payment to phigate_app;
grant update (status, provider_transaction, provider_code, next_query_at, queries) on gateway.attempt to phigate_app;
grant select, insert, update on gateway.refused_callback to phigate_app;
grant update (times, last_received_at) on gateway.evidence to phigate_app;
grant update (status) on gateway.payment_case to phigate_app;
grant update (done_at) on gateway.outbox to phigate_app;
grant update (payment_id), delete on gateway.open_claim to phigate_app;
grant usage on all sequences in schema gateway to phigate_app;
