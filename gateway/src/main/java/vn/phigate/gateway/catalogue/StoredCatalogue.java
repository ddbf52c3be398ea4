package vn.phigate.gateway.catalogue;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.catalogue.ProcedureState.Item;
import vn.phigate.gateway.catalogue.ProcedureState.PriceEntry;
import vn.phigate.gateway.catalogue.ProcedureState.ReliefEntry;
import vn.phigate.gateway.catalogue.ProcedureState.ReliefKey;
import vn.phigate.gateway.catalogue.Timeline.Span;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.procedures.Channel;
import vn.phigate.gateway.procedures.Kind;
import vn.phigate.gateway.procedures.Price;
import vn.phigate.gateway.procedures.Procedures;
import vn.phigate.gateway.procedures.Terms;

/** Reads and writes procedures with their history. */
final class StoredCatalogue {
    /** Imports take turns, so that what was compared is what is written over. */
    private static final String LOCK =
            "select cast(pg_advisory_xact_lock(hashtextextended('catalogue-import', 8080)) as text) as locked";

    private static final String PROCEDURES = """
            select p.code, p.name, p.field, p.level, p.sample, p.source, p.in_charge
            from gateway.procedure p where p.code = any(cast(? as text[]))
            """;
    private static final String ABSENT = """
            select code, count(*) over () as total from gateway.procedure where code <> all(cast(? as text[])) order by code limit ?
            """;
    private static final String LISTED = """
            select l.procedure_code, c.code from gateway.procedure_agency l
            join lateral (select code from gateway.agency_code where agency_id = l.agency_id order by valid desc limit 1) c on true
            where l.procedure_code = any(cast(? as text[])) order by c.code
            """;
    private static final String ITEMS = """
            select id, procedure_code, kind, position, name, unit, lower(valid) as valid_from, upper(valid) as valid_until
            from gateway.fee_item where procedure_code = any(cast(? as text[])) order by procedure_code, position
            """;
    private static final String PRICES =
            "select p.fee_item_id, p.channel, lower(p.valid) as valid_from, upper(p.valid) as valid_until, p.note, p.legal_basis, "
                    + Procedures.PRICE_COLUMNS
                    + """
             from gateway.fee_price p join gateway.fee_item i on i.id = p.fee_item_id where i.procedure_code = any(cast(? as text[]))
            """;
    private static final String TERMS = """
            select t.fee_item_id, lower(t.valid) as valid_from, upper(t.valid) as valid_until, t.refundable, t.retained_basis_points,
                   t.remittance, t.budget_sub_item, t.legal_basis
            from gateway.fee_term t join gateway.fee_item i on i.id = t.fee_item_id where i.procedure_code = any(cast(? as text[]))
            """;
    private static final String RELIEFS = """
            select r.fee_item_id, r.payer_group, r.channel, lower(r.valid) as valid_from, upper(r.valid) as valid_until,
                   r.reduction_basis_points, r.reduction_vnd, r.legal_basis
            from gateway.fee_relief r join gateway.fee_item i on i.id = r.fee_item_id where i.procedure_code = any(cast(? as text[]))
            """;
    private static final String NOT_GENERATED = "select count(*) as total from gateway.procedure where code not like ?";
    private static final String AGENCIES = """
            select code, agency_id from gateway.agency_code where code = any(cast(? as text[])) and valid @> cast(? as date)
            """;

