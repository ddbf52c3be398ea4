-- What a provider took for a payment and has neither paid out nor given back, by the books: the truth behind "in transit".
create function gateway.on_the_way(payment uuid, through date) returns table (provider text, amount_vnd bigint) language sql stable as $$
    select split_part(a.code, ':', 2), sum(case when a.id = t.debit_account then t.amount_vnd else -t.amount_vnd end)::bigint
    from gateway.ledger_transfer t join gateway.ledger_account a on a.id in (t.debit_account, t.credit_account)
    where t.payment_id = payment and t.business_day <= through and a.code like 'clearing:%'
    group by 1
$$;
