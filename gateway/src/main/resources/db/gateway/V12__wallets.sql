-- Providers that must be told of an order before the payer can follow it.

-- What is bound into an order: the receiving account and the version of the registry that chose it.
alter table gateway.attempt
    add column bound text check (length(bound) <= 100),
    add column deeplink text,
    add column provider_reference text;
grant update (redirect_url, deeplink, qr, provider_reference) on gateway.attempt to phigate_app;

-- The answer to a new order is evidence too.
alter table gateway.evidence drop constraint evidence_source_check;
alter table gateway.evidence add constraint evidence_source_check
    check (source in ('callback', 'query', 'return', 'statement', 'create', 'refund', 'refund_query'));

-- A provider reports another beneficiary than was ordered.
alter table gateway.payment_case drop constraint payment_case_type_check;
alter table gateway.payment_case add constraint payment_case_type_check check (type in
    ('paid_twice', 'paid_after_expiry', 'amount_differs', 'beneficiary_differs', 'contradiction', 'wrong_terminal', 'unknown_order'));

-- Work of two steps keeps its key in the first (status 102, RFC 2518: processing; the body names the work) and its answer in the second.
grant update (status, content_type, body) on gateway.idempotency_key to phigate_app;
