-- Each past day's receipts under one signed root: whoever holds a root, or a receipt with its place, notices one that is withdrawn in silence.
create table gateway.receipt_root (
    day date primary key,
    receipts integer not null check (receipts > 0),
    root bytea not null check (octet_length(root) = 32),
    signed text not null,
    published_at timestamptz not null
);
create trigger receipt_root_kept before update or delete on gateway.receipt_root for each row execute function gateway.refuse_change();

-- A receipt stands under one root, at one place. The hash is of its signed bytes, so that it outlives them.
create table gateway.receipt_leaf (
    day date not null references gateway.receipt_root,
    place integer not null check (place >= 0),
    receipt_id uuid not null unique references gateway.receipt,
    hash bytea not null check (octet_length(hash) = 32),
    primary key (day, place)
);
create trigger receipt_leaf_kept before update or delete on gateway.receipt_leaf for each row execute function gateway.refuse_change();

grant select, insert on gateway.receipt_root, gateway.receipt_leaf to phigate_app;
