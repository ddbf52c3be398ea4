-- What a callback writes costs what its indexes and foreign keys cost: its nine rows had eight look-ups of other rows, each with a lock.

-- Evidence and outbox name payments and attempts that are locked in the transaction that writes them. The other half of a foreign key holds
-- from the other side: a payment or attempt is never deleted and never gets another id, whoever asks.
alter table gateway.evidence drop constraint evidence_attempt_id_fkey, drop constraint evidence_payment_id_fkey;
alter table gateway.outbox drop constraint outbox_payment_id_fkey;
create trigger payment_not_deleted before delete on gateway.payment for each row execute function gateway.refuse_change();
create trigger payment_keeps_id before update of id on gateway.payment for each row execute function gateway.refuse_change();
create trigger payment_not_truncated before truncate on gateway.payment for each statement execute function gateway.refuse_change();
create trigger attempt_not_deleted before delete on gateway.attempt for each row execute function gateway.refuse_change();
create trigger attempt_keeps_id before update of id, payment_id on gateway.attempt for each row execute function gateway.refuse_change();
create trigger attempt_not_truncated before truncate on gateway.attempt for each statement execute function gateway.refuse_change();

-- Transfers stand in the order of their days but for the odd late one: a range index costs nothing to write.
drop index gateway.ledger_transfer_day;
create index ledger_transfer_day on gateway.ledger_transfer using brin (business_day) with (pages_per_range = 32, autosummarize = on);
