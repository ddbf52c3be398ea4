package vn.phigate.reconciliation.closing;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.phigate.gateway.accounts.CollectionAccount;
import vn.phigate.gateway.platform.db.Db;
import vn.phigate.gateway.platform.db.Tx;
import vn.phigate.gateway.platform.http.Access;
import vn.phigate.gateway.platform.http.HttpProblem;
import vn.phigate.gateway.platform.http.Reply;
import vn.phigate.gateway.platform.http.Request;
import vn.phigate.gateway.platform.http.Role;
import vn.phigate.gateway.platform.http.Web;
import vn.phigate.reconciliation.paging.Paging;
import vn.phigate.reconciliation.statements.Statements;

/** Corrections over HTTP. */
public final class CorrectionsApi {
    private static final int REASON_CHARACTERS_MAX = 2_000;
    private static final int LINES_MAX = 1_000;
    /** Ten trillion đồng, as for lines of files. */
    private static final long AMOUNT_MAX_VND = 10_000_000_000_000L;

    private final Db db;
    private final Corrections corrections;
    private final Statements statements;

    public CorrectionsApi(Db db, Corrections corrections, Statements statements) {
        this.db = db;
        this.corrections = corrections;
        this.statements = statements;
    }

    public void routes(Web web) {
        Access either = Access.only(Role.MAKER, Role.CHECKER);
        web.command("/v1/corrections", either, this::propose);
        web.command("/v1/corrections/{id}/approve", either, this::approve);
        web.get("/v1/corrections", Access.READ, this::list);
        web.get("/v1/corrections/{id}", Access.READ, request -> Reply.ok(corrections.get(db, Paging.id(request))));
    }

    /**
     * @param account {@code <bin>-<number>}
     * @param businessDay the closed day
     */
    private record Body(
            @Nullable String account,
            @Nullable LocalDate businessDay,
            @Nullable String reason,
            @Nullable UUID file,
            @Nullable List<BodyLine> lines) {}

    private record BodyLine(
            @Nullable Long amountVnd,
            @Nullable String narrative,
            @Nullable String bankReference) {}

    private Reply propose(Request request, Tx tx) {
        Body body = request.json(Body.class);
        LocalDate day = body.businessDay();
        String key = body.account();
        if (key == null || day == null) {
            String field = key == null ? "account" : "business_day";
            throw HttpProblem.field(field, "", "cần trường này.", "the field is needed.");
        }
        String reason = text("reason", body.reason(), REASON_CHARACTERS_MAX);
        List<BodyLine> given = Objects.requireNonNullElse(body.lines(), List.of());
        if (body.file() != null && !given.isEmpty() || given.size() > LINES_MAX) {
            throw HttpProblem.field(
                    "lines",
                    given.size(),
                    "cần tệp hoặc tối đa 1.000 dòng, không phải cả hai.",
                    "a file or at most 1,000 lines are needed, not both.");
        }
        List<Statements.NewLine> lines = new ArrayList<>();
        for (BodyLine line : given) {
            Long amount = line.amountVnd();
            if (amount == null || amount == 0 || Math.abs(amount) > AMOUNT_MAX_VND) {
                throw HttpProblem.field(
                        "lines.amount_vnd",
                        String.valueOf(amount),
                        "cần số tiền khác 0 trong giới hạn.",
                        "an amount within the limit that is not 0 is needed.");
            }
            String reference = line.bankReference();
            lines.add(new Statements.NewLine(
                    amount,
                    text("lines.narrative", line.narrative(), REASON_CHARACTERS_MAX),
                    reference == null ? null : text("lines.bank_reference", reference, 100)));
        }
        CollectionAccount account = statements.account(tx, key);
        return Reply.created(corrections.propose(
                tx,
                account,
                new Corrections.NewCorrection(day, reason, body.file(), lines),
                request.caller().name()));
    }

    private Reply approve(Request request, Tx tx) {
        Correction correction = corrections.get(tx, Paging.id(request));
        CollectionAccount account = statements.account(tx, correction.account());
        return Reply.ok(corrections.approve(
                tx, account, correction.id(), request.caller().name()));
    }

    private Reply list(Request request) {
        int limit = request.queryLimit(100, 500);
        UUID account = request.query("account")
                .map(key -> statements.account(db, key).id())
                .orElse(null);
        var found = corrections.list(
                db, account, request.queryDate("business_day").orElse(null), Paging.after(request), limit + 1);
        return Paging.page(found, limit, Correction::id, correction -> correction);
    }

    private static String text(String field, @Nullable String text, int max) {
        if (text == null || text.isBlank() || text.length() > max) {
            throw HttpProblem.field(
                    field,
                    text == null ? "" : text,
                    "cần 1 đến " + max + " ký tự.",
                    "1 to " + max + " characters are needed.");
        }
        return text.strip();
    }
}
