package vn.phigate.reconciliation.web;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Refusal;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.reconciliation.paging.Paging;
import vn.phigate.reconciliation.reports.Reports;
import vn.phigate.reconciliation.settlements.SettlementProblem;
import vn.phigate.reconciliation.statements.BankLine;
import vn.phigate.reconciliation.statements.BookedStatement;
import vn.phigate.reconciliation.statements.StatementFile;
import vn.phigate.reconciliation.statements.StatementProblem;
import vn.phigate.reconciliation.statements.Statements;
import vn.phigate.reconciliation.statements.StatementsApi;

/** Files of banks: send one in, look into one, read what came of it. */
final class FilePages {
    private static final int LINES_A_PAGE = 200;
    private static final int FILES_SHOWN = 200;
    /** RFC 2483, section 5: one address. */
    private static final String SCRIPT_ASKS = "text/uri-list";

    private final Db db;
    private final Statements statements;
    private final Reports reports;
    private final SettlementPages settlements;
    private final Drawing drawing;

    FilePages(Db db, Statements statements, SettlementPages settlements, Reports reports, Drawing drawing) {
        this.settlements = settlements;
        this.db = db;
        this.statements = statements;
        this.reports = reports;
        this.drawing = drawing;
    }

    Reply list(Request request) {
        return drawing.show(
                request,
                200,
                "files.jte",
                drawing.wording(request),
                new FilesView(statements.latestFiles(db, FILES_SHOWN), FILES_SHOWN));
    }

    Reply show(Request request) {
        UUID id = Paging.id(request);
        int position = whole(request, "statement", 1);
        int after = whole(request, "after", 0);
        String received = request.query("received")
                .filter(r -> r.equals("new") || r.equals("again"))
                .orElse(null);
        FileView view = db.inTransaction(tx -> {
            tx.run(AccountPages.ONE_INSTANT);
            StatementFile file = statements.file(tx, id);
            BookedStatement shown = file.statements().stream()
                    .filter(s -> s.position() >= position)
                    .findFirst()
                    .orElse(
                            file.statements().isEmpty()
                                    ? null
                                    : file.statements().getLast());
            if (shown == null) {
                return new FileView(file, received, null, List.of(), null);
            }
            List<BankLine> lines = statements.linesOfStatement(tx, shown.id(), after, LINES_A_PAGE + 1);
            boolean more = lines.size() > LINES_A_PAGE;
            List<BankLine> page = more ? lines.subList(0, LINES_A_PAGE) : lines;
            return new FileView(
                    file,
                    received,
                    shown,
                    LineView.of(reports.judged(tx, page)),
                    more ? page.getLast().position() : null);
        });
        return drawing.show(request, 200, "file.jte", drawing.wording(request), view);
    }

    static int whole(Request request, String name, int usual) {
        return request.query(name)
                .map(text -> {
                    if (!text.matches("[0-9]{1,9}")) {
                        throw HttpProblem.field(
                                name, text, "cần số nguyên không âm.", "a whole number from 0 is needed.");
                    }
                    return Integer.parseInt(text);
                })
                .orElse(usual);
    }

    /** Takes a file in; a file that cannot be booked is shown with its findings, and nothing of it is kept. */
    Reply take(Request request) {
        FormUpload upload = FormUpload.read(request, "file", StatementsApi.UPLOAD_BYTES_MAX);
        try {
            Reply settlement = settlements.take(request, upload);
            if (settlement != null) {
                return settlement;
            }
            var imported = db.inTransaction(tx -> statements.take(
                    tx, upload.filename(), upload.content(), request.caller().name()));
            return goOn(request, came(imported));
        } catch (Refusal refusal) {
            if (!(refusal.type() instanceof StatementProblem || refusal.type() instanceof SettlementProblem)) {
                throw refusal;
            }
            return look(request, 422, upload.filename(), upload.content(), refusal.detail(request.language()));
        }
    }

    /** Keeps the file aside, for its sender to look at before booking it. */
    Reply stage(Request request) {
        FormUpload upload = FormUpload.read(request, "file", StatementsApi.UPLOAD_BYTES_MAX);
        String by = request.caller().name();
        UUID id = db.inTransaction(tx -> statements.stage(tx, upload.filename(), upload.content(), by));
        return goOn(request, "/upload/" + id);
    }

    /** What booking it would do now; one that cannot be booked at all is shown as it is. */
    Reply staged(Request request) {
        String by = request.caller().name();
        var staged = statements.staged(db, Paging.id(request), by);
        try {
            var rehearsed = statements.rehearse(db, staged.filename(), staged.content(), by);
            var view = new StagedView(staged.id(), staged.filename(), rehearsed.file(), rehearsed.duplicate());
            return drawing.show(request, 200, "staged.jte", drawing.wording(request), view);
        } catch (Refusal refusal) {
            if (!(refusal.type() instanceof StatementProblem)) {
                throw refusal;
            }
            return look(request, 422, staged.filename(), staged.content(), refusal.detail(request.language()));
        }
    }

    /** A browser goes on by itself; the script that shows progress is told where, so that nothing is read twice. */
    private static Reply goOn(Request request, String address) {
        return request.header("Accept").map(SCRIPT_ASKS::equals).orElse(false)
                ? Reply.bytes(SCRIPT_ASKS, address.getBytes(StandardCharsets.UTF_8))
                : Reply.seeOther(address);
    }

    Reply book(Request request) {
        String by = request.caller().name();
        UUID id = Paging.id(request);
        var imported = db.inTransaction(tx -> {
            var staged = statements.staged(tx, id, by);
            var taken = statements.take(tx, staged.filename(), staged.content(), by);
            statements.drop(tx, id, by);
            return taken;
        });
        return Reply.seeOther(came(imported));
    }

    private static String came(Statements.Imported imported) {
        return "/statements/" + imported.file().id() + "?received=" + (imported.duplicate() ? "again" : "new");
    }

    Reply drop(Request request) {
        UUID id = Paging.id(request);
        db.inTransactionDo(tx -> statements.drop(tx, id, request.caller().name()));
        return Reply.seeOther("/statements");
    }

    Reply previewForm(Request request) {
        return drawing.show(request, 200, "preview.jte", drawing.wording(request), PreviewView.EMPTY);
    }

    Reply preview(Request request) {
        FormUpload upload = FormUpload.read(request, "file", StatementsApi.UPLOAD_BYTES_MAX);
        return look(request, 200, upload.filename(), upload.content(), null);
    }

    private Reply look(Request request, int status, String filename, byte[] content, @Nullable String refused) {
        var view = new PreviewView(filename, statements.preview(content), refused);
        return drawing.show(request, status, "preview.jte", drawing.wording(request, "/preview"), view);
    }
}
