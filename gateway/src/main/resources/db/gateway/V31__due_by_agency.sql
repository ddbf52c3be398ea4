-- What is due to an agency is asked for whenever its bank's lines are judged: without an index of its own each answer read what is due to the whole city.
-- An obligation is of its dossier's agency, always: the database says so itself, whoever inserts.
alter table gateway.obligation add column agency_id bigint;
update gateway.obligation o set agency_id = d.agency_id from gateway.dossier d where d.id = o.dossier_id;
alter table gateway.obligation alter column agency_id set not null;
create function gateway.obligation_of_agency() returns trigger language plpgsql as $$
begin
    new.agency_id := (select d.agency_id from gateway.dossier d where d.id = new.dossier_id);
    return new;
end
$$;
create trigger obligation_of_agency before insert or update of dossier_id, agency_id on gateway.obligation
    for each row execute function gateway.obligation_of_agency();
create index obligation_due_to_agency on gateway.obligation (agency_id) where status = 'due';
create trigger dossier_keeps_agency before update of id, agency_id on gateway.dossier for each row execute function gateway.refuse_change();
-- Which account an agency's fee goes to is asked for each obligation.
create index account_assignment_of_agency on gateway.account_assignment (agency_id, kind);
