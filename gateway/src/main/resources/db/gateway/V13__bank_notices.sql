-- Transfers that notice services report before the statement comes, and the identity of the lines that did come: one transfer, seen by two services and
-- the statement, is one.

create table gateway.bank_notice (
    id uuid primary key,
    -- Empty when no one bank can be told: the service does not name it and the number is at no bank of ours, or at two.
    bin text not null check (bin ~ '^([0-9]{6})?$'),
    number text not null,
    -- The bank's reference in capitals; where the bank gave none, the service's name and number, and then the notice moves nothing.
    bank_reference text not null check (bank_reference <> ''),
    amount_vnd bigint not null check (amount_vnd <> 0),
    day date not null,
    narrative text not null,
    occurred_at timestamptz not null,
    services text[] not null,
    -- provisional until a statement has a line of this identity
    status text not null check (status in ('provisional', 'confirmed', 'corrected', 'withdrawn')),
    outcome text not null check (outcome in
        ('new', 'paid', 'paid_twice', 'amount_differs', 'repeated', 'wrong_account', 'outgoing', 'no_reference', 'unknown', 'several_payments',
         'no_transfer_expected', 'awaits_statement', 'on_statement')),
    payment_id uuid references gateway.payment,
    -- counted: the payment's provider_times has it; cleared: a line of the statement took it out of clearing
    counted boolean not null default false,
    cleared boolean not null default false,
    line_id uuid,
    received_at timestamptz not null,
    constraint bank_notice_once unique (bin, number, bank_reference, amount_vnd, day),
    constraint bank_notice_counts check (not counted or (amount_vnd > 0 and payment_id is not null)),
    constraint bank_notice_clears check (not cleared or counted)
);
create index bank_notice_payment on gateway.bank_notice (payment_id) where counted;
create index bank_notice_day on gateway.bank_notice (day, bin, number);

-- The identities of booked statement lines. Not unique: banks do show two equal transfers on one day.
create table gateway.bank_line (
    line_id uuid primary key,
    bin text not null,
    number text not null,
    bank_reference text not null,
    amount_vnd bigint not null,
    day date not null
);
create index bank_line_identity on gateway.bank_line (number, bank_reference, day);
create trigger bank_line_kept before update or delete on gateway.bank_line for each row execute function gateway.refuse_change();

grant select, insert on gateway.bank_notice, gateway.bank_line to phigate_app;
grant update (services, status, outcome, payment_id, counted, cleared, line_id) on gateway.bank_notice to phigate_app;
