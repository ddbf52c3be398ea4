-- Bank notices are provisional lines: the statement confirms, corrects or withdraws each. Until then a notice that explains nothing is a case.

alter table gateway.payment_case
    drop constraint payment_case_type_check,
    add constraint payment_case_type_check check (type in
        ('paid_twice', 'paid_after_expiry', 'amount_differs', 'beneficiary_differs', 'contradiction', 'wrong_terminal', 'unknown_order',
         'unidentified_transfer', 'refund_refused', 'refund_undecided')),
    drop constraint case_of_a_payment,
    add constraint case_of_a_payment check (payment_id is not null or type in ('unknown_order', 'unidentified_transfer'));
create index payment_case_of_notice on gateway.payment_case (id) where status = 'open' and type in ('unidentified_transfer', 'contradiction');

alter table gateway.bank_notice
    -- When the statement last decided about it.
    add column judged_at timestamptz,
    add constraint bank_notice_line check ((status in ('confirmed', 'corrected')) = (line_id is not null));
create index bank_notice_line on gateway.bank_notice (line_id) where line_id is not null;
create index bank_notice_open on gateway.bank_notice (number, bin, day) where status in ('provisional', 'withdrawn');
grant update (judged_at) on gateway.bank_notice to phigate_app;
