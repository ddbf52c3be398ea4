-- Webhooks in order for each dossier, with a log of every try; endpoints that do not answer are put aside and nothing of theirs is lost.

alter table gateway.webhook_event
    -- Whose events must not overtake each other: codes of dossiers, or the agency of a notice.
    add column order_keys text[] not null default '{}';

alter table gateway.webhook_delivery
    add column id bigint generated always as identity unique,
    add column order_keys text[] not null default '{}',
    add column replayed_at timestamptz,
    add column replayed_by text;
create index webhook_delivery_before on gateway.webhook_delivery using gin (order_keys) where next_try_at is not null;
create index webhook_delivery_of_endpoint on gateway.webhook_delivery (endpoint_id, next_try_at) where next_try_at is not null;
drop index gateway.webhook_delivery_due;

create table gateway.webhook_try (
    delivery_id bigint not null references gateway.webhook_delivery (id),
    tried_at timestamptz not null,
    took_ms integer not null check (took_ms >= 0),
    delivered boolean not null,
    outcome text not null
);
create index webhook_try_delivery on gateway.webhook_try (delivery_id, tried_at);
create trigger webhook_try_kept before update or delete on gateway.webhook_try for each row execute function gateway.refuse_change();

alter table gateway.webhook_endpoint
    -- by a person: events are not kept for it; by failure: they wait until it is enabled again.
    add column disabled_by text,
    add column disabled_reason text,
    add column by_failure boolean not null default false,
    add column failing_since timestamptz,
    add column last_delivered_at timestamptz,
    -- A secret that was replaced signs beside the new one until this instant, so that receivers change without a gap.
    add column previous_secret text,
    add column previous_secret_until timestamptz,
    add constraint endpoint_by_failure check (not by_failure or disabled_at is not null),
    add constraint endpoint_previous_secret check ((previous_secret is null) = (previous_secret_until is null));

grant select, insert on gateway.webhook_try to phigate_app;
grant update (disabled_at, disabled_by, disabled_reason, by_failure, failing_since, last_delivered_at, secret, previous_secret, previous_secret_until)
    on gateway.webhook_endpoint to phigate_app;
grant update (tries, next_try_at, delivered_at, last_outcome, replayed_at, replayed_by) on gateway.webhook_delivery to phigate_app;
