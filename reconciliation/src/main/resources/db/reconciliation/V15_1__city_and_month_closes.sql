-- The close of a whole: the city's day, an account's month, the city's month. Prepared by one person, closed by another, hashed onto the one before of its kind.
create table reconciliation.period_closing (
    id uuid primary key,
    kind text not null check (kind in ('city_day', 'account_month', 'city_month')),
    account_id uuid references gateway.collection_account,
    -- The day, or the first day of the month.
    period date not null,
    status text not null check (status in ('prepared', 'closed')),
    content jsonb not null,
    prepared_by text not null,
    prepared_at timestamptz not null,
    closed_by text,
    closed_at timestamptz,
    previous_hash text,
    proof text,
    hash text,
    constraint period_closing_once unique nulls not distinct (kind, account_id, period),
    constraint period_closing_account check ((kind = 'account_month') = (account_id is not null)),
    constraint period_closing_month check (kind = 'city_day' or extract(day from period) = 1),
    constraint period_closing_four_eyes check (closed_by is null or closed_by <> prepared_by),
    constraint period_closing_signed check (
        (status = 'closed') = (closed_by is not null) and (status = 'closed') = (closed_at is not null)
        and (status = 'closed') = (proof is not null) and (status = 'closed') = (hash is not null)),
    constraint period_closing_hash check (hash = encode(sha256(convert_to(proof, 'UTF8')), 'hex')),
    constraint period_closing_previous check (previous_hash is null or status = 'closed')
);
create unique index period_closing_chain on reconciliation.period_closing (kind, account_id, previous_hash) nulls not distinct where status = 'closed';

create function reconciliation.keep_period_closing() returns trigger language plpgsql as $$
declare
    last record;
begin
    if tg_op <> 'INSERT' and (tg_op = 'DELETE' or old.status = 'closed') then
        raise exception 'what is closed is never changed or deleted' using errcode = '23001';
    end if;
    if new.status = 'closed' then
        select c.period, c.hash into last from reconciliation.period_closing c
        where c.kind = new.kind and c.account_id is not distinct from new.account_id and c.status = 'closed' and c.id <> new.id
        order by c.period desc limit 1;
        if found and (last.period >= new.period or last.hash is distinct from new.previous_hash)
            or not found and new.previous_hash is not null then
            raise exception '% does not follow the last one closed', new.period using errcode = '23001';
        end if;
    end if;
    return new;
end
$$;
create trigger period_closing_kept before insert or update or delete on reconciliation.period_closing
    for each row execute function reconciliation.keep_period_closing();
create trigger period_closing_not_truncated before truncate on reconciliation.period_closing
    for each statement execute function reconciliation.refuse_change();

grant select, insert on reconciliation.period_closing to phigate_app;
grant update (status, content, prepared_by, prepared_at, closed_by, closed_at, previous_hash, proof, hash) on reconciliation.period_closing to phigate_app;
