-- A statement that covers days which others booked already is booked in parts: one for each stretch of days that is new.
alter table reconciliation.statement
    add column part integer not null default 1 check (part > 0),
    drop constraint statement_place,
    add constraint statement_place unique (file_id, position, part);

-- A file that somebody looks at before booking it; gone when it is booked, dropped, or a day old. No evidence: that begins with statement_file.
create table reconciliation.staged_file (
    id uuid primary key,
    filename text not null,
    content bytea not null,
    staged_by text not null,
    staged_at timestamptz not null
);
create index staged_file_of on reconciliation.staged_file (staged_by, staged_at);
grant select, insert, delete on reconciliation.staged_file to phigate_app;
