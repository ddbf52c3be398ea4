-- What was told, settled and issued stays as it is, whoever asks: privileges bind the application, these triggers bind the owner too.

create function gateway.refuse_other_change() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or to_jsonb(new) - tg_argv <> to_jsonb(old) - tg_argv then
        raise exception 'rows of %.% are never changed or deleted, but for: %', tg_table_schema, tg_table_name, array_to_string(tg_argv, ', ')
            using errcode = '23001';
    end if;
    return new;
end
$$;

create trigger payment_item_kept before update or delete on gateway.payment_item for each row execute function gateway.refuse_change();
create trigger settlement_kept before update or delete on gateway.settlement for each row execute function gateway.refuse_change();
create trigger evidence_kept before update or delete on gateway.evidence
    for each row execute function gateway.refuse_other_change('times', 'last_received_at');
create trigger payment_item_not_truncated before truncate on gateway.payment_item for each statement execute function gateway.refuse_change();
create trigger settlement_not_truncated before truncate on gateway.settlement for each statement execute function gateway.refuse_change();
create trigger evidence_not_truncated before truncate on gateway.evidence for each statement execute function gateway.refuse_change();
create trigger receipt_not_truncated before truncate on gateway.receipt for each statement execute function gateway.refuse_change();

-- Dossiers that are paid together may have different payers: each gets a receipt of its own. Receipts from before, one for all dossiers of a
-- payment, keep standing for the first of them.
alter table gateway.receipt add column dossier_id uuid references gateway.dossier;
update gateway.receipt r set dossier_id = (
    select o.dossier_id from gateway.payment_item i join gateway.obligation o on o.id = i.obligation_id
    where i.payment_id = r.payment_id order by o.dossier_id limit 1);
alter table gateway.receipt
    alter column dossier_id set not null,
    drop constraint receipt_payment_id_key,
    add constraint receipt_once unique (payment_id, dossier_id);
drop index gateway.receipt_unsigned;
create index receipt_unsigned on gateway.receipt (id) where signed is null;

-- A receipt is signed once, and nothing else ever happens to it.
create trigger receipt_kept before update or delete on gateway.receipt
    for each row execute function gateway.refuse_other_change('signed', 'signed_at');
create trigger receipt_signed_once before update on gateway.receipt
    for each row when (old.signed is not null) execute function gateway.refuse_change();
