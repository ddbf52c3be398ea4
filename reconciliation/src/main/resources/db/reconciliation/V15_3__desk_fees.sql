-- A line may also be a fee that a desk collected for a dossier the gateway does not know, as the desk's list says it.
do $$
declare
    c record;
begin
    -- These lists have several owners: what stands there stays, and one is added.
    for c in select conname, pg_get_expr(conbin, conrelid) as says from pg_constraint
             where conrelid = 'reconciliation.match'::regclass and conname in ('match_subject_type', 'match_outcome', 'match_of_payment')
    loop
        execute format('alter table reconciliation.match drop constraint %1$I, add constraint %1$I check (subject_type = ''desk_fee'' or %2$s)', c.conname, c.says);
    end loop;
end
$$;
alter table reconciliation.match add constraint match_desk_fee check (
    (subject_type = 'desk_fee') = (outcome = 'desk') and (subject_type <> 'desk_fee' or payment_id is null and rule = 'desk_list'));
create unique index match_desk_fee_once on reconciliation.match (subject_id) where subject_type = 'desk_fee';
