package vn.phigate.reconciliation.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.reconciliation.paging.Paging;
import vn.phigate.reconciliation.settlements.SettlementBatch;
import vn.phigate.reconciliation.settlements.SettlementFile;
import vn.phigate.reconciliation.settlements.SettlementRow;
import vn.phigate.reconciliation.settlements.Settlements;

/** Settlement files of providers: what each batch is made of, and which rows we see otherwise. */
final class SettlementPages {
    private static final int ROWS_A_PAGE = 200;
    private static final int FILES_A_PAGE = 200;

    private final Db db;
    private final Settlements settlements;
    private final Drawing drawing;

    SettlementPages(Db db, Settlements settlements, Drawing drawing) {
        this.db = db;
        this.settlements = settlements;
        this.drawing = drawing;
    }

    /** A settlement file that was dropped on the form for statements; null when it is none. */
    @Nullable
    Reply take(Request request, FormUpload upload) {
        if (!settlements.recognises(upload.content())) {
            return null;
        }
        var imported = db.inTransaction(tx -> settlements.take(
                tx, upload.filename(), upload.content(), request.caller().name()));
        return Reply.seeOther(
                "/settlements/" + imported.file().id() + "?received=" + (imported.duplicate() ? "again" : "new"));
    }

    Reply list(Request request) {
        return drawing.show(
                request,
                200,
                "settlements.jte",
                drawing.wording(request),
                settlements.files(db, Paging.after(request), FILES_A_PAGE));
    }

    Reply show(Request request) {
        String received = request.query("received")
                .filter(r -> r.equals("new") || r.equals("again"))
                .orElse(null);
        int position = FilePages.whole(request, "batch", 1);
        int after = FilePages.whole(request, "after", 0);
        SettlementView view = db.inTransaction(tx -> {
            tx.run(AccountPages.ONE_INSTANT);
            SettlementFile file = settlements.file(tx, Paging.id(request));
            SettlementBatch shown = file.batches().stream()
                    .filter(batch -> batch.position() >= position)
                    .findFirst()
                    .orElse(null);
            List<SettlementRow> rows =
                    shown == null ? List.of() : settlements.rows(tx, shown.id(), after, ROWS_A_PAGE + 1);
            boolean more = rows.size() > ROWS_A_PAGE;
            List<SettlementRow> page = more ? rows.subList(0, ROWS_A_PAGE) : rows;
            return new SettlementView(
                    file, received, shown, page, more ? page.getLast().position() : null);
        });
        return drawing.show(request, 200, "settlement.jte", drawing.wording(request), view);
    }
}
