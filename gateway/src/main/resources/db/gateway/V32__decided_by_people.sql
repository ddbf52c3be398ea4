-- A payment that the bank's line alone had paid has no order; taken back, its reversal names none.
alter table gateway.payment_reversal alter column attempt_id drop not null;

-- One refund of an order at a time, and never more than the order took: both are asked by the order.
create index refund_attempt on gateway.refund (attempt_id) where attempt_id is not null;
