package vn.phigate.reconciliation.settlements;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Row;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.reconciliation.settlements.SettlementFile.BatchFinding;
import vn.phigate.reconciliation.statements.Finding;
import vn.phigate.reconciliation.statements.Severity;

/** Reads settlement files, batches and rows. */
final class SettlementReads {
    private static final String FILE = """
            select f.id, f.sha256, f.filename, f.format, f.layout, f.size_bytes, f.received_at, f.received_by from reconciliation.settlement_file f
            """;
    private static final String FILE_BY_ID = FILE + " where f.id = ?";
    private static final String FILES = FILE + " where f.id > ? order by f.id limit ?";
    private static final String CONTENT = "select content from reconciliation.settlement_file where id = ?";
    private static final String BATCH = """
            select b.id, b.file_id, b.position, b.provider, b.layout, b.batch_no, b.named, b.account_id, b.account, b.first_day,
                   b.last_day, b.pays, b.row_count, b.gross_vnd, b.fee_vnd, b.net_vnd, b.payout_vnd, b.line_id, b.code, b.paid_out_at,
                   s.contract_fee_vnd, s.differing, s.matched
            from reconciliation.settlement_batch b
            cross join lateral (
                select coalesce(sum(r.contract_fee_vnd), 0) as contract_fee_vnd, count(*) filter (where r.contract_fee_vnd <> r.fee_vnd) as differing,
                       count(*) filter (where r.matched_at is not null) as matched
                from reconciliation.settlement_row r where r.batch_id = b.id
            ) s
            """;
    private static final String OF_FILES =
            BATCH + " where b.file_id = any(cast(? as uuid[])) order by b.file_id, b.position";
    private static final String BY_ID = BATCH + " where b.id = ?";
    private static final String OPEN = BATCH + """
             where b.line_id is null and (b.account_id = ? or b.account_id is null) order by b.first_day, b.provider, b.batch_no
            """;
    private static final String UNFINISHED = BATCH + """
             where b.account_id = ? and b.line_id is not null
               and exists (select from reconciliation.settlement_row r where r.batch_id = b.id and r.matched_at is null)
            order by b.first_day, b.provider, b.batch_no
            """;
    private static final String ROW = """
            select r.batch_id, r.position, r.file_line, r.transaction_id, r.order_id, r.day, r.gross_vnd, r.fee_vnd, r.net_vnd, r.contract_fee_vnd,
                   r.payment_id, r.refund_id, r.misfit, r.matched_at
            from reconciliation.settlement_row r
            """;
    private static final String ROWS = ROW + " where r.batch_id = ? and r.position > ? order by r.position limit ?";
    private static final String OPEN_ROWS = ROW + " where r.batch_id = ? and r.matched_at is null order by r.position";
    private static final String DIFFERING = ROW + """
             join reconciliation.settlement_batch b on b.id = r.batch_id
            where b.file_id = ? and (r.contract_fee_vnd <> r.fee_vnd or r.misfit is not null) order by b.position, r.position
            """;
    private static final String KEPT_BACK =
            "select r.refund_id from reconciliation.settlement_row r where r.refund_id = any(cast(? as uuid[]))";
    private static final String PAID_OUT =
            "select r.attempt_id from reconciliation.settlement_row r where r.attempt_id = any(cast(? as uuid[]))";
    private static final String FINDINGS = """
            select n.batch_position, n.file_line, n.field, n.value, n.rule, n.severity, n.refuses, n.text_vi, n.text_en
            from reconciliation.settlement_finding n
            where n.file_id = ? and not (n.refuses and exists (
                select from reconciliation.settlement_batch b where b.file_id = n.file_id and b.position = n.batch_position))
            order by coalesce(n.batch_position, 0), n.file_line, n.id
            """;

    private SettlementReads() {}

    static Optional<SettlementFile> file(Sql sql, UUID id) {
        return sql.get(FILE_BY_ID, id).map(row -> file(sql, row));
    }

    static List<SettlementFile> files(Sql sql, UUID after, int limit) {
        return sql.list(FILES, row -> row, after, (long) limit).stream()
                .map(row -> file(sql, row))
                .toList();
    }

    static Optional<byte[]> content(Sql sql, UUID id) {
        return sql.get(CONTENT, id).map(row -> row.bytes("content"));
    }

