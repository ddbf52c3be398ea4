-- Sightings and settlements come by the thousand: what they name is looked up once a statement and not, with a lock, once a row (as V25 does for transfers). The
-- other half of these foreign keys holds from the other side: payments are never deleted (V15), their items neither deleted nor changed (V16).
alter table gateway.bank_sighting drop constraint bank_sighting_payment_id_fkey;
create function gateway.sighting_names_known() returns trigger language plpgsql
    set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
    if exists (select from fresh f where not exists (select from gateway.payment p where p.id = f.payment_id)) then
        raise exception 'a sighting names a payment that is not there' using errcode = '23503', constraint = 'sighting_payment_known';
    end if;
    return null;
end
$$;
create trigger sighting_names_known after insert on gateway.bank_sighting referencing new table as fresh
    for each statement execute function gateway.sighting_names_known();

alter table gateway.settlement drop constraint settlement_payment_id_obligation_id_fkey;
create function gateway.settlement_names_known() returns trigger language plpgsql
    set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
    if exists (select from fresh f where not exists (
        select from gateway.payment_item i where i.payment_id = f.payment_id and i.obligation_id = f.obligation_id))
    then
        raise exception 'a settlement is not of its payment' using errcode = '23503', constraint = 'settlement_of_payment';
    end if;
    return null;
end
$$;
create trigger settlement_names_known after insert on gateway.settlement referencing new table as fresh
    for each statement execute function gateway.settlement_names_known();
