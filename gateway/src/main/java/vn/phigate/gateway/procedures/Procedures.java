package vn.phigate.gateway.procedures;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;

/** The door to the catalogue. */
public final class Procedures {
    private static final String FIND = "select code, name, field, level, sample from gateway.procedure where code = ?";
    private static final String LIST =
            """
            select code, name, field, level, sample from gateway.procedure where code > ? order by code limit ?
            """;
    /** Left join: an item without a price for that day and channel must be seen, not left out. */
    private static final String PRICED =
            """
            select i.id, i.kind, i.name, i.unit, p.amount_vnd, p.legal_basis
            from gateway.fee_item i
            left join gateway.fee_price p on p.fee_item_id = i.id and p.channel = ? and p.valid @> cast(? as date)
            where i.procedure_code = ? order by i.position
            """;
    private static final String INSERT =
            """
            insert into gateway.procedure (code, name, field, level, sample, source) values (?, ?, ?, ?, ?, ?)
            """;
    private static final String INSERT_ITEM =
            """
            insert into gateway.fee_item (procedure_code, kind, position, name, unit, confirmed) values (?, ?, ?, ?, ?, ?) returning id
            """;
    private static final String INSERT_PRICE =
            """
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

    /** The fee items of a procedure with their prices for one channel on one day; empty when the procedure costs nothing. */
    public List<PricedItem> priced(Sql sql, String procedure, Channel channel, LocalDate day) {
        return sql.list(
                PRICED,
                row -> {
                    Long amount = row.wholeOrNull("amount_vnd");
                    if (amount == null) {
                        throw ProcedureProblem.PRICE_MISSING.refusal(
                                "Khoản «" + row.text("name") + "» của thủ tục " + procedure + " chưa có mức thu cho kênh " + channel.text()
                                        + " vào ngày " + day + "; cần bổ sung danh mục.",
                                "Item \"" + row.text("name") + "\" of procedure " + procedure + " has no price for channel " + channel.text()
                                        + " on " + day + "; the catalogue must be completed.");
                    }
                    return new PricedItem(
                            row.whole("id"),
                            Kind.valueOf(row.text("kind")),
                            row.text("name"),
                            amount,
                            row.textOrNull("unit"),
                            row.text("legal_basis"));
                },
                channel.text(),
                day,
                procedure);
    }

    public void add(Tx tx, Procedure procedure, String source, String by) {
        tx.run(INSERT, procedure.code(), procedure.name(), procedure.field(), procedure.level(), procedure.sample(), source);
        audit.record(tx, by, "create", "procedure", procedure.code(), null, procedure, source);
    }

    /** @return the item's identity, for its prices */
    public long addItem(
            Tx tx, String procedure, Kind kind, int position, String name, @Nullable String unit, String confirmed, String by) {
        long id = tx.get(INSERT_ITEM, procedure, kind.name(), (long) position, name, unit, confirmed)
                .orElseThrow()
                .whole("id");
        audit.record(
                tx, by, "create", "fee_item", String.valueOf(id), null, new NewItem(procedure, kind, position, name, unit, confirmed), null);
        return id;
    }

    public void addPrice(Tx tx, long feeItem, Channel channel, LocalDate from, long amountVnd, String legalBasis, String by) {
        tx.run(INSERT_PRICE, feeItem, channel.name().toLowerCase(Locale.ROOT), from, amountVnd, legalBasis);
        var price = new NewPrice(channel.text(), from, amountVnd, legalBasis);
        audit.record(tx, by, "price", "fee_item", String.valueOf(feeItem), null, price, legalBasis);
    }

    private record NewItem(String procedure, Kind kind, int position, String name, @Nullable String unit, String confirmed) {}

    private record NewPrice(String channel, LocalDate validFrom, long amountVnd, String legalBasis) {}

    private static Procedure read(Row row) {
        return new Procedure(row.text("code"), row.text("name"), row.text("field"), row.text("level"), row.flag("sample"));
    }
}
