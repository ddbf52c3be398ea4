-- Notices of the registry as e-mail: one row for each recipient, sent until the mail server takes it.
create table gateway.mail_delivery (
    id bigint generated always as identity primary key,
    notice_id uuid not null references gateway.registry_notice,
    email text not null,
    tries integer not null default 0,
    next_try_at timestamptz,
    sent_at timestamptz,
    last_outcome text,
    constraint mail_once unique (notice_id, email)
);
create index mail_delivery_due on gateway.mail_delivery (next_try_at) where next_try_at is not null;

-- Each notice asks for its mails in the transaction that writes it, so none is forgotten.
create function gateway.queue_mail() returns trigger language plpgsql security definer set search_path = '' as $$
begin
    insert into gateway.mail_delivery (notice_id, email, next_try_at)
    select distinct on (lower(r ->> 'email')) new.id, r ->> 'email', clock_timestamp()
    from jsonb_array_elements(new.recipients) r where r ->> 'email' <> ''
    on conflict do nothing;
    return null;
end
$$;
create trigger registry_notice_mailed after insert on gateway.registry_notice for each row execute function gateway.queue_mail();

grant select on gateway.mail_delivery to phigate_app;
grant update (tries, next_try_at, sent_at, last_outcome) on gateway.mail_delivery to phigate_app;