    static Optional<SettlementBatch> batch(Sql sql, UUID id) {
        return sql.get(BY_ID, id).map(SettlementReads::batch);
    }

    /** Batches that no line paid out, and that are this account's, or whose nobody knows yet. */
    static List<SettlementBatch> open(Sql sql, UUID account) {
        return sql.list(OPEN, SettlementReads::batch, account);
    }

    /** Batches of an account that a line paid out, with rows that nothing fitted. */
    static List<SettlementBatch> unfinished(Sql sql, UUID account) {
        return sql.list(UNFINISHED, SettlementReads::batch, account);
    }

    static List<SettlementRow> rows(Sql sql, UUID batch, int after, int limit) {
        return sql.list(ROWS, SettlementReads::row, batch, (long) after, (long) limit);
    }

    static List<SettlementRow> openRows(Sql sql, UUID batch) {
        return sql.list(OPEN_ROWS, SettlementReads::row, batch);
    }

    /** Of a file, the rows that we see otherwise. */
    static List<SettlementRow> differing(Sql sql, UUID file) {
        return sql.list(DIFFERING, SettlementReads::row, file);
    }

    /** Of these refunds, those that a pay-out was lessened by already. */
    static List<UUID> keptBack(Sql sql, Collection<UUID> refunds) {
        return sql.list(KEPT_BACK, row -> row.uuid("refund_id"), (Object) refunds.toArray(UUID[]::new));
    }

    /** Of these orders, those that a batch paid out already. */
    static List<UUID> paidOut(Sql sql, Collection<UUID> attempts) {
        return sql.list(PAID_OUT, row -> row.uuid("attempt_id"), (Object) attempts.toArray(UUID[]::new));
    }

    private static SettlementFile file(Sql sql, Row row) {
        UUID id = row.uuid("id");
        return new SettlementFile(
                id,
                row.text("sha256"),
                row.text("filename"),
                row.text("format"),
                row.text("layout"),
                row.whole("size_bytes"),
                row.instant("received_at"),
                row.text("received_by"),
                sql.list(OF_FILES, SettlementReads::batch, (Object) new UUID[] {id}),
                sql.list(FINDINGS, SettlementReads::finding, id));
    }

    private static BatchFinding finding(Row row) {
        Long batch = row.wholeOrNull("batch_position");
        return new BatchFinding(
                batch == null ? 0 : batch.intValue(),
                new Finding(
                        row.whole("file_line"),
                        row.text("field"),
                        row.text("value"),
                        row.text("rule"),
                        row.text("text_vi"),
                        row.text("text_en"),
                        Severity.valueOf(row.text("severity").toUpperCase(Locale.ROOT))),
                row.flag("refuses"));
    }

    private static SettlementBatch batch(Row row) {
        return new SettlementBatch(
                row.uuid("id"),
                row.uuid("file_id"),
                (int) row.whole("position"),
                row.text("provider"),
                row.text("layout"),
                row.text("batch_no"),
                row.flag("named"),
                row.uuidOrNull("account_id"),
                row.textOrNull("account"),
                row.date("first_day"),
                row.date("last_day"),
                row.text("pays"),
                (int) row.whole("row_count"),
                row.whole("gross_vnd"),
                row.whole("fee_vnd"),
                row.whole("net_vnd"),
                row.whole("payout_vnd"),
                row.whole("contract_fee_vnd"),
                (int) row.whole("differing"),
                (int) row.whole("matched"),
                row.uuidOrNull("line_id"),
                row.textOrNull("code"),
                row.instantOrNull("paid_out_at"));
    }

    private static SettlementRow row(Row row) {
        @Nullable Long contractFee = row.wholeOrNull("contract_fee_vnd");
        return new SettlementRow(
                row.uuid("batch_id"),
                (int) row.whole("position"),
                row.whole("file_line"),
                row.textOrNull("transaction_id"),
                row.textOrNull("order_id"),
                row.dateOrNull("day"),
                row.whole("gross_vnd"),
                row.whole("fee_vnd"),
                row.whole("net_vnd"),
                contractFee,
                row.uuidOrNull("payment_id"),
                row.uuidOrNull("refund_id"),
                row.textOrNull("misfit"),
                row.instantOrNull("matched_at"));
    }
}