    private static final String INSERT_PROCEDURE = """
            insert into gateway.procedure (code, name, field, level, sample, source, in_charge) values (?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String UPDATE_PROCEDURE = """
            update gateway.procedure set name = ?, field = ?, level = ?, sample = ?, source = ?, in_charge = ? where code = ?
            """;
    private static final String CLEAR_LISTED = "delete from gateway.procedure_agency where procedure_code = ?";
    private static final String INSERT_LISTED =
            "insert into gateway.procedure_agency (procedure_code, agency_id) values (?, ?)";
    private static final String INSERT_ITEM = """
            insert into gateway.fee_item (procedure_code, kind, position, name, unit, confirmed, valid)
            values (?, ?, ?, ?, ?, 'import', daterange(cast(? as date), cast(? as date))) returning id
            """;
    private static final String UPDATE_ITEM = """
            update gateway.fee_item set name = ?, unit = ?, valid = daterange(cast(? as date), cast(? as date)) where id = ?
            """;
    private static final String INSERT_PRICE = """
            insert into gateway.fee_price (form, amount_vnd, basis_points, of_quantity, formula, minimum_vnd, maximum_vnd, note, legal_basis,
                valid, fee_item_id, channel)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, daterange(cast(? as date), cast(? as date)), ?, ?)
            """;
    private static final String UPDATE_PRICE = """
            update gateway.fee_price set form = ?, amount_vnd = ?, basis_points = ?, of_quantity = ?, formula = ?, minimum_vnd = ?,
                maximum_vnd = ?, note = ?, legal_basis = ?, valid = daterange(cast(? as date), cast(? as date))
            where fee_item_id = ? and channel = ? and lower(valid) = cast(? as date)
            """;
    private static final String INSERT_TERMS = """
            insert into gateway.fee_term (refundable, retained_basis_points, remittance, budget_sub_item, legal_basis, valid, fee_item_id, kind)
            values (?, ?, ?, ?, ?, daterange(cast(? as date), cast(? as date)), ?, ?)
            """;
    private static final String UPDATE_TERMS = """
            update gateway.fee_term set refundable = ?, retained_basis_points = ?, remittance = ?, budget_sub_item = ?, legal_basis = ?,
                valid = daterange(cast(? as date), cast(? as date))
            where fee_item_id = ? and kind = ? and lower(valid) = cast(? as date)
            """;
    private static final String INSERT_RELIEF = """
            insert into gateway.fee_relief (reduction_basis_points, reduction_vnd, legal_basis, valid, fee_item_id, payer_group, channel)
            values (?, ?, ?, daterange(cast(? as date), cast(? as date)), ?, ?, ?)
            """;
    private static final String UPDATE_RELIEF = """
            update gateway.fee_relief set reduction_basis_points = ?, reduction_vnd = ?, legal_basis = ?,
                valid = daterange(cast(? as date), cast(? as date))
            where fee_item_id = ? and payer_group = ? and channel is not distinct from ? and lower(valid) = cast(? as date)
            """;

    private StoredCatalogue() {}

    static void lock(Tx tx) {
        tx.get(LOCK);
    }

    static ProcedureState.Index load(Sql sql, Collection<String> codes) {
        Object wanted = codes.toArray(String[]::new);
        var index = new ProcedureState.Index();
        Map<String, List<String>> listed = new HashMap<>();
        sql.list(LISTED, row -> row, wanted)
                .forEach(row -> listed.computeIfAbsent(row.text("procedure_code"), c -> new ArrayList<>())
                        .add(row.text("code")));
        for (Row row : sql.list(PROCEDURES, row -> row, wanted)) {
            var state = new ProcedureState(row.text("code"));
            state.exists = true;
            state.name = row.text("name");
            state.field = row.text("field");
            state.level = row.text("level");
            state.sample = row.flag("sample");
            state.source = row.text("source");
            state.inCharge = new Draft.InCharge(row.text("in_charge"), listed.getOrDefault(state.code, List.of()));
            index.byCode.put(state.code, state);
        }
        Map<Long, Item> items = new HashMap<>();
        for (Row row : sql.list(ITEMS, row -> row, wanted)) {
            var item = new Item(
                    row.whole("id"),
                    Kind.valueOf(row.text("kind")),
                    Math.toIntExact(row.whole("position")),
                    row.text("name"));
            item.unit = row.textOrNull("unit");
            item.from = row.dateOrNull("valid_from");
            item.until = row.dateOrNull("valid_until");
            items.put(item.id, item);
            index.get(row.text("procedure_code")).items.add(item);
        }
        for (Row row : sql.list(PRICES, row -> row, wanted)) {
            Price price = Objects.requireNonNull(Procedures.price(row), "a price row has a price");
            item(items, row)
                    .prices(Channel.valueOf(row.text("channel").toUpperCase(Locale.ROOT)))
                    .load(
                            from(row),
                            row.dateOrNull("valid_until"),
                            new PriceEntry(price, row.textOrNull("note"), row.text("legal_basis")));
        }
        for (Row row : sql.list(TERMS, row -> row, wanted)) {
            item(items, row)
                    .terms
                    .load(
                            from(row),
                            row.dateOrNull("valid_until"),
                            new Terms(
                                    row.textOrNull("refundable"),
                                    Math.toIntExact(row.whole("retained_basis_points")),
                                    row.textOrNull("remittance"),
                                    row.textOrNull("budget_sub_item"),
                                    row.text("legal_basis")));
        }
        for (Row row : sql.list(RELIEFS, row -> row, wanted)) {
            String channel = row.textOrNull("channel");
            Long points = row.wholeOrNull("reduction_basis_points");
            item(items, row)
                    .reliefs(new ReliefKey(
                            row.text("payer_group"),
                            channel == null ? null : Channel.valueOf(channel.toUpperCase(Locale.ROOT))))
                    .load(
                            from(row),
                            row.dateOrNull("valid_until"),
                            new ReliefEntry(
                                    points == null ? null : Math.toIntExact(points),
                                    row.wholeOrNull("reduction_vnd"),
                                    row.text("legal_basis")));
        }
        return index;
    }

    private static Item item(Map<Long, Item> items, Row row) {
        return Objects.requireNonNull(items.get(row.whole("fee_item_id")), "the item was read before");
    }

    /** What has no first day has applied since ever. */
    private static LocalDate from(Row row) {
        LocalDate from = row.dateOrNull("valid_from");
        return from == null ? LocalDate.of(1900, 1, 1) : from;
    }

    /** Procedures of the catalogue that are not among these: their number, and the first of them. */
    record Absent(long total, List<String> first) {}

    static Absent absent(Sql sql, Collection<String> codes, int limit) {
        List<Row> rows = sql.list(ABSENT, row -> row, codes.toArray(String[]::new), (long) limit);
        return new Absent(
                rows.isEmpty() ? 0 : rows.getFirst().whole("total"),
                rows.stream().map(row -> row.text("code")).toList());
    }

    /** Procedures whose code does not begin so. */
    static long otherThan(Sql sql, String prefix) {
        return sql.get(NOT_GENERATED, prefix + "%").orElseThrow().whole("total");
    }

    /** Agencies by the codes they have on a day. */
    static Map<String, Long> agencies(Sql sql, Set<String> codes, LocalDate day) {
        Map<String, Long> found = new HashMap<>();
        sql.list(AGENCIES, row -> row, codes.toArray(String[]::new), day)
                .forEach(row -> found.put(row.text("code"), row.whole("agency_id")));
        return found;
    }

    /** Writes the difference of two states; {@code after.items} get their ids. */
    static void write(Tx tx, ProcedureState before, ProcedureState after, Map<String, Long> agencies) {
        if (!before.exists) {
            tx.run(
                    INSERT_PROCEDURE,
                    after.code,
                    after.name,
                    after.field,
                    after.level,
                    after.sample,
                    after.source,
                    after.inCharge.scope());
        } else {
            tx.run(
                    UPDATE_PROCEDURE,
                    after.name,
                    after.field,
                    after.level,
                    after.sample,
                    after.source,
                    after.inCharge.scope(),
                    after.code);
        }
        if (!before.inCharge.equals(after.inCharge)) {
            tx.run(CLEAR_LISTED, after.code);
            for (String code : after.inCharge.codes()) {
                tx.run(INSERT_LISTED, after.code, Objects.requireNonNull(agencies.get(code), code));
            }
        }
        for (Item item : after.items) {
            Item old = before.items.stream()
                    .filter(i -> i.id == item.id && item.id != 0)
                    .findFirst()
                    .orElse(null);
            if (old == null) {
                item.id = tx.get(
                                INSERT_ITEM,
                                after.code,
                                item.kind.name(),
                                (long) item.position,
                                item.name,
                                item.unit,
                                item.from,
                                item.until)
                        .orElseThrow()
                        .whole("id");
                old = new Item(item.id, item.kind, item.position, item.name);
            } else if (!old.name.equals(item.name)
                    || !Objects.equals(old.unit, item.unit)
                    || !Objects.equals(old.from, item.from)
                    || !Objects.equals(old.until, item.until)) {
                tx.run(UPDATE_ITEM, item.name, item.unit, item.from, item.until, item.id);
            }
            writeHistory(tx, old, item);
        }
    }

    private static void writeHistory(Tx tx, Item old, Item item) {
        item.prices.forEach((channel, timeline) -> write(old.prices(channel), timeline, new Writes<>() {
            @Override
            public void insert(LocalDate from, Span<PriceEntry> span) {
                tx.run(INSERT_PRICE, all(columns(span.value()), from, span.until(), item.id, channel.text()));
            }

            @Override
            public void update(LocalDate from, Span<PriceEntry> span) {
                tx.run(UPDATE_PRICE, all(columns(span.value()), from, span.until(), item.id, channel.text(), from));
            }
        }));
        write(old.terms, item.terms, new Writes<>() {
            @Override
            public void insert(LocalDate from, Span<Terms> span) {
                tx.run(INSERT_TERMS, all(columns(span.value()), from, span.until(), item.id, item.kind.name()));
            }

            @Override
            public void update(LocalDate from, Span<Terms> span) {
                tx.run(UPDATE_TERMS, all(columns(span.value()), from, span.until(), item.id, item.kind.name(), from));
            }
        });
        item.reliefs.forEach((key, timeline) -> write(old.reliefs(key), timeline, new Writes<>() {
            @Override
            public void insert(LocalDate from, Span<ReliefEntry> span) {
                tx.run(
                        INSERT_RELIEF,
                        all(columns(span.value()), from, span.until(), item.id, key.group(), channel(key)));
            }

            @Override
            public void update(LocalDate from, Span<ReliefEntry> span) {
                tx.run(
                        UPDATE_RELIEF,
                        all(columns(span.value()), from, span.until(), item.id, key.group(), channel(key), from));
            }
        }));
    }

    private interface Writes<T> {
        void insert(LocalDate from, Span<T> span);

        void update(LocalDate from, Span<T> span);
    }

    /** Ends first, so that no two spans overlap at any moment. */
    private static <T> void write(Timeline<T> before, Timeline<T> after, Writes<T> writes) {
        after.spans().forEach((from, span) -> {
            Span<T> old = before.spans().get(from);
            if (old != null && !old.equals(span)) {
                writes.update(from, span);
            }
        });
        after.spans().forEach((from, span) -> {
            if (!before.spans().containsKey(from)) {
                writes.insert(from, span);
            }
        });
    }

    private static @Nullable Object[] columns(PriceEntry entry) {
        return switch (entry.price()) {
            case Price.Amount(long vnd) ->
                new @Nullable Object[] {"AMOUNT", vnd, null, null, null, null, null, entry.note(), entry.legalBasis()};
            case Price.Percent(int points, String of, Long minimum, Long maximum) ->
                new @Nullable Object[] {
                    "PERCENT", null, (long) points, of, null, minimum, maximum, entry.note(), entry.legalBasis()
                };
            case Price.ByFormula(var formula, Long minimum, Long maximum) ->
                new @Nullable Object[] {
                    "FORMULA", null, null, null, formula.text(), minimum, maximum, entry.note(), entry.legalBasis()
                };
        };
    }

    private static @Nullable Object[] columns(Terms terms) {
        return new @Nullable Object[] {
            terms.refundable(),
            (long) terms.retainedBasisPoints(),
            terms.remittance(),
            terms.budgetSubItem(),
            terms.legalBasis()
        };
    }

    private static @Nullable Object[] columns(ReliefEntry relief) {
        Integer points = relief.basisPoints();
        return new @Nullable Object[] {points == null ? null : (long) points, relief.vnd(), relief.legalBasis()};
    }

    private static @Nullable String channel(ReliefKey key) {
        Channel channel = key.channel();
        return channel == null ? null : channel.text();
    }

    private static @Nullable Object[] all(@Nullable Object[] columns, @Nullable Object... more) {
        @Nullable Object[] all = Arrays.copyOf(columns, columns.length + more.length);
        System.arraycopy(more, 0, all, columns.length, more.length);
        return all;
    }
}
