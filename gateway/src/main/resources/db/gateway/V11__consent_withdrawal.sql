-- An agency may take back its yes to delegated collection. What it wrote first stays on record; what it wrote last is kept beside it. A row
-- that was proposed on it cannot be approved any more; one that was approved goes on until its end is approved by a second person, because
-- fees must not lose their account by one person's word.
create table gateway.assignment_consent_withdrawal (
    assignment_id uuid not null,
    agency_id bigint not null,
    document text not null check (document <> ''),
    recorded_by text not null,
    recorded_at timestamptz not null,
    primary key (assignment_id, agency_id),
    foreign key (assignment_id, agency_id) references gateway.assignment_consent (assignment_id, agency_id)
);
create trigger assignment_consent_withdrawal_kept before update or delete on gateway.assignment_consent_withdrawal
    for each row execute function gateway.refuse_change();
create trigger assignment_consent_withdrawal_not_truncated before truncate on gateway.assignment_consent_withdrawal
    for each statement execute function gateway.refuse_change();

create function gateway.keep_withdrawn_consent() returns trigger language plpgsql as $$
begin
    if exists (select from gateway.assignment_consent_withdrawal w where w.assignment_id = new.id) then
        raise exception 'a consent to this assignment was withdrawn' using errcode = '23514', constraint = 'assignment_consents';
    end if;
    return new;
end
$$;
create trigger account_assignment_consented before update of status on gateway.account_assignment
    for each row when (old.status = 'proposed' and new.status = 'approved') execute function gateway.keep_withdrawn_consent();

grant select, insert on gateway.assignment_consent_withdrawal to phigate_app;
