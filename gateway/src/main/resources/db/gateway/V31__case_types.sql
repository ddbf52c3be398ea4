-- V27 and V28 were written side by side, and the later one took back a type that the other had added.
alter table gateway.payment_case
    drop constraint payment_case_type_check,
    add constraint payment_case_type_check check (type in
        ('paid_twice', 'paid_after_expiry', 'amount_differs', 'beneficiary_differs', 'contradiction', 'wrong_terminal', 'unknown_order',
         'unidentified_transfer', 'refund_refused', 'refund_undecided', 'order_undecided', 'paid_after_reversal'));
