-- A line may also be the test deposit that proves a new collection account; it belongs to no payment.
alter table reconciliation.match
    drop constraint match_subject_type_check,
    drop constraint match_outcome_check,
    alter column payment_id drop not null,
    add constraint match_subject_type check (subject_type in ('payment', 'dossier', 'test_deposit')),
    add constraint match_outcome check (outcome in ('seen', 'paid', 'proved')),
    add constraint match_of_payment check ((subject_type = 'test_deposit') = (payment_id is null) and (outcome = 'proved') = (payment_id is null));
create unique index match_test_deposit_once on reconciliation.match (subject_id) where subject_type = 'test_deposit';
