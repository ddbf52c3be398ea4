-- Roles, time, keys of idempotency, audit.
-- The services work as phigate_app, which may not rewrite history; migrations run as the owner.
do $$
begin
    if not exists (select from pg_roles where rolname = 'phigate_app') then
        create role phigate_app nologin;
    end if;
    execute format('grant phigate_app to %I', current_user);
end
$$;
create extension if not exists btree_gist with schema public;
grant usage on schema gateway to phigate_app;

-- Rows that are evidence are never changed, whoever asks: the privilege is withheld and a trigger stands behind it.
create function gateway.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'rows of %.% are never changed or deleted', tg_table_schema, tg_table_name using errcode = '23001';
end
$$;

create table gateway.sandbox_clock (
    only_row boolean primary key default true check (only_row),
    offset_millis bigint not null
);

create table gateway.idempotency_key (
    caller text not null,
    key text not null,
    request_hash bytea not null,
    status integer not null,
    content_type text not null,
    body bytea not null,
    created_at timestamptz not null,
    primary key (caller, key)
);

create table gateway.audit_event (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    actor text not null,
    action text not null,
    subject_type text not null,
    subject_id text not null,
    before jsonb,
    after jsonb,
    reason text
);
create index audit_event_subject on gateway.audit_event (subject_type, subject_id);
create trigger audit_event_kept before update or delete on gateway.audit_event for each row execute function gateway.refuse_change();

grant select, insert, update on gateway.sandbox_clock to phigate_app;
grant select, insert, delete on gateway.idempotency_key to phigate_app;
grant select, insert on gateway.audit_event to phigate_app;
