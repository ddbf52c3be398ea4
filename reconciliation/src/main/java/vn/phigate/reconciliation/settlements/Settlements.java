package vn.phigate.reconciliation.settlements;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import vn.phigate.gateway.accounts.Accounts;
import vn.phigate.gateway.agencies.Agencies;
import vn.phigate.gateway.audit.Audit;
import vn.phigate.gateway.payments.BankWitness;
import vn.phigate.gateway.platform.db.Sql;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.tables.CsvExport;
import vn.phigate.reconciliation.statements.FileHead;
import vn.phigate.reconciliation.statements.Finding;
import vn.phigate.reconciliation.statements.settlement.SettlementFormat;

/** The door to settlement files of providers. */
public final class Settlements {
    private final SettlementFormat reader;
    private final TakeSettlement take;

    /** @param duplicate true when the same bytes were taken in before */
    public record Imported(SettlementFile file, boolean duplicate) {}

    public Settlements(
            Accounts accounts,
            Agencies agencies,
            BankWitness bank,
            Audit audit,
            SettlementFormat reader,
            Contracts contracts,
            InstantSource clock) {
        this.reader = reader;
        this.take = new TakeSettlement(accounts, agencies, bank, audit, reader, contracts, clock);
    }

    /** Whether the content is a settlement file, by its first rows. */
    public boolean recognises(byte[] content) {
        return reader.recognise(FileHead.ofStart(content)) != null;
    }

    /**
     * Takes a file in, with each batch of it that holds.
     *
     * @throws vn.phigate.gateway.platform.http.Refusal {@code not_a_settlement} or {@code settlement_unreadable}; nothing is kept then
     */
    public Imported take(Tx tx, String filename, byte[] content, String by) {
        TakeSettlement.Taken taken = take.run(tx, filename, content, by);
        return new Imported(file(tx, taken.fileId()), !taken.isNew());
    }

    /** For a folder or a command: takes the file in. @return why no batch of it was taken; empty when one was, or was before */
    public List<Finding> takeIn(Tx tx, String filename, byte[] content, String by) {
        SettlementFile file = take(tx, filename, content, by).file();
        return file.batches().isEmpty()
                ? file.findings().stream()
                        .map(SettlementFile.BatchFinding::finding)
                        .toList()
                : List.of();
    }

    public SettlementFile file(Sql sql, UUID id) {
        return SettlementReads.file(sql, id).orElseThrow(() -> SettlementProblem.SETTLEMENT_UNKNOWN.refusal());
    }

    /** The exact bytes that were sent. */
    public byte[] content(Sql sql, UUID id) {
        return SettlementReads.content(sql, id).orElseThrow(() -> SettlementProblem.SETTLEMENT_UNKNOWN.refusal());
    }

    /** Files a page at a time, in the order of their ids. */
    public List<SettlementFile> files(Sql sql, UUID after, int limit) {
        return SettlementReads.files(sql, after, limit);
    }

    /** Rows of a batch in the file's order, after a position. */
    public List<SettlementRow> rows(Sql sql, UUID batch, int after, int limit) {
        return SettlementReads.rows(sql, batch, after, limit);
    }

    /**
     * The answer to the provider: of a file, only the rows that we see otherwise, each with what it says, what we say, and why.
     *
     * @throws vn.phigate.gateway.platform.http.Refusal {@code settlement_unknown}
     */
    public byte[] differences(Sql sql, UUID id) {
        var batches = new HashMap<UUID, String>();
        file(sql, id).batches().forEach(batch -> batches.put(batch.id(), batch.batchNo()));
        var csv = new CsvExport(
                "settlement",
                "line",
                "transaction",
                "order",
                "day",
                "gross_vnd",
                "fee_vnd",
                "net_vnd",
                "contract_fee_vnd",
                "fee_difference_vnd",
                "why");
        for (SettlementRow row : SettlementReads.differing(sql, id)) {
            Long contract = row.contractFeeVnd();
            csv.row(
                    batches.get(row.batchId()),
                    row.fileLine(),
                    row.transaction(),
                    row.order(),
                    row.day(),
                    row.grossVnd(),
                    row.feeVnd(),
                    row.netVnd(),
                    contract,
                    contract == null ? null : row.feeVnd() - contract,
                    row.misfit() == null
                            ? "fee_differs"
                            : row.feeDiffers() ? row.misfit() + ", fee_differs" : row.misfit());
        }
        return csv.bytes();
    }
}
