-- When the line of a statement was read here: the payer is told it beside the moment at which the line was matched. Not known of lines from before.
alter table gateway.bank_line add column booked_at timestamptz;

-- Until when the notice asks for payment, where the dossier system says it; money is taken afterwards too.
alter table gateway.dossier add column pay_by date, add constraint dossier_pay_by check (pay_by >= received_on);
