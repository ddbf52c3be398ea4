-- What people decide about bank lines: a part of a line for a payment, and a line that was not for the payment it was matched to after all.

-- A line that people gave to a payment, whole or in part; one match each, as a line may be split and matched again.
create table gateway.bank_sighting_by_hand (
    match_id uuid primary key,
    line_id uuid not null,
    payment_id uuid not null references gateway.payment,
    amount_vnd bigint not null check (amount_vnd > 0),
    booked_on date not null,
    bank_reference text not null,
    recorded_at timestamptz not null
);
create index bank_sighting_by_hand_payment on gateway.bank_sighting_by_hand (payment_id);

-- A sighting that no longer counts; source as in the ledger: line:<id> of a rule's match, match:<id> of a person's.
create table gateway.bank_taken_back (
    id uuid primary key,
    source text not null,
    line_id uuid not null,
    payment_id uuid not null references gateway.payment,
    amount_vnd bigint not null check (amount_vnd > 0),
    reason text not null check (reason <> ''),
    taken_back_by text not null,
    taken_back_at timestamptz not null,
    constraint bank_taken_back_once unique (source, payment_id)
);

do $$
declare
    t text;
begin
    foreach t in array array['bank_sighting_by_hand', 'bank_taken_back'] loop
        execute format('create trigger %I before update or delete on gateway.%I for each row execute function gateway.refuse_change()',
            t || '_kept', t);
        execute format('create trigger %I before truncate on gateway.%I for each statement execute function gateway.refuse_change()',
            t || '_not_truncated', t);
    end loop;
end
$$;

grant select, insert on gateway.bank_sighting_by_hand, gateway.bank_taken_back to phigate_app;
