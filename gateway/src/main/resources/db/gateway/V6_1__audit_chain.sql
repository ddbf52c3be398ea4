-- The audit log as a chain of hashes, and the one city a database belongs to.

-- Each event has a salt of its own, so that a digest of short content (a name, a phone number) cannot be guessed back once content and salt
-- are erased. Rows from before get theirs here. Twice 122 random bits (RFC 9562, version 4).
alter table gateway.audit_event
    add column salt bytea default decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex');

-- What waits for its seal. Written by trigger in the transaction of the event: an event that commits late, or whose number is lower than
-- one sealed already, waits here all the same. recorded_at is the server's own time, which no sandbox clock moves.
create table gateway.audit_unsealed (
    event_id bigint primary key references gateway.audit_event,
    recorded_at timestamptz not null default clock_timestamp()
);
insert into gateway.audit_unsealed (event_id) select id from gateway.audit_event;

create function gateway.queue_audit_event() returns trigger language plpgsql security definer set search_path = '' as $$
begin
    insert into gateway.audit_unsealed (event_id) values (new.id);
    return null;
end
$$;
create trigger audit_event_queued after insert on gateway.audit_event for each row execute function gateway.queue_audit_event();

-- The chain. Numbers without gaps, one predecessor each, one successor each: the foreign key on the row before allows nothing else.
--   content_digest = SHA-256(salt || RFC 8785 of before, after, reason)
--   digest         = SHA-256(RFC 8785 of number, time, actor, action, subject, content_digest, sealed_at)
--   hash           = SHA-256(previous_hash || seal_no as 8 bytes, big-endian || digest); 32 zero bytes stand before the first
create table gateway.audit_seal (
    seal_no bigint primary key check (seal_no > 0),
    event_id bigint not null constraint audit_seal_once unique references gateway.audit_event,
    content_digest bytea not null check (octet_length(content_digest) = 32),
    digest bytea not null check (octet_length(digest) = 32),
    previous_no bigint generated always as (nullif(seal_no - 1, 0)) stored,
    previous_hash bytea not null,
    hash bytea not null check (octet_length(hash) = 32),
    sealed_at timestamptz not null,
    constraint audit_seal_link unique (seal_no, hash),
    constraint audit_seal_begins check (seal_no > 1 or previous_hash = decode(repeat('00', 32), 'hex')),
    constraint audit_seal_follows foreign key (previous_no, previous_hash) references gateway.audit_seal (seal_no, hash)
);
create trigger audit_seal_kept before update or delete on gateway.audit_seal for each row execute function gateway.refuse_change();

-- The last link of a day, signed, for everybody to keep: whoever holds one can tell if what came before was rewritten.
create table gateway.audit_root (
    day date primary key,
    seal_no bigint not null unique,
    hash bytea not null,
    signed text not null,
    published_at timestamptz not null,
    foreign key (seal_no, hash) references gateway.audit_seal (seal_no, hash)
);
create trigger audit_root_kept before update or delete on gateway.audit_root for each row execute function gateway.refuse_change();

-- Events never change, with one exception that the law on personal data asks for: content is erased, with its salt, after an event "erase"
-- of its own was recorded. Who did what to what, and when, stays.
create function gateway.keep_audit_event() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE'
        and new.before is null and new.after is null and new.reason is null and new.salt is null
        and (new.id, new.at, new.actor, new.action, new.subject_type, new.subject_id)
            is not distinct from (old.id, old.at, old.actor, old.action, old.subject_type, old.subject_id)
        and exists (select from gateway.audit_seal s where s.event_id = old.id)
        and exists (select from gateway.audit_event e
                    where e.subject_type = 'audit_event' and e.subject_id = old.id::text and e.action = 'erase') then
        return new;
    end if;
    raise exception 'rows of gateway.audit_event are never changed or deleted' using errcode = '23001';
end
$$;
drop trigger audit_event_kept on gateway.audit_event;
create trigger audit_event_kept before update or delete on gateway.audit_event for each row execute function gateway.keep_audit_event();

create trigger audit_seal_not_truncated before truncate on gateway.audit_seal for each statement execute function gateway.refuse_change();
create trigger audit_root_not_truncated before truncate on gateway.audit_root for each statement execute function gateway.refuse_change();

-- One database, one city: written at the first start, for ever.
create table gateway.city (
    only_row boolean primary key default true check (only_row),
    code text not null check (code ~ '^[0-9]{2}$'),
    name text not null check (name <> ''),
    first_started_at timestamptz not null
);
create trigger city_kept before update or delete on gateway.city for each row execute function gateway.refuse_change();

-- "Is this account ours" is asked by number.
create index collection_account_number on gateway.collection_account (number, bank_bin);

grant select, delete on gateway.audit_unsealed to phigate_app;
grant select, insert on gateway.audit_seal, gateway.audit_root, gateway.city to phigate_app;
