package vn.phigate.gateway.procedures;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Json;

/** The door to the catalogue. */
public final class Procedures {
    private static final String FIND = "select code, name, field, level, sample from gateway.procedure where code = ?";
    private static final String LIST = """
            select code, name, field, level, sample from gateway.procedure where code > ? order by code limit ?
            """;
    /** Every word must be there, in the name or the code, whatever its marks; the shortest name first. */
    private static final String SEARCH = """
            select code, name, field, level, sample from gateway.procedure
            where folded like all (
                select '%' || replace(replace(replace(word, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%'
                from unnest(string_to_array(gateway.folded(?), ' ')) as word where word <> '')
            order by length(name), code limit ?
            """;
    /** The columns of a price, as {@link #price} reads them. */
    public static final String PRICE_COLUMNS =
            "p.form, p.amount_vnd, p.basis_points, p.of_quantity, p.formula, p.minimum_vnd, p.maximum_vnd";
    /** Left join: an item without a price for that day and channel must be seen, not left out. */
    private static final String PRICED =
            "select i.id, i.kind, i.name, i.unit, p.note, p.legal_basis, " + PRICE_COLUMNS + """
            , t.refundable, t.retained_basis_points, t.remittance, t.budget_sub_item, t.legal_basis as term_basis,
            (select jsonb_agg(jsonb_build_object('group', r.payer_group, 'reduction_basis_points', r.reduction_basis_points,
                        'reduction_vnd', r.reduction_vnd, 'legal_basis', r.legal_basis) order by r.payer_group)
                from gateway.fee_relief r
                where r.fee_item_id = i.id and (r.channel = d.channel or r.channel is null) and r.valid @> d.day) as reliefs
            from (select cast(? as text) as channel, cast(? as date) as day) d
            join gateway.fee_item i on i.valid @> d.day
            left join gateway.fee_price p on p.fee_item_id = i.id and p.channel = d.channel and p.valid @> d.day
            left join gateway.fee_term t on t.fee_item_id = i.id and t.valid @> d.day
            where i.procedure_code = ? order by i.position
            """;

    private static final String IN_CHARGE = """
            select p.in_charge in ('all', ?) or exists (
                select from gateway.procedure_agency l where l.procedure_code = p.code and l.agency_id = ?) as in_charge
            from gateway.procedure p where p.code = ?
            """;
    private static final String INSERT = """
            insert into gateway.procedure (code, name, field, level, sample, source) values (?, ?, ?, ?, ?, ?)
            """;
    private static final String INSERT_ITEM = """
            insert into gateway.fee_item (procedure_code, kind, position, name, unit, confirmed) values (?, ?, ?, ?, ?, ?) returning id
            """;
    private static final String INSERT_PRICE = """
            insert into gateway.fee_price (fee_item_id, channel, valid, amount_vnd, legal_basis)
            values (?, ?, daterange(cast(? as date), null), ?, ?)
            """;

    private final Audit audit;

    public Procedures(Audit audit) {
        this.audit = audit;
    }

    public Optional<Procedure> find(Sql sql, String code) {
        return sql.get(FIND, code).map(Procedures::read);
    }

    public Procedure get(Sql sql, String code) {
        return find(sql, code)
                .orElseThrow(() -> ProcedureProblem.PROCEDURE_UNKNOWN
                        .refusal(
                                "Không có thủ tục mang mã «" + code + "» trong danh mục.",
                                "No procedure in the catalogue has the code \"" + code + "\".")
                        .with("procedure", code));
    }

    public List<Procedure> list(Sql sql, String afterCode, int limit) {
        return sql.list(LIST, Procedures::read, afterCode, (long) limit);
    }

    /**
     * Procedures whose name or code has all these words, typed with or without marks.
     *
     * @param words blank finds the shortest names
     */
    public List<Procedure> search(Sql sql, String words, int limit) {
        return sql.list(SEARCH, Procedures::read, words, (long) limit);
    }

    /**
     * The fee items of a procedure with their prices for one channel on one day; empty when the procedure costs nothing.
     *
     * @throws vn.phigate.gateway.platform.http.Refusal {@code no_fee_row} when an item has no price
     */
    public List<PricedItem> priced(Sql sql, String procedure, Channel channel, LocalDate day) {
        return sql.list(
                PRICED,
                row -> {
                    Price price = price(row);
                    if (price == null) {
                        throw ProcedureProblem.PRICE_MISSING.refusal(
                                "Khoản «" + row.text("name") + "» của thủ tục " + procedure
                                        + " chưa có mức thu cho kênh " + channel.text() + " vào ngày " + day
                                        + "; cần bổ sung danh mục.",
                                "Item \"" + row.text("name") + "\" of procedure " + procedure
                                        + " has no price for channel " + channel.text() + " on " + day
                                        + "; the catalogue must be completed.");
                    }
                    return new PricedItem(
                            row.whole("id"),
                            Kind.valueOf(row.text("kind")),
                            row.text("name"),
                            row.textOrNull("unit"),
                            price,
                            row.textOrNull("note"),
                            row.text("legal_basis"),
                            reliefs(row.textOrNull("reliefs")),
                            terms(row));
                },
                channel.text(),
                day,
                procedure);
    }

