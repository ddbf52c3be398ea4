-- Money that names exactly what another agency's account waits for: for people, who move it.
alter table reconciliation.discrepancy
    drop constraint discrepancy_type,
    add constraint discrepancy_type check (type in ('debit', 'multiple_codes', 'ambiguous_code', 'already_paid', 'amount_differs', 'near_code', 'wrong_agency',
                                                    'provider_silent', 'former_account', 'unidentified'));
