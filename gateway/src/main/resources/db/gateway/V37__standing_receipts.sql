-- A receipt stands for money that was paid and is there: whoever takes the money back locks the payment first, and waits here or is waited for.
create function gateway.receipt_of_paid() returns trigger language plpgsql as $$
begin
    perform from gateway.payment p where p.id = new.payment_id and p.status = 'paid' for share;
    if not found then
        raise exception 'payment % of a receipt is not paid', new.payment_id using errcode = '23514', constraint = 'receipt_of_paid',
            schema = 'gateway', table = 'receipt';
    end if;
    return new;
end
$$;
create trigger receipt_of_paid before insert on gateway.receipt for each row execute function gateway.receipt_of_paid();

-- What each line of a replacement is of, in the order of its lines. Null for all others: theirs is the order of the dossier.
alter table gateway.receipt add column obligations uuid[];

-- Nobody marks a receipt as replaced without the one that replaces it.
create function gateway.replaced_by_another() returns trigger language plpgsql as $$
begin
    if not exists (select from gateway.receipt n where n.replaces = new.id) then
        raise exception 'receipt % is replaced by none', new.code using errcode = '23514', constraint = 'receipt_replaced_by_another',
            schema = 'gateway', table = 'receipt';
    end if;
    return null;
end
$$;
create constraint trigger receipt_replaced_by_another after insert or update of replaced_at on gateway.receipt
    deferrable initially deferred for each row when (new.replaced_at is not null) execute function gateway.replaced_by_another();

-- An obligation is free when and only when its amount is 0, and nobody may change an amount: a free one becomes due never, only another one beside it.
drop trigger obligation_withdraws_no_fee_later on gateway.obligation;

-- What the two people agree on. JSON: each line before and after; null for notices, which change no amount.
alter table gateway.receipt_correction add column amounts text;

create index receipt_withdrawn on gateway.receipt (agency_id, withdrawn_at) where withdrawn_at is not null;
create index receipt_replaced on gateway.receipt (agency_id, replaced_at) where replaced_at is not null;
create index receipt_issued on gateway.receipt (issued_at);
