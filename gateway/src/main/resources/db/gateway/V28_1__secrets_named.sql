-- Which of a terminal's secrets signed, by a name made from the secret itself: after a rotation the place in the settings says nothing. Null in rows of before.
alter table gateway.evidence add column secret_id text check (secret_id ~ '^[0-9a-f]{8}$');

-- A session that a key opened ends with that very key, not only with its name.
alter table gateway.staff_session add column key_hash bytea check (octet_length(key_hash) = 32);
delete from gateway.staff_session where way = 'key';
alter table gateway.staff_session add constraint session_of_key check ((way = 'key') = (key_hash is not null));