    /**
     * Whether an agency is in charge of a procedure.
     *
     * @param agencyKind commune, department or centre
     */
    public boolean inCharge(Sql sql, String procedure, long agencyId, String agencyKind) {
        return sql.get(IN_CHARGE, agencyKind, agencyId, procedure)
                .map(row -> row.flag("in_charge"))
                .orElse(false);
    }

    /** The price in a row with {@link #PRICE_COLUMNS}; null when there is none. */
    public static @Nullable Price price(Row row) {
        return switch (row.textOrNull("form")) {
            case null -> null;
            case "AMOUNT" -> new Price.Amount(row.whole("amount_vnd"));
            case "PERCENT" ->
                new Price.Percent(
                        Math.toIntExact(row.whole("basis_points")),
                        row.text("of_quantity"),
                        row.wholeOrNull("minimum_vnd"),
                        row.wholeOrNull("maximum_vnd"));
            case "FORMULA" ->
                new Price.ByFormula(
                        Formula.parse(row.text("formula")),
                        row.wholeOrNull("minimum_vnd"),
                        row.wholeOrNull("maximum_vnd"));
            case String other -> throw new IllegalStateException("no form of price: " + other);
        };
    }

    private static @Nullable Terms terms(Row row) {
        String basis = row.textOrNull("term_basis");
        return basis == null
                ? null
                : new Terms(
                        row.textOrNull("refundable"),
                        Math.toIntExact(row.whole("retained_basis_points")),
                        row.textOrNull("remittance"),
                        row.textOrNull("budget_sub_item"),
                        basis);
    }

    private static List<Relief> reliefs(@Nullable String json) {
        if (json == null) {
            return List.of();
        }
        List<Relief> reliefs = new ArrayList<>();
        for (JsonNode relief : Json.tree(json)) {
            JsonNode points = relief.get("reduction_basis_points");
            JsonNode vnd = relief.get("reduction_vnd");
            reliefs.add(new Relief(
                    relief.get("group").asText(),
                    points.isNull() ? null : points.asInt(),
                    vnd.isNull() ? null : vnd.asLong(),
                    relief.get("legal_basis").asText()));
        }
        return List.copyOf(reliefs);
    }

    public void add(Tx tx, Procedure procedure, String source, String by) {
        tx.run(
                INSERT,
                procedure.code(),
                procedure.name(),
                procedure.field(),
                procedure.level(),
                procedure.sample(),
                source);
        audit.record(tx, by, "create", "procedure", procedure.code(), null, procedure, source);
    }

    /** @return the item's identity, for its prices */
    public long addItem(
            Tx tx,
            String procedure,
            Kind kind,
            int position,
            String name,
            @Nullable String unit,
            String confirmed,
            String by) {
        long id = tx.get(INSERT_ITEM, procedure, kind.name(), (long) position, name, unit, confirmed)
                .orElseThrow()
                .whole("id");
        audit.record(
                tx,
                by,
                "create",
                "fee_item",
                String.valueOf(id),
                null,
                new NewItem(procedure, kind, position, name, unit, confirmed),
                null);
        return id;
    }

    public void addPrice(
            Tx tx, long feeItem, Channel channel, LocalDate from, long amountVnd, String legalBasis, String by) {
        tx.run(INSERT_PRICE, feeItem, channel.name().toLowerCase(Locale.ROOT), from, amountVnd, legalBasis);
        var price = new NewPrice(channel.text(), from, amountVnd, legalBasis);
        audit.record(tx, by, "price", "fee_item", String.valueOf(feeItem), null, price, legalBasis);
    }

    private record NewItem(
            String procedure,
            Kind kind,
            int position,
            String name,
            @Nullable String unit,
            String confirmed) {}

    private record NewPrice(String channel, LocalDate validFrom, long amountVnd, String legalBasis) {}

    private static Procedure read(Row row) {
        return new Procedure(
                row.text("code"), row.text("name"), row.text("field"), row.text("level"), row.flag("sample"));
    }
}
