package vn.phigate.reconciliation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.reconciliation.statements.Finding;
import vn.phigate.reconciliation.statements.StatementFile;
import vn.phigate.reconciliation.statements.StatementsApi;

/** Files of banks and providers from a disk, by the same doors as an upload. */
final class BankFiles {
    private final Db db;
    private final ReconciliationService service;

    /** @param taken whether anything of it is, or would be, in the books */
    record Told(boolean taken, String text, List<Finding> findings) {}

    /** Thrown within, so that nothing of a preview stands. */
    private static final class Looked extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Told told;

        Looked(Told told) {
            super(null, null, false, false);
            this.told = told;
        }
    }

    BankFiles(Db db, ReconciliationService service) {
        this.db = db;
        this.service = service;
    }

    /** @param preview only tells what taking it in would do */
    Told take(Path file, boolean preview, String by) throws IOException {
        if (Files.size(file) > StatementsApi.UPLOAD_BYTES_MAX) {
            return new Told(false, "payload_too_large: > " + StatementsApi.UPLOAD_BYTES_MAX + " byte", List.of());
        }
        byte[] content = Files.readAllBytes(file);
        String name = String.valueOf(file.getFileName());
        try {
            return db.inTransaction(tx -> {
                Told told = service.settlements().recognises(content)
                        ? settlement(tx, name, content, by)
                        : statement(tx, name, content, by);
                if (preview) {
                    throw new Looked(told);
                }
                return told;
            });
        } catch (Looked looked) {
            return looked.told;
        } catch (Refusal refusal) {
            return new Told(false, refusal.type().code() + ": " + refusal.getMessage(), findings(content));
        }
    }

    private List<Finding> findings(byte[] content) {
        return service.settlements().recognises(content)
                ? List.of()
                : service.statements().preview(content).findings();
    }

    private Told settlement(Tx tx, String name, byte[] content, String by) {
        var taken = service.settlements().take(tx, name, content, by);
        var file = taken.file();
        int rows = file.batches().stream().mapToInt(batch -> batch.rowCount()).sum();
        return new Told(
                !file.batches().isEmpty(),
                file.format() + " " + file.layout() + ", " + file.batches().size() + " lô / batches, " + rows
                        + " dòng / rows" + known(taken.duplicate()),
                file.findings().stream().map(each -> each.finding()).toList());
    }

    private Told statement(Tx tx, String name, byte[] content, String by) {
        var taken = service.statements().take(tx, name, content, by);
        StatementFile file = taken.file();
        int lines =
                file.statements().stream().mapToInt(each -> each.lineCount()).sum();
        return new Told(
                !file.statements().isEmpty(),
                file.format() + ", " + file.statements().size() + " sao kê / statements, " + lines + " dòng / lines"
                        + known(taken.duplicate()),
                file.findings().stream().map(each -> each.finding()).toList());
    }

    private static String known(boolean duplicate) {
        return duplicate ? ", đã có từ trước / there before" : "";
    }
}
