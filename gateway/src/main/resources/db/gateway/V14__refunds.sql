-- Money back: never more than came, through the order that took it or by a transfer of people, by two people where it matters.
-- And what people decide about cases, what each witness said, and the books of what is owed.

-- Money of another amount than ordered is counted once a person has accepted it.
alter table gateway.payment
    add column other_vnd bigint not null default 0 check (other_vnd >= 0),
    -- Refunds that are proposed, under way or done; kept by the trigger of gateway.refund alone.
    add column refunded_vnd bigint not null default 0,
    add constraint payment_refunds_within check (refunded_vnd between 0 and amount_vnd * provider_times + other_vnd);
grant update (other_vnd) on gateway.payment to phigate_app;

alter table gateway.payment_case
    drop constraint payment_case_type_check,
    add constraint payment_case_type_check check (type in
        ('paid_twice', 'paid_after_expiry', 'amount_differs', 'beneficiary_differs', 'contradiction', 'wrong_terminal', 'unknown_order',
         'refund_refused', 'refund_undecided')),
    add column told_at timestamptz,
    add column resolution text,
    add column note text,
    add column proposed_by text,
    add column proposed_at timestamptz,
    add column resolved_by text,
    add column resolved_at timestamptz,
    -- Where a resolution moves money in the books, another person agrees to it.
    add column second_person boolean not null default false,
    add constraint case_four_eyes check (not second_person or resolved_by is null or resolved_by <> proposed_by),
    add constraint case_resolved check (
        status = 'open' or (resolution is not null and resolved_by is not null and resolved_at is not null)),
    add constraint case_proposed check ((proposed_by is null) = (proposed_at is null));
create index payment_case_open on gateway.payment_case (id) where status = 'open';
create index payment_case_untold on gateway.payment_case (id) where told_at is null and status = 'open';
grant update (told_at, resolution, note, proposed_by, proposed_at, resolved_by, resolved_at, second_person) on gateway.payment_case to phigate_app;

create table gateway.refund (
    id uuid primary key,
    -- The name of the refund at the provider, and in the narrative of a transfer.
    code text not null unique check (code ~ '^[A-Z0-9]{10,21}$'),
    payment_id uuid not null references gateway.payment,
    case_id uuid references gateway.payment_case,
    attempt_id uuid references gateway.attempt,
    method text not null check (method in ('vnpay', 'momo', 'zalopay', 'dvcqg', 'bank_transfer')),
    amount_vnd bigint not null check (amount_vnd > 0),
    -- The part that had settled nothing; the rest is of obligations and stands in refund_item.
    surplus_vnd bigint not null check (surplus_vnd between 0 and amount_vnd),
    reason text not null check (reason <> ''),
    legal_exception text check (legal_exception <> ''),
    beneficiary_bin text check (beneficiary_bin ~ '^[0-9]{6}$'),
    beneficiary_number text check (beneficiary_number ~ '^[0-9A-Z]{4,19}$'),
    beneficiary_holder text check (beneficiary_holder <> ''),
    beneficiary_by text,
    status text not null check (status in ('proposed', 'approved', 'sent', 'unknown', 'done', 'refused')),
    -- Decided when it was proposed, by the rules of that moment.
    second_person boolean not null,
    proposed_at timestamptz not null,
    proposed_by text not null,
    approved_at timestamptz,
    approved_by text,
    sent_at timestamptz,
    next_ask_at timestamptz,
    asks integer not null default 0,
    provider_refund text,
    provider_code text,
    done_at timestamptz,
    refused_at timestamptz,
    refused_by text,
    refused_why text,
    line_id uuid unique,
    constraint refund_four_eyes check (
        approved_by is null or (not second_person or approved_by <> proposed_by) and approved_by is distinct from beneficiary_by),
    constraint refund_exception_eyes check (legal_exception is null or second_person),
    constraint refund_approved check (status in ('proposed', 'refused') or (approved_by is not null and approved_at is not null)),
    constraint refund_sent check (status not in ('sent', 'unknown', 'done') or sent_at is not null),
    constraint refund_done check ((status = 'done') = (done_at is not null)),
    constraint refund_refused check ((status = 'refused') = (refused_at is not null and refused_by is not null and refused_why is not null)),
    constraint refund_beneficiary check (num_nonnulls(beneficiary_bin, beneficiary_number, beneficiary_holder, beneficiary_by) in (0, 4)),
    constraint refund_where_to check (
        case method when 'bank_transfer' then approved_by is null or beneficiary_bin is not null
                    else attempt_id is not null and beneficiary_bin is null end)
);
create index refund_payment on gateway.refund (payment_id);
create index refund_to_send on gateway.refund (approved_at) where status = 'approved';
create index refund_to_ask on gateway.refund (next_ask_at) where next_ask_at is not null;
-- A case is repaired by one refund; only after that was refused by another.
create unique index refund_case_once on gateway.refund (case_id) where status <> 'refused';

