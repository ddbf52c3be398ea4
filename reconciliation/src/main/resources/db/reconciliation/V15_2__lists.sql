-- Lists of others: fees that desks collected, receipts that an outside service issued. Kept byte for byte; the same bytes are one list.
create table reconciliation.outside_list (
    id uuid primary key,
    kind text not null check (kind in ('fees', 'receipts')),
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    filename text not null,
    content bytea not null,
    layout text not null,
    row_count integer not null check (row_count >= 0),
    known_count integer not null check (known_count >= 0),
    findings jsonb not null,
    received_at timestamptz not null,
    received_by text not null,
    constraint outside_list_once unique (kind, sha256)
);

-- One entry of a list. One that stands in two lists is kept once: equal entries are counted, not hashed away.
create table reconciliation.outside_row (
    id uuid primary key,
    list_id uuid not null references reconciliation.outside_list,
    kind text not null check (kind in ('fees', 'receipts')),
    file_line bigint not null,
    agency_id bigint references gateway.agency,
    account_id uuid references gateway.collection_account,
    dossier text,
    compact text check (compact ~ '^[A-Z0-9]+$'),
    day date not null,
    amount_vnd bigint not null check (amount_vnd > 0),
    number text,
    serial text,
    method text check (method in ('cash', 'transfer')),
    slip text,
    cancelled boolean not null,
    constraint outside_row_code check ((dossier is null) = (compact is null)),
    constraint outside_row_fee check (kind <> 'fees' or dossier is not null),
    constraint outside_row_receipt check ((kind = 'receipts') = (number is not null))
);
create index outside_row_day on reconciliation.outside_row (day, kind);
create index outside_row_compact on reconciliation.outside_row (compact, kind);
create unique index outside_row_number on reconciliation.outside_row (agency_id, serial, number) nulls not distinct where kind = 'receipts';

do $$
declare
    t text;
begin
    foreach t in array array['outside_list', 'outside_row'] loop
        execute format('create trigger %I before update or delete on reconciliation.%I for each row execute function reconciliation.refuse_change()', t || '_kept', t);
        execute format('create trigger %I before truncate on reconciliation.%I for each statement execute function reconciliation.refuse_change()',
            t || '_not_truncated', t);
    end loop;
end
$$;
grant select, insert on reconciliation.outside_list, reconciliation.outside_row to phigate_app;
