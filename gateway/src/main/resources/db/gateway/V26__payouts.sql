-- One bank line may pay out many payments of a provider: each has it as a witness of its own. And a refund's transfer that comes back is owed again.

create table gateway.payout_sighting (
    line_id uuid not null,
    attempt_id uuid not null references gateway.attempt,
    payment_id uuid not null references gateway.payment,
    -- What the payer paid; the provider's fee is no part of the witness.
    amount_vnd bigint not null check (amount_vnd > 0),
    booked_on date not null,
    recorded_at timestamptz not null,
    primary key (line_id, attempt_id)
);
create index payout_sighting_payment on gateway.payout_sighting (payment_id);
create trigger payout_sighting_kept before update or delete on gateway.payout_sighting for each row execute function gateway.refuse_change();
create trigger payout_sighting_not_truncated before truncate on gateway.payout_sighting for each statement execute function gateway.refuse_change();
create index attempt_transaction on gateway.attempt (provider_transaction) where provider_transaction is not null;
grant select, insert on gateway.payout_sighting to phigate_app;

-- A transfer that the payee's bank sent back: the refund waits for a transfer again, or for a person who refuses it. Each return is kept.
create table gateway.refund_return (
    line_id uuid primary key,
    refund_id uuid not null references gateway.refund,
    debit_line_id uuid not null,
    amount_vnd bigint not null check (amount_vnd > 0),
    booked_on date not null,
    recorded_at timestamptz not null
);
create index refund_return_refund on gateway.refund_return (refund_id);
create trigger refund_return_kept before update or delete on gateway.refund_return for each row execute function gateway.refuse_change();
create trigger refund_return_not_truncated before truncate on gateway.refund_return for each statement execute function gateway.refuse_change();
grant select, insert on gateway.refund_return to phigate_app;

-- From done back to sent, of a transfer only and only with the line that brought it back.
create function gateway.refund_comes_back() returns trigger language plpgsql as $$
begin
    if new.method <> 'bank_transfer' or new.line_id is not null or not exists (
        select from gateway.refund_return t where t.refund_id = new.id and t.debit_line_id = old.line_id and t.amount_vnd = new.amount_vnd)
    then
        raise exception 'a refund is over but when its transfer came back' using errcode = '23514', constraint = 'refund_life';
    end if;
    return new;
end
$$;
create trigger refund_comes_back before update on gateway.refund for each row when (old.status = 'done' and new.status = 'sent')
    execute function gateway.refund_comes_back();

do $$
declare
    source text := pg_get_functiondef('gateway.keep_refund()'::regprocedure);
    changed text := replace(source, '(''unknown'', ''unknown'')', '(''done'', ''sent''), (''unknown'', ''unknown'')');
begin
    if changed = source then
        raise exception 'keep_refund() is not as expected';
    end if;
    execute changed;
end
$$;