create table gateway.refund_item (
    refund_id uuid not null references gateway.refund,
    obligation_id uuid not null references gateway.settlement (obligation_id),
    amount_vnd bigint not null check (amount_vnd > 0),
    primary key (refund_id, obligation_id)
);
create index refund_item_obligation on gateway.refund_item (obligation_id);
create trigger refund_item_kept before update or delete on gateway.refund_item for each row execute function gateway.refuse_change();

-- What a payment received, what of it settled obligations, and what is refunded or reserved of either.
create function gateway.refund_room(payment uuid, out received_vnd bigint, out settled_vnd bigint, out refunded_vnd bigint, out refunded_surplus_vnd bigint)
language sql stable as $$
    select p.amount_vnd * p.provider_times + p.other_vnd,
           coalesce((select sum(i.amount_vnd) from gateway.settlement s
                     join gateway.payment_item i on i.payment_id = s.payment_id and i.obligation_id = s.obligation_id
                     where s.payment_id = p.id), 0)::bigint,
           p.refunded_vnd,
           coalesce((select sum(r.surplus_vnd) from gateway.refund r where r.payment_id = p.id and r.status <> 'refused'), 0)::bigint
    from gateway.payment p where p.id = payment
$$;

-- The arrows of a refund's life; and the payment's sum of refunds, whose constraint no number of requests at once can pass: the update locks the payment.
create function gateway.keep_refund() returns trigger language plpgsql security definer set search_path = gateway, public as $$
declare
    room record;
begin
    if tg_op = 'DELETE' then
        raise exception 'refunds are never deleted' using errcode = '23001';
    end if;
    if tg_op = 'INSERT' then
        if new.status not in ('proposed', 'approved') then
            raise exception 'a refund begins as a proposal' using errcode = '23514', constraint = 'refund_life';
        end if;
        update gateway.payment set refunded_vnd = refunded_vnd + new.amount_vnd where id = new.payment_id;
        select * into room from gateway.refund_room(new.payment_id);
        if room.refunded_surplus_vnd > room.received_vnd - room.settled_vnd then
            raise exception 'more surplus is refunded than came' using errcode = '23514', constraint = 'refund_surplus_within';
        end if;
        return null;
    end if;
    if (old.status, new.status) not in (
        ('proposed', 'proposed'), ('proposed', 'approved'), ('proposed', 'refused'), ('approved', 'sent'), ('approved', 'refused'),
        ('sent', 'sent'), ('sent', 'unknown'), ('sent', 'done'), ('sent', 'refused'),
        ('unknown', 'unknown'), ('unknown', 'sent'), ('unknown', 'done'), ('unknown', 'refused'))
    then
        raise exception 'a refund does not go from % to %', old.status, new.status using errcode = '23514', constraint = 'refund_life';
    end if;
    if (new.id, new.code, new.payment_id, new.case_id, new.attempt_id, new.method, new.amount_vnd, new.surplus_vnd, new.reason, new.legal_exception,
            new.second_person, new.proposed_at, new.proposed_by)
        is distinct from
        (old.id, old.code, old.payment_id, old.case_id, old.attempt_id, old.method, old.amount_vnd, old.surplus_vnd, old.reason, old.legal_exception,
            old.second_person, old.proposed_at, old.proposed_by)
        or old.approved_by is not null and
            (new.approved_by, new.approved_at, new.beneficiary_bin, new.beneficiary_number, new.beneficiary_holder, new.beneficiary_by)
            is distinct from
            (old.approved_by, old.approved_at, old.beneficiary_bin, old.beneficiary_number, old.beneficiary_holder, old.beneficiary_by)
    then
        raise exception 'what was proposed or approved of a refund is never changed' using errcode = '23514', constraint = 'refund_kept';
    end if;
    if new.status = 'refused' then
        update gateway.payment set refunded_vnd = refunded_vnd - new.amount_vnd where id = new.payment_id;
    end if;
    return null;
end
$$;
create trigger refund_kept after insert or update or delete on gateway.refund for each row execute function gateway.keep_refund();

