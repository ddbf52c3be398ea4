-- The few payments that have more than they asked for, found without reading the others.
create index payment_with_surplus on gateway.payment (id) where surplus_vnd > 0;
