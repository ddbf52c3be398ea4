-- What a provider took for a payment and has neither paid out nor given back, by the books: the truth behind "in transit".
create function gateway.on_the_way(payment uuid, through date) returns table (provider text, amount_vnd bigint) language sql stable as $$
    select split_part(a.code, ':', 2), sum(case when a.id = t.debit_account then t.amount_vnd else -t.amount_vnd end)::bigint
    from gateway.ledger_transfer t join gateway.ledger_account a on a.id in (t.debit_account, t.credit_account)
    where t.payment_id = payment and t.business_day <= through and a.code like 'clearing:%'
    group by 1
$$;

-- A provider that never says what became of an order, or what it owes back, is a case too.
alter table gateway.payment_case
    drop constraint payment_case_type_check,
    add constraint payment_case_type_check check (type in
        ('paid_twice', 'paid_after_expiry', 'amount_differs', 'beneficiary_differs', 'contradiction', 'wrong_terminal', 'unknown_order',
         'unidentified_transfer', 'refund_refused', 'refund_undecided', 'order_undecided', 'paid_after_reversal'));

-- A payment that a provider first reported and then denied, taken back by two people. Nothing that was said or booked is rewritten: what it had settled is kept
-- here, its transfers are countered, its receipts are withdrawn, and what it was for is due again.
create table gateway.payment_reversal (
    case_id uuid primary key references gateway.payment_case,
    payment_id uuid not null references gateway.payment,
    attempt_id uuid not null references gateway.attempt,
    amount_vnd bigint not null check (amount_vnd > 0),
    proposed_by text not null,
    approved_by text not null,
    at timestamptz not null,
    constraint reversal_four_eyes check (approved_by <> proposed_by)
);
create index payment_reversal_payment on gateway.payment_reversal (payment_id);
create table gateway.settlement_reversed (
    case_id uuid not null references gateway.payment_reversal,
    obligation_id uuid not null,
    payment_id uuid not null,
    settled_at timestamptz not null,
    primary key (obligation_id, case_id)
);
create trigger payment_reversal_kept before update or delete on gateway.payment_reversal for each row execute function gateway.refuse_change();
create trigger payment_reversal_not_truncated before truncate on gateway.payment_reversal for each statement execute function gateway.refuse_change();
create trigger settlement_reversed_kept before update or delete on gateway.settlement_reversed for each row execute function gateway.refuse_change();
create trigger settlement_reversed_not_truncated before truncate on gateway.settlement_reversed for each statement execute function gateway.refuse_change();

-- A settlement goes only with its reversal, and never while money of it is on its way back or there.
create function gateway.keep_settlement() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and exists (select from gateway.settlement_reversed r
                                    where r.obligation_id = old.obligation_id and r.payment_id = old.payment_id and r.settled_at = old.settled_at)
        and not exists (select from gateway.refund_item i join gateway.refund r on r.id = i.refund_id
                        where i.obligation_id = old.obligation_id and r.payment_id = old.payment_id and r.status <> 'refused')
    then
        return old;
    end if;
    raise exception 'a settlement is never changed, and goes only with its reversal' using errcode = '23001';
end
$$;
drop trigger settlement_kept on gateway.settlement;
create trigger settlement_kept before update or delete on gateway.settlement for each row execute function gateway.keep_settlement();
-- What a refused refund was for may be gone; that one which is not refused finds its settlement is what refund_item_within and keep_settlement hold.
alter table gateway.refund_item drop constraint refund_item_obligation_id_fkey;

-- A word over money for an order that was taken back is not believed again by itself.
alter table gateway.attempt add column reversed_at timestamptz;

alter table gateway.receipt add column withdrawn_at timestamptz, drop constraint receipt_once;
create unique index receipt_once on gateway.receipt (payment_id, dossier_id) where withdrawn_at is null;
drop trigger receipt_kept on gateway.receipt;
create trigger receipt_kept before update or delete on gateway.receipt
    for each row execute function gateway.refuse_other_change('signed', 'signed_at', 'withdrawn_at');
drop trigger receipt_signed_once on gateway.receipt;
create trigger receipt_signed_once before update on gateway.receipt
    for each row when (old.signed is not null and (old.signed, old.signed_at) is distinct from (new.signed, new.signed_at))
    execute function gateway.refuse_change();
create trigger receipt_withdrawn_once before update on gateway.receipt
    for each row when (old.withdrawn_at is not null and old.withdrawn_at is distinct from new.withdrawn_at) execute function gateway.refuse_change();

grant select, insert on gateway.payment_reversal, gateway.settlement_reversed to phigate_app;
grant delete on gateway.settlement to phigate_app;
grant update (reversed_at) on gateway.attempt to phigate_app;
grant update (withdrawn_at) on gateway.receipt to phigate_app;
