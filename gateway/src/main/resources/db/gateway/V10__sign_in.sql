-- Sessions of staff, and sign-ins at the city's OpenID provider that have begun.

-- Only the hash of the cookie is here: whoever reads this table cannot be somebody else.
create table gateway.staff_session (
    token_hash bytea primary key check (octet_length(token_hash) = 32),
    name text not null check (name <> ''),
    way text not null check (way in ('key', 'oidc')),
    roles text[] not null check (cardinality(roles) > 0),
    -- Codes of the agencies this person acts for; none: the whole city.
    agencies text[] not null,
    -- Handed back to the provider at sign-out; gone with the row.
    id_token text,
    opened_at timestamptz not null,
    seen_at timestamptz not null,
    ends_at timestamptz not null,
    constraint session_has_an_end check (ends_at > opened_at and ends_at <= opened_at + interval '24 hours'),
    constraint session_token_of_account check (way = 'oidc' or id_token is null)
);
create index staff_session_ends on gateway.staff_session (ends_at);

-- Taken (deleted) once by whoever comes back with the state.
create table gateway.sign_in_attempt (
    state_hash bytea primary key check (octet_length(state_hash) = 32),
    browser_hash bytea not null check (octet_length(browser_hash) = 32),
    nonce text not null,
    verifier text not null check (length(verifier) between 43 and 128),
    next text not null check (next like '/%'),
    redirect_uri text not null,
    ends_at timestamptz not null
);
create index sign_in_attempt_ends on gateway.sign_in_attempt (ends_at);

grant select, insert, delete on gateway.staff_session, gateway.sign_in_attempt to phigate_app;
grant update (seen_at) on gateway.staff_session to phigate_app;
