-- The catalogue as the law needs it: three forms of price, terms, reliefs, agencies in charge; and which banks can be paid by VietQR.

-- Names are looked up by people who type without marks.
create function gateway.folded(given text) returns text language sql immutable strict parallel safe
    return regexp_replace(normalize(lower(replace(replace(given, 'đ', 'd'), 'Đ', 'd')), nfd), '[\u0300-\u036f]', '', 'g');

alter table gateway.procedure
    add column in_charge text not null default 'all' check (in_charge in ('all', 'commune', 'department', 'listed')),
    add column folded text not null generated always as (gateway.folded(name) || ' ' || code) stored;

-- The agencies in charge of a procedure whose in_charge is "listed".
create table gateway.procedure_agency (
    procedure_code text not null references gateway.procedure,
    agency_id bigint not null references gateway.agency,
    primary key (procedure_code, agency_id)
);

-- The days on which an item is charged at all. A day inside without a price is a gap in the catalogue; a day outside owes nothing.
alter table gateway.fee_item
    add column valid daterange not null default daterange(null, null) check (not isempty(valid)),
    add constraint fee_item_kind unique (id, kind);

-- AMOUNT: for one unit. PERCENT: basis points of a named quantity in đồng. FORMULA: whole-number arithmetic over named quantities.
alter table gateway.fee_price
    alter column amount_vnd drop not null,
    add column form text not null default 'AMOUNT' check (form in ('AMOUNT', 'PERCENT', 'FORMULA')),
    add column basis_points integer check (basis_points between 1 and 10000),
    add column of_quantity text check (of_quantity ~ '^[a-z][a-z0-9_]{0,39}$'),
    add column formula text check (length(formula) between 1 and 500),
    add column minimum_vnd bigint check (minimum_vnd between 0 and 9999999999),
    add column maximum_vnd bigint check (maximum_vnd between 0 and 9999999999),
    add column note text check (note <> ''),
    add constraint fee_price_cap check (minimum_vnd <= maximum_vnd),
    add constraint fee_price_form check (case form
        when 'AMOUNT' then amount_vnd is not null and num_nonnulls(basis_points, of_quantity, formula, minimum_vnd, maximum_vnd) = 0
        when 'PERCENT' then num_nonnulls(basis_points, of_quantity) = 2 and num_nonnulls(amount_vnd, formula) = 0
        else formula is not null and num_nonnulls(amount_vnd, basis_points, of_quantity) = 0 end);

-- A price has its end moved, and nothing else; one that no dossier was charged by yet may also be corrected.
create function gateway.keep_price_history() returns trigger language plpgsql as $$
begin
    if (old.fee_item_id, old.channel, lower(old.valid)) is distinct from (new.fee_item_id, new.channel, lower(new.valid)) then
        raise exception 'the item, channel and first day of a price are never changed' using errcode = '23001';
    end if;
    if (old.form, old.amount_vnd, old.basis_points, old.of_quantity, old.formula, old.minimum_vnd, old.maximum_vnd, old.legal_basis)
            is distinct from
       (new.form, new.amount_vnd, new.basis_points, new.of_quantity, new.formula, new.minimum_vnd, new.maximum_vnd, new.legal_basis)
       and exists (select from gateway.obligation o join gateway.dossier d on d.id = o.dossier_id
                   where o.fee_item_id = old.fee_item_id and d.channel = old.channel and old.valid @> d.received_on) then
        raise exception 'a price that was charged is never changed' using errcode = '23001';
    end if;
    return new;
end
$$;
create trigger fee_price_kept before update on gateway.fee_price for each row execute function gateway.keep_price_history();
create trigger fee_price_not_deleted before delete on gateway.fee_price for each row execute function gateway.refuse_change();

-- What else the law says of an item: is it given back, which share is kept, when and under which sub-item the rest is remitted.
create table gateway.fee_term (
    fee_item_id bigint not null,
    kind text not null,
    valid daterange not null check (not isempty(valid)),
    refundable text check (refundable in ('never', 'on_rejection', 'always')),
    retained_basis_points integer not null check (retained_basis_points between 0 and 10000),
    remittance text check (remittance ~ '^(daily|weekly:[1-7]|monthly:([1-9]|1[0-9]|2[0-8]))$'),
    budget_sub_item text check (budget_sub_item ~ '^[0-9]{4}$'),
    legal_basis text not null check (legal_basis <> ''),
    foreign key (fee_item_id, kind) references gateway.fee_item (id, kind),
    -- Law on fees and charges 97/2015/QH13, Art. 13: lệ phí goes to the budget in full.
    constraint fee_term_charge_remitted_whole check (kind = 'FEE' or retained_basis_points = 0),
    constraint fee_term_one_term exclude using gist (fee_item_id with =, valid with &&)
);