-- An obligation is refunded by the payment that settled it, and never beyond its amount.
create function gateway.keep_refund_item() returns trigger language plpgsql as $$
begin
    if not exists (
        select from gateway.refund r
        join gateway.settlement s on s.payment_id = r.payment_id and s.obligation_id = new.obligation_id
        join gateway.payment_item i on i.payment_id = s.payment_id and i.obligation_id = s.obligation_id
        where r.id = new.refund_id
          and i.amount_vnd >= (select sum(x.amount_vnd) from gateway.refund_item x join gateway.refund y on y.id = x.refund_id
                               where x.obligation_id = new.obligation_id and y.status <> 'refused'))
    then
        raise exception 'more is refunded of an obligation than was paid for it' using errcode = '23514', constraint = 'refund_item_within';
    end if;
    return null;
end
$$;
create trigger refund_item_within after insert on gateway.refund_item for each row execute function gateway.keep_refund_item();

create function gateway.keep_refund_whole() returns trigger language plpgsql as $$
begin
    if new.amount_vnd <> new.surplus_vnd + coalesce((select sum(amount_vnd) from gateway.refund_item where refund_id = new.id), 0) then
        raise exception 'the parts of a refund are not its amount' using errcode = '23514', constraint = 'refund_adds_up';
    end if;
    return null;
end
$$;
create constraint trigger refund_adds_up after insert on gateway.refund deferrable initially deferred
    for each row execute function gateway.keep_refund_whole();

-- The exact bytes of what a provider answered about a refund.
create table gateway.refund_answer (
    id uuid primary key,
    refund_id uuid not null references gateway.refund,
    asked text not null check (asked in ('order', 'status')),
    verdict text not null check (verdict in ('done', 'accepted', 'declined', 'unknown')),
    code text not null,
    content bytea not null,
    at timestamptz not null
);
create index refund_answer_refund on gateway.refund_answer (refund_id);
create trigger refund_answer_kept before update or delete on gateway.refund_answer for each row execute function gateway.refuse_change();

-- What each word of a provider said; the bytes stand beside it. Null in rows of before.
alter table gateway.evidence
    add column says text check (says in ('paid', 'declined', 'unclear')),
    add column amount_vnd bigint check (amount_vnd >= 0),
    add column occurred_at timestamptz;

-- What each bank line said of a payment.
create table gateway.bank_sighting (
    line_id uuid primary key,
    payment_id uuid not null references gateway.payment,
    amount_vnd bigint not null check (amount_vnd > 0),
    booked_on date not null,
    bank_reference text not null,
    recorded_at timestamptz not null
);
create index bank_sighting_payment on gateway.bank_sighting (payment_id);
create trigger bank_sighting_kept before update or delete on gateway.bank_sighting for each row execute function gateway.refuse_change();

-- The books by agency: every account of the ledger belongs to one collection account, or to an agency itself.
alter table gateway.ledger_account
    add column collection_account_id uuid generated always as (
        case when code ~ ':[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' then cast(right(code, 36) as uuid) end) stored,
    add column agency_id bigint generated always as (
        case when code ~ '^(receivable|assessed):[0-9]{1,18}$' then cast(split_part(code, ':', 2) as bigint) end) stored;

-- How far the books follow an obligation: due once it is owed, over once it is paid, refunded or cancelled.
alter table gateway.obligation add column booked text check (booked in ('due', 'over'));
create index obligation_to_book on gateway.obligation (id)
    where amount_vnd > 0 and (booked is null or booked = 'due' and status in ('paid', 'cancelled', 'refunded'));
grant update (booked) on gateway.obligation to phigate_app;

alter table gateway.outbox add column refund_id uuid references gateway.refund;

grant select, insert on gateway.refund, gateway.refund_item, gateway.refund_answer, gateway.bank_sighting to phigate_app;
grant update (status, beneficiary_bin, beneficiary_number, beneficiary_holder, beneficiary_by, approved_at, approved_by, sent_at, next_ask_at, asks,
    provider_refund, provider_code, done_at, refused_at, refused_by, refused_why, line_id) on gateway.refund to phigate_app;
create trigger refund_not_truncated before truncate on gateway.refund for each statement execute function gateway.refuse_change();
create trigger refund_item_not_truncated before truncate on gateway.refund_item for each statement execute function gateway.refuse_change();
create trigger refund_answer_not_truncated before truncate on gateway.refund_answer for each statement execute function gateway.refuse_change();
create trigger bank_sighting_not_truncated before truncate on gateway.bank_sighting for each statement execute function gateway.refuse_change();
