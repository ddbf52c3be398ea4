-- The same bytes about two orders are evidence of both: an answer that names no order (ZaloPay signs none) would else stand with the first only.
alter table gateway.evidence
    drop constraint evidence_provider_source_content_hash_key,
    add constraint evidence_once unique nulls not distinct (provider, source, content_hash, attempt_id);

-- The half of the foreign keys that V15 took away and that no other row holds: what evidence and outbox name must be there. Once a statement and not
-- once a row, so that a hundred callbacks ask once; always through the primary key, whatever the planner believed when the tables were empty.
create function gateway.evidence_names_known() returns trigger language plpgsql
    set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
    if exists (select from fresh f where f.payment_id is not null
                 and not exists (select from gateway.payment p where p.id = f.payment_id))
        or exists (select from fresh f where f.attempt_id is not null
                     and not exists (select from gateway.attempt a where a.id = f.attempt_id and a.payment_id = f.payment_id))
    then
        raise exception 'evidence names a payment or an attempt that is not there' using errcode = '23503', constraint = 'evidence_names_known';
    end if;
    return null;
end
$$;
create trigger evidence_names_known after insert on gateway.evidence referencing new table as fresh
    for each statement execute function gateway.evidence_names_known();

create function gateway.outbox_names_known() returns trigger language plpgsql
    set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
    if exists (select from fresh f where f.payment_id is not null
                 and not exists (select from gateway.payment p where p.id = f.payment_id))
    then
        raise exception 'the outbox names a payment that is not there' using errcode = '23503', constraint = 'outbox_names_known';
    end if;
    return null;
end
$$;
create trigger outbox_names_known after insert on gateway.outbox referencing new table as fresh
    for each statement execute function gateway.outbox_names_known();