-- Exemptions (10,000 basis points) and reductions for a group of payers; channel null is every channel.
create table gateway.fee_relief (
    fee_item_id bigint not null references gateway.fee_item,
    payer_group text not null check (payer_group ~ '^[a-z][a-z0-9_]{1,39}$'),
    channel text check (channel in ('online', 'counter', 'post')),
    valid daterange not null check (not isempty(valid)),
    reduction_basis_points integer check (reduction_basis_points between 0 and 10000),
    reduction_vnd bigint check (reduction_vnd between 0 and 9999999999),
    legal_basis text not null check (legal_basis <> ''),
    constraint fee_relief_one_form check (num_nonnulls(reduction_basis_points, reduction_vnd) = 1),
    constraint fee_relief_one_relief exclude using gist (
        fee_item_id with =, payer_group with =, coalesce(channel, '*') with =, valid with &&)
);

-- How the amount came about, frozen in words with it.
alter table gateway.obligation add column computation text;

-- Banks known to take transfers by VietQR. A bank that is not here cannot be counted on.
-- Source: table of the npm package vietnam-qr-pay 1.5.1 (MIT licence), facts only. Check against the NAPAS member list.
create table gateway.receiving_bank (
    bin text primary key check (bin ~ '^[0-9]{6}$'),
    name text not null check (name <> ''),
    receives_vietqr boolean not null
);
insert into gateway.receiving_bank (bin, name, receives_vietqr) values
    ('422589', 'CIMB Bank', true),
    ('458761', 'HSBC Vietnam', true),
    ('546034', 'CAKE by VPBank', true),
    ('546035', 'Ubank by VPBank', true),
    ('668888', 'Kasikornbank', true),
    ('796500', 'DBS Bank', true),
    ('801011', 'Nonghyup Bank', true),
    ('963369', 'Liobank', true),
    ('963388', 'Timo', true),
    ('970400', 'SaigonBank', true),
    ('970403', 'Sacombank', true),
    ('970405', 'Agribank', true),
    ('970406', 'Vikki Bank', true),
    ('970407', 'Techcombank', true),
    ('970408', 'GPBank', true),
    ('970409', 'BacA Bank', true),
    ('970410', 'Standard Chartered Vietnam', true),
    ('970412', 'PVcomBank', true),
    ('970414', 'MBV', true),
    ('970415', 'VietinBank', true),
    ('970416', 'ACB', true),
    ('970418', 'BIDV', true),
    ('970419', 'NCB Bank', true),
    ('970421', 'VietNgaBank', true),
    ('970422', 'MB Bank', true),
    ('970423', 'TPBank', true),
    ('970424', 'Shinhan Bank', true),
    ('970425', 'AB Bank', true),
    ('970426', 'MSB', true),
    ('970427', 'VietABank', true),
    ('970428', 'Nam A Bank', true),
    ('970429', 'SCB', true),
    ('970430', 'PG Bank', true),
    ('970431', 'Eximbank', true),
    ('970432', 'VPBank', true),
    ('970433', 'VietBank', true),
    ('970434', 'Indovina Bank', true),
    ('970436', 'Vietcombank', true),
    ('970437', 'HDBank', true),
    ('970438', 'BaoViet Bank', true),
    ('970439', 'Public Bank Vietnam', true),
    ('970440', 'SeABank', true),
    ('970441', 'VIB', true),
    ('970442', 'HongLeong Bank', true),
    ('970443', 'SHB', true),
    ('970444', 'CB Bank', true),
    ('970446', 'Co-op Bank', true),
    ('970448', 'OCB Bank', true),
    ('970449', 'LPBank', true),
    ('970452', 'KienlongBank', true),
    ('970454', 'BVBank', true),
    ('970455', 'IBK HN', true),
    ('970456', 'IBK HCM', true),
    ('970457', 'Woori Bank', true),
    ('970458', 'United Overseas Bank Vietnam', true),
    ('970462', 'Kookmin Bank HN', true),
    ('970463', 'Kookmin Bank HCM', true),
    ('971025', 'MoMo', true);

-- Coverage asks for everything in force at one instant.
create index account_assignment_account on gateway.account_assignment (account_id);

grant select, insert, update on gateway.fee_term, gateway.fee_relief, gateway.receiving_bank to phigate_app;
grant select, insert, delete on gateway.procedure_agency to phigate_app;
